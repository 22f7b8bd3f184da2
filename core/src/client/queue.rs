//! What waits for the person at this device: one call a screen, from rows alone.

use super::{Client, Session};
use crate::Error;
use crate::ledger::referral::Waits;
use crate::ledger::{Page, case_row, referral, task, waiting};
use crate::view::{
    Queue, QueueFilter, QueuePart, QueueSection, ReferralRow, WaitingClosing, WaitingQuestion,
};
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
            referral::catch_up(session.tx)?;
            session.whole_queue(filter.only, page)
        })
    }
}

impl Session<'_, '_> {
    fn whole_queue(&mut self, only: Option<QueueSection>, page: Page) -> Result<Queue, Error> {
        let wanted = |section| only.is_none_or(|only| only == section);
        let role = self.me.profile.role;
        let mut queue = Queue::default();
        if role != Role::Reporter {
            self.open_referrals(&mut queue, &wanted, page)?;
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

    /// Referrals of which something is expected of somebody, what is due first; and the first one of each case that is not
    /// over, that ended without help, and for which nothing else goes on.
    fn open_referrals(
        &mut self,
        queue: &mut Queue,
        wanted: &impl Fn(QueueSection) -> bool,
        page: Page,
    ) -> Result<(), Error> {
        let side = (self.me.profile.organisation, self.server_time()?.0);
        let sections = [
            (QueueSection::Overdue, Waits::Overdue, &mut queue.overdue),
            (QueueSection::ToAnswer, Waits::ToAnswer, &mut queue.to_answer),
            (QueueSection::Asked, Waits::Asked, &mut queue.asked),
        ];
        for (_, which, part) in sections.into_iter().filter(|(section, ..)| wanted(*section)) {
            *part = self.referrals(referral::waits(self.tx, which, side, page)?, side.1)?;
        }
        if wanted(QueueSection::WithoutHelp) {
            let found = referral::without_help(self.tx, side, page)?;
            queue.without_help = self.referrals(found, side.1)?;
        }
        Ok(())
    }

    fn referrals(
        &mut self,
        (count, rows): (usize, Vec<referral::Row>),
        now: i64,
    ) -> Result<QueuePart<ReferralRow>, Error> {
        let rows = rows.iter().map(|row| self.referral_row(row, now)).collect::<Result<_, _>>()?;
        Ok(QueuePart { count, rows })
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
