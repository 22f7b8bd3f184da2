//! Admission: bytes, operations and whole documents against the model "load, save, merge and go on editing, on every
//! replica, and come to the same".

use super::Reached;
use super::input::{Input, chunk, inside};
use jonaki_document::hostile::craft::{self, Plain};
use jonaki_document::{
    Admitted, AdmittedChange, Document, DocumentState, Edit, Scalar, Stage, Standing, Writer, admit, guard,
    hostile, verify_relayed, verify_sealed,
};
use jonaki_protocol::{ActorId, Compartment, DeviceId, EntryId, limits};
use std::sync::OnceLock;

const HOUR: i64 = crate::world::START;

/// A document with a history, as the server has it and as devices have it, and an honest change on top.
pub(super) struct Base {
    pub(super) document: Document,
    /// For open documents.
    state: Option<DocumentState>,
    /// Of one of its devices, which had not seen everything.
    pub(super) honest: Vec<u8>,
    author: DeviceId,
}

impl Base {
    /// Who writes: one of its devices, or one that is new.
    pub(super) fn actor(&self, choice: u8) -> ActorId {
        match choice >> 4 & 3 {
            0 => ActorId { device: self.author, incarnation: [0, 0, 0, 1] },
            number => actor(number + 1),
        }
    }
}

fn actor(number: u8) -> ActorId {
    ActorId { device: DeviceId::from_bytes([number; 16]), incarnation: [0, 0, 0, 1] }
}

/// Made once: empty, fresh and long documents, with conflicts, entries and what was removed.
pub(super) fn bases() -> &'static [Base] {
    static MADE: OnceLock<Vec<Base>> = OnceLock::new();
    MADE.get_or_init(|| {
        let shapes = [
            (Compartment::Card, 0),
            (Compartment::Card, 1),
            (Compartment::Card, 9),
            (Compartment::Account, 7),
            (Compartment::Identity, 2),
            (Compartment::Safety, 4),
        ];
        shapes.into_iter().map(|(compartment, rounds)| base(compartment, rounds)).collect()
    })
}

fn base(compartment: Compartment, rounds: u8) -> Base {
    let mut devices = vec![Document::new(compartment).expect("a document"); 3];
    for round in 0..rounds {
        let who = usize::from(round % 3);
        devices[who].edit(actor(who as u8 + 1), &edits(compartment, round)).expect("edited");
        if round % 2 == 0 {
            let from = devices[who].clone();
            merge(&mut devices[(who + 1) % 3], &from);
        }
    }
    let author = usize::from(rounds % 3);
    let mut seen = devices[author].clone();
    let mut document = devices[author].clone();
    // It knows more than the author of the honest change did.
    merge(&mut document, &devices[(author + 1) % 3]);
    let honest = seen.edit(actor(author as u8 + 1), &edits(compartment, 101)).expect("edited");
    let honest = honest.expect("a change").bytes;
    let state = (!compartment.is_sealed()).then(|| state_of(&document));
    Base { document, state, honest, author: actor(author as u8 + 1).device }
}

fn state_of(document: &Document) -> DocumentState {
    let mut state = DocumentState::new(document.compartment()).expect("a state");
    for change in document.changes() {
        let by = Writer { device: change.actor.device, standing: Standing::CoordinatorWithAccess };
        if let Ok(Admitted::New { state: next, .. }) = admit(&state, &change.bytes, &by) {
            state = *next;
        }
    }
    assert_eq!(state.changes, document.change_count());
    state
}

/// Honest work of one round.
fn edits(compartment: Compartment, round: u8) -> Vec<Edit> {
    // An id that no program of a fuzzer writes.
    let mut id = [round; 12];
    id[11] = !round;
    let entry = |map: &str, fields: &[(&str, Scalar)]| Edit::add_entry(map, EntryId::from_bytes(id), fields);
    let at = ("at", Scalar::Int(HOUR));
    let place = ["khulna", "dhaka", "feni"][usize::from(round % 3)];
    match compartment {
        Compartment::Card => vec![
            Edit::set("district", place.into()),
            Edit::set("number_of_children", Scalar::Int(i64::from(round))),
            if round % 4 == 3 {
                Edit::remove_member("concern_types", "begging")
            } else {
                Edit::add_member("concern_types", "begging")
            },
            entry("events", &[("kind", "opened".into()), at]),
        ],
        Compartment::Identity => vec![Edit::set("name_given", place.into()), Edit::clear("phone")],
        _ => vec![
            if round % 4 == 3 { Edit::clear("answers.q1") } else { Edit::set("answers.q1", Scalar::Int(7)) },
            entry("notes", &[("text", place.into()), at]),
        ],
    }
}

