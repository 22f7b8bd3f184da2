//! Drafts from rows, and what the standard adds to them.

use jonaki_forms::definition::{Fact, Kind};

use super::{Asked, Draft, Reader, Tree};
use crate::diagnostic::{Code, Diagnostic};
use crate::headers::{Column, Told};
use crate::kinds::{Implied, Selecting, Type};
use crate::settings::Settings;
use crate::sheet::{Cell, Place, Row};
use crate::words;

/// Appearance of a group whose questions are the rows of a table.
const TABLE_LIST: &str = "table-list";

impl Reader<'_> {
    /// A row's name. Notes need none.
    pub(super) fn named(&mut self, what: &str, row: &Row) -> Cell {
        let place = self.place(row);
        match self.cell(row, Column::Name) {
            Some(name) => {
                if !words::is_name(&name.text) {
                    self.report.add(words::invalid_name(&name));
                }
                name
            }
            None if what == "note" => {
                Cell::written_for(&place, format!("generated_note_name_{}", row.number))
            }
            None => {
                let fault =
                    Diagnostic::new(Code::NameMissing, place.clone(), format!("this {what} has no name"));
                self.report.add(fault.help("Write one into the column `name`: letters, digits and `_`."));
                Cell::written_for(&place, format!("unnamed_{}", row.number))
            }
        }
    }

    /// A draft with everything that the row says.
    pub(super) fn draft(&mut self, name: Cell, kind: &Cell, row: &Row) -> Draft {
        let mut draft = Draft::new(&name.text, self.parent(), self.place(row));
        for told in Told::ALL {
            let texts = self.headers.told(self.sheet, row, told);
            *draft.told_mut(told) =
                texts.map(|(language, cell)| (language.map(str::to_owned), cell)).collect();
        }
        draft.name_cell = Some(name);
        draft.type_cell = Some(kind.clone());
        draft.relevant = self.cell(row, Column::Relevant);
        draft.constraint = self.cell(row, Column::Constraint);
        draft.required = self.cell(row, Column::Required);
        draft.read_only = self.cell(row, Column::ReadOnly);
        draft.calculation = self.cell(row, Column::Calculation);
        draft.default = self.cell(row, Column::Default);
        draft.count = self.cell(row, Column::RepeatCount);
        draft.filter = self.cell(row, Column::ChoiceFilter);
        draft.trigger = self.cell(row, Column::Trigger);
        draft.appearance = self.cell(row, Column::Appearance);
        draft.parameters = self.cell(row, Column::Parameters);
        draft.rows = self.cell(row, Column::Rows);
        draft.store = self.cell(row, Column::Store);
        draft.htcds = self.cell(row, Column::Htcds);
        let media = self.headers.0.iter().filter(|header| header.column == Column::Media);
        draft.pictured = media.into_iter().any(|header| row.text(header.at).is_some());
        draft
    }

    /// A fact that is not read: a node that stays empty, whatever its row says.
    pub(super) fn empty(&mut self, kind: Cell, row: &Row) {
        let name = self.named("question", row);
        let whole = self.draft(name, &kind, row);
        let mut draft = Draft::new(&whole.name, whole.parent, whole.place.clone());
        (draft.name_cell, draft.type_cell) = (whole.name_cell, whole.type_cell);
        draft.relevant = whole.relevant;
        draft.asked = Asked::Plain(Kind::Hidden);
        self.tree.drafts.push(draft);
    }

    /// Anything but the beginning and the end of a group.
    pub(super) fn question(&mut self, asked: Type, kind: Cell, row: &Row) {
        let what = if matches!(asked, Type::Question(Kind::Note, _)) { "note" } else { "question" };
        let name = self.named(what, row);
        let mut draft = self.draft(name, &kind, row);
        match asked {
            Type::Select(select) => {
                self.select(draft, select, row);
                return;
            }
            Type::Range => draft.asked = Asked::Range,
            Type::CsvExternal => draft.asked = Asked::Nothing,
            Type::Question(kind, implied) => imply(&mut draft, kind, implied),
            _ => {}
        }
        self.tree.drafts.push(draft);
    }

    fn select(&mut self, mut draft: Draft, select: Selecting, row: &Row) {
        self.row_of_table(&mut draft, &select, row);
        draft.asked = Asked::Select(select.clone());
        let (name, place, parent) = (draft.name.clone(), draft.place.clone(), draft.parent);
        self.tree.drafts.push(draft);
        if select.or_other {
            let mut other = Draft::generated(&format!("{name}_other"), parent, &place, Kind::Text);
            other.relevant = Some(Cell::written_for(&place, format!("selected(../{name}, 'other')")));
            self.tree.drafts.push(other);
        }
    }

    /// Whether a group is a table; its appearance is then one that shows its questions on one page.
    pub(super) fn table_list(&self, draft: &mut Draft) -> bool {
        let Some(appearance) = &mut draft.appearance else { return false };
        let mut words: Vec<&str> = appearance.text.split(' ').collect();
        let Some(at) = words.iter().position(|word| *word == TABLE_LIST) else { return false };
        words.remove(at);
        words.insert(0, "field-list");
        appearance.text = words.join(" ");
        true
    }

    /// The first question of a table is preceded by one that only shows the labels of the choices.
    fn row_of_table(&mut self, draft: &mut Draft, select: &Selecting, row: &Row) {
        let parent = self.parent();
        let Some(list) = &mut self.table else { return };
        let Some(type_cell) = draft.type_cell.clone() else { return };
        match list {
            None => {
                *list = Some(select.list.clone());
                if let Some(filter) = &draft.filter {
                    let fault = Diagnostic::cell(
                        Code::TableListFilter,
                        filter,
                        "the choices of a table cannot be filtered",
                    );
                    self.report.add(fault.help("Remove the filter, or the appearance `table-list`."));
                }
                let name = format!("reserved_name_for_field_list_labels_{}", row.number);
                let mut header = Draft::generated(&name, parent, &draft.place, Kind::Text);
                header.asked = Asked::Select(Selecting { or_other: false, ..select.clone() });
                header.type_cell = Some(type_cell);
                header.appearance = Some(Cell::written_for(&draft.place, "label"));
                self.tree.drafts.push(header);
            }
            Some(list) if *list != select.list => {
                let message = format!(
                    "the questions of this table have the choices `{list}`, this one `{}`",
                    select.list
                );
                let fault = Diagnostic::cell(Code::TableListMixed, &type_cell, message);
                self.report.add(fault.help("Use one list in the whole table."));
            }
            Some(_) => {}
        }
        draft.appearance = Some(Cell::written_for(&draft.place, "list-nolabel"));
    }

    /// A `repeat_count` that is more than a reference gets a calculation of its own, as pyxform has it.
    pub(super) fn count_node(&mut self, draft: &mut Draft) {
        let Some(count) = draft.count.clone() else { return };
        if words::only_reference(&count.text).is_some() {
            return;
        }
        let name = format!("{}_count", draft.name);
        let mut node = Draft::generated(&name, self.parent(), &draft.place, Kind::Calculate);
        node.calculation = Some(count.clone());
        node.read_only = Some(Cell::written_for(&draft.place, "true()"));
        self.tree.drafts.push(node);
        draft.count = Some(Cell { text: format!("${{{name}}}"), ..count });
    }
}

