//! Batches as they are kept: copies that show more and more of their items, entries of the log, receipts.

use super::Work;
use crate::storage::{BatchRow, EntryRow, ItemRow, StorageError, Stored};
use jonaki_protocol::merkle;
use jonaki_protocol::{BatchHeader, DeviceId, Digest, Item, Receipt, SignedBatch, next_head};
use std::collections::BTreeSet;

impl Work<'_> {
    /// The hidden hashes of a batch of which only these positions were looked at.
    pub(super) fn unseen(
        &mut self,
        batch: &SignedBatch,
        row: &BatchRow,
        seen: &BTreeSet<u16>,
    ) -> Stored<Vec<Digest>> {
        let stored = self.tx.items(row.id)?;
        let theirs: Vec<_> = batch.items.iter().map(|item| item.as_ref().map(Item::hash)).collect();
        let ours = leaves(row.count, &stored);
        let all: Vec<_> = ours.iter().zip(&theirs).map(|(ours, theirs)| ours.or(*theirs)).collect();
        let shown = |index: usize| u16::try_from(index).is_ok_and(|index| seen.contains(&index));
        merkle::narrow(&all, &row.hidden, &shown).map_err(|_| StorageError::Damaged)
    }

    pub(super) fn keep_batch(
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

    /// Appends an entry that admits these items of a batch.
    pub(super) fn append(&mut self, batch: i64, hash: &Digest, admitted: Vec<u16>) -> Stored<()> {
        let head = self.tx.head()?.ok_or(StorageError::Damaged)?;
        let next = next_head(&head.hash, hash, &admitted);
        self.tx.append(&EntryRow { number: head.size + 1, batch, admitted, head: next, time: self.now })
    }

    /// The signed receipt of a stored batch; the same for the same state however often it is asked.
    pub(super) fn receipt(&mut self, row: &BatchRow) -> Stored<Vec<u8>> {
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
