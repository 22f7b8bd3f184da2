//! Changes that only an attacker makes: named ones, each of which automerge 0.12 alone does not withstand, and an engine that
//! mutates honest histories ([`bases`], [`Mutator`]), judges what comes out as server and clients do ([`judge()`]), and holds
//! whatever is admitted against what must stay true for ever after ([`check`]).
//!
//! For the demo, the simulator and tests; behind the feature `hostile`, never in a shipped program. Every
//! attack speaks for an actor of the caller's choice, so that it comes from an enrolled device and is stopped
//! by its content alone.

mod chunk;
pub mod craft;
mod forgery;
mod history;
mod judge;
mod mutate;
mod operation;
mod parts;
mod random;
mod reference;
mod round;
pub mod worst;

pub use chunk::{Chunk, chunk, signed_bytes, unsigned_bytes};
pub use forgery::{Action, Forgery, Object, Operation, Preds, Raw, made_at};
pub use history::{Base, bases, some_edits};
pub use judge::{Judged, Stopped, judge};
pub use mutate::{Mutator, damage};
pub use parts::{Parts, put_signed, put_unsigned, sign};
pub use random::Random;
pub use reference::{Escape, check};
pub use round::{Failure, Tally, again, round, round_bases};

use crate::document::{Document, op_id};
use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{ActorId as Actor, Change, ChangeHash, ExpandedChange, ObjType, ROOT, ReadDoc, ScalarValue};
use jonaki_protocol::ActorId;
use std::num::NonZeroU64;

/// One way to harm a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Attack {
    /// Deletes a key without naming what is deleted: applied, saved, never loaded again.
    DeleteWithoutPredecessor,
    /// Overwrites an operation that never was: applied, saved, never loaded again.
    PredecessorMissing,
    /// Overwrites an operation of another key.
    PredecessorForeign,
    /// Overwrites an operation that the change itself makes later.
    PredecessorOwnFuture,
    /// Numbers its operations from 1 although the document has some.
    StartOpOne,
    /// Numbers its operations so high that the next honest edit overflows.
    StartOpMax,
    /// Writes into an object that does not exist: a panic.
    MissingObject,
    /// A list operation on a map: a panic.
    ListOperationOnMap,
    /// Inserts at a map key: replicas diverge.
    InsertAtMapKey,
    /// The fifth change of an actor that made none: a panic.
    SkippedSequence,
    /// Depends on changes that nobody has: kept for ever in a queue.
    Orphan,
    /// Makes a list.
    MakeList,
    /// Increments what is no counter.
    Increment,
    /// Writes to a path that the layout does not have.
    UnknownPath,
    /// Writes a sentence where a code belongs.
    FreeText,
    /// Hides text in the commit message.
    Message,
    /// Hides bytes behind the columns.
    ExtraBytes,
    /// Claims a time.
    Time,
    /// 70-odd bytes of run lengths that stand for 300 million operations.
    RunLengthBomb,
    /// One operation with 50 million predecessors.
    PredecessorBomb,
    /// A compressed chunk, which expands without limit.
    Compressed,
    /// A whole document in place of a change.
    DocumentChunk,
    /// A bundle in place of a change.
    BundleChunk,
    /// Names more other actors than one change may.
    ManyActors,
}

