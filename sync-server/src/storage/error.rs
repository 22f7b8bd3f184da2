//! How a database fails.

/// The database failed. Its own message can quote values, so only the kind is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// The engine refused or broke.
    #[error("the database failed")]
    Engine,
    /// A row does not decode: the database was written by something else or is damaged.
    #[error("the database holds what it should not")]
    Damaged,
}

/// Result of a storage call.
pub type Stored<T> = Result<T, StorageError>;
