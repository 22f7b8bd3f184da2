//! Cases that may be of the same child: found by the organisation that compares, told to those that keep them.

use super::Column;
use crate::Error;
use jonaki_protocol::{OrganisationId, RecordId, Timestamp};
use rusqlite::{Connection, Transaction, params};

/// Two cases whose fingerprints are alike.
pub(crate) struct Pair {
    /// The lower id.
    pub(crate) one: RecordId,
    pub(crate) other: RecordId,
    pub(crate) score: u16,
    pub(crate) verdict: u8,
    pub(crate) agreed: u8,
    pub(crate) against: u8,
    pub(crate) dismissed: bool,
}

/// Forgets what was found of a case, but not what a person dismissed.
pub(crate) fn clear(tx: &Transaction<'_>, case: RecordId) -> Result<(), Error> {
    let sql = "DELETE FROM pair WHERE (one = ?1 OR other = ?1) AND dismissed = 0";
    tx.prepare_cached(sql)?.execute([Column(case)])?;
    Ok(())
}

/// Keeps what was found; what was dismissed stays so.
pub(crate) fn put(tx: &Transaction<'_>, pair: &Pair) -> Result<(), Error> {
    let sql = "INSERT INTO pair (one, other, score, verdict, agreed, against, dismissed)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (one, other) DO UPDATE SET score = excluded.score, verdict = excluded.verdict,
            agreed = excluded.agreed, against = excluded.against";
    tx.prepare_cached(sql)?.execute(params![
        Column(pair.one),
        Column(pair.other),
        pair.score,
        pair.verdict,
        pair.agreed,
        pair.against,
        pair.dismissed
    ])?;
    Ok(())
}

/// Says that two cases are not of one child; whether they were found to be alike.
pub(crate) fn dismiss(tx: &Transaction<'_>, one: RecordId, other: RecordId) -> Result<bool, Error> {
    let sql = "UPDATE pair SET dismissed = 1 WHERE one = ?1 AND other = ?2";
    Ok(tx.prepare_cached(sql)?.execute(params![Column(one), Column(other)])? > 0)
}

/// The likeliest pairs, without those that were dismissed.
pub(crate) fn page(connection: &Connection, limit: usize) -> Result<Vec<Pair>, Error> {
    let sql = "SELECT one, other, score, verdict, agreed, against, dismissed FROM pair WHERE dismissed = 0
        ORDER BY verdict DESC, score DESC, one, other LIMIT ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([limit], |row| {
        Ok(Pair {
            one: row.get::<_, Column<RecordId>>(0)?.0,
            other: row.get::<_, Column<RecordId>>(1)?.0,
            score: row.get(2)?,
            verdict: row.get(3)?,
            agreed: row.get(4)?,
            against: row.get(5)?,
            dismissed: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What was told about a case.
pub(crate) struct Told {
    pub(crate) other: RecordId,
    pub(crate) keeper: OrganisationId,
    pub(crate) verdict: u8,
    pub(crate) agreed: u8,
    pub(crate) ask: bool,
    pub(crate) at: Timestamp,
}

/// Keeps what was told to an organisation.
pub(crate) fn tell(
    tx: &Transaction<'_>,
    (about, recipient): (RecordId, OrganisationId),
    told: &Told,
) -> Result<(), Error> {
    let sql = "INSERT INTO told (about, other, recipient, keeper, verdict, agreed, ask, at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        ON CONFLICT (about, other) DO UPDATE SET keeper = excluded.keeper, verdict = excluded.verdict,
            agreed = excluded.agreed, ask = excluded.ask, at = excluded.at";
    tx.prepare_cached(sql)?.execute(params![
        Column(about),
        Column(told.other),
        Column(recipient),
        Column(told.keeper),
        told.verdict,
        told.agreed,
        told.ask,
        told.at.0
    ])?;
    Ok(())
}

/// What was told about a case, the newest first.
pub(crate) fn told(connection: &Connection, about: RecordId) -> Result<Vec<Told>, Error> {
    let sql =
        "SELECT other, keeper, verdict, agreed, ask, at FROM told WHERE about = ?1 ORDER BY at DESC, other";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([Column(about)], |row| {
        Ok(Told {
            other: row.get::<_, Column<RecordId>>(0)?.0,
            keeper: row.get::<_, Column<OrganisationId>>(1)?.0,
            verdict: row.get(2)?,
            agreed: row.get(3)?,
            ask: row.get(4)?,
            at: Timestamp(row.get(5)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