fn merge(to: &mut Document, from: &Document) {
    for change in from.changes() {
        let verified =
            verify_relayed(to, &change.bytes, change.actor.device).expect("it was admitted before");
        to.apply(&verified).expect("applied");
    }
}

/// Bytes through the guard. What it lets through costs automerge no more than the limits say, also what automerge then
/// refuses or panics on; what is admitted in the end is harmless to automerge alone.
pub fn guard(data: &[u8]) -> Reached {
    let mut input = Input(data);
    let mode = input.byte();
    if mode % 4 == 3 {
        let most = if mode & 4 == 0 { limits::OPEN_DOCUMENT_BYTES } else { limits::SEALED_DOCUMENT_BYTES };
        let bytes = chunk(0, input.0);
        if guard::check_document(&bytes, most).is_err() {
            return Reached::Refused;
        }
        assert!(bytes.len() <= most);
        assert!(guard::check_document(&bytes, bytes.len() - 1).is_err());
        return Reached::Taken;
    }
    let raw = if mode.is_multiple_of(4) { input.0.to_vec() } else { chunk(1, input.0) };
    let base = &bases()[usize::from(mode >> 2) % bases().len()];
    if let Err(refusal) = guard::check_change(&raw) {
        assert_eq!(refusal.stage, Stage::Guard);
        let by = Writer { device: base.author, standing: Standing::CoordinatorWithAccess };
        assert_eq!(verify_sealed(&base.document, &raw, &by).err(), Some(refusal));
        return Reached::Refused;
    }
    if let Some((operations, preds)) = craft::rows(&raw) {
        assert!(operations <= limits::CHANGE_OPS, "{operations} operations behind the guard");
        assert!(preds <= 2 * limits::CHANGE_OPS, "{preds} predecessors behind the guard");
    }
    let alone = craft::plain(&base.document, &raw);
    let by = Writer { device: base.author, standing: Standing::CoordinatorWithAccess };
    if verify_sealed(&base.document, &raw, &by).is_ok() {
        assert_eq!(alone, Plain::Taken, "admitted, and automerge alone says otherwise");
    }
    Reached::Taken
}

/// A change as bytes, its checksum right, through all four stages.
pub fn admission(data: &[u8]) -> Reached {
    let mut input = Input(data);
    let mode = input.byte();
    let base = &bases()[usize::from(mode & 15) % bases().len()];
    judged(base, &chunk(1, input.0), by(mode, base.actor(mode).device))
}

/// A change as operations that the bytes describe, or as an honest one with alterations, through all four stages.
pub fn operations(data: &[u8]) -> Reached {
    let mut input = Input(data);
    let mode = input.byte();
    let base = &bases()[usize::from(mode & 15) % bases().len()];
    let (raw, device) = if mode & 128 == 0 {
        let actor = base.actor(mode);
        (craft::crafted(&base.document, actor, input.0), actor.device)
    } else {
        (craft::altered(&base.document, &base.honest, input.0), base.author)
    };
    raw.map_or(Reached::Refused, |raw| judged(base, &raw, by(mode, device)))
}

/// One change in four is a reporter's.
fn by(mode: u8, device: DeviceId) -> Writer {
    let reports = mode & 0x60 == 0x60;
    Writer {
        device,
        standing: if reports { Standing::ReporterOfCase } else { Standing::CoordinatorWithAccess },
    }
}

/// As the server and as a device judge it; what is admitted must be harmless for ever after.
fn judged(base: &Base, raw: &[u8], by: Writer) -> Reached {
    let device = by.device;
    let as_device = verify_sealed(&base.document, raw, &by);
    let Some(state) = &base.state else {
        return as_device
            .map_or(Reached::Refused, |change| after_verifying(&base.document, &change, raw, device));
    };
    let before = state.clone();
    let as_server = admit(state, raw, &by);
    assert_eq!(*state, before, "the state is left as it was");
    let admitted = match (as_server, &as_device) {
        (Ok(admitted), Ok(change)) => {
            assert_eq!(admitted.hash(), change.hash());
            admitted
        }
        // What a server refuses for the sake of what came meanwhile, no device ever sees.
        (Err(_), _) => return Reached::Refused,
        (Ok(_), Err(refusal)) => panic!("the server admits what a device refuses: {refusal}"),
    };
    let Admitted::New { state: next, change } = admitted else { return Reached::Taken };
    let after = next.document().expect("what is stored loads");
    assert!(next.snapshot.as_ref().is_some_and(|saved| *saved == after.save()));
    assert_eq!(next.heads, after.heads());
    let again = admit(&next, raw, &by).expect("what is there is known");
    assert!(matches!(again, Admitted::Known { .. }));
    let mut applied = base.document.clone();
    applied.apply(&change).expect("applied");
    assert_eq!(applied, after);
    harmless(&base.document, &after, raw, device);
    Reached::Taken
}

