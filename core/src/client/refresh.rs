//! Keeping the list true to the documents.

use super::Session;
use crate::Error;
use crate::ledger::{self, case_row, letter, outbox, search, task, waiting};
use crate::view::State;
use jonaki_document::{CaseStatus, Document, case_status};
use jonaki_protocol::{Compartment, DocumentId, RecordId};

impl Session<'_, '_> {
    /// Writes a record's row anew from its documents.
    pub(crate) fn refresh(&mut self, record: RecordId) -> Result<(), Error> {
        let Some(mut kept) = case_row::get(self.tx, record)? else { return Ok(()) };
        if kept.referral {
            return self.refresh_referral(record);
        }
        let mut documents = Vec::new();
        for compartment in ledger::document::compartments(self.tx, record)? {
            let id = DocumentId { record, compartment };
            let Some(document) = self.document(id)? else { continue };
            self.read_ahead_of(id, &document)?;
            documents.push(document);
        }
        let row = &mut kept.row;
        row.conflicts = documents.iter().map(|document| document.conflicts().len() as u32).sum();
        if let Some(card) = documents.iter().find(|document| document.compartment() == Compartment::Card) {
            let text = |name| card.field(name).and_then(|value| value.current.as_text().map(str::to_owned));
            row.urgency = text("urgency");
            row.district = text("district");
            row.victim_age_band = text("victim_age_band");
            row.immediate_danger = card.field("immediate_danger").and_then(|value| value.current.as_bool());
            row.concern_types = card.members("concern_types").into_iter().map(|member| member.key).collect();
            let status = case_status(card);
            row.status = status.name().to_owned();
            let seen = self.seen(record, card)?;
            let unsent = kept.row.mine && outbox::has_record(self.tx, record)? && row_is_new(kept.row.state);
            let referred = card.entries("events").iter().any(|event| event.text("kind") == Some("referred"));
            kept.row.state = state(&status, (seen, referred), unsent);
        }
        if let Some(work) = documents.iter().find(|document| document.compartment() == Compartment::Work) {
            task::replace(self.tx, record, &super::work::rows(record, work))?;
        }
        waiting::replace(self.tx, record, &super::work::rows_waiting(record, &documents))?;
        case_row::put(self.tx, &kept)?;
        letter::changed(self.tx, record)?;
        search::mark(self.tx, record)
    }

    /// Whether a coordinator's device says that it opened the case.
    fn seen(&self, record: RecordId, card: &Document) -> Result<bool, Error> {
        let said = card.views().iter().any(|view| {
            let member = self.me.directory.member(&view.author.device);
            member.is_some_and(|member| member.role.reads_for_organisation())
        });
        Ok(said || self.viewed(DocumentId { record, compartment: Compartment::Card })?.is_some())
    }
}

/// Whether the report itself may still be unsent: a later edit of a stored report does not make it unsent again.
fn row_is_new(state: State) -> bool {
    state <= State::Saved
}

fn state(status: &CaseStatus, (seen, referred): (bool, bool), unsent: bool) -> State {
    match status {
        _ if unsent => State::Saved,
        CaseStatus::Closed(_) | CaseStatus::DuplicateOf(_) | CaseStatus::OutOfScope => State::Closed,
        _ if referred => State::Referred,
        _ if seen => State::Seen,
        _ => State::Stored,
    }
}
