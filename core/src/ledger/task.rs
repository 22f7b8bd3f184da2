//! Tasks of cases, one row each: what is overdue is found without opening a case.

use super::{Column, Page};
use crate::Error;
use jonaki_protocol::{DeviceId, EntryId, RecordId};
use rusqlite::{Connection, Transaction, params};

/// A task as the list needs it.
pub(crate) struct Row {
    pub(crate) record: RecordId,
    pub(crate) entry: EntryId,
    pub(crate) kind: String,
    /// The day, `YYYY-MM-DD`.
    pub(crate) due: String,
    pub(crate) assigned: Option<DeviceId>,
    pub(crate) closed: bool,
}

/// Writes the tasks of a case anew.
pub(crate) fn replace(tx: &Transaction<'_>, record: RecordId, rows: &[Row]) -> Result<(), Error> {
    remove(tx, record)?;
    let sql = "INSERT OR REPLACE INTO task (record, entry, kind, due, assigned, closed)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    for row in rows {
        tx.prepare_cached(sql)?.execute(params![
            Column(row.record),
            row.entry.as_bytes(),
            row.kind,
            row.due,
            row.assigned.map(Column),
            row.closed
        ])?;
    }
    Ok(())
}

/// Removes the tasks of a case.
pub(crate) fn remove(tx: &Transaction<'_>, record: RecordId) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM task WHERE record = ?1")?.execute([Column(record)])?;
    Ok(())
}

/// Open tasks that are due on a day or before, the oldest first.
pub(crate) fn due(connection: &Connection, day: &str, limit: usize) -> Result<Vec<Row>, Error> {
    listed(connection, day, Page { limit, skip: 0 })
}

/// How many open tasks are due on a day or before, and a part of them.
pub(crate) fn due_page(connection: &Connection, day: &str, page: Page) -> Result<(usize, Vec<Row>), Error> {
    let sql = "SELECT count(*) FROM task WHERE closed = 0 AND due <= ?1";
    let count = connection.prepare_cached(sql)?.query_row([day], |row| row.get(0))?;
    Ok((count, listed(connection, day, page)?))
}

fn listed(connection: &Connection, day: &str, page: Page) -> Result<Vec<Row>, Error> {
    let sql = "SELECT record, entry, kind, due, assigned, closed FROM task
        WHERE closed = 0 AND due <= ?1 ORDER BY due, record, entry LIMIT ?2 OFFSET ?3";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params![day, page.limit, page.skip], |row| {
        let entry: Vec<u8> = row.get(1)?;
        Ok(Row {
            record: row.get::<_, Column<RecordId>>(0)?.0,
            entry: EntryId::from_slice(&entry).ok_or(rusqlite::Error::InvalidQuery)?,
            kind: row.get(2)?,
            due: row.get(3)?,
            assigned: row.get::<_, Option<Column<DeviceId>>>(4)?.map(|id| id.0),
            closed: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
