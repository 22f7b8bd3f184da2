//! Questions and closings that wait for somebody, one row each: found without opening a case.

use super::case_row::{DANGER, OVER};
use super::{Column, Page};
use crate::Error;
use jonaki_protocol::{DeviceId, EntryId, RecordId};
use rusqlite::{Connection, ToSql, Transaction, params};

/// What waits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A question to the reporter.
    Question = 0,
    /// A closing that a second person must confirm.
    Closing = 1,
}

/// Something of a case that waits.
pub(crate) struct Row {
    pub(crate) record: RecordId,
    pub(crate) kind: Kind,
    /// The question's entry.
    pub(crate) entry: Option<EntryId>,
    /// The question, or the code of the closing's reason.
    pub(crate) text: String,
    pub(crate) author: DeviceId,
}

/// Writes what waits in a case anew.
pub(crate) fn replace(tx: &Transaction<'_>, record: RecordId, rows: &[Row]) -> Result<(), Error> {
    remove(tx, record)?;
    let sql =
        "INSERT INTO waiting (record, position, kind, entry, text, author) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    for (position, row) in rows.iter().enumerate() {
        let entry = row.entry.as_ref().map(|entry| entry.as_bytes().as_slice());
        tx.prepare_cached(sql)?.execute(params![
            Column(row.record),
            position,
            row.kind as u8,
            entry,
            row.text,
            Column(row.author)
        ])?;
    }
    Ok(())
}

/// Removes what waits in a case.
pub(crate) fn remove(tx: &Transaction<'_>, record: RecordId) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM waiting WHERE record = ?1")?.execute([Column(record)])?;
    Ok(())
}

/// Cases of which nobody has looked what waits.
pub(crate) fn stale(connection: &Connection) -> Result<Vec<RecordId>, Error> {
    let mut statement = connection.prepare_cached("SELECT record FROM waiting_stale")?;
    let rows = statement.query_map([], |row| Ok(row.get::<_, Column<RecordId>>(0)?.0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Somebody has looked at all of them.
pub(crate) fn caught_up(tx: &Transaction<'_>) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM waiting_stale")?.execute([])?;
    Ok(())
}

/// Cases that two people asked to close.
pub(crate) fn agreed_closings(connection: &Connection) -> Result<Vec<RecordId>, Error> {
    let sql = "SELECT record FROM waiting WHERE kind = 1 GROUP BY record HAVING count(DISTINCT author) > 1";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| Ok(row.get::<_, Column<RecordId>>(0)?.0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Questions of cases that are not over, the gravest case first: how many, and a part of them.
pub(crate) fn questions(connection: &Connection, page: Page) -> Result<(usize, Vec<Row>), Error> {
    listed(connection, "waiting.kind = 0", &[], page)
}

/// Closings that somebody else asked for.
pub(crate) fn closings(
    connection: &Connection,
    me: DeviceId,
    page: Page,
) -> Result<(usize, Vec<Row>), Error> {
    listed(connection, "waiting.kind = 1 AND waiting.author <> ?1", &[&Column(me)], page)
}

fn listed(
    connection: &Connection,
    filter: &str,
    params: &[&dyn ToSql],
    page: Page,
) -> Result<(usize, Vec<Row>), Error> {
    let from = format!(
        "FROM waiting JOIN case_row ON case_row.record = waiting.record
            WHERE {filter} AND case_row.kind = 0 AND case_row.status NOT IN {OVER}"
    );
    let count =
        connection.prepare_cached(&format!("SELECT count(*) {from}"))?.query_row(params, |row| row.get(0))?;
    let sql = format!(
        "SELECT waiting.record, waiting.kind, entry, text, author {from}
            ORDER BY {DANGER}, saved_at, waiting.record, position {}",
        page.sql()
    );
    let mut statement = connection.prepare(&sql)?;
    let rows = statement.query_map(params, |row| {
        let entry: Option<Vec<u8>> = row.get(2)?;
        Ok(Row {
            record: row.get::<_, Column<RecordId>>(0)?.0,
            kind: if row.get::<_, u8>(1)? == 0 { Kind::Question } else { Kind::Closing },
            entry: entry.as_deref().and_then(EntryId::from_slice),
            text: row.get(3)?,
            author: row.get::<_, Column<DeviceId>>(4)?.0,
        })
    })?;
    Ok((count, rows.collect::<Result<_, _>>()?))
}
