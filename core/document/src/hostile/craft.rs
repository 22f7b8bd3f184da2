//! Changes as a fuzzer writes them: any bytes become operations, most of them almost right, so that what is tried lies
//! just outside of what an honest device writes. And what automerge alone makes of a change.

mod program;

use super::{next, raw};
use crate::document::{Document, op_id};
use crate::genesis::{GENESIS_ACTOR, map_object};
use crate::layout::{EntrySpec, FieldType, MapContent};
use crate::quiet;
use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{
    ActorId as Actor, Automerge, Change, ChangeHash, ExpandedChange, ObjId, ObjType, ROOT, ReadDoc,
    ScalarValue,
};
use jonaki_protocol::ActorId;
use program::{Program, odd_value, value};
use std::num::NonZeroU64;

/// Operations that one program writes at most.
const OPERATIONS: usize = 48;

/// What automerge without our admission does with a change that it did not refuse to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plain {
    /// It cannot be read, or is not taken.
    Refused,
    /// A panic.
    Panicked,
    /// It is kept in a queue, for dependencies that nobody has.
    Queued,
    /// It is in the document, which saves and loads.
    Taken,
    /// It is in the document, which never loads again.
    Bricked,
}

/// The change that a program describes, on what this document holds. Zeros describe an honest one; `None` where automerge
/// cannot even encode it.
pub fn crafted(document: &Document, actor: ActorId, program: &[u8]) -> Option<Vec<u8>> {
    let mut input = Program(program);
    let mut change = next(document, actor, Vec::new());
    head(&mut input, document, &mut change);
    while !input.0.is_empty() && change.operations.len() < OPERATIONS {
        let operation = operation(&mut input, document, &change);
        change.operations.push(operation);
    }
    encode(change)
}

/// An honest change with the alterations that a program describes. `None` where the bytes are no change, or automerge cannot
/// encode what became of them.
pub fn altered(document: &Document, honest: &[u8], program: &[u8]) -> Option<Vec<u8>> {
    let mut input = Program(program);
    let mut change =
        quiet::contain(|| Change::from_bytes(honest.to_vec()).ok().map(|it| it.decode())).ok()??;
    for _ in 0..8 {
        if input.0.is_empty() || change.operations.is_empty() {
            break;
        }
        let at = input.below(change.operations.len());
        let other = input.below(change.operations.len());
        match input.byte() % 8 {
            0 => head(&mut input, document, &mut change),
            1 => change.operations.swap(at, other),
            2 => drop(change.operations.remove(at)),
            3 => change.operations.push(change.operations[at].clone()),
            4 => change.operations[at] = operation(&mut input, document, &change),
            5 => change.operations[at].pred = change.operations[other].pred.clone(),
            6 => change.operations[at].key = change.operations[other].key.clone(),
            _ => change.operations[at].action = change.operations[other].action.clone(),
        }
    }
    encode(change)
}

/// How many operations and predecessors automerge makes of a change; `None` where it cannot read it or panics.
pub fn rows(change: &[u8]) -> Option<(usize, usize)> {
    quiet::contain(|| {
        let expanded = Change::from_bytes(change.to_vec()).ok()?.decode();
        let preds = expanded.operations.iter().map(|operation| operation.pred.len()).sum();
        Some((expanded.operations.len(), preds))
    })
    .ok()?
}

/// Applies a change to a copy, with nothing in between.
pub fn plain(document: &Document, change: &[u8]) -> Plain {
    quiet::contain(|| {
        let Ok(change) = Change::from_bytes(change.to_vec()) else { return Plain::Refused };
        let (mut copy, hash) = (document.inner.clone(), change.hash());
        if copy.apply_changes([change]).is_err() {
            return Plain::Refused;
        }
        if copy.get_change_meta_by_hash(&hash).is_none() {
            return Plain::Queued;
        }
        match Automerge::load(&copy.save()) {
            Ok(again) if again.get_heads() == copy.get_heads() => Plain::Taken,
            _ => Plain::Bricked,
        }
    })
    .unwrap_or(Plain::Panicked)
}

