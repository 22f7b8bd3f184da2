//! What people add to the work on a case.

use crate::ids::{CaseId, DeviceId, OrganisationId, ReferralId, known};
use crate::records::FieldGroup;
use jonaki_core as core;
use jonaki_core::Error;
use jonaki_core::protocol::Timestamp;

/// What a coordinator decides about a new report.
#[derive(Clone, uniffi::Enum)]
pub enum Triage {
    /// It is a case: opened, with this device as its owner.
    Valid,
    /// The same as another case.
    DuplicateOf {
        /// The other one.
        case: CaseId,
    },
    /// Not for this programme.
    OutOfScope,
    /// It needs an answer of the reporter.
    NeedsInformation {
        /// The question.
        question: String,
    },
}

/// A step of a case's status.
#[derive(Clone, uniffi::Enum)]
pub enum StatusChange {
    /// Somebody looks whether it is a case.
    Screening,
    /// Worked on.
    Opened,
    /// Waiting.
    OnHold {
        /// A code of the list `on_hold_reasons`.
        reason: String,
    },
    /// Taken up again.
    Reopened,
}

/// Something to be done.
#[derive(Clone, uniffi::Record)]
pub struct NewTask {
    /// A code of the list `follow_up_kind`, or `other`.
    pub kind: String,
    /// By which day, `YYYY-MM-DD`.
    pub due: String,
    /// A code of the list `task_repeats`.
    pub repeats: Option<String>,
    /// Who is to do it.
    pub assigned: Option<DeviceId>,
    /// For which referral.
    pub referral: Option<ReferralId>,
    /// In words.
    pub text: Option<String>,
}

/// An aim of the plan.
#[derive(Clone, uniffi::Record)]
pub struct NewAim {
    /// What is wanted.
    pub goal: String,
    /// Why.
    pub need: Option<String>,
    /// A code of the list `service_types`.
    pub service: Option<String>,
    /// By whom.
    pub responsible: Option<String>,
    /// Until which day.
    pub due: Option<String>,
}

/// A judgement of how much danger there is.
#[derive(Clone, uniffi::Record)]
pub struct NewRisk {
    /// A code of the list `risk_level`.
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

/// A consent to record, or another basis in its place.
#[derive(Clone, uniffi::Record)]
pub struct NewConsent {
    /// A code of the list `consent_giver`; `none` with another basis.
    pub giver: String,
    /// With `none`: a code of the list `legal_basis`. A second person confirms it.
    pub basis: Option<String>,
    /// Which groups of fields may be disclosed.
    pub groups: Vec<FieldGroup>,
    /// A code of the list `consent_purpose`.
    pub purpose: String,
    /// Only to this organisation.
    pub organisation: Option<OrganisationId>,
    /// Only for this service.
    pub service: Option<String>,
    /// Until when, seconds since 1970.
    pub until: i64,
    /// A code of the list `consent_how`.
    pub how: Option<String>,
    /// In which language it was explained.
    pub language: Option<String>,
    /// How it came about, in words.
    pub text: Option<String>,
}

/// Whom a case is not for.
#[derive(Clone, uniffi::Enum)]
pub enum NotFor {
    /// One organisation.
    Organisation {
        /// Which.
        id: OrganisationId,
    },
    /// Every organisation of a kind.
    Kind {
        /// A code of the list `organisation_types`.
        code: String,
    },
}

macro_rules! same {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl From<$name> for core::$name {
            fn from(value: $name) -> Self {
                match value { $($name::$variant => Self::$variant,)* }
            }
        }
    )*};
}

same! {
    /// What became of a task, an aim, a link, a member of the team or a flag.
    StepKind {
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
    /// How two cases belong together.
    Relation {
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
    TeamPart {
        /// Works on it.
        Member,
        /// Approves.
        Supervisor,
        /// Is told.
        Watcher,
    }
}

impl From<StatusChange> for core::StatusChange {
    fn from(change: StatusChange) -> Self {
        match change {
            StatusChange::Screening => Self::Screening,
            StatusChange::Opened => Self::Opened,
            StatusChange::OnHold { reason } => Self::OnHold(reason),
            StatusChange::Reopened => Self::Reopened,
        }
    }
}

impl Triage {
    pub(crate) fn core(self) -> Result<core::Triage, Error> {
        Ok(match self {
            Self::Valid => core::Triage::Valid,
            Self::DuplicateOf { case } => core::Triage::DuplicateOf(case.known()?),
            Self::OutOfScope => core::Triage::OutOfScope,
            Self::NeedsInformation { question } => core::Triage::NeedsInformation(question),
        })
    }
}

impl NewTask {
    pub(crate) fn core(self) -> Result<core::NewTask, Error> {
        Ok(core::NewTask {
            assigned: known(self.assigned.as_ref(), DeviceId::known)?,
            referral: known(self.referral.as_ref(), ReferralId::known)?,
            kind: self.kind,
            due: self.due,
            repeats: self.repeats,
            text: self.text,
        })
    }
}

impl NewAim {
    pub(crate) fn core(self) -> core::NewAim {
        let Self { goal, need, service, responsible, due } = self;
        core::NewAim { goal, need, service, responsible, due }
    }
}

impl NewRisk {
    pub(crate) fn core(self) -> core::NewRisk {
        let Self { level, until, individual, household, community } = self;
        core::NewRisk { level, until, individual, household, community }
    }
}

impl NewConsent {
    pub(crate) fn core(self) -> Result<core::NewConsent, Error> {
        Ok(core::NewConsent {
            organisation: known(self.organisation.as_ref(), OrganisationId::known)?,
            groups: self.groups.into_iter().map(core::referral::FieldGroup::from).collect(),
            until: Timestamp(self.until),
            giver: self.giver,
            basis: self.basis,
            purpose: self.purpose,
            service: self.service,
            how: self.how,
            language: self.language,
            text: self.text,
        })
    }
}

impl NotFor {
    pub(crate) fn core(self) -> Result<core::NotFor, Error> {
        Ok(match self {
            Self::Organisation { id } => core::NotFor::Organisation(id.known()?),
            Self::Kind { code } => core::NotFor::Kind(code),
        })
    }
}
