//! What waits to be signed and sent.

use super::Column;
use crate::Error;
use jonaki_protocol::{Change, Compartment, Digest, DocumentId, Item, RecordId, Timestamp, decode, encode};
use rusqlite::{Connection, Row, Transaction, params};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

/// In which order things leave: lower first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub(crate) enum Priority {
    /// Membership and keys, without which nothing else is accepted.
    Keys = 0,
    /// New reports: before anything else that a person wrote.
    Report = 1,
    /// Edits and notes.
    Edit = 2,
    /// View receipts.
    View = 3,
}

/// A row to write.
pub(crate) struct Entry {
    pub(crate) action: i64,
    pub(crate) priority: Priority,
    pub(crate) item: Item,
    pub(crate) record: Option<RecordId>,
    pub(crate) compartment: Option<Compartment>,
    pub(crate) saved_at: Timestamp,
    /// The Automerge change inside, for open and sealed changes.
    pub(crate) change: Option<Digest>,
}

impl Entry {
    /// The document that the item changes.
    pub(crate) fn document(&self) -> Option<DocumentId> {
        Some(DocumentId { record: self.record?, compartment: self.compartment? })
    }

    /// What is to be sealed when it is signed, and where it belongs. (What an earlier version saved is sealed already.)
    pub(crate) fn to_seal(&self) -> Result<Option<(DocumentId, ToSeal)>, Error> {
        match self.document() {
            Some(id) if id.compartment.is_sealed() && self.item.kind == Change::KIND => {
                Ok(Some((id, decode(&self.item.body)?)))
            }
            _ => Ok(None),
        }
    }
}

/// A change of a sealed document as it waits: the body of an item of a kind that never travels for its compartment.
#[derive(Serialize_tuple, Deserialize_tuple)]
pub(crate) struct ToSeal {
    /// Commitment of the key that was the newest when the change was made. One from later could rest on a key set that
    /// leaves after the change.
    pub(crate) key: Digest,
    #[serde(with = "serde_bytes")]
    pub(crate) change: Vec<u8>,
}

impl ToSeal {
    pub(crate) fn to_item(&self) -> Item {
        Item { kind: Change::KIND, body: encode(self) }
    }
}

/// A row as kept.
pub(crate) struct Waiting {
    pub(crate) id: i64,
    pub(crate) entry: Entry,
    /// Its place in its batch, once signed.
    pub(crate) position: Option<usize>,
}

/// A number that no earlier action has: no action's number is above its first row's.
pub(crate) fn next_action(connection: &Connection) -> Result<i64, Error> {
    let sql = "SELECT coalesce(max(id), 0) + 1 FROM outbox";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// Adds a row.
pub(crate) fn push(tx: &Transaction<'_>, entry: &Entry) -> Result<(), Error> {
    let sql = "INSERT INTO outbox (action, priority, kind, record, compartment, body, saved_at, change)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    tx.prepare_cached(sql)?.execute(params![
        entry.action,
        entry.priority as u8,
        entry.item.kind,
        entry.record.map(Column),
        entry.compartment.map(Column),
        entry.item.body,
        entry.saved_at.0,
        entry.change.map(Column)
    ])?;
    Ok(())
}

const COLUMNS: &str = "id, action, priority, kind, record, compartment, body, saved_at, change, position";

fn read(row: &Row<'_>) -> rusqlite::Result<Waiting> {
    let priority = match row.get::<_, u8>(2)? {
        0 => Priority::Keys,
        1 => Priority::Report,
        2 => Priority::Edit,
        _ => Priority::View,
    };
    Ok(Waiting {
        id: row.get(0)?,
        entry: Entry {
            action: row.get(1)?,
            priority,
            item: Item { kind: row.get(3)?, body: row.get(6)? },
            record: row.get::<_, Option<Column<RecordId>>>(4)?.map(|column| column.0),
            compartment: row.get::<_, Option<Column<Compartment>>>(5)?.map(|column| column.0),
            saved_at: Timestamp(row.get(7)?),
            change: row.get::<_, Option<Column<Digest>>>(8)?.map(|column| column.0),
        },
        position: row.get(9)?,
    })
}

