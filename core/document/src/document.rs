//! One document in memory: an Automerge document bound to its compartment's layout.

mod draft;
mod edit;

pub(crate) use draft::op_id;
pub use edit::{Edit, EditError, NewChange};

use crate::admission::{AdmittedChange, examine_replayed, guard};
use crate::genesis::{GENESIS_ACTOR, genesis_change, genesis_hash};
use crate::layout::{Layout, layout};
use crate::quiet;
use automerge::{Automerge, Change, ChangeHash, ReadDoc};
use jonaki_protocol::{ActorId, Compartment, Digest};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

/// A document of one compartment.
#[derive(Clone)]
pub struct Document {
    pub(crate) compartment: Compartment,
    pub(crate) inner: Automerge,
    pub(crate) ledger: Ledger,
}

/// What the rules need to know about the changes of a document without walking them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ledger {
    /// The last sequence number of each actor but the genesis.
    pub(crate) actors: BTreeMap<ActorId, u64>,
    /// The highest operation counter.
    pub(crate) max_op: u64,
    /// Changes but the genesis.
    pub(crate) changes: u64,
}

/// Bytes that are not a document of this compartment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// Not one document chunk within the bounds.
    #[error("not a document, or larger than allowed")]
    Bounds,
    /// Automerge cannot load it.
    #[error("the document does not load")]
    Unloadable,
    /// It starts from another first change, or holds changes of actors that no device can have.
    #[error("the document is not one of this compartment")]
    Foreign,
    /// A change does not fit the document.
    #[error("the change cannot be applied")]
    Unappliable,
}

/// A change that a document holds. `Debug` shows nothing of what it says.
#[derive(Clone, PartialEq, Eq)]
pub struct ChangeRecord {
    /// Its SHA-256.
    pub hash: Digest,
    /// Who wrote it.
    pub actor: ActorId,
    /// Its number among its actor's changes of this document, from 1.
    pub seq: u64,
    /// The changes that its author had seen; the genesis may be one of them.
    pub deps: Vec<Digest>,
    /// The uncompressed change chunk.
    pub bytes: Vec<u8>,
}

impl Document {
    /// A document with nothing but its first change.
    ///
    /// # Errors
    /// Only if automerge refuses the constant first change, which the tests exclude.
    pub fn new(compartment: Compartment) -> Result<Self, DocumentError> {
        /// Made once: a copy costs a tenth.
        static BLANK: [OnceLock<Document>; Compartment::ALL.len()] = [const { OnceLock::new() }; Compartment::ALL.len()];
        let blank = &BLANK[usize::from(compartment.code())];
        if let Some(blank) = blank.get() {
            return Ok(blank.clone());
        }
        let mut inner = Automerge::new();
        let genesis = genesis_change(compartment);
        let max_op = genesis.max_op();
        inner.apply_changes([genesis]).map_err(|_| DocumentError::Unloadable)?;
        let made = Self { compartment, inner, ledger: Ledger { max_op, ..Ledger::default() } };
        Ok(blank.get_or_init(|| made).clone())
    }

    /// Loads what [`Document::save`] made on this device. Damage is found: sizes are checked before anything
    /// is allocated, hashes are compared and a panic is contained. For bytes of somebody else there is
    /// [`Document::load_verified`].
    ///
    /// # Errors
    /// [`DocumentError`]; the bytes are then of no use.
    pub fn load(compartment: Compartment, bytes: &[u8]) -> Result<Self, DocumentError> {
        guard::check_document(bytes, layout(compartment).held_limit())?;
        quiet::contain(|| {
            let inner = Automerge::load(bytes).map_err(|_| DocumentError::Unloadable)?;
            Self::from_loaded(compartment, inner)
        })
        .unwrap_or(Err(DocumentError::Unloadable))
    }

    /// Loads a snapshot that somebody else made: as [`Document::load`], and then every change in it passes
    /// guard and shape from the beginning, as if they had come one by one. About 0.1 ms for each change.
    ///
    /// That a change is by the device it names is proved by its batch, not here.
    ///
    /// # Errors
    /// [`DocumentError`]; the bytes are then of no use.
    pub fn load_verified(compartment: Compartment, bytes: &[u8]) -> Result<Self, DocumentError> {
        let loaded = Self::load(compartment, bytes)?;
        let changes = quiet::contain(|| loaded.changes()).map_err(|_| DocumentError::Unloadable)?;
        let mut replayed = Self::new(compartment)?;
        for change in changes {
            let verified = examine_replayed(&replayed, &change.bytes, change.actor.device);
            replayed.apply(&verified.map_err(|_| DocumentError::Foreign)?)?;
        }
        if replayed == loaded { Ok(replayed) } else { Err(DocumentError::Foreign) }
    }