/// What a type such as `percentage` brings with it, unless the row says otherwise.
fn imply(draft: &mut Draft, kind: Kind, implied: Implied) {
    draft.asked = Asked::Plain(kind);
    draft.implied = implied;
    if draft.constraint.is_none() && !implied.constraint.is_empty() {
        draft.constraint = Some(Cell::written_for(&draft.place, implied.constraint));
    }
    if draft.told(Told::Hint).is_empty() && !implied.hint.is_empty() {
        let hint = Cell::written_for(&draft.place, implied.hint);
        draft.told_mut(Told::Hint).push((None, hint));
    }
}

/// The group `meta` with the report's id and name, as pyxform adds it.
pub(super) fn meta(tree: &mut Tree, settings: &Settings) {
    let place = Place::sheet("settings");
    let mut inside = Vec::new();
    if !settings.omit_instance_id {
        inside.push(Draft::generated("instanceID", 0, &place, Kind::Metadata(Fact::InstanceId)));
    }
    if let Some(cell) = &settings.instance_name {
        let mut name = Draft::generated("instanceName", 0, &cell.place, Kind::Calculate);
        name.calculation = Some(cell.clone());
        inside.push(name);
    }
    if inside.is_empty() {
        return;
    }
    let mut group = Draft::generated("meta", 0, &place, Kind::Group);
    group.asked = Asked::Container(crate::kinds::Control::Group);
    let parent = tree.drafts.len();
    tree.drafts.push(group);
    tree.drafts.extend(inside.into_iter().map(|draft| Draft { parent, ..draft }));
}
