//! The sheet `choices`, and lists from attached files.

mod attached;

use std::collections::{BTreeMap, HashMap};

pub(crate) use self::attached::{Files, Named, Roles};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::headers::{Column, Headers, Told, Which};
use crate::settings::Settings;
use crate::sheet::{Cell, Place, Sheet};
use crate::words;

/// A choice as written.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) name: Cell,
    pub(crate) label: Vec<(Option<String>, Cell)>,
    /// Has a picture, sound or film.
    pub(crate) pictured: bool,
    /// Values by the position of their column in [`Choices::columns`].
    pub(crate) values: Vec<(usize, String)>,
}

/// A list of the sheet.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) name: String,
    pub(crate) place: Place,
    pub(crate) options: Vec<Entry>,
}

/// The sheet.
#[derive(Debug, Default)]
pub(crate) struct Choices {
    pub(crate) lists: Vec<Written>,
    /// Columns beside list, name and label that an expression can reach.
    pub(crate) columns: Vec<String>,
    pub(crate) languages: Vec<(Option<String>, Cell)>,
    by_name: HashMap<String, usize>,
}

impl Choices {
    pub(crate) fn get(&self, name: &str) -> Option<&Written> {
        self.by_name.get(name).and_then(|at| self.lists.get(*at))
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut Written> {
        self.by_name.get(name).and_then(|at| self.lists.get_mut(*at))
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.lists.iter().map(|list| list.name.as_str())
    }

    pub(crate) fn read(sheet: Option<&Sheet>, settings: &Settings, report: &mut Report) -> Self {
        let Some(sheet) = sheet else { return Self::default() };
        let headers = Headers::read(sheet, Which::Choices, report);
        let mut choices = Self { languages: headers.languages(sheet), ..Self::default() };
        let columns = choices.own_columns(sheet, &headers, report);
        for row in &sheet.rows {
            let at = |column| headers.cell(sheet, row, column);
            let (list, name) = (at(Column::ListName), at(Column::Name));
            let label: Vec<_> = headers
                .told(sheet, row, Told::Label)
                .map(|(language, cell)| (language.map(str::to_owned), cell))
                .collect();
            let pictured = media(sheet, &headers, row, report);
            let place = Place::row(&sheet.name, row.number);
            let Some(list) = list else {
                if name.is_some() || !label.is_empty() {
                    let fault =
                        Diagnostic::new(Code::ChoiceWithoutList, place, "this choice belongs to no list");
                    report.add(
                        fault
                            .help("It is left out. Write the list's name into the column `list_name`.")
                            .warning(),
                    );
                }
                continue;
            };
            let Some(name) = name else {
                let message = format!("a choice of the list `{}` has no name", list.text);
                let fault = Diagnostic::new(Code::ChoiceWithoutName, place, message);
                report.add(fault.help("Write the value that is stored into the column `name`."));
                continue;
            };
            let values = columns
                .iter()
                .filter_map(|(at, column)| Some((*column, row.text(*at)?.to_owned())))
                .collect();
            let name = Cell { text: words::straight(&name.text), ..name };
            choices.add(list, Entry { name, label, pictured, values });
        }
        choices.check(settings, report);
        choices
    }

    /// Columns of the author's own, by position in the sheet and in the lists. As pyxform, names with blanks are left out.
    fn own_columns(&mut self, sheet: &Sheet, headers: &Headers, report: &mut Report) -> Vec<(u32, usize)> {
        let mut columns = Vec::new();
        for header in headers.0.iter().filter(|header| header.column == Column::Unknown) {
            if !words::is_name(&header.written) {
                let message =
                    format!("the column `{}` is left out: expressions cannot name it", header.written);
                let fault = Diagnostic::cell(Code::ColumnUnknown, &sheet.header_cell(header.at), message);
                report.add(fault.help("Name it with letters, digits and `_`, or remove it.").warning());
            } else if self.columns.len() < jonaki_forms::limits::COLUMNS {
                columns.push((header.at, self.columns.len()));
                self.columns.push(header.written.clone());
            } else {
                let message = format!("the choices have more than {} columns", jonaki_forms::limits::COLUMNS);
                report.add(Diagnostic::cell(Code::ColumnsTooMany, &sheet.header_cell(header.at), message));
                break;
            }
        }
        columns
    }

    fn add(&mut self, list: Cell, option: Entry) {
        let at = *self.by_name.entry(list.text.clone()).or_insert_with(|| {
            self.lists.push(Written {
                name: list.text.clone(),
                place: list.place.clone(),
                options: Vec::new(),
            });
            self.lists.len() - 1
        });
        if let Some(list) = self.lists.get_mut(at) {
            list.options.push(option);
        }
    }

    fn check(&self, settings: &Settings, report: &mut Report) {
        let total: usize = self.lists.iter().map(|list| list.options.len()).sum();
        if total > jonaki_forms::limits::CHOICES || self.lists.len() > jonaki_forms::limits::LISTS {
            let message =
                format!("the form has {total} choices in {} lists, which is too many", self.lists.len());
            let fault = Diagnostic::new(Code::ChoicesTooMany, Place::sheet("choices"), message);
            report.add(
                fault.help("Put long lists into CSV files that the application has, or divide the form."),
            );
        }
        for list in &self.lists {
            let mut seen: BTreeMap<&str, &Cell> = BTreeMap::new();
            for option in &list.options {
                if option.name.text.len() > jonaki_forms::limits::NAME_BYTES {
                    report.add(words::invalid_name(&option.name));
                }
                if option.label.is_empty() && !option.pictured {
                    let message =
                        format!("the choice `{}` of `{}` has no label", option.name.text, list.name);
                    let fault = Diagnostic::cell(Code::ChoiceWithoutLabel, &option.name, message);
                    report.add(fault.help("Write what people read into the column `label`.").warning());
                }
                match seen.get(option.name.text.as_str()) {
                    Some(first) if !settings.allow_choice_duplicates => {
                        let message =
                            format!("the list `{}` has two choices named `{}`", list.name, option.name.text);
                        let help = "Rename one; or write `yes` into the setting `allow_choice_duplicates` if a filter shows only one of them.";
                        let fault = Diagnostic::cell(Code::ChoiceTwice, &option.name, message).help(help);
                        report.add(fault.note(first.place.clone(), "the first one"));
                    }
                    Some(_) => {}
                    None => {
                        seen.insert(&option.name.text, &option.name);
                    }
                }
            }
        }
    }
}

/// Warns of pictures and sounds of choices and questions; says whether there are any.
pub(crate) fn media(sheet: &Sheet, headers: &Headers, row: &crate::sheet::Row, report: &mut Report) -> bool {
    let media = headers.0.iter().filter(|header| header.column == Column::Media);
    let Some(cell) = media.filter_map(|header| sheet.cell(row, header.at)).next() else { return false };
    let fault = if headers.told(sheet, row, Told::Label).next().is_some() {
        let message =
            format!("`{}` is left out: labels have no pictures, sounds or films here yet", cell.text);
        Diagnostic::cell(Code::MediaLeftOut, &cell, message).help("The label must say all of it.")
    } else {
        let message =
            format!("`{}` is left out and there is no label: people read the name instead", cell.text);
        Diagnostic::cell(Code::MediaAlone, &cell, message).help("Write a label that says the same.")
    };
    report.add(fault.warning());
    true
}
