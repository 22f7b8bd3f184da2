//! The header of a file: as the standard names columns, and as IOM's own tools do.

use super::standard::{Field, plain, standard};

/// How the header is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HeaderVariant {
    /// The names of the standard.
    #[default]
    Standard,
    /// As in IOM's workbook of version 2.0: a row of names with its two faults (a misspelt name, an empty cell over
    /// "Reason for Outgoing Referral"), and a row of labels under it.
    IomWorkbook,
}

/// Columns of ours that the standard lacks: id of the case, its short code, id of the person.
pub(crate) const IDS: [&str; 3] = ["jonaki_case_id", "jonaki_short_code", "jonaki_person_id"];

/// What the workbook of IOM calls the organisation that decided.
const MISSPELT: &str = "vic_TraffickinStatusDecisionMakingOrg";
const DECIDED: &str = "vic_TraffickingStatusDecisionMakingOrg";
/// The column that the workbook of IOM does not name, and the one before it.
const UNNAMED: &str = "cas_ReasonForOutgoingReferral";
const BEFORE_UNNAMED: &str = "cas_ReferredPrimaryCaseWorker";

/// What a column of a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Column {
    /// A field of the standard, by its place.
    Field(usize),
    /// One of [`IDS`], by its place.
    Id(usize),
}

impl HeaderVariant {
    /// The rows of the header, in the order of the standard.
    pub(crate) fn rows(self, with_ids: bool) -> Vec<Vec<&'static str>> {
        let fields = &standard().fields;
        let ids = || IDS.into_iter().filter(move |_| with_ids);
        let name = |field: &'static Field| match (self, field.name.as_str()) {
            (Self::IomWorkbook, DECIDED) => MISSPELT,
            (Self::IomWorkbook, UNNAMED) => "",
            (_, name) => name,
        };
        let mut rows = vec![fields.iter().map(name).chain(ids()).collect()];
        if self == Self::IomWorkbook {
            rows.push(fields.iter().map(|field| field.label.as_str()).chain(ids()).collect());
        }
        rows
    }
}

/// The columns of a header row, in any of the known spellings; nothing for names that nobody knows.
pub(crate) fn resolve(names: &[String]) -> Vec<Option<Column>> {
    let mut columns: Vec<Option<Column>> = names.iter().map(|name| by_name(name)).collect();
    for at in 1..names.len() {
        let unnamed = names[at].trim().is_empty() && columns[at - 1] == by_name(BEFORE_UNNAMED);
        if unnamed && !columns.contains(&by_name(UNNAMED)) {
            columns[at] = by_name(UNNAMED);
        }
    }
    columns
}

/// The column of a name: of the standard, without regard to case, blanks and underscores, so that XLSForm's
/// spellings (`prs_First_Name`) are found, also under a group's name.
fn by_name(name: &str) -> Option<Column> {
    let last = name.rsplit('/').next().unwrap_or_default();
    let asked = plain(last);
    if asked == plain(MISSPELT) {
        return by_name(DECIDED);
    }
    let field = standard().fields.iter().position(|field| plain(&field.name) == asked).map(Column::Field);
    field.or_else(|| IDS.iter().position(|id| plain(id) == asked).map(Column::Id))
}

/// Whether a row under the names is the row of labels of IOM's workbook: most of what it says is a label.
pub(crate) fn is_labels(cells: &[String], columns: &[Option<Column>]) -> bool {
    let said = cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    let said_cells = cells.iter().zip(columns).filter(|(cell, _)| !cell.trim().is_empty());
    let labels = said_cells.filter(|(cell, column)| match column {
        Some(Column::Field(at)) => {
            let field = &standard().fields[*at];
            let mailing = field.name.starts_with("prs_Mailing") && address(cell).is_some();
            mailing || plain(cell) == plain(&field.label)
        }
        Some(Column::Id(at)) => cell.as_str() == IDS[*at],
        None => false,
    });
    let labels = labels.count();
    labels >= 2 && labels == said || labels >= 3 && labels * 2 > said
}

/// The columns of an address where the row of labels, which people see while they write, says another than the
/// hidden row of names: the label is believed. Gives the places that changed.
pub(crate) fn believe_labels(labels: &[String], columns: &mut [Option<Column>]) -> Vec<usize> {
    let mut changed = Vec::new();
    for (at, label) in labels.iter().enumerate() {
        let Some(Column::Field(named)) = columns.get(at).copied().flatten() else { continue };
        let is_address = standard().fields[named].name.starts_with("prs_Mailing");
        if let Some(said) = address(label).filter(|said| is_address && *said != Column::Field(named)) {
            columns[at] = Some(said);
            changed.push(at);
        }
    }
    changed
}

/// The column of an address that a label of the workbook means.
fn address(label: &str) -> Option<Column> {
    by_name(match plain(label).trim_start_matches("mailing") {
        "city" => "prs_MailingCity",
        "country" => "prs_MailingCountry",
        "state" | "stateprovince" => "prs_MailingState",
        "street" => "prs_MailingStreet",
        "zip" | "zippostalcode" | "postalcode" => "prs_MailingPostalCode",
        _ => return None,
    })
}

/// Whether a column names a person, a way to reach one or an exact place, or takes words that anybody may have
/// typed such a thing into: blank unless the recipient may read identities.
pub fn is_identity(name: &str) -> bool {
    const CASE: [&str; 7] = [
        "cas_CaseOwner",
        "cas_ReferringPrimaryCaseWorker",
        "cas_IncomingReferralDetails",
        "cas_ReferredPrimaryCaseWorker",
        "cas_OutgoingReferralDetails",
        "cco_CaseComment",
        "vic_DetailsOfVulnerabilities",
    ];
    const PERSON: [&str; 7] = [
        "prs_Gender",
        "prs_MaritalStatus",
        "prs_NumberOfChildren",
        "prs_PrimaryLanguage",
        "prs_SecondaryLanguage",
        "prs_HighestLevelOfEducation",
        "prs_Citizenship",
    ];
    const PLACE: [&str; 10] = [
        "hte_Longitude",
        "hte_Latitude",
        "hte_Street",
        "hte_PostalCode",
        "hte_Description",
        "vic_LocationOfRecruitment",
        "vic_LocationOfExploitation",
        "per_RoleDetails",
        "per_Organisation",
        "spl_ActionPlan",
    ];
    let person = name.starts_with("prs_") && !PERSON.contains(&name);
    person || CASE.contains(&name) || PLACE.contains(&name) || name == "spl_Objectives"
}
