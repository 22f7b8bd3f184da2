//! Forms that a person is answering: one row for each answer, written when it is given.

use super::Column;
use crate::Error;
use jonaki_protocol::{Digest, RecordId, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

/// A filling without its answers.
pub(crate) struct Row {
    pub(crate) id: i64,
    pub(crate) form: Digest,
    pub(crate) context: Vec<u8>,
    pub(crate) page: String,
    pub(crate) record: Option<RecordId>,
    pub(crate) started_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

/// Begins one; its number.
pub(crate) fn begin(
    tx: &Transaction<'_>,
    form: Digest,
    record: Option<RecordId>,
    context: &[u8],
    now: Timestamp,
) -> Result<i64, Error> {
    let sql =
        "INSERT INTO filling (form, context, record, started_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)";
    tx.prepare_cached(sql)?.execute(params![Column(form), context, record.map(Column), now.0])?;
    Ok(tx.last_insert_rowid())
}

/// Writes one answer, or takes it away.
pub(crate) fn answer(tx: &Transaction<'_>, id: i64, path: &str, value: Option<&str>) -> Result<(), Error> {
    match value {
        Some(value) => {
            let sql = "INSERT INTO filling_answer (filling, path, value) VALUES (?1, ?2, ?3)
                ON CONFLICT (filling, path) DO UPDATE SET value = excluded.value";
            tx.prepare_cached(sql)?.execute(params![id, path, value])?;
        }
        None => {
            let sql = "DELETE FROM filling_answer WHERE filling = ?1 AND path = ?2";
            tx.prepare_cached(sql)?.execute(params![id, path])?;
        }
    }
    Ok(())
}

/// Notes that somebody was here, and where; one that is gone is not found.
pub(crate) fn touch(tx: &Transaction<'_>, id: i64, page: &str, now: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE filling SET page = ?2, updated_at = ?3 WHERE id = ?1";
    let touched = tx.prepare_cached(sql)?.execute(params![id, page, now.0])?;
    if touched == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Replaces what evaluation rests on, and the version of the form.
pub(crate) fn rebind(tx: &Transaction<'_>, id: i64, form: Digest, context: &[u8]) -> Result<(), Error> {
    let sql = "UPDATE filling SET form = ?2, context = ?3 WHERE id = ?1";
    tx.prepare_cached(sql)?.execute(params![id, Column(form), context])?;
    Ok(())
}

/// Takes all answers away, to write others.
pub(crate) fn clear(tx: &Transaction<'_>, id: i64) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM filling_answer WHERE filling = ?1")?.execute([id])?;
    Ok(())
}

/// The answers, in no order.
pub(crate) fn answers(connection: &Connection, id: i64) -> Result<Vec<(String, String)>, Error> {
    let sql = "SELECT path, value FROM filling_answer WHERE filling = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

const COLUMNS: &str = "id, form, context, page, record, started_at, updated_at";

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        id: row.get(0)?,
        form: row.get::<_, Column<Digest>>(1)?.0,
        context: row.get(2)?,
        page: row.get(3)?,
        record: row.get::<_, Option<Column<RecordId>>>(4)?.map(|column| column.0),
        started_at: Timestamp(row.get(5)?),
        updated_at: Timestamp(row.get(6)?),
    })
}

/// One filling.
pub(crate) fn get(connection: &Connection, id: i64) -> Result<Option<Row>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM filling WHERE id = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([id], read).optional()?)
}

/// All fillings, the one last touched first.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Row>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM filling ORDER BY updated_at DESC, id DESC");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_map([], read)?.collect::<Result<_, _>>()?)
}

/// Removes a filling with its answers; whether it was there.
pub(crate) fn remove(tx: &Transaction<'_>, id: i64) -> Result<bool, Error> {
    Ok(tx.prepare_cached("DELETE FROM filling WHERE id = ?1")?.execute([id])? > 0)
}
