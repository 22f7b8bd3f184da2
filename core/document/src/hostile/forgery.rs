//! A change with honest numbers and any operations, without naming a type of automerge.

use super::chunk::Chunk;
use super::{next, raw};
use crate::document::{Document, op_id};
use crate::genesis::{GENESIS_ACTOR, map_object};
use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{ActorId as Actor, ChangeHash, ObjId, ObjType, ROOT, ReadDoc, ScalarValue};
use jonaki_protocol::{ActorId, Digest};
use std::num::NonZeroU64;

/// A change to be forged. [`Forgery::on`] gives one with honest numbers.
#[derive(Debug, Clone)]
pub struct Forgery {
    /// Whose.
    pub actor: ActorId,
    /// Sequence number.
    pub seq: u64,
    /// Number of the first operation.
    pub start_op: u64,
    /// What its author claims to have seen.
    pub deps: Vec<Digest>,
    /// What it does.
    pub operations: Vec<Operation>,
}

/// One operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// In which object.
    pub object: Object,
    /// At which key; `None`: at the head of a list.
    pub key: Option<String>,
    /// What.
    pub action: Action,
    /// What it overwrites.
    pub preds: Preds,
    /// Whether it claims to insert.
    pub insert: bool,
}

/// An object of a document.
#[derive(Debug, Clone)]
pub enum Object {
    /// The root.
    Root,
    /// A root map by its name.
    Map(&'static str),
    /// What the operation at this index of the same change made.
    Made(usize),
    /// What any operation made: counter and actor.
    By(u64, ActorId),
}

/// What an operation does.
#[derive(Debug, Clone)]
pub enum Action {
    /// Writes a value.
    Put(Raw),
    /// Deletes.
    Delete,
    /// Adds to a counter.
    Increment(i64),
    /// Makes a map.
    MakeMap,
    /// Makes a table.
    MakeTable,
    /// Makes a text.
    MakeText,
}

/// A value of any type that automerge has.
#[derive(Debug, Clone)]
pub enum Raw {
    /// Nothing.
    Null,
    /// A boolean.
    Bool(bool),
    /// A signed integer.
    Int(i64),
    /// An unsigned integer.
    Uint(u64),
    /// A float.
    Float(f64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A counter.
    Counter(i64),
    /// A time stamp.
    Timestamp(i64),
    /// A type that nobody has named yet.
    Unknown(u8, Vec<u8>),
}

/// What an operation says it overwrites.
#[derive(Debug, Clone)]
pub enum Preds {
    /// Nothing.
    None,
    /// What is visible now, as an honest device would.
    Seen,
    /// These operations: counter and actor; `None` is the genesis.
    Ids(Vec<(u64, Option<ActorId>)>),
}

impl Operation {
    /// An honest put at the root.
    pub fn put(key: &str, value: Raw) -> Self {
        Self::put_in(Object::Root, key, value)
    }

    /// An honest put.
    pub fn put_in(object: Object, key: &str, value: Raw) -> Self {
        Self::at(object, key, Action::Put(value))
    }

    /// Anything at a key, overwriting what is visible there.
    pub fn at(object: Object, key: &str, action: Action) -> Self {
        Self { object, key: Some(key.to_owned()), action, preds: Preds::Seen, insert: false }
    }
}

impl Raw {
    /// Text.
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    fn scalar(&self) -> ScalarValue {
        match self {
            Self::Null => ScalarValue::Null,
            Self::Bool(truth) => ScalarValue::Boolean(*truth),
            Self::Int(number) => ScalarValue::Int(*number),
            Self::Uint(number) => ScalarValue::Uint(*number),
            Self::Float(number) => ScalarValue::F64(*number),
            Self::Text(text) => text.as_str().into(),
            Self::Bytes(bytes) => ScalarValue::Bytes(bytes.clone()),
            Self::Counter(number) => ScalarValue::counter(*number),
            Self::Timestamp(time) => ScalarValue::Timestamp(*time),
            Self::Unknown(type_code, bytes) => {
                ScalarValue::Unknown { type_code: *type_code, bytes: bytes.clone() }
            }
        }
    }
}

impl Forgery {
    /// A change that follows what the document holds, with these operations.
    pub fn on(document: &Document, actor: ActorId, operations: Vec<Operation>) -> Self {
        let (seq, start_op) = (document.last_seq(&actor) + 1, document.ledger.max_op + 1);
        Self { actor, seq, start_op, deps: document.heads(), operations }
    }

    /// Its bytes.
    pub fn bytes(&self, document: &Document) -> Vec<u8> {
        let operations =
            self.operations.iter().map(|operation| self.operation(document, operation)).collect();
        let mut change = next(document, self.actor, operations);
        change.seq = self.seq;
        change.start_op = NonZeroU64::new(self.start_op).unwrap_or(NonZeroU64::MIN);
        change.deps = self.deps.iter().map(|dep| ChangeHash(*dep.as_bytes())).collect();
        raw(change)
    }

    /// Its parts, for lies about single bytes.
    pub fn chunk(&self, document: &Document) -> Chunk {
        Chunk::of(&self.bytes(document))
    }

    fn operation(&self, document: &Document, operation: &Operation) -> Op {
        let (obj, exid) = self.object(document, &operation.object);
        let key = match &operation.key {
            Some(key) => Key::Map(key.as_str().into()),
            None => Key::Seq(ElementId::Head),
        };
        let action = match &operation.action {
            Action::Put(value) => OpType::Put(value.scalar()),
            Action::Delete => OpType::Delete,
            Action::Increment(by) => OpType::Increment(*by),
            Action::MakeMap => OpType::Make(ObjType::Map),
            Action::MakeTable => OpType::Make(ObjType::Table),
            Action::MakeText => OpType::Make(ObjType::Text),
        };
        let pred: Vec<OpId> = match (&operation.preds, &operation.key, exid) {
            (Preds::Ids(ids), _, _) => ids.iter().map(|(counter, actor)| op(*counter, *actor)).collect(),
            (Preds::Seen, Some(key), Some(object)) => {
                let seen = document.inner.get_all(&object, key.as_str()).unwrap_or_default();
                seen.into_iter().filter_map(|(_, id)| op_id(id)).collect()
            }
            _ => Vec::new(),
        };
        Op { action, obj, key, pred: pred.into(), insert: operation.insert }
    }

    fn object(&self, document: &Document, object: &Object) -> (ObjectId, Option<ObjId>) {
        match object {
            Object::Root => (ObjectId::Root, Some(ROOT)),
            Object::Map(name) => {
                let index = document.layout().maps.iter().position(|map| map.name == *name).unwrap_or(0);
                (ObjectId::Id(op(index as u64 + 1, None)), Some(map_object(index)))
            }
            Object::Made(index) => (ObjectId::Id(op(self.start_op + *index as u64, Some(self.actor))), None),
            Object::By(counter, actor) => (ObjectId::Id(op(*counter, Some(*actor))), None),
        }
    }
}

fn op(counter: u64, actor: Option<ActorId>) -> OpId {
    OpId(counter, actor.map_or_else(|| Actor::from(GENESIS_ACTOR), |actor| Actor::from(actor.to_bytes())))
}

/// The operation that made an entry: counter and actor.
pub fn made_at(document: &Document, map: &str, key: &str) -> Option<(u64, ActorId)> {
    let object = document.map_object(map)?;
    let (_, id) = document.inner.get(&object, key).ok().flatten()?;
    let id = op_id(id)?;
    Some((id.counter(), ActorId::from_slice(id.actor().to_bytes())?))
}
