//! What a document says, as the view of its case shows it. To find that in the changes of a long one takes milliseconds, so it
//! is kept beside the document until that changes.

use super::Session;
use crate::Error;
use crate::ledger::document;
use jonaki_document::{Document, Entry, Scalar, Value};
use jonaki_protocol::{DeviceId, Digest, DocumentId, RecordId, decode, encode};
use rusqlite::Connection;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

/// Changes from which a document is long.
const LONG: u64 = 32;

/// What a document says. Another version's is read anew.
#[derive(PartialEq, Serialize_tuple, Deserialize_tuple)]
pub(super) struct Reading {
    /// Registers and answers, each with its versions, the current one first.
    pub(super) fields: Vec<(String, Vec<Said>)>,
    pub(super) notes: Vec<Note>,
    pub(super) events: Vec<Event>,
    /// Who has seen it, and in which hour.
    pub(super) views: Vec<(DeviceId, i64)>,
}

/// A version of a field.
#[derive(PartialEq, Serialize_tuple, Deserialize_tuple)]
pub(super) struct Said {
    pub(super) value: Scalar,
    pub(super) author: DeviceId,
    pub(super) change: Digest,
}

#[derive(PartialEq, Serialize_tuple, Deserialize_tuple)]
pub(super) struct Note {
    pub(super) text: String,
    pub(super) author: DeviceId,
    pub(super) change: Digest,
}

#[derive(PartialEq, Serialize_tuple, Deserialize_tuple)]
pub(super) struct Event {
    pub(super) kind: String,
    pub(super) reason: Option<String>,
    pub(super) record: Option<RecordId>,
    pub(super) author: DeviceId,
    pub(super) change: Digest,
}

impl Reading {
    fn of(document: &Document) -> Self {
        let registers = document.fields().into_iter().map(|(name, value)| (name.to_owned(), versions(value)));
        let answers = document.answers("answers").into_iter();
        let answers = answers.map(|(key, value)| (format!("answers.{key}"), versions(value)));
        Self {
            fields: registers.chain(answers).collect(),
            notes: document.entries("notes").iter().map(note).collect(),
            events: document.entries("events").iter().map(event).collect(),
            views: document.views().iter().map(|view| (view.author.device, view.at)).collect(),
        }
    }
}

fn versions(value: Value) -> Vec<Said> {
    let current = Said { value: value.current, author: value.author.device, change: value.change };
    let others = value.others.into_iter();
    let others =
        others.map(|other| Said { value: other.value, author: other.author.device, change: other.change });
    std::iter::once(current).chain(others).collect()
}

fn note(entry: &Entry) -> Note {
    let text = entry.text("text").unwrap_or_default().to_owned();
    Note { text, author: entry.author.device, change: entry.change }
}

fn event(entry: &Entry) -> Event {
    Event {
        kind: entry.text("kind").unwrap_or_default().to_owned(),
        reason: entry.text("reason").map(str::to_owned),
        record: entry.text("record").and_then(RecordId::from_hex),
        author: entry.author.device,
        change: entry.change,
    }
}

/// What a document says; `None` when the device has nothing of it.
pub(super) fn read(connection: &Connection, id: DocumentId) -> Result<Option<Reading>, Error> {
    match kept(connection, id)? {
        Some(reading) => Ok(Some(reading)),
        None => Ok(document::load(connection, id)?.as_ref().map(Reading::of)),
    }
}

fn kept(connection: &Connection, id: DocumentId) -> Result<Option<Reading>, Error> {
    let bytes = document::reading(connection, id)?;
    Ok(bytes.and_then(|bytes| decode(&bytes).ok()))
}

impl Session<'_, '_> {
    /// What a document says, read once; `None` when the device has nothing of it.
    pub(super) fn reading(&mut self, id: DocumentId) -> Result<Option<Reading>, Error> {
        if let Some(reading) = kept(self.tx, id)? {
            return Ok(Some(reading));
        }
        let Some(found) = self.document(id)? else { return Ok(None) };
        let reading = Reading::of(&found);
        if found.change_count() >= LONG {
            document::keep_reading(self.tx, id, &encode(&reading))?;
        }
        Ok(Some(reading))
    }

    /// Reads a long document for those who will look at it.
    pub(super) fn read_ahead_of(&mut self, id: DocumentId, found: &Document) -> Result<(), Error> {
        if found.change_count() < LONG || kept(self.tx, id)?.is_some() {
            return Ok(());
        }
        document::keep_reading(self.tx, id, &encode(&Reading::of(found)))
    }
}
