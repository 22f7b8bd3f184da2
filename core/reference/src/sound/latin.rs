//! Sounds of Latin spellings, English and everyday.

/// Letters that sound together; the longest first.
const GROUPS: &[(&str, &[u8])] = &[
    ("chh", b"C"),
    ("ksh", b"K"),
    ("kh", b"K"),
    ("gh", b"G"),
    ("ch", b"c"),
    ("jh", b"J"),
    ("th", b"T"),
    ("dh", b"D"),
    ("bh", b"B"),
    ("ph", b"F"),
    ("sh", b"s"),
    ("ck", b"k"),
    ("ee", b"i"),
    ("oo", b"u"),
    ("v", b"B"),
    ("f", b"F"),
    ("z", b"j"),
    ("q", b"k"),
    ("c", b"k"),
    ("x", b"ks"),
];

/// Appends the sounds of a word in lower case; signs that nobody speaks are left out.
pub(super) fn sounds(word: &str, out: &mut Vec<u8>) {
    let mut rest = without_silent_e(word);
    while let Some(first) = rest.chars().next() {
        let group = GROUPS.iter().find(|(letters, _)| rest.starts_with(letters));
        rest = match group {
            Some((letters, sound)) => {
                out.extend_from_slice(sound);
                &rest[letters.len()..]
            }
            None => {
                if first.is_ascii_alphanumeric() {
                    out.push(first as u8);
                }
                &rest[first.len_utf8()..]
            }
        };
    }
}

/// Jessore, Natore, Rangpore: the last letter is English habit.
fn without_silent_e(word: &str) -> &str {
    match word.strip_suffix('e') {
        Some(stem) if stem.len() > 3 && !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => stem,
        _ => word,
    }
}
