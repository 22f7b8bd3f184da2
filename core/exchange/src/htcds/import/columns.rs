//! The columns of a file.

use super::plan::HeaderReport;
use super::reader::{Line, Reader};
use super::{Problem, ReadError};
use crate::htcds::header::{self, Column};
use crate::htcds::standard::standard;
use std::io::Read;

/// How much of a column's name a report repeats.
const SHOWN: usize = 64;

/// What each column of a file holds.
pub(super) struct Columns {
    names: Vec<String>,
    columns: Vec<Option<Column>>,
    believed: Vec<usize>,
}

impl Columns {
    /// Reads the header. The second line is given back unless it is the row of labels of IOM's workbook.
    pub(super) fn read<R: Read>(reader: &mut Reader<R>) -> Result<(Self, Option<Line>), ReadError> {
        let most = reader.columns();
        let first = reader.next_line().transpose()?.ok_or(ReadError::NotHtcds)?;
        if first.over {
            return Err(ReadError::TooLarge { what: "columns", most });
        }
        let names = first.texts().ok_or(ReadError::NotCsv)?;
        let mut columns = header::resolve(&names);
        if !columns.iter().any(|column| matches!(column, Some(Column::Field(_)))) {
            return Err(ReadError::NotHtcds);
        }
        let mut second = reader.next_line().transpose()?;
        let mut believed = Vec::new();
        let labels =
            second.as_ref().and_then(Line::all_texts).filter(|cells| header::is_labels(cells, &columns));
        if let Some(labels) = labels {
            believed = header::believe_labels(&labels, &mut columns);
            second = None;
        }
        Ok((Self { names, columns, believed }, second))
    }

    pub(super) fn len(&self) -> usize {
        self.columns.len()
    }

    pub(super) fn at(&self, at: usize) -> Option<Column> {
        self.columns.get(at).copied().flatten()
    }

    /// The name of a column: the standard's, or what the file calls it.
    pub(super) fn name(&self, at: usize) -> &str {
        match self.at(at) {
            Some(Column::Field(field)) => &standard().fields[field].name,
            Some(Column::Id(id)) => header::IDS[id],
            None => self.names.get(at).map_or("", String::as_str),
        }
    }

    pub(super) fn report(&self) -> HeaderReport {
        let unknown = self
            .names
            .iter()
            .zip(&self.columns)
            .filter(|(name, column)| column.is_none() && !name.trim().is_empty());
        let has = |at: usize| self.columns.contains(&Some(Column::Field(at)));
        let missing = standard().fields.iter().enumerate().filter(|(at, field)| field.core && !has(*at));
        let repeated = (1..self.len())
            .filter(|at| self.at(*at).is_some() && self.columns[..*at].contains(&self.columns[*at]));
        let notes = self.believed.iter().map(|at| (*at, Problem::LabelBelieved));
        let notes = notes.chain(repeated.map(|at| (at, Problem::DuplicateColumn)));
        HeaderReport {
            unknown_columns: unknown.map(|(name, _)| name.chars().take(SHOWN).collect()).collect(),
            missing_core: missing.map(|(_, field)| field.name.as_str()).collect(),
            notes: notes.map(|(at, problem)| (self.name(at).to_owned(), problem)).collect(),
        }
    }
}
