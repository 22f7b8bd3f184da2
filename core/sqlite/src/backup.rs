//! Online backup and restore, through SQLite's own backup interface.

use crate::{Database, Key, OpenError, OpenOptions, Place, SqlError};
use rusqlite::Connection;
use rusqlite::backup::Backup;
use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;

/// Pages copied before others get a turn.
const PAGES: i32 = 256;

/// Copies a running database into a file: consistent, complete, and in place only when it is. An encrypted database is
/// copied under the same key.
///
/// # Errors
/// [`SqlError`]; a half-made copy is removed, an older backup of that name stays.
pub fn backup_to(database: &Database, key: Option<&Key>, target: &Path) -> Result<(), SqlError> {
    let half = target.with_extension("half");
    let made = copy(database.writer(), key, &half);
    if made.is_err() {
        let _ = fs::remove_file(&half);
        return made;
    }
    File::open(&half)?.sync_all()?;
    fs::rename(&half, target)?;
    sync_folder(target)
}

fn copy(source: &Connection, key: Option<&Key>, target: &Path) -> Result<(), SqlError> {
    match fs::remove_file(target) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let mut connection = Connection::open(target)?;
    if let Some(key) = key {
        connection.execute_batch(&key.pragma())?;
    }
    Backup::new(source, &mut connection)?.run_to_completion(PAGES, Duration::ZERO, None)?;
    Ok(())
}

/// Puts a backup in the place of a database that nobody has open. What was there before is kept beside it under the
/// ending `before-restore`.
///
/// # Errors
/// [`OpenError`] where the backup itself does not open; then nothing was moved.
pub fn restore_from(backup: &Path, options: &OpenOptions) -> Result<Database, OpenError> {
    let Place::File(target) = &options.place else {
        return Err(OpenError::Io(std::io::Error::other("a restore needs a file")));
    };
    let from = OpenOptions {
        place: Place::File(backup.to_owned()),
        key: options.key.as_ref().map(|key| Key::new(key.bytes())),
        ..OpenOptions {
            place: Place::Memory,
            key: None,
            cache_kib: options.cache_kib,
            schema: options.schema,
        }
    };
    let source = Database::open(&from)?;
    for ending in ["", "-wal", "-shm"] {
        let mut name = target.clone().into_os_string();
        name.push(ending);
        let mut kept = target.clone().into_os_string();
        kept.push(".before-restore");
        kept.push(ending);
        match fs::rename(&name, &kept) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(OpenError::Io(error)),
            _ => {}
        }
    }
    backup_to(&source, options.key.as_ref(), target).map_err(|error| match error {
        SqlError::Sql(error) => OpenError::of(error),
        SqlError::Io(error) => OpenError::Io(error),
    })?;
    drop(source);
    Database::open(options)
}

/// Makes a rename durable.
fn sync_folder(path: &Path) -> Result<(), SqlError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
