//! The column `appearance`: hints of the standard, kept as written.

use crate::diagnostic::{Code, Diagnostic, Report};
use crate::sheet::Cell;
use crate::suggest;

const KNOWN: &[&str] = &[
    "annotate",
    "autocomplete",
    "bearing",
    "bikram-sambat",
    "buddhist",
    "columns",
    "columns-pack",
    "compact",
    "coptic",
    "counter",
    "draw",
    "ethiopian",
    "field-list",
    "front",
    "hide-input",
    "hidden-answer",
    "horizontal",
    "horizontal-compact",
    "image-map",
    "islamic",
    "label",
    "likert",
    "list",
    "list-nolabel",
    "map",
    "maps",
    "masked",
    "minimal",
    "month-year",
    "multiline",
    "myanmar",
    "new",
    "new-front",
    "no-buttons",
    "no-calendar",
    "no-collapse",
    "no-ticks",
    "numbers",
    "persian",
    "picker",
    "placement-map",
    "quick",
    "quickcompact",
    "rating",
    "search",
    "selfie",
    "signature",
    "streetview",
    "table",
    "textarea",
    "thousands-sep",
    "url",
    "vertical",
    "week-number",
    "year",
];

/// Appearances that do something which is not supported, by their beginning.
const REFUSED: [(&str, &str); 4] = [
    ("search(", "Use `select_one_from_file` with a `choice_filter`, and the appearance `autocomplete`."),
    ("ex:", "Other applications are never called from a form. Remove it."),
    ("intent:", "Other applications are never called from a form. Remove it."),
    ("printer:", "Forms are not printed while they are filled in. Remove it."),
];

pub(crate) fn check(cell: &Cell, report: &mut Report) {
    if let Some((beginning, instead)) = REFUSED.iter().find(|(beginning, _)| cell.text.contains(beginning)) {
        let message = format!("the appearance `{}` is not supported", beginning.trim_end_matches(['(', ':']));
        report.add(Diagnostic::cell(Code::AppearanceRefused, cell, message).help(*instead));
        return;
    }
    for word in cell.text.split_whitespace() {
        if report.is_full() {
            return;
        }
        let width = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
        let numbered = ["w", "columns-", "compact-", "quickcompact-", "horizontal-"];
        let numbered = numbered.iter().any(|head| word.strip_prefix(head).is_some_and(width));
        if KNOWN.contains(&word) || numbered || word.starts_with("jonaki-") {
            continue;
        }
        let at = cell.text.find(word).unwrap_or(0);
        let message = format!("no appearance is named `{word}`");
        let help = suggest::did_you_mean(word, KNOWN.iter().copied());
        report.add(
            Diagnostic::span(Code::AppearanceUnknown, cell, at..at + word.len(), message)
                .help(help)
                .warning(),
        );
    }
}
