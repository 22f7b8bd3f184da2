//! What waits for the person at a device, as a shell draws it.

use crate::view::{CaseRow, DueView, ReferralRow};
use jonaki_protocol::{CaseId, EntryId};
use serde::Serialize;

macro_rules! sections {
    ($($(#[$doc:meta])* $variant:ident $name:literal;)*) => {
        /// A section of what waits.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum QueueSection {
            $($(#[$doc])* $variant,)*
        }

        impl QueueSection {
            /// All, in the order in which they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

sections! {
    /// [`Queue::overdue`].
    Overdue "overdue";
    /// [`Queue::urgent`].
    Urgent "urgent";
    /// [`Queue::to_answer`].
    ToAnswer "to_answer";
    /// [`Queue::asked`].
    Asked "asked";
    /// [`Queue::without_help`].
    WithoutHelp "without_help";
    /// [`Queue::questions`].
    Questions "questions";
    /// [`Queue::closings`].
    Closings "closings";
    /// [`Queue::new`].
    New "new";
    /// [`Queue::tasks`].
    Tasks "tasks";
}

/// Which part of what waits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct QueueFilter {
    /// Only this section; the others are left empty, with no count.
    pub only: Option<QueueSection>,
    /// Rows of each section to leave out: those that were shown already.
    pub skip: usize,
}

/// What waits, in sections: those of a coordinator, of a provider, of a reporter; the others are empty.
#[derive(Clone, PartialEq, Eq, Default, Serialize)]
pub struct Queue {
    /// Referrals that we made and nobody answered in time.
    pub overdue: QueuePart<ReferralRow>,
    /// Cases with danger or high urgency that nobody was asked about, the gravest first, then the oldest: nobody waits longer
    /// because others came after.
    pub urgent: QueuePart<CaseRow>,
    /// Referrals that wait for our answer, what is due first.
    pub to_answer: QueuePart<ReferralRow>,
    /// Referrals in which the provider asks us something.
    pub asked: QueuePart<ReferralRow>,
    /// Referrals that ended without help, one for each case for which nothing else goes on.
    pub without_help: QueuePart<ReferralRow>,
    /// Questions to the reporter.
    pub questions: QueuePart<WaitingQuestion>,
    /// Closings that a colleague asked for.
    pub closings: QueuePart<WaitingClosing>,
    /// New reports, the oldest first.
    pub new: QueuePart<CaseRow>,
    /// Tasks that are due.
    pub tasks: QueuePart<DueView>,
}

/// A part of what waits.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct QueuePart<T> {
    /// How many there are in all.
    pub count: usize,
    /// Those that were asked for.
    pub rows: Vec<T>,
}

/// A question without an answer.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct WaitingQuestion {
    /// The case.
    pub case: CaseId,
    /// Its short code.
    pub short_code: String,
    /// To answer it ([`crate::Client::answer_question`]).
    pub question: EntryId,
    /// The question.
    pub text: String,
}

/// A closing that waits for a second person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct WaitingClosing {
    /// The case.
    pub case: CaseId,
    /// Its short code.
    pub short_code: String,
    /// The code of its reason.
    pub reason: String,
}

impl Queue {
    /// How many wait in each section.
    pub fn counts(&self) -> [(QueueSection, usize); 9] {
        [
            (QueueSection::Overdue, self.overdue.count),
            (QueueSection::Urgent, self.urgent.count),
            (QueueSection::ToAnswer, self.to_answer.count),
            (QueueSection::Asked, self.asked.count),
            (QueueSection::WithoutHelp, self.without_help.count),
            (QueueSection::Questions, self.questions.count),
            (QueueSection::Closings, self.closings.count),
            (QueueSection::New, self.new.count),
            (QueueSection::Tasks, self.tasks.count),
        ]
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.counts().iter().all(|(_, count)| *count == 0)
    }
}

impl<T> Default for QueuePart<T> {
    fn default() -> Self {
        Self { count: 0, rows: Vec::new() }
    }
}

/// Counts only.
impl std::fmt::Debug for Queue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.counts().map(|(section, count)| (section.name(), count))).finish()
    }
}

impl<T> std::fmt::Debug for QueuePart<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("QueuePart").field("count", &self.count).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for WaitingQuestion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WaitingQuestion").field("case", &self.case).finish_non_exhaustive()
    }
}
