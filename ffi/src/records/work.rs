//! The work on a case, as it is shown.

mod convert;
mod new;

pub use new::{
    NewAim, NewConsent, NewRisk, NewTask, NotFor, Relation, StatusChange, StepKind, TeamPart, Triage,
};

use super::{CaseNote, FieldGroup, Seen};
use crate::ids::{CaseId, DeviceId, EntryId, ReferralId};
use crate::words::{Coded, OrganisationName};

/// What coordinators plan, judge and agree on a case.
#[derive(Clone, uniffi::Record)]
pub struct CaseWork {
    /// Whose case it is: every device that was named at the same time.
    pub owners: Vec<DeviceId>,
    /// The team.
    pub team: Vec<TeamMember>,
    /// Tasks, what is due first.
    pub tasks: Vec<WorkTask>,
    /// The plan.
    pub plan: Vec<Aim>,
    /// Judgements of danger, the newest first.
    pub risks: Vec<Risk>,
    /// Linked cases.
    pub links: Vec<CaseLink>,
    /// What to keep in mind.
    pub flags: Vec<Flag>,
    /// Consents.
    pub consents: Vec<Consent>,
    /// Whom the case is not for.
    pub exclusions: Vec<Exclusion>,
    /// Notes among coordinators, oldest first.
    pub notes: Vec<CaseNote>,
    /// Questions to the reporter without an answer.
    pub questions: Vec<OpenQuestion>,
    /// A closing that waits for a second person.
    pub closing: Option<Closing>,
    /// How long things took.
    pub clock: CaseClock,
}

/// Somebody who works on a case.
#[derive(Clone, uniffi::Record)]
pub struct TeamMember {
    /// To take it back.
    pub id: EntryId,
    /// Which device.
    pub device: DeviceId,
    /// As what.
    pub part: Coded,
}

/// What became of something.
#[derive(Clone, uniffi::Record)]
pub struct WorkStep {
    /// What.
    pub kind: Coded,
    /// By which device.
    pub author: DeviceId,
    /// In which hour, seconds since 1970.
    pub at: i64,
    /// A new day, when it was postponed.
    pub due: Option<String>,
    /// Whether the child was found safe.
    pub safe: Option<bool>,
    /// In words.
    pub text: Option<String>,
}

/// Something to be done.
#[derive(Clone, uniffi::Record)]
pub struct WorkTask {
    /// To name it.
    pub id: EntryId,
    /// What.
    pub kind: Coded,
    /// By which day, `YYYY-MM-DD`.
    pub due: String,
    /// How often it comes again.
    pub repeats: Option<Coded>,
    /// Who is to do it.
    pub assigned: Option<DeviceId>,
    /// For which referral.
    pub referral: Option<ReferralId>,
    /// In words.
    pub text: Option<String>,
    /// Whether nothing more is to be done.
    pub closed: bool,
    /// What was done, oldest first.
    pub steps: Vec<WorkStep>,
}

/// An aim of the plan.
#[derive(Clone, uniffi::Record)]
pub struct Aim {
    /// To name it.
    pub id: EntryId,
    /// What is wanted.
    pub goal: String,
    /// Why.
    pub need: Option<String>,
    /// Through which service.
    pub service: Option<Coded>,
    /// By whom.
    pub responsible: Option<String>,
    /// Until which day.
    pub due: Option<String>,
    /// What became of it, oldest first.
    pub steps: Vec<WorkStep>,
}

/// A judgement of how much danger there is.
#[derive(Clone, uniffi::Record)]
pub struct Risk {
    /// How much.
    pub level: Coded,
    /// By which device.
    pub author: DeviceId,
    /// In which hour, seconds since 1970.
    pub at: i64,
    /// Until which day it counts.
    pub until: String,
    /// Of the child itself.
    pub individual: Option<String>,
    /// Of the household.
    pub household: Option<String>,
    /// Of the surroundings.
    pub community: Option<String>,
    /// Whether it counts no more.
    pub expired: bool,
}

