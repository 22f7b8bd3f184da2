//! The built-in lists: for our engine as they are, for ODK's tools as CSV files that a form's author would attach.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use jonaki_forms::lists::{Lists, Rows};
use jonaki_reference::{Language, lists};

/// All lists of the reference data.
pub struct BuiltIn(BTreeMap<String, Table>);

struct Table(&'static lists::List);

impl BuiltIn {
    /// The lists of this version.
    pub fn new() -> Self {
        Self(lists::names().filter_map(|name| Some((name.clone(), Table(lists::list(&name)?)))).collect())
    }

    /// Writes every list into a folder.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        self.0.iter().try_for_each(|(name, table)| fs::write(folder.join(format!("{name}.csv")), table.csv()))
    }
}

impl Default for BuiltIn {
    fn default() -> Self {
        Self::new()
    }
}

impl Lists for BuiltIn {
    fn list(&self, name: &str) -> Option<&dyn Rows> {
        self.0.get(name).map(|table| table as &dyn Rows)
    }
}

impl Table {
    fn csv(&self) -> String {
        let columns = self.0.columns();
        let heading = line(columns.iter().copied());
        let row = |row| line(columns.iter().map(|column| self.0.value(row, column).unwrap_or_default()));
        (0..self.0.len()).map(row).fold(heading, |text, line| text + &line)
    }
}

fn line<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let quoted = cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
    quoted.collect::<Vec<_>>().join(",") + "\n"
}

impl Rows for Table {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn value(&self, row: usize, column: &str) -> Option<Cow<'_, str>> {
        self.0.value(row, column).map(Cow::Borrowed)
    }

    fn label(&self, row: usize, language: &str) -> Cow<'_, str> {
        Cow::Borrowed(self.0.label(row, Language::from_tag(language).unwrap_or(Language::Bangla)))
    }

    fn find(&self, column: &str, value: &str) -> Option<Vec<usize>> {
        self.0.rows_with(column, value).map(Iterator::collect)
    }
}
