//! A database: one connection that writes, one that reads beside it.

use crate::{OpenError, Schema};
use rusqlite::config::DbConfig;
use rusqlite::ffi::{Error as Failed, SQLITE_IOERR};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// A raw SQLCipher key: random, so that the 256,000 rounds of key derivation would add nothing.
#[derive(Clone)]
pub struct Key(Zeroizing<[u8; 32]>);

impl Key {
    /// Wraps 32 random bytes.
    pub fn new(bytes: &[u8; 32]) -> Self {
        Self(Zeroizing::new(*bytes))
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
#[derive(Debug, Clone)]
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
    reader: Option<Reader>,
    writer: Connection,
    options: OpenOptions,
}

/// A connection that reads, and the one that took its place where it broke.
#[derive(Debug)]
struct Reader {
    connection: Connection,
    next: OnceCell<Box<Reader>>,
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
            Place::File(_) => Some(Reader { connection: connect(options, true)?, next: OnceCell::new() }),
            Place::Memory => None,
        };
        Ok(Self { reader, writer, options: options.clone() })
    }

    /// Runs a unit of work in one IMMEDIATE transaction: all of it is durable when this returns `Ok`, nothing otherwise.
    ///
    /// # Errors
    /// Whatever the work returns, or the commit's failure.
    pub fn write<T, E: From<rusqlite::Error>>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.mend()?;
        let tx = self.writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&tx)?;
        tx.commit()?;
        Ok(done)
    }

    /// The connection for reading: sees what was committed.
    pub fn reader(&self) -> &Connection {
        let Some(first) = &self.reader else { return &self.writer };
        let mut last = first;
        while let Some(next) = last.next.get() {
            last = next;
        }
        if self.is_sound(&last.connection) {
            return &last.connection;
        }
        match connect(&self.options, true) {
            Ok(connection) => {
                let next = Reader { connection, next: OnceCell::new() };
                &last.next.get_or_init(|| Box::new(next)).connection
            }
            // The broken one tells whoever reads.
            Err(_) => &last.connection,
        }
    }

    /// Whether a connection is of use. SQLCipher takes a page that the disk could not read for a forged one, and gives up the
    /// connection for good: it is the disk's next answer that counts, so a new connection takes its place.
    fn is_sound(&self, connection: &Connection) -> bool {
        let encrypted_file = self.options.key.is_some() && self.path().is_some();
        // Answered when it is prepared: a cached statement would say for ever what it said first.
        let status = || connection.query_row("PRAGMA cipher_status", [], |row| row.get::<_, String>(0));
        !encrypted_file || status().is_ok_and(|status| status == "1")
    }

    /// Puts new connections in the place of broken ones.
    fn mend(&mut self) -> rusqlite::Result<()> {
        if let Some(reader) = &mut self.reader {
            while let Some(next) = reader.next.take() {
                *reader = *next;
            }
        }
        if !self.is_sound(&self.writer) {
            self.writer = connect(&self.options, false).map_err(|error| match error {
                OpenError::Sql(error) => error,
                _ => rusqlite::Error::SqliteFailure(Failed::new(SQLITE_IOERR), None),
            })?;
        }
        Ok(())
    }

    /// A number that is another one once something was written through this: for whoever tells others that it was.
    pub fn changes(&self) -> u64 {
        self.writer.total_changes()
    }

    /// Whether the file itself is damaged, as far as a new connection can tell: for whoever could not read something in it.
    pub fn is_damaged(&self) -> bool {
        let checked = connect(&self.options, true).and_then(|connection| {
            let check = |row: &rusqlite::Row<'_>| row.get::<_, String>(0);
            connection.query_row("PRAGMA quick_check(1)", [], check).map_err(OpenError::of)
        });
        match checked {
            Ok(verdict) => verdict != "ok",
            Err(error) => matches!(error, OpenError::Damaged | OpenError::WrongKey),
        }
    }

    /// The file; `None` in memory.
    pub fn path(&self) -> Option<&Path> {
        match &self.options.place {
            Place::File(path) => Some(path),
            Place::Memory => None,
        }
    }

    /// The connection that writes, for backup and maintenance.
    pub(crate) fn writer(&self) -> &Connection {
        &self.writer
    }
}

/// Opens a connection. SQLCipher reads the salt of a key from the file and makes a random one where that fails: a disk
/// that cannot read then looks like a wrong key. Nobody is told so before the file was read without a key, and tried again.
fn connect(options: &OpenOptions, read_only: bool) -> Result<Connection, OpenError> {
    let connected = connect_once(options, read_only);
    match (&connected, &options.place) {
        (Err(OpenError::WrongKey), Place::File(path)) if options.key.is_some() => {
            read_without_key(path)?;
            connect_once(options, read_only)
        }
        _ => connected,
    }
}

/// Whether the disk gives the file's first page; what it says does not matter.
fn read_without_key(path: &Path) -> Result<(), OpenError> {
    let read =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .and_then(|plain| plain.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(())));
    match read.map_err(OpenError::of) {
        Ok(()) | Err(OpenError::WrongKey) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Opens a connection with the pragmas of this one place.
///
/// - `journal_mode = WAL`: readers go on while a report is saved;
/// - `synchronous = FULL`: what was answered `Ok`, or got a receipt, survives power loss;
/// - `secure_delete`: erased keys and texts do not stay in free pages;
/// - `trusted_schema = OFF`, `cell_size_check`: a damaged or doctored file fails instead of misbehaving;
/// - `temp_store = MEMORY`: no clear text in temporary files.
fn connect_once(options: &OpenOptions, read_only: bool) -> Result<Connection, OpenError> {
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
