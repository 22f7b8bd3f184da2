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

const SEARCH: &str = "Use `select_one_from_file` with a `choice_filter`, and the appearance `autocomplete`.";
const OTHERS: &str =
    "Other applications are never called from a form: the question is answered by hand. Remove it.";

/// Appearances that do something which is not done here, by their beginning: why not.
const LEFT_OUT: [(&str, &str); 3] = [
    ("ex:", OTHERS),
    ("intent:", OTHERS),
    ("printer:", "Forms are not printed while they are filled in. Remove it."),
];

/// Where what is left out begins: it goes to the end, for it may have blanks in it.
fn left_out(text: &str) -> Option<(usize, &'static str, &'static str)> {
    let starts = |beginning: &str| {
        let at = |(at, _): &(usize, &str)| *at == 0 || text[..*at].ends_with(char::is_whitespace);
        text.match_indices(beginning).find(at).map(|(at, _)| at)
    };
    LEFT_OUT.iter().filter_map(|(beginning, why)| Some((starts(beginning)?, *beginning, *why))).min()
}

/// What is kept of an appearance.
pub(crate) fn kept(text: &str) -> &str {
    left_out(text).map_or(text, |(at, ..)| text[..at].trim_end())
}

pub(crate) fn check(cell: &Cell, report: &mut Report) {
    if cell.text.contains("search(") {
        let message = "the appearance `search` is not supported";
        report.add(Diagnostic::cell(Code::AppearanceRefused, cell, message).help(SEARCH));
        return;
    }
    if let Some((at, beginning, why)) = left_out(&cell.text) {
        let message = format!("the appearance `{}` is left out", beginning.trim_end_matches(':'));
        let fault = Diagnostic::span(Code::AppearanceLeftOut, cell, at..cell.text.len(), message);
        report.add(fault.help(why).warning());
    }
    for word in kept(&cell.text).split_whitespace() {
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
