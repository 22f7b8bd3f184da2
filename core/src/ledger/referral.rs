//! Referrals: one row each, written anew from the document. Where one stands at a time is found when its row is read.

mod open;

pub(crate) use open::{Waits, catch_up, overdue, waits, without_help};

use super::Column;
use crate::Error;
use jonaki_document::referral::{Header, ReferralEvent, ReferralStatus, fold_referral};
use jonaki_protocol::{Code, OrganisationId, RecordId, decode, encode};
use rusqlite::{Connection, OptionalExtension as _, Params, Row as Found, Transaction, params};

/// A referral as this device knows it.
pub(crate) struct Row {
    pub(crate) record: RecordId,
    pub(crate) header: Header,
    pub(crate) events: Vec<ReferralEvent>,
    /// A device of the receiver has seen it.
    pub(crate) opened: bool,
    /// The entry of the log in which the receiver first said yes.
    pub(crate) taken: Option<u64>,
    /// Why its case never allowed it, as far as this device can read the case.
    pub(crate) fault: Option<Code>,
}

impl Row {
    /// Where it stands.
    pub(crate) fn status(&self, now: i64) -> ReferralStatus {
        fold_referral((self.header.due, self.header.expires), &self.events, self.opened, now)
    }
}

const COLUMNS: &str = "record, header, events, opened, taken, fault";

fn read(row: &Found<'_>) -> rusqlite::Result<Row> {
    let bytes = |index| row.get::<_, Vec<u8>>(index);
    let broken = || rusqlite::Error::InvalidQuery;
    Ok(Row {
        record: row.get::<_, Column<RecordId>>(0)?.0,
        header: decode(&bytes(1)?).map_err(|_| broken())?,
        events: decode(&bytes(2)?).map_err(|_| broken())?,
        opened: row.get(3)?,
        taken: row.get(4)?,
        fault: row.get::<_, Option<u16>>(5)?.and_then(Code::from_number),
    })
}

fn rows(connection: &Connection, filter: &str, params: impl Params) -> Result<Vec<Row>, Error> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM referral {filter}"))?;
    let rows = statement.query_map(params, read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One referral.
pub(crate) fn get(connection: &Connection, record: RecordId) -> Result<Option<Row>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM referral WHERE record = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([Column(record)], read).optional()?)
}

/// Writes a referral's row; `settled`: nothing more is expected of anybody. One that says the same already is left alone: a run
/// over thousands must not cost as many commits.
pub(crate) fn put(tx: &Transaction<'_>, row: &Row, settled: bool) -> Result<(), Error> {
    let sql = "INSERT INTO referral
        (record, case_record, sender, receiver, header, events, opened, due, expires, round, taken, fault, settled,
            standing)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
        ON CONFLICT (record) DO UPDATE SET case_record = excluded.case_record, sender = excluded.sender,
            receiver = excluded.receiver, header = excluded.header, events = excluded.events,
            opened = excluded.opened, due = excluded.due, expires = excluded.expires, round = excluded.round,
            taken = excluded.taken, fault = excluded.fault, settled = excluded.settled,
            standing = excluded.standing
        WHERE (header, events, opened, taken, fault, settled, standing) IS NOT (excluded.header, excluded.events,
            excluded.opened, excluded.taken, excluded.fault, excluded.settled, excluded.standing)";
    let header = &row.header;
    tx.prepare_cached(sql)?.execute(params![
        Column(row.record),
        Column(header.case),
        header.from.as_bytes(),
        header.to.as_bytes(),
        encode(header),
        encode(&row.events),
        row.opened,
        header.due,
        header.expires,
        header.round.map(Column),
        row.taken,
        row.fault.map(Code::number),
        settled,
        open::Standing::of(row) as u8
    ])?;
    Ok(())
}

/// Whether nothing more was expected of anybody when a row was written.
pub(crate) fn is_settled(connection: &Connection, record: RecordId) -> Result<bool, Error> {
    let sql = "SELECT settled FROM referral WHERE record = ?1";
    let found: Option<bool> =
        connection.prepare_cached(sql)?.query_row([Column(record)], |row| row.get(0)).optional()?;
    Ok(found == Some(true))
}

/// Removes a referral's row.
pub(crate) fn remove(tx: &Transaction<'_>, record: RecordId) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM referral WHERE record = ?1")?.execute([Column(record)])?;
    Ok(())
}

/// The referrals of a case, the oldest first.
pub(crate) fn of_case(connection: &Connection, case: RecordId) -> Result<Vec<Row>, Error> {
    rows(connection, "WHERE case_record = ?1 ORDER BY due, record", [Column(case)])
}

/// Of which something is still expected, what is due first.
pub(crate) fn waiting(connection: &Connection, limit: usize) -> Result<Vec<Row>, Error> {
    rows(connection, "WHERE settled = 0 ORDER BY due, record LIMIT ?1", [limit])
}

/// Which referrals of an organisation.
#[derive(Clone, Copy)]
pub(crate) struct Side {
    pub(crate) organisation: OrganisationId,
    /// Those that it sent; otherwise those that it received.
    pub(crate) sent: bool,
    /// Only those of which something may be expected at this time.
    pub(crate) open_at: Option<i64>,
}

/// Where a page of [`of_organisation`] ends: due time and referral.
pub(crate) type Mark = (i64, RecordId);

/// A page of what an organisation sent or received, the latest first.
pub(crate) fn of_organisation(
    connection: &Connection,
    side: Side,
    after: Option<Mark>,
    limit: usize,
) -> Result<Vec<Row>, Error> {
    let (due, record) = after.unwrap_or((i64::MAX, RecordId::from_bytes([0xff; RecordId::LEN])));
    let whose = if side.sent { "sender" } else { "receiver" };
    let open = if side.open_at.is_some() { "AND (settled = 0 OR expires >= ?4)" } else { "AND ?4 IS NULL" };
    let filter = format!(
        "WHERE {whose} = ?1 {open} AND (due < ?2 OR due = ?2 AND record > ?3)
            ORDER BY due DESC, record LIMIT ?5"
    );
    let params = params![side.organisation.as_bytes(), due, Column(record), side.open_at, limit];
    rows(connection, &filter, params)
}

/// Keeps what this device's organisation wrote in its own right, when the disclosure goes.
pub(crate) fn keep_note(
    tx: &Transaction<'_>,
    record: RecordId,
    (entry, text, at): (&[u8], &str, i64),
) -> Result<(), Error> {
    let sql = "INSERT OR IGNORE INTO kept_note (record, entry, text, at) VALUES (?1, ?2, ?3, ?4)";
    tx.prepare_cached(sql)?.execute(params![Column(record), entry, text, at])?;
    Ok(())
}

/// What was kept of a referral's notes: text and hour.
pub(crate) fn kept_notes(connection: &Connection, record: RecordId) -> Result<Vec<(String, i64)>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT text, at FROM kept_note WHERE record = ?1 ORDER BY at, rowid")?;
    let rows = statement.query_map([Column(record)], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
