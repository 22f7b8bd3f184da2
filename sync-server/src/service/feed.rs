//! The entries of one response: what a feed's positions show to its readers today.

use super::keep::leaves;
use super::{Work, budget};
use crate::storage::{BatchRow, Delivery, DeliveryKind, ItemRow, StorageError, Stored};
use jonaki_document::DocumentState;
use jonaki_protocol::sync::{FeedEntry, News};
use jonaki_protocol::{
    Body, Compartment, CompartmentSet, DeviceId, Erase, Letter, Principal, RecordId, SignedBatch, Withdraw,
    decode, limits, merkle,
};
use serde_bytes::ByteBuf;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

/// A batch without items: header, hidden hashes, heads.
const ENVELOPE: usize = 700;
/// An item without its body.
const ENVELOPE_OF_ITEM: usize = 16;
/// The largest other news: a whole open document.
const OTHER_NEWS: usize = limits::OPEN_DOCUMENT_BYTES + 64;

/// The feed of one response under construction.
pub(super) struct Feed {
    pub(super) entries: Vec<FeedEntry>,
    pub(super) bytes: usize,
    pub(super) most: usize,
    pub(super) more: bool,
    /// A step was made already.
    pub(super) began: bool,
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
            began: false,
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
                self.keep_readable(feed, (reader, principal), first.batch, &mut visible)?;
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
            self.charge(budget::outgoing(entry.len()));
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
        (reader, principal): (Option<&DeviceId>, &Principal),
        batch: i64,
        visible: &mut BTreeSet<u16>,
    ) -> Stored<()> {
        let comparing = self.programme.directory.matching().and_then(|matching| matching.organisation);
        let comparing = comparing.map(Principal::Organisation);
        // What its reader wrote is not shown to it anyway.
        let Some((_, items)) = self.read_batch(feed, reader, batch)? else { return Ok(()) };
        // What says who reads no more is for just those; it names the record and nothing of it.
        let says_why = |item: &ItemRow| [Withdraw::KIND, Erase::KIND].contains(&item.kind);
        // Who compares fingerprints reads no case, and the letters about them that are for it.
        let for_comparing = |item: &ItemRow| comparing == Some(*principal) && is_letter_to(item, principal);
        let records = items
            .iter()
            .filter(|item| visible.contains(&item.position) && !says_why(item) && !for_comparing(item));
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
                self.charge(budget::ROW * rows.len() as u64);
                let found = rows.iter().find(|(known, _)| known == principal).map(|(_, set)| *set);
                Ok(*place.insert(found.unwrap_or(CompartmentSet::EMPTY)))
            }
        }
    }

    /// How many positions of a group still go into the response: all of them or as many as there is room for, and at least
    /// one into an empty response. A batch may be as large as a request, and a response must not become larger.
    pub(super) fn fitting(
        &mut self,
        feed: &mut Feed,
        reader: Option<&DeviceId>,
        group: &[Delivery],
    ) -> Stored<usize> {
        let Some(first) = group.first() else { return Ok(0) };
        let room = feed.most.saturating_sub(feed.bytes);
        let empty = feed.entries.is_empty();
        if first.kind != DeliveryKind::Item {
            return Ok(if empty || room >= OTHER_NEWS { group.len() } else { 0 });
        }
        let Some((_, items)) = self.read_batch(feed, reader, first.batch)? else { return Ok(group.len()) };
        let mut bytes = ENVELOPE;
        for (index, delivery) in group.iter().enumerate() {
            let item = items.binary_search_by_key(&delivery.position, |item| item.position).ok();
            let body = item.and_then(|index| items[index].body.as_ref());
            bytes += body.map_or(0, |body| body.len() + ENVELOPE_OF_ITEM);
            if bytes > room && (index > 0 || !empty) {
                return Ok(index);
            }
        }
        Ok(group.len())
    }

    /// Reads a batch into the response's memory; `None` where the reader is its author.
    fn read_batch<'f>(
        &mut self,
        feed: &'f mut Feed,
        reader: Option<&DeviceId>,
        batch: i64,
    ) -> Stored<Option<&'f (BatchRow, Vec<ItemRow>)>> {
        let place = match feed.batches.entry(batch) {
            Entry::Occupied(read) => {
                let read: &(BatchRow, Vec<ItemRow>) = read.into_mut();
                return Ok(Some(read).filter(|(row, _)| reader != Some(&row.device)));
            }
            Entry::Vacant(place) => place,
        };
        self.charge(budget::ROW);
        let row = self.tx.batch(batch)?.ok_or(StorageError::Damaged)?;
        if reader == Some(&row.device) {
            return Ok(None);
        }
        let items = self.tx.items(batch)?;
        let bytes: usize = items.iter().filter_map(|item| item.body.as_ref()).map(Vec::len).sum();
        self.charge(budget::ROW * items.len() as u64 + budget::outgoing(bytes));
        Ok(Some(place.insert((row, items))))
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
        let Some((row, items)) = self.read_batch(feed, reader, batch)? else { return Ok(None) };
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

fn is_letter_to(item: &ItemRow, reader: &Principal) -> bool {
    item.kind == Letter::KIND
        && item.item().and_then(|item| item.parse().ok()).is_some_and(
            |body| matches!(body, Body::Letter(letter) if letter.recipient.principal() == *reader),
        )
}
