//! Words of names that hardly tell people apart.

use super::fold::{skeleton, smooth, sounds};
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// How much a word tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name.
    Strong,
    /// One of a few words that stand in many names.
    Weak,
    /// A title: left out.
    Title,
}

/// As they are written, in lower case.
const TITLES: &str = "md mohd mo mohammd muhd mst mosst most mosa mosamat mr mrs ms miss late marhum haji hazi hajji hajee \
    alhaj alhajj shri sri sree shree srimati sreemati sreemoti shrimoti dr moulana maulana maulvi moulvi \
    ul ur ud us al el bin binte bint ibn মো মোহা মোহাং মুহা মু মোছা মোসা মোসাঃ মৃত মরহুম মরহুমা হাজী \
    হাজি আলহাজ আলহাজ্ব শ্রী শ্রীমতি শ্রীমতী ডা ড মাওলানা মৌলভী জনাব বিন বিনতে উল উর আল আব্দ আব";

/// Family names, second names and forms of address that thousands bear; one spelling is enough, they are compared as
/// they sound.
const WEAK: &str = "begum begom khatun khaton akter khanam khanum bibi banu bano nesa nessa nisa ara rani bala devi debi \
    nahar jahan parvin kumari kumar chandra lal nath islam hossain hussain mia mian rahman rehman uddin \
    din ali khan howlader molla sheikh sk sarkar biswas bishwas mondal haldar sikder gazi kazi haque haq \
    ahmed ahmad ahamed ahammed chowdhury talukder bepari byapari das roy paul saha shil nandi dey barua \
    chakma marma tripura sardar bhuiyan majumder mojumder matubbar matbor fakir munshi pramanik akand \
    akanda khandaker khondokar mridha patwary dewan sayed syed mollik mallik pk হক শেখ মিঞা খাঁ মণ্ডল";

/// Whether a word, as it was written, is a title or an initial.
pub(super) fn is_title(word: &str) -> bool {
    static SORTED: OnceLock<BTreeSet<&str>> = OnceLock::new();
    word.chars().nth(1).is_none() || SORTED.get_or_init(|| TITLES.split_whitespace().collect()).contains(word)
}

/// What a word counts, as it sounds.
pub(super) fn kind(word: &[u8]) -> Kind {
    static FOLDED: OnceLock<BTreeSet<Vec<u8>>> = OnceLock::new();
    let weak = FOLDED.get_or_init(|| WEAK.split_whitespace().map(|word| smooth(&sounds(word))).collect());
    if is_mohammad(word) || is_servant(word) {
        Kind::Title
    } else if weak.contains(word) {
        Kind::Weak
    } else {
        Kind::Strong
    }
}

/// Mohammad, Muhammed, মোহাম্মদ; Mosammat, মোছাম্মৎ. Mahmud is a name of its own: its `h` is not followed by a vowel.
fn is_mohammad(word: &[u8]) -> bool {
    match skeleton(word).as_slice() {
        b"mhmd" => word.iter().rposition(|sign| *sign == b'U').is_none_or(|at| at < 2),
        b"msmt" => true,
        _ => false,
    }
}

/// Abdul, Abdur, Abdus: half of a name.
fn is_servant(word: &[u8]) -> bool {
    let rest = word.strip_prefix(b"AbdU").or_else(|| word.strip_prefix(b"AbAdU"));
    rest.is_some_and(|rest| rest.len() == 1)
}
