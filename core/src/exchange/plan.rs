//! What an import would do: nothing is filed before it is applied.

use crate::{Date, Language};
use jonaki_exchange::htcds::import::{HeaderReport, RowReport};
use jonaki_exchange::htcds::{Plan, import::Fault};
use jonaki_exchange::record::CaseRecord;
use std::collections::BTreeSet;
use std::fmt;

/// What would become of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowOutcome {
    /// It becomes a report, or a victim of one.
    Taken,
    /// Its case is on this device already.
    Known,
    /// Its case has more than a report can hold.
    TooLarge,
    /// Something in it is wrong, or nothing is in it.
    Refused,
}

impl RowOutcome {
    /// All.
    pub const ALL: [Self; 4] = [Self::Taken, Self::Known, Self::TooLarge, Self::Refused];

    /// The code of the list `import_outcomes`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Known => "known",
            Self::TooLarge => "too_large",
            Self::Refused => "refused",
        }
    }
}

/// Something wrong in a row, or read with good will; never what a cell says.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RowFault {
    /// The column.
    pub column: String,
    /// Stable name.
    pub code: &'static str,
    /// What to do, in Bangla.
    pub bangla: &'static str,
    /// What to do, in English.
    pub english: &'static str,
}

/// The report of a row.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ImportRow {
    /// The row, from 1 after the header.
    pub row: u64,
    /// The line where it begins, from 1.
    pub line: u64,
    /// What would become of it.
    pub outcome: RowOutcome,
    /// What is wrong.
    pub faults: Vec<RowFault>,
    /// What was read with good will.
    pub warnings: Vec<RowFault>,
}

/// What an import would do, row by row.
pub struct ImportPlan {
    plan: Plan,
    today: Date,
    known: BTreeSet<usize>,
    too_large: BTreeSet<usize>,
}

impl ImportPlan {
    pub(crate) fn new(plan: Plan, today: Date) -> Self {
        Self { plan, today, known: BTreeSet::new(), too_large: BTreeSet::new() }
    }

    pub(crate) fn records(&self) -> &[CaseRecord] {
        self.plan.records()
    }

    pub(crate) fn today(&self) -> Date {
        self.today
    }

    pub(crate) fn set_aside(&mut self, known: BTreeSet<usize>, too_large: BTreeSet<usize>) {
        (self.known, self.too_large) = (known, too_large);
    }

    /// The cases that would become reports.
    pub(crate) fn taken(&self) -> impl Iterator<Item = &CaseRecord> {
        let aside = |place: &usize| self.known.contains(place) || self.too_large.contains(place);
        let all = self.plan.records().iter().enumerate();
        all.filter(move |(place, _)| !aside(place)).map(|(_, record)| record)
    }

    /// How many reports would be filed.
    pub fn reports(&self) -> usize {
        self.taken().count()
    }

    /// Columns that nobody knows, columns that are missing.
    pub fn header(&self) -> &HeaderReport {
        self.plan.header()
    }

    /// The report by row.
    pub fn rows(&self) -> impl Iterator<Item = ImportRow> + '_ {
        self.plan.rows().iter().map(|row| ImportRow {
            row: row.row,
            line: row.line,
            outcome: self.outcome(row),
            faults: row.faults.iter().map(fault).collect(),
            warnings: row.warnings.iter().map(fault).collect(),
        })
    }

    /// How many faults and warnings are not told one by one because there are too many.
    pub fn omitted(&self) -> u64 {
        self.plan.omitted()
    }

    fn outcome(&self, row: &RowReport) -> RowOutcome {
        match row.record.filter(|_| row.accepted) {
            None => RowOutcome::Refused,
            Some(place) if self.known.contains(&place) => RowOutcome::Known,
            Some(place) if self.too_large.contains(&place) => RowOutcome::TooLarge,
            Some(_) => RowOutcome::Taken,
        }
    }
}

/// Counts only.
impl fmt::Debug for ImportPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImportPlan").field("reports", &self.reports()).finish_non_exhaustive()
    }
}

fn fault(fault: &Fault) -> RowFault {
    RowFault {
        column: fault.column.clone(),
        code: fault.code(),
        bangla: fault.help(Language::Bangla),
        english: fault.help(Language::English),
    }
}
