//! Writing: one user action is one change.

use super::{Document, digest};
use crate::admission::{Examined, Refusal, Writer, examine_own};
use crate::genesis::map_object;
use crate::layout::{EntryKey, MapContent};
use crate::quiet;
use crate::value::Scalar;
use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{ActorId as Actor, Automerge, AutomergeError, ObjId, ObjType, ROOT, ReadDoc};
use jonaki_protocol::{ActorId, DeviceId, Digest, EntryId};

/// One thing that a person changed. Fields are registers (`district`) or answers (`answers.first_seen`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Writes a field; settles its conflict if it has one.
    Set {
        /// Which field.
        field: String,
        /// What it becomes.
        value: Scalar,
    },
    /// Empties a field.
    Clear {
        /// Which field.
        field: String,
    },
    /// Adds a code to a coded set.
    AddMember {
        /// Which set.
        map: String,
        /// Which code.
        key: String,
    },
    /// Takes a code out of a coded set.
    RemoveMember {
        /// Which set.
        map: String,
        /// Which code.
        key: String,
    },
    /// Adds an immutable entry.
    AddEntry {
        /// To which map.
        map: String,
        /// Its id: new random bytes from the caller. Ignored where the key is the device's id (`views`).
        id: EntryId,
        /// Its fields.
        fields: Vec<(String, Scalar)>,
    },
}

impl Edit {
    /// [`Edit::Set`].
    pub fn set(field: &str, value: Scalar) -> Self {
        Self::Set { field: field.to_owned(), value }
    }

    /// [`Edit::Clear`].
    pub fn clear(field: &str) -> Self {
        Self::Clear { field: field.to_owned() }
    }

    /// [`Edit::AddMember`].
    pub fn add_member(map: &str, key: &str) -> Self {
        Self::AddMember { map: map.to_owned(), key: key.to_owned() }
    }

    /// [`Edit::RemoveMember`].
    pub fn remove_member(map: &str, key: &str) -> Self {
        Self::RemoveMember { map: map.to_owned(), key: key.to_owned() }
    }

    /// [`Edit::AddEntry`].
    pub fn add_entry(map: &str, id: EntryId, fields: &[(&str, Scalar)]) -> Self {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        Self::AddEntry { map: map.to_owned(), id, fields }
    }

    /// What it writes; of two edits of one target the later counts.
    fn target(&self) -> (&str, String) {
        match self {
            Self::Set { field, .. } | Self::Clear { field } => (field, String::new()),
            Self::AddMember { map, key } | Self::RemoveMember { map, key } => (map, key.clone()),
            Self::AddEntry { map, id, .. } => (map, id.to_string()),
        }
    }
}

/// A change that this device just made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChange {
    /// The uncompressed change chunk, to be sent as it is or sealed.
    pub bytes: Vec<u8>,
    /// Its SHA-256.
    pub hash: Digest,
    /// Its number among the actor's changes of this document.
    pub seq: u64,
}

/// Why an edit cannot be made. The document is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// A field, map or code that the layout does not have.
    #[error("there is no field `{0}`")]
    UnknownField(String),
    /// A value of the wrong type, code or size.
    #[error("`{0}` does not take this value")]
    Value(String),
    /// An entry with this id exists.
    #[error("an entry of `{0}` is never written again")]
    Exists(String),
    /// The rules would refuse the change.
    #[error("refused: {}", .0.code)]
    Refused(Refusal),
    /// Automerge refused.
    #[error("the document does not take the change")]
    Internal,
}

impl Document {
    /// Makes all edits in one change, or none. `None` when they change nothing.
    ///
    /// What is made passes guard and shape of every honest peer; use [`Document::edit_as`] to know that the rules allow
    /// it too.
    ///
    /// # Errors
    /// [`EditError`]; the document is then as it was.
    pub fn edit(&mut self, actor: ActorId, edits: &[Edit]) -> Result<Option<NewChange>, EditError> {
        self.commit(actor, None, edits)
    }

    /// As [`Document::edit`], and refused where the rule table does not allow the writer to do this.
    ///
    /// # Errors
    /// [`EditError`]; the document is then as it was.
    pub fn edit_as(
        &mut self,
        writer: &Writer,
        actor: ActorId,
        edits: &[Edit],
    ) -> Result<Option<NewChange>, EditError> {
        self.commit(actor, Some(writer), edits)
    }

    fn commit(
        &mut self,
        actor: ActorId,
        writer: Option<&Writer>,
        edits: &[Edit],
    ) -> Result<Option<NewChange>, EditError> {
        let mut draft = self.inner.clone();
        draft.set_actor(Actor::from(actor.to_bytes()));
        let made = quiet::contain(|| self.write(&mut draft, actor.device, edits))
            .unwrap_or(Err(EditError::Internal));
        if !made? {
            return Ok(None);
        }
        let change = draft.get_last_local_change().ok_or(EditError::Internal)?;
        let examined: Examined =
            examine_own(self, change.raw_bytes(), actor.device, writer).map_err(EditError::Refused)?;
        let admitted = examined.change;
        self.ledger.take(actor, admitted.inner());
        self.inner = draft;
        Ok(Some(NewChange {
            bytes: change.raw_bytes().to_vec(),
            hash: digest(change.hash()),
            seq: change.seq(),
        }))
    }

