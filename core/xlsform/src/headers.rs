//! Header cells to columns: aliases, languages, and what is refused.

mod table;

use crate::diagnostic::{Code, Diagnostic, Report};
use crate::sheet::{Cell, Row, Sheet};
use crate::suggest;

/// What is told of a question beside its type, in all languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Told {
    Label,
    Hint,
    Guidance,
    ConstraintMessage,
    RequiredMessage,
}

impl Told {
    pub(crate) const ALL: [Self; 5] =
        [Self::Label, Self::Hint, Self::Guidance, Self::ConstraintMessage, Self::RequiredMessage];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Hint => "hint",
            Self::Guidance => "guidance_hint",
            Self::ConstraintMessage => "constraint_message",
            Self::RequiredMessage => "required_message",
        }
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Column {
    Type,
    Name,
    ListName,
    Told(Told),
    Relevant,
    Constraint,
    Required,
    ReadOnly,
    Calculation,
    Default,
    Trigger,
    Parameters,
    Appearance,
    Rows,
    RepeatCount,
    ChoiceFilter,
    Disabled,
    Store,
    Htcds,
    /// A picture, sound or film.
    Media,
    /// A column that changes nothing for the person who answers; the table says why.
    LeftOut(&'static str),
    /// A column of the standard that is not supported; the table says what to use instead.
    Refused(&'static str),
    /// Not of the standard.
    Unknown,
}

/// A column of a sheet: where it is, what it holds, in which language.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    pub(crate) at: u32,
    pub(crate) column: Column,
    pub(crate) language: Option<String>,
    /// As written.
    pub(crate) written: String,
}

/// The columns of a sheet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Headers(pub(crate) Vec<Header>);

/// Which names a sheet knows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    Survey,
    Choices,
}

impl Headers {
    pub(crate) fn read(sheet: &Sheet, which: Which, report: &mut Report) -> Self {
        let double = sheet.header.iter().any(|(_, header)| header.contains("::"));
        let mut headers: Vec<Header> = Vec::new();
        for (at, written) in &sheet.header {
            let (column, language) = column(written, which, double);
            let cell = sheet.header_cell(*at);
            let twice = |other: &&Header| match column {
                Column::Unknown => other.written == *written,
                Column::LeftOut(_) | Column::Refused(_) | Column::Media => false,
                _ => other.column == column && other.language == language,
            };
            if let Some(first) = headers.iter().find(twice) {
                let message = format!("the columns `{}` and `{written}` are the same", first.written);
                let fault = Diagnostic::cell(Code::ColumnTwice, &cell, message).help("Remove one of them.");
                report.add(fault.note(sheet.place(1, first.at), "the first one"));
            }
            headers.push(Header { at: *at, column, language, written: written.clone() });
        }
        let headers = Self(headers);
        headers.complain(sheet, which, report);
        headers
    }

    fn complain(&self, sheet: &Sheet, which: Which, report: &mut Report) {
        for header in &self.0 {
            let used = sheet.rows.iter().find(|row| row.text(header.at).is_some());
            let cell = sheet.header_cell(header.at);
            match (header.column, used) {
                (Column::Refused(instead), Some(row)) => {
                    let message = format!(
                        "the column `{}` is not supported (first used in row {})",
                        header.written, row.number
                    );
                    report.add(Diagnostic::cell(Code::ColumnRefused, &cell, message).help(instead));
                }
                (Column::LeftOut(why), Some(row)) => {
                    let message = format!(
                        "the column `{}` is left out (first used in row {})",
                        header.written, row.number
                    );
                    report.add(Diagnostic::cell(Code::ColumnLeftOut, &cell, message).help(why).warning());
                }
                (Column::Unknown, _) if which == Which::Survey => {
                    let message =
                        format!("the column `{}` is left out: no such column is known", header.written);
                    let help = suggest::did_you_mean(&header.written, table::names(which));
                    report.add(Diagnostic::cell(Code::ColumnUnknown, &cell, message).help(help).warning());
                }
                _ => {}
            }
        }
        self.complain_of_missing(sheet, which, report);
    }

