//! What waited for keys or for other changes, tried again when something came that it may have waited for, and only then: what
//! a hostile device leaves waiting for ever must not cost every later round something.

use crate::Error;
use crate::client::Session;
use crate::ledger::parcel::{self, Kept};
use jonaki_document::Refusal;
use jonaki_protocol::{
    Body, Change, Code, Digest, Erase, Grant, Letter, RecordId, Removal, Sealed, Withdraw,
};
use std::collections::{BTreeSet, HashMap, VecDeque};

/// What came in a round that others may have waited for.
#[derive(Default)]
pub(crate) struct Stirred {
    /// Records with a new change, key set, grant or snapshot.
    pub(crate) records: BTreeSet<RecordId>,
    /// A private key of our organisation, or what opens grants.
    pub(crate) keys: bool,
    /// A certificate.
    pub(crate) members: bool,
}

/// Why a change is set aside.
pub(super) struct Aside {
    pub(super) code: Code,
    /// With [`Code::Pending`]: a change that it waits for; `None` while it waits for a key.
    waits_for: Option<Digest>,
}

impl From<Code> for Aside {
    fn from(code: Code) -> Self {
        Self { code, waits_for: None }
    }
}

impl From<Refusal> for Aside {
    fn from(refusal: Refusal) -> Self {
        Self { code: refusal.code, waits_for: refusal.missing.first().copied() }
    }
}

impl Session<'_, '_> {
    /// Tries again what waited, until nothing moves; then brings the list up to date.
    pub(super) fn settle(&mut self) -> Result<(), Error> {
        if std::mem::take(&mut self.stirred.members) {
            for kept in parcel::set_aside(self.tx, Removal::KIND, Code::Pending)? {
                let taken = self.item(&kept)?;
                self.settled(&kept, taken)?;
            }
        }
        if std::mem::take(&mut self.stirred.keys) {
            for kind in [Grant::KIND, Letter::KIND] {
                for kept in parcel::set_aside(self.tx, kind, Code::Pending)? {
                    let taken = self.item(&kept)?;
                    self.settled(&kept, taken)?;
                }
            }
        }
        while let Some(record) = self.stirred.records.pop_first() {
            for kind in [Grant::KIND, Withdraw::KIND, Erase::KIND] {
                for kept in parcel::set_aside_of(self.tx, record, kind, Code::Pending)? {
                    let taken = self.item(&kept)?;
                    self.settled(&kept, taken)?;
                }
            }
            self.settle_changes(record)?;
            // What it stirred was tried just now.
            self.stirred.records.remove(&record);
        }
        self.purge_left()?;
        self.refresh_touched()
    }

    /// Notes what became of something that waited; whether it is in force now.
    fn settled(&mut self, kept: &Kept, taken: Result<(), Code>) -> Result<bool, Error> {
        match taken {
            Err(Code::Pending) => return Ok(false),
            taken => parcel::set_verdict(self.tx, (kept.parcel, kept.position), taken.err())?,
        }
        Ok(taken.is_ok())
    }

    /// The changes of a record that wait. Each is tried once, and again only when the one change came that it said it waited
    /// for: in whatever order they are, that is once for each of its dependencies at most.
    fn settle_changes(&mut self, record: RecordId) -> Result<(), Error> {
        let mut waiting = parcel::set_aside_of(self.tx, record, Change::KIND, Code::Pending)?;
        waiting.extend(parcel::set_aside_of(self.tx, record, Sealed::KIND, Code::Pending)?);
        let mut queue: VecDeque<usize> = (0..waiting.len()).collect();
        let mut waits_for: HashMap<Digest, Vec<usize>> = HashMap::new();
        while let Some(index) = queue.pop_front() {
            let Some(kept) = waiting.get(index) else { continue };
            let id = match kept.item.parse() {
                Ok(Body::Change(change)) => change.document(),
                Ok(Body::Sealed(sealed)) => sealed.document(),
                _ => continue,
            };
            self.touched.insert(record);
            let outcome = self.change_of(id, kept)?;
            let taken: Result<(), Code> = outcome.as_ref().map(drop).map_err(|aside| aside.code);
            self.settled(kept, taken)?;
            match outcome {
                Ok(hash) => queue.extend(waits_for.remove(&hash).unwrap_or_default()),
                Err(aside) => {
                    if let Some(missing) = aside.waits_for {
                        waits_for.entry(missing).or_default().push(index);
                    }
                }
            }
        }
        Ok(())
    }
}
