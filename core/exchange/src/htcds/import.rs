//! Rows of partners as cases, in two steps: [`read`] makes a [`Plan`] and changes nothing; who likes the plan applies
//! its records.

mod columns;
mod plan;
mod problem;
mod reader;

use super::header::Column;
use super::referrals;
use super::row::Row;
use super::standard::standard;
use crate::date::bangla_digits;
use crate::record::Referral;
use crate::{Language, cell};
use columns::Columns;
use plan::Builder;
use reader::{Line, Reader};
use std::collections::HashMap;
use std::io::{self, Read};

pub use plan::{Fault, HeaderReport, Plan, RowReport};
pub use problem::Problem;

/// How much an import takes. What is beyond is refused by name.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of a file.
    pub bytes: u64,
    /// Rows of a file, without its header.
    pub rows: u64,
    /// Columns of a row.
    pub columns: usize,
    /// Bytes of a cell.
    pub cell: usize,
    /// Faults and warnings that are kept one by one; what follows is only counted.
    pub faults: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 64 << 20, rows: 20_000, columns: 1_000, cell: 80_000, faults: 10_000 }
    }
}

/// Why a file could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Reading failed.
    #[error("the file could not be read ({0}); copy it to this device and try again")]
    Io(#[from] io::Error),
    /// Not text in UTF-8: another encoding, or a workbook.
    #[error("this is not a CSV file in UTF-8; open it in the spreadsheet program and save it as `CSV UTF-8`")]
    NotCsv,
    /// No column of the standard in the first row.
    #[error("no column of HTCDS is in the first row; put the standard's names there, such as `cas_Status`")]
    NotHtcds,
    /// A limit was passed.
    #[error("the file has more {what} than the {most} that are taken at once; cut it into smaller files")]
    TooLarge {
        /// Of what: `bytes`, `rows`, `columns`.
        what: &'static str,
        /// The limit.
        most: u64,
    },
    /// A quotation mark without its partner: from there on nobody can say what is a cell.
    #[error("a quotation mark in line {line} has no partner; save the file again as `CSV UTF-8`")]
    BrokenQuotes {
        /// The line where it stands, from 1.
        line: u64,
    },
}

impl ReadError {
    /// Stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "import_io",
            Self::NotCsv => "import_not_csv",
            Self::NotHtcds => "import_not_htcds",
            Self::TooLarge { .. } => "import_too_large",
            Self::BrokenQuotes { .. } => "import_broken_quotes",
        }
    }

    /// What to do about it, for the person who holds the file.
    pub fn help(&self, language: Language) -> String {
        let bangla = || match self {
            Self::Io(_) => "ফাইলটি পড়া গেল না; এই যন্ত্রে কপি করে আবার চেষ্টা করুন।".to_owned(),
            Self::NotCsv => {
                "এটি CSV ফাইল নয়; যে প্রোগ্রামে খোলে সেখানে \"CSV UTF-8\" হিসেবে সংরক্ষণ করুন।".to_owned()
            }
            Self::NotHtcds => {
                "প্রথম সারিতে HTCDS-এর কোনো কলাম নেই; সেখানে আদর্শ নামগুলো লিখুন, যেমন cas_Status।".to_owned()
            }
            Self::TooLarge { what, most } => {
                let what = match *what {
                    "rows" => "সারি",
                    "columns" => "কলাম",
                    _ => "বাইট",
                };
                let most = bangla_digits(&most.to_string());
                format!("একবারে সর্বোচ্চ {most}টি {what} নেওয়া যায়; ফাইলটি ছোট ছোট করে ভাগ করুন।")
            }
            Self::BrokenQuotes { line } => {
                let line = bangla_digits(&line.to_string());
                format!(
                    "{line} নম্বর লাইনে একটি উদ্ধৃতিচিহ্নের জোড়া নেই; ফাইলটি আবার \"CSV UTF-8\" হিসেবে সংরক্ষণ করুন।"
                )
            }
        };
        match language {
            Language::Bangla => bangla(),
            Language::English => self.to_string(),
        }
    }
}

/// Reads a file of cases and, if there is one, the `referrals.csv` beside it. Nothing is kept or written: the plan
/// says row by row what would be taken and what is wrong.
pub fn read<M: Read, R: Read>(main: M, referrals: Option<R>, limits: Limits) -> Result<Plan, ReadError> {
    let mut reader = Reader::new(main, limits)?;
    let (columns, mut held) = Columns::read(&mut reader)?;
    let mut beside = match referrals {
        Some(file) => read_referrals(file, limits)?,
        None => Beside::default(),
    };
    let mut builder = Builder::new(columns.report(), limits.faults);
    let mut number = 0;
    while let Some(line) = held.take().map(Ok).or_else(|| reader.next_line()).transpose()? {
        number += 1;
        within(number, limits)?;
        let read = read_row(&line, &columns);
        builder.row(number, line.number, read, beside.by_row.remove(&number));
    }
    beside.leftover(&builder);
    Ok(builder.finish(beside.rows))
}

