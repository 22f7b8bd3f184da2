//! The two languages of labels and messages.

/// A language of labels and messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// Bangla (`bn`).
    Bangla,
    /// English (`en`).
    English,
}

impl Language {
    /// The tag: `bn` or `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Bangla => "bn",
            Self::English => "en",
        }
    }

    /// The text of this language out of both: Bangla, English.
    pub(crate) fn pick<T>(self, bangla: T, english: T) -> T {
        match self {
            Self::Bangla => bangla,
            Self::English => english,
        }
    }
}
