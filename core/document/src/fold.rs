//! A case's status: a fold over its events, never a field that two people overwrite.
//!
//! # Precedence
//!
//! An event *supersedes* every status event that its author had seen, that is: every one in a change that the
//! event's own change depends on, directly or through others. What counts are the events that nobody
//! superseded. With none, the case is `new`. With several, they were written by people who did not know of
//! each other, and the first of this list wins (also among those of one change, which do not supersede each
//! other):
//!
//! `reopened > opened > on_hold > screening > closed > out_of_scope > duplicate_of`
//!
//! Work goes before endings: closing a case while somebody else is working on it must not hide the child. Two
//! closings of equal rank are settled by the smaller entry id, then the smaller author. The order in which
//! events arrive, and every clock, are irrelevant. [`CaseStatus`] follows from the set of events and their
//! dependencies alone. Any later event by somebody who saw them all settles the matter.

use crate::document::{Document, digest};
use crate::read::Entry;
use jonaki_protocol::{ActorId, Digest, EntryId, RecordId};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Where a case stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "status", content = "detail")]
pub enum CaseStatus {
    /// Nobody has taken it up.
    New,
    /// Somebody is looking whether it is a case.
    Screening,
    /// Being worked on.
    Open,
    /// Waiting for something.
    OnHold,
    /// Ended, with the reason's code.
    Closed(String),
    /// Taken up again after an ending.
    Reopened,
    /// The same as another case; the other's id, when it was given.
    DuplicateOf(Option<RecordId>),
    /// Not for this programme.
    OutOfScope,
}

impl CaseStatus {
    /// The stable name, for tables and filters.
    pub fn name(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Screening => "screening",
            Self::Open => "open",
            Self::OnHold => "on_hold",
            Self::Closed(_) => "closed",
            Self::Reopened => "reopened",
            Self::DuplicateOf(_) => "duplicate_of",
            Self::OutOfScope => "out_of_scope",
        }
    }
}

/// What a status event says, in falling precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatusStep {
    /// `reopened`.
    Reopened,
    /// `opened`.
    Opened,
    /// `on_hold`.
    OnHold,
    /// `screening`.
    Screening,
    /// `closed`.
    Closed,
    /// `out_of_scope`.
    OutOfScope,
    /// `duplicate_of`.
    DuplicateOf,
}

impl StatusStep {
    /// From the event's kind; `None` for events that do not move the status.
    pub fn from_kind(kind: &str) -> Option<Self> {
        Some(match kind {
            "reopened" => Self::Reopened,
            "opened" => Self::Opened,
            "on_hold" => Self::OnHold,
            "screening" => Self::Screening,
            "closed" => Self::Closed,
            "out_of_scope" => Self::OutOfScope,
            "duplicate_of" => Self::DuplicateOf,
            _ => return None,
        })
    }
}

/// A status event with what its author had seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusEvent {
    /// What it says.
    pub step: StatusStep,
    /// The entry's id.
    pub id: EntryId,
    /// Who wrote it.
    pub author: ActorId,
    /// The change that wrote it.
    pub change: Digest,
    /// The code of a reason, if one was given.
    pub reason: Option<String>,
    /// The record of which this is a duplicate.
    pub record: Option<RecordId>,
    /// Changes with status events that this one's change depends on, directly or through others.
    pub seen: BTreeSet<Digest>,
}

/// The status of a case from its card.
pub fn case_status(card: &Document) -> CaseStatus {
    fold_status(&status_events(card))
}

/// The status that a set of events amounts to; see the module's documentation for the precedence.
pub fn fold_status(events: &[StatusEvent]) -> CaseStatus {
    let superseded: BTreeSet<&Digest> = events.iter().flat_map(|event| &event.seen).collect();
    let open = events.iter().filter(|event| !superseded.contains(&event.change));
    let Some(event) = open.min_by_key(|event| (event.step, event.id, event.author, event.change)) else {
        return CaseStatus::New;
    };
    match event.step {
        StatusStep::Reopened => CaseStatus::Reopened,
        StatusStep::Opened => CaseStatus::Open,
        StatusStep::OnHold => CaseStatus::OnHold,
        StatusStep::Screening => CaseStatus::Screening,
        StatusStep::Closed => {
            CaseStatus::Closed(event.reason.clone().unwrap_or_else(|| "unknown".to_owned()))
        }
        StatusStep::OutOfScope => CaseStatus::OutOfScope,
        StatusStep::DuplicateOf => CaseStatus::DuplicateOf(event.record),
    }
}

fn status_events(card: &Document) -> Vec<StatusEvent> {
    let mut events: Vec<_> = card.entries("events").iter().filter_map(status_event).collect();
    if events.len() > 1 {
        let seen = seen_by(card, &events);
        for event in &mut events {
            event.seen = seen.get(&event.change).cloned().unwrap_or_default();
        }
    }
    events
}

fn status_event(entry: &Entry) -> Option<StatusEvent> {
    Some(StatusEvent {
        step: StatusStep::from_kind(entry.text("kind")?)?,
        id: entry.id,
        author: entry.author,
        change: entry.change,
        reason: entry.text("reason").map(str::to_owned),
        record: entry.text("record").and_then(RecordId::from_hex),
        seen: BTreeSet::new(),
    })
}

/// For each change with a status event: which others of them are among its ancestors.
fn seen_by(card: &Document, events: &[StatusEvent]) -> BTreeMap<Digest, BTreeSet<Digest>> {
    let marked: BTreeSet<Digest> = events.iter().map(|event| event.change).collect();
    let mut seen = ancestors(card, &marked);
    seen.retain(|change, _| marked.contains(change));
    seen
}

/// For each change of a document: which of the marked ones are among its ancestors.
pub(crate) fn ancestors(
    document: &Document,
    marked: &BTreeSet<Digest>,
) -> BTreeMap<Digest, BTreeSet<Digest>> {
    let mut seen: BTreeMap<Digest, BTreeSet<Digest>> = BTreeMap::new();
    // Every change comes after those it depends on, so one pass carries the sets along.
    for change in document.inner.get_changes_meta(&[]) {
        let mut set = BTreeSet::new();
        for dep in change.deps.iter().map(|dep| digest(*dep)) {
            set.extend(seen.get(&dep).into_iter().flatten().copied());
            if marked.contains(&dep) {
                set.insert(dep);
            }
        }
        seen.insert(digest(change.hash), set);
    }
    seen
}
