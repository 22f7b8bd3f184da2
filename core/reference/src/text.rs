//! Bangla and Latin text as people type it, made comparable. The original is always kept beside it.

use unicode_normalization::UnicodeNormalization as _;

/// The form in which texts are compared: NFC, without invisible characters, digits in ASCII, Latin in lower case.
///
/// U+09DC, U+09DD and U+09DF (ড়, ঢ়, য়) are composition exclusions: NFC decomposes them into letter and nukta, so both
/// spellings come out alike. Zero-width joiners change how a conjunct looks, never what it says.
pub fn normalise_for_search(text: &str) -> String {
    let visible = text.chars().filter(|c| !is_invisible(*c));
    visible.nfc().flat_map(char::to_lowercase).map(ascii_digit).collect()
}

/// The text with Bangla digits as ASCII digits: what numeric fields store.
pub fn ascii_digits(text: &str) -> String {
    text.chars().map(ascii_digit).collect()
}

/// The text with ASCII digits as Bangla digits: what a Bangla screen shows.
pub fn bangla_digits(text: &str) -> String {
    text.chars()
        .map(|c| match c.to_digit(10) {
            Some(digit) if c.is_ascii() => char::from_u32(0x09e6 + digit).unwrap_or(c),
            _ => c,
        })
        .collect()
}

fn ascii_digit(c: char) -> char {
    match c {
        '\u{09e6}'..='\u{09ef}' => char::from_digit(u32::from(c) - 0x09e6, 10).unwrap_or(c),
        _ => c,
    }
}

/// Zero-width and direction marks, soft hyphen, byte-order mark.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_that_look_alike_compare_alike() {
        for (typed, meant) in [
            ("\u{09dc}", "\u{09a1}\u{09bc}"),
            ("বা\u{09dc}ি", "বা\u{09a1}\u{09bc}ি"),
            ("\u{09df}", "\u{09af}\u{09bc}"),
            ("ক্\u{200d}ষ", "ক্ষ"),
            ("খুলনা\u{200f}", "খুলনা"),
            ("১২৩", "123"),
            ("Khulna", "khulna"),
            ("ো", "\u{09c7}\u{09be}"),
        ] {
            assert_eq!(normalise_for_search(typed), normalise_for_search(meant), "{typed}");
        }
        assert_ne!(normalise_for_search("কাল"), normalise_for_search("কলা"));
    }

    #[test]
    fn digits_go_both_ways() {
        assert_eq!(ascii_digits("০১৭-৮৯"), "017-89");
        assert_eq!(bangla_digits("12 years"), "১২ years");
        assert_eq!(ascii_digits(&bangla_digits("0123456789")), "0123456789");
    }
}