fn within(rows: u64, limits: Limits) -> Result<(), ReadError> {
    let most = limits.rows;
    if rows > most { Err(ReadError::TooLarge { what: "rows", most }) } else { Ok(()) }
}

/// What a row said: its facts, and what is wrong or was read with good will.
pub(crate) struct ReadRow {
    pub(crate) row: Row,
    pub(crate) empty: bool,
    pub(crate) faults: Vec<(String, Problem)>,
    pub(crate) warnings: Vec<(String, Problem)>,
}

fn read_row(line: &Line, columns: &Columns) -> ReadRow {
    let mut read = ReadRow { row: Row::default(), empty: true, faults: Vec::new(), warnings: Vec::new() };
    let mut filled: Vec<Column> = Vec::new();
    let mut over = line.over;
    for (at, found) in line.cells.iter().enumerate() {
        let name = || columns.name(at).to_owned();
        let text = match found {
            Ok(text) => cell::tidy(cell::undo(text)),
            Err(problem) => {
                read.faults.push((name(), *problem));
                continue;
            }
        };
        if text.is_empty() {
            continue;
        }
        match columns.at(at) {
            None if at >= columns.len() => over = true,
            None => {}
            Some(column) if filled.contains(&column) => read.faults.push((name(), Problem::DuplicateColumn)),
            Some(column) => {
                read.empty = false;
                filled.push(column);
                fill(&mut read, (column, &name()), &text);
            }
        }
    }
    if over {
        read.faults.push((String::new(), Problem::TooManyCells));
    }
    if line.cells.len() < columns.len() && !read.empty {
        read.warnings.push((String::new(), Problem::ShortRow));
    }
    read
}

fn fill(read: &mut ReadRow, column: (Column, &str), text: &str) {
    let field = match column.0 {
        Column::Field(at) => &standard().fields[at],
        Column::Id(0) => return text.clone_into(&mut read.row.case.case_id),
        Column::Id(1) => return text.clone_into(&mut read.row.case.short_code),
        Column::Id(_) => return text.clone_into(&mut read.row.victim.person_id),
    };
    let Some(slot) = read.row.slot(&field.name) else { return };
    match slot.read(text, field) {
        Ok(None) => {}
        Ok(Some(warning)) => read.warnings.push((column.1.to_owned(), warning)),
        Err(fault) => read.faults.push((column.1.to_owned(), fault)),
    }
}

/// What `referrals.csv` says, by the row of the main file.
#[derive(Default)]
struct Beside {
    by_row: HashMap<u64, Vec<Referral>>,
    rows: Vec<RowReport>,
}

impl Beside {
    /// Lines whose row the main file has not, or which was refused there.
    fn leftover(&mut self, builder: &Builder) {
        for report in self.rows.iter_mut().filter(|report| report.accepted) {
            if !builder.took(report.belongs_to) {
                report.refuse("row", Problem::NoSuchRow);
            }
        }
    }
}

fn read_referrals<R: Read>(file: R, limits: Limits) -> Result<Beside, ReadError> {
    let mut reader = Reader::new(file, limits)?;
    let names = reader.next_line().transpose()?.and_then(Line::texts).unwrap_or_default();
    let mut beside = Beside::default();
    if !names.iter().any(|name| name == "row") {
        return Err(ReadError::NotHtcds);
    }
    while let Some(line) = reader.next_line().transpose()? {
        let mut report = RowReport::new(beside.rows.len() as u64 + 1, line.number);
        within(report.row, limits)?;
        let bad = line.cells.iter().position(Result::is_err);
        let get = |name: &str| {
            let cell = names.iter().position(|found| found == name).and_then(|at| line.cells.get(at));
            cell.and_then(|cell| cell.as_ref().ok())
                .map(|text| cell::tidy(cell::undo(text)))
                .unwrap_or_default()
        };
        match bad.and_then(|at| Some((at, line.cells[at].as_ref().err()?))) {
            Some((at, problem)) => report.refuse(names.get(at).map_or("", String::as_str), *problem),
            None => match referrals::read(get) {
                Ok((row, referral)) => {
                    report.belongs_to = row;
                    beside.by_row.entry(row).or_default().push(referral);
                }
                Err((column, problem)) => report.refuse(column, problem),
            },
        }
        beside.rows.push(report);
    }
    Ok(beside)
}