    /// Writes the edits on a copy; whether anything changed.
    fn write(&self, draft: &mut Automerge, device: DeviceId, edits: &[Edit]) -> Result<bool, EditError> {
        let mut transaction = draft.transaction();
        for (index, edit) in edits.iter().enumerate() {
            let superseded = edits[index + 1..].iter().any(|later| later.target() == edit.target());
            if !superseded {
                self.write_one(&mut transaction, device, edit)?;
            }
        }
        let (hash, _) = transaction.commit_with(CommitOptions::default().with_time(0));
        Ok(hash.is_some())
    }

    fn write_one(&self, tx: &mut Transaction<'_>, device: DeviceId, edit: &Edit) -> Result<(), EditError> {
        match edit {
            Edit::Set { field, value } => {
                let (object, key) = self.register(field, Some(value))?;
                put(tx, &object, key, value)
            }
            Edit::Clear { field } => {
                let (object, key) = self.register(field, None)?;
                delete(tx, &object, key)
            }
            Edit::AddMember { map, key } => {
                let object = self.member(map, key)?;
                let there = !tx.get_all(&object, key.as_str()).map_err(internal)?.is_empty();
                if there { Ok(()) } else { put(tx, &object, key, &Scalar::Bool(true)) }
            }
            Edit::RemoveMember { map, key } => {
                let object = self.member(map, key)?;
                delete(tx, &object, key)
            }
            Edit::AddEntry { map, id, fields } => self.add_entry(tx, device, map, (*id, fields)),
        }
    }

    fn add_entry(
        &self,
        tx: &mut Transaction<'_>,
        device: DeviceId,
        map: &str,
        (id, fields): (EntryId, &[(String, Scalar)]),
    ) -> Result<(), EditError> {
        let unknown = || EditError::UnknownField(map.to_owned());
        let spec = self.layout().entries(map).ok_or_else(unknown)?;
        let object = self.map_object(map).ok_or_else(unknown)?;
        let key = match spec.key {
            EntryKey::Entry => id.to_string(),
            EntryKey::Device => device.to_string(),
        };
        for (name, value) in fields {
            let path = || format!("{map}.{name}");
            let field = spec.field(name).ok_or_else(|| EditError::UnknownField(path()))?;
            if !field.kind.accepts(value) {
                return Err(EditError::Value(path()));
            }
        }
        if let Some(missing) = spec
            .fields
            .iter()
            .find(|field| field.required && !fields.iter().any(|(name, _)| name == field.name))
        {
            return Err(EditError::Value(format!("{map}.{}", missing.name)));
        }
        if !tx.get_all(&object, key.as_str()).map_err(internal)?.is_empty() {
            return Err(EditError::Exists(map.to_owned()));
        }
        let entry = tx.put_object(&object, key.as_str(), ObjType::Map).map_err(internal)?;
        // In the layout's order, so that the same entry is the same bytes.
        for field in spec.fields {
            if let Some((_, value)) = fields.iter().rev().find(|(name, _)| name == field.name) {
                tx.put(&entry, field.name, value.to_automerge()).map_err(internal)?;
            }
        }
        Ok(())
    }

    /// Object and key of a register or an answer.
    fn register<'a>(&self, field: &'a str, value: Option<&Scalar>) -> Result<(ObjId, &'a str), EditError> {
        let unknown = || EditError::UnknownField(field.to_owned());
        let (accepted, place) = if let Some((map, key)) = field.split_once('.') {
            let content = &self.layout().map(map).ok_or_else(unknown)?.content;
            if !matches!(content, MapContent::Answers) || !content.accepts_key(key) {
                return Err(unknown());
            }
            let object = self.map_object(map).ok_or_else(unknown)?;
            (value.is_none_or(|value| content.accepts_value(value)), (object, key))
        } else {
            let spec = self.layout().field(field).ok_or_else(unknown)?;
            (value.is_none_or(|value| spec.kind.accepts(value)), (ROOT, field))
        };
        if accepted { Ok(place) } else { Err(EditError::Value(field.to_owned())) }
    }

    /// The object of a coded set that may have this member.
    fn member(&self, map: &str, key: &str) -> Result<ObjId, EditError> {
        let spec = self.layout().map(map).filter(|spec| matches!(spec.content, MapContent::Members { .. }));
        let spec = spec.ok_or_else(|| EditError::UnknownField(map.to_owned()))?;
        if !spec.content.accepts_key(key) {
            return Err(EditError::Value(map.to_owned()));
        }
        self.map_object(map).ok_or(EditError::Internal)
    }

    /// The object of a root map.
    pub(crate) fn map_object(&self, name: &str) -> Option<ObjId> {
        self.layout().maps.iter().position(|map| map.name == name).map(map_object)
    }
}

/// Writes unless exactly this value is there alone: a put in a conflict settles it, even with the value shown first.
fn put(tx: &mut Transaction<'_>, object: &ObjId, key: &str, value: &Scalar) -> Result<(), EditError> {
    let stored = value.to_automerge();
    let there = tx.get_all(object, key).map_err(internal)?;
    if let [(only, _)] = there.as_slice()
        && only.as_scalar() == Some(&stored)
    {
        return Ok(());
    }
    tx.put(object, key, stored).map_err(internal)
}

fn delete(tx: &mut Transaction<'_>, object: &ObjId, key: &str) -> Result<(), EditError> {
    if tx.get_all(object, key).map_err(internal)?.is_empty() {
        return Ok(());
    }
    tx.delete(object, key).map_err(internal)
}

// Automerge's messages can quote values: nothing of them is kept.
fn internal(_: AutomergeError) -> EditError {
    EditError::Internal
}
