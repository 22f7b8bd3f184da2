//! What a device brings: its own new batches, and copies of any batch that we may have lost.

use super::{Work, budget};
use crate::storage::{BatchRow, ItemRow, StorageError, Stored};
use jonaki_protocol::sync::Request;
use jonaki_protocol::{
    BatchHeader, Body, ChainPosition, Code, DeviceId, Digest, Epoch, Freshness, Item, Member, SignedBatch,
    Timestamp,
};
use serde_bytes::ByteBuf;
use std::collections::BTreeSet;

/// What became of what was brought.
#[derive(Default)]
pub(super) struct Pushed {
    pub(super) receipts: Vec<ByteBuf>,
    pub(super) refused: Vec<(Digest, Code)>,
    /// Not every offer was reached.
    pub(super) unfinished: bool,
    /// Not every referral that ran out was ended: nothing is shown before that.
    pub(super) expiring: bool,
}

/// How much of a batch was looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Taken {
    Whole,
    /// The rest stands as if this copy did not show it, and is taken when the batch comes again.
    InPart,
}

/// The batch under admission.
pub(super) struct Context {
    pub(super) device: DeviceId,
    pub(super) member: Member,
    pub(super) batch: i64,
    pub(super) entry: u64,
    pub(super) freshness: Freshness,
    /// When its author signed it, by the author's clock.
    pub(super) signed: Timestamp,
    /// Who brings it as a copy of what we may have lost; `None` where its author sends it as its next.
    pub(super) offered: Option<DeviceId>,
}

