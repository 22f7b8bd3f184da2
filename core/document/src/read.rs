//! Reading: every read returns all versions.

mod entries;
mod views;

pub use views::{AccountView, CardView, IdentityView, SafetyView};

use crate::document::{Document, digest};
use crate::layout::{FieldSpec, MapContent};
use crate::value::{Other, Scalar, Value, actor_as_text};
use automerge::{ObjId, ROOT, ReadDoc, Value as Stored};
use jonaki_protocol::{ActorId, Digest, EntryId};
use serde::Serialize;

/// An immutable entry of a map: an event, a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its id. Two entries with one id are two entries: somebody cheated, and both are shown.
    pub id: EntryId,
    /// Who wrote it.
    #[serde(serialize_with = "actor_as_text")]
    pub author: ActorId,
    /// The change that wrote it.
    pub change: Digest,
    /// Its fields in the layout's order.
    pub fields: Vec<(String, Scalar)>,
}

impl Entry {
    /// The field of this name.
    pub fn get(&self, name: &str) -> Option<&Scalar> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value)
    }

    /// The text of a field.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Scalar::as_text)
    }

    /// The number of a field.
    pub fn int(&self, name: &str) -> Option<i64> {
        self.get(name).and_then(Scalar::as_int)
    }
}

/// A device's view of a document: the newest first. `author.device` is who saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct View {
    /// Whose.
    #[serde(serialize_with = "actor_as_text")]
    pub author: ActorId,
    /// The change that says so.
    pub change: Digest,
    /// The hour, seconds since 1970.
    pub at: i64,
}

/// A code in a coded set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Member {
    /// Which code.
    pub key: String,
    /// Who added it (one of them, if several did at once).
    #[serde(serialize_with = "actor_as_text")]
    pub author: ActorId,
    /// The change that added it.
    pub change: Digest,
}

/// A field with more than one version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// The field, as [`Edit::Set`](crate::Edit::Set) takes it.
    pub field: String,
    /// All versions.
    pub value: Value,
}

impl Document {
    /// A register (`district`) or an answer (`answers.first_seen`), with all versions.
    pub fn field(&self, name: &str) -> Option<Value> {
        match name.split_once('.') {
            Some((map, key)) => self.value_at(&self.map_object(map)?, key),
            None => self.value_at(&ROOT, name),
        }
    }

    /// Every register that has a value, in the layout's order.
    pub fn fields(&self) -> Vec<(&'static str, Value)> {
        let present = |spec: &'static FieldSpec| Some((spec.name, self.value_at(&ROOT, spec.name)?));
        self.layout().fields.iter().filter_map(present).collect()
    }

    /// Every answer in a map of answers, by its key.
    pub fn answers(&self, map: &str) -> Vec<(String, Value)> {
        let Some(object) = self.map_object(map) else { return Vec::new() };
        let keys: Vec<_> = self.inner.keys(&object).collect();
        keys.into_iter().filter_map(|key| Some((key.clone(), self.value_at(&object, &key)?))).collect()
    }

    /// The members of a coded set, by their code.
    pub fn members(&self, map: &str) -> Vec<Member> {
        let Some(object) = self.map_object(map) else { return Vec::new() };
        let keys: Vec<_> = self.inner.keys(&object).collect();
        let member = |key: String| {
            let value = self.value_at(&object, &key)?;
            Some(Member { key, author: value.author, change: value.change })
        };
        keys.into_iter().filter_map(member).collect()
    }

    /// The entries of a map, by their id. Not for `views`: see [`Document::views`].
    pub fn entries(&self, map: &str) -> Vec<Entry> {
        let mut entries: Vec<_> = self.counted(map).map(|(_, entry)| entry).collect();
        entries.sort_by_key(|entry| (entry.id, entry.author, entry.change));
        entries
    }

    /// The entries of a map by the hour in their field `at`; within an hour, what somebody wrote comes after what they had
    /// seen. Every device that has the same entries finds the same order.
    pub fn entries_in_time(&self, map: &str) -> Vec<Entry> {
        let mut entries: Vec<_> = self.counted(map).collect();
        entries.sort_by_key(|(count, entry)| (entry.int("at"), *count, entry.id, entry.change));
        entries.into_iter().map(|(_, entry)| entry).collect()
    }

    /// Entries with the numbers of the operations that made them: who has seen an operation counts on from it.
    fn counted(&self, map: &str) -> impl Iterator<Item = (u64, Entry)> {
        let found = self.raw_entries(map).into_iter();
        found.filter_map(|(key, count, entry)| Some((count, Entry { id: EntryId::from_hex(&key)?, ..entry })))
    }

    /// Who has seen this document, newest first.
    pub fn views(&self) -> Vec<View> {
        let view = |(_, _, entry): (String, u64, Entry)| {
            Some(View { at: entry.get("at")?.as_int()?, author: entry.author, change: entry.change })
        };
        let mut views: Vec<_> = self.raw_entries("views").into_iter().filter_map(view).collect();
        views.sort_by_key(|view| (std::cmp::Reverse(view.at), view.author, view.change));
        views
    }

    /// Every field that is in conflict: registers, then answers.
    pub fn conflicts(&self) -> Vec<Conflict> {
        if self.ledger.changes < 2 {
            return Vec::new();
        }
        let registers = self.fields().into_iter().map(|(name, value)| (name.to_owned(), value));
        let answers = self.layout().maps.iter().filter(|map| matches!(map.content, MapContent::Answers));
        let answers = answers.flat_map(|map| {
            self.answers(map.name).into_iter().map(|(key, value)| (format!("{}.{key}", map.name), value))
        });
        let all = registers.chain(answers).filter(|(_, value)| value.in_conflict());
        all.map(|(field, value)| Conflict { field, value }).collect()
    }

    fn value_at(&self, object: &ObjId, key: &str) -> Option<Value> {
        let versions = self.inner.get_all(object, key).ok()?;
        // The winner is the last: highest operation counter, then actor.
        let mut versions = versions.into_iter().rev().filter_map(|(value, id)| {
            let Stored::Scalar(scalar) = value else { return None };
            let (author, change) = self.origin(&id)?;
            Some(Other { value: Scalar::from_automerge(&scalar)?, author, change })
        });
        let Other { value: current, author, change } = versions.next()?;
        Some(Value { current, author, change, others: versions.collect() })
    }

    /// Author and change of the operation with this id.
    fn origin(&self, id: &ObjId) -> Option<(ActorId, Digest)> {
        let ObjId::Id(_, actor, _) = id else { return None };
        Some((ActorId::from_slice(actor.to_bytes())?, digest(self.inner.hash_for_opid(id)?)))
    }
}
