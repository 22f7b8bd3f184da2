//! The first change of every document: constant per layout, made by nobody, never transmitted.
//!
//! It creates the root maps, so that devices which start the same document independently write into the same
//! maps and still merge. Its bytes are fixed for ever; a new layout version adds a second constant change.

use crate::layout::layout;
use automerge::legacy::{Key, ObjectId, Op, OpType};
use automerge::{ActorId as Actor, Change, ExpandedChange, ObjId, ObjType};
use jonaki_protocol::{ActorId, Compartment, Digest};
use std::num::NonZeroU64;
use std::sync::OnceLock;

/// The actor of every genesis: all zero, no device's.
pub(crate) const GENESIS_ACTOR: [u8; ActorId::LEN] = [0; ActorId::LEN];

static BYTES: [OnceLock<Vec<u8>>; Compartment::ALL.len()] = [const { OnceLock::new() }; Compartment::ALL.len()];

/// The bytes of a compartment's first change.
pub fn genesis(compartment: Compartment) -> &'static [u8] {
    BYTES[usize::from(compartment.code())].get_or_init(|| genesis_change(compartment).raw_bytes().to_vec())
}

/// The hash of a compartment's first change.
pub fn genesis_hash(compartment: Compartment) -> Digest {
    static HASHES: [OnceLock<Digest>; Compartment::ALL.len()] = [const { OnceLock::new() }; Compartment::ALL.len()];
    *HASHES[usize::from(compartment.code())]
        .get_or_init(|| Digest::from_bytes(genesis_change(compartment).hash().0))
}

/// The change itself.
pub(crate) fn genesis_change(compartment: Compartment) -> Change {
    let make = |name: &str| Op {
        action: OpType::Make(ObjType::Map),
        obj: ObjectId::Root,
        key: Key::Map(name.into()),
        pred: Vec::new().into(),
        insert: false,
    };
    Change::from(ExpandedChange {
        operations: layout(compartment).maps.iter().map(|map| make(map.name)).collect(),
        actor_id: Actor::from(GENESIS_ACTOR),
        hash: None,
        seq: 1,
        start_op: NonZeroU64::MIN,
        time: 0,
        message: None,
        deps: Vec::new(),
        extra_bytes: Vec::new(),
        author: None,
    })
}

/// The object of a root map, by its place in the layout.
pub(crate) fn map_object(index: usize) -> ObjId {
    ObjId::Id(index as u64 + 1, Actor::from(GENESIS_ACTOR), 0)
}
