//! Services of the directory, as they were published; what was noticed about them, as the directory has it.

use super::Column;
use crate::Error;
use jonaki_protocol::{Body, DeviceId, Digest, Item, Listing, ListingFlag, RecordId};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

/// Keeps the newest version of a service.
pub(crate) fn put(tx: &Transaction<'_>, listing: &Listing, item: Digest) -> Result<(), Error> {
    let sql = "INSERT INTO listing (service, organisation, number, entry, item) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (service) DO UPDATE SET number = excluded.number, entry = excluded.entry, item = excluded.item
        WHERE excluded.number > number";
    tx.prepare_cached(sql)?.execute(params![
        Column(listing.service),
        listing.organisation.as_bytes(),
        listing.number,
        listing.entry,
        Column(item)
    ])?;
    Ok(())
}

/// Takes back what an item of ours brought.
pub(crate) fn retract(tx: &Transaction<'_>, item: Digest) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM listing WHERE item = ?1")?.execute([Column(item)])?;
    Ok(())
}

/// The encoding of a service.
pub(crate) fn get(connection: &Connection, service: RecordId) -> Result<Option<Vec<u8>>, Error> {
    let mut statement = connection.prepare_cached("SELECT entry FROM listing WHERE service = ?1")?;
    Ok(statement.query_row([Column(service)], |row| row.get(0)).optional()?)
}

/// The encodings of all services.
pub(crate) fn entries(connection: &Connection) -> Result<Vec<Vec<u8>>, Error> {
    let mut statement = connection.prepare_cached("SELECT entry FROM listing ORDER BY service")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What somebody noticed, as the directory has it.
pub(crate) struct Noticed {
    pub(crate) by: DeviceId,
    pub(crate) flag: ListingFlag,
    pub(crate) item: Digest,
    /// The entry of the log that brought it; 0 for ours.
    pub(crate) entry: u64,
}

/// What was noticed about all services.
pub(crate) fn noticed(connection: &Connection) -> Result<Vec<Noticed>, Error> {
    let sql = "SELECT author, entry, hash, body FROM directory_item WHERE kind = ?1 ORDER BY id";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([ListingFlag::KIND])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let item = Item { kind: ListingFlag::KIND, body: row.get(3)? };
        if let Ok(Body::ListingFlag(flag)) = item.parse() {
            let (by, item) = (row.get::<_, Column<DeviceId>>(0)?.0, row.get::<_, Column<Digest>>(2)?.0);
            found.push(Noticed { by, flag, item, entry: row.get(1)? });
        }
    }
    Ok(found)
}

/// The item that brought the newest version of a service.
pub(crate) fn item(connection: &Connection, service: RecordId) -> Result<Option<Digest>, Error> {
    let mut statement = connection.prepare_cached("SELECT item FROM listing WHERE service = ?1")?;
    let found = statement.query_row([Column(service)], |row| Ok(row.get::<_, Column<Digest>>(0)?.0));
    Ok(found.optional()?)
}

/// What the directory is made of: changes whenever one of the tables does, and with each receipt, which gives what is ours its
/// place in the log.
pub(crate) type Stamp = [i64; 5];

/// The stamp now.
pub(crate) fn stamp(connection: &Connection) -> Result<Stamp, Error> {
    let sql = "SELECT (SELECT coalesce(sum(number), 0) FROM listing),
        (SELECT coalesce(max(id), 0) FROM directory_item), (SELECT count(*) FROM directory_item),
        (SELECT count(*) FROM parcel WHERE state = 2), (SELECT coalesce(sum(length(events)), 0) FROM referral)";
    let numbers =
        |row: &rusqlite::Row<'_>| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?]);
    Ok(connection.prepare_cached(sql)?.query_row([], numbers)?)
}
