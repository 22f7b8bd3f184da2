//! What people decide about a case, and what they add to the work on it.

use jonaki_protocol::{CaseId, DeviceId, RecordId};
use serde::Deserialize;

/// What a coordinator decides about a new report.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Triage {
    /// It is a case: opened, with the monthly duty to inform the victim, and this device as its owner.
    Valid,
    /// The same as another case.
    DuplicateOf(CaseId),
    /// Not for this programme.
    OutOfScope,
    /// It needs an answer of the reporter, whose phone shows the question.
    NeedsInformation(String),
}

impl std::fmt::Debug for Triage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Valid => "Valid",
            Self::DuplicateOf(_) => "DuplicateOf",
            Self::OutOfScope => "OutOfScope",
            Self::NeedsInformation(_) => "NeedsInformation",
        })
    }
}

/// Something to be done. `Debug` shows no words.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct NewTask {
    /// A code of the list `follow_up_kind`, or `other`.
    pub kind: String,
    /// By which day, `YYYY-MM-DD`.
    pub due: String,
    /// `weekly`, `monthly` or `quarterly`.
    pub repeats: Option<String>,
    /// Who is to do it.
    pub assigned: Option<DeviceId>,
    /// For which referral.
    pub referral: Option<RecordId>,
    /// In words.
    pub text: Option<String>,
}

/// An aim of the plan. `Debug` shows no words.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct NewAim {
    /// What is wanted.
    pub goal: String,
    /// Why.
    pub need: Option<String>,
    /// Through which service: a code of the list `service_types`.
    pub service: Option<String>,
    /// By whom.
    pub responsible: Option<String>,
    /// Until which day.
    pub due: Option<String>,
}

/// A judgement of how much danger there is. `Debug` shows no words.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct NewRisk {
    /// `low`, `medium` or `high`.
    pub level: String,
    /// Until which day it counts.
    pub until: String,
    /// Of the child itself.
    pub individual: Option<String>,
    /// Of the household.
    pub household: Option<String>,
    /// Of the surroundings.
    pub community: Option<String>,
}

macro_rules! silent {
    ($($name:ident)*) => {
        $(impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        })*
    };
}

silent! { NewTask NewAim NewRisk }

/// What became of a task, an aim, a link, a member of the team or a flag.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Done.
    Done,
    /// Nobody was found.
    NotFound,
    /// On another day.
    Postponed,
    /// Not to be done any more.
    Cancelled,
    /// Taken back.
    Removed,
    /// To be done again.
    Reopened,
}

impl StepKind {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::NotFound => "not_found",
            Self::Postponed => "postponed",
            Self::Cancelled => "cancelled",
            Self::Removed => "removed",
            Self::Reopened => "reopened",
        }
    }
}

/// How two cases belong together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// One family.
    Family,
    /// One event.
    SameEvent,
    /// Probably the same child.
    SameChild,
    /// Otherwise.
    Other,
}

/// What somebody is to a case.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TeamPart {
    /// Works on it.
    Member,
    /// Approves.
    Supervisor,
    /// Is told.
    Watcher,
}