/// What must hold of a change that a device verified.
pub(super) fn after_verifying(
    document: &Document,
    change: &AdmittedChange,
    raw: &[u8],
    device: DeviceId,
) -> Reached {
    assert_eq!(change.bytes(), raw);
    let mut after = document.clone();
    after.apply(change).expect("what is verified can be applied");
    // What was there already passes, whoever brings it.
    if after != *document {
        assert_eq!(change.actor().device, device);
        harmless(document, &after, raw, device);
    }
    Reached::Taken
}

/// Loads, saves, merges in any order, and every device goes on.
fn harmless(before: &Document, after: &Document, raw: &[u8], device: DeviceId) {
    let compartment = before.compartment();
    assert_eq!(craft::plain(before, raw), Plain::Taken);
    assert!(!hostile::bricks_plain_automerge(before, raw));
    let loaded = Document::load(compartment, &after.save()).expect("it loads");
    assert_eq!(loaded, *after);
    assert_eq!(after.save(), loaded.save());
    // A replica that did something else meanwhile, and gets the change later.
    let mut other = before.clone();
    other.edit(actor(7), &edits(compartment, 107)).expect("edited");
    let verified = verify_relayed(&other, raw, device).expect("what one admits every other does");
    other.apply(&verified).expect("applied");
    let mut one = loaded;
    one.edit(actor(8), &edits(compartment, 108)).expect("edited");
    let kept = one.clone();
    merge(&mut one, &other);
    merge(&mut other, &kept);
    assert_eq!(one, other);
    assert_eq!(said(&one), said(&other), "replicas say different things");
    // Its author and everybody else go on, conflicts are settled, and all of it replays from the beginning.
    one.edit(ActorId { device, incarnation: [0, 0, 0, 1] }, &edits(compartment, 109)).expect("edited");
    let settle: Vec<Edit> = one
        .conflicts()
        .into_iter()
        .map(|conflict| Edit::Set { field: conflict.field, value: conflict.value.current })
        .collect();
    one.edit(actor(8), &settle).expect("settled");
    assert!(one.conflicts().is_empty(), "a conflict that cannot be settled");
    let saved = one.save();
    let limit = limits::CHANGE_BYTES + before.save().len() + 16 * 1024;
    assert!(saved.len() <= limit, "{} bytes after a change of {}", saved.len(), raw.len());
    let mut again = Document::new(compartment).expect("a document");
    merge(&mut again, &one);
    assert_eq!(again, one);
    assert_eq!(said(&again), said(&one), "a replay says something else");
}

/// Everything that is shown.
fn said(document: &Document) -> String {
    let maps = document.layout().maps.iter();
    let maps: Vec<_> = maps
        .map(|map| (document.answers(map.name), document.members(map.name), document.entries(map.name)))
        .collect();
    format!("{:?} {maps:?} {:?} {:?}", document.fields(), document.views(), document.conflicts())
}

/// A whole document as a server sends it, its checksum right.
pub fn snapshot(data: &[u8]) -> Reached {
    let mut input = Input(data);
    let mode = input.byte();
    let compartment = Compartment::ALL[usize::from(mode % 4)];
    let bytes = if mode & 4 == 0 { chunk(0, input.0) } else { input.0.to_vec() };
    let loaded = Document::load(compartment, &bytes);
    if let Ok(loaded) = &loaded {
        assert_eq!(Document::load(compartment, &loaded.save()).as_ref(), Ok(loaded));
        let _ = said(loaded);
    }
    let Ok(verified) = Document::load_verified(compartment, &bytes) else { return Reached::Refused };
    assert_eq!(loaded, Ok(verified.clone()));
    let mut again = Document::new(compartment).expect("a document");
    merge(&mut again, &verified);
    assert_eq!(again, verified);
    assert_eq!(said(&again), said(&verified));
    let mut goes_on = verified;
    goes_on.edit(actor(9), &edits(compartment, 110)).expect("edited");
    assert_eq!(Document::load(compartment, &goes_on.save()), Ok(goes_on));
    Reached::Taken
}

/// What of a document's own changes and snapshots the targets take, for seeds.
pub(super) fn parts(base: &Base) -> (Vec<Vec<u8>>, Vec<u8>) {
    let changes = base.document.changes().into_iter().map(|change| inside(&change.bytes).to_vec());
    (changes.chain([inside(&base.honest).to_vec()]).collect(), inside(&base.document.save()).to_vec())
}
