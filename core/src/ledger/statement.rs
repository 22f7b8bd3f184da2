//! What the server signed: checkpoints and receipts, kept to be compared with what it signs later and with what it signed
//! for others.

use super::Column;
use crate::Error;
use jonaki_protocol::{Digest, LogId, Statement};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

/// Statements of each kind that are kept. The newest one of each log stays for ever.
pub(crate) const KEPT: usize = 512;

/// Checkpoint or receipt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Kind {
    Checkpoint = 0,
    Receipt = 1,
}

impl Kind {
    pub(crate) fn of(statement: &Statement) -> Self {
        match statement {
            Statement::Checkpoint(_) => Self::Checkpoint,
            Statement::Receipt(_) => Self::Receipt,
        }
    }
}

/// A statement as kept.
pub(crate) struct Row {
    pub(crate) log: LogId,
    pub(crate) kind: Kind,
    pub(crate) number: u64,
    pub(crate) hash: Digest,
    /// Whether the server said it to this device.
    pub(crate) own: bool,
    pub(crate) message: Vec<u8>,
}

/// What is kept of one place.
pub(crate) fn at(connection: &Connection, log: LogId, kind: Kind, number: u64) -> Result<Option<Row>, Error> {
    let sql = "SELECT hash, own, message FROM statement WHERE log = ?1 AND kind = ?2 AND number = ?3";
    let params = params![Column(log), kind as u8, number];
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Row {
            log,
            kind,
            number,
            hash: row.get::<_, Column<Digest>>(0)?.0,
            own: row.get(1)?,
            message: row.get(2)?,
        })
    };
    Ok(connection.prepare_cached(sql)?.query_row(params, read).optional()?)
}

/// Keeps a verified statement, where nothing is kept of its place yet.
pub(crate) fn keep(
    tx: &Transaction<'_>,
    statement: &Statement,
    message: &[u8],
    own: bool,
) -> Result<(), Error> {
    let kind = Kind::of(statement);
    let sql = "INSERT INTO statement (log, kind, number, hash, own, message) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT DO UPDATE SET own = 1 WHERE excluded.own > own";
    let params = params![
        Column(statement.log()),
        kind as u8,
        statement.number(),
        Column(statement.digest()),
        own,
        message
    ];
    tx.prepare_cached(sql)?.execute(params)?;
    // What others bring never takes the place of what was shown to us.
    let sql = "DELETE FROM statement WHERE kind = ?1 AND own = ?3
        AND id <= (SELECT id FROM statement WHERE kind = ?1 AND own = ?3 ORDER BY id DESC LIMIT 1 OFFSET ?2)
        AND id NOT IN (SELECT max(id) FROM statement WHERE kind = 0 AND own = 1 GROUP BY log)";
    tx.prepare_cached(sql)?.execute(params![kind as u8, KEPT, own])?;
    Ok(())
}

/// Whether the server ever showed this log to this device.
pub(crate) fn was_shown(connection: &Connection, log: LogId) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM statement WHERE log = ?1 AND kind = 0 AND own = 1 LIMIT 1";
    Ok(connection.prepare_cached(sql)?.exists([Column(log)])?)
}

/// Everything kept, oldest first.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Row>, Error> {
    let sql = "SELECT log, kind, number, hash, own, message FROM statement ORDER BY id";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        Ok(Row {
            log: row.get::<_, Column<LogId>>(0)?.0,
            kind: if row.get::<_, u8>(1)? == 0 { Kind::Checkpoint } else { Kind::Receipt },
            number: row.get(2)?,
            hash: row.get::<_, Column<Digest>>(3)?.0,
            own: row.get(4)?,
            message: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
