//! Verifying the whole log: nothing is believed but the root key.

use crate::Service;
use crate::storage::{BatchRow, DocumentRow, EntryRow, ItemRow, RecordRow, Stored, Tx};
use jonaki_document::referral::Header;
use jonaki_document::{DocumentState, verify_relayed};
use jonaki_protocol::{
    Body, Change, Compartment, CompartmentSet, Digest, Directory, Principal, ProgrammeId, RecordId,
    SignedBatch, decode, merkle, next_head,
};
use serde::Serialize;
use serde_bytes::ByteBuf;
use std::collections::{BTreeMap, BTreeSet};

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CheckReport {
    /// Entries of all logs.
    pub entries: u64,
    /// Items in force.
    pub items: u64,
    /// Records.
    pub records: u64,
    /// Feeds.
    pub feeds: u64,
    /// What is wrong, one sentence each. Empty is good.
    pub faults: Vec<String>,
}

/// Checks every programme of a service: the hash chain, every signature and Merkle root, every item's hash, documents
/// against their changes, and that feeds have no gaps.
///
/// # Errors
/// [`crate::storage::StorageError`] where the database cannot even be read.
pub fn check(service: &Service) -> Stored<CheckReport> {
    let mut report = CheckReport::default();
    service.inspect(&mut |programme, directory, tx| {
        Checker {
            programme,
            directory,
            tx,
            report: &mut report,
            documents: BTreeMap::new(),
            batches: BTreeSet::new(),
        }
        .run()
    })?;
    Ok(report)
}

struct Checker<'a> {
    programme: ProgrammeId,
    directory: &'a Directory,
    tx: &'a mut dyn Tx,
    report: &'a mut CheckReport,
    /// Open changes in force, in the order of the log.
    documents: BTreeMap<(RecordId, Compartment), Vec<(jonaki_protocol::DeviceId, Change)>>,
    batches: BTreeSet<i64>,
}

