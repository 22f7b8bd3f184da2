//! Telephone numbers that help, with their hours. Source: `data/helplines.csv`.

use crate::Language;
use crate::rows::Rows;

static TABLE: Rows = Rows::new(include_bytes!("../data/helplines.bin"));

/// Columns of the table; laid down by `tests/tables.rs`. Numbers that are no longer in use come last.
mod column {
    pub(super) const NUMBER: usize = 0;
    pub(super) const LABEL: [usize; 2] = [1, 2];
    pub(super) const OPEN: usize = 3;
    pub(super) const HOURS: [usize; 2] = [4, 5];
    pub(super) const ABOUT: [usize; 2] = [6, 7];
    pub(super) const LEVEL: usize = 8;
    pub(super) const TO: usize = 10;
}

/// How soon a number is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// In danger, before anything else.
    Emergency,
    /// For advice and further help.
    Support,
}

impl Level {
    /// `emergency` or `support`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Emergency => "emergency",
            Self::Support => "support",
        }
    }
}

/// A number to call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Helpline(u16);

/// The numbers in use, the most urgent first.
pub fn all() -> impl Iterator<Item = Helpline> {
    (0..TABLE.len()).filter_map(Helpline::at).filter(|helpline| !helpline.is_retired())
}

/// A number by its digits, in use or not.
pub fn by_number(number: &str) -> Option<Helpline> {
    TABLE.find(number).and_then(Helpline::at)
}

/// How many bytes of the library hold the helplines.
pub fn table_size() -> usize {
    TABLE.size()
}

impl Helpline {
    pub(crate) fn at(index: usize) -> Option<Self> {
        (index < TABLE.len()).then(|| u16::try_from(index).ok().map(Self))?
    }

    pub(crate) fn index(self) -> usize {
        usize::from(self.0)
    }

    fn text(self, column: usize) -> &'static str {
        TABLE.text(self.index(), column)
    }

    fn labelled(self, columns: [usize; 2], language: Language) -> &'static str {
        self.text(if language == Language::Bangla { columns[0] } else { columns[1] })
    }

    /// Digits to dial inside Bangladesh.
    pub fn number(self) -> &'static str {
        self.text(column::NUMBER)
    }

    /// Who answers.
    pub fn label(self, language: Language) -> &'static str {
        self.labelled(column::LABEL, language)
    }

    /// When somebody answers, as a sentence.
    pub fn hours(self, language: Language) -> &'static str {
        self.labelled(column::HOURS, language)
    }

    /// When somebody answers, for programs: `24/7`, `Su-Th 09:00-17:00` in the time of Bangladesh; empty when not
    /// known.
    pub fn open(self) -> &'static str {
        self.text(column::OPEN)
    }

    /// What it is for.
    pub fn about(self, language: Language) -> &'static str {
        self.labelled(column::ABOUT, language)
    }

    /// How soon it is shown.
    pub fn level(self) -> Level {
        if self.text(column::LEVEL) == "emergency" { Level::Emergency } else { Level::Support }
    }

    /// Whether the number is no longer in use.
    pub fn is_retired(self) -> bool {
        !self.text(column::TO).is_empty()
    }
}
