//! Keys of cases and organisations, and who may read what, as far as this device knows.

use super::Column;
use crate::Error;
use jonaki_protocol::{
    CaseKey, Compartment, CompartmentSet, Digest, DocumentId, KeyId, KeySet, Principal, RecordId,
};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use zeroize::Zeroizing;

/// Takes in a key set's commitments.
pub(crate) fn insert_set(tx: &Transaction<'_>, set: &KeySet, item: Digest) -> Result<(), Error> {
    let sql = "INSERT INTO key_set (record, epoch, compartment, commitment, item) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT DO UPDATE SET refused = 0";
    for (compartment, commitment) in &set.commitments {
        tx.prepare_cached(sql)?.execute(params![
            Column(set.record),
            set.epoch,
            Column(*compartment),
            Column(*commitment),
            Column(item)
        ])?;
    }
    Ok(())
}

/// Keeps a key where a commitment of the record expects it; whether one did.
pub(crate) fn keep(
    tx: &Transaction<'_>,
    document: DocumentId,
    commitment: Digest,
    key: &CaseKey,
    organisation_epoch: Option<u32>,
) -> Result<bool, Error> {
    let sql = "UPDATE key_set SET key = ?4,
            organisation_epoch = max(coalesce(organisation_epoch, -1), coalesce(?5, -1))
        WHERE record = ?1 AND compartment = ?2 AND commitment = ?3";
    let changed = tx.prepare_cached(sql)?.execute(params![
        Column(document.record),
        Column(document.compartment),
        Column(commitment),
        key.dangerously_bytes(),
        organisation_epoch
    ])?;
    Ok(changed > 0)
}

/// A key that this device can use.
pub(crate) struct Known {
    pub(crate) key: CaseKey,
    /// Newest epoch of our organisation that can open it; `None` when only this device holds it.
    pub(crate) organisation_epoch: Option<u32>,
}

/// The key to write with: of the highest (epoch, hash) among those that this device holds.
pub(crate) fn newest(connection: &Connection, document: DocumentId) -> Result<Option<Known>, Error> {
    let sql = "SELECT key, organisation_epoch FROM key_set
        WHERE record = ?1 AND compartment = ?2 AND key IS NOT NULL AND refused = 0
        ORDER BY epoch DESC, item DESC LIMIT 1";
    let found: Option<(Zeroizing<Vec<u8>>, Option<i64>)> = connection
        .prepare_cached(sql)?
        .query_row(params![Column(document.record), Column(document.compartment)], |row| {
            Ok((Zeroizing::new(row.get(0)?), row.get(1)?))
        })
        .optional()?;
    found
        .map(|(key, organisation_epoch)| {
            let organisation_epoch = organisation_epoch.and_then(|epoch| u32::try_from(epoch).ok());
            Ok(Known { key: CaseKey::from_slice(&key)?, organisation_epoch })
        })
        .transpose()
}

/// The key with this commitment, if this device holds it.
pub(crate) fn committed(
    connection: &Connection,
    document: DocumentId,
    commitment: Digest,
) -> Result<Option<CaseKey>, Error> {
    let sql = "SELECT key FROM key_set
        WHERE record = ?1 AND compartment = ?2 AND commitment = ?3 AND key IS NOT NULL AND refused = 0 LIMIT 1";
    let params = params![Column(document.record), Column(document.compartment), Column(commitment)];
    let found: Option<Zeroizing<Vec<u8>>> =
        connection.prepare_cached(sql)?.query_row(params, |row| row.get(0).map(Zeroizing::new)).optional()?;
    found.map(|key| Ok(CaseKey::from_slice(&key)?)).transpose()
}

/// Keys of a document that a key id may mean; nearly always one.
pub(crate) fn by_id(connection: &Connection, document: DocumentId, id: KeyId) -> Result<Vec<CaseKey>, Error> {
    let sql = "SELECT commitment, key FROM key_set
        WHERE record = ?1 AND compartment = ?2 AND key IS NOT NULL";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement
        .query_map(params![Column(document.record), Column(document.compartment)], |row| {
            Ok((row.get::<_, Column<Digest>>(0)?.0, Zeroizing::new(row.get::<_, Vec<u8>>(1)?)))
        })?;
    let mut keys = Vec::new();
    for row in rows {
        let (commitment, key) = row?;
        if KeyId::of(&commitment) == id {
            keys.push(CaseKey::from_slice(&key)?);
        }
    }
    Ok(keys)
}

/// The key sets of a record of which this device holds keys for any of these compartments, oldest first.
pub(crate) fn sets(
    connection: &Connection,
    record: RecordId,
    compartments: CompartmentSet,
) -> Result<Vec<Digest>, Error> {
    let sql = "SELECT DISTINCT epoch, item, compartment FROM key_set
        WHERE record = ?1 AND key IS NOT NULL AND refused = 0 ORDER BY epoch, item, compartment";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([Column(record)], |row| {
        Ok((row.get::<_, Column<Digest>>(1)?.0, row.get::<_, Column<Compartment>>(2)?.0))
    })?;
    let mut found = Vec::new();
    for row in rows {
        let (set, compartment) = row?;
        if compartments.contains(compartment) && found.last() != Some(&set) {
            found.push(set);
        }
    }
    Ok(found)
}

