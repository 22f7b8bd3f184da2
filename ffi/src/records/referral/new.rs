//! Referrals to make, to find and to answer.

use super::{FieldGroup, Urgency};
use crate::ids::{CaseId, EntryId, OrganisationId, ReferralId, ServiceId, known};
use jonaki_core as core;
use jonaki_core::Error;

/// Which referrals.
#[derive(Clone, uniffi::Record)]
pub struct ReferralQuery {
    /// Those that this device's organisation made; otherwise those that it received.
    pub sent: bool,
    /// Only those of which something is still expected.
    pub open: bool,
    /// Only those of this case.
    pub case: Option<CaseId>,
    /// After this one: the last of the page before.
    pub after: Option<ReferralId>,
    /// How many.
    pub limit: u32,
}

/// A referral to make. A transfer is one of the kind `transfer_of_case`.
#[derive(Clone, uniffi::Record)]
pub struct NewReferral {
    /// Who is asked; several are asked at once, and the first who takes the child leads.
    pub to: Vec<OrganisationId>,
    /// A code of the list `referral_kind`.
    pub kind: String,
    /// A code of the list `service_types`.
    pub service: String,
    /// A code of the list `consent_purpose`.
    pub purpose: String,
    /// On which consent it rests.
    pub consent: EntryId,
    /// How soon an answer is needed.
    pub urgency: Urgency,
    /// What is disclosed.
    pub disclosure: Disclosure,
    /// Days after the due time in which it can still be taken up, 1 to 20.
    pub grace_days: u8,
    /// Who is asked next, if nobody of these takes the child in time.
    pub next: Option<OrganisationId>,
    /// The service of the directory.
    pub listing: Option<ServiceId>,
    /// A message to the provider, sealed.
    pub message: Option<String>,
}

/// What a referral discloses.
#[derive(Clone, uniffi::Enum)]
pub enum Disclosure {
    /// The least: what is on the card, and no name.
    Least,
    /// All fields of these groups.
    Groups {
        /// The groups.
        groups: Vec<FieldGroup>,
    },
    /// Just these fields.
    Fields {
        /// Their names.
        fields: Vec<String>,
    },
}

/// What a provider says.
#[derive(Clone, uniffi::Enum)]
pub enum ReferralAnswer {
    /// Takes the child.
    Accept,
    /// Does not.
    Decline {
        /// A code of the list `reject_reasons`.
        reason: String,
    },
    /// Asks something first.
    NeedsInfo {
        /// The question.
        question: String,
    },
    /// Help has begun.
    InService,
    /// Help was given.
    Completed {
        /// A code of the list `service_outcome`.
        outcome: String,
    },
    /// Help was not given after all.
    NotCompleted {
        /// A code of the list `not_completed_reasons`.
        reason: String,
    },
}

impl ReferralQuery {
    /// With one row more than is shown, to know whether there are more.
    pub(crate) fn core(&self) -> Result<core::ReferralQuery, Error> {
        Ok(core::ReferralQuery {
            limit: (self.limit as usize).saturating_add(1),
            after: known(self.after.as_ref(), ReferralId::known)?,
            sent: self.sent,
            open: self.open,
            case: known(self.case.as_ref(), CaseId::known)?,
        })
    }
}

impl NewReferral {
    /// One for each that is asked.
    pub(crate) fn core(self) -> Result<Vec<core::NewReferral>, Error> {
        let to = self.to.iter().map(OrganisationId::known).collect::<Result<Vec<_>, _>>()?;
        let first = *to.first().ok_or_else(|| Error::Field { field: "to".to_owned() })?;
        let new = core::NewReferral {
            to: first,
            consent: self.consent.known()?,
            urgency: self.urgency.into(),
            disclosed: self.disclosure.core(),
            next: known(self.next.as_ref(), OrganisationId::known)?,
            listing: known(self.listing.as_ref(), ServiceId::known)?,
            round: None,
            kind: self.kind,
            service: self.service,
            purpose: self.purpose,
            grace_days: self.grace_days,
            message: self.message,
        };
        Ok(to.into_iter().map(|to| core::NewReferral { to, ..new.clone() }).collect())
    }
}

impl Disclosure {
    fn core(self) -> core::Disclosed {
        match self {
            Self::Least => core::Disclosed::Least,
            Self::Groups { groups } => {
                core::Disclosed::Groups(groups.into_iter().map(core::referral::FieldGroup::from).collect())
            }
            Self::Fields { fields } => core::Disclosed::Fields(fields.into_iter().collect()),
        }
    }
}

impl From<ReferralAnswer> for core::Answer {
    fn from(answer: ReferralAnswer) -> Self {
        match answer {
            ReferralAnswer::Accept => Self::Accept,
            ReferralAnswer::Decline { reason } => Self::Decline(reason),
            ReferralAnswer::NeedsInfo { question } => Self::NeedsInfo(question),
            ReferralAnswer::InService => Self::InService,
            ReferralAnswer::Completed { outcome } => Self::Completed(outcome),
            ReferralAnswer::NotCompleted { reason } => Self::NotCompleted(reason),
        }
    }
}
