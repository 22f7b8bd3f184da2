//! Code lists: what a coded answer may be, its label, and what other systems call it.
//!
//! Source: `data/code-lists.csv` and `data/codes/*.csv`, after the field's own documents; codes of the card of a
//! case agree with its layout. A code is never taken out: one that is no longer offered keeps its label and has a
//! last day.
//!
//! What a code is elsewhere stands in its row as `value` or `field=value`, several with `;`. `~` marks what is near
//! enough to export and not to read back (child marriage is HTCDS `ForcedMarriage`, but not the other way), `<` what
//! is only read.

use crate::Language;
use crate::rows::Rows;

static LISTS: Rows = Rows::new(include_bytes!("../data/code-lists.bin"));
static CODES: Rows = Rows::new(include_bytes!("../data/codes.bin"));

/// Columns of the list of lists; laid down by `tests/tables.rs`.
mod list_column {
    pub(super) const ID: usize = 0;
    pub(super) const VERSION: usize = 1;
    pub(super) const BANGLA: usize = 2;
    pub(super) const ENGLISH: usize = 3;
    pub(super) const HTCDS: usize = 4;
    pub(super) const PRIMERO: usize = 5;
    pub(super) const NOTE: usize = 6;
    /// First row among the codes, how many are offered, how many there are: three u16, little endian. Offered ones
    /// come first.
    pub(super) const SPAN: usize = 7;
}

/// Columns of the codes.
mod column {
    /// List and code, `/` between them.
    pub(super) const KEY: usize = 0;
    pub(super) const BANGLA: usize = 1;
    pub(super) const ENGLISH: usize = 2;
    pub(super) const FROM: usize = 3;
    pub(super) const TO: usize = 4;
    pub(super) const HTCDS: usize = 5;
    pub(super) const CTDC: usize = 6;
    pub(super) const PRIMERO: usize = 7;
    pub(super) const NOTE: usize = 8;
}

/// A list of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct List(u16);

/// A code of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Code {
    list: List,
    row: u16,
}

/// What a code is in another system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mapped {
    /// The field, when it is not the one of the list; for CTDC the column.
    pub field: Option<&'static str>,
    /// The value; for CTDC `1` unless the column takes another.
    pub value: &'static str,
    /// Near enough to export, but not the same.
    pub approximate: bool,
}

/// Every list, in the order of the ids.
pub fn lists() -> impl Iterator<Item = List> {
    (0..LISTS.len()).filter_map(List::at)
}

/// The list of an id, such as `exploitation`.
pub fn list(id: &str) -> Option<List> {
    LISTS.find(id).and_then(List::at)
}

/// A code of a list, retired or not.
pub fn code(list_id: &str, code: &str) -> Option<Code> {
    list(list_id)?.code(code)
}

/// How many bytes of the library hold the lists.
pub fn table_size() -> usize {
    LISTS.size() + CODES.size()
}

impl List {
    pub(crate) fn at(index: usize) -> Option<Self> {
        (index < LISTS.len()).then(|| u16::try_from(index).ok().map(Self))?
    }

    pub(crate) fn index(self) -> usize {
        usize::from(self.0)
    }

