//! Changes: open ones through the four stages of admission, sealed ones by who may write and with which key.

use super::push::Context;
use super::records::Sight;
use super::{Work, budget};
use crate::storage::{DocumentRow, StorageError, Stored};
use jonaki_document::{Admitted, DocumentState, Standing, admit, guard};
use jonaki_protocol::sync::digest_part;
use jonaki_protocol::{
    Body, Change, Code, Compartment, CompartmentSet, DeviceId, Digest, Item, RecordId, Role, Sealed, decode,
    encode, limits,
};

/// Something that waits: where it is, whose it is, and for what.
type Waiting = ((i64, u16), DeviceId, Vec<Digest>);

impl Work<'_> {
    pub(super) fn change(
        &mut self,
        context: &Context,
        position: u16,
        item: &Item,
        change: &Change,
    ) -> Stored<Result<(), Code>> {
        if change.compartment.is_sealed() {
            return Ok(Err(Code::Malformed));
        }
        let touched = CompartmentSet::EMPTY.with(change.compartment);
        let mut sight = match self.sight(context, change.record, touched)? {
            Ok(sight) => sight,
            Err(code) => return Ok(Err(code)),
        };
        match self.try_change(context, item, change, &mut sight)? {
            // A header follows on nothing: what does belongs to a referral that was refused.
            Err(Code::Pending) if sight.opens_referral => return Ok(Err(Code::ReferralRefused)),
            Err(Code::Pending) => {
                self.open_record(context, &sight)?;
                return self.wait(context, position, change);
            }
            Err(code) => return Ok(Err(code)),
            Ok(()) => self.open_record(context, &sight)?,
        }
        self.follow(context, &sight.row, &change.change)?;
        self.deliver_to_readers(&change.record, change.compartment, context, position)?;
        self.retry.insert((change.record, change.compartment));
        Ok(Ok(()))
    }

    /// Runs admission and stores the new state. What would open a referral must also be allowed by its case.
    fn try_change(
        &mut self,
        context: &Context,
        item: &Item,
        change: &Change,
        sight: &mut Sight,
    ) -> Stored<Result<(), Code>> {
        let writer = self.writer(context, sight);
        let document = self.tx.document(&change.record, change.compartment)?.unwrap_or_default();
        let state = match &document.state {
            Some(bytes) => decode::<DocumentState>(bytes).map_err(|_| StorageError::Damaged)?,
            None => DocumentState::new(change.compartment).map_err(|_| StorageError::Damaged)?,
        };
        let size = document.state.as_ref().map_or(0, Vec::len);
        self.charge(budget::admission(change.change.len(), size, state.changes));
        match admit(&state, &change.change, &writer) {
            Ok(Admitted::Known { .. }) => Ok(Ok(())),
            Ok(Admitted::New { state, .. }) => {
                if sight.opens_referral {
                    let header = state.document().map_err(|_| StorageError::Damaged)?;
                    if let Err(code) = self.open_referral(context, sight, &header)? {
                        return Ok(Err(code));
                    }
                }
                let digest = document.digest ^ digest_part(&item.hash());
                let next = DocumentRow { state: Some(encode(&*state)), digest };
                self.tx.put_document(&change.record, change.compartment, &next)?;
                Ok(Ok(()))
            }
            Err(refusal) => Ok(Err(refusal.code)),
        }
    }

    fn wait(&mut self, context: &Context, position: u16, change: &Change) -> Stored<Result<(), Code>> {
        let waiting = self.tx.pending(&change.record, change.compartment)?;
        let own = waiting.iter().filter(|(_, _, device)| *device == context.device).count();
        if own >= limits::PENDING_CHANGES {
            return Ok(Err(Code::PendingFull));
        }
        let document = (&change.record, change.compartment);
        self.tx.set_pending(document, (context.batch, position), Some(&context.device))?;
        Ok(Err(Code::Pending))
    }

    /// Tries again what waited for changes that have come; each that goes through gets its own entry in the log. What the
    /// request's budget does not reach waits until its author asks, or until the document changes again.
    pub(super) fn retry_pending(&mut self) -> Stored<()> {
        for (record, compartment) in std::mem::take(&mut self.retry) {
            let mut waiting = self.waiting(&record, compartment)?;
            while !waiting.is_empty() && !self.is_spent() {
                let Some(index) = self.next_of(&record, compartment, &waiting)? else { break };
                let (place, device, _) = waiting.remove(index);
                self.retry_one(&record, compartment, place, device)?;
            }
        }
        self.retry.clear();
        Ok(())
    }

    /// What waits for a document: where it is, whose it is, and for which changes it waits.
    fn waiting(&mut self, record: &RecordId, compartment: Compartment) -> Stored<Vec<Waiting>> {
        let mut found = Vec::new();
        for (batch, position, device) in self.tx.pending(record, compartment)? {
            let row = self.tx.item(batch, position)?;
            let item = row.as_ref().and_then(|row| row.item());
            let deps = match item.as_ref().and_then(|item| item.parse().ok()) {
                Some(Body::Change(change)) => guard::dependencies(&change.change).unwrap_or_default(),
                _ => Vec::new(),
            };
            let bytes = item.map_or(0, |item| item.body.len());
            self.charge(budget::ROW + budget::outgoing(bytes));
            found.push(((batch, position), device, deps));
        }
        Ok(found)
    }

    /// The first that has all that it waited for.
    fn next_of(
        &mut self,
        record: &RecordId,
        compartment: Compartment,
        waiting: &[Waiting],
    ) -> Stored<Option<usize>> {
        let Some(bytes) = self.tx.document(record, compartment)?.and_then(|row| row.state) else {
            return Ok(None);
        };
        let state: DocumentState = decode(&bytes).map_err(|_| StorageError::Damaged)?;
        self.charge(budget::admission(0, bytes.len(), state.changes) / 2);
        let document = state.document().map_err(|_| StorageError::Damaged)?;
        Ok(waiting.iter().position(|(_, _, deps)| document.missing(deps).is_empty()))
    }

    fn retry_one(
        &mut self,
        record: &RecordId,
        compartment: Compartment,
        (batch, position): (i64, u16),
        device: DeviceId,
    ) -> Stored<bool> {
        let row = self.tx.item(batch, position)?;
        let item = row.as_ref().and_then(|row| row.item());
        let member = self.programme.directory.member(&device).cloned();
        let (Some(mut row), Some(item), Some(member)) = (row, item, member) else {
            self.tx.set_pending((record, compartment), (batch, position), None)?;
            return Ok(false);
        };
        let head = self.tx.head()?.ok_or(StorageError::Damaged)?;
        let freshness = self.programme.freshness(self.now);
        let (entry, signed) = (head.size + 1, self.now);
        let context = Context { device, member, batch, entry, freshness, signed, offered: None };
        let Ok(Body::Change(change)) = item.parse() else { return Ok(false) };
        let touched = CompartmentSet::EMPTY.with(compartment);
        let verdict = match self.sight(&context, change.record, touched)? {
            Err(code) => Some(code),
            Ok(mut sight) => match self.try_change(&context, &item, &change, &mut sight)? {
                Err(Code::Pending) => return Ok(false),
                Ok(()) => {
                    self.follow(&context, &sight.row, &change.change)?;
                    None
                }
                Err(code) => Some(code),
            },
        };
        self.tx.set_pending((record, compartment), (batch, position), None)?;
        row.verdict = verdict;
        row.body = row.body.filter(|_| verdict.is_none());
        self.tx.put_item(batch, &row)?;
        if verdict.is_some() {
            return Ok(false);
        }
        self.deliver_to_readers(record, compartment, &context, position)?;
        let hash = self.tx.batch(batch)?.ok_or(StorageError::Damaged)?.hash;
        self.append(batch, &hash, vec![position])?;
        self.admitted += 1;
        Ok(true)
    }

    /// Whether a device may write to a sealed document: its policy is each reader's to judge, but who may write at all is not.
    fn may_seal(&mut self, context: &Context, sight: &Sight, part: Compartment) -> Stored<Result<(), Code>> {
        let standing = self.writer(context, sight).standing;
        // What the receiver noted before it heard of the end reaches the sender; nothing comes back to it.
        if standing == Standing::Receiver && part == Compartment::Disclosure {
            return Ok(Ok(()));
        }
        if !sight.readable.contains(part) {
            return Ok(Err(Code::NoAccess));
        }
        // Of a case providers write nothing, and of a referral only its two sides do.
        let refused = match sight.row.referral {
            None => context.member.role == Role::Provider,
            Some(_) => !matches!(standing, Standing::Sender | Standing::Receiver),
        };
        Ok(if refused { Err(Code::NotAllowed) } else { Ok(()) })
    }

    pub(super) fn sealed(
        &mut self,
        context: &Context,
        position: u16,
        item: &Item,
        sealed: &Sealed,
    ) -> Stored<Result<(), Code>> {
        if !sealed.compartment.is_sealed() {
            return Ok(Err(Code::Malformed));
        }
        let touched = CompartmentSet::EMPTY.with(sealed.compartment);
        let sight = match self.sight(context, sealed.record, touched)? {
            Ok(sight) => sight,
            Err(code) => return Ok(Err(code)),
        };
        if let Err(code) = self.may_seal(context, &sight, sealed.compartment)? {
            return Ok(Err(code));
        }
        // So nothing sealed opens a record: its first key set does.
        if !self.tx.has_key(&sealed.record, sealed.compartment, sealed.key)? {
            return Ok(Err(Code::UnknownEpoch));
        }
        let mut document = self.tx.document(&sealed.record, sealed.compartment)?.unwrap_or_default();
        // No device takes more changes into one document than this; what went beyond would only be carried to all of them.
        let count: u64 =
            document.state.as_deref().map_or(Ok(0), decode).map_err(|_| StorageError::Damaged)?;
        if count >= limits::DOCUMENT_CHANGES as u64 {
            return Ok(Err(Code::DocumentFull));
        }
        document.state = Some(encode(&(count + 1)));
        document.digest ^= digest_part(&item.hash());
        self.tx.put_document(&sealed.record, sealed.compartment, &document)?;
        self.deliver_to_readers(&sealed.record, sealed.compartment, context, position)?;
        Ok(Ok(()))
    }
}