impl Work<'_> {
    pub(super) fn push(&mut self, device: &DeviceId, request: &Request) -> Stored<Pushed> {
        let mut pushed = Pushed::default();
        let head = self.tx.head()?.ok_or(StorageError::Damaged)?;
        // Who has not heard of a restore yet rests on what we may have lost: its batches come again after we compared. One
        // that we do not know at all brings its certificate first.
        let stale = request.cursor.log.is_some_and(|log| log != head.log);
        let unknown = self.programme.directory.member(device).is_none();
        let most = if stale { usize::from(unknown) } else { request.batches.len() };
        for batch in request.batches.iter().take(most) {
            // What is not reached has no receipt, so the device sends it again.
            if self.is_spent() {
                break;
            }
            match self.own_batch(device, batch)? {
                Ok(Some(receipt)) => pushed.receipts.push(ByteBuf::from(receipt)),
                Ok(None) => break,
                Err(code) => {
                    // What follows rests on this one.
                    pushed.refused.push((batch.hash(), code));
                    break;
                }
            }
        }
        for batch in &request.offers {
            if self.is_spent() {
                pushed.unfinished = true;
                break;
            }
            // An offer that does not verify is nobody's fault whom we could tell; the next holder may have a better copy.
            pushed.unfinished |= self.offered_batch(device, batch)? == Ok(Taken::InPart);
        }
        Ok(pushed)
    }

    /// The receipt of a batch; none yet for one that was taken in part.
    fn own_batch(&mut self, device: &DeviceId, batch: &SignedBatch) -> Stored<Result<Option<Vec<u8>>, Code>> {
        self.charge(budget::BATCH);
        match batch.claimed_device() {
            Ok(claimed) if claimed == *device => {}
            Ok(_) => return Ok(Err(Code::BadSignature)),
            Err(code) => return Ok(Err(code)),
        }
        // A device may have purged a part of what it once signed; after a restore it sends the rest.
        let known = self.tx.batch_by_hash(&batch.hash())?;
        let chain = self.tx.chain(device)?;
        if let Some(known) = &known
            && known.hidden.is_empty()
            && known.n <= chain.n
        {
            self.try_again(known.id)?;
            return Ok(Ok(Some(self.receipt(known)?)));
        }
        let (header, member) = match self.proven(batch)? {
            Ok(proven) => proven,
            Err(code) => return Ok(Err(code)),
        };
        if known.is_none() && (header.n != chain.n + 1 || header.prev != chain.hash) {
            return Ok(Err(if header.n > chain.n + 1 { Code::Gap } else { Code::Fork }));
        }
        let (row, taken) = self.admit_batch(batch, &header, (*device, member), None)?;
        Ok(Ok(match taken {
            Taken::Whole => Some(self.receipt(&row)?),
            Taken::InPart => None,
        }))
    }

    fn offered_batch(&mut self, by: &DeviceId, batch: &SignedBatch) -> Stored<Result<Taken, Code>> {
        self.charge(budget::BATCH);
        let (header, member) = match self.proven(batch)? {
            Ok(proven) => proven,
            Err(code) => return Ok(Err(code)),
        };
        let device = member.sign.device_id();
        // What a removed device signed counts only in the time after a restore, when we may have lost it ourselves.
        if !member.is_active() && self.programme.backup_time.is_none() {
            return Ok(Err(Code::Revoked));
        }
        // Out of its place in its author's chain a batch is a copy of what we lost, or a fork; what we never lost is a fork.
        let chain = self.tx.chain(&device)?;
        let in_place = header.n == chain.n + 1 && header.prev == chain.hash;
        if self.programme.backup_time.is_none()
            && !in_place
            && self.tx.batch_by_hash(&batch.hash())?.is_none()
        {
            return Ok(Err(Code::Fork));
        }
        Ok(Ok(self.admit_batch(batch, &header, (device, member), Some(*by))?.1))
    }

    /// Verifies a batch with the key of its author, whose certificate may be inside.
    fn proven(&mut self, batch: &SignedBatch) -> Stored<Result<(BatchHeader, Member), Code>> {
        let found = batch.claimed_device().and_then(|device| {
            if let Some(member) = self.programme.directory.member(&device) {
                return Ok(member.clone());
            }
            self.certified_inside(batch, device)
        });
        Ok(found.and_then(|member| Ok((batch.verify(&self.id, &member.sign)?, member))))
    }

    fn certified_inside(&self, batch: &SignedBatch, device: DeviceId) -> Result<Member, Code> {
        let freshness = self.programme.freshness(self.now);
        let bodies = || batch.items.iter().flatten().filter_map(|item| item.parse().ok());
        let mut founding = jonaki_protocol::Directory::new(*self.programme.directory.root());
        let founds = self.programme.directory.record().is_none();
        for body in bodies() {
            match &body {
                Body::RootSigned(_) if founds => {
                    founding.admit(&device, &body, 0, freshness)?;
                }
                Body::Certificate(certificate) => {
                    let directory = if founds { &founding } else { &self.programme.directory };
                    let (found, member) = directory.preview(certificate, freshness)?;
                    if found == device {
                        return Ok(member);
                    }
                }
                _ => {}
            }
        }
        Err(Code::UnknownDevice)
    }

    /// Stores a verified batch and admits those of its items that are new, as far as the request's budget goes; at least one.
    fn admit_batch(
        &mut self,
        batch: &SignedBatch,
        header: &BatchHeader,
        (device, member): (DeviceId, Member),
        offered: Option<DeviceId>,
    ) -> Stored<(BatchRow, Taken)> {
        let head = self.tx.head()?.ok_or(StorageError::Damaged)?;
        let known = self.tx.batch_by_hash(&batch.hash())?;
        let stored = known.as_ref().map(|row| self.tx.items(row.id)).transpose()?.unwrap_or_default();
        self.charge(budget::ROW * stored.len() as u64);
        let mut row = self.keep_batch(batch, header, device, known.as_ref(), &stored)?;
        let mut seen: BTreeSet<u16> = stored.iter().map(|row| row.position).collect();
        if stored.iter().any(|row| row.kind == Epoch::KIND && row.verdict.is_some()) {
            self.refused_epoch = Some(row.id);
        }
        let freshness = self.programme.freshness(self.now);
        let (entry, signed) = (head.size + 1, header.time);
        let context = Context { device, member, batch: row.id, entry, freshness, signed, offered };
        let (mut admitted, mut reached, mut taken) = (Vec::new(), false, Taken::Whole);
        for (position, item) in (0_u16..).zip(&batch.items) {
            let Some(item) = item.as_ref().filter(|_| !seen.contains(&position)) else { continue };
            if reached && self.is_spent() {
                taken = Taken::InPart;
                break;
            }
            reached = true;
            if self.admit_one(&context, position, item)? {
                admitted.push(position);
            }
            seen.insert(position);
        }
        if taken == Taken::InPart {
            row.hidden = self.unseen(batch, &row, &seen)?;
            self.tx.put_batch(&row)?;
        }
        self.advance_chain(&device, header, row.hash)?;
        if known.is_none() || !admitted.is_empty() {
            self.append(row.id, &row.hash, admitted)?;
        }
        self.retry_pending()?;
        Ok((row, taken))
    }

    /// An offer may come before what it follows, which its author sends when it hears where its chain stands.
    fn advance_chain(&mut self, device: &DeviceId, header: &BatchHeader, hash: Digest) -> Stored<()> {
        let chain = self.tx.chain(device)?;
        if header.n == chain.n + 1 && header.prev == chain.hash {
            self.tx.set_chain(device, &ChainPosition { n: header.n, hash })?;
        }
        Ok(())
    }

    /// What of a batch waits for others is tried again: its author asks.
    fn try_again(&mut self, batch: i64) -> Stored<()> {
        let items = self.tx.items(batch)?;
        self.charge(budget::ROW * items.len() as u64);
        let waiting = items.iter().filter(|row| row.verdict == Some(Code::Pending));
        self.retry.extend(waiting.filter_map(|row| row.record.zip(row.compartment)));
        self.retry_pending()
    }

    /// Decides about one item and stores it with its verdict; whether it is in force.
    fn admit_one(&mut self, context: &Context, position: u16, item: &Item) -> Stored<bool> {
        self.charge(budget::ITEM);
        let body = item.parse();
        let place = match &body {
            Ok(Body::Change(change)) => (Some(change.record), Some(change.compartment)),
            Ok(Body::Sealed(sealed)) => (Some(sealed.record), Some(sealed.compartment)),
            Ok(body) => (body.record(), None),
            Err(_) => (None, None),
        };
        let mut row = ItemRow {
            position,
            hash: item.hash(),
            kind: item.kind,
            record: place.0,
            compartment: place.1,
            body: Some(item.body.clone()),
            verdict: None,
        };
        let verdict = match body {
            Ok(body) => self.item(context, position, item, &body)?,
            Err(code) => Err(code),
        };
        row.verdict = verdict.err();
        if let Some(code) = row.verdict {
            self.refused_items.push(code);
            if code != Code::Pending {
                row.body = None;
            }
            if item.kind == Epoch::KIND {
                self.refused_epoch = Some(context.batch);
            }
        } else {
            self.admitted += 1;
        }
        self.tx.put_item(context.batch, &row)?;
        Ok(row.verdict.is_none())
    }
}
