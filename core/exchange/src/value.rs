//! A fact, or why there is none.

use std::fmt;

/// A fact of a case: unknown is not the same as never asked. The standard has only an empty cell for all but `Known`.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub enum Value<T> {
    /// It is known.
    Known(T),
    /// It was asked and nobody knows.
    Unknown,
    /// It was not asked.
    #[default]
    NotAsked,
    /// The person did not want to say.
    Declined,
    /// The question does not fit this person.
    NotApplicable,
}

impl<T> Value<T> {
    /// What is known, if anything.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(found) => Some(found),
            _ => None,
        }
    }

    /// The same state with another fact.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Value<U> {
        match self {
            Self::Known(found) => Value::Known(change(found)),
            Self::Unknown => Value::Unknown,
            Self::NotAsked => Value::NotAsked,
            Self::Declined => Value::Declined,
            Self::NotApplicable => Value::NotApplicable,
        }
    }
}

impl<T> From<Option<T>> for Value<T> {
    fn from(found: Option<T>) -> Self {
        found.map_or(Self::NotAsked, Self::Known)
    }
}

impl From<&str> for Value<String> {
    fn from(text: &str) -> Self {
        Self::Known(text.to_owned())
    }
}

/// Only the state: answers are never printed.
impl<T> fmt::Debug for Value<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Known(_) => "Known",
            Self::Unknown => "Unknown",
            Self::NotAsked => "NotAsked",
            Self::Declined => "Declined",
            Self::NotApplicable => "NotApplicable",
        })
    }
}
