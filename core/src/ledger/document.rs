//! Documents at rest: a cache of the raw changes.

use super::Column;
use crate::Error;
use jonaki_document::Document;
use jonaki_protocol::{Compartment, DocumentId, RecordId};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

/// Loads a document; `None` when the device has nothing of it.
pub(crate) fn load(connection: &Connection, id: DocumentId) -> Result<Option<Document>, Error> {
    let sql = "SELECT saved FROM document WHERE record = ?1 AND compartment = ?2";
    let saved: Option<Vec<u8>> = connection
        .prepare_cached(sql)?
        .query_row(params![Column(id.record), Column(id.compartment)], |row| row.get(0))
        .optional()?;
    saved.map(|saved| Document::load(id.compartment, &saved).map_err(|_| Error::Storage)).transpose()
}

/// Saves a document.
pub(crate) fn save(tx: &Transaction<'_>, record: RecordId, document: &Document) -> Result<(), Error> {
    let sql = "INSERT INTO document (record, compartment, saved) VALUES (?1, ?2, ?3)
        ON CONFLICT (record, compartment) DO UPDATE SET saved = excluded.saved, reading = NULL";
    tx.prepare_cached(sql)?.execute(params![
        Column(record),
        Column(document.compartment()),
        document.save()
    ])?;
    Ok(())
}

/// Keeps what a document says until it is saved again.
pub(crate) fn keep_reading(tx: &Transaction<'_>, id: DocumentId, reading: &[u8]) -> Result<(), Error> {
    let sql = "UPDATE document SET reading = ?3 WHERE record = ?1 AND compartment = ?2";
    tx.prepare_cached(sql)?.execute(params![Column(id.record), Column(id.compartment), reading])?;
    Ok(())
}

/// What a document says, where that was kept.
pub(crate) fn reading(connection: &Connection, id: DocumentId) -> Result<Option<Vec<u8>>, Error> {
    let sql = "SELECT reading FROM document WHERE record = ?1 AND compartment = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_row(params![Column(id.record), Column(id.compartment)], |row| row.get(0));
    Ok(found.optional()?.flatten())
}

/// Whether there is a document.
pub(crate) fn exists(connection: &Connection, id: DocumentId) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM document WHERE record = ?1 AND compartment = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.exists(params![Column(id.record), Column(id.compartment)])?)
}

/// Which compartments of a record are there.
pub(crate) fn compartments(connection: &Connection, record: RecordId) -> Result<Vec<Compartment>, Error> {
    let sql = "SELECT compartment FROM document WHERE record = ?1 ORDER BY compartment";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([Column(record)], |row| Ok(row.get::<_, Column<Compartment>>(0)?.0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Removes a document.
pub(crate) fn remove(tx: &Transaction<'_>, id: DocumentId) -> Result<(), Error> {
    let sql = "DELETE FROM document WHERE record = ?1 AND compartment = ?2";
    tx.prepare_cached(sql)?.execute(params![Column(id.record), Column(id.compartment)])?;
    Ok(())
}
