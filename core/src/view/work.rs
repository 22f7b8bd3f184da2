//! The work on a case as a shell draws it.

use super::{NoteView, SeenBy};
use jonaki_document::referral::{Consent, Exclusion};
use jonaki_protocol::{CaseId, DeviceId, EntryId, OrganisationId, RecordId, Timestamp};
use serde::Serialize;

/// What became of a task, an aim, a link, a member of the team or a flag.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct StepView {
    /// `done`, `not_found`, `postponed`, `cancelled`, `removed`, `reopened`.
    pub kind: String,
    /// By which device.
    pub author: DeviceId,
    /// In which hour.
    pub at: Timestamp,
    /// A new day, when it was postponed.
    pub due: Option<String>,
    /// Whether the child was found safe.
    pub safe: Option<bool>,
    /// In words.
    pub text: Option<String>,
}

/// Something to be done.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct TaskView {
    /// To name it.
    pub id: EntryId,
    /// A code of the list `follow_up_kind`, or `other`.
    pub kind: String,
    /// By which day, postponements and repeats counted.
    pub due: String,
    /// How often it comes again.
    pub repeats: Option<String>,
    /// Who is to do it.
    pub assigned: Option<DeviceId>,
    /// For which referral.
    pub referral: Option<RecordId>,
    /// In words.
    pub text: Option<String>,
    /// Whether nothing more is to be done.
    pub closed: bool,
    /// What was done, oldest first.
    pub steps: Vec<StepView>,
}

/// An aim of the plan.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct AimView {
    /// To name it.
    pub id: EntryId,
    /// What is wanted.
    pub goal: String,
    /// Why.
    pub need: Option<String>,
    /// Through which service.
    pub service: Option<String>,
    /// By whom.
    pub responsible: Option<String>,
    /// Until when.
    pub due: Option<String>,
    /// What became of it, oldest first.
    pub steps: Vec<StepView>,
}

/// A judgement of how much danger there is.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct RiskView {
    /// `low`, `medium` or `high`.
    pub level: String,
    /// By which device.
    pub author: DeviceId,
    /// In which hour.
    pub at: Timestamp,
    /// Until which day it counts.
    pub until: String,
    /// Of the child, of the household, of the surroundings.
    pub factors: [Option<String>; 3],
    /// Whether it counts no more.
    pub expired: bool,
}

/// A linked case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct LinkView {
    /// To take it back.
    pub id: EntryId,
    /// The other case.
    pub case: CaseId,
    /// Its short code.
    pub short_code: String,
    /// `family`, `same_event`, `same_child` or `other`.
    pub relation: String,
}

/// Somebody who works on the case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct TeamView {
    /// To take it back.
    pub id: EntryId,
    /// Which device.
    pub device: DeviceId,
    /// `member`, `supervisor` or `watcher`.
    pub part: String,
}

/// Something to keep in mind.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct FlagView {
    /// To take it back.
    pub id: EntryId,
    /// What.
    pub text: String,
    /// Until which day.
    pub until: Option<String>,
}

/// A consent with what was written about it.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct ConsentView {
    /// What it allows.
    pub consent: Consent,
    /// Whether it can be rested on now.
    pub stands: bool,
    /// How it came about, in words.
    pub text: Option<String>,
}

/// What coordinators plan, judge and agree on a case.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct CaseWork {
    /// Whose case it is: every device that was named at the same time.
    pub owners: Vec<DeviceId>,
    /// The team.
    pub team: Vec<TeamView>,
    /// Tasks, what is due first.
    pub tasks: Vec<TaskView>,
    /// The plan.
    pub plan: Vec<AimView>,
    /// Judgements of danger, the newest first.
    pub risks: Vec<RiskView>,
    /// Linked cases.
    pub links: Vec<LinkView>,
    /// Flags.
    pub flags: Vec<FlagView>,
    /// Consents.
    pub consents: Vec<ConsentView>,
    /// Whom the case is not for.
    pub exclusions: Vec<Exclusion>,
    /// Notes among coordinators, oldest first.
    pub notes: Vec<NoteView>,
    /// Questions to the reporter without an answer.
    pub questions: Vec<(EntryId, String)>,
    /// A closing that waits for a second person: its reason and who asked.
    pub closing: Option<(String, DeviceId)>,
    /// How long things took.
    pub clocks: ClockView,
}

/// How long things took, by the hours of events and the server's receipts. `None`: not yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct ClockView {
    /// From filing to the first look of a coordinator, minutes.
    pub seen_minutes: Option<i64>,
    /// From filing to the first referral, hours.
    pub referred_hours: Option<i64>,
    /// From the first referral to the first answer, hours.
    pub answered_hours: Option<i64>,
    /// From filing to the first service, hours.
    pub served_hours: Option<i64>,
}

/// Something that is due.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct DueView {
    /// The case, where this device knows it.
    pub case: Option<CaseId>,
    /// Its short code, or the referral's.
    pub short_code: String,
    /// The referral, when it is one.
    pub referral: Option<RecordId>,
    /// The task, when it is one.
    pub task: Option<EntryId>,
    /// `referral` or the task's kind.
    pub kind: String,
    /// Since when, a day.
    pub due: String,
    /// Who is to do it.
    pub assigned: Option<DeviceId>,
}

/// Something that this device gave out.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct DeedView {
    /// When.
    pub at: Timestamp,
    /// `export_htcds`, `export_ctdc`, `export_page`.
    pub kind: String,
    /// How many cases.
    pub count: u64,
}

/// Who saw a case: views, organisations with access, what this device gave out.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Accessed {
    /// Devices that opened it.
    pub views: Vec<SeenBy>,
    /// Organisations that may read it, with the compartments.
    pub organisations: Vec<(OrganisationId, Vec<&'static str>)>,
    /// Organisations to which something was disclosed, with the groups and whether they still read it.
    pub disclosed: Vec<(OrganisationId, Vec<&'static str>, bool)>,
    /// Exports and prints of this device.
    pub deeds: Vec<DeedView>,
}

macro_rules! quiet {
    ($($name:ident)*) => {
        $(impl std::fmt::Debug for $name {
            /// Shows nothing: the words are a person's.
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        })*
    };
}

quiet! { StepView TaskView AimView RiskView FlagView ConsentView CaseWork DeedView Accessed }
