//! What the person meant, until the server has admitted it.

use super::Column;
use crate::Error;
use jonaki_document::Edit;
use jonaki_protocol::{Code, Digest, DocumentId, RecordId, Timestamp};
use rusqlite::{Connection, Row, Transaction, params};

/// A kept intent.
pub(crate) struct Intent {
    pub(crate) id: i64,
    pub(crate) document: DocumentId,
    pub(crate) edits: Vec<Edit>,
    pub(crate) change: Digest,
    pub(crate) saved_at: Timestamp,
    pub(crate) replays: u32,
    pub(crate) refused: Option<Code>,
}

/// Keeps an intent.
pub(crate) fn insert(
    tx: &Transaction<'_>,
    document: DocumentId,
    edits: &[Edit],
    change: Digest,
    saved_at: Timestamp,
) -> Result<(), Error> {
    let sql = "INSERT INTO intent (record, compartment, edits, change, saved_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    tx.prepare_cached(sql)?.execute(params![
        Column(document.record),
        Column(document.compartment),
        jonaki_protocol::encode(&edits),
        Column(change),
        saved_at.0
    ])?;
    Ok(())
}

const COLUMNS: &str = "id, record, compartment, edits, change, saved_at, replays, refused";

fn read(row: &Row<'_>) -> rusqlite::Result<Intent> {
    let document = DocumentId {
        record: row.get::<_, Column<RecordId>>(1)?.0,
        compartment: row.get::<_, Column<_>>(2)?.0,
    };
    Ok(Intent {
        id: row.get(0)?,
        document,
        edits: jonaki_protocol::decode(&row.get::<_, Vec<u8>>(3)?).unwrap_or_default(),
        change: row.get::<_, Column<Digest>>(4)?.0,
        saved_at: Timestamp(row.get(5)?),
        replays: row.get(6)?,
        refused: row.get::<_, Option<u16>>(7)?.and_then(Code::from_number),
    })
}

/// Intents of a document that are neither admitted nor refused, in the order in which they were said.
pub(crate) fn open(connection: &Connection, document: DocumentId) -> Result<Vec<Intent>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM intent WHERE record = ?1 AND compartment = ?2 AND refused IS NULL ORDER BY id"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params![Column(document.record), Column(document.compartment)], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// All refused intents.
pub(crate) fn refused(connection: &Connection) -> Result<Vec<Intent>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM intent WHERE refused IS NOT NULL ORDER BY id");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The server has it: nothing is left to say.
pub(crate) fn admitted(tx: &Transaction<'_>, document: DocumentId, change: Digest) -> Result<(), Error> {
    let sql = "DELETE FROM intent WHERE record = ?1 AND compartment = ?2 AND change = ?3 AND refused IS NULL";
    tx.prepare_cached(sql)?.execute(params![
        Column(document.record),
        Column(document.compartment),
        Column(change)
    ])?;
    Ok(())
}

/// Marks an intent as refused.
pub(crate) fn refuse(tx: &Transaction<'_>, id: i64, code: Code) -> Result<(), Error> {
    tx.prepare_cached("UPDATE intent SET refused = ?2 WHERE id = ?1")?.execute(params![id, code.number()])?;
    Ok(())
}

/// Notes that an intent is said again by another change.
pub(crate) fn replayed(tx: &Transaction<'_>, id: i64, change: Digest) -> Result<(), Error> {
    let sql = "UPDATE intent SET change = ?2, replays = replays + 1 WHERE id = ?1";
    tx.prepare_cached(sql)?.execute(params![id, Column(change)])?;
    Ok(())
}

/// Removes an intent that says nothing new any more, or that the person has dismissed.
pub(crate) fn remove(tx: &Transaction<'_>, id: i64) -> Result<bool, Error> {
    Ok(tx.prepare_cached("DELETE FROM intent WHERE id = ?1")?.execute([id])? > 0)
}
