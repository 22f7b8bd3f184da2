//! A database: one connection that writes, one that reads beside it.

use crate::{OpenError, Schema};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// A raw SQLCipher key: random, so that the 256,000 rounds of key derivation would add nothing.
pub struct Key(Zeroizing<[u8; 32]>);

impl Key {
    /// Wraps 32 random bytes.
    pub fn new(bytes: &[u8; 32]) -> Self {
        Self(Zeroizing::new(*bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn pragma(&self) -> Zeroizing<String> {
        use std::fmt::Write as _;
        let mut pragma = Zeroizing::new(String::with_capacity(90));
        pragma.push_str("PRAGMA key = \"x'");
        for byte in self.0.iter() {
            // Writing to a String cannot fail.
            let _ = write!(pragma, "{byte:02x}");
        }
        pragma.push_str("'\"");
        pragma
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(..)")
    }
}

/// Where a database lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In a file.
    File(PathBuf),
    /// In memory, gone when closed: browsers and tests.
    Memory,
}

/// How to open a database.
#[derive(Debug)]
pub struct OpenOptions {
    /// Where.
    pub place: Place,
    /// Encrypted with this key, or not at all (the server, which holds no secret of a case).
    pub key: Option<Key>,
    /// Page cache of each connection, KiB.
    pub cache_kib: u32,
    /// Its schema.
    pub schema: Schema,
}

/// An open database.
#[derive(Debug)]
pub struct Database {
    // Dropped first: the last connection to close is the one that can checkpoint the WAL.
    reader: Option<Connection>,
    writer: Connection,
    place: Place,
}

impl Database {
    /// Opens or makes a database and brings its schema up to date.
    ///
    /// # Errors
    /// [`OpenError`]; the file is left as it is.
    pub fn open(options: &OpenOptions) -> Result<Self, OpenError> {
        let mut writer = connect(options, false)?;
        options.schema.apply(&mut writer)?;
        let reader = match options.place {
            Place::File(_) => Some(connect(options, true)?),
            Place::Memory => None,
        };
        Ok(Self { reader, writer, place: options.place.clone() })
    }

    /// Runs a unit of work in one IMMEDIATE transaction: all of it is durable when this returns `Ok`, nothing otherwise.
    ///
    /// # Errors
    /// Whatever the work returns, or the commit's failure.
    pub fn write<T, E: From<rusqlite::Error>>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let tx = self.writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&tx)?;
        tx.commit()?;
        Ok(done)
    }

    /// The connection for reading: sees what was committed.
    pub fn reader(&self) -> &Connection {
        self.reader.as_ref().unwrap_or(&self.writer)
    }

    /// The file; `None` in memory.
    pub fn path(&self) -> Option<&Path> {
        match &self.place {
            Place::File(path) => Some(path),
            Place::Memory => None,
        }
    }

    /// The connection that writes, for backup and maintenance.
    pub(crate) fn writer(&self) -> &Connection {
        &self.writer
    }
}

/// Opens a connection with the pragmas of this one place.
///
/// - `journal_mode = WAL`: readers go on while a report is saved;
/// - `synchronous = FULL`: what was answered `Ok`, or got a receipt, survives power loss;
/// - `secure_delete`: erased keys and texts do not stay in free pages;
/// - `trusted_schema = OFF`, `cell_size_check`: a damaged or doctored file fails instead of misbehaving;
/// - `temp_store = MEMORY`: no clear text in temporary files.
fn connect(options: &OpenOptions, read_only: bool) -> Result<Connection, OpenError> {
    let connection = match &options.place {
        Place::Memory => Connection::open_in_memory(),
        Place::File(path) if read_only => Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        ),
        Place::File(path) => Connection::open(path),
    }
    .map_err(OpenError::of)?;
    if let Some(key) = &options.key {
        // SQLCipher would write its failures to the standard error output; they come back as errors anyway.
        connection.execute_batch("PRAGMA cipher_log_level = NONE").map_err(OpenError::of)?;
        connection.execute_batch(&key.pragma()).map_err(OpenError::of)?;
    }
    // The first read proves the key.
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(())).map_err(OpenError::of)?;
    if !read_only {
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())).map_err(OpenError::of)?;
    }
    let pragmas = format!(
        "PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA busy_timeout = 10000;
         PRAGMA temp_store = MEMORY;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA secure_delete = ON;
         PRAGMA cache_size = -{};",
        options.cache_kib
    );
    connection.execute_batch(&pragmas).map_err(OpenError::of)?;
    connection.set_prepared_statement_cache_capacity(128);
    // A plan depends on the statement alone. Otherwise SQLite prepares many a statement again for each new parameter.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(OpenError::of)?;
    Ok(connection)
}
