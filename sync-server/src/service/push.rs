//! What a device brings: its own new batches, and copies of any batch that we may have lost.

use super::Work;
use crate::storage::{BatchRow, EntryRow, ItemRow, StorageError, Stored};
use jonaki_protocol::merkle;
use jonaki_protocol::sync::Request;
use jonaki_protocol::{
    BatchHeader, Body, ChainPosition, Code, DeviceId, Digest, Freshness, Item, Member, Receipt, SignedBatch,
    next_head,
};
use serde_bytes::ByteBuf;

/// What became of what was brought.
#[derive(Default)]
pub(super) struct Pushed {
    pub(super) receipts: Vec<ByteBuf>,
    pub(super) refused: Vec<(Digest, Code)>,
}

/// The batch under admission.
pub(super) struct Context {
    pub(super) device: DeviceId,
    pub(super) member: Member,
    pub(super) batch: i64,
    pub(super) entry: u64,
    pub(super) freshness: Freshness,
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
            match self.own_batch(device, batch)? {
                Ok(receipt) => pushed.receipts.push(ByteBuf::from(receipt)),
                Err(code) => {
                    // What follows rests on this one.
                    pushed.refused.push((batch.hash(), code));
                    break;
                }
            }
        }
        for batch in &request.offers {
            // An offer that does not verify is nobody's fault whom we could tell; the next holder may have a better copy.
            let _ = self.offered_batch(batch)?;
        }
        Ok(pushed)
    }

    fn own_batch(&mut self, device: &DeviceId, batch: &SignedBatch) -> Stored<Result<Vec<u8>, Code>> {
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
            return Ok(Ok(self.receipt(known)?));
        }
        let (header, member) = match self.proven(batch)? {
            Ok(proven) => proven,
            Err(code) => return Ok(Err(code)),
        };
        if known.is_none() && (header.n != chain.n + 1 || header.prev != chain.hash) {
            return Ok(Err(if header.n > chain.n + 1 { Code::Gap } else { Code::Fork }));
        }
        let row = self.admit_batch(batch, &header, *device, member)?;
        Ok(Ok(self.receipt(&row)?))
    }

    fn offered_batch(&mut self, batch: &SignedBatch) -> Stored<Result<(), Code>> {
        let (header, member) = match self.proven(batch)? {
            Ok(proven) => proven,
            Err(code) => return Ok(Err(code)),
        };
        let device = member.sign.device_id();
        // What a removed device signed counts only in the time after a restore, when we may have lost it ourselves.
        if !member.is_active() && self.programme.backup_time.is_none() {
            return Ok(Err(Code::Revoked));
        }
        self.admit_batch(batch, &header, device, member)?;
        Ok(Ok(()))
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

    /// Stores a verified batch and admits those of its items that are new.
    fn admit_batch(
        &mut self,
        batch: &SignedBatch,
        header: &BatchHeader,
        device: DeviceId,
        member: Member,
    ) -> Stored<BatchRow> {
        let head = self.tx.head()?.ok_or(StorageError::Damaged)?;
        let known = self.tx.batch_by_hash(&batch.hash())?;
        let stored = match &known {
            Some(row) => self.tx.items(row.id)?,
            None => Vec::new(),
        };
        let row = self.keep_batch(batch, header, device, known.as_ref(), &stored)?;
        let freshness = self.programme.freshness(self.now);
        let context = Context { device, member, batch: row.id, entry: head.size + 1, freshness };
        let mut admitted = Vec::new();
        for (position, item) in (0_u16..).zip(&batch.items) {
            let Some(item) = item else { continue };
            if stored.iter().any(|row| row.position == position) {
                continue;
            }
            if self.admit_one(&context, position, item)? {
                admitted.push(position);
            }
        }
        // An offer may come before what it follows, which its author sends when it hears where its chain stands.
        let chain = self.tx.chain(&device)?;
        if header.n == chain.n + 1 && header.prev == chain.hash {
            self.tx.set_chain(&device, &ChainPosition { n: header.n, hash: row.hash })?;
        }
        if known.is_none() || !admitted.is_empty() {
            self.append(row.id, &row.hash, admitted)?;
        }
        self.retry_pending()?;
        Ok(row)
    }

    fn keep_batch(
        &mut self,
        batch: &SignedBatch,
        header: &BatchHeader,
        device: DeviceId,
        known: Option<&BatchRow>,
        stored: &[ItemRow],
    ) -> Stored<BatchRow> {
        let theirs: Vec<_> = batch.items.iter().map(|item| item.as_ref().map(Item::hash)).collect();
        let hidden = match known {
            None => batch.hidden.clone(),
            Some(row) => {
                let ours = leaves(row.count, stored);
                let merged = merkle::merge((&ours, &row.hidden), (&theirs, &batch.hidden));
                merged.map_err(|_| StorageError::Damaged)?.1
            }
        };
        let mut row = BatchRow {
            id: 0,
            hash: batch.hash(),
            device,
            n: header.n,
            header: batch.header.to_vec(),
            count: batch.items.len(),
            hidden,
        };
        row.id = self.tx.put_batch(&row)?;
        Ok(row)
    }

    /// Decides about one item and stores it with its verdict; whether it is in force.
    fn admit_one(&mut self, context: &Context, position: u16, item: &Item) -> Stored<bool> {
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
        } else {
            self.admitted += 1;
        }
        self.tx.put_item(context.batch, &row)?;
        Ok(row.verdict.is_none())
    }

    /// Appends an entry that admits these items of a batch.
    pub(super) fn append(&mut self, batch: i64, hash: &Digest, admitted: Vec<u16>) -> Stored<()> {
        let head = self.tx.head()?.ok_or(StorageError::Damaged)?;
        let next = next_head(&head.hash, hash, &admitted);
        self.tx.append(&EntryRow { number: head.size + 1, batch, admitted, head: next, time: self.now })
    }

    /// The signed receipt of a stored batch; the same for the same state however often it is asked.
    fn receipt(&mut self, row: &BatchRow) -> Stored<Vec<u8>> {
        let head = self.tx.head()?.ok_or(StorageError::Damaged)?;
        let entry = self.tx.entries_of(row.id)?.into_iter().next().ok_or(StorageError::Damaged)?;
        let refused = self.tx.items(row.id)?.into_iter();
        let refused = refused.filter_map(|item| Some((item.position, item.verdict?))).collect();
        let receipt =
            Receipt { log: head.log, entry: entry.number, batch: row.hash, time: entry.time, refused };
        Ok(receipt.sign(&self.id, self.identity))
    }
}

/// The leaves that are known of a batch.
pub(super) fn leaves(count: usize, stored: &[ItemRow]) -> Vec<Option<Digest>> {
    let mut leaves = vec![None; count];
    for row in stored {
        if let Some(leaf) = leaves.get_mut(usize::from(row.position)) {
            *leaf = Some(row.hash);
        }
    }
    leaves
}
