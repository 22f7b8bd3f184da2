//! The table behind [`BuiltIn`](crate::codes::BuiltIn).
//!
//! Among rows with the same HTCDS code the first is the one that an import gives.

mod person;
mod service;
mod work;

use crate::codes::List;

/// A code of ours and its names elsewhere.
pub(crate) struct Entry {
    pub(crate) own: &'static str,
    pub(crate) htcds: &'static str,
    pub(crate) ctdc: &'static str,
    pub(crate) bangla: &'static str,
    pub(crate) english: &'static str,
}

/// A row: ours, HTCDS, CTDC columns, Bangla, English.
const fn row(own: &'static str, out: [&'static str; 2], label: [&'static str; 2]) -> Entry {
    Entry { own, htcds: out[0], ctdc: out[1], bangla: label[0], english: label[1] }
}

/// The rows of a list.
pub(crate) fn entries(list: List) -> &'static [Entry] {
    match list {
        List::OrganisationKind => service::ORGANISATION_KIND,
        List::Sex => person::SEX,
        List::AgeBand => person::AGE_BAND,
        List::MaritalStatus => person::MARITAL_STATUS,
        List::Education => person::EDUCATION,
        List::TraffickingStatus => person::TRAFFICKING_STATUS,
        List::DecidedBy => person::DECIDED_BY,
        List::Relation => person::RELATION,
        List::Apps => work::APPS,
        List::Recruitment => work::RECRUITMENT,
        List::Control => work::CONTROL,
        List::Exploitation => work::EXPLOITATION,
        List::LabourSector => work::LABOUR_SECTOR,
        List::SexExploitation => work::SEX_EXPLOITATION,
        List::Vulnerability => person::VULNERABILITY,
        List::Role => work::ROLE,
        List::CaseStatus => service::CASE_STATUS,
        List::Closure => service::CLOSURE,
        List::ReferralReason => service::REFERRAL_REASON,
        List::ReferralProgress => service::REFERRAL_PROGRESS,
        List::ReferralAccess => service::REFERRAL_ACCESS,
        List::EventKind => work::EVENT_KIND,
        List::PlanKind => service::PLAN_KIND,
        List::ConsentPurpose => service::CONSENT_PURPOSE,
    }
}

/// The row of a code.
pub(crate) fn find(list: List, own: &str) -> Option<&'static Entry> {
    entries(list).iter().find(|entry| entry.own == own)
}
