//! Copies of signed batches: what was sent, what came, and with it the proof of who wrote what.

use super::Column;
use crate::Error;
use jonaki_protocol::{
    BatchHeader, Code, Compartment, DeviceId, Digest, DocumentId, Erase, Item, RecordId, SignedBatch,
    Timestamp, Withdraw, decode, encode, merkle,
};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};
use serde_bytes::ByteBuf;
use std::collections::{BTreeMap, BTreeSet};

/// Where a copy stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum State {
    /// Delivered by the server.
    Received = 0,
    /// Ours, sent at least once, no receipt yet.
    InFlight = 1,
    /// Ours, with a verified receipt.
    Stored = 2,
    /// Ours, stored once and sent again because the server says that it lost it. The receipt is kept.
    Resent = 3,
}

/// What goes with a batch into the table.
pub(crate) struct Envelope {
    pub(crate) device: DeviceId,
    pub(crate) entry: u64,
    pub(crate) state: State,
}

/// Keeps a copy; `bodies` names record and compartment of each shown item. Returns its row.
pub(crate) fn insert(
    tx: &Transaction<'_>,
    batch: &SignedBatch,
    header: &BatchHeader,
    envelope: &Envelope,
    places: &[(Option<RecordId>, Option<Compartment>)],
) -> Result<i64, Error> {
    let sql = "INSERT INTO parcel (batch, device, n, entry, header, hidden, count, state)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    tx.prepare_cached(sql)?.execute(params![
        Column(batch.hash()),
        Column(envelope.device),
        header.n,
        envelope.entry,
        batch.header.as_slice(),
        encode(&batch.hidden),
        batch.items.len(),
        envelope.state as u8
    ])?;
    let parcel = tx.last_insert_rowid();
    let sql = "INSERT INTO parcel_item (parcel, position, hash, kind, record, compartment, body, saved_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let mut statement = tx.prepare_cached(sql)?;
    for (position, item) in batch.items.iter().enumerate() {
        let Some(item) = item else { continue };
        let (record, compartment) = places.get(position).copied().unwrap_or_default();
        statement.execute(params![
            parcel,
            position,
            Column(item.hash()),
            item.kind,
            record.map(Column),
            compartment.map(Column),
            item.body,
            header.time_of(position).0
        ])?;
    }
    Ok(parcel)
}

/// Whether an item is here already.
pub(crate) fn has_item(connection: &Connection, hash: Digest) -> Result<bool, Error> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM parcel_item WHERE hash = ?1 LIMIT 1")?;
    Ok(statement.exists([Column(hash)])?)
}

/// A copy of a batch that holds an item.
pub(crate) struct Copy {
    /// The entry of the log that delivered it; 0 for our own.
    pub(crate) entry: u64,
    /// The server's word on ours.
    pub(crate) receipt: Option<Vec<u8>>,
    /// What its device signed.
    pub(crate) header: Vec<u8>,
}

