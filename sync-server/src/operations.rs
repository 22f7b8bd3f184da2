//! What an operator does: set up, back up, restore, check.

mod check;

pub use check::{CheckReport, check};

use crate::config::Config;
use crate::storage::{SqliteStorage, Storage, StorageError};
use crate::{Service, founding_hash};
use jonaki_protocol::{LogId, ServerLine, SignPrivate, Timestamp};
use serde_bytes::ByteBuf;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use zeroize::Zeroizing;

/// Why an operator's command failed.
#[derive(Debug, thiserror::Error)]
pub enum OperationError {
    /// The data folder is set up already, or not yet.
    #[error("{0}")]
    State(&'static str),
    /// A file failed.
    #[error("{0}: {1}")]
    Io(&'static str, #[source] std::io::Error),
    /// The database does not open.
    #[error("the database does not open: {0}")]
    Open(#[from] jonaki_sqlite::OpenError),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Random bytes of the operating system.
///
/// # Panics
/// Where the operating system has none: no key may be guessable.
#[expect(clippy::panic, reason = "a server without randomness must stop before it makes a guessable key")]
pub fn system_random(bytes: &mut [u8]) {
    if getrandom::fill(bytes).is_err() {
        panic!("the operating system gives no random bytes");
    }
}

/// Sets a data folder up: the database and the server's identity key.
///
/// # Errors
/// [`OperationError`]; an existing key is never overwritten.
pub fn init(config: &Config) -> Result<(), OperationError> {
    fs::create_dir_all(&config.data_dir).map_err(|error| OperationError::Io("the data folder", error))?;
    if config.identity().exists() {
        return Err(OperationError::State(
            "this data folder has an identity key already; nothing was changed",
        ));
    }
    SqliteStorage::open(&config.database())?;
    let mut seed = Zeroizing::new([0; 32]);
    system_random(seed.as_mut_slice());
    let text = Zeroizing::new(format!("{}\n", data_encoding::HEXLOWER.encode(seed.as_slice())));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let failed = |error| OperationError::Io("the identity key", error);
    let mut file = options.open(config.identity()).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)
}

/// The server's identity key.
///
/// # Errors
/// [`OperationError`].
pub fn identity(config: &Config) -> Result<SignPrivate, OperationError> {
    let text = fs::read_to_string(config.identity())
        .map(Zeroizing::new)
        .map_err(|error| OperationError::Io("the identity key cannot be read; run `init` first", error))?;
    let bytes = data_encoding::HEXLOWER.decode(text.trim().as_bytes()).map(Zeroizing::new);
    let seed: Option<[u8; 32]> = bytes.ok().and_then(|bytes| bytes.as_slice().try_into().ok());
    let seed = seed.map(Zeroizing::new).ok_or(OperationError::State("the identity key's file is damaged"))?;
    Ok(SignPrivate::from_seed(&seed))
}

/// Opens the service of a data folder.
///
/// # Errors
/// [`OperationError`].
pub fn open(config: &Config) -> Result<Service, OperationError> {
    let identity = identity(config)?;
    let storage = SqliteStorage::open(&config.database())?;
    Ok(Service::open(Box::new(storage), identity, Box::new(system_random))?)
}

/// Makes a one-time founding code and the line that carries it to the founder.
///
/// # Errors
/// [`OperationError`].
pub fn server_line(config: &Config) -> Result<ServerLine, OperationError> {
    let mut code = vec![0; 16];
    system_random(&mut code);
    let mut storage = SqliteStorage::open(&config.database())?;
    storage.add_founding_code(&founding_hash(&code))?;
    let server = identity(config)?.public();
    Ok(ServerLine { url: config.url.clone(), server, code: ByteBuf::from(code) })
}

/// Copies the database of a running (or stopped) server into a file.
///
/// # Errors
/// [`OperationError`].
pub fn backup(config: &Config, target: &Path) -> Result<(), OperationError> {
    let storage = SqliteStorage::open(&config.database())?;
    Ok(storage.backup(target)?)
}

/// Puts a backup in the place of a stopped server's database and begins a new life of its logs: devices then bring back
/// what the backup misses. What was there before is kept under the ending `before-restore`.
///
/// # Errors
/// [`OperationError`].
pub fn restore(config: &Config, backup: &Path) -> Result<Timestamp, OperationError> {
    identity(config)?;
    restore_database(backup, &config.database(), &mut system_random)
}

/// Restores a database file. The new life begins in a copy: wherever this is stopped, what was there before is in place, or
/// is kept beside, and never a backup that goes on under its old log.
///
/// # Errors
/// [`OperationError`].
pub fn restore_database(
    backup: &Path,
    database: &Path,
    random: &mut dyn FnMut(&mut [u8]),
) -> Result<Timestamp, OperationError> {
    let copy = database.with_extension("new-life");
    remove_database(&copy)?;
    let time = begin_new_life(&mut SqliteStorage::restore(backup, &copy)?, random)?;
    SqliteStorage::restore(&copy, database)?;
    remove_database(&copy)?;
    Ok(time)
}

fn remove_database(path: &Path) -> Result<(), OperationError> {
    for ending in ["", "-wal", "-shm"] {
        let mut name = path.to_owned().into_os_string();
        name.push(ending);
        match fs::remove_file(name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(OperationError::Io("the copy of a restore", error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Begins a new life of every log of a restored database; the time of its last entry counts as the backup's.
///
/// # Errors
/// [`OperationError`].
pub fn begin_new_life(
    storage: &mut dyn Storage,
    random: &mut dyn FnMut(&mut [u8]),
) -> Result<Timestamp, OperationError> {
    let mut time = Timestamp(0);
    for programme in storage.programmes()? {
        storage.read(programme.id, &mut |tx| {
            if let Some(head) = tx.head()?
                && let Some(entry) = tx.entry(head.size)?
            {
                time = time.max(entry.time);
            }
            Ok(())
        })?;
    }
    storage.new_life(time, &mut || {
        let mut bytes = [0; 16];
        random(&mut bytes);
        LogId::from_bytes(bytes)
    })?;
    Ok(time)
}
