//! The list of cases: one materialised row each, so that a page of ten thousand costs no more than one of ten. Referrals have
//! a row here too, for their creator and whether they were read; the list leaves them out.

use super::{Column, Page};
use crate::Error;
use crate::view::{CaseQuery, CaseRow, State};
use jonaki_protocol::{CaseId, DeviceId, RecordId, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};

/// A row with what the list does not show.
pub(crate) struct Kept {
    pub(crate) row: CaseRow,
    /// The device that opened the record.
    pub(crate) creator: DeviceId,
    /// Whether the record is a referral.
    pub(crate) referral: bool,
}

/// Statuses after which nothing is done any more.
pub(super) const OVER: &str = "('closed', 'duplicate_of', 'out_of_scope')";
/// 0: somebody is in danger; 3: nobody said that it is urgent.
pub(super) const DANGER: &str = "CASE WHEN immediate_danger = 1 THEN 0 WHEN urgency = 'critical' THEN 1
    WHEN urgency = 'high' THEN 2 ELSE 3 END";

const COLUMNS: &str =
    "record, creator, mine, state, status, urgency, immediate_danger, district, concern_types,
    victim_age_band, saved_at, updated_at, conflicts, unread, kind";

fn read(row: &Row<'_>) -> rusqlite::Result<Kept> {
    let id = row.get::<_, Column<RecordId>>(0)?.0;
    let concerns: String = row.get(8)?;
    let row_view = CaseRow {
        id,
        short_code: id.short_code(),
        mine: row.get(2)?,
        state: State::from_code(row.get(3)?),
        status: row.get(4)?,
        urgency: row.get(5)?,
        immediate_danger: row.get(6)?,
        district: row.get(7)?,
        concern_types: concerns.split(',').filter(|code| !code.is_empty()).map(str::to_owned).collect(),
        victim_age_band: row.get(9)?,
        saved_at: Timestamp(row.get(10)?),
        updated_at: Timestamp(row.get(11)?),
        conflicts: row.get(12)?,
        unread: row.get(13)?,
    };
    let referral = row.get(14)?;
    Ok(Kept { row: row_view, creator: row.get::<_, Column<DeviceId>>(1)?.0, referral })
}

/// One row.
pub(crate) fn get(connection: &Connection, record: RecordId) -> Result<Option<Kept>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM case_row WHERE record = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([Column(record)], read).optional()?)
}

/// Writes a row.
pub(crate) fn put(tx: &Transaction<'_>, kept: &Kept) -> Result<(), Error> {
    let sql = "INSERT INTO case_row (record, creator, mine, state, status, urgency, immediate_danger, district,
            concern_types, victim_age_band, saved_at, updated_at, conflicts, unread, kind)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
        ON CONFLICT (record) DO UPDATE SET state = excluded.state, status = excluded.status,
            urgency = excluded.urgency, immediate_danger = excluded.immediate_danger, district = excluded.district,
            concern_types = excluded.concern_types, victim_age_band = excluded.victim_age_band,
            saved_at = excluded.saved_at, updated_at = excluded.updated_at, conflicts = excluded.conflicts,
            unread = excluded.unread, kind = excluded.kind";
    let row = &kept.row;
    tx.prepare_cached(sql)?.execute(params![
        Column(row.id),
        Column(kept.creator),
        row.mine,
        row.state.code(),
        row.status,
        row.urgency,
        row.immediate_danger,
        row.district,
        row.concern_types.join(","),
        row.victim_age_band,
        row.saved_at.0,
        row.updated_at.0,
        row.conflicts,
        row.unread,
        kept.referral
    ])?;
    Ok(())
}

/// Removes a row.
pub(crate) fn remove(tx: &Transaction<'_>, record: RecordId) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM case_row WHERE record = ?1")?.execute([Column(record)])?;
    Ok(())
}

/// A page of the list, newest first.
pub(crate) fn page(connection: &Connection, query: &CaseQuery) -> Result<Vec<CaseRow>, Error> {
    let after = match query.after {
        Some(id) => get(connection, id)?.map(|kept| (kept.row.saved_at.0, id)),
        None => None,
    };
    let (time, id) = after.unwrap_or((i64::MAX, RecordId::from_bytes([0xff; 16])));
    let state = if query.state.is_some() { "state = ?4 AND" } else { "?4 IS NULL AND" };
    let mine = if query.mine { "mine = 1 AND" } else { "" };
    let sql = format!(
        "SELECT {COLUMNS} FROM case_row WHERE kind = 0 AND {state} {mine} (saved_at, record) < (?1, ?2)
            ORDER BY saved_at DESC, record DESC LIMIT ?3"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let state = query.state.map(State::code);
    let rows = statement.query_map(params![time, Column(id), query.limit, state], read)?;
    rows.map(|kept| Ok(kept?.row)).collect()
}

/// Cases about which nobody was asked, the gravest first, then the oldest: how many, and a part of them. Those that are urgent,
/// or the new ones that are not.
pub(crate) fn unasked(
    connection: &Connection,
    urgent: bool,
    page: Page,
) -> Result<(usize, Vec<CaseRow>), Error> {
    let filter = if urgent { format!("{DANGER} < 3") } else { format!("{DANGER} = 3 AND status = 'new'") };
    let asked = State::Referred.code();
    let sql = format!(
        "SELECT record FROM case_row INDEXED BY case_unasked
            WHERE kind = 0 AND state < {asked} AND status NOT IN {OVER} AND {filter}
            ORDER BY {DANGER}, saved_at, record"
    );
    let found = records(connection, &sql)?;
    let shown = found.iter().skip(page.skip).take(page.limit);
    let rows = shown.filter_map(|record| get(connection, *record).transpose());
    Ok((found.len(), rows.map(|kept| Ok(kept?.row)).collect::<Result<_, Error>>()?))
}

/// All cases.
pub(crate) fn cases(connection: &Connection) -> Result<Vec<CaseId>, Error> {
    records(connection, "SELECT record FROM case_row WHERE kind = 0 ORDER BY record")
}

/// All records, referrals too.
pub(crate) fn all(connection: &Connection) -> Result<Vec<CaseId>, Error> {
    records(connection, "SELECT record FROM case_row ORDER BY record")
}

fn records(connection: &Connection, sql: &str) -> Result<Vec<RecordId>, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| Ok(row.get::<_, Column<RecordId>>(0)?.0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Records with conflicts.
pub(crate) fn in_conflict(connection: &Connection) -> Result<Vec<CaseId>, Error> {
    records(
        connection,
        "SELECT record FROM case_row WHERE kind = 0 AND conflicts > 0 ORDER BY saved_at DESC, record DESC",
    )
}

/// How many cases are in each state.
pub(crate) fn counts(connection: &Connection) -> Result<Vec<(State, usize)>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT state, count(*) FROM case_row WHERE kind = 0 GROUP BY state")?;
    let rows = statement.query_map([], |row| Ok((State::from_code(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
