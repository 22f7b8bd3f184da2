//! Writing documents: each edit becomes a change, an item that waits to be sent, and a kept intent.

use super::Session;
use crate::Error;
use crate::ledger::{intent, keys, outbox};
use jonaki_document::{Document, Edit, EditError, NewChange, Writer};
use jonaki_protocol::{
    CaseKey, Change, Code, Compartment, CompartmentSet, DeviceId, Digest, DocumentId, Grant, Item, KeySet,
    Principal, Recipient, RecordId, Timestamp, encode, seal,
};
use std::borrow::Cow;

/// How an edit travels.
#[derive(Clone, Copy)]
pub(crate) struct Sending {
    pub(crate) action: i64,
    pub(crate) priority: outbox::Priority,
    pub(crate) saved_at: Timestamp,
}

impl Session<'_, '_> {
    /// A new action that leaves with this priority.
    pub(crate) fn sending(&self, priority: outbox::Priority) -> Result<Sending, Error> {
        Ok(Sending { action: outbox::next_action(self.tx)?, priority, saved_at: self.now })
    }

    /// Edits a document as this device; whether anything changed.
    pub(crate) fn write(
        &mut self,
        id: DocumentId,
        creator: DeviceId,
        edits: &[Edit],
        sending: Sending,
    ) -> Result<bool, Error> {
        let (change, edits) = match self.with_view(id, edits)? {
            None => (self.change(id, creator, edits), Cow::Borrowed(edits)),
            Some(both) => match self.change(id, creator, &both) {
                // There may be room for one of them.
                Err(Error::Refused(Code::DocumentFull)) => {
                    (self.change(id, creator, edits), Cow::Borrowed(edits))
                }
                change => (change, Cow::Owned(both)),
            },
        };
        let Some(change) = change? else { return Ok(false) };
        intent::insert(self.tx, id, &edits, change.hash, sending.saved_at)?;
        self.queue_change(id, &change, sending)?;
        Ok(true)
    }

    /// Applies edits to the stored document.
    pub(crate) fn change(
        &mut self,
        id: DocumentId,
        creator: DeviceId,
        edits: &[Edit],
    ) -> Result<Option<NewChange>, Error> {
        let writer = self.writer_of(id, self.me.profile.device(), creator)?;
        let mut document = self.document_or_new(id)?;
        let change = self.edit(&mut document, &writer, edits)?;
        if change.is_some() {
            self.save_document(id, document)?;
        }
        Ok(change)
    }

    /// Applies edits to a document in memory.
    pub(crate) fn edit(
        &self,
        document: &mut Document,
        writer: &Writer,
        edits: &[Edit],
    ) -> Result<Option<NewChange>, Error> {
        document.edit_as(writer, self.me.profile.actor(), edits).map_err(|error| match error {
            EditError::UnknownField(field) | EditError::Value(field) | EditError::Exists(field) => {
                Error::Field { field }
            }
            EditError::Refused(refusal) => Error::Refused(refusal.code),
            EditError::Internal => Error::Refused(jonaki_protocol::Code::Shadow),
        })
    }

    /// Puts a change into the outbox; one of a sealed document is sealed when it leaves.
    pub(crate) fn queue_change(
        &mut self,
        id: DocumentId,
        change: &NewChange,
        sending: Sending,
    ) -> Result<(), Error> {
        let item = if id.compartment.is_sealed() {
            let known = keys::newest(self.tx, id)?.ok_or(Error::Refused(Code::NoAccess))?;
            if change.bytes.len() > seal::SURE_BYTES {
                return Err(Error::Refused(Code::TooLarge));
            }
            let key = known.key.commitment(&self.me.profile.programme(), &id.record, id.compartment);
            outbox::ToSeal { key, change: change.bytes.clone() }.to_item()
        } else {
            Change { record: id.record, compartment: id.compartment, change: change.bytes.clone() }.to_item()
        };
        self.queue(item, Some(id.record), Some(id.compartment), Some(change.hash), sending)
    }

    /// Puts an item into the outbox.
    pub(crate) fn queue(
        &self,
        item: Item,
        record: Option<RecordId>,
        compartment: Option<Compartment>,
        change: Option<Digest>,
        sending: Sending,
    ) -> Result<(), Error> {
        let Sending { action, priority, saved_at } = sending;
        outbox::push(
            self.tx,
            &outbox::Entry { action, priority, item, record, compartment, saved_at, change },
        )
    }

    /// Makes new keys for compartments of a record: the key set goes into the outbox, the keys stay here. They count as
    /// known to our organisation, to which the caller grants them in the same action. Returns the key set's hash.
    pub(crate) fn new_keys(
        &mut self,
        record: RecordId,
        epoch: u32,
        compartments: &[Compartment],
        sending: Sending,
    ) -> Result<Digest, Error> {
        let programme = self.me.profile.programme();
        let ours = Principal::Organisation(self.me.profile.organisation);
        let organisation_epoch = self.recipient(&ours).and_then(|recipient| match recipient {
            Recipient::Organisation(_, epoch) => Some(epoch),
            Recipient::Device(_) => None,
        });
        let mut made = Vec::new();
        for compartment in compartments {
            let key = CaseKey::make(&mut self.rng());
            made.push((*compartment, key.commitment(&programme, &record, *compartment), key));
        }
        let commitments =
            made.iter().map(|(compartment, commitment, _)| (*compartment, *commitment)).collect();
        let set = KeySet { record, epoch, commitments };
        let item = set.to_item();
        let hash = item.hash();
        keys::insert_set(self.tx, &set, hash)?;
        for (compartment, commitment, key) in &made {
            let document = DocumentId { record, compartment: *compartment };
            keys::keep(self.tx, document, *commitment, key, organisation_epoch)?;
        }
        self.queue(item, Some(record), None, None, sending)?;
        Ok(hash)
    }

    /// Notes that the keys of key sets go to somebody; they are wrapped when the batch is signed, each set's on their own:
    /// what was written under an earlier key must stay readable.
    pub(crate) fn queue_grant(
        &self,
        record: RecordId,
        (to, compartments): (Principal, CompartmentSet),
        sets: &[Digest],
        sending: Sending,
    ) -> Result<(), Error> {
        keys::allow(self.tx, record, to, compartments)?;
        for set in sets {
            let body = encode(&(serde_bytes::ByteBuf::from(to.to_bytes()), compartments, set));
            self.queue(Item { kind: Grant::KIND, body }, Some(record), None, None, sending)?;
        }
        Ok(())
    }
}
