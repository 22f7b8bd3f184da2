//! Saving what can be read from a damaged database.

use crate::{Database, OpenError, OpenOptions, Place};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::path::PathBuf;

/// What a salvage found.
#[derive(Debug)]
pub struct Salvaged {
    /// Where the damaged file is kept.
    pub kept: PathBuf,
    /// Rows saved, by table.
    pub rows: Vec<(&'static str, usize)>,
    /// The fresh database with those rows.
    pub database: Database,
}

/// Keeps a damaged database under another name, makes a fresh one in its place, and copies every row that can be read of
/// these tables, in this order: the outbox first.
///
/// # Errors
/// [`OpenError`] where not even a fresh database can be made, or the key does not fit the file at all.
pub fn salvage(options: &OpenOptions, tables: &[&'static str]) -> Result<Salvaged, OpenError> {
    let Place::File(path) = &options.place else {
        return Err(OpenError::Io(std::io::Error::other("a salvage needs a file")));
    };
    let kept = free_name(path);
    for ending in ["", "-wal", "-shm"] {
        let join = |path: &PathBuf| {
            let mut name = path.clone().into_os_string();
            name.push(ending);
            name
        };
        match std::fs::rename(join(path), join(&kept)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(OpenError::Io(error)),
            _ => {}
        }
    }
    let mut database = Database::open(options)?;
    let damaged = Connection::open(&kept).map_err(OpenError::of)?;
    if let Some(key) = &options.key {
        damaged.execute_batch(&key.pragma()).map_err(OpenError::of)?;
    }
    let mut rows = Vec::new();
    for table in tables {
        rows.push((*table, copy_table(&damaged, &mut database, table)));
    }
    Ok(Salvaged { kept, rows, database })
}

/// Copies what can be read of a table: forwards until a damaged page, then backwards from the end.
fn copy_table(damaged: &Connection, database: &mut Database, table: &str) -> usize {
    let mut copied = 0;
    for order in ["ASC", "DESC"] {
        let sql = format!("SELECT * FROM \"{table}\" ORDER BY 1 {order}");
        let Ok(mut statement) = damaged.prepare(&sql) else { continue };
        let columns = statement.column_count();
        let places = vec!["?"; columns].join(", ");
        let insert = format!("INSERT OR IGNORE INTO \"{table}\" VALUES ({places})");
        let Ok(mut rows) = statement.query([]) else { continue };
        let saved = database.write(|tx| {
            tx.execute_batch("PRAGMA defer_foreign_keys = ON")?;
            let mut saved = 0;
            // A damaged page ends the walk; what was read before it is kept.
            while let Ok(Some(row)) = rows.next() {
                let values: rusqlite::Result<Vec<Value>> = (0..columns).map(|index| row.get(index)).collect();
                if let Ok(values) = values {
                    saved += tx.prepare_cached(&insert)?.execute(params_from_iter(values)).unwrap_or(0);
                }
            }
            Ok::<usize, rusqlite::Error>(saved)
        });
        copied += saved.unwrap_or(0);
    }
    copied
}

fn free_name(path: &std::path::Path) -> PathBuf {
    (1..)
        .map(|number| path.with_extension(format!("damaged-{number}")))
        .find(|name| !name.exists())
        .unwrap_or_else(|| path.with_extension("damaged"))
}
