//! How a name sounds: one alphabet for Bangla and Latin spellings, and how far two sounds are apart.
//!
//! Names of places are written in many ways: Jessore and Jashore, কালিগঞ্জ and কালীগঞ্জ, Bishwanath and বিশ্বনাথ.
//! [`key`] writes what is spoken with one ASCII sign a sound; what Bangla spelling distinguishes but nobody hears (শ ষ স,
//! ি ী, ণ ন, র ড় ঢ়, জ য) is one sign. Capitals are the aspirated sounds; `x` is the vowel that Bangla does not write.
//! [`Ruler`] then weighs differences: a wrong vowel is a smaller mistake than a wrong consonant.

use crate::text::normalise_for_search;

mod bangla;
mod distance;
mod latin;

pub use distance::{Distance, Ruler};

/// Signs of a key; what is longer is cut.
pub const KEY_MAX: usize = 48;

/// Characters of a text that are read at all.
pub const TEXT_MAX: usize = 96;

/// The sounds of a text in either script, without blanks and punctuation; at most [`KEY_MAX`] signs.
///
/// ```
/// use jonaki_reference::sound::key;
/// assert_eq!(key("Sreepur"), key("Sripur"));
/// assert_eq!(key("কালিগঞ্জ"), key("কালীগঞ্জ"));
/// ```
pub fn key(text: &str) -> Vec<u8> {
    let visible: String = text.chars().take(TEXT_MAX).collect();
    let text = normalise_for_search(&visible);
    let mut sounds = Vec::with_capacity(KEY_MAX);
    for word in text.split(|c: char| !c.is_alphanumeric() && !bangla::is_sign(c)) {
        if word.chars().any(bangla::is_bangla) {
            bangla::sounds(word, &mut sounds);
        } else {
            latin::sounds(word, &mut sounds);
        }
    }
    let mut key: Vec<u8> = Vec::with_capacity(KEY_MAX);
    for sound in sounds {
        match key.last_mut() {
            // A doubled letter sounds as one, and one with its aspirate as the aspirate: চ্ছ, kkh.
            Some(last) if *last == sound => {}
            Some(last) if sound.is_ascii_uppercase() && *last == sound.to_ascii_lowercase() => *last = sound,
            _ => key.push(sound),
        }
    }
    key.truncate(KEY_MAX);
    key
}
