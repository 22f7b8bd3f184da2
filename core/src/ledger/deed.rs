//! What this device gave out: exports and prints. Never what was in them.

use super::Column;
use crate::Error;
use crate::view::DeedView;
use jonaki_protocol::{RecordId, Timestamp};
use rusqlite::{Connection, Transaction, params};

/// Notes a deed.
pub(crate) fn insert(
    tx: &Transaction<'_>,
    (kind, record): (&str, Option<RecordId>),
    count: u64,
    at: Timestamp,
) -> Result<(), Error> {
    let sql = "INSERT INTO deed (at, kind, record, count) VALUES (?1, ?2, ?3, ?4)";
    tx.prepare_cached(sql)?.execute(params![at.0, kind, record.map(Column), count])?;
    Ok(())
}

/// The deeds that concern a case, those over many cases included, newest first.
pub(crate) fn of(connection: &Connection, record: RecordId) -> Result<Vec<DeedView>, Error> {
    let sql = "SELECT at, kind, count FROM deed WHERE record = ?1 OR record IS NULL ORDER BY id DESC";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([Column(record)], |row| {
        Ok(DeedView { at: Timestamp(row.get(0)?), kind: row.get(1)?, count: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
