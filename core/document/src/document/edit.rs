//! Writing: one user action is one change.

use super::Document;
use super::draft::Draft;
use crate::admission::{Refusal, Writer, examine_own, has_room};
use crate::genesis::map_object;
use crate::layout::MapContent;
use crate::quiet;
use crate::value::Scalar;
use automerge::{ActorId as Actor, Change, ChangeHash, ChangeMetadata, ExpandedChange, ObjId, ROOT};
use jonaki_protocol::{ActorId, Digest, EntryId, limits};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU64;

/// One thing that a person changed. Fields are registers (`district`) or answers (`answers.first_seen`).
///
/// Serialisable, because a client keeps what a person meant until the change was admitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

/// A change that this device just made. `Debug` shows nothing of what it says.
#[derive(Clone, PartialEq, Eq)]
pub struct NewChange {
    /// The uncompressed change chunk, to be sent as it is or sealed.
    pub bytes: Vec<u8>,
    /// Its SHA-256.
    pub hash: Digest,
    /// Its number among the actor's changes of this document.
    pub seq: u64,
}

impl std::fmt::Debug for NewChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { bytes, hash, seq } = self;
        write!(f, "NewChange({hash:?}, seq {seq}, {} bytes)", bytes.len())
    }
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
    /// What is made passes guard and shape of every honest peer; use [`Document::edit_as`] to know that the
    /// rules allow it too.
    ///
    /// # Errors
    /// [`EditError`]; the document is then as it was.
    pub fn edit(&mut self, actor: ActorId, edits: &[Edit]) -> Result<Option<NewChange>, EditError> {
        self.commit(actor, None, edits)
    }

    /// As [`Document::edit`], and refused where the rule table does not allow the writer to do this, or the document is
    /// full.
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
        let made = quiet::contain(|| self.write(actor, edits)).unwrap_or(Err(EditError::Internal));
        let Some(change) = made? else { return Ok(None) };
        let admitted =
            examine_own(self, change.raw_bytes(), actor.device, writer).map_err(EditError::Refused)?;
        let mut next = self.clone();
        next.apply(&admitted).map_err(|_| EditError::Internal)?;
        if writer.is_some() {
            // One edit too many would be a document that this device never loads again.
            has_room(self, &admitted, &next).map_err(EditError::Refused)?;
        }
        *self = next;
        Ok(Some(NewChange { bytes: admitted.bytes().to_vec(), hash: admitted.hash(), seq: admitted.seq() }))
    }

    /// The change that the edits are, if they change anything.
    ///
    /// Made operation by operation rather than through an automerge transaction, which writes a put of the
    /// value shown first in a conflict as a delete of the others: settling a conflict must be a statement of
    /// its own, with an author.
    fn write(&self, actor: ActorId, edits: &[Edit]) -> Result<Option<Change>, EditError> {
        let author = Actor::from(actor.to_bytes());
        let deps = self.dependencies(&author, self.last_seq(&actor));
        let (deps, start, at) = self.view(&author, deps);
        let mut draft = Draft { document: self, actor: author, start, at, operations: Vec::new() };
        for (index, edit) in edits.iter().enumerate() {
            let superseded = edits[index + 1..].iter().any(|later| later.target() == edit.target());
            if !superseded {
                draft.edit(actor.device, edit)?;
            }
        }
        if draft.operations.is_empty() {
            return Ok(None);
        }
        Ok(Some(Change::from(ExpandedChange {
            operations: draft.operations,
            seq: self.last_seq(&actor) + 1,
            start_op: NonZeroU64::new(start).ok_or(EditError::Internal)?,
            deps,
            actor_id: draft.actor,
            hash: None,
            time: 0,
            message: None,
            extra_bytes: Vec::new(),
            author: None,
        })))
    }

    /// The heads, and the actor's own last change even where others built on it.
    fn dependencies(&self, actor: &Actor, last: u64) -> Vec<ChangeHash> {
        let mut deps = self.inner.get_heads();
        let own = |meta: &ChangeMetadata<'_>| meta.seq == last && *meta.actor == *actor;
        let is_head = |hash| self.inner.get_change_meta_by_hash(hash).as_ref().is_some_and(own);
        if last > 0 && !deps.iter().any(is_head) {
            deps.extend(self.inner.get_changes_meta(&[]).iter().find(|meta| own(meta)).map(|meta| meta.hash));
        }
        deps
    }

    /// What a change builds on, the number of its first operation, and what its author is to look at: all there is (`None`),
    /// or, where more stands side by side than a change may follow, a part of it. The next changes take up the rest;
    /// otherwise whoever writes often enough without looking would stop everybody.
    fn view(
        &self,
        author: &Actor,
        mut deps: Vec<ChangeHash>,
    ) -> (Vec<ChangeHash>, u64, Option<Vec<ChangeHash>>) {
        if deps.len() <= limits::CHANGE_DEPS {
            return (deps, self.ledger.max_op + 1, None);
        }
        // The author's own last change must stay.
        let meta = |dep: &ChangeHash| self.inner.get_change_meta_by_hash(dep);
        deps.sort_by_key(|dep| meta(dep).is_none_or(|meta| *meta.actor != *author));
        deps.truncate(limits::CHANGE_DEPS);
        let highest = deps.iter().filter_map(meta).map(|meta| meta.max_op).max();
        (deps.clone(), highest.unwrap_or(self.ledger.max_op) + 1, Some(deps))
    }

    /// Object and key of a register or an answer.
    pub(super) fn register<'a>(
        &self,
        field: &'a str,
        value: Option<&Scalar>,
    ) -> Result<(ObjId, &'a str), EditError> {
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
    pub(super) fn member(&self, map: &str, key: &str) -> Result<ObjId, EditError> {
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
