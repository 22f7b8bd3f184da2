//! Documents that were opened on this device, of which it has not said so yet.

use super::Column;
use crate::Error;
use jonaki_protocol::{DocumentId, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

/// A view to be said.
#[derive(Clone, Copy)]
pub(crate) struct Due {
    pub(crate) document: DocumentId,
    /// The hour in which it was opened, as documents say it.
    pub(crate) hour: i64,
    pub(crate) saved_at: Timestamp,
}

/// Keeps one; the first stays.
pub(crate) fn put(tx: &Transaction<'_>, due: &Due) -> Result<(), Error> {
    let Due { document, hour, saved_at } = due;
    let sql = "INSERT OR IGNORE INTO view_due (record, compartment, at, saved_at) VALUES (?1, ?2, ?3, ?4)";
    tx.prepare_cached(sql)?.execute(params![
        Column(document.record),
        Column(document.compartment),
        hour,
        saved_at.0
    ])?;
    Ok(())
}

/// That of a document.
pub(crate) fn of(connection: &Connection, document: DocumentId) -> Result<Option<Due>, Error> {
    let sql = "SELECT record, compartment, at, saved_at FROM view_due WHERE record = ?1 AND compartment = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement
        .query_row(params![Column(document.record), Column(document.compartment)], read)
        .optional()?)
}

/// All of them.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Due>, Error> {
    let mut statement = connection
        .prepare_cached("SELECT record, compartment, at, saved_at FROM view_due ORDER BY saved_at")?;
    let rows = statement.query_map([], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many there are.
pub(crate) fn count(connection: &Connection) -> Result<usize, Error> {
    Ok(connection.prepare_cached("SELECT count(*) FROM view_due")?.query_row([], |row| row.get(0))?)
}

/// Removes that of a document.
pub(crate) fn remove(tx: &Transaction<'_>, document: DocumentId) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM view_due WHERE record = ?1 AND compartment = ?2")?
        .execute(params![Column(document.record), Column(document.compartment)])?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Due> {
    let document =
        DocumentId { record: row.get::<_, Column<_>>(0)?.0, compartment: row.get::<_, Column<_>>(1)?.0 };
    Ok(Due { document, hour: row.get(2)?, saved_at: Timestamp(row.get(3)?) })
}
