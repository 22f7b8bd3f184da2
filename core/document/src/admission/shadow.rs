//! Stage 4: on a copy, apply, save, load again. What does not come back the same is refused.

use super::{AdmittedChange, Refusal, Stage, guard};
use crate::document::Document;
use crate::quiet;
use automerge::Automerge;
use jonaki_protocol::{Code, limits};

/// Takes a copy and gives it with the change in it, and as it is saved. After a panic the copy is gone.
pub(super) fn run(mut copy: Document, change: &AdmittedChange) -> Result<(Document, Vec<u8>), Refusal> {
    let refuse = |code| Refusal::new(code, Stage::Shadow);
    let actors = &copy.ledger.actors;
    if copy.ledger.changes >= limits::DOCUMENT_CHANGES as u64
        || actors.len() >= limits::DOCUMENT_ACTORS && !actors.contains_key(&change.actor())
    {
        return Err(refuse(Code::DocumentFull));
    }
    let limit = copy.layout().byte_limit();
    let tried = quiet::contain(|| {
        copy.inner.apply_changes([change.inner().clone()]).map_err(|_| Code::Shadow)?;
        copy.ledger.take(change.actor(), change.inner());
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
    tried.unwrap_or(Err(Code::Shadow)).map_err(refuse)
}
