//! Workbooks and CSV files to sheets, under limits.

mod csv;
mod value;
mod workbook;

use crate::diagnostic::{Code, Diagnostic, Report};
use crate::limits;
use crate::sheet::{Place, Sheet};
use crate::suggest;

pub(crate) use self::csv::table;

/// Sheets of the XLSForm standard.
pub(crate) const SHEETS: [&str; 7] =
    ["survey", "choices", "settings", "external_choices", "entities", "osm", "cascades"];

/// A form as its author wrote it.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The form.
    pub form: Input<'a>,
    /// Files beside it, which `select_one_from_file` and `csv-external` name.
    pub attached: &'a [Attached<'a>],
    /// Name of the file without its ending: the form's id if the settings give none.
    pub file_name: &'a str,
}

/// Where the sheets are.
#[derive(Clone, Copy)]
pub enum Input<'a> {
    /// Bytes of an `.xlsx` workbook.
    Workbook(&'a [u8]),
    /// One CSV file for each sheet: its name (`survey`, `choices`, `settings`) and its bytes.
    Csv(&'a [(&'a str, &'a [u8])]),
}

/// A file beside the form.
#[derive(Clone, Copy)]
pub struct Attached<'a> {
    /// Its name with the ending: `villages.csv`.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// Sheets of a form by their standard names.
#[derive(Debug, Default)]
pub(crate) struct Book {
    sheets: Vec<Sheet>,
}

impl Book {
    pub(crate) fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.name == name && !sheet.is_empty())
    }
}

/// Reads the form's sheets; `None` if there is nothing that could be compiled.
pub(crate) fn book(input: Input<'_>, report: &mut Report) -> Option<Book> {
    let read = match input {
        Input::Workbook(bytes) => workbook::sheets(bytes, report),
        Input::Csv(files) => csv::sheets(files, report),
    };
    match read {
        Ok((sheets, names)) => Some(checked(Book { sheets }, &names, report)),
        Err(fault) => {
            report.add(*fault);
            None
        }
    }
}

/// Refuses a book without a survey, and warns of sheets that are almost named like one of the standard.
fn checked(book: Book, names: &[String], report: &mut Report) -> Book {
    let lower: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    let missing = |name: &&str| !lower.iter().any(|other| other == *name);
    for (name, lower) in names.iter().zip(&lower) {
        let known = SHEETS.contains(&lower.as_str()) || lower.starts_with('_');
        let meant =
            SHEETS.into_iter().filter(missing).find(|sheet| suggest::nearest(lower, [*sheet]).is_some());
        if let (false, Some(meant)) = (known || names.len() == 1, meant) {
            let message = format!("the sheet `{name}` is left out; is it `{meant}`?");
            let help = format!("Rename it to `{meant}`, or put `_` before its name.");
            report.add(Diagnostic::new(Code::SheetUnknown, Place::sheet(name), message).help(help).warning());
        }
    }
    if book.sheet("survey").is_none() {
        let found = names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let message = format!("there is no sheet `survey` with questions (sheets found: {found})");
        let fault = Diagnostic::new(Code::SurveyMissing, Place::sheet("survey"), message);
        report.add(fault.help("Add a sheet named `survey` with the columns type, name and label."));
    }
    book
}

/// Faults of reading stop everything: there is nothing more to look at.
type Read<T> = Result<T, Box<Diagnostic>>;

fn refuse<T>(code: Code, sheet: &str, message: impl Into<String>, help: &str) -> Read<T> {
    Err(Box::new(Diagnostic::new(code, Place::sheet(sheet), message).help(help)))
}

/// Takes cells one by one and refuses too many.
struct Gather {
    sheet: String,
    cells: Vec<(u32, u32, String)>,
    bytes: usize,
}

impl Gather {
    fn new(sheet: &str) -> Self {
        Self { sheet: sheet.to_owned(), cells: Vec::new(), bytes: 0 }
    }

    /// A cell at a row and column from 0.
    fn take(&mut self, row: u32, column: u32, text: &str) -> Read<()> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(());
        }
        if row >= limits::ROWS {
            let message = format!("the sheet `{}` has more than {} rows", self.sheet, limits::ROWS);
            return refuse(
                Code::RowsTooMany,
                &self.sheet,
                message,
                "Divide the form, or put long lists into a CSV file.",
            );
        }
        if column >= limits::COLUMNS || self.cells.len() >= limits::CELLS {
            let message = format!("the sheet `{}` has more than {} columns", self.sheet, limits::COLUMNS);
            return refuse(Code::ColumnsTooMany, &self.sheet, message, "Remove columns that are not needed.");
        }
        if text.len() > limits::CELL_BYTES {
            let place = Place { column: Some(column), ..Place::row(&self.sheet, row + 1) };
            let message = format!("this cell holds more than {} bytes", limits::CELL_BYTES);
            return Err(Box::new(
                Diagnostic::new(Code::CellTooLong, place, message).help("Shorten its text."),
            ));
        }
        self.bytes += text.len();
        if self.bytes > limits::SHEET_BYTES {
            let message = format!("the sheet `{}` holds more than {} bytes", self.sheet, limits::SHEET_BYTES);
            return refuse(
                Code::FileTooLarge,
                &self.sheet,
                message,
                "Divide the form, or shorten its texts.",
            );
        }
        self.cells.push((row, column, text.replace('\u{a0}', " ")));
        Ok(())
    }

    fn sheet(self) -> Sheet {
        Sheet::of(&self.sheet, self.cells)
    }
}
