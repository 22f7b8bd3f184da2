//! Spellings of one word folded into one. Coarser than [`jonaki_reference::sound`], from whose signs it starts: a name is
//! compared under a key, where nearness cannot be measured sign by sign, so what people confuse must be the same sign.
//!
//! Vowels are `A` (অ আ ও, a o), `I` (ই এ য়, i e y) and `U` (উ, u w); aspirates are their plain letters.

use jonaki_reference::sound::key;
use jonaki_reference::text::normalise_for_search;

/// Signs of one word, at most.
const SOUNDS_MAX: usize = 16;

/// Bangla spellings of Latin `w`, and what is often written without a blank.
const REWRITTEN: &[(&str, &str)] = &[
    ("ও\u{9af}\u{9bc}", "\u{9f1}"),
    ("\u{9cb}\u{9af}\u{9bc}", "\u{9cb}\u{9f1}"),
    ("উদ্দ", " উদ্দ"),
    ("ঃ", " "),
];

/// The words of a text, in lower case and NFC.
pub(super) fn split(text: &str) -> Vec<String> {
    let mut text = normalise_for_search(text);
    for (from, to) in REWRITTEN {
        text = text.replace(from, to);
    }
    let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '\u{980}'..='\u{9ff}');
    text.split(|c| !is_letter(c)).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The sounds of a word, spelt out.
pub(super) fn sounds(word: &str) -> Vec<u8> {
    // Sarkar and Sarker, Akhtar and Akhter: the last vowel is not stressed.
    let stem = word.strip_suffix("er").filter(|stem| !stem.ends_with('e'));
    let word = stem.map_or_else(|| word.to_owned(), |stem| format!("{stem}ar"));
    let mut signs = key(&word);
    drop_unspoken(&mut signs);
    // Habibor and Mizanor, before Rahman: as Habibur. Not Sattor.
    if word.ends_with("or") && signs.iter().filter(|sign| !is_vowel(class(**sign))).count() > 3 {
        signs.truncate(signs.len() - 2);
    }
    // Subroto and সুব্রত, Shuvo and শুভ.
    if signs.len() > 3 && signs.last() == Some(&b'o') {
        signs.pop();
    }
    drop_y(&mut signs);
    let mut signs: Vec<u8> = signs.into_iter().map(class).collect();
    signs.dedup();
    if signs.last() == Some(&b'h') {
        signs.pop();
    }
    signs.truncate(SOUNDS_MAX);
    signs
}

/// Takes out the vowel that Bangla does not write where it is not spoken either: after a vowel and one consonant, before
/// one consonant and a vowel, from the end on. নুসরাত is Nusrat, রহমান Rahman, আলমগীর Alamgir.
fn drop_unspoken(signs: &mut Vec<u8>) {
    let vowel = |signs: &[u8], at: usize| signs.get(at).map(|sign| is_vowel(class(*sign)));
    for at in (2..signs.len().saturating_sub(2)).rev() {
        let around = [at - 2, at - 1, at + 1, at + 2].map(|near| vowel(signs, near));
        if signs.get(at) == Some(&b'x') && around == [Some(true), Some(false), Some(false), Some(true)] {
            signs.remove(at);
        }
    }
}

/// Takes out the `y` that only softens the consonant before it: Jyotsna, Sandhya, ব্যাপারী. Not that of Aly.
fn drop_y(signs: &mut Vec<u8>) {
    for at in (1..signs.len().saturating_sub(1)).rev() {
        if signs.get(at) == Some(&b'y') && signs.get(at - 1).is_some_and(|before| !is_vowel(class(*before))) {
            signs.remove(at);
        }
    }
}

fn class(sign: u8) -> u8 {
    match sign {
        b'a' | b'x' | b'o' => b'A',
        b'i' | b'e' | b'y' => b'I',
        b'u' | b'w' => b'U',
        // ছ is written for স in names from Arabic, and ch for that: ছালাম, Chalam.
        b'c' | b'C' => b's',
        b'F' => b'f',
        aspirate => aspirate.to_ascii_lowercase(),
    }
}

fn is_vowel(sign: u8) -> bool {
    matches!(sign, b'A' | b'I' | b'U')
}

/// The consonants of a word, and the vowel that it begins with.
pub(super) fn skeleton(sounds: &[u8]) -> Vec<u8> {
    let first = sounds.iter().take(1);
    first.chain(sounds.iter().skip(1).filter(|sign| !is_vowel(**sign))).copied().collect()
}

/// Splits what is written in one word or two: Abdurrashid, Nasiruddin, Hosneara; and takes the article off: Rafiqul, Habibur.
pub(super) fn unglue(sounds: &[u8]) -> (Option<Vec<u8>>, Option<Vec<u8>>) {
    let servant = [&b"AbdU"[..], b"AbAdU"].into_iter().find_map(|start| sounds.strip_prefix(start));
    if let Some(rest) = servant {
        // Abdul Karim, but Abdur Rashid: the article takes the sound of what follows.
        let name = rest.strip_prefix(b"l").unwrap_or(rest);
        if name.len() >= 4 {
            return (Some(name.to_vec()), None);
        }
    }
    for (tail, least) in [(&b"UdIn"[..], 2), (b"UnAhAr", 2), (b"UnIsA", 2), (b"ArA", 3)] {
        if let Some(stem) = sounds.strip_suffix(tail).filter(|stem| skeleton(stem).len() >= least) {
            let tail = tail.strip_prefix(b"Un").unwrap_or(tail);
            return (Some(stem.to_vec()), Some(tail.to_vec()));
        }
    }
    let article = [(&b"Ul"[..], 2), (b"Ur", 2), (b"Us", 3), (b"Un", 3)];
    let stem = article
        .into_iter()
        .find_map(|(end, least)| sounds.strip_suffix(end).filter(|stem| skeleton(stem).len() >= least));
    // Abdul and Abdus alone are the beginning of a name, as a title is.
    let stem = stem.filter(|stem| !matches!(*stem, b"Abd" | b"AbAd"));
    (Some(stem.unwrap_or(sounds).to_vec()), None)
}

/// Leaves out what is heard in some spellings only.
pub(super) fn smooth(sounds: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(sounds.len());
    for (at, sign) in sounds.iter().copied().enumerate() {
        let (before, next) = (out.last().copied(), sounds.get(at + 1).copied());
        let silent = match sign {
            // Mahmuda and Mamuda, Hridoy and Ridoy.
            b'h' => next.is_some_and(|next| !is_vowel(next)),
            // Jyotsna and Josna.
            b't' => next == Some(b's'),
            // Aisha and Esha, Sumaiya and Sumia: one vowel of two, but Ray.
            b'A' => next == Some(b'I') && at + 2 < sounds.len(),
            // Anwara, Anowara and Anoara; Chowdhury and Chaudhuri.
            b'U' => next == Some(b'A') || before == Some(b'A') && next.is_some(),
            _ => false,
        };
        if !silent && before != Some(sign) {
            out.push(sign);
        }
    }
    out
}
