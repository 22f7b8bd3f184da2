//! What waits for the person at this device: one call a screen, from rows alone.

use super::{Client, Session};
use crate::Error;
use crate::ledger::{Page, case_row, referral, task, waiting};
use crate::view::{
    Queue, QueueFilter, QueuePart, QueueSection, ReferralRow, WaitingClosing, WaitingQuestion,
};
use jonaki_document::referral::{Access, Progress, ReferralStatus};
use jonaki_protocol::Role;

/// Rows of a section that one call gives, at most.
const MOST: usize = 1_000;

impl Client {
    /// What waits, at most `limit` rows (and 1,000) of each section with the count of all. No case is opened for it.
    ///
    /// # Errors
    /// [`Error::State`] before enrolment.
    pub fn queue(&mut self, filter: &QueueFilter, limit: usize) -> Result<Queue, Error> {
        let page = Page { limit: limit.min(MOST), skip: filter.skip.min(usize::MAX >> 1) };
        self.act(|session| {
            session.catch_up_waiting()?;
            session.whole_queue(filter.only, page)
        })
    }
}

/// A section of referrals while they are gone through.
struct Picked {
    page: Page,
    count: usize,
    rows: Vec<referral::Row>,
}

impl Picked {
    fn new(page: Page) -> Self {
        Self { page, count: 0, rows: Vec::new() }
    }

    fn take(&mut self, row: referral::Row) {
        if self.count >= self.page.skip && self.rows.len() < self.page.limit {
            self.rows.push(row);
        }
        self.count += 1;
    }
}

impl Session<'_, '_> {
    fn whole_queue(&mut self, only: Option<QueueSection>, page: Page) -> Result<Queue, Error> {
        let wanted = |section| only.is_none_or(|only| only == section);
        let role = self.me.profile.role;
        let mut queue = Queue::default();
        if role != Role::Reporter {
            self.open_referrals(&mut queue, &wanted, page)?;
            if wanted(QueueSection::WithoutHelp) {
                queue.without_help = self.without_help(page)?;
            }
            if wanted(QueueSection::Tasks) {
                let today = super::work::day(self.server_time()?.0);
                let (count, rows) = task::due_page(self.tx, &today, page)?;
                queue.tasks =
                    QueuePart { count, rows: rows.into_iter().map(super::work::due_task).collect() };
            }
        }
        if wanted(QueueSection::Questions) {
            queue.questions = self.waiting_questions(page)?;
        }
        if role.coordinates() {
            if wanted(QueueSection::Closings) {
                queue.closings = self.waiting_closings(page)?;
            }
            let unasked = |urgent| case_row::unasked(self.tx, urgent, page);
            if wanted(QueueSection::Urgent) {
                let (count, rows) = unasked(true)?;
                queue.urgent = QueuePart { count, rows };
            }
            if wanted(QueueSection::New) {
                let (count, rows) = unasked(false)?;
                queue.new = QueuePart { count, rows };
            }
        }
        Ok(queue)
    }

    /// Referrals of which something is expected of somebody, what is due first.
    fn open_referrals(
        &mut self,
        queue: &mut Queue,
        wanted: &impl Fn(QueueSection) -> bool,
        page: Page,
    ) -> Result<(), Error> {
        let sections = [QueueSection::Overdue, QueueSection::ToAnswer, QueueSection::Asked];
        if !sections.into_iter().any(wanted) {
            return Ok(());
        }
        let (now, ours) = (self.server_time()?.0, self.me.profile.organisation);
        let mut picked = sections.map(|_| Picked::new(page));
        referral::each_open(self.tx, now, |row| {
            let status = row.status(now);
            let section = match (status.is_open(), row.header.from == ours, row.header.to == ours) {
                (true, true, _) => sent_section(&status),
                (true, _, true) if !status.progress.is_answered() => Some(QueueSection::ToAnswer),
                _ => None,
            };
            let at = sections.iter().position(|one| Some(*one) == section && wanted(*one));
            if let Some(picked) = at.and_then(|at| picked.get_mut(at)) {
                picked.take(row);
            }
        })?;
        let [overdue, to_answer, asked] = picked;
        queue.overdue = self.part(overdue, now)?;
        queue.to_answer = self.part(to_answer, now)?;
        queue.asked = self.part(asked, now)?;
        Ok(())
    }

    /// The first referral of each case that is not over, that ended without help, and for which nothing else goes on.
    fn without_help(&mut self, page: Page) -> Result<QueuePart<ReferralRow>, Error> {
        let (now, ours) = (self.server_time()?.0, self.me.profile.organisation);
        let mut found: Vec<referral::Row> = Vec::new();
        let mut helped = None;
        referral::each_sent(self.tx, ours, |row| {
            let case = row.header.case;
            if helped == Some(case) {
                return;
            }
            let same = found.last().is_some_and(|last| last.header.case == case);
            if helps(&row.status(now)) {
                helped = Some(case);
                if same {
                    found.pop();
                }
            } else if !same {
                found.push(row);
            }
        })?;
        found.sort_by_key(|row| (row.header.due, row.record));
        let mut picked = Picked::new(page);
        found.into_iter().for_each(|row| picked.take(row));
        self.part(picked, now)
    }

    fn part(&mut self, picked: Picked, now: i64) -> Result<QueuePart<ReferralRow>, Error> {
        let rows = picked.rows.iter().map(|row| self.referral_row(row, now)).collect::<Result<_, _>>()?;
        Ok(QueuePart { count: picked.count, rows })
    }

    fn waiting_questions(&self, page: Page) -> Result<QueuePart<WaitingQuestion>, Error> {
        let (count, rows) = waiting::questions(self.tx, page)?;
        let question = |row: waiting::Row| {
            Some(WaitingQuestion {
                case: row.record,
                short_code: row.record.short_code(),
                question: row.entry?,
                text: row.text,
            })
        };
        Ok(QueuePart { count, rows: rows.into_iter().filter_map(question).collect() })
    }

    fn waiting_closings(&self, page: Page) -> Result<QueuePart<WaitingClosing>, Error> {
        let (count, rows) = waiting::closings(self.tx, self.me.profile.device(), page)?;
        let closing = |row: waiting::Row| WaitingClosing {
            case: row.record,
            short_code: row.record.short_code(),
            reason: row.text,
        };
        Ok(QueuePart { count, rows: rows.into_iter().map(closing).collect() })
    }
}

/// Where an open referral that we made waits for us.
fn sent_section(status: &ReferralStatus) -> Option<QueueSection> {
    if status.overdue {
        Some(QueueSection::Overdue)
    } else if status.progress == Progress::NeedsInfo && !status.info_given {
        Some(QueueSection::Asked)
    } else {
        None
    }
}

/// Whether help was given by a referral, or may still be.
fn helps(status: &ReferralStatus) -> bool {
    status.is_open() || status.access == Access::Open && status.progress == Progress::Completed
}