    /// Faults of columns that a sheet cannot be without.
    fn complain_of_missing(&self, sheet: &Sheet, which: Which, report: &mut Report) {
        let needed: &[(Column, &str)] = match which {
            Which::Survey => &[(Column::Type, "type"), (Column::Name, "name")],
            Which::Choices => &[(Column::ListName, "list_name"), (Column::Name, "name")],
        };
        for (_, name) in
            needed.iter().filter(|(column, _)| !self.0.iter().any(|header| header.column == *column))
        {
            let near = self
                .0
                .iter()
                .filter(|header| header.column == Column::Unknown)
                .map(|header| header.written.as_str());
            let help = match suggest::nearest(name, near) {
                Some(near) => format!("Is it `{near}`? Rename that column to `{name}`."),
                None => format!("Add a column `{name}`; the first row holds the names of the columns."),
            };
            let message = format!("the sheet `{}` has no column `{name}`", sheet.name);
            let mut place = crate::sheet::Place::row(&sheet.name, 1);
            place.header.clear();
            report.add(Diagnostic::new(Code::ColumnMissing, place, message).help(help));
        }
    }

    /// The first column of a kind.
    pub(crate) fn get(&self, column: Column) -> Option<&Header> {
        self.0.iter().find(|header| header.column == column)
    }

    /// A row's cell in a column.
    pub(crate) fn cell(&self, sheet: &Sheet, row: &Row, column: Column) -> Option<Cell> {
        self.get(column).and_then(|header| sheet.cell(row, header.at))
    }

    /// A row's cells of one text, with their languages.
    pub(crate) fn told<'a>(
        &'a self,
        sheet: &'a Sheet,
        row: &'a Row,
        told: Told,
    ) -> impl Iterator<Item = (Option<&'a str>, Cell)> + 'a {
        let of = move |header: &&Header| header.column == Column::Told(told);
        let cell = move |header: &'a Header| Some((header.language.as_deref(), sheet.cell(row, header.at)?));
        self.0.iter().filter(of).filter_map(cell)
    }

    /// The languages of all texts with the first header that names each.
    pub(crate) fn languages(&self, sheet: &Sheet) -> Vec<(Option<String>, Cell)> {
        let told = self.0.iter().filter(|header| matches!(header.column, Column::Told(_)));
        told.map(|header| (header.language.clone(), sheet.header_cell(header.at))).collect()
    }
}

/// What a header names, and its language. Words are divided by `::`, or by `:` if no header of the sheet has `::`.
fn column(written: &str, which: Which, double: bool) -> (Column, Option<String>) {
    if let Some(column) = table::find(&snake(written), which) {
        return (column, None);
    }
    let mut words: Vec<String> = match double || written.contains("::") {
        true => written.split("::").map(|word| word.trim().to_owned()).collect(),
        false => written.split(':').map(|word| word.trim().to_owned()).collect(),
    };
    if let Some(at) = words.iter().position(|word| word == "jr")
        && at + 1 < words.len()
    {
        let second = words.remove(at + 1);
        words[at] = format!("jr:{second}");
    }
    let first = snake(words.first().map_or("", String::as_str));
    let grouped = matches!(first.as_str(), "bind" | "body" | "control" | "media" | "instance");
    let (name, rest) = match grouped && words.len() > 1 {
        true => {
            (format!("{first}::{}", words.get(1).map_or("", String::as_str).to_lowercase()), words.get(2..))
        }
        false => (first, words.get(1..)),
    };
    let column = match table::find(&name, which) {
        Some(column) => column,
        None if grouped && which == Which::Survey => table::attribute(&name),
        None => Column::Unknown,
    };
    let language = rest.and_then(|rest| rest.first()).filter(|language| !language.is_empty());
    match (column, language) {
        (Column::Told(_) | Column::Media, language) => (column, language.cloned()),
        (Column::LeftOut(_) | Column::Refused(_), _) | (_, None) => (column, None),
        // A language on a column that has none.
        (_, Some(_)) => (Column::Unknown, None),
    }
}

/// `List Name` → `list_name`
fn snake(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase()
}