/// What is not signed yet, up to this priority, in sending order, up to `most` bytes but at least one action.
pub(crate) fn waiting(connection: &Connection, most: usize, last: Priority) -> Result<Vec<Waiting>, Error> {
    let sql =
        format!("SELECT {COLUMNS} FROM outbox WHERE parcel IS NULL AND priority <= ?1 ORDER BY priority, id");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([last as u8])?;
    let (mut found, mut bytes): (Vec<Waiting>, usize) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let next = read(row)?;
        let new_action = found.last().is_none_or(|last| last.entry.action != next.entry.action);
        if bytes > most && new_action {
            break;
        }
        bytes += next.entry.item.body.len() + 16;
        found.push(next);
    }
    Ok(found)
}

/// Whether anything up to this priority is not signed yet.
pub(crate) fn is_waiting(connection: &Connection, last: Priority) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM outbox WHERE parcel IS NULL AND priority <= ?1 LIMIT 1";
    Ok(connection.prepare_cached(sql)?.exists([last as u8])?)
}

/// How many rows have no receipt.
pub(crate) fn count(connection: &Connection) -> Result<usize, Error> {
    Ok(connection.prepare_cached("SELECT count(*) FROM outbox")?.query_row([], |row| row.get(0))?)
}

/// How many bytes the rows without a receipt hold.
pub(crate) fn bytes(connection: &Connection) -> Result<u64, Error> {
    let sql = "SELECT coalesce(sum(length(body)), 0) FROM outbox";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// Whether anything of a record has no receipt.
pub(crate) fn has_record(connection: &Connection, record: RecordId) -> Result<bool, Error> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM outbox WHERE record = ?1 LIMIT 1")?
        .exists([Column(record)])?)
}

/// Notes where a row went.
pub(crate) fn signed(tx: &Transaction<'_>, id: i64, parcel: i64, position: usize) -> Result<(), Error> {
    let sql = "UPDATE outbox SET parcel = ?2, position = ?3 WHERE id = ?1";
    tx.prepare_cached(sql)?.execute(params![id, parcel, position])?;
    Ok(())
}

/// All rows that went into a batch.
pub(crate) fn in_parcel(connection: &Connection, parcel: i64) -> Result<Vec<Waiting>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM outbox WHERE parcel = ?1 ORDER BY position");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([parcel], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The rows of a batch wait again: it was never taken.
pub(crate) fn unsign(tx: &Transaction<'_>, parcel: i64) -> Result<(), Error> {
    let sql = "UPDATE outbox SET parcel = NULL, position = NULL WHERE parcel = ?1";
    tx.prepare_cached(sql)?.execute([parcel])?;
    Ok(())
}

/// Removes a row.
pub(crate) fn remove(tx: &Transaction<'_>, id: i64) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM outbox WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// Removes the rows of a document's changes, signed or not.
pub(crate) fn remove_document(tx: &Transaction<'_>, id: DocumentId) -> Result<(), Error> {
    let sql = "DELETE FROM outbox WHERE record = ?1 AND compartment = ?2 AND change IS NOT NULL";
    tx.prepare_cached(sql)?.execute(params![Column(id.record), Column(id.compartment)])?;
    Ok(())
}

/// Removes everything of a record.
pub(crate) fn remove_record(tx: &Transaction<'_>, record: RecordId) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM outbox WHERE record = ?1")?.execute([Column(record)])?;
    Ok(())
}

/// When the waiting changes of a record were saved.
pub(crate) fn change_times(
    connection: &Connection,
    record: RecordId,
) -> Result<Vec<(Digest, Timestamp)>, Error> {
    let sql = "SELECT change, saved_at FROM outbox WHERE record = ?1 AND change IS NOT NULL";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([Column(record)], |row| {
        Ok((row.get::<_, Column<Digest>>(0)?.0, Timestamp(row.get(1)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
