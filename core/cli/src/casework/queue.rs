//! What waits for the person at this device.

use crate::commands::Failure;
use jonaki_core::protocol::{CaseId, EntryId, RecordId, Role};
use jonaki_core::referral::{Access, Progress};
use jonaki_core::{CaseQuery, CaseRow, Client, DueView, Error, ReferralQuery, ReferralRow, State};
use serde::Serialize;
use std::collections::BTreeSet;

/// Cases that are read for one page.
const PAGE: usize = 500;

/// What waits, in sections. A section shows a part; its count is of all.
#[derive(Default, Serialize)]
pub(crate) struct Queue {
    /// Referrals that we made and nobody answered in time.
    pub(crate) overdue: Section<ReferralRow>,
    /// Cases with danger or high urgency that nobody was asked about.
    pub(crate) urgent: Section<CaseRow>,
    /// Referrals that wait for our answer, what is due first.
    pub(crate) to_answer: Section<ReferralRow>,
    /// Referrals in which the provider asks us something.
    pub(crate) asked: Section<ReferralRow>,
    /// Referrals that ended without help, of cases for which nothing else goes on.
    pub(crate) without_help: Section<ReferralRow>,
    /// Questions to the reporter.
    pub(crate) questions: Section<Question>,
    /// Closings that a colleague asked for.
    pub(crate) closings: Section<Closing>,
    /// New reports.
    pub(crate) new: Section<CaseRow>,
    /// Tasks that are due.
    pub(crate) tasks: Section<DueView>,
}

/// A part of what waits.
#[derive(Serialize)]
pub(crate) struct Section<T> {
    /// How many there are.
    pub(crate) count: usize,
    /// The most urgent ones.
    pub(crate) rows: Vec<T>,
}

impl Queue {
    /// Whether nothing waits.
    pub(crate) fn is_empty(&self) -> bool {
        let referrals = [&self.overdue, &self.to_answer, &self.asked, &self.without_help];
        let cases = [&self.urgent, &self.new];
        referrals.iter().all(|section| section.count == 0)
            && cases.iter().all(|section| section.count == 0)
            && self.questions.count + self.closings.count + self.tasks.count == 0
    }
}

/// A question without an answer.
#[derive(Serialize)]
pub(crate) struct Question {
    pub(crate) case: CaseId,
    pub(crate) short_code: String,
    pub(crate) question: EntryId,
    pub(crate) text: String,
}

/// A closing that waits for a second person.
#[derive(Serialize)]
pub(crate) struct Closing {
    pub(crate) case: CaseId,
    pub(crate) short_code: String,
    pub(crate) reason: String,
}

impl<T> Default for Section<T> {
    fn default() -> Self {
        Self { count: 0, rows: Vec::new() }
    }
}

impl<T> Section<T> {
    fn of(mut rows: Vec<T>, limit: usize) -> Self {
        let count = rows.len();
        rows.truncate(limit);
        Self { count, rows }
    }
}

/// What waits for this device.
pub(super) fn of(client: &mut Client, limit: usize) -> Result<Queue, Failure> {
    let role = client.status()?.role;
    let coordinates = matches!(role, Some(Role::Coordinator | Role::Admin));
    let cases = standing(client)?;
    let mut queue = Queue::default();
    if role != Some(Role::Reporter) {
        referrals(client, &mut queue, &cases, limit)?;
        let due = client.due(usize::MAX >> 1)?;
        queue.tasks = Section::of(due.into_iter().filter(|due| due.task.is_some()).collect(), limit);
    }
    let (mut questions, mut closings) = (Vec::new(), Vec::new());
    for row in &cases {
        let open = if coordinates {
            let work = client.case_work(row.id)?;
            let me = client.device()?;
            closings.extend(work.closing.filter(|(_, by)| *by != me).map(|(reason, _)| Closing {
                case: row.id,
                short_code: row.short_code.clone(),
                reason,
            }));
            work.questions
        } else {
            client.open_questions(row.id)?
        };
        questions.extend(open.into_iter().map(|(question, text)| Question {
            case: row.id,
            short_code: row.short_code.clone(),
            question,
            text,
        }));
    }
    queue.questions = Section::of(questions, limit);
    queue.closings = Section::of(closings, limit);
    if coordinates {
        let (urgent, others): (Vec<_>, Vec<_>) =
            cases.into_iter().filter(|row| row.state < State::Referred).partition(is_urgent);
        queue.urgent = Section::of(urgent, limit);
        queue.new = Section::of(others.into_iter().filter(|row| row.status == "new").collect(), limit);
    }
    Ok(queue)
}

/// Cases that are not over, the oldest first: nobody waits longer because others came after.
fn standing(client: &Client) -> Result<Vec<CaseRow>, Error> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let rows = client.cases(&CaseQuery { limit: PAGE, after, state: None })?;
        after = rows.last().map(|row| row.id);
        let whole = rows.len() == PAGE;
        let over = |row: &CaseRow| matches!(row.status.as_str(), "closed" | "duplicate_of" | "out_of_scope");
        found.extend(rows.into_iter().filter(|row| !over(row)));
        if !whole {
            break;
        }
    }
    found.sort_by_key(|row| (danger(row), row.saved_at));
    Ok(found)
}

/// 0: somebody is in danger; 3: nobody said that it is urgent.
fn danger(row: &CaseRow) -> u8 {
    match (row.immediate_danger, row.urgency.as_deref()) {
        (Some(true), _) => 0,
        (_, Some("critical")) => 1,
        (_, Some("high")) => 2,
        _ => 3,
    }
}

fn is_urgent(row: &CaseRow) -> bool {
    danger(row) < 3
}

fn referrals(client: &mut Client, queue: &mut Queue, cases: &[CaseRow], limit: usize) -> Result<(), Error> {
    let all = |sent| ReferralQuery { limit: usize::MAX >> 1, sent, ..ReferralQuery::default() };
    let mut received = client.referrals(&all(false))?;
    received.retain(|row| row.to_answer);
    received.sort_by_key(|row| row.header.due);
    queue.to_answer = Section::of(received, limit);
    let mut sent = client.referrals(&all(true))?;
    sent.sort_by_key(|row| row.header.due);
    let standing: BTreeSet<RecordId> = cases.iter().map(|row| row.id).collect();
    let goes_on: BTreeSet<RecordId> =
        sent.iter().filter(|row| helps(row)).map(|row| row.header.case).collect();
    let (mut overdue, mut asked, mut without_help) = (Vec::new(), Vec::new(), Vec::new());
    for row in sent {
        let status = &row.status;
        if status.overdue && status.is_open() {
            overdue.push(row);
        } else if status.is_open() && status.progress == Progress::NeedsInfo && !status.info_given {
            asked.push(row);
        } else if !helps(&row)
            && standing.contains(&row.header.case)
            && !goes_on.contains(&row.header.case)
            && !without_help.iter().any(|known: &ReferralRow| known.header.case == row.header.case)
        {
            without_help.push(row);
        }
    }
    queue.overdue = Section::of(overdue, limit);
    queue.asked = Section::of(asked, limit);
    queue.without_help = Section::of(without_help, limit);
    Ok(())
}

/// Whether help was given by a referral, or may still be.
fn helps(row: &ReferralRow) -> bool {
    row.status.is_open() || row.status.access == Access::Open && row.status.progress == Progress::Completed
}
