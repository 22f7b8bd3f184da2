//! Referrals from both sides: the list, one referral, answers, recalls, notes.

mod answer;
mod keep;

pub use answer::Answer;

use super::refer::shown;
use super::{Client, Enrolled, Session};
use crate::Error;
use crate::error::WorkFault;
use crate::ledger::{case_row, outbox, referral};
use crate::view::{DisclosedField, NoteView, ReferralQuery, ReferralRow, ReferralView};
use jonaki_document::referral::{Access, Header, group_of};
use jonaki_document::{Document, Edit, Scalar};
use jonaki_protocol::{CaseId, Code, Compartment, DocumentId, EntryId, RecordId, Role, Timestamp};
use rusqlite::Connection;

/// Rows that are read at once where it is found only then which of them are open.
const PAGE: usize = 100;

impl Default for ReferralQuery {
    fn default() -> Self {
        Self { limit: 50, after: None, sent: false, open: false, case: None }
    }
}

impl Client {
    /// A page of the referrals that this device's organisation made or received, the latest due first; of one case, the
    /// earliest.
    ///
    /// # Errors
    /// [`Error::State`] before enrolment.
    pub fn referrals(&mut self, query: &ReferralQuery) -> Result<Vec<ReferralRow>, Error> {
        self.act(|session| {
            let now = session.server_time()?.0;
            let rows = match query.case {
                Some(case) => of_case(session.tx, case, query, now)?,
                None => session.page(query, now)?,
            };
            rows.iter().map(|row| session.referral_row(row, now)).collect()
        })
    }

    /// The referral that a person names: by id, by an unambiguous beginning of it, or by its short code.
    ///
    /// # Errors
    /// [`Error::NotFound`], also when several fit.
    pub fn find_referral(&self, text: &str) -> Result<RecordId, Error> {
        let (wanted, upper) = (text.trim().to_lowercase(), text.trim().to_uppercase());
        let fits = |id: &RecordId| {
            id.short_code() == upper || wanted.len() >= 4 && id.to_string().starts_with(&wanted)
        };
        let mut found = Vec::new();
        for id in case_row::all(self.connection())?.into_iter().filter(fits) {
            if referral::get(self.connection(), id)?.is_some() {
                found.push(id);
            }
        }
        match found.as_slice() {
            [one] => Ok(*one),
            _ => Err(Error::NotFound),
        }
    }

    /// Everything that this device may read of a referral. On a device of the receiver the first look also files a view:
    /// the sender will see `delivered`.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn referral(&mut self, id: RecordId) -> Result<ReferralView, Error> {
        self.act(|session| {
            session.note_delivery(id)?;
            let mut kept = case_row::get(session.tx, id)?.ok_or(Error::NotFound)?;
            if kept.row.unread {
                kept.row.unread = false;
                case_row::put(session.tx, &kept)?;
            }
            session.referral_view(id)
        })
    }

    /// As [`Client::referral`], without leaving a trace: for exports and tests.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn peek_referral(&mut self, id: RecordId) -> Result<ReferralView, Error> {
        self.act(|session| session.referral_view(id))
    }

    /// Answers a referral, for any member of the receiving organisation; without a network as well.
    ///
    /// # Errors
    /// [`Error::Work`] for what follows an acceptance that there was not; [`Error::Refused`] with [`Code::ReferralOver`] where
    /// it has ended, and for anybody else's organisation;
    /// [`Error::Field`] for a code that there is not; [`Error::NotFound`].
    pub fn answer_referral(
        &mut self,
        id: RecordId,
        answer: &Answer,
        note: Option<&str>,
    ) -> Result<(), Error> {
        self.act(|session| {
            let row = referral::get(session.tx, id)?.ok_or(Error::NotFound)?;
            let (kind, more) = answer.parts();
            let status = row.status(session.server_time()?.0);
            let begins = matches!(answer, Answer::Accept | Answer::NeedsInfo(_) | Answer::Decline(_));
            let over = status.access != Access::Open || status.progress.is_final();
            if over && (begins || !status.progress.is_taken()) {
                return Err(Error::Refused(Code::ReferralOver));
            }
            if !begins && !status.progress.is_taken() {
                return Err(Error::Work(WorkFault::NotAccepted));
            }
            let question = match answer {
                Answer::NeedsInfo(question) => Some(question.as_str()),
                _ => None,
            };
            // The words first: with a final answer goes the access to where they are written.
            for text in question.into_iter().chain(note) {
                session.referral_note(id, text, question == Some(text))?;
            }
            let more = more.map(|(name, code)| (name, Scalar::from(code)));
            session.referral_event(id, kind, more.as_slice())
        })
    }

    /// Takes a referral back, for a reason's code.
    ///
    /// # Errors
    /// [`Error::Refused`] for anybody but the sender; [`Error::NotFound`].
    pub fn recall_referral(&mut self, id: RecordId, reason: &str) -> Result<(), Error> {
        self.act(|session| session.referral_event(id, "recalled", &[("reason", reason.into())]))
    }

    /// Writes a note into a referral: the sender's answer to a question, the provider's note to hand the child back with.
    ///
    /// # Errors
    /// [`Error::Field`] for an empty or too long note; [`Error::Refused`] once access has ended; [`Error::NotFound`].
    pub fn note_referral(&mut self, id: RecordId, text: &str) -> Result<(), Error> {
        self.act(|session| {
            let row = referral::get(session.tx, id)?.ok_or(Error::NotFound)?;
            session.referral_note(id, text, false)?;
            let asked = row.events.iter().any(|event| event.step.name() == "needs_info");
            if row.header.from == session.me.profile.organisation && asked {
                session.referral_event(id, "info_given", &[])?;
            }
            session.refresh(id)
        })
    }
}

