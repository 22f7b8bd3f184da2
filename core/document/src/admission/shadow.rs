//! Stage 4: on a copy, apply, save, load again. What does not come back the same is refused.

use super::{AdmittedChange, Refusal, Stage, guard};
use crate::document::Document;
use crate::quiet;
use crate::referral;
use automerge::Automerge;
use jonaki_protocol::{Code, limits};

/// How full a document may become.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// Up to the limits: what is made here, or admitted by a server.
    Limits,
    /// A little beyond them: what others made, into a document that may hold what was not sent yet.
    Held,
}

impl Room {
    /// More actors and changes than the limits say.
    fn more(self) -> usize {
        if self == Self::Held { guard::HELD_MORE } else { 0 }
    }
}

/// Takes a copy and gives it with the change in it, and as it is saved. After a panic the copy is gone.
pub(super) fn run(
    mut copy: Document,
    change: &AdmittedChange,
    room: Room,
) -> Result<(Document, Vec<u8>), Refusal> {
    let refuse = |code| Refusal::new(code, Stage::Shadow);
    if !counts_fit(&copy, change, room) {
        return Err(refuse(Code::DocumentFull));
    }
    let limit = bytes(&copy, room);
    let tried = quiet::contain(|| {
        let header = referral::Header::of(&copy);
        copy.inner.apply_changes([change.inner().clone()]).map_err(|_| Code::Shadow)?;
        copy.ledger.take(change.actor(), change.inner());
        referral::stands(header.as_ref(), &copy)?;
        let saved = copy.save();
        // What a client would not load must not come to be.
        guard::check_document(&saved, limit).map_err(|_| Code::DocumentFull)?;
        let again = Automerge::load(&saved).map_err(|_| Code::Shadow)?;
        let heads = copy.inner.get_heads();
        if again.get_heads() != heads || !heads.contains(&change.inner().hash()) {
            return Err(Code::Shadow);
        }
        Ok((copy, saved))
    });
    tried.unwrap_or(Err(Code::Shadow)).map_err(|code| match code {
        Code::ReferralRefused | Code::ReferralOver => Refusal::new(code, Stage::Policy),
        code => refuse(code),
    })
}

/// Whether a document that this device made of `before` with its own change is one that a server would store.
pub(crate) fn has_room(before: &Document, change: &AdmittedChange, after: &Document) -> Result<(), Refusal> {
    referral::stands(referral::Header::of(before).as_ref(), after)
        .map_err(|code| Refusal::new(code, Stage::Policy))?;
    let fits = counts_fit(before, change, Room::Limits)
        && guard::check_document(&after.save(), bytes(before, Room::Limits)).is_ok();
    if fits { Ok(()) } else { Err(Refusal::new(Code::DocumentFull, Stage::Shadow)) }
}

fn bytes(document: &Document, room: Room) -> usize {
    if room == Room::Held { document.layout().held_limit() } else { document.layout().byte_limit() }
}

fn counts_fit(document: &Document, change: &AdmittedChange, room: Room) -> bool {
    let actors = &document.ledger.actors;
    document.ledger.changes < (limits::DOCUMENT_CHANGES + room.more()) as u64
        && (actors.contains_key(&change.actor()) || actors.len() < limits::DOCUMENT_ACTORS + room.more())
}
