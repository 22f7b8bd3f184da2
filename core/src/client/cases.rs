//! The list, one case, search.

use super::reading::{self, Reading, Said};
use super::{Client, Enrolled};
use crate::Error;
use crate::ledger::{self, case_row, intent, outbox, parcel};
use crate::view::{
    CaseQuery, CaseRow, CaseView, EventView, FieldView, NoteView, ReceiptView, RefusedView, SeenBy, Version,
};
use jonaki_document::{Edit, Scalar};
use jonaki_protocol::{CaseId, Compartment, Digest, DocumentId, Receipt, RecordId, Timestamp};
use rusqlite::Connection;
use std::collections::HashMap;
use std::sync::Arc;

/// When each change was saved, by its author's clock.
pub(super) type Times = HashMap<Digest, Timestamp>;

impl Client {
    /// A page of the list of cases, newest first.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn cases(&self, query: &CaseQuery) -> Result<Vec<CaseRow>, Error> {
        case_row::page(self.connection(), query)
    }

    /// Everything that this device may read of a case. On a coordinator's device the first look also files a view
    /// receipt, in the same transaction: the reporter will see `seen`.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn case(&mut self, case: CaseId) -> Result<CaseView, Error> {
        self.act(|session| {
            let kept = case_row::get(session.tx, case)?.ok_or(Error::NotFound)?;
            session.note_opened(&kept)?;
            let mut kept = case_row::get(session.tx, case)?.ok_or(Error::NotFound)?;
            if kept.row.unread {
                kept.row.unread = false;
                case_row::put(session.tx, &kept)?;
            }
            let (tx, me) = (session.tx, Arc::clone(session.me));
            view(tx, &me, kept, &mut |id| session.reading(id))
        })
    }

    /// As [`Client::case`], without leaving a trace: for lists, exports and tests.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn peek(&self, case: CaseId) -> Result<CaseView, Error> {
        let kept = case_row::get(self.connection(), case)?.ok_or(Error::NotFound)?;
        view(self.connection(), self.me()?, kept, &mut |id| reading::read(self.connection(), id))
    }

    /// The case that a person names: by id, by an unambiguous beginning of it, or by its short code.
    ///
    /// # Errors
    /// [`Error::NotFound`], also when several cases fit.
    pub fn find_case(&self, text: &str) -> Result<CaseId, Error> {
        let wanted = text.trim();
        let upper = wanted.to_uppercase();
        let lower = wanted.to_lowercase();
        let mut found = case_row::cases(self.connection())?
            .into_iter()
            .filter(|id| id.short_code() == upper || lower.len() >= 4 && id.to_string().starts_with(&lower));
        match (found.next(), found.next()) {
            (Some(case), None) => Ok(case),
            _ => Err(Error::NotFound),
        }
    }

    /// Cases in which a person must choose between versions.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn conflicts(&self) -> Result<Vec<CaseId>, Error> {
        case_row::in_conflict(self.connection())
    }

    /// What the server refused, with what the person wrote.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn refused(&self) -> Result<Vec<RefusedView>, Error> {
        let refused = intent::refused(self.connection())?.into_iter();
        Ok(refused
            .filter_map(|intent| {
                Some(RefusedView {
                    id: intent.id,
                    case: intent.document.record,
                    short_code: intent.document.record.short_code(),
                    compartment: intent.document.compartment,
                    code: intent.refused?,
                    fields: intent.edits.iter().flat_map(written).collect(),
                    time: intent.saved_at,
                })
            })
            .collect())
    }

    /// Puts a refused entry away; the person has seen it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn dismiss(&mut self, refused: i64) -> Result<(), Error> {
        self.act(|session| if intent::remove(session.tx, refused)? { Ok(()) } else { Err(Error::NotFound) })
    }
}

impl super::Session<'_, '_> {
    /// Files this device's view receipt, once.
    fn note_opened(&mut self, kept: &case_row::Kept) -> Result<(), Error> {
        if !self.me.profile.role.coordinates() || kept.creator == self.me.profile.device() {
            return Ok(());
        }
        let id = DocumentId { record: kept.row.id, compartment: Compartment::Card };
        let Some(card) = self.reading(id)? else { return Ok(()) };
        self.note_view(id, card.views.into_iter().map(|(device, _)| device))
    }
}

