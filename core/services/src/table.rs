//! The directory as a table that people fill in with a spreadsheet program, and back. `docs/directory.md` describes
//! the columns.

mod cell;
mod cells;
mod field;
mod file;
mod lists;
mod place;
mod plan;
mod row;

pub use file::Refused;
pub use plan::{Fault, Known, OrganisationRow, Outcome, Plan, RowReport, Taken};

use crate::{Hidden, Id, Organisation, Service};
use std::collections::BTreeMap;

/// The columns, in the order in which an export writes them. The last four only with the hidden parts.
pub const COLUMNS: [&str; 46] = [
    "organisation_code",
    "organisation_name_bn",
    "organisation_name_en",
    "organisation_type",
    "service_code",
    "service_name_bn",
    "service_name_en",
    "service_type",
    "sexes",
    "age_min",
    "age_max",
    "needs",
    "district",
    "upazila",
    "coverage",
    "hours",
    "languages",
    "fee",
    "capacity_total",
    "capacity_free",
    "capacity_as_of",
    "accepts_via",
    "documents",
    "contact_1_label",
    "contact_1_kind",
    "contact_1_phone",
    "contact_2_label",
    "contact_2_kind",
    "contact_2_phone",
    "contact_3_label",
    "contact_3_kind",
    "contact_3_phone",
    "contact_4_label",
    "contact_4_kind",
    "contact_4_phone",
    "address",
    "address_hidden",
    "verified_on",
    "verified_by",
    "verified_source",
    "status",
    "mou_valid_until",
    "hidden_address",
    "hidden_latitude",
    "hidden_longitude",
    "hidden_phone",
];

/// Columns that hold what is hidden.
const HIDDEN_COLUMNS: usize = 4;

/// What stands for every sex and for the whole country: an empty cell is too easily forgotten.
const ALL: &str = "all";

/// Position of a column.
fn at(column: &str) -> usize {
    COLUMNS.iter().position(|other| *other == column).unwrap_or(COLUMNS.len())
}

/// The empty table: the names of all columns, with a byte order mark.
pub fn template() -> Vec<u8> {
    write(&COLUMNS, std::iter::empty())
}

/// The table of these services in the order of their codes; what [`Plan::read`] reads. Columns of hidden parts are
/// there only when hidden parts are given: an import of a table without them leaves them as they are. A service whose
/// organisation is not given is left out.
///
/// UTF-8 with a byte order mark, every cell quoted, lines end with CR LF. A text that a spreadsheet would run gets an
/// apostrophe in front.
pub fn export(organisations: &[Organisation], services: &[Service], hidden: Option<&[Hidden]>) -> Vec<u8> {
    let owners: BTreeMap<Id, &Organisation> = organisations.iter().map(|found| (found.id, found)).collect();
    let secrets: BTreeMap<Id, &Hidden> =
        hidden.unwrap_or_default().iter().map(|found| (found.service, found)).collect();
    let mut ordered: Vec<&Service> = services.iter().collect();
    ordered.sort_by(|left, right| left.code.cmp(&right.code));
    let columns = COLUMNS.len() - if hidden.is_some() { 0 } else { HIDDEN_COLUMNS };
    let places = place::Places::default();
    let rows = ordered.into_iter().filter_map(|service| {
        let owner = owners.get(&service.organisation)?;
        let mut row = cells::cells(owner, service, secrets.get(&service.id).copied(), &places);
        row.truncate(columns);
        Some(row)
    });
    write(&COLUMNS[..columns], rows)
}

fn write(columns: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    // Writing to memory does not fail, and every row has the length of the first.
    let mut written = writer.write_record(columns).is_ok();
    for row in rows {
        written &= writer.write_record(row.iter().map(|text| cell::defuse(text))).is_ok();
    }
    debug_assert!(written);
    writer.into_inner().unwrap_or_default()
}
