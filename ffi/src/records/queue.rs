//! What waits for the person: today.

use super::{CaseRow, Due, ReferralRow};
use crate::ids::{CaseId, EntryId};
use crate::words::{Coded, Organisations};
use jonaki_core as core;

/// A section of what waits, in the order in which they are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum QueueSection {
    /// Referrals that we made and nobody answered in time.
    Overdue,
    /// Cases with danger or high urgency that nobody was asked about.
    Urgent,
    /// Referrals that wait for our answer.
    ToAnswer,
    /// Referrals in which the provider asks us something.
    Asked,
    /// Referrals that ended without help, where nothing else goes on.
    WithoutHelp,
    /// Questions to the reporter.
    Questions,
    /// Closings that a colleague asked for.
    Closings,
    /// New reports.
    New,
    /// Tasks that are due.
    Tasks,
}

/// Everything that waits.
#[derive(Clone, uniffi::Record)]
pub struct Today {
    /// The sections that hold something, in their order; of one section alone, where it was asked for.
    pub parts: Vec<QueuePart>,
}

/// A section with its first rows.
#[derive(Clone, uniffi::Record)]
pub struct QueuePart {
    /// Which.
    pub section: QueueSection,
    /// What it is called.
    pub name: Coded,
    /// How many wait in all.
    pub count: u64,
    /// Those that were asked for.
    pub rows: Vec<QueueRow>,
}

/// A row of what waits.
#[derive(Clone, uniffi::Enum)]
#[expect(
    clippy::large_enum_variant,
    reason = "it is on its way to the other side: no list of them is kept here"
)]
pub enum QueueRow {
    /// A case.
    Case {
        /// The case.
        row: CaseRow,
    },
    /// A referral.
    Referral {
        /// The referral.
        row: ReferralRow,
    },
    /// A question without an answer.
    Question {
        /// The question.
        row: WaitingQuestion,
    },
    /// A closing that waits for a second person.
    Closing {
        /// The closing.
        row: WaitingClosing,
    },
    /// Something that is due.
    Due {
        /// What is due.
        row: Due,
    },
}

/// A question without an answer.
#[derive(Clone, uniffi::Record)]
pub struct WaitingQuestion {
    /// The case.
    pub case: CaseId,
    /// Its short code.
    pub short_code: String,
    /// To answer it.
    pub question: EntryId,
    /// The question.
    pub text: String,
}

/// A closing that waits for a second person.
#[derive(Clone, uniffi::Record)]
pub struct WaitingClosing {
    /// The case.
    pub case: CaseId,
    /// Its short code.
    pub short_code: String,
    /// Why.
    pub reason: Coded,
}

impl From<core::WaitingQuestion> for WaitingQuestion {
    fn from(row: core::WaitingQuestion) -> Self {
        Self {
            case: row.case.into(),
            short_code: row.short_code,
            question: row.question.into(),
            text: row.text,
        }
    }
}

impl From<core::WaitingClosing> for WaitingClosing {
    fn from(row: core::WaitingClosing) -> Self {
        Self {
            case: row.case.into(),
            short_code: row.short_code,
            reason: Coded::of("closure_reasons", &row.reason),
        }
    }
}

macro_rules! sections {
    ($($name:ident)*) => {
        impl From<QueueSection> for core::QueueSection {
            fn from(section: QueueSection) -> Self {
                match section { $(QueueSection::$name => Self::$name,)* }
            }
        }

        impl From<core::QueueSection> for QueueSection {
            fn from(section: core::QueueSection) -> Self {
                match section { $(core::QueueSection::$name => Self::$name,)* }
            }
        }
    };
}

sections! { Overdue Urgent ToAnswer Asked WithoutHelp Questions Closings New Tasks }

impl Today {
    pub(crate) fn of(queue: core::Queue, organisations: &Organisations) -> Self {
        let referral = |row| QueueRow::Referral { row: ReferralRow::of(row, organisations) };
        let case = |row: core::CaseRow| QueueRow::Case { row: row.into() };
        let parts = [
            part(core::QueueSection::Overdue, queue.overdue, referral),
            part(core::QueueSection::Urgent, queue.urgent, case),
            part(core::QueueSection::ToAnswer, queue.to_answer, referral),
            part(core::QueueSection::Asked, queue.asked, referral),
            part(core::QueueSection::WithoutHelp, queue.without_help, referral),
            part(core::QueueSection::Questions, queue.questions, |row| QueueRow::Question {
                row: row.into(),
            }),
            part(core::QueueSection::Closings, queue.closings, |row| QueueRow::Closing { row: row.into() }),
            part(core::QueueSection::New, queue.new, case),
            part(core::QueueSection::Tasks, queue.tasks, |row| QueueRow::Due { row: row.into() }),
        ];
        Self { parts: parts.into_iter().filter(|part| part.count > 0).collect() }
    }
}

fn part<T>(section: core::QueueSection, part: core::QueuePart<T>, row: impl Fn(T) -> QueueRow) -> QueuePart {
    QueuePart {
        name: Coded::of("queue_sections", section.name()),
        section: section.into(),
        count: part.count as u64,
        rows: part.rows.into_iter().map(row).collect(),
    }
}
