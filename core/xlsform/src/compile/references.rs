//! References of all cells, also of those that have no effect.

use crate::choices::Choices;
use crate::diagnostic::Report;
use crate::expressions::Names;
use crate::headers::{Column, Headers};
use crate::settings::Settings;
use crate::sheet::Sheet;
use crate::words;

/// Reports every `${…}` that is malformed or leads to no question or to several.
pub(super) fn check(
    (sheet, headers): (&Sheet, &Headers),
    settings: &Settings,
    choices: &Choices,
    (names, report): (&Names<'_>, &mut Report),
) {
    for row in &sheet.rows {
        let disabled = headers.cell(sheet, row, Column::Disabled);
        if disabled.is_some_and(|cell| words::yes_no(&cell.text) == Some(true)) {
            continue;
        }
        let checked =
            headers.0.iter().filter(|header| !matches!(header.column, Column::Name | Column::Unknown));
        for header in checked {
            let Some(mut cell) = sheet.cell(row, header.at).filter(|cell| cell.text.contains("${")) else {
                continue;
            };
            // As the cell is read.
            if !matches!(header.column, Column::Told(_)) {
                cell.text = words::straight(&cell.text);
                if !settings.keep_blanks {
                    cell.text = words::single_blanks(&cell.text);
                }
            }
            names.check(&cell, report);
        }
    }
    let labels = choices.lists.iter().flat_map(|list| &list.options).flat_map(|option| &option.label);
    labels.for_each(|(_, cell)| names.check(cell, report));
    if let Some(cell) = &settings.instance_name {
        names.check(cell, report);
    }
}
