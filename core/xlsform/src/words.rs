//! Small rules of XLSForm about words: yes and no, names, references, cleaning.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::sheet::Cell;

/// pyxform's spellings of yes and no.
pub(crate) fn yes_no(text: &str) -> Option<bool> {
    match text {
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "true()" => Some(true),
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "false()" => Some(false),
        _ => None,
    }
}

/// Whether a text is an XML name without a prefix, short enough for a definition.
pub(crate) fn is_name(text: &str) -> bool {
    let mark = |letter: char| matches!(letter, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}' | '\u{200c}' | '\u{200d}');
    let stop = |letter: char| matches!(letter, '\u{964}' | '\u{965}');
    let first = |letter: char| letter.is_alphabetic() || letter == '_';
    let inside = |letter: char| {
        (letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.') || mark(letter)) && !stop(letter)
    };
    text.len() <= jonaki_forms::limits::NAME_BYTES && text.starts_with(first) && text.chars().all(inside)
}

pub(crate) fn invalid_name(cell: &Cell) -> Diagnostic {
    let wrong = cell.text.char_indices().find(|(at, letter)| {
        let rest = &cell.text[*at..*at + letter.len_utf8()];
        !is_name(&format!("{}{rest}", if *at == 0 { "" } else { "a" }))
    });
    let span = wrong.map_or(0..cell.text.len(), |(at, letter)| at..at + letter.len_utf8());
    let what = wrong.map_or("too long".to_owned(), |(_, letter)| format!("with `{letter}` in it"));
    Diagnostic::span(Code::NameInvalid, cell, span, format!("a name cannot be {what}"))
        .help("Begin with a letter or `_`; then letters, digits, `_`, `-` and `.`.")
}

/// A `${…}` in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) span: Range<usize>,
    pub(crate) kind: ReferenceKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ReferenceKind {
    Name(String),
    LastSaved,
    Malformed,
}

/// The references of a text in order, also those that are not closed or name nothing.
pub(crate) fn references(text: &str) -> Vec<Reference> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("${").map(|start| at + start) {
        let end = text[start..].find('}').map_or(text.len(), |end| start + end + 1);
        let inner = text.get(start + 2..end.saturating_sub(1)).unwrap_or_default();
        let kind = match inner.strip_prefix("last-saved#") {
            _ if !text[start..end].ends_with('}') => ReferenceKind::Malformed,
            Some(_) => ReferenceKind::LastSaved,
            None if is_name(inner) => ReferenceKind::Name(inner.to_owned()),
            None => ReferenceKind::Malformed,
        };
        found.push(Reference { span: start..end, kind });
        at = end;
    }
    found
}

/// The name, if a text is one reference and nothing else.
pub(crate) fn only_reference(text: &str) -> Option<String> {
    match references(text).as_slice() {
        [Reference { span, kind: ReferenceKind::Name(name) }] if *span == (0..text.len()) => {
            Some(name.clone())
        }
        _ => None,
    }
}

/// Curly quotes to straight ones: spreadsheets write them into formulas.
pub(crate) fn straight(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '‘' | '’' => '\'',
            '“' | '”' => '"',
            other => other,
        })
        .collect()
}

/// Runs of blanks become one blank.
pub(crate) fn single_blanks(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for letter in text.chars() {
        if !(letter == ' ' && clean.ends_with(' ')) {
            clean.push(letter);
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_with_their_faults() {
        let kinds: Vec<_> =
            references("${a} and ${ b } ${last-saved#c} ${d").into_iter().map(|r| r.kind).collect();
        assert_eq!(
            kinds,
            [
                ReferenceKind::Name("a".into()),
                ReferenceKind::Malformed,
                ReferenceKind::LastSaved,
                ReferenceKind::Malformed
            ]
        );
        assert_eq!(only_reference("${a}").as_deref(), Some("a"));
        assert_eq!(only_reference("${a} "), None);
    }

    #[test]
    fn names_are_xml_names() {
        assert!(is_name("_a1") && is_name("নাম") && is_name("a.b-c"));
        assert!(!is_name("1a") && !is_name("a b") && !is_name("") && !is_name("a:b") && !is_name("-a"));
    }
}
