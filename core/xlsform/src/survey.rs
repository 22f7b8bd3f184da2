//! The sheet `survey`: rows to a tree of drafts.

mod build;
mod draft;
mod names;
mod tables;

use crate::choices;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::headers::{Column, Headers, Told, Which};
use crate::kinds::{self, Control, Type};
use crate::settings::Settings;
use crate::sheet::{Cell, Place, Row, Sheet};
use crate::words;

pub(crate) use self::draft::{Asked, Draft, Tree};

/// Reads the questions. What is faulty is reported and kept, so that references to it are no further faults.
pub(crate) struct Reader<'a> {
    sheet: &'a Sheet,
    headers: &'a Headers,
    settings: &'a Settings,
    report: &'a mut Report,
    tree: Tree,
    /// What is open, the root first.
    open: Vec<Open>,
    /// Since a group with the appearance `table-list` began and until any group ends, as pyxform has it: the list of
    /// its questions, once one is known.
    table: Option<Option<String>>,
}

/// A group or repeat that has not ended yet.
struct Open {
    node: usize,
    control: Control,
    begin: Option<Cell>,
}

pub(crate) fn read(sheet: &Sheet, settings: &Settings, report: &mut Report) -> (Tree, Headers) {
    let headers = Headers::read(sheet, Which::Survey, report);
    let tree = {
        let root = settings.root.as_ref().map_or("data", |cell| cell.text.as_str());
        let open = vec![Open { node: 0, control: Control::Group, begin: None }];
        let tree = Tree::rooted(root);
        let mut reader = Reader { sheet, headers: &headers, settings, report, tree, open, table: None };
        for row in &sheet.rows {
            reader.row(row);
            if reader.tree.drafts.len() > jonaki_forms::limits::NODES {
                let message = format!("a form has at most {} questions", jonaki_forms::limits::NODES);
                let fault = Diagnostic::new(Code::RowsTooMany, Place::row(&sheet.name, row.number), message);
                reader.report.add(fault.help("Divide the form."));
                break;
            }
        }
        reader.finish();
        reader.tree
    };
    (tree, headers)
}

