//! Cases as partners take them, and rows of partners as reports: what is between the documents of a case and
//! `jonaki-exchange`.

mod dealings;
mod facts;
mod fill;
mod imported;
mod plan;

pub(crate) use dealings::{Dealings, Reading, referral};
pub(crate) use facts::Facts;
pub(crate) use fill::{Filled, Filler};
pub(crate) use imported::{case_key, edits};
pub use plan::{ImportPlan, ImportRow, RowFault, RowOutcome};

use crate::view::CaseQuery;
use crate::{Date, Error, HeaderVariant, Language};
use jonaki_exchange::htcds::{ExportError, ReadError};
use jonaki_protocol::{Compartment, Timestamp};
use std::collections::BTreeMap;

/// Names of the fields of HTCDS 2.0 in its order: what a form's column `jonaki:htcds` may say.
pub fn htcds_fields() -> impl Iterator<Item = &'static str> {
    jonaki_exchange::htcds::standard::standard().fields.iter().map(|field| field.name.as_str())
}

/// What to export, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportRequest {
    /// Which cases.
    pub cases: CaseQuery,
    /// The day on which a consent must hold.
    pub today: Date,
    /// How the header is written.
    pub header: HeaderVariant,
    /// Fill the columns that tell who somebody is, where this device may read that.
    pub with_identity: bool,
    /// Add columns with our ids.
    pub with_ids: bool,
    /// Begin with a byte order mark, for spreadsheet programs.
    pub byte_order_mark: bool,
}

impl ExportRequest {
    /// All cases, the standard's header, no identity, no ids.
    pub fn new(today: Date) -> Self {
        let cases = CaseQuery { limit: u32::MAX as usize, ..CaseQuery::default() };
        let header = HeaderVariant::Standard;
        Self { cases, today, header, with_identity: false, with_ids: false, byte_order_mark: false }
    }
}

/// What an export wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct ExportSummary {
    /// Cases that were taken.
    pub cases: u64,
    /// Cases left out because they are for practice only.
    pub practice: u64,
    /// Rows: one for each victim.
    pub rows: u64,
    /// For each column in how many rows something is known that the standard cannot say.
    pub lost: BTreeMap<String, u64>,
    /// CTDC: victims left out because it was decided that they are none.
    pub left_out: u64,
    /// CTDC: rows whose demography fewer rows share than the dataset wants.
    pub rare: u64,
}

/// Why an export or import failed.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The core says no.
    #[error(transparent)]
    Core(#[from] Error),
    /// The file cannot be written.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// The file cannot be read.
    #[error(transparent)]
    Import(#[from] ReadError),
}

impl ExchangeError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Core(error) => error.code(),
            Self::Export(error) => error.code(),
            Self::Import(error) => error.code(),
        }
    }

    /// What happened and what to do next.
    pub fn help(&self, language: Language) -> String {
        match (self, language) {
            (Self::Core(error), Language::Bangla) => error.bangla().to_owned(),
            (Self::Core(error), Language::English) => error.english().to_owned(),
            (Self::Export(error), _) => error.help(language),
            (Self::Import(error), _) => error.help(language),
        }
    }
}

/// The day of a moment in Bangladesh, which has one time zone and no summer time.
pub(crate) fn day(time: Timestamp) -> Option<Date> {
    const AHEAD: i64 = 6 * 3600;
    Date::from_unix_days(time.0.checked_add(AHEAD)?.div_euclid(86_400))
}

/// A field of a compartment that says the same as one of the standard: of the first victim, or of the case.
pub(crate) struct Home {
    pub(crate) compartment: Compartment,
    pub(crate) field: &'static str,
    pub(crate) standard: &'static str,
}

const fn home(compartment: Compartment, field: &'static str, standard: &'static str) -> Home {
    Home { compartment, field, standard }
}

/// All of them but places and concerns, which need more than copying.
pub(crate) const HOMES: [Home; 10] = [
    home(Compartment::Card, "victim_sex", "prs_Gender"),
    home(Compartment::Account, "narrative", "hte_Description"),
    home(Compartment::Account, "place_detail", "hte_Street"),
    home(Compartment::Identity, "name_given", "prs_FirstName"),
    home(Compartment::Identity, "name_nick", "prs_MiddleName"),
    home(Compartment::Identity, "name_family", "prs_SecondName"),
    home(Compartment::Identity, "phone", "prs_MobilePhone"),
    home(Compartment::Identity, "address", "prs_MailingStreet"),
    home(Compartment::Identity, "birth_date", "prs_Birthdate"),
    home(Compartment::Identity, "id_number", "prs_IdentityNumber"),
];
