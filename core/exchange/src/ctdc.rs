//! The columns of the CTDC global dataset (the 63 of the file of July 2021): one row for each victim, 0, 1 or blank.
//!
//! No identity, no id and no date leaves here, whatever the record holds: a birthday only decides between minor and
//! adult. Even so each row is about one person: for a named recipient under an agreement, never for publication.

mod row;

use crate::htcds::ExportError;
use crate::record::CaseRecord;
use crate::rows::Rows;
use std::borrow::Borrow;
use std::collections::HashMap;
use std::io::Write;

/// The columns, in the order of that file.
pub const COLUMNS: [&str; 63] = [
    "yearOfRegistration",
    "Datasource",
    "gender",
    "ageBroad",
    "majorityStatus",
    "majorityStatusAtExploit",
    "majorityEntry",
    "citizenship",
    "meansOfControlDebtBondage",
    "meansOfControlTakesEarnings",
    "meansOfControlRestrictsFinancialAccess",
    "meansOfControlThreats",
    "meansOfControlPsychologicalAbuse",
    "meansOfControlPhysicalAbuse",
    "meansOfControlSexualAbuse",
    "meansOfControlFalsePromises",
    "meansOfControlPsychoactiveSubstances",
    "meansOfControlRestrictsMovement",
    "meansOfControlRestrictsMedicalCare",
    "meansOfControlExcessiveWorkingHours",
    "meansOfControlUsesChildren",
    "meansOfControlThreatOfLawEnforcement",
    "meansOfControlWithholdsNecessities",
    "meansOfControlWithholdsDocuments",
    "meansOfControlOther",
    "meansOfControlNotSpecified",
    "meansOfControlConcatenated",
    "isForcedLabour",
    "isSexualExploit",
    "isOtherExploit",
    "isSexAndLabour",
    "isForcedMarriage",
    "isForcedMilitary",
    "isOrganRemoval",
    "isSlaveryAndPractices",
    "typeOfExploitConcatenated",
    "typeOfLabourAgriculture",
    "typeOfLabourAquafarming",
    "typeOfLabourBegging",
    "typeOfLabourConstruction",
    "typeOfLabourDomesticWork",
    "typeOfLabourHospitality",
    "typeOfLabourIllicitActivities",
    "typeOfLabourManufacturing",
    "typeOfLabourMiningOrDrilling",
    "typeOfLabourPeddling",
    "typeOfLabourTransportation",
    "typeOfLabourOther",
    "typeOfLabourNotSpecified",
    "typeOfLabourConcatenated",
    "typeOfSexProstitution",
    "typeOfSexPornography",
    "typeOfSexRemoteInteractiveServices",
    "typeOfSexPrivateSexualServices",
    "typeOfSexConcatenated",
    "isAbduction",
    "RecruiterRelationship",
    "CountryOfExploitation",
    "recruiterRelationIntimatePartner",
    "recruiterRelationFriend",
    "recruiterRelationFamily",
    "recruiterRelationOther",
    "recruiterRelationUnknown",
];

/// The group size below which the dataset of CTDC suppresses rows.
pub const K: u64 = 11;

/// Columns by which somebody who knows the person may find the row again: demography and places.
const FINDING: [usize; 8] = [0, 2, 3, 4, 5, 6, 7, 57];

/// What an export wrote.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows.
    pub rows: u64,
    /// Victims left out because it was decided that they are none.
    pub left_out: u64,
    /// Rows whose demography and country fewer than [`K`] rows share. None should be there in anything that is passed on.
    pub rare: u64,
}

/// Writes one row for each victim.
pub fn export<R: Borrow<CaseRecord>>(
    records: impl IntoIterator<Item = R>,
    writer: impl Write,
) -> Result<Summary, ExportError> {
    let mut rows = Rows::new(writer, false)?;
    let mut summary = Summary::default();
    let mut alike: HashMap<Vec<String>, u64> = HashMap::new();
    rows.row(COLUMNS)?;
    for record in records {
        for victim in &record.borrow().victims {
            if victim.trafficking_status.known().is_some_and(|status| status == "not_a_victim") {
                summary.left_out += 1;
                continue;
            }
            let cells = row::cells(record.borrow(), victim);
            *alike.entry(FINDING.map(|at| cells[at].clone()).to_vec()).or_default() += 1;
            rows.row(&cells)?;
            summary.rows += 1;
        }
    }
    summary.rare = alike.values().filter(|rows| **rows < K).sum();
    rows.finish()?;
    Ok(summary)
}
