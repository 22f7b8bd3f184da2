//! Drafts to a definition.

mod check;
mod kind;
mod node;
mod other;
mod references;
mod texts;

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use jonaki_forms::definition::{Form, Node};
use jonaki_forms::graph::Field;

use crate::Options;
use crate::choices::{Choices, Files, Named, Roles};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::expressions::Names;
use crate::headers::Headers;
use crate::languages::Languages;
use crate::lists::Lists;
use crate::read::{Book, Source};
use crate::settings::{self, Settings};
use crate::sheet::{Cell, Place, Sheet};
use crate::store::Stores;
use crate::survey::{self, Asked, Tree};

/// Where an expression of the definition was written, and the bytes of its paths.
struct Origin {
    cell: Rc<Cell>,
    paths: Vec<Range<usize>>,
}

/// Where the expressions of a form were written.
type Origins = HashMap<(u32, Field), Origin>;

struct Compiler<'a> {
    tree: &'a Tree,
    names: Names<'a>,
    /// Nodes of the definition by draft.
    ids: Vec<Option<u32>>,
    lists: Lists<'a>,
    stores: Stores<'a>,
    required_languages: &'a [String],
    origins: Origins,
    report: &'a mut Report,
}

/// The form of a book. Comes back only if it has no fault.
pub(crate) fn form(book: &Book, source: &Source<'_>, options: &Options, report: &mut Report) -> Option<Form> {
    sheets_left_out(book, report);
    let sheet = book.sheet("survey")?;
    let settings = settings::read(book.sheet("settings"), report);
    let mut choices = Choices::read(book.sheet("choices"), &settings, report);
    let (mut tree, headers) = survey::read(sheet, &settings, report);
    let languages = languages(sheet, &headers, (&choices, &settings), report);
    missing_languages(&languages, options, report);
    other::name(&mut tree, &mut choices, &languages);
    other::add(&mut tree, &mut choices, &languages, report);
    let files = Files::new(source.attached, &options.built_in);
    let mut compiler = Compiler {
        names: Names::new(&tree),
        ids: ids(&tree),
        lists: Lists::new(&choices, files, &languages),
        stores: Stores::new(options.card.as_deref(), options.htcds.as_deref()),
        required_languages: &options.languages,
        origins: HashMap::new(),
        tree: &tree,
        report,
    };
    references::check((sheet, &headers), &settings, &choices, (&compiler.names, compiler.report));
    compiler.external();
    let nodes = compiler.nodes();
    compiler.lists.unused(compiler.report);
    let Compiler { lists, origins, report, .. } = compiler;
    let id = form_id(&settings, source, report);
    let text = |cell: &Option<Cell>| cell.as_ref().map_or_else(String::new, |cell| cell.text.clone());
    let title = settings.title.as_ref().map_or_else(|| id.clone(), |cell| cell.text.clone());
    let known = lists.names().into_iter().map(str::to_owned).collect::<Vec<_>>();
    let mut form = Form {
        id,
        languages: languages.tags.clone(),
        nodes,
        lists: lists.into_lists(),
        style: text(&settings.style),
        title,
        version: text(&settings.version),
    };
    check::instance_name(&mut form, &origins, report);
    check::form(&form, &origins, &known, report);
    (report.errors() == 0).then_some(form)
}

/// Sheets of the standard that nothing here reads. The types of questions that need them are refused.
fn sheets_left_out(book: &Book, report: &mut Report) {
    let left_out = [
        (
            "external_choices",
            "Put the choices into the sheet `choices` or into a CSV file, with a `choice_filter`.",
        ),
        ("entities", "No entity is written: cases are linked in the application. Remove the sheet."),
        ("osm", "Maps cannot be tagged. Remove the sheet."),
        ("cascades", "Use one `select_one` for each level with a `choice_filter`. Remove the sheet."),
    ];
    for (name, why) in left_out {
        if book.sheet(name).is_some_and(|sheet| !sheet.rows.is_empty()) {
            let message = format!("the sheet `{name}` is left out");
            let fault = Diagnostic::new(Code::SheetLeftOut, Place::sheet(name), message);
            report.add(fault.help(why).warning());
        }
    }
}

fn languages(
    sheet: &Sheet,
    headers: &Headers,
    (choices, settings): (&Choices, &Settings),
    report: &mut Report,
) -> Languages {
    let mut columns = headers.languages(sheet);
    columns.extend(choices.languages.iter().cloned());
    Languages::new(settings.default_language.as_ref(), &columns, report)
}

fn missing_languages(languages: &Languages, options: &Options, report: &mut Report) {
    for tag in options.languages.iter().filter(|tag| !languages.tags.contains(tag)) {
        let message = format!("the form has no texts in the language `{tag}`, which it must have");
        let fault = Diagnostic::new(Code::TranslationMissing, Place::sheet("survey"), message);
        report.add(fault.help(format!("Add columns such as `label::Name of the language ({tag})`.")));
    }
}

/// Nodes of the definition: every draft but those that only name a list.
fn ids(tree: &Tree) -> Vec<Option<u32>> {
    let mut next = 0..;
    tree.drafts
        .iter()
        .map(|draft| if matches!(draft.asked, Asked::Nothing) { None } else { next.next() })
        .collect()
}

fn form_id(settings: &Settings, source: &Source<'_>, report: &mut Report) -> String {
    if let Some(id) = &settings.id {
        return id.text.clone();
    }
    let id = if source.file_name.is_empty() { "data" } else { source.file_name };
    let message = format!("the settings have no `form_id`; the form is named `{id}`");
    let fault = Diagnostic::new(Code::FormIdAbsent, Place::sheet("settings"), message);
    report.add(
        fault.help("Add a sheet `settings` with the columns form_id, form_title and version.").warning(),
    );
    id.to_owned()
}

impl Compiler<'_> {
    /// Lists that `csv-external` rows name.
    fn external(&mut self) {
        for draft in self.tree.drafts.iter().filter(|draft| matches!(draft.asked, Asked::Nothing)) {
            let file = format!("{}.csv", draft.name.strip_suffix(".csv").unwrap_or(&draft.name));
            self.lists
                .file(Named { file: &file, cell: &draft.cell(), roles: &Roles::looked_up() }, self.report);
        }
    }

    fn nodes(&mut self) -> Vec<Node> {
        (0..self.tree.drafts.len()).filter_map(|at| self.node(at)).collect()
    }
}