fn encode(change: ExpandedChange) -> Option<Vec<u8>> {
    quiet::contain(|| raw(change)).ok()
}

/// Numbers and ancestry.
fn head(input: &mut Program<'_>, document: &Document, change: &mut ExpandedChange) {
    match input.byte() % 16 {
        1 => change.seq = change.seq.wrapping_add(1),
        2 => change.seq = change.seq.saturating_sub(1).max(1),
        3 => change.start_op = change.start_op.saturating_add(u64::from(input.byte())),
        4 => change.start_op = NonZeroU64::MIN.saturating_add(u64::from(input.byte())),
        5 => drop(change.deps.pop()),
        6 => change.deps.push(ChangeHash([input.byte(); 32])),
        7 => change.deps.clear(),
        // As if the author had seen less: what honest concurrent work looks like.
        8..=12 => {
            let changes = document.changes();
            let Some(seen) = input.pick(&changes) else { return };
            let dep = ChangeHash(*seen.hash.as_bytes());
            change.deps = vec![dep];
            if let Some(meta) = document.inner.get_change_meta_by_hash(&dep) {
                change.start_op = NonZeroU64::MIN.saturating_add(meta.max_op);
            }
            if changes.iter().any(|known| known.actor.to_bytes() == change.actor_id.to_bytes()) {
                change.deps.extend(own_last(document, change).filter(|own| *own != dep));
                change.deps.sort_unstable();
            }
        }
        13 => change.actor_id = some_actor(input, change),
        14 => change.message = Some(input.text()),
        15 => change.extra_bytes = vec![input.byte(); input.below(9)],
        _ => {}
    }
}

fn own_last(document: &Document, change: &ExpandedChange) -> Option<ChangeHash> {
    let own =
        document.changes().into_iter().filter(|known| known.actor.to_bytes() == change.actor_id.to_bytes());
    own.max_by_key(|known| known.seq).map(|known| ChangeHash(*known.hash.as_bytes()))
}

fn some_actor(input: &mut Program<'_>, change: &ExpandedChange) -> Actor {
    match input.byte() % 4 {
        0 => change.actor_id.clone(),
        1 => Actor::from(GENESIS_ACTOR),
        _ => {
            let mut bytes = [input.byte() % 5; ActorId::LEN];
            bytes[16..].copy_from_slice(&[0, 0, 0, 1]);
            Actor::from(bytes)
        }
    }
}