impl Checker<'_> {
    fn run(&mut self) -> Stored<()> {
        let Some(head) = self.tx.head()? else { return Ok(()) };
        let mut chain = Digest::from_bytes([0; 32]);
        for number in 1..=head.size {
            let Some(entry) = self.tx.entry(number)? else {
                self.fault(format!("log entry {number} is missing"));
                return Ok(());
            };
            chain = self.entry(&entry, chain)?;
        }
        if chain != head.hash {
            self.fault("the head of the log is not the end of its chain".to_owned());
        }
        self.report.entries += head.size;
        self.documents()?;
        self.feeds()
    }

    fn fault(&mut self, what: String) {
        self.report.faults.push(what);
    }

    fn entry(&mut self, entry: &EntryRow, chain: Digest) -> Stored<Digest> {
        let Some(batch) = self.tx.batch(entry.batch)? else {
            self.fault(format!("the batch of log entry {} is missing", entry.number));
            return Ok(entry.head);
        };
        let expected = next_head(&chain, &batch.hash, &entry.admitted);
        if expected != entry.head {
            self.fault(format!("the hash chain breaks at log entry {}", entry.number));
        }
        let items = self.tx.items(entry.batch)?;
        if self.batches.insert(entry.batch) {
            self.batch(entry, &batch, &items);
        }
        for position in &entry.admitted {
            match items.iter().find(|item| item.position == *position) {
                Some(item) if item.verdict.is_none() => self.item(&batch, item),
                _ => self.fault(format!("log entry {} admits an item that is not in force", entry.number)),
            }
        }
        Ok(entry.head)
    }

    fn batch(&mut self, entry: &EntryRow, batch: &BatchRow, items: &[ItemRow]) {
        let mut leaves = vec![None; batch.count];
        for item in items {
            if let Some(slot) = leaves.get_mut(usize::from(item.position)) {
                *slot = Some(item.hash);
            }
            if item.item().is_some_and(|whole| whole.hash() != item.hash) {
                self.fault(format!("an item of log entry {} was altered", entry.number));
            }
        }
        // A copy that shows nothing has one hidden subtree: the root itself.
        let root = merkle::root_from_parts(&leaves, &batch.hidden);
        let proof = root.map(|root| SignedBatch {
            header: ByteBuf::from(batch.header.clone()),
            items: vec![None; batch.count],
            hidden: vec![root],
        });
        let member = self.directory.member(&batch.device);
        let verified = member
            .zip(proof.ok())
            .is_some_and(|(member, proof)| proof.verify(&self.programme, &member.sign).is_ok());
        if !verified || jonaki_protocol::batch_hash(&batch.header) != batch.hash {
            self.fault(format!("the signature of log entry {} does not verify", entry.number));
        }
    }

    fn item(&mut self, batch: &BatchRow, item: &ItemRow) {
        self.report.items += 1;
        if let Some(Body::Change(change)) = item.item().and_then(|item| item.parse().ok()) {
            // A device that was cloned signs again what it had: the same change stands in two batches.
            let changes = self.documents.entry((change.record, change.compartment)).or_default();
            if !changes.iter().any(|(_, known)| *known == change) {
                changes.push((batch.device, change));
            }
        }
    }

    fn documents(&mut self) -> Stored<()> {
        let mut records = BTreeSet::new();
        for ((record, part), changes) in std::mem::take(&mut self.documents) {
            self.report.records += u64::from(records.insert(record));
            let Some(row) = self.tx.record(&record)?.filter(|row| !row.erased) else { continue };
            let DocumentRow { state, .. } = self.tx.document(&record, part)?.unwrap_or_default();
            let document = state
                .and_then(|state| decode::<DocumentState>(&state).ok())
                .and_then(|state| state.document().ok());
            let whole = document.as_ref().is_some_and(|document| {
                let held = |(device, change): &(_, Change)| {
                    verify_relayed(document, &change.change, *device).is_ok()
                };
                changes.iter().all(held) && document.change_count() as usize == changes.len()
            });
            if !whole {
                self.fault(format!("the {} of record {record} is not what its changes make it", part.name()));
            }
            if part == Compartment::Referral {
                self.referral(&row, document.as_ref().and_then(Header::of))?;
            }
        }
        Ok(())
    }

    /// What is looked up of a referral against its header, and that nobody reads a disclosure that is over.
    fn referral(&mut self, row: &RecordRow, header: Option<Header>) -> Stored<()> {
        let (Some(kept), Some(header)) = (row.referral, header) else {
            self.fault(format!("record {} has a header and is no referral", row.id));
            return Ok(());
        };
        let looked_up = (kept.case, kept.from, kept.to, kept.consent, kept.expires);
        if looked_up != (header.case, header.from, header.to, header.consent, header.expires) {
            self.fault(format!("referral {} is not kept as its header says", row.id));
        }
        let receiver = Principal::Organisation(kept.to);
        let access = self.tx.access(&row.id)?;
        let reads = |(reader, set): &(_, CompartmentSet)| {
            *reader == receiver && set.contains(Compartment::Disclosure)
        };
        if kept.ended.is_some() && access.iter().any(reads) {
            self.fault(format!("referral {} is over and still read", row.id));
        }
        Ok(())
    }

    fn feeds(&mut self) -> Stored<()> {
        let mut principals = BTreeSet::from([Principal::Everyone]);
        for (device, member) in self.directory.members() {
            principals.insert(Principal::Device(*device));
            principals.insert(Principal::Organisation(member.organisation));
        }
        for principal in principals {
            self.report.feeds += 1;
            let mut at = 0;
            loop {
                let page = self.tx.deliveries(&principal, at, 1024)?;
                let Some(last) = page.last() else { break };
                if page.iter().zip(at + 1..).any(|(delivery, expected)| delivery.at != expected) {
                    self.fault("a feed has a gap".to_owned());
                    break;
                }
                at = last.at;
            }
        }
        Ok(())
    }
}