    fn text(self, column: usize) -> &'static str {
        LISTS.text(usize::from(self.0), column)
    }

    /// What forms name it by.
    pub fn id(self) -> &'static str {
        self.text(list_column::ID)
    }

    /// Counted up whenever a code is added or retired, or a label says something else.
    pub fn version(self) -> u32 {
        self.text(list_column::VERSION).parse().unwrap_or_default()
    }

    /// What it is about.
    pub fn title(self, language: Language) -> &'static str {
        self.text(if language == Language::Bangla { list_column::BANGLA } else { list_column::ENGLISH })
    }

    /// The HTCDS fields that take its values.
    pub fn htcds_fields(self) -> impl Iterator<Item = &'static str> {
        self.text(list_column::HTCDS).split(';').filter(|field| !field.is_empty())
    }

    /// The Primero field that takes its values.
    pub fn primero_field(self) -> Option<&'static str> {
        Some(self.text(list_column::PRIMERO)).filter(|field| !field.is_empty())
    }

    /// Where it comes from and what is open about it, in English.
    pub fn note(self) -> &'static str {
        self.text(list_column::NOTE)
    }

    /// First row, offered codes, all codes.
    fn span(self) -> [usize; 3] {
        let bytes = LISTS.bytes(usize::from(self.0), list_column::SPAN);
        [0, 2, 4]
            .map(|at| bytes.get(at..at + 2).map_or(0, |two| usize::from(two[0]) | (usize::from(two[1]) << 8)))
    }

    /// How many codes are offered.
    pub fn len(self) -> usize {
        self.span()[1]
    }

    /// Whether none is offered any more.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// An offered code by its position.
    pub fn get(self, index: usize) -> Option<Code> {
        (index < self.len()).then(|| self.row(index))?
    }

    fn row(self, index: usize) -> Option<Code> {
        u16::try_from(self.span()[0] + index).ok().map(|row| Code { list: self, row })
    }

    /// The codes to choose from, in the order in which they are shown.
    pub fn codes(self) -> impl Iterator<Item = Code> {
        (0..self.len()).filter_map(move |index| self.row(index))
    }

    /// Those and the retired ones.
    pub fn all_codes(self) -> impl Iterator<Item = Code> {
        (0..self.span()[2]).filter_map(move |index| self.row(index))
    }

    /// A code, retired or not.
    pub fn code(self, code: &str) -> Option<Code> {
        let key = || self.id().bytes().chain([b'/']).chain(code.bytes());
        let row = CODES.find_by(|found| found.bytes().cmp(key()))?;
        u16::try_from(row).ok().map(|row| Code { list: self, row })
    }

    /// Own code of a value of the list's HTCDS field.
    pub fn from_htcds(self, value: &str) -> Option<Code> {
        self.back(column::HTCDS, value)
    }

    /// Own code of a CTDC column (`isForcedLabour`) or column with value (`gender=Female`).
    pub fn from_ctdc(self, column: &str) -> Option<Code> {
        self.back(column::CTDC, column)
    }

    /// Own code of a value of the list's Primero field.
    pub fn from_primero(self, value: &str) -> Option<Code> {
        self.back(column::PRIMERO, value)
    }

    fn back(self, column: usize, value: &str) -> Option<Code> {
        let same = |text: &str| {
            !text.starts_with('~') && text.strip_prefix('<').unwrap_or(text) == value && !value.is_empty()
        };
        self.all_codes().find(|code| code.text(column).split(';').any(same))
    }
}

impl Code {
    fn text(self, column: usize) -> &'static str {
        CODES.text(usize::from(self.row), column)
    }

    /// Its list.
    pub fn list(self) -> List {
        self.list
    }

    /// The code: what is stored.
    pub fn code(self) -> &'static str {
        self.text(column::KEY).split_once('/').map_or("", |(_, code)| code)
    }

    /// Its position among the offered codes of its list.
    pub fn index(self) -> Option<usize> {
        let [first, offered, _] = self.list.span();
        usize::from(self.row).checked_sub(first).filter(|index| *index < offered)
    }

    /// What people read.
    pub fn label(self, language: Language) -> &'static str {
        self.text(if language == Language::Bangla { column::BANGLA } else { column::ENGLISH })
    }

    /// The first day on which it is offered, `YYYY-MM-DD`; nothing when it always was.
    pub fn valid_from(self) -> Option<&'static str> {
        Some(self.text(column::FROM)).filter(|day| !day.is_empty())
    }

    /// The last day on which it was offered, `YYYY-MM-DD`; nothing when it still is.
    pub fn valid_to(self) -> Option<&'static str> {
        Some(self.text(column::TO)).filter(|day| !day.is_empty())
    }

    /// Whether it is no longer offered. What was stored under it can still be read.
    pub fn is_retired(self) -> bool {
        self.valid_to().is_some()
    }

    /// Whether it was or is offered on a day, `YYYY-MM-DD`.
    pub fn is_valid_on(self, day: &str) -> bool {
        self.valid_from().is_none_or(|from| from <= day) && self.valid_to().is_none_or(|to| day <= to)
    }

    /// What HTCDS 2.0 calls it, verbatim; nothing when the standard has no place for it.
    pub fn htcds(self) -> impl Iterator<Item = Mapped> {
        mapped(self.text(column::HTCDS))
    }

    /// The columns of CTDC's data set that it sets.
    pub fn ctdc(self) -> impl Iterator<Item = Mapped> {
        mapped(self.text(column::CTDC)).map(|found| match found.field {
            Some(_) => found,
            None => Mapped { field: Some(found.value), value: "1", ..found },
        })
    }

    /// What Primero calls it.
    pub fn primero(self) -> Option<Mapped> {
        mapped(self.text(column::PRIMERO)).next()
    }

    /// What is to be known about it, in English.
    pub fn note(self) -> &'static str {
        self.text(column::NOTE)
    }
}

/// The values that are exported.
fn mapped(text: &'static str) -> impl Iterator<Item = Mapped> {
    text.split(';').filter(|value| !value.is_empty() && !value.starts_with('<')).map(|value| {
        let exact = value.strip_prefix('~').unwrap_or(value);
        let (field, exact_value) =
            exact.split_once('=').map_or((None, exact), |(field, value)| (Some(field), value));
        Mapped { field, value: exact_value, approximate: value.starts_with('~') }
    })
}
