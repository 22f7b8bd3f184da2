//! Codes as short words, sets of them, and the rules for words that people write.

use crate::Code;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Bytes of a code.
pub(crate) const WORD_MAX: usize = 48;

/// A code: of a list, of a place, of an organisation or a service. Letters and digits of ASCII, and inside it also
/// `-`, `_`, `.`, `+`; at most 48.
///
/// Records keep codes that this version of the lists does not know: a newer list must not make a record unreadable.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Word(String);

impl Word {
    /// A code of that shape; nothing otherwise.
    pub fn new(text: &str) -> Option<Self> {
        let inside = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.+".contains(&byte);
        let begins = text.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
        (begins && text.len() <= WORD_MAX && text.bytes().all(inside)).then(|| Self(text.to_owned()))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Word {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(&text).ok_or("not a code")
    }
}

impl From<Word> for String {
    fn from(word: Word) -> Self {
        word.0
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// A set of codes, in the order of their bytes.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(try_from = "Vec<Word>", into = "Vec<Word>")]
pub struct Words(Vec<Word>);

impl Words {
    /// The set of these codes.
    pub fn new(words: impl IntoIterator<Item = Word>) -> Self {
        let mut words: Vec<Word> = words.into_iter().collect();
        words.sort();
        words.dedup();
        Self(words)
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a code is among them.
    pub fn has(&self, code: &str) -> bool {
        self.0.iter().any(|word| word.as_str() == code)
    }

    /// The codes in their order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(Word::as_str)
    }
}

impl TryFrom<Vec<Word>> for Words {
    type Error = &'static str;

    fn try_from(words: Vec<Word>) -> Result<Self, Self::Error> {
        if words.windows(2).all(|pair| pair[0] < pair[1]) { Ok(Self(words)) } else { Err("not in order") }
    }
}

impl From<Words> for Vec<Word> {
    fn from(words: Words) -> Self {
        words.0
    }
}

/// Whether a text can stand in a record: not empty, no blanks around it, no control characters, not too long.
pub(crate) fn check(text: &str, most: usize) -> Result<(), Code> {
    if text.is_empty() {
        return Err(Code::Required);
    }
    if text.chars().any(char::is_control) || text.trim().len() != text.len() {
        return Err(Code::NotPlain);
    }
    // Bytes first: counting characters of a very long text is not for free.
    if text.len() > most.saturating_mul(4) || text.chars().count() > most {
        return Err(Code::TooLong);
    }
    Ok(())
}
