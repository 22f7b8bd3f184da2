//! Drafts: reports that a person has not filed yet.

use crate::{Error, Report};
use jonaki_protocol::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

/// Saves a draft, new or again.
pub(crate) fn save(
    tx: &Transaction<'_>,
    id: Option<i64>,
    report: &Report,
    now: Timestamp,
) -> Result<i64, Error> {
    let json = serde_json::to_string(report).map_err(|_| Error::Storage)?;
    let sql = "INSERT INTO draft (id, report, updated_at) VALUES (?1, ?2, ?3)
        ON CONFLICT (id) DO UPDATE SET report = excluded.report, updated_at = excluded.updated_at";
    tx.prepare_cached(sql)?.execute(params![id, json, now.0])?;
    Ok(id.unwrap_or_else(|| tx.last_insert_rowid()))
}

/// One draft.
pub(crate) fn get(connection: &Connection, id: i64) -> Result<Option<Report>, Error> {
    let mut statement = connection.prepare_cached("SELECT report FROM draft WHERE id = ?1")?;
    let json: Option<String> = statement.query_row([id], |row| row.get(0)).optional()?;
    json.map(|json| serde_json::from_str(&json).map_err(|_| Error::Storage)).transpose()
}

/// All drafts, newest first.
pub(crate) fn all(connection: &Connection) -> Result<Vec<(i64, Timestamp)>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT id, updated_at FROM draft ORDER BY updated_at DESC, id DESC")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, Timestamp(row.get(1)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Removes a draft; whether it was there.
pub(crate) fn remove(tx: &Transaction<'_>, id: i64) -> Result<bool, Error> {
    Ok(tx.prepare_cached("DELETE FROM draft WHERE id = ?1")?.execute([id])? > 0)
}
