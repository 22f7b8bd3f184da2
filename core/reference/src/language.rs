//! The two languages that every label has.

/// A language of labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// Bangla (`bn`).
    Bangla,
    /// English (`en`).
    English,
}

impl Language {
    /// The language of a BCP 47 tag (`bn`, `bn-BD`, `en-GB`); nothing when labels have it not.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "bn" => Some(Self::Bangla),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// The tag: `bn` or `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Bangla => "bn",
            Self::English => "en",
        }
    }
}
