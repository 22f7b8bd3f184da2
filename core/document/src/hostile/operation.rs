//! Mutations of what a change does: they are encoded as automerge encodes, so that they come past guard.

use super::history::Base;
use super::mutate::someone;
use super::random::Random;
use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{ActorId as Actor, ChangeHash, ExpandedChange, ObjType, ScalarValue};
use jonaki_protocol::ActorId;
use std::num::NonZeroU64;

/// Keys that layouts have, and some that they have not.
const KEYS: &[&str] = &[
    "district",
    "phase",
    "urgency",
    "mode",
    "events",
    "views",
    "kind",
    "at",
    "text",
    "narrative",
    "village",
    "q1",
    "q9",
    "name_given",
    "birth_date",
    "shelter",
    "plan",
    "begging",
    "organ",
    "victim_name",
    "000000000000000000000001",
    "",
];

/// Values that some field takes, and some that none does.
const TEXTS: &[&str] = &[
    "khulna",
    "opened",
    "rescued",
    "filed",
    "unknown",
    "2026-01-01",
    "2026-02-30",
    "নাম",
    "",
    "her name is given here",
];

/// Alters a change once.
pub(super) fn alter(random: &mut Random, base: &Base, bases: &[Base], change: &mut ExpandedChange) {
    if change.deps.is_empty() || change.operations.is_empty() {
        return;
    }
    match random.below(14) {
        0 => change.seq = change.seq.wrapping_add(*random.pick(&[1, 2, u64::MAX])).max(1),
        1 => change.start_op = NonZeroU64::MIN.saturating_add(random.bits() % 40),
        2 => dependency(random, base, change),
        3 => change.actor_id = Actor::from(someone(random, base)),
        // Another life of the sender that begins here: allowed, as after a restore.
        4 => {
            let incarnation = [9, 9, 9, random.byte()];
            change.actor_id = Actor::from(ActorId { device: base.writer.device, incarnation }.to_bytes());
            change.seq = 1;
        }
        5 => {
            let op = random.pick(&change.operations).clone();
            change.operations.push(op);
        }
        6 if change.operations.len() > 1 => {
            let (one, two) = (random.below(change.operations.len()), random.below(change.operations.len()));
            change.operations.swap(one, two);
        }
        7 if change.operations.len() > 1 => {
            let at = random.below(change.operations.len());
            change.operations.remove(at);
        }
        8 => {
            let other = random.pick(bases);
            change.operations.extend(other.expanded.operations.iter().cloned());
        }
        _ => {
            let at = random.below(change.operations.len());
            let own = change.actor_id.clone();
            operation(random, base, &own, &mut change.operations[at]);
        }
    }
}

fn dependency(random: &mut Random, base: &Base, change: &mut ExpandedChange) {
    let at = random.below(change.deps.len());
    match random.below(5) {
        0 => drop(change.deps.remove(at)),
        1 => change.deps.push(ChangeHash([random.byte(); 32])),
        2 => change.deps.push(change.deps[at]),
        _ if base.known.is_empty() => {}
        3 => change.deps.push(ChangeHash(*random.pick(&base.known))),
        _ => change.deps[at] = ChangeHash(*random.pick(&base.known)),
    }
}

fn operation(random: &mut Random, base: &Base, own: &Actor, op: &mut Op) {
    let any = {
        let actors =
            [own.clone(), Actor::from([0_u8; 20]), Actor::from(random.pick(&base.actors).to_bytes())];
        OpId(random.bits() % 24, random.pick(&actors).clone())
    };
    match random.below(12) {
        0 => op.insert = !op.insert,
        1 => op.obj = ObjectId::Id(any),
        2 => op.obj = ObjectId::Root,
        3 => op.pred = vec![any].into(),
        4 => op.pred = Vec::new().into(),
        // As many as there were, but not the same: the last one twice.
        5 => {
            let mut pred: Vec<OpId> = op.pred.iter().cloned().collect();
            if let Some(last) = pred.last().cloned() {
                match pred.len() {
                    1 => pred.push(last),
                    _ => pred[0] = last,
                }
            }
            op.pred = pred.into();
        }
        6 => op.key = Key::Seq(if random.chance(50) { ElementId::Head } else { ElementId::Id(any) }),
        7 => op.key = Key::Map((*random.pick(KEYS)).into()),
        8..=10 => op.action = OpType::Put(value(random)),
        _ => {
            op.action = match random.below(6) {
                0 => OpType::Delete,
                1 => OpType::Make(ObjType::Map),
                2 => OpType::Make(ObjType::Text),
                3 => OpType::Make(ObjType::Table),
                4 => OpType::Increment(1),
                _ => OpType::MarkEnd(true),
            }
        }
    }
}

fn value(random: &mut Random) -> ScalarValue {
    match random.below(12) {
        0..=3 => (*random.pick(TEXTS)).into(),
        4 => ScalarValue::Int(random.below(30) as i64),
        5 => ScalarValue::Int(super::history::HOUR + 3600 * random.below(9) as i64),
        6 => ScalarValue::Boolean(random.chance(50)),
        7 => ScalarValue::Null,
        8 => ScalarValue::Uint(random.bits()),
        9 => ScalarValue::F64(f64::from_bits(random.bits())),
        10 => ScalarValue::Bytes(vec![random.byte(); random.below(40)]),
        _ => ScalarValue::Timestamp(random.bits() as i64),
    }
}
