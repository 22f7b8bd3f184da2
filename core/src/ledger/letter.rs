//! Letters, and for fingerprints what was looked at and what was found.

use super::Column;
use crate::Error;
use jonaki_protocol::{Digest, Letter, OrganisationId, RecordId, Timestamp, Topic};
use rusqlite::{Connection, OptionalExtension as _, Row as SqlRow, Transaction, params};
use zeroize::Zeroizing;

/// A letter as it is kept.
pub(crate) struct Row {
    pub(crate) about: RecordId,
    pub(crate) sender: OrganisationId,
    pub(crate) recipient: OrganisationId,
    pub(crate) number: u32,
    pub(crate) mark: u64,
    pub(crate) at: Timestamp,
    /// `None` where it is not for this device's organisation.
    pub(crate) message: Option<Zeroizing<Vec<u8>>>,
}

/// From whom to whom.
pub(crate) type Route = (OrganisationId, OrganisationId);

const COLUMNS: &str = "about, sender, recipient, number, mark, at, message";

fn read(row: &SqlRow<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        about: row.get::<_, Column<RecordId>>(0)?.0,
        sender: row.get::<_, Column<OrganisationId>>(1)?.0,
        recipient: row.get::<_, Column<OrganisationId>>(2)?.0,
        number: row.get(3)?,
        mark: u64::from_be_bytes(row.get(4)?),
        at: Timestamp(row.get(5)?),
        message: row.get::<_, Option<Vec<u8>>>(6)?.map(Zeroizing::new),
    })
}

/// Keeps a letter; one of a lower number than what is here, not.
pub(crate) fn put(
    tx: &Transaction<'_>,
    letter: &Letter,
    (sender, recipient): Route,
    message: Option<&[u8]>,
    (item, at): (Digest, Timestamp),
) -> Result<(), Error> {
    let sql = "INSERT INTO letter (topic, about, sender, recipient, number, mark, at, message, item, compared)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0)
        ON CONFLICT (topic, about, sender, recipient) DO UPDATE SET number = excluded.number, mark = excluded.mark,
            at = excluded.at, message = excluded.message, item = excluded.item, compared = 0
        WHERE excluded.number >= number AND excluded.item <> item";
    tx.prepare_cached(sql)?.execute(params![
        letter.topic as u8,
        Column(letter.about),
        Column(sender),
        Column(recipient),
        letter.number,
        letter.mark.to_be_bytes(),
        at.0,
        message,
        Column(item)
    ])?;
    Ok(())
}

/// One letter.
pub(crate) fn get(
    connection: &Connection,
    (topic, about): (Topic, RecordId),
    (sender, recipient): Route,
) -> Result<Option<Row>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM letter WHERE topic = ?1 AND about = ?2 AND sender = ?3 AND recipient = ?4"
    );
    let key = params![topic as u8, Column(about), Column(sender), Column(recipient)];
    Ok(connection.prepare_cached(&sql)?.query_row(key, read).optional()?)
}

/// Every letter of a topic about a thing.
pub(crate) fn about(connection: &Connection, topic: Topic, about: RecordId) -> Result<Vec<Row>, Error> {
    let sql =
        format!("SELECT {COLUMNS} FROM letter WHERE topic = ?1 AND about = ?2 ORDER BY sender, recipient");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params![topic as u8, Column(about)], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Every letter of a topic to an organisation.
pub(crate) fn to(connection: &Connection, topic: Topic, to: OrganisationId) -> Result<Vec<Row>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM letter WHERE topic = ?1 AND recipient = ?2 ORDER BY about, at, sender"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params![topic as u8, Column(to)], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets what came under another key: fingerprints, and what was found and said about them.
pub(crate) fn forget_prints(tx: &Transaction<'_>, number: u32) -> Result<(), Error> {
    let sql = "DELETE FROM letter WHERE topic IN (?1, ?2) AND number <> ?3";
    tx.prepare_cached(sql)?.execute(params![Topic::Fingerprint as u8, Topic::MatchKey as u8, number])?;
    tx.execute("DELETE FROM pair", [])?;
    tx.execute("UPDATE letter SET compared = 0 WHERE topic = ?1", [Topic::Fingerprint as u8])?;
    Ok(())
}

/// Forgets everything about a case.
pub(crate) fn forget(tx: &Transaction<'_>, case: RecordId) -> Result<(), Error> {
    for sql in [
        "DELETE FROM letter WHERE about = ?1",
        "DELETE FROM print_check WHERE record = ?1",
        "DELETE FROM pair WHERE one = ?1 OR other = ?1",
        "DELETE FROM told WHERE about = ?1 OR other = ?1",
    ] {
        tx.prepare_cached(sql)?.execute([Column(case)])?;
    }
    Ok(())
}

/// Up to so many cases that changed since they were last looked at, or were looked at under another key.
pub(crate) fn unchecked(connection: &Connection, number: u32, most: usize) -> Result<Vec<RecordId>, Error> {
    let sql = "SELECT record FROM case_row WHERE kind = 0
        AND NOT EXISTS (SELECT 1 FROM print_check WHERE print_check.record = case_row.record AND number = ?1)
        ORDER BY saved_at, record LIMIT ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params![number, most], |row| Ok(row.get::<_, Column<RecordId>>(0)?.0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes that a case was looked at.
pub(crate) fn checked(tx: &Transaction<'_>, case: RecordId, number: u32) -> Result<(), Error> {
    let sql = "INSERT INTO print_check (record, number) VALUES (?1, ?2)
        ON CONFLICT (record) DO UPDATE SET number = excluded.number";
    tx.prepare_cached(sql)?.execute(params![Column(case), number])?;
    Ok(())
}

/// Notes that a case changed.
pub(crate) fn changed(tx: &Transaction<'_>, case: RecordId) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM print_check WHERE record = ?1")?.execute([Column(case)])?;
    Ok(())
}

/// Cases whose fingerprints were not compared yet.
pub(crate) fn uncompared(connection: &Connection, to: OrganisationId) -> Result<Vec<RecordId>, Error> {
    let sql = "SELECT DISTINCT about FROM letter
        WHERE topic = ?1 AND compared = 0 AND recipient = ?2 AND message IS NOT NULL";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params![Topic::Fingerprint as u8, Column(to)], |row| {
        Ok(row.get::<_, Column<RecordId>>(0)?.0)
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes that every fingerprint was compared.
pub(crate) fn compared(tx: &Transaction<'_>) -> Result<(), Error> {
    let sql = "UPDATE letter SET compared = 1 WHERE topic = ?1 AND compared = 0";
    tx.prepare_cached(sql)?.execute([Topic::Fingerprint as u8])?;
    Ok(())
}
