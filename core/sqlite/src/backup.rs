//! Online backup and restore, through SQLite's own backup interface.

use crate::{Database, Key, OpenError, OpenOptions, Place, SqlError};
use rusqlite::Connection;
use rusqlite::backup::Backup;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
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

/// Puts a backup in the place of a database that nobody has open. What was there before is kept beside it under the ending
/// `before-restore`, with a number where something is kept already: a restore that was stopped can be begun again.
///
/// # Errors
/// [`OpenError`] where the backup itself does not open or cannot be copied; then nothing was moved.
pub fn restore_from(backup: &Path, options: &OpenOptions) -> Result<Database, OpenError> {
    let Place::File(target) = &options.place else {
        return Err(OpenError::Io(std::io::Error::other("a restore needs a file")));
    };
    let from = OpenOptions { place: Place::File(backup.to_owned()), ..options.clone() };
    let source = Database::open(&from)?;
    let copy = beside(target, ".restoring");
    backup_to(&source, options.key.as_ref(), &copy).map_err(|error| match error {
        SqlError::Sql(error) => OpenError::of(error),
        SqlError::Io(error) => OpenError::Io(error),
    })?;
    drop(source);
    let kept = free_name(target);
    for ending in ["", "-wal", "-shm"] {
        match fs::rename(beside(target, ending), beside(&kept, ending)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(OpenError::Io(error)),
            _ => {}
        }
    }
    fs::rename(&copy, target).map_err(OpenError::Io)?;
    sync_folder(target).map_err(|_| OpenError::Io(std::io::Error::other("the folder cannot be synced")))?;
    Database::open(options)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.to_owned().into_os_string();
    name.push(ending);
    PathBuf::from(name)
}

/// A name for what a restore replaces.
fn free_name(target: &Path) -> PathBuf {
    let first = beside(target, ".before-restore");
    let taken = |name: &Path| name.exists() || beside(name, "-wal").exists();
    let numbered = (2..).map(|number| beside(target, &format!(".before-restore-{number}")));
    std::iter::once(first)
        .chain(numbered)
        .find(|name| !taken(name))
        .unwrap_or_else(|| beside(target, ".before"))
}

/// Makes a rename durable.
fn sync_folder(path: &Path) -> Result<(), SqlError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
