//! Deciding about changes of others. Bytes from an enrolled device are hostile until proven otherwise:
//! automerge 0.12 panics on single operations, expands 74 bytes into a minute of work, and takes changes
//! after which the document never loads again.
//!
//! Four stages, in this order, the cheap ones first:
//! 1. [`guard`]: bytes only, nothing allocated; then the one canonical encoding;
//! 2. [`shape`]: every operation against the document and its layout;
//! 3. [`policy`]: every effect against the rule table;
//! 4. [`shadow`]: on a copy, load, apply, save, load again.
//!
//! The server runs all four on open changes ([`admit`]). Clients run them on sealed changes after decrypting
//! ([`verify_sealed`]), and without the table on open changes that the server admitted ([`verify_relayed`]).

pub mod guard;
pub mod policy;
mod refusal;
mod shadow;
mod shape;
mod state;

pub use policy::Standing;
pub use refusal::{Refusal, Stage};
use shadow::Room;
pub(crate) use shadow::has_room;
pub use state::DocumentState;

use crate::document::{Document, digest};
use crate::quiet;
use automerge::{Change, ExpandedChange};
use jonaki_protocol::{ActorId, Code, DeviceId, Digest};

/// Who signed a change, and what that device is to the document's record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Writer {
    /// The signing device.
    pub device: DeviceId,
    /// Its column of the rule table.
    pub standing: Standing,
}

/// A change that passed; the only thing that [`Document::apply`] takes. `Debug` shows nothing of what it says.
#[derive(Clone)]
pub struct AdmittedChange {
    inner: Change,
    actor: ActorId,
    deps: Vec<Digest>,
    /// What the shadow stage has made already.
    applied: Option<Box<Applied>>,
}

impl std::fmt::Debug for AdmittedChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (seq, operations) = (self.inner.seq(), self.inner.len());
        write!(f, "AdmittedChange({:?}, seq {seq}, {operations} operations)", self.actor)
    }
}

/// A document with a change in it.
#[derive(Clone)]
struct Applied {
    /// The heads before the change; with the compartment they name the document that it was tried on.
    base: Vec<Digest>,
    next: Document,
}

/// The answer to a change that is not refused.
#[derive(Debug, Clone)]
pub enum Admitted {
    /// It was there already: a repeated request changes nothing.
    Known {
        /// The change's hash.
        hash: Digest,
    },
    /// It is in the new state.
    New {
        /// What to store in place of the old state.
        state: Box<DocumentState>,
        /// The change.
        change: Box<AdmittedChange>,
    },
}

impl AdmittedChange {
    /// The change's SHA-256.
    pub fn hash(&self) -> Digest {
        digest(self.inner.hash())
    }

    /// Who wrote it.
    pub fn actor(&self) -> ActorId {
        self.actor
    }

    /// Its number among the actor's changes of the document.
    pub fn seq(&self) -> u64 {
        self.inner.seq()
    }

    /// What its author had seen.
    pub fn deps(&self) -> &[Digest] {
        &self.deps
    }

    /// The uncompressed change chunk.
    pub fn bytes(&self) -> &[u8] {
        self.inner.raw_bytes()
    }

    pub(crate) fn inner(&self) -> &Change {
        &self.inner
    }

    /// The document with the change in it, if the shadow stage tried it on just this one.
    pub(crate) fn applied_to(&self, document: &Document) -> Option<&Document> {
        let applied = self.applied.as_ref()?;
        let same = applied.next.compartment == document.compartment && applied.base == document.heads();
        same.then_some(&applied.next)
    }
}

impl Admitted {
    /// The change's hash.
    pub fn hash(&self) -> Digest {
        match self {
            Self::Known { hash } => *hash,
            Self::New { change, .. } => change.hash(),
        }
    }
}

/// All four stages on an open change, for the server. `state` is left as it was; on [`Admitted::New`] store
/// the new one in the same transaction as the change.
///
/// # Errors
/// [`Refusal`]. With [`Code::Pending`] the change is not wrong: it waits for [`Refusal::missing`].
pub fn admit(state: &DocumentState, raw: &[u8], writer: &Writer) -> Result<Admitted, Refusal> {
    let (change, expanded) = decode(raw)?;
    let document = state.document().map_err(|_| Refusal::new(Code::Unavailable, Stage::Shadow))?;
    let check = Check { device: writer.device, writer: Some(writer), now: true };
    let Some(change) = examine(&document, change, &expanded, check)? else {
        return Ok(Admitted::Known { hash: hash_of(&expanded) });
    };
    let (next, saved) = shadow::run(document, &change, Room::Limits)?;
    Ok(Admitted::New { state: Box::new(DocumentState::of(&next, saved)), change: Box::new(change) })
}

/// [`admit`] on a document that is loaded already, without what makes a state of it: for trying many changes on one. `None`
/// for a change that is there.
#[cfg(feature = "hostile")]
pub(crate) fn admit_loaded(
    document: &Document,
    raw: &[u8],
    writer: &Writer,
) -> Result<Option<(Document, Vec<u8>)>, Refusal> {
    let (change, expanded) = decode(raw)?;
    let check = Check { device: writer.device, writer: Some(writer), now: true };
    let Some(change) = examine(document, change, &expanded, check)? else { return Ok(None) };
    shadow::run(document.clone(), &change, Room::Limits).map(Some)
}