/// A linked case.
#[derive(Clone, uniffi::Record)]
pub struct CaseLink {
    /// To take it back.
    pub id: EntryId,
    /// The other case.
    pub case: CaseId,
    /// Its short code.
    pub short_code: String,
    /// How they belong together.
    pub relation: Coded,
}

/// Something to keep in mind.
#[derive(Clone, uniffi::Record)]
pub struct Flag {
    /// To take it back.
    pub id: EntryId,
    /// What.
    pub text: String,
    /// Until which day.
    pub until: Option<String>,
}

/// A consent, or another basis in its place.
#[derive(Clone, uniffi::Record)]
pub struct Consent {
    /// To name it.
    pub id: EntryId,
    /// Who gave it.
    pub giver: Coded,
    /// The basis, where nobody did.
    pub basis: Option<Coded>,
    /// Which groups of fields may be disclosed.
    pub groups: Vec<FieldGroup>,
    /// For what.
    pub purpose: Coded,
    /// Only to this organisation.
    pub organisation: Option<OrganisationName>,
    /// Only for this service.
    pub service: Option<Coded>,
    /// Until when, seconds since 1970.
    pub until: i64,
    /// How it was given.
    pub how: Option<Coded>,
    /// Which device recorded it.
    pub author: DeviceId,
    /// Whether a second person confirmed the basis.
    pub approved: bool,
    /// Whether it was taken back.
    pub withdrawn: bool,
    /// Whether it can be rested on now.
    pub stands: bool,
    /// How it came about, in words.
    pub text: Option<String>,
}

/// Whom a case is not for.
#[derive(Clone, uniffi::Record)]
pub struct Exclusion {
    /// To take it back.
    pub id: EntryId,
    /// One organisation.
    pub organisation: Option<OrganisationName>,
    /// Every organisation of a kind.
    pub kind: Option<Coded>,
}

/// A question to the reporter without an answer.
#[derive(Clone, uniffi::Record)]
pub struct OpenQuestion {
    /// To answer it.
    pub id: EntryId,
    /// The question.
    pub text: String,
}

/// A closing that waits for a second person.
#[derive(Clone, uniffi::Record)]
pub struct Closing {
    /// Why.
    pub reason: Coded,
    /// Who asked.
    pub author: DeviceId,
}

/// How long things took; nothing: not yet.
#[derive(Clone, uniffi::Record)]
pub struct CaseClock {
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
#[derive(Clone, uniffi::Record)]
pub struct Due {
    /// The case, where this device knows it.
    pub case: Option<CaseId>,
    /// Its short code, or the referral's.
    pub short_code: String,
    /// The referral, when it is one.
    pub referral: Option<ReferralId>,
    /// The task, when it is one.
    pub task: Option<EntryId>,
    /// What.
    pub kind: Coded,
    /// Since which day.
    pub due: String,
    /// Who is to do it.
    pub assigned: Option<DeviceId>,
}

/// Who saw a case.
#[derive(Clone, uniffi::Record)]
pub struct WhoSaw {
    /// Devices that opened it.
    pub views: Vec<Seen>,
    /// Organisations that may read it.
    pub organisations: Vec<Access>,
    /// Organisations to which something was disclosed.
    pub disclosed: Vec<Disclosed>,
    /// What this device gave out.
    pub deeds: Vec<Deed>,
}

/// An organisation that may read a case.
#[derive(Clone, uniffi::Record)]
pub struct Access {
    /// Which.
    pub organisation: OrganisationName,
    /// Which compartments.
    pub compartments: Vec<Coded>,
}

/// An organisation to which something was disclosed.
#[derive(Clone, uniffi::Record)]
pub struct Disclosed {
    /// Which.
    pub organisation: OrganisationName,
    /// Which groups of fields.
    pub groups: Vec<Coded>,
    /// Whether it can still read it.
    pub readable: bool,
}

/// Something that this device gave out.
#[derive(Clone, uniffi::Record)]
pub struct Deed {
    /// When, seconds since 1970.
    pub at: i64,
    /// What.
    pub kind: Coded,
    /// How many cases.
    pub count: u64,
}
