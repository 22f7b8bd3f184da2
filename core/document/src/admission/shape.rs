//! Stage 2: the change against the document that its author had seen, operation by operation.
//!
//! An operation must overwrite exactly what was visible to its author at its key: neither more nor less than
//! an honest device writes. So no predecessor can be missing, foreign or still to come, nothing can be
//! brought back, and no conflict can be made on purpose except by not looking.

use super::policy::{Action, Deed, PathClass};
use super::{AdmittedChange, Refusal, Stage};
use crate::document::{Document, op_id};
use crate::genesis::GENESIS_ACTOR;
use crate::layout::{EntryKey, EntrySpec, FieldType, MapContent, MapSpec};
use crate::value::Scalar;
use automerge::legacy::{Key, ObjectId, Op, OpId, OpType};
use automerge::{ActorId as Actor, ChangeHash, ExpandedChange, ObjId, ObjType, ROOT, ReadDoc, ScalarValue};
use jonaki_protocol::{Code, DeviceId};
use std::collections::{BTreeMap, BTreeSet};

/// The effects of a change that fits the document.
pub(super) fn check(
    document: &Document,
    change: &AdmittedChange,
    expanded: &ExpandedChange,
    device: DeviceId,
    now: bool,
) -> Result<Vec<Deed>, Refusal> {
    if change.actor().device != device {
        return refuse(Code::ShapeActor);
    }
    let missing = document.missing(change.deps());
    if !missing.is_empty() {
        return Err(Refusal { code: Code::Pending, stage: Stage::Shape, missing });
    }
    follows(document, change, expanded)?;
    let deps = &expanded.deps;
    let current = document.inner.get_heads();
    let at = if same(&current, deps) { None } else { Some(deps.as_slice()) };
    let mut reader = Reader { document, at, device, now, written: BTreeSet::new(), made: BTreeMap::new() };
    let mut deeds = Vec::with_capacity(expanded.operations.len());
    for (index, operation) in expanded.operations.iter().enumerate() {
        let id = OpId(expanded.start_op.get() + index as u64, expanded.actor_id.clone());
        deeds.extend(reader.operation(operation, id)?);
    }
    reader.finish(&mut deeds)?;
    Ok(deeds)
}

fn refuse<T>(code: Code) -> Result<T, Refusal> {
    Err(Refusal::new(code, Stage::Shape))
}

fn same(heads: &[ChangeHash], deps: &[ChangeHash]) -> bool {
    heads.len() == deps.len() && heads.iter().all(|head| deps.contains(head))
}

/// Numbers and ancestry.
fn follows(document: &Document, change: &AdmittedChange, expanded: &ExpandedChange) -> Result<(), Refusal> {
    let last = document.last_seq(&change.actor());
    if change.seq() != last + 1 {
        return refuse(Code::ShapeSequence);
    }
    let (mut highest, mut continues) = (0, last == 0);
    for dep in &expanded.deps {
        let Some(meta) = document.inner.get_change_meta_by_hash(dep) else { return refuse(Code::ShapeStart) };
        highest = highest.max(meta.max_op);
        continues |= meta.seq == last && *meta.actor == expanded.actor_id;
    }
    // Without its own last change among the dependencies an actor could number two operations alike.
    if !continues {
        return refuse(Code::ShapeSequence);
    }
    if expanded.deps.is_empty() || expanded.start_op.get() != highest + 1 {
        return refuse(Code::ShapeStart);
    }
    Ok(())
}

/// An object: operation counter and actor.
type Target = (u64, Vec<u8>);

struct Reader<'a> {
    document: &'a Document,
    /// The change's dependencies, unless they are all that the document has.
    at: Option<&'a [ChangeHash]>,
    device: DeviceId,
    now: bool,
    /// Places written so far: an honest change writes each once.
    written: BTreeSet<(Option<Target>, String)>,
    /// Entries made so far, by the operation that made them.
    made: BTreeMap<u64, Made>,
}

