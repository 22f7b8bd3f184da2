//! Services of the directory, as they were published; what was noticed about them.

use super::Column;
use crate::Error;
use jonaki_protocol::{DeviceId, Digest, Listing, RecordId, Timestamp};
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

/// Keeps what a device noticed.
pub(crate) fn flag(
    tx: &Transaction<'_>,
    (service, device): (RecordId, DeviceId),
    what: u8,
    at: Timestamp,
) -> Result<(), Error> {
    let sql = "INSERT INTO listing_flag (service, device, what, at) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (service, device, what) DO UPDATE SET at = max(at, excluded.at)";
    tx.prepare_cached(sql)?.execute(params![Column(service), Column(device), what, at.0])?;
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

/// What was noticed: service, device, what, when.
pub(crate) fn flags(connection: &Connection) -> Result<Vec<(RecordId, DeviceId, u8, i64)>, Error> {
    let mut statement = connection.prepare_cached("SELECT service, device, what, at FROM listing_flag")?;
    let rows = statement.query_map([], |row| {
        let device = row.get::<_, Column<DeviceId>>(1)?.0;
        Ok((row.get::<_, Column<RecordId>>(0)?.0, device, row.get(2)?, row.get(3)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Changes whenever one of the tables does.
pub(crate) fn stamp(connection: &Connection) -> Result<(i64, i64, i64), Error> {
    let sql = "SELECT (SELECT coalesce(sum(number), 0) FROM listing),
        (SELECT coalesce(sum(at), 0) FROM listing_flag), (SELECT coalesce(sum(length(events)), 0) FROM referral)";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?)
}
