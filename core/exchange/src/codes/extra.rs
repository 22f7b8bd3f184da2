//! Codes that the lists do not offer to anybody: what only other systems write, so that it leaves as it came, and
//! what the standard says of codes of ours that belong to other lists.

use super::List;
use crate::Language;

pub(super) struct Extra {
    list: List,
    pub(super) own: &'static str,
    pub(super) htcds: &'static str,
    /// Whether an import gives it for its code of the standard.
    exact: bool,
    /// Bangla and English, where no list has them.
    label: Option<[&'static str; 2]>,
}

impl Extra {
    pub(super) fn label(&self, language: Language) -> Option<&'static str> {
        self.label.map(|[bangla, english]| crate::pick(language, bangla, english))
    }
}

/// A code of other systems.
const fn theirs(list: List, codes: [&'static str; 2], label: [&'static str; 2]) -> Extra {
    Extra { list, own: codes[0], htcds: codes[1], exact: true, label: Some(label) }
}

/// A code of ours that the list itself has not.
const fn added(list: List, codes: [&'static str; 2], label: [&'static str; 2]) -> Extra {
    Extra { list, own: codes[0], htcds: codes[1], exact: false, label: Some(label) }
}

/// What the standard calls a code that another list labels.
const fn near(list: List, own: &'static str, htcds: &'static str) -> Extra {
    Extra { list, own, htcds, exact: false, label: None }
}

const EXTRAS: &[Extra] = &[
    theirs(List::Sex, ["transgender_female", "TransgenderFeminine"], ["রূপান্তরিত নারী", "Transgender female"]),
    theirs(List::Sex, ["transgender_male", "TransgenderMasculine"], ["রূপান্তরিত পুরুষ", "Transgender male"]),
    theirs(List::Sex, ["not_specified", "NonSpecifiedUnknown"], ["বলা হয়নি", "Not specified"]),
    theirs(
        List::MaritalStatus,
        ["registered_partnership", "RegisteredPartnership"],
        ["নিবন্ধিত সঙ্গী", "Registered partnership"],
    ),
    added(List::ConsentPurpose, ["partner_statement", ""], ["অন্য সংস্থার কথামতো", "As a partner states it"]),
    added(List::ConsentPurpose, ["report", ""], ["জানানো", "Reporting"]),
    near(List::CaseStatus, "opened", "Active"),
    near(List::PlanKind, "education_service", "Education"),
    near(List::PlanKind, "cash_support", "Financial"),
    near(List::PlanKind, "health_medical_service", "Health"),
    near(List::PlanKind, "psychosocial_service", "Health"),
    near(List::PlanKind, "legal_assistance_service", "Legal"),
    near(List::PlanKind, "compensation", "Legal"),
    near(List::PlanKind, "livelihoods_service", "Livelihood"),
    near(List::PlanKind, "vocational", "Livelihood"),
    near(List::PlanKind, "safehouse_service", "SocialCare"),
    near(List::PlanKind, "shelter_child", "SocialCare"),
    near(List::PlanKind, "child_protection_service", "SocialCare"),
    near(List::PlanKind, "family_mediation_service", "SocialCare"),
    near(List::PlanKind, "family_reunification_service", "SocialCare"),
    near(List::PlanKind, "reintegration", "SocialCare"),
];

pub(super) fn find(list: List, own: &str) -> Option<&'static Extra> {
    EXTRAS.iter().find(|extra| extra.list == list && extra.own == own)
}

pub(super) fn exact(list: List, htcds: &str) -> Option<&'static Extra> {
    EXTRAS.iter().find(|extra| extra.list == list && extra.exact && extra.htcds == htcds)
}

pub(super) fn of(list: List) -> impl Iterator<Item = &'static str> {
    EXTRAS.iter().filter(move |extra| extra.list == list).map(|extra| extra.own)
}
