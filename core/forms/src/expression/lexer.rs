//! Expression text to tokens.

use super::fault::{Fault, FaultKind};

/// A token and the bytes it was read from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    Number(f64),
    Text(String),
    Name(String),
    /// `${name}`
    Reference(String),
    /// An operator in a place where an operator is due: a sign, or `and`, `or`, `div`, `mod`.
    Operator(&'static str),
    /// `-` where an operand is due.
    Minus,
    /// `*` where a step is due.
    Star,
    /// Everything else.
    Sign(&'static str),
}

const WORDS: [&str; 4] = ["and", "or", "div", "mod"];
const PAIRS: [(&str, bool); 6] =
    [("!=", true), ("<=", true), (">=", true), ("//", false), ("..", false), ("::", false)];
const SINGLES: [(&str, bool); 15] = [
    ("=", true),
    ("<", true),
    (">", true),
    ("+", true),
    ("-", true),
    ("*", true),
    ("|", true),
    ("/", false),
    ("[", false),
    ("]", false),
    ("(", false),
    (")", false),
    (".", false),
    ("@", false),
    (",", false),
];

/// Splits a text into tokens. As in XPath, whether `*` and `and` are operators depends on what stands before them.
pub(super) fn lex(text: &str) -> Result<Vec<Token>, Fault> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let operator_due = tokens.last().is_some_and(|token| ends_operand(&token.kind));
        let (kind, length) = token(&text[at..], operator_due).map_err(|(kind, length)| {
            let end = at + length.clamp(first.len_utf8(), text.len() - at);
            Fault { span: at..end, kind }
        })?;
        tokens.push(Token { kind, start: at, end: at + length });
        at += length;
    }
    Ok(tokens)
}

/// After an operand comes an operator, and the other way round.
fn ends_operand(kind: &TokenKind) -> bool {
    match kind {
        TokenKind::Operator(_) | TokenKind::Minus => false,
        TokenKind::Sign(sign) => matches!(*sign, "]" | ")" | "." | ".."),
        _ => true,
    }
}

fn token(rest: &str, operator_due: bool) -> Result<(TokenKind, usize), (FaultKind, usize)> {
    let mut letters = rest.chars();
    let first = letters.next().unwrap_or_default();
    let second = letters.next().unwrap_or_default();
    if first == '\'' || first == '"' {
        let end = rest[1..].find(first).ok_or((FaultKind::Unclosed(first), rest.len()))?;
        return Ok((TokenKind::Text(rest[1..=end].to_owned()), end + 2));
    }
    if first == '$' {
        return reference(rest);
    }
    if first.is_ascii_digit() || first == '.' && second.is_ascii_digit() {
        return number(rest);
    }
    if let Some(word) = WORDS.iter().find(|word| operator_due && rest.starts_with(**word)) {
        return Ok((TokenKind::Operator(word), word.len()));
    }
    let sign = |(sign, _): &&(&'static str, bool)| rest.starts_with(sign);
    if let Some(&(sign, operator)) = PAIRS.iter().find(sign).or_else(|| SINGLES.iter().find(sign)) {
        let kind = match sign {
            "-" if !operator_due => TokenKind::Minus,
            "*" if !operator_due => TokenKind::Star,
            _ if operator => TokenKind::Operator(sign),
            _ => TokenKind::Sign(sign),
        };
        return Ok((kind, sign.len()));
    }
    match name_length(rest) {
        0 => Err((FaultKind::Character(first), first.len_utf8())),
        length => Ok((TokenKind::Name(rest[..length].to_owned()), length)),
    }
}

fn number(rest: &str) -> Result<(TokenKind, usize), (FaultKind, usize)> {
    let mut points = 0;
    let length = rest
        .find(|letter: char| {
            points += usize::from(letter == '.');
            !(letter.is_ascii_digit() || letter == '.' && points < 2)
        })
        .unwrap_or(rest.len());
    let digits = &rest[..length];
    let number = digits.parse().map_err(|_| (FaultKind::Number(digits.to_owned()), length))?;
    Ok((TokenKind::Number(number), length))
}

fn reference(rest: &str) -> Result<(TokenKind, usize), (FaultKind, usize)> {
    let inner = rest.strip_prefix("${").ok_or((FaultKind::Reference, 1))?;
    let end = inner.find('}').ok_or((FaultKind::Reference, rest.len()))?;
    let name = inner[..end].trim();
    if name.starts_with("last-saved#") {
        return Err((FaultKind::LastSaved, end + 3));
    }
    if name.is_empty() || name_length(name) != name.len() {
        return Err((FaultKind::Reference, end + 3));
    }
    Ok((TokenKind::Reference(name.to_owned()), end + 3))
}

/// Bytes of the name (with at most one prefix and colon) at the start of a text; 0 if there is none.
pub(super) fn name_length(text: &str) -> usize {
    let local = plain_name_length(text);
    let after = &text[local..];
    if local > 0 && after.starts_with(':') && !after.starts_with("::") {
        let more = plain_name_length(&after[1..]);
        return if more > 0 { local + 1 + more } else { local };
    }
    local
}

fn plain_name_length(text: &str) -> usize {
    let inside =
        |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.' | '-') || is_mark(letter);
    match text.chars().next() {
        Some(first) if first.is_alphabetic() || first == '_' => {
            text.find(|letter| !inside(letter)).unwrap_or(text.len())
        }
        _ => 0,
    }
}

/// Vowel signs and the like of the scripts of the region, which are neither letters nor digits.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}' | '\u{200c}' | '\u{200d}')
        && !matches!(letter, '\u{964}' | '\u{965}')
}