/// An entry that the change makes.
struct Made {
    spec: &'static EntrySpec,
    fields: BTreeSet<&'static str>,
    kind: Option<String>,
    own_key: bool,
}

/// Where an operation writes.
enum Place<'a> {
    Root,
    Map(&'static MapSpec, ObjId),
    Entry(&'a mut Made),
}

impl Reader<'_> {
    fn operation(&mut self, op: &Op, id: OpId) -> Result<Option<Deed>, Refusal> {
        let Key::Map(key) = &op.key else { return refuse(Code::ShapeOperation) };
        if op.insert {
            return refuse(Code::ShapeOperation);
        }
        let object = match &op.obj {
            ObjectId::Root => None,
            ObjectId::Id(object) => Some((object.counter(), object.actor().to_bytes().to_vec())),
        };
        if !self.written.insert((object, key.to_string())) {
            return refuse(Code::ShapeOperation);
        }
        match self.place(&op.obj, id.actor())? {
            Place::Root => self.register(op, key).map(Some),
            Place::Map(spec, object) => self.in_map(op, key, spec, (object, id)),
            Place::Entry(made) => in_entry(op, key, made).map(|()| None),
        }
    }

    fn place(&mut self, object: &ObjectId, author: &Actor) -> Result<Place<'_>, Refusal> {
        let ObjectId::Id(id) = object else { return Ok(Place::Root) };
        if id.actor().to_bytes() == GENESIS_ACTOR {
            let index = usize::try_from(id.counter().wrapping_sub(1)).ok();
            let spec = index.and_then(|index| self.document.layout().maps.get(index));
            let spec = spec.ok_or_else(|| Refusal::new(Code::ShapeOperation, Stage::Shape))?;
            return Ok(Place::Map(spec, ObjId::Id(id.counter(), id.actor().clone(), 0)));
        }
        if id.actor() == author
            && let Some(made) = self.made.get_mut(&id.counter())
        {
            return Ok(Place::Entry(made));
        }
        // Something that exists but was made by another change is an entry, and entries are complete.
        let existing = ObjId::Id(id.counter(), id.actor().clone(), 0);
        let code = match self.document.inner.object_type(&existing) {
            Ok(_) => Code::PolicyImmutable,
            Err(_) => Code::ShapeOperation,
        };
        refuse(code)
    }

    fn register(&self, op: &Op, key: &str) -> Result<Deed, Refusal> {
        let Some(spec) = self.document.layout().field(key) else { return refuse(Code::ShapePath) };
        let action = self.scalar(op, key, &ROOT, |value| spec.kind.accepts(value))?;
        Ok(Deed { class: spec.class, action, own_key: true })
    }

    fn in_map(
        &mut self,
        op: &Op,
        key: &str,
        spec: &'static MapSpec,
        (object, id): (ObjId, OpId),
    ) -> Result<Option<Deed>, Refusal> {
        if !spec.content.accepts_key(key) {
            return refuse(Code::ShapePath);
        }
        let class = match &spec.content {
            MapContent::Members { class, .. } => *class,
            MapContent::Answers => PathClass::Answer,
            MapContent::Entries(entry) => return self.entry(op, key, entry, (object, id)).map(|()| None),
            MapContent::Reserved => return refuse(Code::ShapePath),
        };
        let action = self.scalar(op, key, &object, |value| spec.content.accepts_value(value))?;
        Ok(Some(Deed { class, action, own_key: true }))
    }

    /// Making an entry: only ever where there is none.
    fn entry(
        &mut self,
        op: &Op,
        key: &str,
        spec: &'static EntrySpec,
        (object, id): (ObjId, OpId),
    ) -> Result<(), Refusal> {
        let there = !self.visible(&object, key)?.is_empty()
            || self.now && spec.key == EntryKey::Entry && !self.visible_now(&object, key).is_empty();
        match op.action {
            OpType::Make(ObjType::Map) if !there && op.pred.is_empty() => {
                let own_key = spec.key == EntryKey::Entry || key == self.device.to_string();
                let made = Made { spec, fields: BTreeSet::new(), kind: None, own_key };
                self.made.insert(id.counter(), made);
                Ok(())
            }
            OpType::Make(ObjType::Map) | OpType::Put(_) | OpType::Delete if there => {
                refuse(Code::PolicyImmutable)
            }
            _ => refuse(Code::ShapeOperation),
        }
    }

    /// A put or a delete of a scalar that overwrites just what its author saw.
    fn scalar(
        &self,
        op: &Op,
        key: &str,
        object: &ObjId,
        accepts: impl Fn(&Scalar) -> bool,
    ) -> Result<Action, Refusal> {
        let seen = self.visible(object, key)?;
        // Both ways: of two versions seen, one named twice would be one overwritten and one left.
        let named = |id: &OpId| op.pred.iter().any(|pred| pred == id);
        if op.pred.len() != seen.len() || !seen.iter().all(named) {
            return refuse(Code::ShapeOperation);
        }
        let own = |pred: &OpId| pred.actor().to_bytes().starts_with(self.device.as_bytes());
        match &op.action {
            OpType::Put(value) => {
                let fits = scalar_of(value).is_some_and(|value| accepts(&value));
                if !fits {
                    return refuse(Code::ShapeValue);
                }
                Ok(match seen.as_slice() {
                    [] => Action::Create,
                    seen if seen.iter().all(own) => Action::ReplaceOwn,
                    _ => Action::ReplaceOther,
                })
            }
            OpType::Delete if !seen.is_empty() => Ok(Action::Remove),
            _ => refuse(Code::ShapeOperation),
        }
    }

    /// The operations that the author saw at a key.
    fn visible(&self, object: &ObjId, key: &str) -> Result<Vec<OpId>, Refusal> {
        let is_blank = self.document.ledger.changes == 0 && self.document.map_object(key).is_none();
        if is_blank {
            // There is nothing but the root maps.
            return Ok(Vec::new());
        }
        let found = match self.at {
            Some(deps) => self.document.inner.get_all_at(object, key, deps),
            None => self.document.inner.get_all(object, key),
        };
        let found = found.map_err(|_| Refusal::new(Code::ShapeOperation, Stage::Shape))?;
        Ok(found.into_iter().filter_map(|(_, id)| op_id(id)).collect())
    }

    fn visible_now(&self, object: &ObjId, key: &str) -> Vec<OpId> {
        let found = self.document.inner.get_all(object, key).unwrap_or_default();
        found.into_iter().filter_map(|(_, id)| op_id(id)).collect()
    }

    /// Every entry must be whole; what it is follows from its kind.
    fn finish(self, deeds: &mut Vec<Deed>) -> Result<(), Refusal> {
        for made in self.made.into_values() {
            let whole =
                made.spec.fields.iter().all(|field| !field.required || made.fields.contains(field.name));
            if !whole {
                return refuse(Code::ShapeValue);
            }
            let class = made.spec.class_of(made.kind.as_deref());
            deeds.push(Deed { class, action: Action::Create, own_key: made.own_key });
        }
        Ok(())
    }
}

/// A field of an entry that the same change made.
fn in_entry(op: &Op, key: &str, made: &mut Made) -> Result<(), Refusal> {
    let Some(field) = made.spec.field(key) else { return refuse(Code::ShapePath) };
    let OpType::Put(value) = &op.action else { return refuse(Code::ShapeOperation) };
    if !op.pred.is_empty() {
        return refuse(Code::ShapeOperation);
    }
    let value = scalar_of(value).filter(|value| field.kind.accepts(value));
    let Some(value) = value else { return refuse(Code::ShapeValue) };
    if let (FieldType::Fixed(_), Scalar::Text(kind), "kind") = (field.kind, value, field.name) {
        made.kind = Some(kind);
    }
    made.fields.insert(field.name);
    Ok(())
}

fn scalar_of(value: &ScalarValue) -> Option<Scalar> {
    Scalar::from_automerge(value)
}