/// Where an operation writes, and what belongs there.
enum Place {
    Register(&'static str, FieldType),
    Member(ObjId, String),
    Answer(ObjId, String),
    Entry(ObjId, String),
    Field(OpId, &'static str, FieldType),
}

fn operation(input: &mut Program<'_>, document: &Document, change: &ExpandedChange) -> Op {
    let place = place(input, document, change);
    let mut operation = written(input, document, change, place);
    // One in four is spoilt.
    match input.byte() {
        choice @ 192.. => spoil(input, &mut operation, choice, change),
        choice @ 176..=191 => {
            operation.action =
                if choice.is_multiple_of(2) { OpType::Delete } else { OpType::Put(odd_value(input)) }
        }
        _ => {}
    }
    operation
}

fn place(input: &mut Program<'_>, document: &Document, change: &ExpandedChange) -> Place {
    let layout = document.layout();
    let register = |input: &mut Program<'_>| match input.pick(layout.fields) {
        Some(field) => Place::Register(field.name, field.kind),
        None => Place::Register("mode", FieldType::Bool),
    };
    let choice = input.byte() % 8;
    if choice < 3 || layout.maps.is_empty() {
        return register(input);
    }
    if choice > 4
        && let Some((made, spec)) = last_entry(document, change)
        && let Some(field) = input.pick(spec.fields)
    {
        return Place::Field(made, field.name, field.kind);
    }
    let index = input.below(layout.maps.len());
    let object = map_object(index);
    match &layout.maps[index].content {
        MapContent::Members { codes, .. } => {
            Place::Member(object, input.pick(codes).copied().unwrap_or_default().to_owned())
        }
        MapContent::Answers => Place::Answer(object, format!("q{}", input.byte() % 4)),
        MapContent::Entries(_) => {
            let key = match input.byte() {
                // One that may be there already, or the views' key.
                0..=7 => "01".repeat(12),
                8..=15 => change.actor_id.to_bytes()[..16].iter().map(|byte| format!("{byte:02x}")).collect(),
                byte => format!("{byte:02x}").repeat(12),
            };
            Place::Entry(object, key)
        }
        MapContent::Reserved => register(input),
    }
}

/// The entry that the change makes last, and what belongs into it.
fn last_entry(document: &Document, change: &ExpandedChange) -> Option<(OpId, &'static EntrySpec)> {
    let made = |operation: &Op| matches!(operation.action, OpType::Make(_));
    let index = change.operations.iter().rposition(made)?;
    let ObjectId::Id(map) = &change.operations[index].obj else { return None };
    let spec = document.layout().maps.get(usize::try_from(map.counter().checked_sub(1)?).ok()?)?;
    let MapContent::Entries(entry) = &spec.content else { return None };
    Some((OpId(change.start_op.get() + index as u64, change.actor_id.clone()), entry))
}

fn written(input: &mut Program<'_>, document: &Document, change: &ExpandedChange, place: Place) -> Op {
    let (object, key, action) = match place {
        Place::Register(key, kind) => (ROOT, key.to_owned(), OpType::Put(value(input, kind))),
        Place::Member(object, key) => (object, key, OpType::Put(ScalarValue::Boolean(true))),
        Place::Answer(object, key) => (object, key, OpType::Put(value(input, FieldType::Answer))),
        Place::Entry(object, key) => (object, key, OpType::Make(ObjType::Map)),
        Place::Field(made, key, kind) => {
            let action = OpType::Put(value(input, kind));
            let key = Key::Map(key.into());
            return Op { action, obj: ObjectId::Id(made), key, pred: Vec::new().into(), insert: false };
        }
    };
    let deps = &change.deps;
    let seen = quiet::contain(|| match document.ledger.changes {
        0 => Vec::new(),
        _ => document.inner.get_all_at(&object, key.as_str(), deps).unwrap_or_default(),
    });
    let pred: Vec<OpId> = seen.unwrap_or_default().into_iter().filter_map(|(_, id)| op_id(id)).collect();
    let obj = op_id(object).map_or(ObjectId::Root, ObjectId::Id);
    Op { action, obj, key: Key::Map(key.into()), pred: pred.into(), insert: false }
}

fn spoil(input: &mut Program<'_>, operation: &mut Op, choice: u8, change: &ExpandedChange) {
    let any = OpId(u64::from(input.byte() % 48), some_actor(input, change));
    match choice % 12 {
        0 => operation.insert = true,
        1 => operation.obj = ObjectId::Id(any),
        2 => operation.obj = ObjectId::Root,
        3 => operation.pred = vec![any].into(),
        4 => operation.pred = Vec::new().into(),
        5 => {
            operation.key =
                Key::Seq(if input.byte().is_multiple_of(2) { ElementId::Head } else { ElementId::Id(any) })
        }
        6 => operation.key = Key::Map(input.text().into()),
        7 => {
            operation.action =
                OpType::Make(if input.byte().is_multiple_of(2) { ObjType::List } else { ObjType::Text })
        }
        8 => operation.action = OpType::Increment(i64::from(input.byte())),
        9 => operation.action = OpType::MarkEnd(true),
        10 => operation.action = OpType::Make(ObjType::Map),
        _ => {
            let mut pred: Vec<OpId> = operation.pred.iter().cloned().collect();
            pred.push(any);
            operation.pred = pred.into();
        }
    }
}
