//! The reference data as lists for forms: `bd-divisions`, `bd-districts`, `bd-upazilas`, `bd-places`, `helplines`,
//! and `codes-ID` for every list of [`crate::codes`], retired codes left out.

mod columns;

use crate::places::{self, Level, Place};
use crate::{Language, codes, helplines};
use std::ops::Range;

/// A list that a form can name without carrying it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List {
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Places,
    Level(Level),
    Helplines,
    Codes(usize),
}

/// As many lists of codes as there may ever be.
const CODES_MAX: usize = 256;

static PLACES: [List; 5] = [
    List { kind: Kind::Places },
    List { kind: Kind::Level(Level::Division) },
    List { kind: Kind::Level(Level::District) },
    List { kind: Kind::Level(Level::Upazila) },
    List { kind: Kind::Helplines },
];

static CODES: [List; CODES_MAX] = {
    let mut all = [List { kind: Kind::Codes(0) }; CODES_MAX];
    let mut at = 0;
    while at < CODES_MAX {
        all[at] = List { kind: Kind::Codes(at) };
        at += 1;
    }
    all
};

/// The list of a name, with or without `.csv`.
pub fn list(name: &str) -> Option<&'static List> {
    let name = name.strip_suffix(".csv").unwrap_or(name);
    match name {
        "bd-places" => Some(&PLACES[0]),
        "bd-divisions" => Some(&PLACES[1]),
        "bd-districts" => Some(&PLACES[2]),
        "bd-upazilas" => Some(&PLACES[3]),
        "helplines" => Some(&PLACES[4]),
        _ => CODES.get(codes::list(name.strip_prefix("codes-")?)?.index()),
    }
}

/// The names of all lists.
pub fn names() -> impl Iterator<Item = String> {
    let own = ["bd-places", "bd-divisions", "bd-districts", "bd-upazilas", "helplines"].map(str::to_owned);
    own.into_iter().chain(codes::lists().map(|list| format!("codes-{}", list.id())))
}

impl List {
    /// The columns, `name` first: what is stored.
    pub fn columns(&self) -> &'static [&'static str] {
        match self.kind {
            Kind::Places | Kind::Level(_) => columns::PLACES,
            Kind::Helplines => columns::HELPLINES,
            Kind::Codes(_) => columns::CODES,
        }
    }

    /// How many items it has.
    pub fn len(&self) -> usize {
        match self.kind {
            Kind::Places => places::range(Level::Upazila).end,
            Kind::Level(level) => places::range(level).len(),
            Kind::Helplines => helplines::all().count(),
            Kind::Codes(list) => codes::List::at(list).map_or(0, codes::List::len),
        }
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of an item in a column; nothing when there is no such item or column.
    pub fn value(&self, row: usize, column: &str) -> Option<&'static str> {
        if row >= self.len() {
            return None;
        }
        match self.kind {
            Kind::Places | Kind::Level(_) => columns::place(Place::at(self.start() + row)?, column),
            Kind::Helplines => columns::helpline(helplines::Helpline::at(row)?, column),
            Kind::Codes(list) => columns::code(codes::List::at(list)?.get(row)?, column),
        }
    }

    /// The label of an item; empty when there is no such item.
    pub fn label(&self, row: usize, language: Language) -> &'static str {
        self.value(row, columns::label(language)).unwrap_or_default()
    }

    /// The item that is stored as `name`, found without looking at all of them.
    pub fn find(&self, name: &str) -> Option<usize> {
        let found = match self.kind {
            Kind::Places | Kind::Level(_) => Place::by_code(name)?.index().checked_sub(self.start())?,
            Kind::Helplines => helplines::by_number(name)?.index(),
            Kind::Codes(list) => codes::List::at(list)?.code(name)?.index()?,
        };
        (found < self.len()).then_some(found)
    }

    /// The items whose column has a value: of `name`, `parent` and `level`, where they follow one another. Nothing for
    /// other columns: then every item has to be looked at.
    pub fn rows_with(&self, column: &str, value: &str) -> Option<Range<usize>> {
        let places = matches!(self.kind, Kind::Places | Kind::Level(_));
        match column {
            "name" => Some(self.find(value).map_or(0..0, |row| row..row + 1)),
            "parent" if places => Some(self.clip(children(value))),
            "level" if places => Some(self.clip(level(value).map_or(0..0, places::range))),
            _ => None,
        }
    }

    /// Position of the first item in the table of places.
    fn start(&self) -> usize {
        match self.kind {
            Kind::Level(level) => places::range(level).start,
            _ => 0,
        }
    }

    /// Positions in the table of places as rows of this list.
    fn clip(&self, positions: Range<usize>) -> Range<usize> {
        let (start, end) = (self.start(), self.start() + self.len());
        let first = positions.start.clamp(start, end) - start;
        first..(positions.end.clamp(start, end) - start).max(first)
    }
}

fn level(code: &str) -> Option<Level> {
    [Level::Division, Level::District, Level::Upazila].into_iter().find(|level| level.code() == code)
}

/// Divisions lie in no place of the list: their parent is empty.
fn children(code: &str) -> Range<usize> {
    if code.is_empty() {
        return places::range(Level::Division);
    }
    let Some(place) = Place::by_code(code) else { return 0..0 };
    let mut children = place.children();
    let Some(first) = children.next() else { return 0..0 };
    first.index()..first.index() + 1 + children.count()
}
