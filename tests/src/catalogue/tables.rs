//! What is stored, as a set of row hashes for each table, and what may differ between two moments.

use crate::rows;
use crate::world::Device;
use jonaki_core::protocol::Digest;
use rusqlite::{Connection, OpenFlags, Row};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Every row of every table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tables(BTreeMap<String, BTreeSet<Digest>>);

/// How much of a table may differ after an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Which, as named in [`Tables::read`].
    pub table: &'static str,
    /// Rows that may be gone or have another content.
    pub gone: usize,
    /// Rows that may be new or have another content.
    pub new: usize,
}

impl Allowance {
    /// New rows, nothing else.
    pub const fn added(table: &'static str, new: usize) -> Self {
        Self { table, gone: 0, new }
    }

    /// Rows that are written anew.
    pub const fn changed(table: &'static str, rows: usize) -> Self {
        Self { table, gone: rows, new: rows }
    }
}

impl Tables {
    /// The tables of a server's database, and of these devices but for `skip` (see [`Tables::read`]).
    ///
    /// # Panics
    /// Where a database cannot be read.
    pub fn of(server: &Path, devices: &[&Device], skip: &[&str]) -> Self {
        let mut tables = Self::default();
        let server = Connection::open_with_flags(server, OpenFlags::SQLITE_OPEN_READ_ONLY);
        tables.read("server", &server.expect("the server's database"), &[]);
        for device in devices {
            tables.read(&device.name, &device.read(), skip);
        }
        tables
    }

    /// Adds the tables of a database, their names after a prefix. `skip` are tables, or `table.column`s, that say how far
    /// somebody got and not what is kept.
    ///
    /// # Panics
    /// Where the database cannot be read.
    pub fn read(&mut self, prefix: &str, connection: &Connection, skip: &[&str]) {
        let sql =
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
        let mut statement = connection.prepare(sql).expect("a database");
        let names: Vec<String> = statement
            .query_map([], |row| row.get(0))
            .expect("tables")
            .collect::<Result<_, _>>()
            .expect("tables");
        // Whatever a server signed is kept to be compared, also of an answer in which other things are wrong.
        for name in names.iter().filter(|name| *name != "statement" && !skip.contains(&name.as_str())) {
            let mut statement = connection.prepare(&format!("SELECT * FROM \"{name}\"")).expect("a table");
            let counted: Vec<bool> = statement
                .column_names()
                .map(|column| !skip.contains(&format!("{name}.{column}").as_str()))
                .collect();
            let mut rows = statement.query([]).expect("rows");
            let mut hashes = BTreeSet::new();
            while let Some(row) = rows.next().expect("a row") {
                hashes.insert(hash(row, &counted));
            }
            self.0.insert(format!("{prefix}.{name}"), hashes);
        }
    }

    /// Whether a later state differs from this one only as allowed; allowances of one table add up.
    ///
    /// # Errors
    /// Which table changed, and by how many rows.
    pub fn compare(&self, later: &Self, allowed: &[Allowance]) -> Result<(), String> {
        let none = BTreeSet::new();
        for name in self.0.keys().chain(later.0.keys()) {
            let (old, new) = (self.0.get(name).unwrap_or(&none), later.0.get(name).unwrap_or(&none));
            let (gone, more) = (old.difference(new).count(), new.difference(old).count());
            let mine = || allowed.iter().filter(|allowance| allowance.table == name);
            let (most_gone, most_new): (usize, usize) =
                (mine().map(|one| one.gone).sum(), mine().map(|one| one.new).sum());
            if gone > most_gone || more > most_new {
                return Err(format!("{name} changed: {gone} rows gone, {more} rows new"));
            }
        }
        Ok(())
    }
}

fn hash(row: &Row<'_>, counted: &[bool]) -> Digest {
    let columns = (0..counted.len()).filter(|column| counted[*column]);
    let bytes = rows::bytes(row, columns).expect("a row");
    Digest::of("catalogue/row", &[&bytes])
}
