//! The entries of one response: what a feed's positions show to its readers today.

use super::Work;
use super::push::leaves;
use crate::storage::{BatchRow, Delivery, DeliveryKind, ItemRow, StorageError, Stored};
use jonaki_document::DocumentState;
use jonaki_protocol::sync::{FeedEntry, News};
use jonaki_protocol::{
    Compartment, CompartmentSet, DeviceId, Principal, RecordId, SignedBatch, decode, merkle,
};
use serde_bytes::ByteBuf;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

/// The feed of one response under construction.
pub(super) struct Feed {
    pub(super) entries: Vec<FeedEntry>,
    pub(super) bytes: usize,
    pub(super) most: usize,
    pub(super) more: bool,
    /// Batches that were read.
    batches: HashMap<i64, (BatchRow, Vec<ItemRow>)>,
    /// What the readers of a feed may read of records that were looked up.
    access: HashMap<(Principal, RecordId), CompartmentSet>,
}

impl Feed {
    /// Nothing yet, and at most about so many bytes.
    pub(super) fn new(most: usize) -> Self {
        Self {
            entries: Vec::new(),
            bytes: 0,
            most,
            more: false,
            batches: HashMap::new(),
            access: HashMap::new(),
        }
    }
}

impl Work<'_> {
    /// Adds positions that show items of one batch, or one piece of other news.
    pub(super) fn add(
        &mut self,
        feed: &mut Feed,
        reader: Option<&DeviceId>,
        principal: &Principal,
        group: &[Delivery],
    ) -> Stored<()> {
        let Some(first) = group.first() else { return Ok(()) };
        let news = match (first.kind, first.record) {
            (DeliveryKind::Item, _) => {
                let mut visible: BTreeSet<u16> = group.iter().map(|delivery| delivery.position).collect();
                self.keep_readable(feed, principal, first.batch, &mut visible)?;
                self.shown(feed, first.batch, &visible, reader)?.map(News::Batch)
            }
            (DeliveryKind::Snapshot, Some(record))
                if !self.access_of(feed, principal, record)?.contains(Compartment::Card) =>
            {
                None
            }
            (DeliveryKind::Snapshot, Some(record)) => self.snapshot(record)?,
            (DeliveryKind::Left, Some(record)) => {
                Some(News::Left { record, compartments: first.compartments })
            }
            (DeliveryKind::Erased, Some(record)) => Some(News::Erased(record)),
            _ => None,
        };
        if let Some(news) = news {
            let entry = FeedEntry::new(first.entry, &news);
            feed.bytes += entry.len();
            feed.entries.push(entry);
        }
        Ok(())
    }

    /// Takes out what was delivered to a feed whose readers may not read it any more: a device that begins anew, or joins
    /// later, gets nothing of a record that was withdrawn since.
    fn keep_readable(
        &mut self,
        feed: &mut Feed,
        principal: &Principal,
        batch: i64,
        visible: &mut BTreeSet<u16>,
    ) -> Stored<()> {
        let (_, items) = self.batch_of(feed, batch)?;
        let records = items.iter().filter(|item| visible.contains(&item.position));
        let records: Vec<_> =
            records.filter_map(|item| Some((item.position, item.record?, item.compartment))).collect();
        for (position, record, compartment) in records {
            let access = self.access_of(feed, principal, record)?;
            if access.is_empty() || compartment.is_some_and(|compartment| !access.contains(compartment)) {
                visible.remove(&position);
            }
        }
        Ok(())
    }

    /// What the readers of a feed may read of a record now.
    fn access_of(
        &mut self,
        feed: &mut Feed,
        principal: &Principal,
        record: RecordId,
    ) -> Stored<CompartmentSet> {
        match feed.access.entry((*principal, record)) {
            Entry::Occupied(known) => Ok(*known.get()),
            Entry::Vacant(place) => {
                let rows = self.tx.access(&record)?;
                let found = rows.iter().find(|(known, _)| known == principal).map(|(_, set)| *set);
                Ok(*place.insert(found.unwrap_or(CompartmentSet::EMPTY)))
            }
        }
    }

    fn batch_of<'f>(&mut self, feed: &'f mut Feed, batch: i64) -> Stored<&'f mut (BatchRow, Vec<ItemRow>)> {
        match feed.batches.entry(batch) {
            Entry::Occupied(read) => Ok(read.into_mut()),
            Entry::Vacant(place) => {
                let row = self.tx.batch(batch)?.ok_or(StorageError::Damaged)?;
                Ok(place.insert((row, self.tx.items(batch)?)))
            }
        }
    }

    /// A copy of a batch that shows some of its items; `None` where nothing is left to show, or where the reader is its
    /// author.
    pub(super) fn shown(
        &mut self,
        feed: &mut Feed,
        batch: i64,
        visible: &BTreeSet<u16>,
        reader: Option<&DeviceId>,
    ) -> Stored<Option<SignedBatch>> {
        let (row, items) = self.batch_of(feed, batch)?;
        if reader == Some(&row.device) {
            return Ok(None);
        }
        let mut shown = vec![None; row.count];
        for item in items.iter().filter(|item| visible.contains(&item.position)) {
            if let Some(slot) = shown.get_mut(usize::from(item.position)) {
                *slot = item.item();
            }
        }
        if shown.iter().all(Option::is_none) {
            return Ok(None);
        }
        let known = leaves(row.count, items);
        let is_shown = |index: usize| shown.get(index).is_some_and(Option::is_some);
        let hidden = merkle::narrow(&known, &row.hidden, &is_shown).map_err(|_| StorageError::Damaged)?;
        Ok(Some(SignedBatch { header: ByteBuf::from(row.header.clone()), items: shown, hidden }))
    }

    fn snapshot(&mut self, record: RecordId) -> Stored<Option<News>> {
        let compartment = Compartment::Card;
        let Some(state) = self.tx.document(&record, compartment)?.and_then(|document| document.state) else {
            return Ok(None);
        };
        let state: DocumentState = decode(&state).map_err(|_| StorageError::Damaged)?;
        Ok(state.snapshot.map(|saved| News::Snapshot { record, compartment, saved }))
    }
}
