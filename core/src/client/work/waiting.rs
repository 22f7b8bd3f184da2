//! What of a case waits for somebody: questions to the reporter, a closing.

use crate::Error;
use crate::client::Session;
use crate::ledger::waiting::{self, Kind, Row};
use jonaki_document::{Document, Entry, Scalar};
use jonaki_protocol::{CaseId, Compartment, DeviceId, DocumentId};
use std::collections::BTreeSet;
use std::rc::Rc;

impl Session<'_, '_> {
    /// Looks into the cases of an older version what waits there; once.
    pub(crate) fn catch_up_waiting(&mut self) -> Result<(), Error> {
        let stale = waiting::stale(self.tx)?;
        if stale.is_empty() {
            return Ok(());
        }
        for record in stale {
            let mut documents = Vec::new();
            for compartment in [Compartment::Card, Compartment::Account] {
                documents.extend(self.document(DocumentId { record, compartment })?);
            }
            waiting::replace(self.tx, record, &rows_waiting(record, &documents))?;
            // Thousands of cases would not fit into a phone's memory at once.
            self.documents.clear();
        }
        waiting::caught_up(self.tx)
    }
}

/// What of a case waits, from its documents.
pub(crate) fn rows_waiting(record: CaseId, documents: &[Rc<Document>]) -> Vec<Row> {
    let of = |compartment| documents.iter().find(|document| document.compartment() == compartment);
    let questions = of(Compartment::Account).map(|account| questions(account)).unwrap_or_default();
    let questions = questions.into_iter().map(|note| Row {
        record,
        kind: Kind::Question,
        entry: Some(note.id),
        text: note.text("text").unwrap_or_default().to_owned(),
        author: note.author.device,
    });
    let closing = of(Compartment::Card).and_then(|card| closing(card));
    let closing =
        closing.map(|(text, author)| Row { record, kind: Kind::Closing, entry: None, text, author });
    questions.chain(closing).collect()
}

/// Questions to the reporter that nobody has answered, the oldest first.
pub(super) fn questions(account: &Document) -> Vec<Entry> {
    let mut notes = account.entries_in_time("notes");
    let answered: BTreeSet<String> =
        notes.iter().filter_map(|note| note.text("of").map(str::to_owned)).collect();
    notes.retain(|note| {
        note.get("asks") == Some(&Scalar::Bool(true)) && !answered.contains(&note.id.to_string())
    });
    notes
}

/// A closing that waits for a second person. What happened since (a refusal, any step of the status) answers it.
pub(super) fn closing(card: &Document) -> Option<(String, DeviceId)> {
    let mut waiting = None;
    for event in &card.entries_in_time("events") {
        match event.text("kind")? {
            "closure_asked" => {
                let reason = event.text("reason").unwrap_or("other").to_owned();
                waiting = Some((reason, event.author.device));
            }
            "closure_refused" | "closed" | "reopened" => waiting = None,
            _ => {}
        }
    }
    waiting
}
