//! The lists of a form: those that questions and expressions name.

use std::collections::{HashMap, HashSet};

use jonaki_forms::definition::{Choice, Items, List, Piece, Source, Text};

use crate::choices::{Choices, Files, Named, Roles};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::expressions::{Names, Scope, read};
use crate::languages::Languages;
use crate::sheet::{Cell, Place};

/// Lists in the order in which they are first named.
pub(crate) struct Lists<'a> {
    choices: &'a Choices,
    files: Files<'a>,
    languages: &'a Languages,
    by_name: HashMap<String, u32>,
    /// Which file a list of a name came from.
    from_file: HashMap<String, String>,
    /// Names that lead nowhere and were reported.
    missing: HashSet<String>,
    lists: Vec<List>,
}

impl<'a> Lists<'a> {
    pub(crate) fn new(choices: &'a Choices, files: Files<'a>, languages: &'a Languages) -> Self {
        Self {
            choices,
            files,
            languages,
            by_name: HashMap::new(),
            from_file: HashMap::new(),
            missing: HashSet::new(),
            lists: Vec::new(),
        }
    }

    pub(crate) fn choices(&self) -> &'a Choices {
        self.choices
    }

    pub(crate) fn languages(&self) -> &'a Languages {
        self.languages
    }

    pub(crate) fn into_lists(self) -> Vec<List> {
        self.lists
    }

    fn put(&mut self, name: &str, source: Source) -> u32 {
        let at = u32::try_from(self.lists.len()).unwrap_or(u32::MAX);
        self.lists.push(List { name: name.to_owned(), source });
        self.by_name.insert(name.to_owned(), at);
        at
    }

    /// A list of the sheet `choices`.
    pub(crate) fn written(&mut self, name: &str, names: &Names<'_>) -> Option<u32> {
        if let (Some(at), false) = (self.by_name.get(name), self.from_file.contains_key(name)) {
            return Some(*at);
        }
        let list = self.choices.get(name)?;
        let columns = self.choices.columns.clone();
        let used: Vec<usize> = (0..columns.len())
            .filter(|at| {
                list.options.iter().any(|option| option.values.iter().any(|(column, _)| column == at))
            })
            .collect();
        let label = |texts: &[(Option<String>, Cell)]| {
            let mut text = Text(vec![Vec::new(); self.languages.len()]);
            for (language, cell) in texts {
                let at = self.languages.position(language.as_deref());
                let pieces = pieces(cell, None, names).into_iter().map(|(piece, ..)| piece).collect();
                put_text(&mut text, (at, language.is_some()), pieces);
            }
            trimmed(text)
        };
        let items = list.options.iter().map(|option| {
            let value = |at: &usize| {
                option.values.iter().find(|(column, _)| column == at).map(|(_, text)| text.clone())
            };
            let mut values: Vec<String> = used.iter().map(|at| value(at).unwrap_or_default()).collect();
            while values.last().is_some_and(String::is_empty) {
                values.pop();
            }
            Choice { label: label(&option.label), name: option.name.text.clone(), values }
        });
        let items = items.collect();
        let columns = used.iter().filter_map(|at| columns.get(*at).cloned()).collect();
        Some(self.put(name, Source::Inline(Items { columns, items })))
    }

    /// The list of a file: `villages.csv` is the list `villages`. Other columns as value and label make another list.
    pub(crate) fn file(&mut self, named: Named<'_>, report: &mut Report) -> Option<u32> {
        let stem = named.file.strip_suffix(".csv").unwrap_or(named.file);
        let name = match named.roles.are_standard() {
            true => stem.to_owned(),
            false => format!("{stem}~{}~{}", named.roles.value, named.roles.label),
        };
        if let Some(at) = self.by_name.get(&name) {
            if self.from_file.get(&name).map(String::as_str) == Some(named.file) {
                return Some(*at);
            }
            let message = format!("the list `{stem}` is there already, from elsewhere");
            report.add(Diagnostic::cell(Code::InstanceTwice, named.cell, message).help("Rename the file."));
            return None;
        }
        if self.choices.get(&name).is_some() {
            let message = format!("the sheet `choices` has a list `{stem}` already");
            report.add(
                Diagnostic::cell(Code::InstanceTwice, named.cell, message)
                    .help("Rename the file or the list."),
            );
            return None;
        }
        if self.missing.contains(&name) {
            return None;
        }
        match self.files.find(named, self.languages, report) {
            Some(source) => {
                self.from_file.insert(name.clone(), named.file.to_owned());
                Some(self.put(&name, source))
            }
            None => {
                self.missing.insert(name);
                None
            }
        }
    }

    /// Makes sure that a list that an expression names is there, if it can be. Whether it is, is checked later.
    pub(crate) fn mentioned(&mut self, name: &str, names: &Names<'_>, report: &mut Report) {
        if self.by_name.contains_key(name) || self.written(name, names).is_some() {
            return;
        }
        let file = format!("{name}.csv");
        if self.files.has(&file) {
            let cell = Cell::written_for(&Place::default(), &file);
            self.file(Named { file: &file, cell: &cell, roles: &Roles::looked_up() }, report);
        }
    }

    /// Columns of a list of the form.
    pub(crate) fn columns(&self, list: &str) -> Vec<String> {
        let at = self.by_name.get(list).copied();
        match at.and_then(|at| self.source(at)) {
            Some(Source::Inline(items)) => ["name", "label"]
                .into_iter()
                .map(str::to_owned)
                .chain(items.columns.iter().cloned())
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Gives a list of the form a column that an expression names and that it lacks: empty in every row, as the reference
    /// engine reads it. Says whether the column was added; built-in lists have theirs, and a list has so many.
    pub(crate) fn add_column(&mut self, list: &str, column: &str) -> bool {
        let at = self.by_name.get(list).copied();
        let list = at.and_then(|at| self.lists.get_mut(at as usize)).map(|list| &mut list.source);
        let Some(Source::Inline(items)) = list else { return false };
        let known = matches!(column, "name" | "label") || items.columns.iter().any(|known| known == column);
        let fits = !known && items.columns.len() < jonaki_forms::limits::COLUMNS;
        if fits {
            items.columns.push(column.to_owned());
        }
        fits
    }

    pub(crate) fn source(&self, at: u32) -> Option<&Source> {
        self.lists.get(at as usize).map(|list| &list.source)
    }

    pub(crate) fn name(&self, at: u32) -> Option<&str> {
        self.lists.get(at as usize).map(|list| list.name.as_str())
    }

    /// The built-in list that a list is.
    pub(crate) fn built_in(&self, name: &str) -> Option<&str> {
        match self.by_name.get(name).and_then(|at| self.source(*at))? {
            Source::BuiltIn(name) => Some(name),
            Source::Inline(_) => None,
        }
    }

    pub(crate) fn names(&self) -> Vec<&str> {
        self.choices.names().chain(self.lists.iter().map(|list| list.name.as_str())).collect()
    }

    /// Warns of lists that nothing uses.
    pub(crate) fn unused(&self, report: &mut Report) {
        for list in self.choices.lists.iter().filter(|list| !self.by_name.contains_key(&list.name)) {
            let cell = Cell { text: list.name.clone(), place: list.place.clone() };
            let fault =
                Diagnostic::cell(Code::ListUnused, &cell, format!("nothing uses the list `{}`", list.name));
            report.add(fault.help("It is left out. Remove it, or name it in a `select_one`.").warning());
        }
    }
}

/// A text without the languages at its end that it is not in, as a definition has it.
pub(crate) fn trimmed(mut text: Text) -> Text {
    while text.0.last().is_some_and(Vec::is_empty) {
        text.0.pop();
    }
    text
}

/// Sets a text in a language. A column that names the language goes before one that does not.
pub(crate) fn put_text(text: &mut Text, (at, named): (usize, bool), pieces: Vec<Piece>) {
    if let Some(slot) = text.0.get_mut(at)
        && (named || slot.is_empty())
    {
        *slot = pieces;
    }
}

/// A text's letters and values, the values with the paths' bytes in the cell.
pub(crate) fn pieces(
    cell: &Cell,
    node: Option<usize>,
    names: &Names<'_>,
) -> Vec<(Piece, std::ops::Range<usize>)> {
    let references = crate::words::references(&cell.text);
    if references.is_empty() {
        return vec![(Piece::Literal(cell.text.clone()), 0..cell.text.len())];
    }
    if !names.is_sound(&cell.text) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut at = 0;
    let mut silent = Report::default();
    for reference in references {
        if reference.span.start > at {
            found.push((
                Piece::Literal(cell.text[at..reference.span.start].to_owned()),
                at..reference.span.start,
            ));
        }
        at = reference.span.end;
        let part = Cell::written_for(&cell.place, &cell.text[reference.span.clone()]);
        let scope = Scope { names, node, current: false, lists: false, nodes: None };
        if let Some(parsed) = read(&part, scope, &mut silent) {
            found.push((Piece::Value(parsed.expr), reference.span));
        }
    }
    if at < cell.text.len() {
        found.push((Piece::Literal(cell.text[at..].to_owned()), at..cell.text.len()));
    }
    found
}
