//! Sounds of Bangla spellings.

const HASANTA: char = '\u{09cd}';
const NUKTA: char = '\u{09bc}';

/// A letter or sign of the Bangla block.
pub(super) fn is_bangla(c: char) -> bool {
    matches!(c, '\u{0980}'..='\u{09e5}' | '\u{09f0}'..='\u{09fe}')
}

/// A sign that belongs to the letter before it, which Unicode does not count among letters.
pub(super) fn is_sign(c: char) -> bool {
    c == HASANTA || c == NUKTA || c == '\u{0981}' || is_vowel_sign(c)
}

fn is_vowel_sign(c: char) -> bool {
    matches!(c, '\u{09be}'..='\u{09cc}' | '\u{09d7}')
}

/// Appends the sounds of a word in NFC. A consonant without a vowel sign is followed by the vowel that is not written, but
/// not at the end of the word.
pub(super) fn sounds(word: &str, out: &mut Vec<u8>) {
    let letters: Vec<char> = word.chars().collect();
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let nukta = letters.get(at + 1) == Some(&NUKTA);
        let joined = at > 0 && letters[at - 1] == HASANTA;
        let before = at.checked_sub(2).and_then(|at| letters.get(at).copied());
        at += 1 + usize::from(nukta);
        let next = letters.get(at).copied();
        if let Some(vowel) = vowel(letter) {
            out.extend_from_slice(vowel);
            continue;
        }
        if letter == 'ক' && next == Some(HASANTA) && letters.get(at + 1) == Some(&'ষ') {
            out.push(b'K');
            at += 2;
            push_vowel(&letters, at, out);
            continue;
        }
        let Some(sound) = consonant(letter, nukta, joined.then_some(before).flatten()) else { continue };
        out.extend_from_slice(sound);
        if !matches!(letter, 'ং' | 'ৎ') && sound != b"y" && next != Some(HASANTA) {
            push_vowel(&letters, at, out);
        }
    }
}

/// The vowel that is not written, where the next letter is not one that is.
fn push_vowel(letters: &[char], at: usize, out: &mut Vec<u8>) {
    if letters.get(at).is_some_and(|next| !is_vowel_sign(*next) && *next != '\u{0981}') {
        out.push(b'x');
    }
}

fn vowel(letter: char) -> Option<&'static [u8]> {
    Some(match letter {
        'অ' => b"x",
        'আ' | '\u{09be}' => b"a",
        'ই' | 'ঈ' | '\u{09bf}' | '\u{09c0}' => b"i",
        'উ' | 'ঊ' | '\u{09c1}' | '\u{09c2}' => b"u",
        'ঋ' | '\u{09c3}' => b"ri",
        'এ' | '\u{09c7}' => b"e",
        'ঐ' | '\u{09c8}' => b"oi",
        'ও' | '\u{09cb}' => b"o",
        'ঔ' | '\u{09cc}' => b"ou",
        _ => return None,
    })
}

/// The sound of a consonant; `under` is the letter that it is joined to.
fn consonant(letter: char, nukta: bool, under: Option<char>) -> Option<&'static [u8]> {
    Some(match letter {
        'ড' | 'ঢ' if nukta => b"r",
        'য' if nukta || under.is_some() => b"y",
        'ব' if under.is_some_and(|under| under != 'ম') => b"w",
        'ঞ' if under == Some('জ') => b"",
        'ক' => b"k",
        'খ' => b"K",
        'গ' => b"g",
        'ঘ' => b"G",
        'ঙ' | 'ং' => b"ng",
        'চ' => b"c",
        'ছ' => b"C",
        'জ' | 'য' => b"j",
        'ঝ' => b"J",
        'ঞ' | 'ণ' | 'ন' => b"n",
        'ট' | 'ত' | 'ৎ' => b"t",
        'ঠ' | 'থ' => b"T",
        'ড' | 'দ' => b"d",
        'ঢ' | 'ধ' => b"D",
        'প' => b"p",
        'ফ' => b"F",
        'ব' => b"b",
        'ভ' => b"B",
        'ম' => b"m",
        'র' | '\u{09f0}' => b"r",
        'ল' => b"l",
        'শ' | 'ষ' | 'স' => b"s",
        'হ' => b"h",
        '\u{09f1}' => b"w",
        '0'..='9' => return digit(letter),
        _ => return None,
    })
}

fn digit(letter: char) -> Option<&'static [u8]> {
    const DIGITS: &[u8] = b"0123456789";
    let at = letter.to_digit(10)? as usize;
    DIGITS.get(at..=at)
}
