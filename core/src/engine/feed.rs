//! News from the server: batches of others with their proofs. What comes without one changes nothing here.

use crate::Error;
use crate::client::Session;
use crate::ledger::parcel;
use crate::ledger::parcel::{Envelope, State};
use jonaki_protocol::sync::{FeedEntry, News};
use jonaki_protocol::{
    Body, Code, Compartment, DeviceId, Erase, Freshness, Item, RecordId, Seen, SignPublic, SignedBatch,
    Withdraw,
};

/// Outcome of one entry: taken in, or why not. Only a failing database stops a round.
pub(super) type Taken = Result<Result<(), Code>, Error>;

impl Session<'_, '_> {
    pub(super) fn news(&mut self, entry: &FeedEntry, head: &Seen) -> Taken {
        if entry.entry > head.size {
            return Ok(Err(Code::Malformed));
        }
        match entry.news() {
            Ok(News::Batch(batch)) => self.batch(&batch, entry.entry),
            Ok(News::Snapshot { record, compartment, .. }) => self.snapshot(record, compartment),
            // The server's word alone: what was signed comes as an item.
            Ok(News::Left { .. } | News::Erased(_)) => Ok(Err(Code::NotAllowed)),
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
                && !self.is_known(batch, position, item)?
            {
                fresh.push(position);
            }
        }
        if fresh.is_empty() {
            return Ok(Ok(()));
        }
        self.advanced = true;
        self.compare_seen(batch, device, header.checkpoint_seen)?;
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
            match self.item(&kept)? {
                Ok(()) => {}
                // Nothing of an erased record is kept, whoever brings it again.
                Err(Code::Erased) => parcel::remove_item(self.tx, (id, position))?,
                Err(code) => parcel::set_verdict(self.tx, (id, position), Some(code))?,
            }
        }
        Ok(Ok(()))
    }

    /// Whether an item is here already. A withdrawal or erasure that somebody else signs is the same item and still another
    /// deed: those count by their place.
    fn is_known(&self, batch: &SignedBatch, position: usize, item: &Item) -> Result<bool, Error> {
        match item.kind {
            Withdraw::KIND | Erase::KIND => parcel::has_place(self.tx, batch.hash(), position),
            _ => parcel::has_item(self.tx, item.hash()),
        }
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

    /// A long open document, without a proof of who wrote it: nothing of it is believed or shown. It only says what to ask
    /// the server for.
    fn snapshot(&mut self, record: RecordId, compartment: Compartment) -> Taken {
        if compartment.is_sealed() {
            return Ok(Err(Code::Malformed));
        }
        super::reconcile::ask_for_proof(self.tx, record)?;
        Ok(Ok(()))
    }
}
