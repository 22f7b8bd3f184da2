//! What a device gets: its feeds from its cursor on, and what it asks for after a restore.

use super::Work;
use super::feed::Feed;
use super::push::Pushed;
use crate::storage::{Delivery, DeliveryKind, StorageError, Stored};
use jonaki_protocol::sync::{Cursor, FeedEntry, News, Request, Response};
use jonaki_protocol::{Change, Compartment, DeviceId, KeySet, Principal, RecordId, limits};
use serde_bytes::ByteBuf;
use std::collections::BTreeSet;

/// Positions read from a feed at a time.
const PAGE: usize = 512;

impl Work<'_> {
    pub(super) fn answer(
        &mut self,
        device: &DeviceId,
        request: &Request,
        pushed: Pushed,
    ) -> Stored<Response> {
        let head = self.tx.head()?.ok_or(StorageError::Damaged)?;
        let reconcile = request.cursor.log.is_some_and(|log| log != head.log);
        let most = (request.budget as usize).clamp(1024, limits::RESPONSE_BYTES);
        // A device whose database was restored or copied wants what it signed itself too.
        let reader = (!request.prove.contains(&RecordId::DIRECTORY)).then_some(device);
        let mut feed = Feed::new(most);
        let mut cursor = Cursor { log: Some(head.log), ..Cursor::default() };
        for principal in self.programme.principals(device) {
            let from = self.position(&request.cursor, &head.log, &principal)?;
            let at = self.read(&mut feed, reader, &principal, from)?;
            cursor.advance(&principal, at);
        }
        self.prove(&mut feed, device, &request.prove)?;
        let want = self.want(device, request)?;
        let checkpoint = self.programme.checkpoint(&self.id, head, self.now, self.identity);
        Ok(Response {
            time: self.now,
            cursor,
            receipts: pushed.receipts,
            refused: pushed.refused,
            chain: Some(self.tx.chain(device)?),
            feed: feed.entries,
            reconcile,
            want,
            checkpoint: ByteBuf::from(checkpoint),
            more: feed.more,
        })
    }

    /// Where a cursor stands in a feed of this log: one of an earlier life goes on where that life ended.
    fn position(
        &mut self,
        cursor: &Cursor,
        log: &jonaki_protocol::LogId,
        principal: &Principal,
    ) -> Stored<u64> {
        match &cursor.log {
            None => Ok(0),
            Some(known) if known == log => Ok(cursor.position(principal)),
            Some(older) => {
                let ended = self.tx.lineage(older, principal)?;
                Ok(ended.map_or(0, |ended| ended.min(cursor.position(principal))))
            }
        }
    }

    /// Reads a feed into the response; the position that was reached.
    fn read(
        &mut self,
        feed: &mut Feed,
        reader: Option<&DeviceId>,
        principal: &Principal,
        from: u64,
    ) -> Stored<u64> {
        let mut at = from;
        loop {
            let page = self.tx.deliveries(principal, at, PAGE)?;
            if page.is_empty() {
                return Ok(at);
            }
            for group in groups(&page) {
                if feed.bytes >= feed.most {
                    feed.more = true;
                    return Ok(at);
                }
                self.add(feed, reader, principal, group)?;
                at = group.last().map_or(at, |delivery| delivery.at);
            }
        }
    }

    /// Every open change of records with the proof of who wrote it.
    fn prove(&mut self, feed: &mut Feed, device: &DeviceId, records: &[RecordId]) -> Stored<()> {
        for record in records {
            let Some(member) = self.programme.directory.member(device).cloned() else { return Ok(()) };
            if !self.readable(device, &member, record)?.contains(Compartment::Card) {
                continue;
            }
            let mut by_batch: Vec<(i64, BTreeSet<u16>)> = Vec::new();
            for (batch, row) in self.tx.record_items(record)? {
                if row.verdict.is_none() && [Change::KIND, KeySet::KIND].contains(&row.kind) {
                    match by_batch.last_mut() {
                        Some((last, positions)) if *last == batch => drop(positions.insert(row.position)),
                        _ => by_batch.push((batch, BTreeSet::from([row.position]))),
                    }
                }
            }
            for (batch, positions) in by_batch {
                let entry = self.tx.entries_of(batch)?.first().map_or(0, |entry| entry.number);
                if let Some(batch) = self.shown(feed, batch, &positions, Some(device))? {
                    let entry = FeedEntry::new(entry, &News::Batch(batch));
                    feed.bytes += entry.len();
                    feed.entries.push(entry);
                }
            }
        }
        Ok(())
    }

    /// Records of which we want everything that the device holds: those that we do not have as it has them.
    fn want(&mut self, device: &DeviceId, request: &Request) -> Stored<Vec<RecordId>> {
        let Some(member) = self.programme.directory.member(device).cloned() else { return Ok(Vec::new()) };
        let mut want = Vec::new();
        for theirs in &request.digests {
            if theirs.record == RecordId::DIRECTORY {
                if theirs.digest != self.programme.directory_digest {
                    want.push(theirs.record);
                }
                continue;
            }
            let Some(row) = self.tx.record(&theirs.record)? else {
                want.push(theirs.record);
                continue;
            };
            if row.erased {
                continue;
            }
            let readable = self.readable(device, &member, &theirs.record)?;
            let mut digest = row.digest;
            for compartment in theirs.compartments.iter() {
                digest ^=
                    self.tx.document(&theirs.record, compartment)?.map_or(0, |document| document.digest);
            }
            if digest != theirs.digest || !theirs.compartments.without(readable).is_empty() {
                want.push(theirs.record);
            }
        }
        Ok(want)
    }
}

/// Consecutive positions that show items of one batch go together.
fn groups(page: &[Delivery]) -> impl Iterator<Item = &[Delivery]> {
    page.chunk_by(|one, next| {
        one.kind == DeliveryKind::Item
            && next.kind == DeliveryKind::Item
            && one.batch == next.batch
            && one.entry == next.entry
    })
}
