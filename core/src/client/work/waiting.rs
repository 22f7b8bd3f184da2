//! What of a case waits for somebody: questions to the reporter, a closing.

use crate::Error;
use crate::client::Session;
use crate::ledger::waiting::{self, Kind, Row};
use jonaki_document::{Document, Entry, Scalar};
use jonaki_protocol::{CaseId, Compartment, DeviceId, DocumentId};
use std::collections::BTreeSet;
use std::rc::Rc;

impl Session<'_, '_> {
    /// Closes a case that two people asked to close, neither knowing of the other: each is the other's second person.
    pub(crate) fn close_agreed(&mut self, case: CaseId) -> Result<(), Error> {
        if !self.me.profile.role.coordinates() {
            return Ok(());
        }
        let me = self.me.profile.device();
        let asked = self.closings(case)?;
        // One of those who asked says so; its reason is the first one's.
        let ours = asked.iter().any(|(_, by)| *by == me);
        if let Some((reason, _)) = asked.first().filter(|_| ours && asked.len() > 1) {
            self.add_card_event(case, "closed", &[("reason", reason.as_str().into())])?;
        }
        Ok(())
    }

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
    let closings = of(Compartment::Card).map(|card| closings(card)).unwrap_or_default().into_iter();
    let closings =
        closings.map(|(text, author)| Row { record, kind: Kind::Closing, entry: None, text, author });
    questions.chain(closings).collect()
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

/// Who asked to close the case and for which reason, each person once, the first one first. What happened since (a refusal, any
/// step of the status) answers all of them.
pub(super) fn closings(card: &Document) -> Vec<(String, DeviceId)> {
    let mut waiting: Vec<(String, DeviceId)> = Vec::new();
    for event in &card.entries_in_time("events") {
        match event.text("kind") {
            Some("closure_asked") if waiting.iter().all(|(_, device)| *device != event.author.device) => {
                let reason = event.text("reason").unwrap_or("other").to_owned();
                waiting.push((reason, event.author.device));
            }
            Some("closure_refused" | "closed" | "reopened") => waiting.clear(),
            _ => {}
        }
    }
    waiting
}