/// A page of a case's referrals.
fn of_case(
    connection: &Connection,
    case: CaseId,
    query: &ReferralQuery,
    now: i64,
) -> Result<Vec<referral::Row>, Error> {
    let mut rows = referral::of_case(connection, case)?;
    if let Some(at) = query.after.and_then(|after| rows.iter().position(|row| row.record == after)) {
        rows.drain(..=at);
    }
    rows.retain(|row| !query.open || row.status(now).is_open());
    rows.truncate(query.limit);
    Ok(rows)
}

impl Session<'_, '_> {
    /// A page of the list: reads on until it is full or there are no more.
    fn page(&self, query: &ReferralQuery, now: i64) -> Result<Vec<referral::Row>, Error> {
        let organisation = self.me.profile.organisation;
        let side = referral::Side { organisation, sent: query.sent, open_at: query.open.then_some(now) };
        let after = query.after.map(|after| referral::get(self.tx, after)).transpose()?.flatten();
        let mut mark = after.map(|row| (row.header.due, row.record));
        let (mut found, at_once) = (Vec::new(), query.limit.min(PAGE));
        while found.len() < query.limit {
            let rows = referral::of_organisation(self.tx, side, mark, at_once)?;
            let whole = rows.len() == at_once;
            mark = rows.last().map(|row| (row.header.due, row.record));
            found.extend(rows.into_iter().filter(|row| !query.open || row.status(now).is_open()));
            if !whole {
                break;
            }
        }
        found.truncate(query.limit);
        Ok(found)
    }

    pub(crate) fn referral_event(
        &mut self,
        record: RecordId,
        kind: &str,
        more: &[(&str, Scalar)],
    ) -> Result<(), Error> {
        let mut fields = vec![("kind", kind.into()), ("at", self.hour()?)];
        fields.extend(more.iter().cloned());
        let event = Edit::add_entry("events", EntryId::from_bytes(self.random()), &fields);
        self.write_referral(record, Compartment::Referral, event, outbox::Priority::Edit)
    }

    fn referral_note(&mut self, record: RecordId, text: &str, asks: bool) -> Result<(), Error> {
        if text.trim().is_empty() {
            return Err(Error::Field { field: "notes.text".to_owned() });
        }
        let mut fields = vec![("text", text.into()), ("at", self.hour()?)];
        if asks {
            fields.push(("asks", Scalar::Bool(true)));
        }
        let note = Edit::add_entry("notes", EntryId::from_bytes(self.random()), &fields);
        self.write_referral(record, Compartment::Disclosure, note, outbox::Priority::Edit)
    }

    fn write_referral(
        &mut self,
        record: RecordId,
        compartment: Compartment,
        edit: Edit,
        priority: outbox::Priority,
    ) -> Result<(), Error> {
        let kept = case_row::get(self.tx, record)?.filter(|kept| kept.referral).ok_or(Error::NotFound)?;
        let sending = self.sending(priority)?;
        self.write(DocumentId { record, compartment }, kept.creator, &[edit], sending)?;
        self.refresh(record)
    }

