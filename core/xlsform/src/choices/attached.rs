//! Lists that are files: beside the form, or built in.

use std::collections::BTreeMap;

use jonaki_forms::definition::{Choice, Items, Piece, Source, Text};

use crate::diagnostic::{Code, Diagnostic, Report};
use crate::languages::Languages;
use crate::lists::trimmed;
use crate::read::{Attached, table};
use crate::sheet::{Cell, Row, Sheet};
use crate::suggest;

/// Files beside the form, each read when it is first named.
pub(crate) struct Files<'a> {
    attached: &'a [Attached<'a>],
    built_in: &'a [String],
    read: BTreeMap<String, Option<Sheet>>,
}

/// Which columns are value and label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Roles {
    pub(crate) value: String,
    pub(crate) label: String,
    /// Whether a question needs them, or only expressions look things up.
    pub(crate) offered: bool,
}

impl Roles {
    /// The columns of the standard, for expressions: a file that has them not is still a list.
    pub(crate) fn looked_up() -> Self {
        Self { offered: false, ..Self::default() }
    }

    pub(crate) fn are_standard(&self) -> bool {
        self.value == "name" && self.label == "label"
    }
}

impl Default for Roles {
    fn default() -> Self {
        Self { value: "name".into(), label: "label".into(), offered: true }
    }
}

/// A file that a cell names.
#[derive(Clone, Copy)]
pub(crate) struct Named<'a> {
    pub(crate) file: &'a str,
    pub(crate) cell: &'a Cell,
    pub(crate) roles: &'a Roles,
}

impl<'a> Files<'a> {
    pub(crate) fn new(attached: &'a [Attached<'a>], built_in: &'a [String]) -> Self {
        Self { attached, built_in, read: BTreeMap::new() }
    }

    /// Whether there is such a file, beside the form or built in.
    pub(crate) fn has(&self, file: &str) -> bool {
        let stem = file.strip_suffix(".csv").unwrap_or(file);
        self.attached.iter().any(|attached| attached.name == file)
            || self.built_in.iter().any(|name| name == stem)
    }

    /// The list that a file gives.
    pub(crate) fn find(
        &mut self,
        named: Named<'_>,
        languages: &Languages,
        report: &mut Report,
    ) -> Option<Source> {
        let (file, cell) = (named.file, named.cell);
        let stem = file.strip_suffix(".csv").unwrap_or(file);
        if self.attached.iter().any(|attached| attached.name == file) {
            let sheet = self.sheet(file, report)?;
            return items(sheet, named, languages, report);
        }
        if self.built_in.iter().any(|name| name == stem) {
            if !named.roles.are_standard() {
                let fault = Diagnostic::cell(
                    Code::ParameterRefused,
                    cell,
                    "the columns of a built-in list are fixed",
                );
                report.add(fault.help("Remove the parameters `value` and `label`."));
            }
            return Some(Source::BuiltIn(stem.to_owned()));
        }
        let known: Vec<String> = self.built_in.iter().map(|name| format!("{name}.csv")).collect();
        let known =
            self.attached.iter().map(|attached| attached.name).chain(known.iter().map(String::as_str));
        let help = format!("{}Put the file beside the form.", suggest::did_you_mean(file, known));
        report
            .add(Diagnostic::cell(Code::FileMissing, cell, format!("there is no file `{file}`")).help(help));
        None
    }

    fn sheet(&mut self, file: &str, report: &mut Report) -> Option<&Sheet> {
        if !self.read.contains_key(file) {
            let found = self.attached.iter().find(|attached| attached.name == file);
            let bytes = found.map_or(&b""[..], |found| found.bytes);
            let sheet = table(file, bytes).map_err(|fault| report.add(*fault)).ok();
            self.read.insert(file.to_owned(), sheet);
        }
        self.read.get(file).and_then(Option::as_ref)
    }
}

/// A file's rows as items: value, label (in each language that has a column for it) and the other columns.
fn items(sheet: &Sheet, named: Named<'_>, languages: &Languages, report: &mut Report) -> Option<Source> {
    let roles = named.roles;
    let column = |name: &str| sheet.header.iter().find(|(_, header)| header == name).map(|(at, _)| *at);
    let mut missing = |name: &str| {
        let help = suggest::did_you_mean(name, sheet.header.iter().map(|(_, header)| header.as_str()));
        let message = format!("the file `{}` has no column `{name}`", named.file);
        let help = format!("{help}Name the columns with the parameters `value` and `label`.");
        report.add(Diagnostic::cell(Code::FileColumn, named.cell, message).help(help));
    };
    let first = sheet.header.first().filter(|_| !roles.offered).map(|(at, _)| *at);
    let Some(value) = column(&roles.value).or(first) else {
        missing(&roles.value);
        return None;
    };
    let label = |at: usize| {
        column(&format!("{}::{}", roles.label, languages.name(at))).or_else(|| column(&roles.label))
    };
    let labels: Vec<Option<u32>> = (0..languages.len()).map(label).collect();
    if roles.offered && labels.iter().all(Option::is_none) {
        missing(&roles.label);
        return None;
    }
    let own = |header: &str| !matches!(header, "name" | "label") && crate::words::is_name(header);
    let own: Vec<(u32, String)> = sheet.header.iter().filter(|(_, header)| own(header)).cloned().collect();
    let own = own.get(..jonaki_forms::limits::COLUMNS).unwrap_or(&own);
    let text = |row: &Row, at: &Option<u32>| {
        at.and_then(|at| row.text(at)).map(|text| vec![Piece::Literal(text.to_owned())]).unwrap_or_default()
    };
    let item = |row: &Row| {
        let mut values: Vec<String> =
            own.iter().map(|(at, _)| row.text(*at).unwrap_or_default().to_owned()).collect();
        while values.last().is_some_and(String::is_empty) {
            values.pop();
        }
        let label = trimmed(Text(labels.iter().map(|at| text(row, at)).collect()));
        let name = row.text(value).map(str::to_owned);
        // Without a column of names, rows are told apart by their number.
        let name = name.or_else(|| (!roles.offered).then(|| row.number.to_string()))?;
        Some(Choice { label, name, values })
    };
    let items = sheet.rows.iter().filter_map(item).collect();
    Some(Source::Inline(Items { columns: own.iter().map(|(_, name)| name.clone()).collect(), items }))
}
