//! Full-text search over what this device may read: FTS5 on normalised text, the original kept beside it.

use super::Column;
use crate::Error;
use jonaki_protocol::RecordId;
use rusqlite::{Connection, Transaction, params};

/// Notes that a record's text is to be indexed.
pub(crate) fn mark(tx: &Transaction<'_>, record: RecordId) -> Result<(), Error> {
    tx.prepare_cached("INSERT OR IGNORE INTO search_stale (record) VALUES (?1)")?
        .execute([Column(record)])?;
    Ok(())
}

/// Notes that everything is to be indexed.
pub(crate) fn mark_all(tx: &Transaction<'_>) -> Result<(), Error> {
    tx.execute("INSERT OR IGNORE INTO search_stale (record) SELECT record FROM case_row", [])?;
    Ok(())
}

/// Records that are to be indexed.
pub(crate) fn marked(connection: &Connection, limit: usize) -> Result<Vec<RecordId>, Error> {
    let mut statement = connection.prepare_cached("SELECT record FROM search_stale LIMIT ?1")?;
    let rows = statement.query_map([limit], |row| Ok(row.get::<_, Column<RecordId>>(0)?.0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Puts a record's text into the index, in place of what was there.
pub(crate) fn index(
    tx: &Transaction<'_>,
    record: RecordId,
    original: &str,
    normalised: &str,
) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM search_stale WHERE record = ?1")?.execute([Column(record)])?;
    let sql = "SELECT 1 FROM search_text WHERE record = ?1 AND original = ?2";
    if tx.prepare_cached(sql)?.exists(params![Column(record), original])? {
        return Ok(());
    }
    remove(tx, record)?;
    let sql = "INSERT INTO search_text (record, original, normalised) VALUES (?1, ?2, ?3)";
    tx.prepare_cached(sql)?.execute(params![Column(record), original, normalised])?;
    let sql = "INSERT INTO search (rowid, normalised) VALUES (last_insert_rowid(), ?1)";
    tx.prepare_cached(sql)?.execute([normalised])?;
    Ok(())
}

/// Takes a record out of the index.
pub(crate) fn remove(tx: &Transaction<'_>, record: RecordId) -> Result<(), Error> {
    let sql = "INSERT INTO search (search, rowid, normalised)
        SELECT 'delete', id, normalised FROM search_text WHERE record = ?1";
    tx.prepare_cached(sql)?.execute([Column(record)])?;
    for sql in ["DELETE FROM search_text WHERE record = ?1", "DELETE FROM search_stale WHERE record = ?1"] {
        tx.prepare_cached(sql)?.execute([Column(record)])?;
    }
    Ok(())
}

/// Records that match, best first, with their original text.
pub(crate) fn find(
    connection: &Connection,
    matching: &str,
    limit: usize,
) -> Result<Vec<(RecordId, String)>, Error> {
    let sql = "SELECT record, original FROM search JOIN search_text ON search_text.id = search.rowid
        WHERE search MATCH ?1 ORDER BY rank LIMIT ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement
        .query_map(params![matching, limit], |row| Ok((row.get::<_, Column<RecordId>>(0)?.0, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
