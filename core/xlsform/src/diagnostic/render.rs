//! Diagnostics as text for a terminal.

use std::fmt::Write as _;

use super::{Diagnostic, Severity};
use crate::sheet::Place;

impl Diagnostic {
    /// The fault as lines of text: what, where, the cell with the wrong part underlined, how to mend it.
    pub fn render(&self) -> String {
        let word = if self.severity == Severity::Error { "error" } else { "warning" };
        let mut text = format!("{word}[{}]: {}\n", self.code, self.message);
        let margin = " ".repeat(self.place.row.max(1).to_string().len());
        if !self.place.sheet.is_empty() {
            let _ = writeln!(text, "{margin}--> {}", place(&self.place));
        }
        if !self.excerpt.is_empty() {
            let before = self.excerpt.get(..self.mark.start).unwrap_or_default();
            let marked = self.excerpt.get(self.mark.clone()).unwrap_or_default();
            let _ = writeln!(text, "{margin} |");
            let _ = writeln!(text, "{} | {}", self.place.row, self.excerpt);
            let _ = writeln!(
                text,
                "{margin} | {}{}",
                " ".repeat(width(before)),
                "^".repeat(width(marked).max(1))
            );
        }
        for (at, note) in &self.notes {
            let _ = writeln!(text, "{margin} = {}: {note}", place(at));
        }
        if !self.help.is_empty() {
            let _ = writeln!(text, "{margin} = help: {}", self.help.trim_end());
        }
        let _ = writeln!(text, "{margin} = {}", self.code.bangla());
        text
    }
}

/// `survey, row 4, column C (label)`
fn place(place: &Place) -> String {
    let mut text = place.sheet.clone();
    if place.row > 0 {
        let _ = write!(text, ", row {}", place.row);
    }
    if place.column.is_some() {
        let _ = write!(text, ", column {}", place.letters());
    }
    if !place.header.is_empty() {
        let _ = write!(text, " ({})", place.header);
    }
    text
}

/// Columns that a text takes in a terminal: marks and joiners take none.
fn width(text: &str) -> usize {
    let narrow = |letter: char| matches!(letter, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{981}' | '\u{9bc}' | '\u{9c1}'..='\u{9c4}' | '\u{9cd}');
    text.chars().filter(|letter| !narrow(*letter)).count()
}