    /// Files this device's view of a referral that its organisation received, once.
    fn note_delivery(&mut self, record: RecordId) -> Result<(), Error> {
        let row = referral::get(self.tx, record)?.ok_or(Error::NotFound)?;
        if row.header.to != self.me.profile.organisation || self.me.profile.role == Role::Reporter {
            return Ok(());
        }
        let id = DocumentId { record, compartment: Compartment::Referral };
        let document = self.document(id)?.ok_or(Error::NotFound)?;
        self.note_view(id, document.views().into_iter().map(|view| view.author.device))
    }

    pub(super) fn referral_row(&mut self, row: &referral::Row, now: i64) -> Result<ReferralRow, Error> {
        let status = row.status(now);
        let ours = self.me.profile.organisation;
        let kept = case_row::get(self.tx, row.record)?;
        let case = case_row::get(self.tx, row.header.case)?.map(|_| row.header.case.short_code());
        Ok(ReferralRow {
            id: row.record,
            short_code: row.record.short_code(),
            case,
            to_answer: row.header.to == ours && status.is_open() && !status.progress.is_answered(),
            status,
            fault: row.fault,
            unread: kept.is_some_and(|kept| kept.row.unread),
            header: row.header.clone(),
        })
    }

    fn referral_view(&mut self, record: RecordId) -> Result<ReferralView, Error> {
        let row = referral::get(self.tx, record)?.ok_or(Error::NotFound)?;
        let now = self.server_time()?.0;
        let sent = row.header.from == self.me.profile.organisation;
        let list = self.referral_row(&row, now)?;
        let disclosure =
            self.document(DocumentId { record, compartment: Compartment::Disclosure })?.filter(|_| {
                // A copy that is still on its way out is not shown either.
                sent || list.status.is_readable()
            });
        let (mut fields, mut withheld) = (Vec::new(), 0);
        if let Some(document) = &disclosure {
            (fields, withheld) = disclosed(document, &row.header);
        }
        let notes = match &disclosure {
            Some(document) => document.entries_in_time("notes").iter().map(note_of).collect(),
            None => referral::kept_notes(self.tx, record)?
                .into_iter()
                .map(|(text, at)| NoteView {
                    compartment: Compartment::Disclosure,
                    text,
                    author: self.me.profile.device(),
                    time: Some(Timestamp(at)),
                })
                .collect(),
        };
        let message = disclosure.as_ref().and_then(|document| document.field("message"));
        let events = row.events.iter().map(|event| {
            let reason = event.reason.clone().or(event.outcome.clone());
            (event.step.name().to_owned(), reason, Timestamp(event.at), event.author)
        });
        Ok(ReferralView {
            events: events.collect(),
            message: message.and_then(|value| value.current.as_text().map(str::to_owned)),
            from: self.me.name_of(&row.header.from),
            to: self.me.name_of(&row.header.to),
            readable: disclosure.is_some(),
            row: list,
            fields,
            withheld,
            notes,
            sent,
        })
    }
}

impl Enrolled {
    /// An organisation's names, Bangla and English.
    fn name_of(&self, id: &jonaki_protocol::OrganisationId) -> Option<(String, String)> {
        self.directory.organisation(id).map(|known| (known.name_bn.clone(), known.name_en.clone()))
    }
}

/// What a disclosure shows under a header, and how many fields are of no group that it names: a sender that put them there
/// went beyond the consent.
fn disclosed(document: &Document, header: &Header) -> (Vec<DisclosedField>, usize) {
    let (mut fields, mut withheld) = (Vec::new(), 0);
    for (field, value) in document.answers("answers") {
        match group_of(&field).filter(|group| header.groups.contains(*group)) {
            Some(group) => {
                fields.push(DisclosedField { group: group.name(), value: shown(&value.current), field });
            }
            None => withheld += 1,
        }
    }
    (fields, withheld)
}

fn note_of(entry: &jonaki_document::Entry) -> NoteView {
    NoteView {
        compartment: Compartment::Disclosure,
        text: entry.text("text").unwrap_or_default().to_owned(),
        author: entry.author.device,
        time: entry.int("at").map(Timestamp),
    }
}