fn view(
    connection: &Connection,
    me: &Enrolled,
    kept: case_row::Kept,
    read: &mut dyn FnMut(DocumentId) -> Result<Option<Reading>, Error>,
) -> Result<CaseView, Error> {
    let record = kept.row.id;
    let times = times(connection, record)?;
    let mut case = CaseView {
        reporter: kept.creator,
        row: kept.row,
        fields: Vec::new(),
        notes: Vec::new(),
        events: Vec::new(),
        seen_by: Vec::new(),
        readable: ledger::keys::readable(connection, record)?.with(Compartment::Card),
        receipt: receipt(connection, me, record)?,
    };
    for compartment in ledger::document::compartments(connection, record)? {
        if let Some(reading) = read(DocumentId { record, compartment })? {
            add(&mut case, me, (compartment, reading), &times);
        }
    }
    if let Some(due) =
        ledger::view_due::of(connection, DocumentId { record, compartment: Compartment::Card })?
    {
        case.seen_by.push(SeenBy { device: me.profile.device(), hour: Timestamp(due.hour) });
    }
    case.notes.sort_by_key(|note| note.time);
    case.events.sort_by_key(|event| event.time);
    Ok(case)
}

fn add(case: &mut CaseView, me: &Enrolled, (compartment, reading): (Compartment, Reading), times: &Times) {
    let fields = reading.fields.into_iter().filter_map(|(name, said)| {
        let ambiguous = crate::report::locate(&name).is_none_or(|(found, _)| found != compartment);
        let field = if ambiguous { format!("{}.{name}", compartment.name()) } else { name };
        field_view(me, (field, compartment), said, times)
    });
    case.fields.extend(fields);
    case.notes.extend(reading.notes.into_iter().map(|note| NoteView {
        compartment,
        text: note.text,
        author: note.author,
        time: times.get(&note.change).copied(),
    }));
    case.events.extend(reading.events.into_iter().map(|event| EventView {
        kind: event.kind,
        reason: event.reason,
        record: event.record,
        author: event.author,
        time: times.get(&event.change).copied(),
    }));
    let views = reading.views.into_iter();
    case.seen_by.extend(views.map(|(device, hour)| SeenBy { device, hour: Timestamp(hour) }));
}

fn field_view(
    me: &Enrolled,
    (field, compartment): (String, Compartment),
    said: Vec<Said>,
    times: &Times,
) -> Option<FieldView> {
    let mut versions = said.into_iter().map(|said| Version {
        value: said.value,
        author: said.author,
        author_role: me.directory.member(&said.author).map(|member| member.role),
        time: times.get(&said.change).copied(),
    });
    Some(FieldView { field, compartment, current: versions.next()?, others: versions.collect() })
}

/// When each change of a record was saved: of others' from their signed batches, of ours also before they are signed.
pub(super) fn times(connection: &Connection, record: RecordId) -> Result<Times, Error> {
    let mut times = Times::new();
    for (change, time) in parcel::change_times(connection, record)? {
        times.insert(change, time);
    }
    for (change, time) in outbox::change_times(connection, record)? {
        times.insert(change, time);
    }
    Ok(times)
}

fn receipt(connection: &Connection, me: &Enrolled, record: RecordId) -> Result<Option<ReceiptView>, Error> {
    let Some(message) = parcel::receipt_of(connection, record)? else { return Ok(None) };
    let receipt = Receipt::verify(&message, &me.profile.programme(), &me.profile.server).ok();
    Ok(receipt.map(|receipt| ReceiptView { entry: receipt.entry, time: receipt.time }))
}

/// What an edit wrote, for showing it again.
fn written(edit: &Edit) -> Vec<(String, Option<Scalar>)> {
    match edit.clone() {
        Edit::Set { field, value } => vec![(field, Some(value))],
        Edit::Clear { field } => vec![(field, None)],
        Edit::AddMember { map, key } => vec![(map, Some(Scalar::Text(key)))],
        Edit::RemoveMember { map, key } => vec![(map, Some(Scalar::Text(format!("-{key}"))))],
        Edit::AddEntry { map, fields, .. } => {
            fields.into_iter().map(|(name, value)| (format!("{map}.{name}"), Some(value))).collect()
        }
    }
}
