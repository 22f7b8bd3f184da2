//! Keeping the list and the search index true to the documents.

use super::Session;
use crate::Error;
use crate::ledger::{self, case_row, outbox, search};
use crate::text::normalise_for_search;
use crate::view::State;
use jonaki_document::{CaseStatus, Document, Scalar, case_status};
use jonaki_protocol::{Compartment, DocumentId, RecordId};

impl Session<'_, '_> {
    /// Writes a record's row and search text anew from its documents.
    pub(crate) fn refresh(&mut self, record: RecordId) -> Result<(), Error> {
        let Some(mut kept) = case_row::get(self.tx, record)? else { return Ok(()) };
        let mut documents = Vec::new();
        for compartment in ledger::document::compartments(self.tx, record)? {
            documents.extend(self.document(DocumentId { record, compartment })?);
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
            let seen = self.seen(card);
            let unsent = kept.row.mine && outbox::has_record(self.tx, record)? && row_is_new(kept.row.state);
            kept.row.state = state(&status, seen, unsent);
        }
        case_row::put(self.tx, &kept)?;
        let original = searchable(&documents, &kept.row.short_code);
        search::index(self.tx, record, &original, &normalise_for_search(&original))
    }

    /// Whether a coordinator's device says that it opened the case.
    fn seen(&self, card: &Document) -> bool {
        card.views().iter().any(|view| {
            let member = self.me.directory.member(&view.author.device);
            member.is_some_and(|member| member.role.reads_for_organisation())
        })
    }
}

/// Whether the report itself may still be unsent: a later edit of a stored report does not make it unsent again.
fn row_is_new(state: State) -> bool {
    state <= State::Saved
}

fn state(status: &CaseStatus, seen: bool, unsent: bool) -> State {
    match status {
        _ if unsent => State::Saved,
        CaseStatus::Closed(_) | CaseStatus::DuplicateOf(_) | CaseStatus::OutOfScope => State::Closed,
        _ if seen => State::Seen,
        _ => State::Stored,
    }
}

/// Every text of the documents, for search.
fn searchable(documents: &[Document], short_code: &str) -> String {
    let mut words = vec![short_code.to_owned()];
    let mut take = |value: &Scalar| {
        if let Scalar::Text(text) = value {
            words.push(text.clone());
        }
    };
    for document in documents.iter().filter(|document| document.compartment().is_sealed()) {
        for (_, value) in document.fields() {
            take(&value.current);
            value.others.iter().for_each(|other| take(&other.value));
        }
        for (_, value) in document.answers("answers") {
            take(&value.current);
        }
        for note in document.entries("notes") {
            if let Some(text) = note.get("text") {
                take(text);
            }
        }
    }
    words.join("\n")
}
