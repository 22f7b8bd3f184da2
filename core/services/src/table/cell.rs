//! Texts as cells that a spreadsheet may open, and back.

/// What makes a spreadsheet take a cell for a formula, also in the full width of East Asian keyboards.
const TRIGGERS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Whether a spreadsheet may run a text, whatever apostrophes stand before it.
fn runs(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    bare.starts_with(['\t', '\r', '\n']) || bare.trim_start().starts_with(TRIGGERS)
}

/// The text as a cell: one that would run gets an apostrophe in front; one that is an apostrophe before a formula gets
/// one more, so that [`undo`] gives back every text as it was.
pub(super) fn defuse(text: &str) -> String {
    if runs(text) { format!("'{text}") } else { text.to_owned() }
}

/// The text of a cell that [`defuse`] wrote; other cells as they are.
pub(super) fn undo(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| runs(rest)).unwrap_or(cell)
}
