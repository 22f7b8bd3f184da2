//! News from the server: batches of others with their proofs, long documents, access lost, records erased.

use crate::Error;
use crate::client::Session;
use crate::ledger::parcel::{Envelope, State};
use crate::ledger::{case_row, keys, outbox, parcel, search, setting};
use jonaki_document::Document;
use jonaki_protocol::sync::{FeedEntry, News};
use jonaki_protocol::{
    Body, Code, Compartment, CompartmentSet, DeviceId, DocumentId, Freshness, RecordId, SignPublic,
    SignedBatch,
};

/// Outcome of one entry: taken in, or why not. Only a failing database stops a round.
pub(super) type Taken = Result<Result<(), Code>, Error>;

impl Session<'_, '_> {
    pub(super) fn news(&mut self, entry: &FeedEntry) -> Taken {
        match entry.news() {
            Ok(News::Batch(batch)) => self.batch(&batch, entry.entry),
            Ok(News::Snapshot { record, compartment, saved }) => self.snapshot(record, compartment, &saved),
            Ok(News::Left { record, compartments }) => self.left(record, compartments).map(Ok),
            Ok(News::Erased(record)) => self.erased(record).map(Ok),
            Err(code) => Ok(Err(code)),
        }
    }

    fn batch(&mut self, batch: &SignedBatch, entry: u64) -> Taken {
        let (device, header) = match self.proven(batch, entry) {
            Ok(proven) => proven,
            Err(code) => return Ok(Err(code)),
        };
        let mut fresh = Vec::new();
        for (position, item) in batch.items.iter().enumerate() {
            if let Some(item) = item
                && !parcel::has_item(self.tx, item.hash())?
            {
                fresh.push(position);
            }
        }
        if fresh.is_empty() {
            return Ok(Ok(()));
        }
        let id = self.keep(batch, &header, &Envelope { device, entry, state: State::Received })?;
        for position in fresh {
            let Some(Some(item)) = batch.items.get(position) else { continue };
            let kept = parcel::Kept {
                parcel: id,
                position,
                author: device,
                entry,
                saved_at: header.time_of(position),
                item: item.clone(),
            };
            if let Err(code) = self.item(&kept)? {
                parcel::set_verdict(self.tx, (id, position), Some(code))?;
            }
        }
        Ok(Ok(()))
    }

    /// Verifies who signed a batch: the chain from the root to the device, the signature, the items.
    fn proven(
        &self,
        batch: &SignedBatch,
        entry: u64,
    ) -> Result<(DeviceId, jonaki_protocol::BatchHeader), Code> {
        let device = batch.claimed_device()?;
        let key = match self.me.directory.member(&device) {
            // What a removed device signed before stands. When that was is the server's word: entries are not signed, and
            // are numbered anew after a restore. The server admits nothing of it after its removal.
            Some(member) => member.sign,
            None => self.certified_inside(batch, device, entry)?,
        };
        Ok((device, batch.verify(&self.me.profile.programme(), &key)?))
    }

    /// The key of a device whose certificate is in the batch itself: its first one.
    fn certified_inside(
        &self,
        batch: &SignedBatch,
        device: DeviceId,
        entry: u64,
    ) -> Result<SignPublic, Code> {
        for item in batch.items.iter().flatten() {
            if let Ok(Body::Certificate(certificate)) = item.parse()
                && let Ok((found, member)) =
                    self.me.directory.preview_at(&certificate, Freshness::Claimed, entry)
                && found == device
            {
                return Ok(member.sign);
            }
            // The founder's first batch brings the records that its certificate rests on.
            if let Ok(Body::RootSigned(_)) = item.parse() {
                return self.founder_inside(batch, device);
            }
        }
        Err(Code::UnknownDevice)
    }

    fn founder_inside(&self, batch: &SignedBatch, device: DeviceId) -> Result<SignPublic, Code> {
        let mut directory = jonaki_protocol::Directory::new(self.me.profile.root);
        for item in batch.items.iter().flatten() {
            if let Ok(body @ (Body::RootSigned(_) | Body::Certificate(_))) = item.parse() {
                directory.admit(&device, &body, 0, Freshness::Claimed)?;
            }
        }
        directory.member(&device).map(|member| member.sign).ok_or(Code::UnknownDevice)
    }

    /// A long open document, without proof of authorship until the server was asked for it.
    fn snapshot(&mut self, record: RecordId, compartment: Compartment, saved: &[u8]) -> Taken {
        if compartment.is_sealed() {
            return Ok(Err(Code::Malformed));
        }
        let Ok(theirs) = Document::load_verified(compartment, saved) else { return Ok(Err(Code::Shadow)) };
        let id = DocumentId { record, compartment };
        let mut ours = self.document_or_new(id)?;
        let changes = theirs.changes();
        let creator = changes.first().map(|change| change.actor.device);
        if ours.change_count() == 0 {
            // Every change in it was verified when it was loaded.
            ours = theirs;
        }
        for change in changes {
            if !ours.has(&change.hash)
                && let Ok(change) = jonaki_document::verify_relayed(&ours, &change.bytes, change.actor.device)
                && ours.apply(&change).is_err()
            {
                return Ok(Err(Code::Shadow));
            }
        }
        self.first_sight(record, creator.unwrap_or(self.me.profile.device()), self.now)?;
        self.save_document(id, ours)?;
        super::reconcile::ask_for_proof(self.tx, record)?;
        self.touched.insert(record);
        self.stirred.records.insert(record);
        Ok(Ok(()))
    }

    /// Access was taken away. What of ours is still unsent goes first; the copy is purged when that was answered.
    fn left(&mut self, record: RecordId, compartments: CompartmentSet) -> Result<(), Error> {
        if outbox::has_record(self.tx, record)? {
            let mut leaving: Vec<(RecordId, CompartmentSet)> =
                setting::get(self.tx, LEAVING)?.unwrap_or_default();
            leaving.push((record, compartments));
            return setting::set(self.tx, LEAVING, &leaving);
        }
        self.purge(record, compartments)
    }

    /// Purges what we left once nothing of ours waits for an answer.
    pub(super) fn purge_left(&mut self) -> Result<(), Error> {
        let leaving: Vec<(RecordId, CompartmentSet)> = setting::get(self.tx, LEAVING)?.unwrap_or_default();
        if leaving.is_empty() {
            return Ok(());
        }
        let mut staying = Vec::new();
        for (record, compartments) in leaving {
            if outbox::has_record(self.tx, record)? {
                staying.push((record, compartments));
            } else {
                self.purge(record, compartments)?;
            }
        }
        setting::set(self.tx, LEAVING, &staying)
    }

    fn purge(&mut self, record: RecordId, compartments: CompartmentSet) -> Result<(), Error> {
        for compartment in compartments.iter() {
            self.remove_document(DocumentId { record, compartment })?;
        }
        keys::destroy(self.tx, record, compartments)?;
        // What is still readable is indexed again: its row is written anew.
        search::remove(self.tx, record)?;
        if compartments.contains(Compartment::Card) {
            case_row::remove(self.tx, record)?;
            parcel::purge(self.tx, record, None)?;
            self.touched.remove(&record);
        } else {
            let parts: Vec<Compartment> = compartments.iter().collect();
            parcel::purge(self.tx, record, Some(&parts))?;
            self.touched.insert(record);
        }
        Ok(())
    }

    fn erased(&mut self, record: RecordId) -> Result<(), Error> {
        outbox::remove_record(self.tx, record)?;
        self.purge(record, Compartment::ALL.into_iter().collect())
    }
}

/// Records that were left while something of ours was unsent.
const LEAVING: &str = "leaving";
