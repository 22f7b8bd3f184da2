//! The entries of a map, in one pass over its operations: to seek each field of each entry takes a hundred times as long.

use super::Entry;
use crate::document::Document;
use crate::layout::EntrySpec;
use crate::value::Scalar;
use automerge::iter::{DocItem, DocObjItem, MapRangeItem};
use automerge::{ObjId, ReadDoc as _, Value as Stored, ValueRef};
use jonaki_protocol::EntryId;
use std::collections::HashMap;
use std::sync::Arc;

/// Key, number of the operation and content of an entry.
pub(super) type Found = (String, u64, Entry);

/// What was found so far.
struct Reading<'a> {
    document: &'a Document,
    object: ObjId,
    spec: &'static EntrySpec,
    found: Vec<Found>,
    /// Entries that wait for their fields, by the object that they are.
    begun: HashMap<ObjId, usize>,
    /// The object whose fields come now, and its place; the fields of one come together.
    current: Option<(Arc<ObjId>, Option<usize>)>,
}

impl Document {
    /// Every entry, concurrent entries of one key included; the id is filled in by the caller.
    pub(super) fn raw_entries(&self, map: &str) -> Vec<Found> {
        let (Some(object), Some(spec)) = (self.map_object(map), self.layout().entries(map)) else {
            return Vec::new();
        };
        let mut reading =
            Reading { document: self, object, spec, found: Vec::new(), begun: HashMap::new(), current: None };
        for DocObjItem { obj, item } in self.inner.iter_at(&reading.object, None) {
            match item {
                DocItem::Map(item) if *obj == reading.object => reading.entry(&item),
                DocItem::Map(item) => reading.field(&obj, item),
                DocItem::List(_) | DocItem::Text(_) => {}
            }
        }
        for (_, _, entry) in &mut reading.found {
            entry.fields.sort_by_key(|(name, _)| spec.fields.iter().position(|field| field.name == name));
        }
        reading.found
    }
}

impl Reading<'_> {
    /// An entry begins, or several that were written at once under one key.
    fn entry(&mut self, item: &MapRangeItem<'_>) {
        if !item.conflict {
            if matches!(item.value, ValueRef::Object(_)) {
                self.begin(item.key.as_ref(), item.id());
            }
            return;
        }
        let versions = self.document.inner.get_all(&self.object, item.key.as_ref()).unwrap_or_default();
        let winner = item.id();
        for (_, id) in versions.into_iter().filter(|(value, _)| value.is_object()) {
            // The pass goes on into the object that won alone.
            let others = id != winner;
            if let Some(at) = self.begin(item.key.as_ref(), id.clone()).filter(|_| others) {
                let read = |name: &str| Some((name.to_owned(), self.document.value_at(&id, name)?.current));
                let fields = self.spec.fields.iter().filter_map(|field| read(field.name)).collect();
                if let Some((_, _, entry)) = self.found.get_mut(at) {
                    entry.fields = fields;
                }
            }
        }
    }

    fn begin(&mut self, key: &str, id: ObjId) -> Option<usize> {
        let (author, change) = self.document.origin(&id)?;
        let count = if let ObjId::Id(count, ..) = &id { *count } else { 0 };
        let entry = Entry { id: EntryId::from_bytes([0; EntryId::LEN]), author, change, fields: Vec::new() };
        let at = self.found.len();
        self.found.push((key.to_owned(), count, entry));
        self.begun.insert(id, at);
        Some(at)
    }

    fn field(&mut self, obj: &Arc<ObjId>, item: MapRangeItem<'_>) {
        let same = self.current.as_ref().filter(|(current, _)| Arc::ptr_eq(current, obj));
        let at = match same {
            Some((_, at)) => *at,
            None => {
                let at = self.begun.get(obj.as_ref()).copied();
                self.current = Some((Arc::clone(obj), at));
                at
            }
        };
        let Some(field) = self.spec.fields.iter().find(|field| field.name == item.key) else { return };
        let value = if item.conflict {
            self.document.value_at(obj, field.name).map(|value| value.current)
        } else {
            scalar(item)
        };
        if let (Some((_, _, entry)), Some(value)) = (at.and_then(|at| self.found.get_mut(at)), value) {
            entry.fields.push((field.name.to_owned(), value));
        }
    }
}

fn scalar(item: MapRangeItem<'_>) -> Option<Scalar> {
    match item.value.into_value() {
        Stored::Scalar(scalar) => Scalar::from_automerge(&scalar),
        Stored::Object(_) => None,
    }
}
