//! Reports, as their reporter sees them.

use super::{AnsweredForm, CaseEvent, CaseNote, CaseRow, FormDraft, OpenQuestion, Seen, WaitingQuestion};
use crate::records::case::{answers, notes};
use crate::words::Bilingual;
use jonaki_core::{CaseQuery, Client, Error, QueueFilter, QueueSection};

/// What a report waits for.
#[derive(Clone, uniffi::Record)]
pub struct WaitsFor {
    /// `finishing`, `network`, `coordinator`, `referral`, `help`, `nothing`.
    pub code: String,
    /// For the person.
    pub text: Bilingual,
}

/// A report with its proven state and what it waits for.
#[derive(Clone, uniffi::Record)]
pub struct ReportRow {
    /// The list's row.
    pub row: CaseRow,
    /// What it waits for.
    pub waits_for: WaitsFor,
}

/// The screen of one's own reports.
#[derive(Clone, uniffi::Record)]
pub struct ReportPage {
    /// What was begun and not filed, the one last touched first; on the first page only.
    pub drafts: Vec<FormDraft>,
    /// Questions that wait for this person's answer; on the first page only.
    pub questions: Vec<WaitingQuestion>,
    /// Reports, newest first.
    pub rows: Vec<ReportRow>,
    /// Whether there may be more: ask after the last one.
    pub more: bool,
}

/// A report with everything that came back about it.
#[derive(Clone, uniffi::Record)]
pub struct ReportScreen {
    /// Its row.
    pub report: ReportRow,
    /// The number of its verified receipt in the server's log.
    pub receipt: Option<u64>,
    /// When the server stored it, by the server's clock, seconds since 1970.
    pub stored_at: Option<i64>,
    /// Who opened it.
    pub seen_by: Vec<Seen>,
    /// What happened since, oldest first.
    pub timeline: Vec<CaseEvent>,
    /// Questions that wait for an answer.
    pub questions: Vec<OpenQuestion>,
    /// Notes, oldest first: what coordinators wrote back, answers, additions.
    pub notes: Vec<CaseNote>,
    /// What was reported.
    pub answers: Vec<AnsweredForm>,
}

/// Questions that one page shows.
const QUESTIONS: usize = 100;

impl From<jonaki_core::CaseRow> for ReportRow {
    fn from(row: jonaki_core::CaseRow) -> Self {
        let waits = row.state.waits_for();
        let text = Bilingual { bangla: waits.bangla().to_owned(), english: waits.english().to_owned() };
        Self { waits_for: WaitsFor { code: waits.name().to_owned(), text }, row: row.into() }
    }
}

impl ReportPage {
    pub(crate) fn read(
        client: &mut Client,
        after: Option<jonaki_core::protocol::CaseId>,
        limit: usize,
    ) -> Result<Self, Error> {
        let query = CaseQuery { limit: limit.saturating_add(1), after, state: None, mine: true };
        let mut rows = client.cases(&query)?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let first = after.is_none();
        let only = QueueFilter { only: Some(QueueSection::Questions), skip: 0 };
        let questions = if first { client.queue(&only, QUESTIONS)?.questions.rows } else { Vec::new() };
        let drafts = if first { client.fillings()? } else { Vec::new() };
        Ok(Self {
            drafts: drafts.into_iter().map(FormDraft::from).collect(),
            questions: questions.into_iter().map(WaitingQuestion::from).collect(),
            rows: rows.into_iter().map(ReportRow::from).collect(),
            more,
        })
    }
}

impl ReportScreen {
    pub(crate) fn read(
        client: &mut Client,
        case: jonaki_core::protocol::CaseId,
        language: &str,
    ) -> Result<Self, Error> {
        let view = client.case(case)?;
        let questions = client.open_questions(case)?;
        Ok(Self {
            report: view.row.into(),
            receipt: view.receipt.map(|receipt| receipt.entry),
            stored_at: view.receipt.map(|receipt| receipt.time.0),
            seen_by: view.seen_by.into_iter().map(Seen::from).collect(),
            timeline: view.events.into_iter().map(CaseEvent::from).collect(),
            questions: questions.into_iter().map(OpenQuestion::from).collect(),
            notes: notes(view.notes),
            answers: answers(client, case, language)?,
        })
    }
}
