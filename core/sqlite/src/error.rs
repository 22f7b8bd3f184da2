//! Opening a database fails differently from using it.

use std::io;

/// Why a database cannot be opened. The file is left as it is.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The key does not open it, or the file is no database at all: SQLCipher cannot tell the two apart.
    #[error("the key does not open the database")]
    WrongKey,
    /// A newer version wrote it.
    #[error("the database has schema {found}, this version knows {known}")]
    Newer {
        /// The file's schema.
        found: u32,
        /// The newest that this version knows.
        known: u32,
    },
    /// It belongs to another application.
    #[error("the file is not a database of this application")]
    Foreign,
    /// Its pages are damaged.
    #[error("the database is damaged")]
    Damaged,
    /// The file or its folder cannot be read or written.
    #[error("the database file cannot be used")]
    Io(#[source] io::Error),
    /// SQLite refused a pragma or migration.
    #[error("the database could not be set up")]
    Sql(#[source] rusqlite::Error),
}

/// Why using a database failed.
#[derive(Debug, thiserror::Error)]
pub enum SqlError {
    /// SQLite's error; its text can quote values, so it is not shown.
    #[error("the database failed")]
    Sql(#[from] rusqlite::Error),
    /// Copying or syncing files failed.
    #[error("the database file could not be copied")]
    Io(#[from] io::Error),
}

impl OpenError {
    pub(crate) fn of(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Self::WrongKey,
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged,
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                Self::Io(io::Error::other("cannot open"))
            }
            _ => Self::Sql(error),
        }
    }
}
