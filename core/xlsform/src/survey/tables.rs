//! Groups that are tables (`table-list`).

use jonaki_forms::definition::Kind;

use super::Draft;
use crate::headers::Told;

/// The label and the hint of a table move into a note at its beginning, as pyxform has it.
pub(super) fn title(table: &mut Draft, row: u32) -> Option<Draft> {
    if table.told(Told::Label).is_empty() && table.told(Told::Hint).is_empty() {
        return None;
    }
    let mut note =
        Draft::generated(&format!("generated_table_list_label_{row}"), 0, &table.place, Kind::Note);
    for told in [Told::Label, Told::Hint] {
        *note.told_mut(told) = std::mem::take(table.told_mut(told));
    }
    Some(note)
}
