//! Words of services by how they sound, in either script.

use super::entry::Entry;
use crate::Service;
use jonaki_reference::sound::{Ruler, key};
use jonaki_reference::{Language, codes, places::Place};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Characters of a text that are read, and words of it.
const TEXT_MAX: usize = 64;
const WORDS_MAX: usize = 5;

/// What a word that is not there weighs; a sum with it stays there.
pub(super) const FAR: u16 = u16::MAX;

/// Every word of the directory once, with the services that have it.
pub(super) struct Vocabulary {
    words: Vec<Known>,
    services: usize,
}

struct Known {
    key: Vec<u8>,
    /// Which consonants it has: tells most words apart without measuring.
    signs: u32,
    entries: Vec<usize>,
}

impl Vocabulary {
    pub(super) fn new(entries: &[Entry]) -> Self {
        // Labels and names of places repeat: the sounds of a text are written once.
        let mut written: HashMap<String, Vec<u8>> = HashMap::new();
        let mut found: BTreeMap<Vec<u8>, Vec<usize>> = BTreeMap::new();
        for (at, entry) in entries.iter().enumerate() {
            let mut own: HashSet<Vec<u8>> = HashSet::new();
            for text in texts(entry) {
                for word in words(&text) {
                    own.insert(written.entry(word.to_owned()).or_insert_with(|| key(word)).clone());
                }
            }
            for word in own.into_iter().filter(|word| !word.is_empty()) {
                found.entry(word).or_default().push(at);
            }
        }
        let known = |(key, entries): (Vec<u8>, Vec<usize>)| Known { signs: signs(&key), key, entries };
        Self { words: found.into_iter().map(known).collect(), services: entries.len() }
    }

    /// By service, how far off it is from all words of a text in sum, or [`FAR`]; nothing when the text has no word.
    pub(super) fn search(&self, text: &str) -> Option<Vec<u16>> {
        let text: String = text.chars().take(TEXT_MAX).collect();
        let mut found: Option<Vec<u16>> = None;
        for word in words(&text).map(key).filter(|word| !word.is_empty()).take(WORDS_MAX) {
            let near = self.near(&word);
            match &mut found {
                None => found = Some(near),
                Some(sums) => {
                    sums.iter_mut().zip(near).for_each(|(sum, near)| *sum = sum.saturating_add(near))
                }
            }
        }
        found
    }

    /// By service, how far its nearest word is from this one.
    fn near(&self, word: &[u8]) -> Vec<u16> {
        let ruler = Ruler::new(word);
        let most = slips(word.len());
        let own = signs(word);
        let mut found = vec![FAR; self.services];
        for known in &self.words {
            // Each consonant that the other lacks weighs something: three of them are another word.
            if (own & !known.signs).count_ones() > 2 {
                continue;
            }
            let Some(distance) = ruler.measure(&known.key, most) else { continue };
            let beginning = (word.len() >= 3 || distance.start == 0).then_some(distance.start * 4 + 2);
            let whole = (distance.whole <= most).then_some(distance.whole * 4);
            let Some(weight) = whole.into_iter().chain(beginning).min() else { continue };
            for at in &known.entries {
                if let Some(held) = found.get_mut(*at) {
                    *held = weight.min(*held);
                }
            }
        }
        found
    }
}

/// How far a word may be from one of so many signs.
fn slips(signs: usize) -> u16 {
    match signs {
        0..=2 => 0,
        3..=4 => 2,
        5..=7 => 4,
        _ => 6,
    }
}

/// Consonants as bits; an aspirate is its plain sound.
fn signs(key: &[u8]) -> u32 {
    let consonants = key.iter().map(u8::to_ascii_lowercase).filter(|sign| !b"xaiueowyh".contains(sign));
    consonants.filter(u8::is_ascii_lowercase).fold(0, |bits, sign| bits | 1 << (sign - b'a'))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c.is_ascii_punctuation() || c == '।')
        .filter(|word| !word.is_empty())
}

/// What people may type to find it. Never the address.
fn texts(entry: &Entry) -> Vec<String> {
    let Service { names, service_type, .. } = &entry.service;
    let mut texts = vec![names.bangla.clone(), names.english.clone(), entry.service.code.to_string()];
    if let Some(owner) = &entry.owner {
        texts.extend([owner.names.bangla.clone(), owner.names.english.clone()]);
    }
    for language in [Language::Bangla, Language::English] {
        let kind = codes::code("service_types", service_type.as_str());
        texts.extend(kind.map(|kind| kind.label(language).to_owned()));
        let around = std::iter::successors(entry.place, |place: &Place| place.parent()).take(2);
        texts.extend(around.map(|place| place.name(language).to_owned()));
    }
    texts
}
