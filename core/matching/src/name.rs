//! Names made comparable: words, what they weigh, and how they sound.

mod fold;
mod words;

use fold::skeleton;
use jonaki_reference::sound::TEXT_MAX;
use words::{Kind, is_title, kind};

/// Words of a name that are read; nobody has more.
const WORDS_MAX: usize = 8;

/// Sounds of a title that may stand for a name; `Md` does not.
const TELLING_MIN: usize = 4;

/// A word of a name as it sounds.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// One sign a sound, vowels in three classes.
    sounds: Vec<u8>,
    /// Whether it tells people apart. Begum, Islam or Mondal hardly do.
    strong: bool,
}

/// Features of one word together weigh so much, if it is a weak one.
const WEAK: u8 = 2;

impl Word {
    /// What stands for the word in a comparison, and how often each counts.
    ///
    /// Letters that are confused change a few pairs of neighbours and leave the rest; the consonants alone survive most
    /// spellings; beginnings count more than ends, for names of brothers and sisters rhyme.
    pub(crate) fn features(&self, each: &mut impl FnMut(&[u8], u8)) {
        if !self.strong {
            each(&tagged(b'w', &self.sounds), WEAK);
            return;
        }
        let bones = skeleton(&self.sounds);
        each(&tagged(b'F', &self.sounds), 3);
        each(&tagged(b'C', &bones), 3);
        let start: Vec<u8> = bones.iter().take(2).copied().collect();
        each(&tagged(b'S', &start), 2);
        pairs(b'f', &self.sounds, each);
        pairs(b'c', &bones, each);
    }

    /// The weight of all features together.
    pub(crate) fn weight(&self) -> u32 {
        let mut sum = 0;
        self.features(&mut |_, times| sum += u32::from(times));
        sum
    }

    /// How much two words have in common, in thousandths (Dice).
    pub(crate) fn alike(&self, other: &Self) -> u32 {
        let mut features: Vec<(Vec<u8>, u8)> = Vec::new();
        self.features(&mut |feature, times| features.push((feature.to_vec(), times)));
        let mut both = 0;
        other.features(&mut |feature, _| {
            // Each feature of this word is met once, also where the other word repeats it.
            if let Some(at) = features.iter().position(|(own, _)| own == feature) {
                both += u32::from(features.swap_remove(at).1);
            }
        });
        2000 * both / (self.weight() + other.weight()).max(1)
    }
}

fn tagged(tag: u8, signs: &[u8]) -> Vec<u8> {
    std::iter::once(tag).chain(signs.iter().copied()).collect()
}

/// Neighbours, the beginning and the end included.
fn pairs(tag: u8, signs: &[u8], each: &mut impl FnMut(&[u8], u8)) {
    let mut before = b'^';
    for sign in signs.iter().copied().chain([b'$']) {
        each(&[tag, before, sign], 1);
        before = sign;
    }
}

/// The words of a name in either script, in the order of their sounds, each once.
///
/// Titles are left out. Where no telling word is left, the first weak one counts as one ("Khan"), or else the longest
/// title ("Mohammad").
pub(crate) fn words(texts: &[Option<&str>]) -> Vec<Word> {
    let mut found: Vec<(Kind, Vec<u8>)> = Vec::new();
    for text in texts.iter().flatten() {
        let visible: String = text.chars().take(TEXT_MAX).collect();
        for word in fold::split(&visible) {
            let sounds = fold::sounds(&word);
            if is_title(&word) {
                found.push((Kind::Title, sounds));
                continue;
            }
            let (stem, tail) = fold::unglue(&sounds);
            found.extend(stem.into_iter().chain(tail).map(|part| {
                let part = fold::smooth(&part);
                (kind(&part), part)
            }));
        }
    }
    found.retain(|(_, sounds)| !sounds.is_empty());
    found.truncate(WORDS_MAX);
    promote(&mut found);
    let kept = found.into_iter().filter(|(kind, _)| *kind != Kind::Title);
    let mut words: Vec<Word> =
        kept.map(|(kind, sounds)| Word { sounds, strong: kind == Kind::Strong }).collect();
    words.sort_by(|left, right| left.sounds.cmp(&right.sounds).then(right.strong.cmp(&left.strong)));
    words.dedup_by(|left, right| left.sounds == right.sounds);
    words
}

/// Makes one word a telling one, if none is.
fn promote(found: &mut [(Kind, Vec<u8>)]) {
    if found.iter().any(|(kind, _)| *kind == Kind::Strong) {
        return;
    }
    let weak = found.iter().position(|(kind, _)| *kind == Kind::Weak);
    let longest = || {
        let titles = found.iter().enumerate().filter(|(_, (_, sounds))| sounds.len() >= TELLING_MIN);
        titles.max_by_key(|(at, (_, sounds))| (sounds.len(), std::cmp::Reverse(*at))).map(|(at, _)| at)
    };
    if let Some(word) = weak.or_else(longest).and_then(|at| found.get_mut(at)) {
        word.0 = Kind::Strong;
    }
}
