//! What an import would do, row by row; nothing is written before it is applied.

use super::file::{File, Refused};
use crate::{Code, Day, Hidden, Organisation, Service, Word};
use std::fmt;

mod apply;
mod work;

pub use apply::Taken;
use work::Work;

/// What the directory holds already.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// Its organisations.
    pub organisations: &'a [Organisation],
    /// Its services.
    pub services: &'a [Service],
    /// The hidden parts that this device may read.
    pub hidden: &'a [Hidden],
    /// Today: days after it are faults where they cannot be. Not checked when it is not given.
    pub today: Option<Day>,
}

/// Something wrong in a row, or read with good will; never what a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// The column.
    pub column: &'static str,
    /// What is wrong; [`Code::help`] says how to mend it.
    pub code: Code,
}

/// What would become of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A service that the directory does not have.
    New,
    /// It has it, and these columns say something else.
    Changed(Vec<&'static str>),
    /// It has it so.
    Same,
    /// Something is wrong: the row is not taken.
    Faulty,
}

/// The report of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowReport {
    /// The row, from 1 after the header.
    pub row: usize,
    /// The line where it begins, from 1.
    pub line: u64,
    /// The code of the service, where it has one.
    pub service: Option<Word>,
    /// What would become of it.
    pub outcome: Outcome,
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// What was read with good will, or is worth a thought.
    pub warnings: Vec<Fault>,
}

/// An organisation of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationRow {
    /// Its code.
    pub code: Word,
    /// New, changed or same; never faulty, for that its rows are.
    pub outcome: Outcome,
}

/// What an import would do.
pub struct Plan {
    unknown: Vec<String>,
    rows: Vec<RowReport>,
    omitted: usize,
    organisations: Vec<(Organisation, OrganisationRow)>,
    /// With the code of its organisation, and whether it is new or changed.
    services: Vec<(Service, Word, bool)>,
    hidden: Vec<(Word, Option<Hidden>)>,
    absent: Vec<Word>,
}

impl Plan {
    /// Reads a table for a directory that is empty.
    ///
    /// # Errors
    /// [`Refused`] when it cannot be read as a table at all. What is wrong with rows is in the plan.
    pub fn read(bytes: &[u8]) -> Result<Self, Refused> {
        Self::against(bytes, &Known::default())
    }

    /// Reads a table and compares it with what is there. Columns that the table lacks stay as they are.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn against(bytes: &[u8], known: &Known<'_>) -> Result<Self, Refused> {
        let file = File::read(bytes)?;
        let mut work = Work::new(&file, known);
        for line in &file.lines {
            work.row(line);
        }
        Ok(work.finish(file.unknown.clone()))
    }

    /// Names of columns that nobody knows, shortened; they are not read.
    pub fn unknown_columns(&self) -> &[String] {
        &self.unknown
    }

    /// The report, row by row.
    pub fn rows(&self) -> &[RowReport] {
        &self.rows
    }

    /// How many faults and warnings are not told one by one because there are too many.
    pub fn omitted(&self) -> usize {
        self.omitted
    }

    /// The organisations of rows that are taken, in the order of the table.
    pub fn organisations(&self) -> impl Iterator<Item = &OrganisationRow> {
        self.organisations.iter().map(|(_, row)| row)
    }

    /// Services of the directory that no row names; they stay as they are.
    pub fn absent(&self) -> &[Word] {
        &self.absent
    }

    /// Whether any row is faulty.
    pub fn has_faults(&self) -> bool {
        self.rows.iter().any(|row| row.outcome == Outcome::Faulty)
    }
}

/// Counts only.
impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plan").field("rows", &self.rows.len()).finish_non_exhaustive()
    }
}
