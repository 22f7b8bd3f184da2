//! From what the core says of a case.

use super::{CaseEvent, CaseField, CaseNote, CaseScreen, FieldWrite, Refusal, RefusedField, SearchHit, Seen};
use crate::ids::CaseId;
use crate::records::{AnsweredForm, CaseWork, ReferralRow};
use crate::words::{Bilingual, Coded, Organisations};
use jonaki_core as core;
use jonaki_core::{Client, Error, FieldEdit, ReferralQuery, Scalar, labels};

/// Referrals of one case that its screen shows.
const REFERRALS: usize = 50;

pub(crate) fn notes(notes: Vec<core::NoteView>) -> Vec<CaseNote> {
    notes.into_iter().map(CaseNote::from).collect()
}

impl From<core::NoteView> for CaseNote {
    fn from(note: core::NoteView) -> Self {
        Self { text: note.text, author: note.author.into(), time: note.time.map(|time| time.0) }
    }
}

impl From<core::EventView> for CaseEvent {
    fn from(event: core::EventView) -> Self {
        Self {
            kind: Coded::of("case_events", &event.kind),
            reason: Coded::maybe("case_event_reasons", event.reason.as_deref()),
            author: event.author.into(),
            time: event.time.map(|time| time.0),
        }
    }
}

impl From<core::SeenBy> for Seen {
    fn from(seen: core::SeenBy) -> Self {
        Self { device: seen.device.into(), hour: seen.hour.0 }
    }
}

impl From<core::SearchHit> for SearchHit {
    fn from(hit: core::SearchHit) -> Self {
        Self { case: hit.case.into(), short_code: hit.short_code, snippet: hit.snippet }
    }
}

impl From<core::RefusedView> for Refusal {
    fn from(refused: core::RefusedView) -> Self {
        let error = Error::Refused(refused.code);
        let field = |(field, value): (String, Option<Scalar>)| RefusedField {
            name: Bilingual::of(|language| labels::field(&field, language)),
            value: value.map(|value| Coded::value(&field, &value)),
        };
        Self {
            id: refused.id,
            case: refused.case.into(),
            short_code: refused.short_code,
            code: error.code().to_owned(),
            why: Bilingual { bangla: error.bangla().to_owned(), english: error.english().to_owned() },
            fields: refused.fields.into_iter().map(field).collect(),
            time: refused.time.0,
        }
    }
}

impl FieldWrite {
    /// Text, yes or no, or a number, as the field's kind has it.
    pub(crate) fn core(self) -> FieldEdit {
        let value = self.value.map(|value| labels::scalar(&self.field, &value));
        FieldEdit { field: self.field, value }
    }
}

impl CaseScreen {
    /// Everything that the screen shows; on a coordinator's device the first look is noted, and the reporter will see it.
    pub(crate) fn read(client: &mut Client, id: &CaseId, language: &str) -> Result<Self, Error> {
        let case = id.known()?;
        let view = client.case(case)?;
        let organisations = Organisations::of(client)?;
        let work = client.case_work(case)?;
        let of = |sent| ReferralQuery { limit: REFERRALS, after: None, sent, open: false, case: Some(case) };
        let mut referrals = client.referrals(&of(true))?;
        referrals.extend(client.referrals(&of(false))?);
        Ok(Self {
            row: view.row.into(),
            reporter: view.reporter.into(),
            fields: view.fields.into_iter().map(CaseField::from).collect(),
            answers: answers(client, case, language)?,
            notes: notes(view.notes),
            timeline: view.events.into_iter().map(CaseEvent::from).collect(),
            seen_by: view.seen_by.into_iter().map(Seen::from).collect(),
            readable: view.readable.iter().map(|place| place.name().to_owned()).collect(),
            work: CaseWork::of(work, &organisations),
            referrals: referrals.into_iter().map(|row| ReferralRow::of(row, &organisations)).collect(),
        })
    }
}

pub(crate) fn answers(
    client: &mut Client,
    case: core::protocol::CaseId,
    language: &str,
) -> Result<Vec<AnsweredForm>, Error> {
    Ok(client.case_answers(case, language)?.into_iter().map(AnsweredForm::from).collect())
}
