//! What is wrong with a form: a code, a place, a message and a mend.

mod code;
mod render;

pub use self::code::Code;
use crate::limits;
use crate::sheet::{Cell, Place};
use std::ops::Range;

/// Whether a form with it compiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It does not.
    Error,
    /// It does, but its author should look.
    Warning,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong, as a stable code.
    pub code: Code,
    /// Whether the form compiles with it.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// The cell's text, cut to what is shown.
    pub excerpt: String,
    /// Bytes of the excerpt that are wrong.
    pub mark: Range<usize>,
    /// What is wrong, in English. [`Code::bangla`] is the short Bangla form.
    pub message: String,
    /// How to mend it, in English; empty if the message says it.
    pub help: String,
    /// Other places that belong to it: the first of two names, the cells of a circle.
    pub notes: Vec<(Place, String)>,
}

impl Diagnostic {
    /// An error without a cell.
    pub(crate) fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            place,
            excerpt: String::new(),
            mark: 0..0,
            message: message.into(),
            help: String::new(),
            notes: Vec::new(),
        }
    }

    /// An error about all of a cell.
    pub(crate) fn cell(code: Code, cell: &Cell, message: impl Into<String>) -> Self {
        Self::span(code, cell, 0..cell.text.len(), message)
    }

    /// An error about some bytes of a cell.
    pub(crate) fn span(code: Code, cell: &Cell, span: Range<usize>, message: impl Into<String>) -> Self {
        let (excerpt, mark) = excerpt(&cell.text, span);
        Self { excerpt, mark, ..Self::new(code, cell.place.clone(), message) }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    pub(crate) fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    pub(crate) fn note(mut self, place: Place, note: impl Into<String>) -> Self {
        self.notes.push((place, note.into()));
        self
    }

    /// Whether the form does not compile because of it.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Letters before and after the mark that are shown, and letters of the mark.
const AROUND: usize = 40;
const MARKED: usize = 80;

/// A window of one line around a span, and the span in it.
fn excerpt(text: &str, span: Range<usize>) -> (String, Range<usize>) {
    let floor = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let (start, end) = (floor(span.start), floor(span.end).max(floor(span.start)));
    let before: Vec<char> = text[..start].chars().rev().take(AROUND + 1).collect();
    let after: Vec<char> = text[end..].chars().take(AROUND + 1).collect();
    let marked: Vec<char> = text[start..end].chars().take(MARKED + 1).collect();
    let plain = |letter: &char| if letter.is_control() { ' ' } else { *letter };
    let mut line = String::new();
    if before.len() > AROUND {
        line.push('…');
    }
    line.extend(before.iter().take(AROUND).rev().map(plain));
    let from = line.len();
    line.extend(marked.iter().take(MARKED).map(plain));
    if marked.len() > MARKED {
        line.push('…');
    }
    let to = line.len();
    line.extend(after.iter().take(AROUND).map(plain));
    if after.len() > AROUND {
        line.push('…');
    }
    (line, from..to)
}

/// Collects what is wrong, up to a limit.
#[derive(Debug, Default)]
pub(crate) struct Report {
    found: Vec<Diagnostic>,
    errors: usize,
    left_out: usize,
}

impl Report {
    pub(crate) fn add(&mut self, diagnostic: Diagnostic) {
        self.errors += usize::from(diagnostic.is_error());
        if self.found.len() < limits::DIAGNOSTICS {
            self.found.push(diagnostic);
        } else {
            self.left_out += 1;
        }
    }

    /// Whether more is only counted, so that nothing costly need be said of it.
    pub(crate) fn is_full(&self) -> bool {
        self.found.len() >= limits::DIAGNOSTICS
    }

    pub(crate) fn errors(&self) -> usize {
        self.errors
    }

    /// Everything, by sheet, row and column.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        self.found.sort_by(|a, b| a.place.order().cmp(&b.place.order()).then(a.severity.cmp(&b.severity)));
        if self.left_out > 0 {
            let message = format!("{} more faults are not listed", self.left_out);
            let more = Diagnostic::new(Code::FaultsMore, Place::default(), message);
            self.found.push(more.help("Mend the listed ones and compile again."));
        }
        self.found
    }
}