impl Attack {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::DeleteWithoutPredecessor,
        Self::PredecessorMissing,
        Self::PredecessorForeign,
        Self::PredecessorOwnFuture,
        Self::StartOpOne,
        Self::StartOpMax,
        Self::MissingObject,
        Self::ListOperationOnMap,
        Self::InsertAtMapKey,
        Self::SkippedSequence,
        Self::Orphan,
        Self::MakeList,
        Self::Increment,
        Self::UnknownPath,
        Self::FreeText,
        Self::Message,
        Self::ExtraBytes,
        Self::Time,
        Self::RunLengthBomb,
        Self::PredecessorBomb,
        Self::Compressed,
        Self::DocumentChunk,
        Self::BundleChunk,
        Self::ManyActors,
    ];

    /// The bytes that `actor` would send against this document. Deterministic.
    pub fn change(self, document: &Document, actor: ActorId) -> Vec<u8> {
        match self {
            Self::RunLengthBomb => bomb(actor, &[(0x42, &run(300_000_000, 1)), (0x56, &run(300_000_000, 0))]),
            Self::PredecessorBomb => {
                bomb(actor, &[(0x42, &run(1, 1)), (0x56, &run(1, 0)), (0x70, &run(1, 50_000_000))])
            }
            Self::Compressed => {
                let long = put(ObjectId::Root, &"x".repeat(4_000), "");
                Change::from(next(document, actor, vec![long])).bytes().into_owned()
            }
            Self::DocumentChunk => document.save(),
            Self::BundleChunk => {
                let mut raw = raw(next(document, actor, vec![put(ObjectId::Root, "district", "khulna")]));
                raw[8] = 3;
                raw
            }
            _ => raw(self.expanded(document, actor)),
        }
    }

    fn expanded(self, document: &Document, actor: ActorId) -> ExpandedChange {
        let root = ObjectId::Root;
        let unseen = OpId(1_000_000, Actor::from(actor.to_bytes()));
        let genesis = |counter| OpId(counter, Actor::from(crate::genesis::GENESIS_ACTOR));
        let field = document.layout().fields.first().map_or("mode", |field| field.name);
        let write = || put(root.clone(), field, "practice");
        let op = match self {
            Self::DeleteWithoutPredecessor => Op { action: OpType::Delete, ..write() },
            Self::PredecessorMissing => with_pred(write(), &[unseen]),
            Self::PredecessorForeign => with_pred(write(), &[genesis(1)]),
            Self::PredecessorOwnFuture => {
                let future = OpId(document.ledger.max_op + 2, Actor::from(actor.to_bytes()));
                let second = put(root.clone(), "district", "khulna");
                return next(document, actor, vec![with_pred(write(), &[future]), second]);
            }
            Self::MissingObject => put(ObjectId::Id(unseen), field, "practice"),
            Self::ListOperationOnMap => Op { key: Key::Seq(ElementId::Id(genesis(1))), ..write() },
            Self::InsertAtMapKey => Op { insert: true, ..write() },
            Self::MakeList => Op { action: OpType::Make(ObjType::List), ..write() },
            Self::Increment => with_pred(Op { action: OpType::Increment(1), ..write() }, &[genesis(1)]),
            Self::UnknownPath => put(root.clone(), "victim_name", "practice"),
            Self::FreeText => with_pred(put(root.clone(), field, "her name is Rina"), &seen(document, field)),
            Self::ManyActors => {
                let foreign = (1..=65_u8).map(|index| OpId(1, Actor::from([index; ActorId::LEN])));
                with_pred(write(), &foreign.collect::<Vec<_>>())
            }
            _ => write(),
        };
        self.disguise(next(document, actor, vec![op]))
    }

    /// What is wrong with the change as a whole.
    fn disguise(self, mut change: ExpandedChange) -> ExpandedChange {
        match self {
            Self::StartOpOne => change.start_op = NonZeroU64::MIN,
            Self::StartOpMax => change.start_op = NonZeroU64::MIN.saturating_add(u64::from(u32::MAX) - 1),
            Self::SkippedSequence => change.seq += 4,
            Self::Orphan => change.deps = vec![ChangeHash([0xee; 32])],
            Self::Message => change.message = Some("meet me at the market".to_owned()),
            Self::ExtraBytes => change.extra_bytes = b"hidden".to_vec(),
            Self::Time => change.time = 1_700_000_000,
            _ => (),
        }
        change
    }
}

/// A change that plain automerge takes without a word, after which the saved document never loads again.
pub fn unloadable_change(document: &Document, actor: ActorId) -> Vec<u8> {
    Attack::DeleteWithoutPredecessor.change(document, actor)
}

/// A change with the right numbers and dependencies for what the document holds now.
fn next(document: &Document, actor: ActorId, operations: Vec<Op>) -> ExpandedChange {
    ExpandedChange {
        operations,
        actor_id: Actor::from(actor.to_bytes()),
        hash: None,
        seq: document.last_seq(&actor) + 1,
        start_op: NonZeroU64::MIN.saturating_add(document.ledger.max_op),
        time: 0,
        message: None,
        deps: document.inner.get_heads(),
        extra_bytes: Vec::new(),
        author: None,
    }
}

fn raw(change: ExpandedChange) -> Vec<u8> {
    Change::from(change).raw_bytes().to_vec()
}

fn put(obj: ObjectId, key: &str, value: &str) -> Op {
    let value: ScalarValue = value.into();
    Op { action: OpType::Put(value), obj, key: Key::Map(key.into()), pred: Vec::new().into(), insert: false }
}

fn with_pred(op: Op, pred: &[OpId]) -> Op {
    Op { pred: pred.to_vec().into(), ..op }
}

/// What an honest put would name.
fn seen(document: &Document, field: &str) -> Vec<OpId> {
    let found = document.inner.get_all(ROOT, field).unwrap_or_default();
    found.into_iter().filter_map(|(_, id)| op_id(id)).collect()
}

/// A column that is one run.
fn run(count: i64, value: u64) -> Vec<u8> {
    let mut column = Vec::new();
    put_signed(&mut column, count);
    put_unsigned(&mut column, value);
    column
}

/// A hand-made chunk: no dependencies, and the columns as given.
fn bomb(actor: ActorId, columns: &[(u64, &[u8])]) -> Vec<u8> {
    let mut body = vec![0, ActorId::LEN as u8];
    body.extend(actor.to_bytes());
    // seq, startOp, time, message, other actors.
    body.extend([1, 1, 0, 0, 0]);
    put_unsigned(&mut body, columns.len() as u64);
    for (spec, data) in columns {
        put_unsigned(&mut body, *spec);
        put_unsigned(&mut body, data.len() as u64);
    }
    for (_, data) in columns {
        body.extend_from_slice(data);
    }
    let mut chunk = vec![0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, 1];
    put_unsigned(&mut chunk, body.len() as u64);
    chunk.extend(body);
    chunk
}

/// Whether plain automerge, without our admission, takes a change into a document and then cannot load what it saves.
pub fn bricks_plain_automerge(document: &Document, change: &[u8]) -> bool {
    crate::quiet::contain(|| {
        let mut plain = document.inner.clone();
        let taken =
            Change::from_bytes(change.to_vec()).is_ok_and(|change| plain.apply_changes([change]).is_ok());
        taken && automerge::Automerge::load(&plain.save()).is_err()
    })
    .unwrap_or(false)
}
