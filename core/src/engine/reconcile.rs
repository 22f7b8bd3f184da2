//! After the server's log changed (it was restored from a backup): say what we hold, give what it misses. The phones are
//! the backup of the backup.

use crate::Error;
use crate::client::Session;
use crate::ledger::{self, case_row, parcel, setting};
use jonaki_protocol::sync::{RecordDigest, Request, Response, digest_part};
use jonaki_protocol::{
    Certificate, Change, Compartment, CompartmentSet, DocumentId, Epoch, Form, KeySet, LogId, RecordId,
    Removal, RootSigned, Sealed, Seen, limits,
};
use rusqlite::{Connection, Transaction};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};
use std::collections::BTreeSet;

/// How far the comparison with a new log has come.
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub(super) struct Reconcile {
    /// The log.
    log: LogId,
    /// Records whose digests were sent, in the order of their ids; the directory goes first.
    sent: Option<RecordId>,
    /// Whether all digests were sent.
    digests_done: bool,
    /// Records that the server wants.
    wanted: Vec<RecordId>,
    /// The last copy of a batch that was offered.
    offered: i64,
}

/// Records that the server named without a proof.
const UNPROVEN: &str = "to_prove";
/// Digests in one request.
const DIGESTS: usize = 2_048;
/// Kinds of items that every device of the programme holds.
const SHARED_DIRECTORY: [u8; 4] = [RootSigned::KIND, Epoch::KIND, Removal::KIND, Form::KIND];

/// Records of which the proof is asked for: how often already.
type Unproven = Vec<(RecordId, u8)>;

/// Asked for in one request: each may bring a long history.
const ASKED_AT_ONCE: usize = 4;
/// After that many requests a server that names a document does not show it.
const ASKED_OFTEN: u8 = 3;
/// A server may name whatever it likes.
const UNPROVEN_MOST: usize = 1_024;

/// Records to ask the proof for now.
pub(super) fn unproven(connection: &Connection) -> Result<Vec<RecordId>, Error> {
    let records: Unproven = setting::get(connection, UNPROVEN)?.unwrap_or_default();
    Ok(records.into_iter().take(ASKED_AT_ONCE).map(|(record, _)| record).collect())
}

/// Notes that a server names a long document.
pub(super) fn ask_for_proof(tx: &Transaction<'_>, record: RecordId) -> Result<(), Error> {
    let mut records: Unproven = setting::get(tx, UNPROVEN)?.unwrap_or_default();
    if records.len() < UNPROVEN_MOST && !records.iter().any(|(known, _)| *known == record) {
        records.push((record, 0));
        setting::set(tx, UNPROVEN, &records)?;
    }
    Ok(())
}

/// Notes what an answer proved of the records that it was asked for.
fn asked(tx: &Transaction<'_>) -> Result<(), Error> {
    let mut records: Unproven = setting::get(tx, UNPROVEN)?.unwrap_or_default();
    if records.is_empty() {
        return Ok(());
    }
    for (_, times) in records.iter_mut().take(ASKED_AT_ONCE) {
        *times += 1;
    }
    let mut waiting = Unproven::new();
    for (record, times) in records {
        let card = DocumentId { record, compartment: Compartment::Card };
        if times == 0 || times < ASKED_OFTEN && !ledger::document::exists(tx, card)? {
            waiting.push((record, times));
        }
    }
    setting::set(tx, UNPROVEN, &waiting)
}

impl Session<'_, '_> {
    /// Begins comparing with a log that we have not seen.
    pub(super) fn start_reconcile(&mut self, head: &Seen) -> Result<(), Error> {
        let known: Option<Reconcile> = setting::get(self.tx, setting::RECONCILE)?;
        if known.is_some_and(|known| known.log == head.log) {
            return Ok(());
        }
        let state =
            Reconcile { log: head.log, sent: None, digests_done: false, wanted: Vec::new(), offered: 0 };
        setting::set(self.tx, setting::RECONCILE, &state)
    }