/// The keys of one key set that this device holds, of these compartments in their order.
pub(crate) fn of_set(
    connection: &Connection,
    (record, set): (RecordId, Digest),
    compartments: CompartmentSet,
) -> Result<Vec<(Compartment, CaseKey)>, Error> {
    let sql = "SELECT compartment, key FROM key_set
        WHERE record = ?1 AND item = ?2 AND key IS NOT NULL AND refused = 0 ORDER BY compartment";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params![Column(record), Column(set)], |row| {
        Ok((row.get::<_, Column<Compartment>>(0)?.0, Zeroizing::new(row.get::<_, Vec<u8>>(1)?)))
    })?;
    let mut keys = Vec::new();
    for row in rows {
        let (compartment, key) = row?;
        if compartments.contains(compartment) {
            keys.push((compartment, CaseKey::from_slice(&key)?));
        }
    }
    Ok(keys)
}

/// Whether a record's key sets list any key of a compartment, held here or not.
pub(crate) fn is_listed(connection: &Connection, document: DocumentId) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM key_set WHERE record = ?1 AND compartment = ?2 AND refused = 0 LIMIT 1";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.exists(params![Column(document.record), Column(document.compartment)])?)
}

/// The highest epoch of a record's key sets; `None` without any.
pub(crate) fn highest_epoch(connection: &Connection, record: RecordId) -> Result<Option<u32>, Error> {
    let sql = "SELECT max(epoch) FROM key_set WHERE record = ?1 AND refused = 0";
    Ok(connection.prepare_cached(sql)?.query_row([Column(record)], |row| row.get(0))?)
}

/// Destroys a record's keys of some compartments. What they were committed to stays as long as the record does: its key sets
/// are known here and do not come again, and a key that is given again must find its commitment.
pub(crate) fn destroy(
    tx: &Transaction<'_>,
    record: RecordId,
    compartments: CompartmentSet,
) -> Result<(), Error> {
    let sql =
        "UPDATE key_set SET key = NULL, organisation_epoch = NULL WHERE record = ?1 AND compartment = ?2";
    for compartment in compartments.iter() {
        tx.prepare_cached(sql)?.execute(params![Column(record), Column(compartment)])?;
    }
    Ok(())
}

/// Removes everything about a record's keys.
pub(crate) fn remove(tx: &Transaction<'_>, record: RecordId) -> Result<(), Error> {
    tx.prepare_cached("DELETE FROM key_set WHERE record = ?1")?.execute([Column(record)])?;
    Ok(())
}

/// Notes who may read a record.
pub(crate) fn allow(
    tx: &Transaction<'_>,
    record: RecordId,
    principal: Principal,
    compartments: CompartmentSet,
) -> Result<(), Error> {
    let sql = "INSERT INTO access (record, principal, compartments) VALUES (?1, ?2, ?3)
        ON CONFLICT (record, principal) DO UPDATE SET compartments = compartments | excluded.compartments";
    tx.prepare_cached(sql)?.execute(params![Column(record), Column(principal), Column(compartments)])?;
    Ok(())
}

/// Notes that somebody may not read a record any more.
pub(crate) fn disallow(tx: &Transaction<'_>, record: RecordId, principal: Principal) -> Result<(), Error> {
    let sql = "DELETE FROM access WHERE record = ?1 AND principal = ?2";
    tx.prepare_cached(sql)?.execute(params![Column(record), Column(principal)])?;
    Ok(())
}

/// Who may read a record, as far as this device was told.
pub(crate) fn access(
    connection: &Connection,
    record: RecordId,
) -> Result<Vec<(Principal, CompartmentSet)>, Error> {
    let sql = "SELECT principal, compartments FROM access WHERE record = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([Column(record)], |row| {
        Ok((row.get::<_, Column<Principal>>(0)?.0, row.get::<_, Column<CompartmentSet>>(1)?.0))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The compartments of which this device holds a key.
pub(crate) fn readable(connection: &Connection, record: RecordId) -> Result<CompartmentSet, Error> {
    let sql =
        "SELECT DISTINCT compartment FROM key_set WHERE record = ?1 AND key IS NOT NULL AND refused = 0";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([Column(record)], |row| Ok(row.get::<_, Column<Compartment>>(0)?.0))?;
    Ok(rows.collect::<Result<CompartmentSet, _>>()?)
}

/// Notes that the server did not take a key set: nothing new is written under it. The keys stay, because what the server
/// says may be a lie, and what was written under them is to be read.
pub(crate) fn refuse_set(tx: &Transaction<'_>, record: RecordId, item: Digest) -> Result<(), Error> {
    let sql = "UPDATE key_set SET refused = 1 WHERE record = ?1 AND item = ?2";
    tx.prepare_cached(sql)?.execute(params![Column(record), Column(item)])?;
    Ok(())
}
