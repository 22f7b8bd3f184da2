//! The verified directory at rest.

use super::Column;
use crate::Error;
use jonaki_protocol::{DeviceId, Digest, Item};
use rusqlite::{Connection, Transaction, params};

/// A directory item with who signed it and where the log has it.
pub(crate) struct Row {
    pub(crate) author: DeviceId,
    pub(crate) entry: u64,
    pub(crate) item: Item,
}

/// All items in the order in which they were admitted.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Row>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT author, entry, kind, body FROM directory_item ORDER BY id")?;
    let rows = statement.query_map([], |row| {
        let item = Item { kind: row.get(2)?, body: row.get(3)? };
        Ok(Row { author: row.get::<_, Column<DeviceId>>(0)?.0, entry: row.get(1)?, item })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Adds an item; one that is there stays.
pub(crate) fn insert(tx: &Transaction<'_>, row: &Row) -> Result<(), Error> {
    let sql = "INSERT INTO directory_item (hash, author, entry, kind, body) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (hash) DO NOTHING";
    let Row { author, entry, item } = row;
    tx.prepare_cached(sql)?.execute(params![
        Column(item.hash()),
        Column(*author),
        entry,
        item.kind,
        item.body
    ])?;
    Ok(())
}

/// Takes out an own item that the server did not take.
pub(crate) fn remove(tx: &Transaction<'_>, hash: Digest) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM directory_item WHERE hash = ?1")?.execute([Column(hash)])?;
    Ok(())
}

/// Hashes of the items of some kinds.
pub(crate) fn hashes(connection: &Connection, kinds: &[u8]) -> Result<Vec<Digest>, Error> {
    let mut statement = connection.prepare_cached("SELECT hash, kind FROM directory_item")?;
    let rows =
        statement.query_map([], |row| Ok((row.get::<_, Column<Digest>>(0)?.0, row.get::<_, u8>(1)?)))?;
    let rows: Vec<(Digest, u8)> = rows.collect::<Result<_, _>>()?;
    Ok(rows.into_iter().filter(|(_, kind)| kinds.contains(kind)).map(|(hash, _)| hash).collect())
}
