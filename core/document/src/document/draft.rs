//! Turning edits into operations that overwrite exactly what is visible.

use super::Document;
use super::edit::{Edit, EditError};
use crate::layout::{EntryKey, EntrySpec};
use crate::value::Scalar;
use automerge::legacy::{Key, ObjectId, Op, OpId, OpType};
use automerge::{ActorId as Actor, AutomergeError, ChangeHash, ObjId, ObjType, ReadDoc, Value};
use jonaki_protocol::{DeviceId, EntryId};

/// A change being made.
pub(super) struct Draft<'a> {
    pub(super) document: &'a Document,
    pub(super) actor: Actor,
    /// The number of the first operation.
    pub(super) start: u64,
    /// What its author looks at; `None`: everything.
    pub(super) at: Option<Vec<ChangeHash>>,
    pub(super) operations: Vec<Op>,
}

impl Draft<'_> {
    pub(super) fn edit(&mut self, device: DeviceId, edit: &Edit) -> Result<(), EditError> {
        match edit {
            Edit::Set { field, value } => {
                let (object, key) = self.document.register(field, Some(value))?;
                self.put(&object, key, value)
            }
            Edit::Clear { field } => {
                let (object, key) = self.document.register(field, None)?;
                self.delete(&object, key)
            }
            Edit::AddMember { map, key } => {
                let object = self.document.member(map, key)?;
                let there = !self.seen(&object, key)?.is_empty();
                if there { Ok(()) } else { self.put(&object, key, &Scalar::Bool(true)) }
            }
            Edit::RemoveMember { map, key } => {
                let object = self.document.member(map, key)?;
                self.delete(&object, key)
            }
            Edit::AddEntry { map, id, fields } => self.add_entry(device, map, *id, fields),
        }
    }

    fn add_entry(
        &mut self,
        device: DeviceId,
        map: &str,
        id: EntryId,
        fields: &[(String, Scalar)],
    ) -> Result<(), EditError> {
        let unknown = || EditError::UnknownField(map.to_owned());
        let spec = self.document.layout().entries(map).ok_or_else(unknown)?;
        let object = self.document.map_object(map).ok_or_else(unknown)?;
        fits(map, spec, fields)?;
        let key = match spec.key {
            EntryKey::Entry => id.to_string(),
            EntryKey::Device => device.to_string(),
        };
        if !self.seen(&object, &key)?.is_empty() {
            return Err(EditError::Exists(map.to_owned()));
        }
        let made = ObjId::Id(self.start + self.operations.len() as u64, self.actor.clone(), 0);
        self.push(&object, &key, OpType::Make(ObjType::Map), Vec::new());
        // In the layout's order, so that the same entry is the same bytes.
        for field in spec.fields {
            if let Some((_, value)) = fields.iter().rev().find(|(name, _)| name == field.name) {
                self.push(&made, field.name, OpType::Put(value.to_automerge()), Vec::new());
            }
        }
        Ok(())
    }

    /// Writes unless exactly this value is there alone; a put in a conflict overwrites all versions.
    fn put(&mut self, object: &ObjId, key: &str, value: &Scalar) -> Result<(), EditError> {
        let value = value.to_automerge();
        let there = self.versions(object, key)?;
        if let [(only, _)] = there.as_slice()
            && only.as_scalar() == Some(&value)
        {
            return Ok(());
        }
        self.push(object, key, OpType::Put(value), ids(there));
        Ok(())
    }

    fn delete(&mut self, object: &ObjId, key: &str) -> Result<(), EditError> {
        let seen = self.seen(object, key)?;
        if !seen.is_empty() {
            self.push(object, key, OpType::Delete, seen);
        }
        Ok(())
    }

    /// The operations that are visible at a key.
    fn seen(&self, object: &ObjId, key: &str) -> Result<Vec<OpId>, EditError> {
        Ok(ids(self.versions(object, key)?))
    }

    fn versions(&self, object: &ObjId, key: &str) -> Result<Vec<(Value<'_>, ObjId)>, EditError> {
        if self.document.ledger.changes == 0 {
            // The first change makes maps; nothing is in them yet.
            return Ok(Vec::new());
        }
        match &self.at {
            Some(deps) => self.document.inner.get_all_at(object, key, deps).map_err(internal),
            None => self.document.inner.get_all(object, key).map_err(internal),
        }
    }

    fn push(&mut self, object: &ObjId, key: &str, action: OpType, seen: Vec<OpId>) {
        let obj = op_id(object.clone()).map_or(ObjectId::Root, ObjectId::Id);
        self.operations.push(Op { action, obj, key: Key::Map(key.into()), pred: seen.into(), insert: false });
    }
}

fn ids(versions: Vec<(Value<'_>, ObjId)>) -> Vec<OpId> {
    versions.into_iter().filter_map(|(_, id)| op_id(id)).collect()
}

/// Whether an entry has all that it must and nothing else.
fn fits(map: &str, spec: &EntrySpec, fields: &[(String, Scalar)]) -> Result<(), EditError> {
    let path = |name: &str| format!("{map}.{name}");
    for (name, value) in fields {
        let field = spec.field(name).ok_or_else(|| EditError::UnknownField(path(name)))?;
        if !field.kind.accepts(value) {
            return Err(EditError::Value(path(name)));
        }
    }
    let given = |name: &str| fields.iter().any(|(field, _)| field == name);
    match spec.fields.iter().find(|field| field.required && !given(field.name)) {
        Some(missing) => Err(EditError::Value(path(missing.name))),
        None => Ok(()),
    }
}

/// The operation id that automerge writes as an object id.
pub(crate) fn op_id(id: ObjId) -> Option<OpId> {
    match id {
        ObjId::Id(counter, actor, _) => Some(OpId(counter, actor)),
        ObjId::Root => None,
    }
}

// Automerge's messages can quote values: nothing of them is kept.
fn internal(_: AutomergeError) -> EditError {
    EditError::Internal
}
