//! What must hold for ever after a change was admitted: it loads, saves, merges, and everybody goes on, on every replica,
//! without panic, divergence or bloat.

use super::history::{Base, merge, some_edits};
use super::random::Random;
use crate::admission::{Admitted, admit, verify_relayed};
use crate::document::{Document, Edit};
use crate::quiet;
use automerge::{Change, ReadDoc as _};

/// Something that admission let through, or that server and clients disagree about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Escape {
    /// What went wrong.
    pub what: String,
}

impl Escape {
    pub(super) fn new(what: &str) -> Self {
        Self { what: what.to_owned() }
    }
}

fn hold(holds: bool, what: &str) -> Result<(), Escape> {
    if holds { Ok(()) } else { Err(Escape::new(what)) }
}

/// Bytes that a change may add to a saved document beyond twice its own: columns that were one run become several.
const SLACK: usize = 1_024;

/// Everything that must hold after a change was admitted. Follows from the random source.
///
/// # Errors
/// [`Escape`] says what does not.
pub fn check(random: &mut Random, base: &Base, after: &Document, raw: &[u8]) -> Result<(), Escape> {
    quiet::contain(|| {
        stored(base, after, raw)?;
        let (one, other) = merged(random, base, after, raw)?;
        goes_on(random, base, one, other)
    })
    .unwrap_or_else(|_| Err(Escape::new("going on after the change panics")))
}

/// The server's way into its database, the saved form, and no more growth than the change says.
fn stored(base: &Base, after: &Document, raw: &[u8]) -> Result<(), Escape> {
    let (before, saved) = (base.document.save(), after.save());
    if let Some(state) = &base.state {
        let Ok(Admitted::New { state: next, .. }) = admit(state, raw, &base.writer) else {
            return Err(Escape::new("the stored state does not take what the loaded document takes"));
        };
        hold(next.snapshot.as_ref() == Some(&saved), "the server would store another document")?;
        hold(next.document().is_ok_and(|stored| stored == *after), "the stored state does not load")?;
    }
    let loaded = Document::load(after.compartment, &saved);
    hold(loaded.is_ok_and(|loaded| loaded == *after), "the saved document does not load")?;
    hold(saved.len() <= before.len() + 2 * raw.len() + SLACK, "the saved document grows beyond the change")?;
    let change =
        Change::from_bytes(raw.to_vec()).map_err(|_| Escape::new("an admitted change does not parse"))?;
    let grown = after.inner.stats().num_ops - base.document.inner.stats().num_ops;
    hold(grown <= change.len() as u64, "more operations than the change says")?;
    hold(after.ledger.max_op <= base.document.ledger.max_op.max(change.max_op()), "the counter leaps")
}

/// A replica that did something else meanwhile and gets the change later, merged with one that got it first.
fn merged(
    random: &mut Random,
    base: &Base,
    after: &Document,
    raw: &[u8],
) -> Result<(Document, Document), Escape> {
    let compartment = after.compartment;
    let mut other = base.document.clone();
    let edited = other.edit(base.hands[1], &some_edits(random, compartment));
    hold(edited.is_ok(), "a replica without the change cannot go on")?;
    let verified = verify_relayed(&other, raw, base.writer.device);
    let verified = verified.map_err(|refusal| Escape {
        what: format!("a replica that is ahead refuses what was admitted: {refusal}"),
    })?;
    hold(other.apply(&verified).is_ok(), "the change does not apply on a replica that is ahead")?;
    let mut one = after.clone();
    hold(
        one.edit(base.hands[2], &some_edits(random, compartment)).is_ok(),
        "nobody can edit after the change",
    )?;
    let before = one.clone();
    hold(merge(&mut one, &other), "the first replica does not take what the second has")?;
    hold(merge(&mut other, &before), "the second replica does not take what the first has")?;
    same(&one, &other)?;
    Ok((one, other))
}

fn same(one: &Document, other: &Document) -> Result<(), Escape> {
    hold(one == other && one.change_count() == other.change_count(), "replicas diverge")?;
    let shown = |document: &Document| format!("{:?} {:?}", document.fields(), document.conflicts());
    hold(shown(one) == shown(other), "replicas show different values")
}

/// The author's own device and everybody else go on; conflicts can be settled; a device that starts from nothing comes to
/// the same.
fn goes_on(random: &mut Random, base: &Base, mut one: Document, mut other: Document) -> Result<(), Escape> {
    let compartment = one.compartment;
    for actor in base.hands {
        hold(one.edit(actor, &some_edits(random, compartment)).is_ok(), "somebody cannot go on")?;
    }
    let settle: Vec<_> = one
        .conflicts()
        .into_iter()
        .map(|conflict| Edit::Set { field: conflict.field, value: conflict.value.current })
        .collect();
    hold(
        one.edit(base.hands[2], &settle).is_ok() && one.conflicts().is_empty(),
        "a conflict cannot be settled",
    )?;
    let loaded = Document::load(compartment, &one.save());
    hold(loaded.is_ok_and(|loaded| loaded == one), "the document does not load after going on")?;
    hold(merge(&mut other, &one), "the other replica does not follow")?;
    same(&one, &other)?;
    if random.chance(10) {
        let again = Document::load_verified(compartment, &one.save());
        hold(again.is_ok_and(|again| again == one), "a snapshot of it is refused")?;
        let mut again = Document::new(compartment).map_err(|_| Escape::new("no blank document"))?;
        hold(merge(&mut again, &one) && again == one, "change by change it comes to something else")?;
    }
    Ok(())
}