/// All four stages on a decrypted change of a sealed document, for a client. A verdict depends on the change
/// and on what its author had seen, so every device comes to the same one in whatever order changes arrive;
/// only a full document and a second change with one sequence number are judged by what came first, which the
/// server's log makes the same for all.
///
/// A change that is there already passes.
///
/// # Errors
/// [`Refusal`]: set the change aside and show it; it blocks nothing.
pub fn verify_sealed(document: &Document, raw: &[u8], writer: &Writer) -> Result<AdmittedChange, Refusal> {
    verify(document, raw, writer.device, Some(writer))
}

/// Guard, shape and shadow on an open change that the server admitted, for a client that cannot know what its
/// author's standing was at that time.
///
/// # Errors
/// [`Refusal`]: set the change aside and show it; it blocks nothing.
pub fn verify_relayed(document: &Document, raw: &[u8], device: DeviceId) -> Result<AdmittedChange, Refusal> {
    verify(document, raw, device, None)
}

fn verify(
    document: &Document,
    raw: &[u8],
    device: DeviceId,
    writer: Option<&Writer>,
) -> Result<AdmittedChange, Refusal> {
    let (change, expanded) = decode(raw)?;
    let known = AdmittedChange::of(change.clone())?;
    match examine(document, change, &expanded, Check { device, writer, now: false })? {
        Some(mut change) => {
            let (next, _) = shadow::run(document.clone(), &change, Room::Held)?;
            change.applied = Some(Box::new(Applied { base: document.heads(), next }));
            Ok(change)
        }
        None => Ok(known),
    }
}

/// The stages before shadow on a change that this device just made.
pub(crate) fn examine_own(
    document: &Document,
    raw: &[u8],
    device: DeviceId,
    writer: Option<&Writer>,
) -> Result<AdmittedChange, Refusal> {
    let (change, expanded) = decode(raw)?;
    let change = examine(document, change, &expanded, Check { device, writer, now: true })?;
    change.ok_or_else(|| Refusal::new(Code::ShapeSequence, Stage::Shape))
}

/// Guard and shape on a change of a snapshot that is being replayed.
pub(crate) fn examine_replayed(
    document: &Document,
    raw: &[u8],
    device: DeviceId,
) -> Result<AdmittedChange, Refusal> {
    let (change, expanded) = decode(raw)?;
    let change = examine(document, change, &expanded, Check { device, writer: None, now: false })?;
    change.ok_or_else(|| Refusal::new(Code::ShapeSequence, Stage::Shape))
}

/// What to examine a change for.
#[derive(Clone, Copy)]
struct Check<'a> {
    device: DeviceId,
    writer: Option<&'a Writer>,
    /// Whether what the document holds beyond the change's dependencies counts too.
    now: bool,
}

/// Shape and policy. `None` when the change is there already.
fn examine(
    document: &Document,
    change: Change,
    expanded: &ExpandedChange,
    check: Check<'_>,
) -> Result<Option<AdmittedChange>, Refusal> {
    if document.has(&digest(change.hash())) {
        return Ok(None);
    }
    let change = AdmittedChange::of(change)?;
    let deeds = quiet::contain(|| shape::check(document, &change, expanded, check.device, check.now))
        .unwrap_or_else(|_| Err(Refusal::new(Code::ShapeOperation, Stage::Shape)))?;
    if let Some(writer) = check.writer {
        policy::check(document.compartment(), writer, &deeds)?;
    }
    Ok(Some(change))
}

/// Guard, then automerge's own parser on what is left, then the canonical form.
fn decode(raw: &[u8]) -> Result<(Change, ExpandedChange), Refusal> {
    guard::check_change(raw)?;
    let broken = || Refusal::new(Code::GuardChunk, Stage::Guard);
    let parsed = quiet::contain(|| {
        let change = Change::from_bytes(raw.to_vec()).ok()?;
        // The chunk's own checksum is not read by `from_bytes`.
        if raw.get(4..8) != change.hash().0.get(..4) {
            return None;
        }
        let expanded = change.decode();
        let again = Change::from(expanded.clone());
        Some((change, expanded, again.raw_bytes() == raw))
    });
    match parsed {
        Ok(Some((change, expanded, true))) => Ok((change, expanded)),
        Ok(Some((_, _, false))) => Err(Refusal::new(Code::GuardCanonical, Stage::Guard)),
        Ok(None) | Err(_) => Err(broken()),
    }
}

fn hash_of(expanded: &ExpandedChange) -> Digest {
    expanded.hash.map_or_else(|| Digest::from_bytes([0; 32]), digest)
}

impl AdmittedChange {
    fn of(inner: Change) -> Result<Self, Refusal> {
        let actor = ActorId::from_slice(inner.actor_id().to_bytes())
            .ok_or_else(|| Refusal::new(Code::ShapeActor, Stage::Shape))?;
        let deps = inner.deps().iter().map(|dep| digest(*dep)).collect();
        Ok(Self { inner, actor, deps, applied: None })
    }
}
