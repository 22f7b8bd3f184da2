//! Texts as cells of a file that a spreadsheet may open, and back.

/// What makes a spreadsheet take a cell for a formula, also in the full width of East Asian keyboards.
const TRIGGERS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// True for a text that a spreadsheet may run, whatever apostrophes stand before it.
fn runs(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    bare.starts_with(['\t', '\r', '\n']) || bare.trim_start().starts_with(TRIGGERS)
}

/// The text as a cell: one that would run gets an apostrophe in front. A text that is itself an apostrophe before a
/// formula gets one more, so that [`undo`] gives back every text as it was.
pub(crate) fn defuse(text: &str) -> String {
    if runs(text) { format!("'{text}") } else { text.to_owned() }
}

/// The text of a cell that [`defuse`] wrote; other cells as they are.
pub(crate) fn undo(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| runs(rest)).unwrap_or(cell)
}

/// The text as every export writes it: no blanks around it, line ends as one sign, no control characters.
pub(crate) fn tidy(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String =
        text.chars().filter(|found| !found.is_control() || matches!(found, '\n' | '\t')).collect();
    kept.trim().to_owned()
}
