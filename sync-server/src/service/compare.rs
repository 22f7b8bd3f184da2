//! What a device asks for after it saw a snapshot or a new log: proofs of who wrote what, and what of its own we lack.

use super::feed::Feed;
use super::{Work, budget};
use crate::storage::{Delivery, Stored};
use jonaki_protocol::sync::{FeedEntry, News, Request};
use jonaki_protocol::{Change, DeviceId, KeySet, RecordId};
use std::collections::BTreeSet;

impl Work<'_> {
    /// Every open change of records with the proof of who wrote it.
    pub(super) fn prove(&mut self, feed: &mut Feed, device: &DeviceId, records: &[RecordId]) -> Stored<()> {
        for record in records {
            let Some(member) = self.programme.directory.member(device).cloned() else { return Ok(()) };
            let readable = self.readable(device, &member, record)?;
            if !readable.iter().any(|part| !part.is_sealed()) {
                continue;
            }
            self.charge(budget::COMPARED);
            let mut by_batch: Vec<(i64, BTreeSet<u16>)> = Vec::new();
            let items = self.tx.record_items(record)?;
            self.charge(budget::ROW * items.len() as u64);
            for item in items.into_iter().filter(|item| item.stands) {
                if [Change::KIND, KeySet::KIND].contains(&item.kind) {
                    match by_batch.last_mut() {
                        Some((last, positions)) if *last == item.batch => {
                            positions.insert(item.position);
                        }
                        _ => by_batch.push((item.batch, BTreeSet::from([item.position]))),
                    }
                }
            }
            for (batch, positions) in by_batch {
                // What has no room is not proven: to refuse the response for it would stop the device for ever.
                if feed.bytes >= feed.most || self.is_spent() {
                    return Ok(());
                }
                self.prove_batch(feed, device, batch, &positions)?;
            }
        }
        Ok(())
    }

    fn prove_batch(
        &mut self,
        feed: &mut Feed,
        device: &DeviceId,
        batch: i64,
        positions: &BTreeSet<u16>,
    ) -> Stored<()> {
        let group: Vec<Delivery> =
            positions.iter().map(|position| Delivery::item(batch, *position)).collect();
        let fits = self.fitting(feed, Some(device), &group)?;
        let positions = group[..fits].iter().map(|delivery| delivery.position).collect();
        let entry = self.tx.entries_of(batch)?.first().map_or(0, |entry| entry.number);
        if let Some(batch) = self.shown(feed, batch, &positions, Some(device))? {
            let entry = FeedEntry::new(entry, &News::Batch(batch));
            self.charge(budget::outgoing(entry.len()));
            feed.bytes += entry.len();
            feed.entries.push(entry);
        }
        Ok(())
    }

    /// Records of which we want everything that the device holds: those that we do not have as it has them.
    pub(super) fn want(&mut self, device: &DeviceId, request: &Request) -> Stored<Vec<RecordId>> {
        let Some(member) = self.programme.directory.member(device).cloned() else { return Ok(Vec::new()) };
        let mut want = Vec::new();
        self.charge(budget::COMPARED * request.digests.len() as u64);
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
