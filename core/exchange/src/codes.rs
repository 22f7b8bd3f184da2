//! Our codes and those of HTCDS and CTDC: the lists of `jonaki-reference`, and a few codes that those do not offer.

mod extra;

use crate::Language;
use jonaki_reference::codes::{Code, list};

/// A code list of a fact in a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum List {
    /// Kinds of organisations.
    OrganisationKind,
    /// Sex or gender.
    Sex,
    /// Bands of age.
    AgeBand,
    /// Married or not.
    MaritalStatus,
    /// Highest education.
    Education,
    /// Whether somebody is a victim.
    TraffickingStatus,
    /// Who decided that.
    DecidedBy,
    /// What the trafficker is to the victim.
    Relation,
    /// Websites and apps.
    Apps,
    /// Ways of recruiting.
    Recruitment,
    /// Means of control.
    Control,
    /// Types of exploitation; also what a report is about, while nobody knows more.
    Exploitation,
    /// Sectors of work.
    LabourSector,
    /// Types of sexual exploitation.
    SexExploitation,
    /// What makes vulnerable.
    Vulnerability,
    /// Parts of alleged perpetrators.
    Role,
    /// Status of a case.
    CaseStatus,
    /// Why a case was closed; the standard takes it as text.
    Closure,
    /// Why a referral was made.
    ReferralReason,
    /// What became of a referral, and whether its receiver may still read; not in the standard.
    ReferralStatus,
    /// Steps of trafficking.
    EventKind,
    /// What an item of a support plan is about: a kind of plan or of service.
    PlanKind,
    /// Purposes of consent; the standard has one checkbox.
    ConsentPurpose,
    /// Who gave a consent; not in the standard.
    ConsentGiver,
}

impl List {
    /// The lists of `jonaki-reference` that hold its codes; the first is the one that imports give.
    fn ids(self) -> &'static [&'static str] {
        match self {
            Self::OrganisationKind => &["organisation_types"],
            Self::Sex => &["sex"],
            Self::AgeBand => &["age_band"],
            Self::MaritalStatus => &["marital_status"],
            Self::Education => &["education_level"],
            Self::TraffickingStatus => &["trafficking_status"],
            Self::DecidedBy => &["trafficking_decided_by"],
            Self::Relation => &["relation_to_trafficker"],
            Self::Apps => &["websites_and_apps"],
            Self::Recruitment => &["recruitment_methods"],
            Self::Control => &["means_of_control"],
            Self::Exploitation => &["exploitation", "concern_types"],
            Self::LabourSector => &["labour_sector"],
            Self::SexExploitation => &["sex_exploitation"],
            Self::Vulnerability => &["vulnerabilities"],
            Self::Role => &["perpetrator_role"],
            Self::CaseStatus => &["case_status", "case_events"],
            Self::Closure => &["closure_reasons", "case_event_reasons"],
            Self::ReferralReason => &["referral_reason"],
            Self::ReferralStatus => &["referral_status", "referral_access"],
            Self::EventKind => &["trafficking_event", "phase"],
            Self::PlanKind => &["plan_type", "service_types"],
            Self::ConsentPurpose => &["consent_purpose"],
            Self::ConsentGiver => &["consent_giver"],
        }
    }

    fn find(self, own: &str) -> Option<Code> {
        self.ids().iter().find_map(|id| list(id)?.code(own))
    }

    fn all(self) -> impl Iterator<Item = Code> {
        self.ids().iter().filter_map(|id| list(id)).flat_map(|list| list.all_codes())
    }
}

/// The HTCDS code of one of ours. An empty text means that the standard has none and the cell stays empty; nothing, that
/// the code is in no list.
pub fn htcds(list: List, own: &str) -> Option<&'static str> {
    if let Some(extra) = extra::find(list, own) {
        return Some(extra.htcds);
    }
    let code = list.find(own)?;
    Some(code.htcds().find(|found| found.field.is_none()).map_or("", |found| found.value))
}

/// What one of our codes says in another field of the standard.
pub(crate) fn htcds_elsewhere(list: List, own: &str, field: &str) -> Option<&'static str> {
    list.find(own)?.htcds().find(|found| found.field == Some(field)).map(|found| found.value)
}

/// Our code for one of HTCDS: the one that is exported as that same code again.
pub fn own(list: List, value: &str) -> Option<&'static str> {
    let reference = || list.ids().iter().find_map(|id| jonaki_reference::codes::list(id)?.from_htcds(value));
    extra::exact(list, value).map(|extra| extra.own).or_else(|| reference().map(Code::code))
}

/// The CTDC columns of which one of our codes makes a 1.
pub fn ctdc(list: List, own: &str) -> Vec<&'static str> {
    let columns = list.find(own).into_iter().flat_map(Code::ctdc);
    columns.filter(|found| found.value == "1").filter_map(|found| found.field).collect()
}

/// The label of one of our codes.
pub fn label(list: List, own: &str, language: Language) -> Option<&'static str> {
    let of_list = || list.find(own).map(|code| code.label(language));
    extra::find(list, own).and_then(|extra| extra.label(language)).or_else(of_list)
}

/// Our code of an English label.
pub(crate) fn labelled(list: List, label: &str) -> Option<&'static str> {
    list.all().find(|code| code.label(Language::English) == label).map(Code::code)
}

/// Our codes of a list, retired ones too.
pub fn own_codes(list: List) -> Vec<&'static str> {
    let mut all: Vec<&str> = list.all().map(Code::code).chain(extra::of(list)).collect();
    all.sort_unstable();
    all.dedup();
    all
}
