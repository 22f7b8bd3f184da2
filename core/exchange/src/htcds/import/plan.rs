//! What an import would take, and the report about it.

use super::{Problem, ReadRow};
use crate::Language;
use crate::record::{CaseRecord, Referral};
use std::collections::{HashMap, HashSet};
use std::fmt;

/// Faults and warnings of one row that are kept.
const PER_ROW: usize = 100;

/// Something wrong in a cell, or read with good will. Never what the cell says: that may be a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The row, from 1 after the header.
    pub row: u64,
    /// The column as the standard names it (as the file does, where the standard has none); empty for the whole row.
    pub column: String,
    /// What it is.
    pub problem: Problem,
}

impl Fault {
    /// Stable name.
    pub fn code(&self) -> &'static str {
        self.problem.code()
    }

    /// What to do about it, for the person who holds the file.
    pub fn help(&self, language: Language) -> &'static str {
        self.problem.help(language)
    }
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowReport {
    /// The row, from 1 after the header.
    pub row: u64,
    /// The line of the file where it begins, from 1.
    pub line: u64,
    /// Whether it is in the plan. One fault is enough to leave it out; other rows are not touched by that.
    pub accepted: bool,
    /// Place of its case among the records of the plan.
    pub record: Option<usize>,
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// What was read with good will.
    pub warnings: Vec<Fault>,
    pub(super) belongs_to: u64,
}

impl RowReport {
    pub(super) fn new(row: u64, line: u64) -> Self {
        let (faults, warnings) = (Vec::new(), Vec::new());
        Self { row, line, accepted: true, record: None, faults, warnings, belongs_to: 0 }
    }

    pub(super) fn refuse(&mut self, column: &str, problem: Problem) {
        self.accepted = false;
        self.faults.push(Fault { row: self.row, column: column.to_owned(), problem });
    }
}

/// What the header said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeaderReport {
    /// Columns that the standard has not: what they hold is left out. Names are cut after 64 signs.
    pub unknown_columns: Vec<String>,
    /// Columns of the minimum set that the file lacks.
    pub missing_core: Vec<&'static str>,
    /// Columns that were taken for another than their name says, or come twice.
    pub notes: Vec<(String, Problem)>,
}

/// What an import would take. Dropping it changes nothing.
pub struct Plan {
    header: HeaderReport,
    rows: Vec<RowReport>,
    referral_rows: Vec<RowReport>,
    omitted: u64,
    records: Vec<CaseRecord>,
}

impl Plan {
    /// The cases, in the order of the file.
    pub fn records(&self) -> &[CaseRecord] {
        &self.records
    }

    /// The cases alone, to be applied.
    pub fn into_records(self) -> Vec<CaseRecord> {
        self.records
    }

    /// What the header said.
    pub fn header(&self) -> &HeaderReport {
        &self.header
    }

    /// The report by row.
    pub fn rows(&self) -> &[RowReport] {
        &self.rows
    }

    /// The report of `referrals.csv` by row.
    pub fn referral_rows(&self) -> &[RowReport] {
        &self.referral_rows
    }

    /// How many rows are taken.
    pub fn accepted(&self) -> usize {
        self.rows.iter().filter(|row| row.accepted).count()
    }

    /// How many rows are left out.
    pub fn refused(&self) -> usize {
        self.rows.len() - self.accepted()
    }

    /// How many faults and warnings are not in the report because there were too many.
    pub fn omitted(&self) -> u64 {
        self.omitted
    }
}

/// Counts only.
impl fmt::Debug for Plan {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = (self.records.len(), self.accepted(), self.refused());
        out.debug_struct("Plan").field("records, rows accepted, refused", &counts).finish()
    }
}

/// Makes a plan row by row.
pub(super) struct Builder {
    plan: Plan,
    places: HashMap<String, usize>,
    taken: HashSet<u64>,
    room: usize,
}

impl Builder {
    pub(super) fn new(header: HeaderReport, room: usize) -> Self {
        let (rows, referral_rows, records) = (Vec::new(), Vec::new(), Vec::new());
        let plan = Plan { header, rows, referral_rows, omitted: 0, records };
        Self { plan, places: HashMap::new(), taken: HashSet::new(), room }
    }

    /// Takes a row, or leaves it out. `referrals` are those of the file beside; they take the place of the row's own.
    pub(super) fn row(&mut self, row: u64, line: u64, mut read: ReadRow, referrals: Option<Vec<Referral>>) {
        let mut report = RowReport::new(row, line);
        report.accepted = read.faults.is_empty() && !read.empty;
        if read.empty && read.faults.is_empty() {
            read.warnings.push((String::new(), Problem::EmptyRow));
        }
        let faults = std::mem::take(&mut read.faults);
        let mut warnings = std::mem::take(&mut read.warnings);
        if report.accepted {
            self.taken.insert(row);
            let mut record = read.row.into_record();
            if let Some(referrals) = referrals {
                record.referrals = referrals;
            }
            let (place, differs) = self.place(record);
            report.record = Some(place);
            warnings.extend(differs.then_some((String::new(), Problem::CaseDiffers)));
        }
        report.faults = self.keep(row, faults);
        report.warnings = self.keep(row, warnings);
        self.plan.rows.push(report);
    }

    /// Whether a row is in the plan.
    pub(super) fn took(&self, row: u64) -> bool {
        self.taken.contains(&row)
    }

    pub(super) fn finish(mut self, referral_rows: Vec<RowReport>) -> Plan {
        self.plan.referral_rows = referral_rows;
        self.plan
    }

    /// The place of a record: its own, or in the case of the same id; and whether it says something else of that case.
    /// A row that does not say whom it is about stays alone, or what one victim consented to would hold for another.
    fn place(&mut self, record: CaseRecord) -> (usize, bool) {
        let place = self.plan.records.len();
        let named =
            !record.case_id.is_empty() && record.victims.iter().all(|victim| !victim.person_id.is_empty());
        let known = named.then(|| *self.places.entry(record.case_id.clone()).or_insert(place));
        match known.and_then(|known| Some((known, self.plan.records.get_mut(known)?))) {
            Some((known, case)) => (known, join(case, record)),
            None => {
                self.plan.records.push(record);
                (place, false)
            }
        }
    }

    fn keep(&mut self, row: u64, found: Vec<(String, Problem)>) -> Vec<Fault> {
        let kept = found.len().min(PER_ROW).min(self.room);
        self.room -= kept;
        self.plan.omitted += (found.len() - kept) as u64;
        found.into_iter().take(kept).map(|(column, problem)| Fault { row, column, problem }).collect()
    }
}

/// Adds another victim of a case; whether what the row says of the case itself differs.
fn join(case: &mut CaseRecord, row: CaseRecord) -> bool {
    let same = case.facts() == row.facts()
        && case.perpetrators == row.perpetrators
        && case.plan == row.plan
        && case.notes == row.notes;
    let before = case.referrals.len();
    for referral in row.referrals {
        // A referral of the whole case stands at each of its victims.
        if !referral.person_id.is_empty() || !case.referrals[..before].contains(&referral) {
            case.referrals.push(referral);
        }
    }
    case.consents.extend(row.consents);
    case.victims.extend(row.victims);
    !same
}
