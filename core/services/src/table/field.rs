//! Cells of one row as values, with everything that is wrong.

use super::lists::Lists;
use super::{COLUMNS, at};
use crate::{Code, Day, Phone, Word, Words, text};
use jonaki_reference::text::ascii_digits;

/// Reads cells, and notes what is wrong with which column.
pub(super) struct Reader<'a> {
    pub(super) cells: &'a [String],
    pub(super) lists: &'a Lists,
    pub(super) today: Option<Day>,
    pub(super) faults: Vec<(&'static str, Code)>,
    pub(super) warnings: Vec<(&'static str, Code)>,
}

impl<'a> Reader<'a> {
    /// What stands in a column; empty when nothing does.
    pub(super) fn cell(&self, column: &str) -> &'a str {
        self.cells.get(at(column)).map_or("", String::as_str)
    }

    /// Notes what is wrong with a column.
    pub(super) fn fault(&mut self, column: &'static str, code: Code) {
        self.faults.push((column, code));
    }

    /// The value, or a note that the column has none.
    pub(super) fn note<T>(&mut self, column: &'static str, found: Result<T, Code>) -> Option<T> {
        found.map_err(|code| self.fault(column, code)).ok()
    }

    /// A text that must be there.
    pub(super) fn text(&mut self, column: &'static str, most: usize) -> Option<String> {
        let cell = self.cell(column);
        self.note(column, text::check(cell, most).map(|()| cell.to_owned()))
    }

    /// A text that may be there.
    pub(super) fn optional(&mut self, column: &'static str, most: usize) -> Option<String> {
        if self.cell(column).is_empty() { None } else { self.text(column, most) }
    }

    /// A short code of our own.
    pub(super) fn word(&mut self, column: &'static str) -> Option<Word> {
        let cell = self.cell(column);
        let found = if cell.is_empty() { Err(Code::Required) } else { Word::new(cell).ok_or(Code::NotACode) };
        self.note(column, found)
    }

    /// A code of a list, which must be there.
    pub(super) fn code(&mut self, column: &'static str, list: &str) -> Option<Word> {
        let cell = self.cell(column);
        if cell.is_empty() {
            self.fault(column, Code::Required);
            return None;
        }
        let found = self.resolve(column, list, cell);
        self.note(column, found)
    }

    /// A code of a list, which may be there.
    pub(super) fn optional_code(&mut self, column: &'static str, list: &str) -> Option<Word> {
        if self.cell(column).is_empty() { None } else { self.code(column, list) }
    }

    /// Codes of a list, `;` or `|` between them.
    pub(super) fn codes(&mut self, column: &'static str, list: &str, most: usize) -> Words {
        let mut found = Vec::new();
        for part in parts(self.cell(column)) {
            if found.len() == most {
                self.fault(column, Code::TooMany);
                break;
            }
            match self.resolve(column, list, part) {
                Ok(word) => found.push(word),
                Err(code) => {
                    self.fault(column, code);
                    break;
                }
            }
        }
        Words::new(found)
    }

    fn resolve(&mut self, column: &'static str, list: &str, text: &str) -> Result<Word, Code> {
        let found = self.lists.code(list, text)?;
        if found.is_retired() {
            self.warnings.push((column, Code::RetiredCode));
        }
        Lists::word(found)
    }

    /// A whole number up to a limit.
    pub(super) fn number(&mut self, column: &'static str, most: u16) -> Option<u16> {
        let cell = self.cell(column);
        if cell.is_empty() {
            return None;
        }
        let digits = ascii_digits(cell);
        let whole = digits.len() <= 5 && digits.bytes().all(|byte| byte.is_ascii_digit());
        let found = whole.then(|| digits.parse::<u16>().ok()).flatten().filter(|number| *number <= most);
        self.note(column, found.ok_or(Code::Number))
    }

    /// A day.
    pub(super) fn day(&mut self, column: &'static str) -> Option<Day> {
        let cell = self.cell(column);
        if cell.is_empty() { None } else { self.note(column, Day::parse(cell).ok_or(Code::Date)) }
    }

    /// A day that has come already.
    pub(super) fn past_day(&mut self, column: &'static str) -> Option<Day> {
        let day = self.day(column)?;
        let future = self.today.is_some_and(|today| day > today);
        self.note(column, if future { Err(Code::FutureDate) } else { Ok(day) })
    }

    /// A telephone number.
    pub(super) fn phone(&mut self, column: &'static str) -> Option<Phone> {
        let cell = self.cell(column);
        if cell.is_empty() {
            return None;
        }
        let digits = ascii_digits(cell);
        if digits.len() == 10 && digits.starts_with('1') {
            self.warnings.push((column, Code::ZeroLost));
        }
        self.note(column, Phone::parse(cell).ok_or(Code::Phone))
    }

    /// Yes or no; nothing when the cell is empty.
    pub(super) fn yes(&mut self, column: &'static str) -> Option<bool> {
        let cell = ascii_digits(self.cell(column)).to_lowercase();
        match cell.as_str() {
            "" => None,
            "yes" | "y" | "true" | "1" | "হ্যাঁ" => Some(true),
            "no" | "n" | "false" | "0" | "না" => Some(false),
            _ => self.note(column, Err(Code::YesNo)),
        }
    }

    /// Degrees in millionths.
    pub(super) fn degrees(&mut self, column: &'static str) -> Option<i32> {
        let cell = ascii_digits(self.cell(column));
        if cell.is_empty() {
            return None;
        }
        let shaped = cell.len() <= 12 && cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let found = shaped.then(|| cell.parse::<f64>().ok()).flatten().filter(|degrees| *degrees <= 180.0);
        self.note(column, found.map(|degrees| (degrees * 1e6).round() as i32).ok_or(Code::Position))
    }
}

/// The entries of a cell that holds several.
pub(super) fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', '|']).map(str::trim).filter(|part| !part.is_empty())
}

/// The name of a column as it lives for ever.
pub(super) fn column(at: usize) -> &'static str {
    COLUMNS.get(at).copied().unwrap_or_default()
}
