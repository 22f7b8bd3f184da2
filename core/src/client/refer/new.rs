//! A referral before it is made.

use crate::view::DisclosedField;
use jonaki_document::Scalar;
use jonaki_document::referral::{FieldGroups, Header, Urgency};
use jonaki_protocol::{Code, EntryId, OrganisationId, RecordId};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// A referral to make. `Debug` shows no words.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct NewReferral {
    /// Who is asked.
    pub to: OrganisationId,
    /// `service_referral`, `transfer_of_case`, `request_for_information` or `police_complaint`.
    pub kind: String,
    /// For what: a code of the list `service_types`.
    pub service: String,
    /// For what the data is used.
    pub purpose: String,
    /// On which consent it rests.
    pub consent: EntryId,
    /// How soon an answer is needed.
    pub urgency: Urgency,
    /// What is disclosed.
    pub disclosed: Disclosed,
    /// Days after the due time in which it can still be taken up, 1 to 20.
    pub grace_days: u8,
    /// Who is asked next, if this one declines or does not answer in time.
    pub next: Option<OrganisationId>,
    /// What it is asked together with: the same for all that are asked at once.
    pub round: Option<RecordId>,
    /// The service of the directory.
    pub listing: Option<RecordId>,
    /// A message to the provider, sealed.
    pub message: Option<String>,
}

impl std::fmt::Debug for NewReferral {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { to, service, urgency, .. } = self;
        f.debug_struct("NewReferral")
            .field("to", to)
            .field("service", service)
            .field("urgency", urgency)
            .finish_non_exhaustive()
    }
}

/// What a referral discloses.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disclosed {
    /// The least: what is on the card, and no name.
    Least,
    /// All fields of these groups.
    Groups(FieldGroups),
    /// Just these fields.
    Fields(BTreeSet<String>),
}

/// Exactly what would leave, and whether it may. `Debug` shows no content.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct ReferralPreview {
    /// The fields as the provider would read them.
    pub fields: Vec<DisclosedField>,
    /// The groups to which they belong.
    pub groups: FieldGroups,
    /// When an answer would be due, seconds since 1970.
    pub due: i64,
    /// Why it may not be made; `None`: it may.
    pub refused: Option<Code>,
}

/// A referral that is ready to be made.
pub(crate) struct Plan {
    pub(crate) header: Header,
    pub(crate) fields: BTreeMap<String, Scalar>,
    pub(crate) message: Option<String>,
}