/// The copies that hold an item.
pub(crate) fn copies(connection: &Connection, item: Digest) -> Result<Vec<Copy>, Error> {
    let sql =
        "SELECT entry, receipt, header FROM parcel_item JOIN parcel ON parcel.id = parcel WHERE hash = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([Column(item)], |row| {
        Ok(Copy { entry: row.get(0)?, receipt: row.get(1)?, header: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether this very place of this batch is here already. Two withdrawals of one access are the same item.
pub(crate) fn has_place(connection: &Connection, batch: Digest, position: usize) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM parcel_item JOIN parcel ON parcel.id = parcel WHERE batch = ?1 AND position = ?2 LIMIT 1";
    Ok(connection.prepare_cached(sql)?.exists(params![Column(batch), position])?)
}

/// Whether a record was erased, by the word of an administrator that this device verified.
pub(crate) fn is_erased(connection: &Connection, record: RecordId) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM parcel_item JOIN parcel ON parcel.id = parcel
        WHERE record = ?1 AND compartment IS NULL AND kind = ?2 AND verdict = 0
            AND (state = 0 OR receipt IS NOT NULL) LIMIT 1";
    Ok(connection.prepare_cached(sql)?.exists(params![Column(record), Erase::KIND])?)
}

/// Sets what became of an item: `None` in force, else why not.
pub(crate) fn set_verdict(
    tx: &Transaction<'_>,
    (parcel, position): (i64, usize),
    verdict: Option<Code>,
) -> Result<(), Error> {
    let sql = "UPDATE parcel_item SET verdict = ?3 WHERE parcel = ?1 AND position = ?2";
    let number = verdict.map_or(0, Code::number);
    tx.prepare_cached(sql)?.execute(params![parcel, position, number])?;
    Ok(())
}

/// A stored copy, complete.
fn load(connection: &Connection, parcel: i64) -> Result<SignedBatch, Error> {
    let sql = "SELECT header, hidden, count FROM parcel WHERE id = ?1";
    let (header, hidden, count): (Vec<u8>, Vec<u8>, usize) = connection
        .prepare_cached(sql)?
        .query_row([parcel], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut items = vec![None; count];
    let sql = "SELECT position, kind, body FROM parcel_item WHERE parcel = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([parcel])?;
    while let Some(row) = rows.next()? {
        if let Some(slot) = items.get_mut(row.get::<_, usize>(0)?) {
            *slot = Some(Item { kind: row.get(1)?, body: row.get(2)? });
        }
    }
    Ok(SignedBatch { header: ByteBuf::from(header), items, hidden: decode(&hidden)? })
}

fn load_all(connection: &Connection, parcels: Vec<i64>) -> Result<Vec<SignedBatch>, Error> {
    parcels.into_iter().map(|parcel| load(connection, parcel)).collect()
}

fn ids(connection: &Connection, sql: &str, params: impl rusqlite::Params) -> Result<Vec<i64>, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params, |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Our batches without a receipt, in order.
pub(crate) fn in_flight(connection: &Connection) -> Result<Vec<SignedBatch>, Error> {
    load_all(connection, ids(connection, "SELECT id FROM parcel WHERE state IN (1, 3) ORDER BY n, id", [])?)
}

/// How many batches of ours have no receipt.
pub(crate) fn in_flight_count(connection: &Connection) -> Result<usize, Error> {
    let mut statement = connection.prepare_cached("SELECT count(*) FROM parcel WHERE state IN (1, 3)")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// A batch of ours by its number.
pub(crate) fn own_at(connection: &Connection, n: u64) -> Result<Option<SignedBatch>, Error> {
    let found =
        ids(connection, "SELECT id FROM parcel WHERE state > 0 AND n = ?1 ORDER BY id DESC LIMIT 1", [n])?;
    Ok(load_all(connection, found)?.pop())
}

/// Our batches after this number are sent again: the server says that it lost them. That is its word only, so what it
/// signed before is kept.
pub(crate) fn resend_after(tx: &Transaction<'_>, n: u64) -> Result<usize, Error> {
    let sql = "UPDATE parcel SET state = ?2 WHERE state = 2 AND n > ?1";
    Ok(tx.prepare_cached(sql)?.execute(params![n, State::Resent as u8])?)
}

/// Whether a batch of ours is in flight.
pub(crate) fn waits(connection: &Connection, parcel: i64) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM parcel WHERE id = ?1 AND state IN (1, 3)";
    Ok(connection.prepare_cached(sql)?.exists([parcel])?)
}

/// A batch of ours by its hash.
pub(crate) fn own(connection: &Connection, batch: Digest) -> Result<Option<i64>, Error> {
    let sql = "SELECT id FROM parcel WHERE batch = ?1 AND state > 0";
    Ok(connection.prepare_cached(sql)?.query_row([Column(batch)], |row| row.get(0)).optional()?)
}

/// Gives up sending a batch of ours that does not continue our chain. One that the server once signed for stays: it may be
/// the only copy, and any holder can offer it. The items of another wait in the outbox to be signed anew.
pub(crate) fn abandon(tx: &Transaction<'_>, parcel: i64) -> Result<(), Error> {
    let sql = "UPDATE parcel SET state = 2 WHERE id = ?1 AND receipt IS NOT NULL";
    if tx.prepare_cached(sql)?.execute([parcel])? > 0 {
        return Ok(());
    }
    tx.prepare_cached("DELETE FROM parcel_item WHERE parcel = ?1")?.execute([parcel])?;
    tx.prepare_cached("DELETE FROM parcel WHERE id = ?1")?.execute([parcel])?;
    Ok(())
}

/// Our batches in flight, newest last, as rows.
pub(crate) fn in_flight_rows(connection: &Connection) -> Result<Vec<i64>, Error> {
    ids(connection, "SELECT id FROM parcel WHERE state IN (1, 3) ORDER BY n, id", [])
}

/// The receipt of the batch that opened a record, if it is ours.
pub(crate) fn receipt_of(connection: &Connection, record: RecordId) -> Result<Option<Vec<u8>>, Error> {
    let sql = "SELECT receipt FROM parcel_item JOIN parcel ON parcel.id = parcel
        WHERE record = ?1 AND receipt IS NOT NULL ORDER BY parcel.n LIMIT 1";
    Ok(connection.prepare_cached(sql)?.query_row([Column(record)], |row| row.get(0)).optional()?)
}

/// An item as it stands in a copy.
pub(crate) struct Kept {
    pub(crate) parcel: i64,
    pub(crate) position: usize,
    pub(crate) author: DeviceId,
    pub(crate) entry: u64,
    pub(crate) saved_at: Timestamp,
    pub(crate) item: Item,
}

fn kept(row: &Row<'_>) -> rusqlite::Result<Kept> {
    Ok(Kept {
        parcel: row.get(0)?,
        position: row.get(1)?,
        author: row.get::<_, Column<DeviceId>>(2)?.0,
        entry: row.get(3)?,
        saved_at: Timestamp(row.get(4)?),
        item: Item { kind: row.get(5)?, body: row.get(6)? },
    })
}

const KEPT: &str = "SELECT parcel, position, device, entry, saved_at, kind, body
    FROM parcel_item JOIN parcel ON parcel.id = parcel";

/// The capsule that goes with a grant: the one of the same batch for the same recipient. All capsules of the batch.
pub(crate) fn of_batch_kind(connection: &Connection, parcel: i64, kind: u8) -> Result<Vec<Item>, Error> {
    let sql = "SELECT kind, body FROM parcel_item WHERE kind = ?2 AND parcel IN
        (SELECT id FROM parcel WHERE batch = (SELECT batch FROM parcel WHERE id = ?1))";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement
        .query_map(params![parcel, kind], |row| Ok(Item { kind: row.get(0)?, body: row.get(1)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Items of one kind that are set aside for a code, such as grants that wait for a key.
pub(crate) fn set_aside(connection: &Connection, kind: u8, code: Code) -> Result<Vec<Kept>, Error> {
    let sql = format!("{KEPT} WHERE kind = ?1 AND verdict = ?2 ORDER BY parcel, position");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params![kind, code.number()], kept)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The same of one record.
pub(crate) fn set_aside_of(
    connection: &Connection,
    record: RecordId,
    kind: u8,
    code: Code,
) -> Result<Vec<Kept>, Error> {
    let sql = format!("{KEPT} WHERE record = ?1 AND kind = ?2 AND verdict = ?3 ORDER BY parcel, position");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params![Column(record), kind, code.number()], kept)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many items are set aside as broken or refused.
pub(crate) fn quarantined(connection: &Connection) -> Result<usize, Error> {
    let sql = "SELECT count(*) FROM parcel_item JOIN parcel ON parcel.id = parcel
        WHERE state = 0 AND verdict NOT IN (0, ?1, ?2)";
    let params = [Code::Pending.number(), Code::Erased.number()];
    Ok(connection.prepare_cached(sql)?.query_row(params, |row| row.get(0))?)
}

/// Copies for a server that lost something, in the order in which they came: those that hold items of these records, and
/// all that hold items of the directory, on which they rest. From this copy on; each with its row.
pub(crate) fn offers(
    connection: &Connection,
    records: &[RecordId],
    kinds: &[u8],
    after: i64,
) -> Result<Vec<i64>, Error> {
    let mut parcels = Vec::new();
    for record in records {
        let sql = "SELECT DISTINCT parcel FROM parcel_item WHERE record = ?1 AND parcel > ?2";
        parcels.extend(ids(connection, sql, params![Column(*record), after])?);
    }
    for kind in kinds {
        let sql = "SELECT DISTINCT parcel FROM parcel_item WHERE kind = ?1 AND parcel > ?2";
        parcels.extend(ids(connection, sql, params![kind, after])?);
    }
    parcels.sort_unstable();
    parcels.dedup();
    Ok(parcels)
}

/// The rows of all copies.
pub(crate) fn rows(connection: &Connection) -> Result<Vec<i64>, Error> {
    ids(connection, "SELECT id FROM parcel ORDER BY id", [])
}

/// The server's receipt for a batch of ours.
pub(crate) fn receipt(connection: &Connection, parcel: i64) -> Result<Option<Vec<u8>>, Error> {
    let sql = "SELECT receipt FROM parcel WHERE id = ?1";
    Ok(connection.prepare_cached(sql)?.query_row([parcel], |row| row.get(0))?)
}

/// A copy by its row.
pub(crate) fn by_row(connection: &Connection, parcel: i64) -> Result<SignedBatch, Error> {
    load(connection, parcel)
}

/// Hashes of the items of a record that are in force and of these kinds, each once, with their compartment.
pub(crate) fn hashes(
    connection: &Connection,
    record: RecordId,
    kinds: &[u8],
) -> Result<Vec<(Digest, Option<Compartment>)>, Error> {
    let sql = "SELECT DISTINCT hash, compartment, kind FROM parcel_item JOIN parcel ON parcel.id = parcel
        WHERE record = ?1 AND (verdict = 0 OR state = 0)";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([Column(record)], |row| {
        let compartment = row.get::<_, Option<Column<Compartment>>>(1)?.map(|column| column.0);
        Ok((row.get::<_, Column<Digest>>(0)?.0, compartment, row.get::<_, u8>(2)?))
    })?;
    let rows: Vec<(Digest, Option<Compartment>, u8)> = rows.collect::<Result<_, _>>()?;
    let wanted = rows.into_iter().filter(|(_, _, kind)| kinds.contains(kind));
    Ok(wanted.map(|(hash, compartment, _)| (hash, compartment)).collect())
}

/// Removes the items of a record, or of some of its compartments, but not what says why: a withdrawal or an erasure that
/// comes again later is then known. What is left of each copy stays provable, and ours can
/// still be sent again: the gap is closed with the hash of what was there. Copies of others without items go too.
pub(crate) fn purge(
    tx: &Transaction<'_>,
    record: RecordId,
    compartments: Option<&[Compartment]>,
) -> Result<(), Error> {
    let sql =
        "SELECT parcel, position, compartment FROM parcel_item WHERE record = ?1 AND kind NOT IN (?2, ?3)";
    let mut leaving: BTreeMap<i64, BTreeSet<usize>> = BTreeMap::new();
    let mut statement = tx.prepare_cached(sql)?;
    let mut rows = statement.query(params![Column(record), Withdraw::KIND, Erase::KIND])?;
    while let Some(row) = rows.next()? {
        let compartment = row.get::<_, Option<Column<Compartment>>>(2)?.map(|column| column.0);
        if compartments.is_none_or(|some| compartment.is_some_and(|one| some.contains(&one))) {
            leaving.entry(row.get(0)?).or_default().insert(row.get(1)?);
        }
    }
    for (parcel, positions) in leaving {
        close_gap(tx, parcel, &positions)?;
    }
    Ok(())
}

/// Removes one item of a copy, which stays provable.
pub(crate) fn remove_item(tx: &Transaction<'_>, (parcel, position): (i64, usize)) -> Result<(), Error> {
    close_gap(tx, parcel, &BTreeSet::from([position]))
}

fn close_gap(tx: &Transaction<'_>, parcel: i64, leaving: &BTreeSet<usize>) -> Result<(), Error> {
    let batch = load(tx, parcel)?;
    let leaves: Vec<Option<Digest>> = batch.items.iter().map(|item| item.as_ref().map(Item::hash)).collect();
    let stays = |index: usize| leaves.get(index).is_some_and(Option::is_some) && !leaving.contains(&index);
    let hidden = merkle::narrow(&leaves, &batch.hidden, &stays)?;
    tx.prepare_cached("UPDATE parcel SET hidden = ?2 WHERE id = ?1")?
        .execute(params![parcel, encode(&hidden)])?;
    for position in leaving {
        let sql = "DELETE FROM parcel_item WHERE parcel = ?1 AND position = ?2";
        tx.prepare_cached(sql)?.execute(params![parcel, position])?;
    }
    let sql = "DELETE FROM parcel WHERE id = ?1 AND state = 0
        AND NOT EXISTS (SELECT 1 FROM parcel_item WHERE parcel = ?1)";
    tx.prepare_cached(sql)?.execute([parcel])?;
    Ok(())
}

/// Notes which change an item turned out to be.
pub(crate) fn set_change(
    tx: &Transaction<'_>,
    (parcel, position): (i64, usize),
    change: Digest,
) -> Result<(), Error> {
    let sql = "UPDATE parcel_item SET change = ?3, verdict = 0 WHERE parcel = ?1 AND position = ?2";
    tx.prepare_cached(sql)?.execute(params![parcel, position, Column(change)])?;
    Ok(())
}

/// When the changes of a record were saved, by their authors' clocks.
pub(crate) fn change_times(
    connection: &Connection,
    record: RecordId,
) -> Result<Vec<(Digest, Timestamp)>, Error> {
    let sql = "SELECT change, saved_at FROM parcel_item WHERE record = ?1 AND change IS NOT NULL";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([Column(record)], |row| {
        Ok((row.get::<_, Column<Digest>>(0)?.0, Timestamp(row.get(1)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The entry of the log that holds a change; `None` while it is ours alone.
pub(crate) fn entry_of(
    connection: &Connection,
    record: RecordId,
    change: Digest,
) -> Result<Option<u64>, Error> {
    let sql = "SELECT min(entry) FROM parcel_item JOIN parcel ON parcel.id = parcel
        WHERE record = ?1 AND change = ?2 AND entry > 0";
    let params = params![Column(record), Column(change)];
    Ok(connection.prepare_cached(sql)?.query_row(params, |row| row.get(0))?)
}

/// Keeps the answer to a batch of ours; while items of it are pending it is sent again at every sync.
pub(crate) fn receipted(
    tx: &Transaction<'_>,
    parcel: i64,
    receipt: &[u8],
    pending: bool,
) -> Result<(), Error> {
    let sql = "UPDATE parcel SET state = ?3, receipt = ?2 WHERE id = ?1";
    let state = if pending { State::InFlight } else { State::Stored };
    tx.prepare_cached(sql)?.execute(params![parcel, receipt, state as u8])?;
    Ok(())
}

/// Whether a batch of ours was not answered since it was last put in flight.
pub(crate) fn any_unanswered(connection: &Connection) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM parcel WHERE state = 3 OR state = 1 AND receipt IS NULL LIMIT 1";
    Ok(connection.prepare_cached(sql)?.exists([])?)
}

/// Items of a document that the server has admitted: delivered by it, or ours with a receipt.
pub(crate) fn admitted(connection: &Connection, id: DocumentId) -> Result<Vec<Kept>, Error> {
    let sql = format!(
        "{KEPT} WHERE record = ?1 AND compartment = ?2 AND verdict = 0 AND (state = 0 OR receipt IS NOT NULL)
            ORDER BY parcel, position"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params![Column(id.record), Column(id.compartment)], kept)?;
    Ok(rows.collect::<Result<_, _>>()?)
}