impl Reader<'_> {
    fn cell(&self, row: &Row, column: Column) -> Option<Cell> {
        let mut cell = self.headers.cell(self.sheet, row, column)?;
        cell.text = words::straight(&cell.text);
        if !self.settings.keep_blanks {
            cell.text = words::single_blanks(&cell.text);
        }
        Some(cell)
    }

    fn place(&self, row: &Row) -> Place {
        Place::row(&self.sheet.name, row.number)
    }

    fn row(&mut self, row: &Row) {
        if let Some(cell) = self.cell(row, Column::Disabled) {
            let yes = words::yes_no(&cell.text) == Some(true);
            let message = if yes { "this row is switched off" } else { "`disabled` is not of the standard" };
            let fault = Diagnostic::cell(Code::RowDisabled, &cell, message);
            self.report.add(fault.help("Use `relevant`, or remove the row.").warning());
            if yes {
                return;
            }
        }
        let Some(kind) = self.cell(row, Column::Type) else {
            self.without_type(row);
            return;
        };
        choices::media(self.sheet, self.headers, row, self.report);
        match kinds::read(&kind.text) {
            Type::End(control) => {
                self.idle_end(row);
                self.end(control, &kind);
            }
            Type::Begin(control) => self.begin(control, kind, row),
            Type::LeftOut(why) => {
                let message = format!("the row of the type `{}` is left out", kind.text);
                self.report.add(Diagnostic::cell(Code::TypeLeftOut, &kind, message).help(why).warning());
            }
            Type::Empty(why) => {
                let message = format!("questions of the type `{}` stay empty", kind.text);
                self.report.add(Diagnostic::cell(Code::TypeLeftOut, &kind, message).help(why).warning());
                self.empty(kind, row);
            }
            Type::Refused(instead) => {
                let message = format!("questions of the type `{}` are not supported", kind.text);
                self.report.add(Diagnostic::cell(Code::TypeRefused, &kind, message).help(instead));
                self.stand_in(kind, row);
            }
            Type::Unknown => {
                let message = format!("there is no type `{}`", kind.text);
                let help = kinds::suggestion(&kind.text);
                self.report.add(Diagnostic::cell(Code::TypeUnknown, &kind, message).help(help));
                self.stand_in(kind, row);
            }
            asked => self.question(asked, kind, row),
        }
    }

    /// Cells that would do something at the beginning of a group do nothing at its end.
    fn idle_end(&mut self, row: &Row) {
        let harmless =
            |column| matches!(column, Column::Type | Column::Name | Column::Told(_) | Column::Unknown);
        let cells = self.headers.0.iter().filter(|header| !harmless(header.column));
        if let Some(cell) = cells.filter_map(|header| self.sheet.cell(row, header.at)).next() {
            let message = format!("`{}` has no effect where a group ends", cell.place.header);
            let fault = Diagnostic::cell(Code::ColumnIdle, &cell, message);
            self.report.add(fault.help("Write it where the group begins.").warning());
        }
    }

    fn without_type(&mut self, row: &Row) {
        let told = self.headers.told(self.sheet, row, Told::Label).next().map(|(_, cell)| cell);
        let place = self.place(row);
        match self.cell(row, Column::Name).or(told) {
            Some(cell) => {
                let fault = Diagnostic::cell(Code::TypeMissing, &cell, "this question has no type");
                self.report.add(
                    fault.help("Write one into the column `type`: `text`, `integer`, `select_one list`, …"),
                );
            }
            None => {
                let fault = Diagnostic::new(
                    Code::RowSkipped,
                    place,
                    "this row has no type, name or label and is left out",
                );
                self.report.add(fault.help("Remove it.").warning());
            }
        }
    }

    /// A text question in place of one that cannot be.
    fn stand_in(&mut self, kind: Cell, row: &Row) {
        if let Some(name) = self.cell(row, Column::Name).filter(|name| words::is_name(&name.text)) {
            let mut draft = Draft::new(&name.text, self.parent(), kind.place.clone());
            draft.broken = true;
            self.tree.drafts.push(draft);
        }
    }

    fn parent(&self) -> usize {
        self.open.last().map_or(0, |open| open.node)
    }

    fn begin(&mut self, control: Control, kind: Cell, row: &Row) {
        if self.open.len() >= jonaki_forms::limits::NODE_DEPTH {
            let fault = Diagnostic::cell(Code::DepthTooDeep, &kind, "groups lie too deep in each other");
            self.report.add(fault.help("Take some groups out of the others."));
        }
        let name = self.named(control.name(), row);
        if control == Control::Repeat {
            names::check_repeat(&self.tree, &name, self.report);
        }
        let mut draft = self.draft(name, &kind, row);
        draft.asked = Asked::Container(control);
        let table = self.table_list(&mut draft);
        if control == Control::Repeat {
            self.count_node(&mut draft);
        }
        draft.parent = self.parent();
        let title = table.then(|| tables::title(&mut draft, row.number)).flatten();
        let node = self.tree.drafts.len();
        self.tree.drafts.push(draft);
        if let Some(mut title) = title {
            title.parent = node;
            self.tree.drafts.push(title);
        }
        self.open.push(Open { node, control, begin: Some(kind) });
        if table {
            self.table = Some(None);
        }
    }

    fn end(&mut self, control: Control, kind: &Cell) {
        self.table = None;
        let matching = self.open.iter().rposition(|open| open.control == control && open.begin.is_some());
        let Some(at) = matching else {
            let fault =
                Diagnostic::cell(Code::EndWithoutBegin, kind, format!("no {} is open here", control.name()));
            let last = self.open.iter().rev().find_map(|open| Some((open.begin.as_ref()?, open.control)));
            let help = match last {
                Some((_, other)) => format!("What is open is a {0}: write `end_{0}`.", other.name()),
                None => format!("Remove this row, or add `begin_{}` above.", control.name()),
            };
            let fault = fault.help(help);
            self.report.add(match last {
                Some((begin, _)) => fault.note(begin.place.clone(), "opened here"),
                None => fault,
            });
            return;
        };
        for open in self.open.drain(at + 1..).collect::<Vec<_>>() {
            not_ended(&open, Some(kind), self.report);
        }
        if let Some(open) = self.open.pop() {
            let empty = self.tree.drafts.len() == open.node + 1;
            if let (true, Some(begin)) = (empty, &open.begin) {
                let fault = Diagnostic::cell(
                    Code::GroupEmpty,
                    begin,
                    format!("this {} has no questions", control.name()),
                );
                self.report.add(fault.help("Remove it, or add questions.").warning());
            }
        }
    }

    fn finish(&mut self) {
        for open in self.open.drain(1..).collect::<Vec<_>>() {
            not_ended(&open, None, self.report);
        }
        if self.tree.drafts.len() == 1 {
            let fault = Diagnostic::new(
                Code::SurveyMissing,
                Place::sheet(&self.sheet.name),
                "the form has no questions",
            );
            self.report.add(fault.help("Add rows with a type, a name and a label."));
        }
        build::meta(&mut self.tree, self.settings);
        names::check(&self.tree, self.report);
    }
}

fn not_ended(open: &Open, by: Option<&Cell>, report: &mut Report) {
    let Some(begin) = &open.begin else { return };
    let name = open.control.name();
    let fault = Diagnostic::cell(Code::BeginWithoutEnd, begin, format!("this {name} is not ended"));
    let fault = fault.help(format!("Add a row `end_{name}` after its last question."));
    report.add(match by {
        Some(by) => fault.note(by.place.clone(), "this ends what is around it"),
        None => fault,
    });
}
