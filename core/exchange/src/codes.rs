//! Our codes and those of HTCDS and CTDC.

use crate::Language;
use crate::table;

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
    /// Types of exploitation.
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
    /// What became of a referral; not in the standard.
    ReferralProgress,
    /// Whether the receiver of a referral may still read; not in the standard.
    ReferralAccess,
    /// Steps of trafficking.
    EventKind,
    /// What an item of a support plan is about.
    PlanKind,
    /// Purposes of consent; the standard has one checkbox.
    ConsentPurpose,
}

/// What a code is called elsewhere. Implementations are tables: the same answer every time, no IO.
pub trait CodeMap: Sync {
    /// The HTCDS code of one of ours. An empty text means that the standard leaves the cell empty; nothing, that the
    /// code is not in the list.
    fn htcds(&self, list: List, own: &str) -> Option<&str>;
    /// Our code for one of HTCDS: the one that is exported as that same code again.
    fn own(&self, list: List, htcds: &str) -> Option<&str>;
    /// The CTDC columns that one of our codes sets, separated by blanks; empty for none.
    fn ctdc(&self, list: List, own: &str) -> &str;
    /// The label of one of our codes.
    fn label(&self, list: List, own: &str, language: Language) -> Option<&str>;
}

/// The codes that ship with this crate.
#[derive(Debug, Clone, Copy, Default)]
pub struct BuiltIn;

/// The codes that ship with this crate, as options take them.
pub static BUILT_IN: BuiltIn = BuiltIn;

impl CodeMap for BuiltIn {
    fn htcds(&self, list: List, own: &str) -> Option<&str> {
        table::find(list, own).map(|entry| entry.htcds)
    }

    fn own(&self, list: List, htcds: &str) -> Option<&str> {
        let entry = table::entries(list).iter().find(|entry| entry.htcds == htcds && !htcds.is_empty());
        entry.map(|entry| entry.own)
    }

    fn ctdc(&self, list: List, own: &str) -> &str {
        table::find(list, own).map_or("", |entry| entry.ctdc)
    }

    fn label(&self, list: List, own: &str, language: Language) -> Option<&str> {
        let entry = table::find(list, own)?;
        Some(language.pick(entry.bangla, entry.english)).filter(|label| !label.is_empty())
    }
}

/// Our codes of a list in its order, for tests and documents.
pub fn own_codes(list: List) -> impl Iterator<Item = &'static str> {
    table::entries(list).iter().map(|entry| entry.own)
}