    /// Adds digests and offers to a request.
    pub(super) fn reconcile(
        &mut self,
        mut state: Reconcile,
        room: usize,
        request: &mut Request,
    ) -> Result<(), Error> {
        if state.digests_done {
            self.offer(&mut state, room, request)?;
        } else {
            request.digests = self.digests(&mut state)?;
        }
        setting::set(self.tx, DIGESTING, &state)
    }

    /// Offers what the server wants, once it has seen all digests: in the order in which it came here, whatever record it
    /// belongs to, because later batches rest on earlier ones.
    fn offer(&self, state: &mut Reconcile, room: usize, request: &mut Request) -> Result<(), Error> {
        if state.wanted.is_empty() {
            return Ok(());
        }
        let directory = [&SHARED_DIRECTORY[..], &[Certificate::KIND]].concat();
        let rows = parcel::offers(self.tx, &state.wanted, &directory, state.offered)?;
        let mut bytes = 0;
        for row in &rows {
            if request.offers.len() >= room || bytes > limits::FRAME_BYTES_MAX {
                return Ok(());
            }
            let batch = parcel::by_row(self.tx, *row)?;
            bytes += batch.items.iter().flatten().map(|item| item.body.len()).sum::<usize>() + 256;
            request.offers.push(batch);
            state.offered = *row;
        }
        state.wanted.clear();
        Ok(())
    }

    /// The next digests, the directory's first.
    fn digests(&self, state: &mut Reconcile) -> Result<Vec<RecordDigest>, Error> {
        let mut digests = Vec::new();
        if state.sent.is_none() {
            let parts = ledger::directory::hashes(self.tx, &SHARED_DIRECTORY)?;
            let digest = parts.iter().map(digest_part).fold(0, |sum, part| sum ^ part);
            let record = RecordId::DIRECTORY;
            digests.push(RecordDigest { record, compartments: CompartmentSet::EMPTY, digest });
            state.sent = Some(record);
        }
        let after = state.sent.unwrap_or(RecordId::DIRECTORY);
        let rest: Vec<RecordId> =
            case_row::all(self.tx)?.into_iter().filter(|record| *record > after).collect();
        for record in rest.iter().take(DIGESTS) {
            digests.push(self.digest(*record)?);
            state.sent = Some(*record);
        }
        state.digests_done = rest.len() <= DIGESTS;
        Ok(digests)
    }

    /// What this device holds of a record.
    fn digest(&self, record: RecordId) -> Result<RecordDigest, Error> {
        let compartments: CompartmentSet =
            ledger::document::compartments(self.tx, record)?.into_iter().collect();
        let hashes = parcel::hashes(self.tx, record, &[Change::KIND, Sealed::KIND, KeySet::KIND])?;
        let counted = hashes.iter().filter(|(_, compartment): &&(_, Option<Compartment>)| {
            compartment.is_none_or(|compartment| compartments.contains(compartment))
        });
        let digest = counted.map(|(hash, _)| digest_part(hash)).fold(0, |sum, part| sum ^ part);
        Ok(RecordDigest { record, compartments, digest })
    }

    /// Takes in what the server wants, and notes that what was sent arrived.
    pub(super) fn wanted(&mut self, response: &Response) -> Result<(), Error> {
        if !response.more {
            asked(self.tx)?;
        }
        let Some(mut state) = setting::get::<Reconcile>(self.tx, setting::RECONCILE)? else { return Ok(()) };
        if let Some(sent) =
            setting::get::<Reconcile>(self.tx, DIGESTING)?.filter(|sent| sent.log == state.log)
        {
            // Only what we just said that we hold can be wanted, and each once: the comparison comes to an end.
            let compared = |record: &RecordId| state.sent < Some(*record) && Some(*record) <= sent.sent;
            let wanted: BTreeSet<RecordId> = response.want.iter().copied().filter(compared).collect();
            self.advanced |= state != sent;
            state = sent;
            state.wanted.extend(wanted);
        }
        setting::remove(self.tx, DIGESTING)?;
        if state.digests_done && state.wanted.is_empty() {
            setting::remove(self.tx, setting::RECONCILE)
        } else {
            setting::set(self.tx, setting::RECONCILE, &state)
        }
    }
}

/// The state as it is once the request that is under way was answered.
const DIGESTING: &str = "digesting";