    fn from_loaded(compartment: Compartment, inner: Automerge) -> Result<Self, DocumentError> {
        let mut ledger = Ledger::default();
        let mut genesis = false;
        for change in inner.get_changes_meta(&[]) {
            ledger.max_op = ledger.max_op.max(change.max_op);
            if change.actor.to_bytes() == GENESIS_ACTOR {
                genesis = change.hash.0 == *genesis_hash(compartment).as_bytes();
                if !genesis {
                    return Err(DocumentError::Foreign);
                }
                continue;
            }
            let actor = ActorId::from_slice(change.actor.to_bytes()).ok_or(DocumentError::Foreign)?;
            ledger.changes += 1;
            let last = ledger.actors.entry(actor).or_default();
            *last = (*last).max(change.seq);
        }
        if genesis { Ok(Self { compartment, inner, ledger }) } else { Err(DocumentError::Foreign) }
    }

    /// The whole document, history included, uncompressed: what a snapshot is. Concurrent changes stand in the
    /// order in which they came, so that two devices with the same changes can differ in bytes.
    pub fn save(&self) -> Vec<u8> {
        self.inner.save_nocompress()
    }

    /// Which compartment it is.
    pub fn compartment(&self) -> Compartment {
        self.compartment
    }

    /// The paths it may have.
    pub fn layout(&self) -> &'static Layout {
        layout(self.compartment)
    }

    /// The changes that no other change has seen, sorted.
    pub fn heads(&self) -> Vec<Digest> {
        self.inner.get_heads().iter().map(|hash| digest(*hash)).collect()
    }

    /// Whether it holds a change. The genesis is held by every document.
    pub fn has(&self, hash: &Digest) -> bool {
        self.missing(std::slice::from_ref(hash)).is_empty()
    }

    /// Which of these changes it does not hold, sorted.
    pub fn missing(&self, hashes: &[Digest]) -> Vec<Digest> {
        let hashes: Vec<_> = hashes.iter().map(|hash| ChangeHash(*hash.as_bytes())).collect();
        let missing = self.inner.get_missing_deps(&hashes);
        missing.iter().map(|hash| digest(*hash)).collect()
    }

    /// The last sequence number that an actor used; 0 for one that wrote nothing yet.
    pub fn last_seq(&self, actor: &ActorId) -> u64 {
        self.ledger.actors.get(actor).copied().unwrap_or(0)
    }

    /// How many changes it holds, the genesis not counted.
    pub fn change_count(&self) -> u64 {
        self.ledger.changes
    }

    /// Every change but the genesis, each after those it depends on.
    pub fn changes(&self) -> Vec<ChangeRecord> {
        self.inner.get_changes(&[]).iter().filter_map(ChangeRecord::of).collect()
    }

    /// One change by its hash.
    pub fn change(&self, hash: &Digest) -> Option<ChangeRecord> {
        ChangeRecord::of(&self.inner.get_change_by_hash(&ChangeHash(*hash.as_bytes()))?)
    }

    /// Takes in a change that was verified against this document (or one with the same or fewer changes). One
    /// that is there already changes nothing.
    ///
    /// # Errors
    /// [`DocumentError::Unappliable`] when its dependencies are missing or automerge refuses; the document is
    /// then as it was.
    pub fn apply(&mut self, change: &AdmittedChange) -> Result<(), DocumentError> {
        if self.has(&change.hash()) {
            return Ok(());
        }
        if let Some(next) = change.applied_to(self) {
            *self = next.clone();
            return Ok(());
        }
        let last = self.ledger.actors.get(&change.actor()).copied().unwrap_or(0);
        if change.seq() != last + 1 || !self.missing(change.deps()).is_empty() {
            return Err(DocumentError::Unappliable);
        }
        let mut next = self.inner.clone();
        let applied = quiet::contain(|| next.apply_changes([change.inner().clone()]).is_ok());
        if applied != Ok(true) {
            return Err(DocumentError::Unappliable);
        }
        self.inner = next;
        self.ledger.take(change.actor(), change.inner());
        Ok(())
    }
}

impl Ledger {
    pub(crate) fn take(&mut self, actor: ActorId, change: &Change) {
        self.actors.insert(actor, change.seq());
        self.max_op = self.max_op.max(change.max_op());
        self.changes += 1;
    }
}

impl ChangeRecord {
    fn of(change: &Change) -> Option<Self> {
        if change.actor_id().to_bytes() == GENESIS_ACTOR {
            return None;
        }
        Some(Self {
            hash: digest(change.hash()),
            actor: ActorId::from_slice(change.actor_id().to_bytes())?,
            seq: change.seq(),
            deps: change.deps().iter().map(|hash| digest(*hash)).collect(),
            bytes: change.raw_bytes().to_vec(),
        })
    }
}

impl PartialEq for Document {
    /// Two documents are the same when they hold the same changes.
    fn eq(&self, other: &Self) -> bool {
        self.compartment == other.compartment && self.inner.get_heads() == other.inner.get_heads()
    }
}

impl fmt::Debug for ChangeRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { hash, actor, seq, deps, bytes } = self;
        write!(f, "ChangeRecord({hash:?}, {actor:?}, seq {seq}, {} deps, {} bytes)", deps.len(), bytes.len())
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("compartment", &self.compartment)
            .field("changes", &self.ledger.changes)
            .finish_non_exhaustive()
    }
}

pub(crate) fn digest(hash: ChangeHash) -> Digest {
    Digest::from_bytes(hash.0)
}
