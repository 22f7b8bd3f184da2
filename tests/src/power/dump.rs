//! Everything that a database says, for comparing: table by table, rows in one order.

use super::Failure;
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

/// A digest of the rows of each table, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Dump(BTreeMap<String, (usize, [u8; 32])>);

impl Dump {
    /// Reads a database that may be open elsewhere; `None` where there is none yet.
    pub(super) fn read(path: &Path, key: Option<&[u8; 32]>) -> Result<Option<Self>, Failure> {
        if !path.exists() {
            return Ok(None);
        }
        let connection = open(path, key)?;
        let tables: Vec<String> = connection
            .prepare(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'",
            )?
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let mut dump = BTreeMap::new();
        for table in tables {
            let mut rows = rows(&connection, &table)?;
            rows.sort_unstable();
            let mut hash = Sha256::new();
            rows.iter().for_each(|row| hash.update(row));
            dump.insert(table, (rows.len(), hash.finalize().into()));
        }
        Ok(Some(Self(dump)))
    }

    /// How many rows a table has.
    pub(super) fn rows(&self, table: &str) -> usize {
        self.0.get(table).map_or(0, |(rows, _)| *rows)
    }

    /// Whether a table says the same in both.
    pub(super) fn same(&self, table: &str, other: &Self) -> bool {
        self.0.get(table) == other.0.get(table)
    }

    /// Tables in which two databases differ, with how many rows each has.
    pub(super) fn differences(&self, other: &Self) -> Vec<String> {
        let count = |dump: &Self, table: &str| dump.0.get(table).map(|(rows, _)| *rows);
        let differ =
            self.0.keys().chain(other.0.keys()).filter(|table| self.0.get(*table) != other.0.get(*table));
        let mut found: Vec<String> = differ
            .map(|table| format!("{table}: {:?} and {:?}", count(self, table), count(other, table)))
            .collect();
        found.sort();
        found.dedup();
        found
    }
}

/// Whether SQLite finds the file whole, its search index too.
pub(super) fn integrity(path: &Path, key: Option<&[u8; 32]>) -> Result<(), Failure> {
    let said: String = open(path, key)?.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if said == "ok" { Ok(()) } else { Err(format!("SQLite says of {}: {said}", path.display()).into()) }
}

fn open(path: &Path, key: Option<&[u8; 32]>) -> Result<Connection, Failure> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    if let Some(key) = key {
        let key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
        connection.execute_batch(&format!("PRAGMA cipher_log_level = NONE; PRAGMA key = \"x'{key}'\""))?;
    }
    Ok(connection)
}

fn rows(connection: &Connection, table: &str) -> Result<Vec<Vec<u8>>, Failure> {
    let mut statement = connection.prepare(&format!("SELECT * FROM \"{table}\""))?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(crate::rows::bytes(row, 0..columns)?);
    }
    Ok(found)
}
