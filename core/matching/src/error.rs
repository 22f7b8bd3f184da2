//! Why bytes are no fingerprint, or two fingerprints cannot be compared.

/// What went wrong; nothing of any name is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MatchError {
    /// The bytes are not as long as a fingerprint.
    #[error("a fingerprint has another length")]
    Length,
    /// A fingerprint of a version that this program does not know.
    #[error("a fingerprint of an unknown version")]
    Version,
    /// A field that is said to be missing holds something.
    #[error("a missing field of a fingerprint is not empty")]
    NotCanonical,
    /// The two were made under different keys: they say nothing about one another.
    #[error("fingerprints of different keys cannot be compared")]
    OtherKey,
    /// The index holds as many as it takes.
    #[error("the index is full")]
    Full,
}

impl MatchError {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Length => "fingerprint_length",
            Self::Version => "fingerprint_version",
            Self::NotCanonical => "fingerprint_not_canonical",
            Self::OtherKey => "fingerprint_other_key",
            Self::Full => "index_full",
        }
    }
}
