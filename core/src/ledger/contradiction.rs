//! Statements that cannot both be true of one log.

use super::Column;
use crate::Error;
use jonaki_protocol::{DeviceId, Timestamp};
use rusqlite::{Connection, Transaction, params};

/// Claims of devices that are kept; proofs are few and all stay.
const CLAIMS: usize = 64;

/// A pair as kept.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// The server's COSE_Sign1.
    pub(crate) ours: Vec<u8>,
    /// The server's other COSE_Sign1, or the signed header of a batch that names another head.
    pub(crate) theirs: Vec<u8>,
    /// Whose batch that is; `None` where the server signed both.
    pub(crate) device: Option<DeviceId>,
    pub(crate) found_at: Timestamp,
    /// Whether a person decided to go on.
    pub(crate) settled: bool,
}

/// Keeps a pair; one that is there stays.
pub(crate) fn insert(tx: &Transaction<'_>, row: &Row) -> Result<(), Error> {
    if row.device.is_some() && count(tx, false)? >= CLAIMS {
        return Ok(());
    }
    let sql =
        "INSERT INTO contradiction (ours, theirs, device, found_at, settled) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT DO NOTHING";
    let Row { ours, theirs, device, found_at, settled } = row;
    tx.prepare_cached(sql)?.execute(params![ours, theirs, device.map(Column), found_at.0, settled])?;
    Ok(())
}

/// All pairs, proofs first.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Row>, Error> {
    let sql = "SELECT ours, theirs, device, found_at, settled FROM contradiction
        ORDER BY device IS NOT NULL, id";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        Ok(Row {
            ours: row.get(0)?,
            theirs: row.get(1)?,
            device: row.get::<_, Option<Column<DeviceId>>>(2)?.map(|column| column.0),
            found_at: Timestamp(row.get(3)?),
            settled: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many pairs are proofs, or only claims.
pub(crate) fn count(connection: &Connection, proven: bool) -> Result<usize, Error> {
    let sql = "SELECT count(*) FROM contradiction WHERE (device IS NULL) = ?1";
    Ok(connection.prepare_cached(sql)?.query_row([proven], |row| row.get(0))?)
}

/// Whether there is a proof with which nobody has decided to live.
pub(crate) fn stops(connection: &Connection) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM contradiction WHERE device IS NULL AND settled = 0 LIMIT 1";
    Ok(connection.prepare_cached(sql)?.exists([])?)
}

/// A person decided to go on; the proofs stay.
pub(crate) fn settle(tx: &Transaction<'_>) -> Result<usize, Error> {
    let sql = "UPDATE contradiction SET settled = 1 WHERE device IS NULL AND settled = 0";
    Ok(tx.prepare_cached(sql)?.execute([])?)
}
