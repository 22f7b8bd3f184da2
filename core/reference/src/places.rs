//! The places of Bangladesh: 8 divisions, 64 districts, 489 upazilas, in Bangla and English.
//!
//! Source: `data/places.csv`. Divisions and districts carry the p-codes of the common operational dataset (COD-AB);
//! an upazila's code is its district's code and a slug of the name that the source had. Codes are kept as they are,
//! odd ones too (`BD2022-198-199` is Cox's Bazar Sadar), because answers are stored under them; `README.md` names the
//! oddities and what is missing. Names that are plainly wrong in the source are shown as `data/places-names.csv`
//! corrects them; the source's spelling is still found.

mod search;

pub use search::{Match, QUERY_MAX, RESULTS_MAX, Scope, search, search_within};

use crate::Language;
use crate::rows::Rows;
use std::cmp::Ordering;
use std::ops::Range;

static TABLE: Rows = Rows::new(include_bytes!("../data/places.bin"));

/// Columns of the table; the names are laid down by `tests/tables.rs`.
const CODE: usize = 0;
const BANGLA: usize = 1;
const ENGLISH: usize = 2;
const CARD: usize = 3;
/// Keys of all spellings, `|` between them; the one of the English name first.
const KEYS: usize = 4;

/// How large a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// One of 8.
    Division,
    /// One of 64.
    District,
    /// The smallest that the table knows.
    Upazila,
}

impl Level {
    /// `division`, `district` or `upazila`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Division => "division",
            Self::District => "district",
            Self::Upazila => "upazila",
        }
    }

    /// The level of a code: `BD40`, `BD4047`, `BD4047-dacope`.
    fn of(code: &str) -> Self {
        match code.len() {
            0..=4 => Self::Division,
            5..=6 => Self::District,
            _ => Self::Upazila,
        }
    }
}

/// A place of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place(u16);

impl Place {
    /// The place of a code, such as `BD4047`.
    pub fn by_code(code: &str) -> Option<Self> {
        TABLE.find_by(|other| order(other, code)).and_then(Self::at)
    }

    /// The division or district that the card of a case names so, such as `coxs_bazar`.
    pub fn by_card_code(level: Level, code: &str) -> Option<Self> {
        (level != Level::Upazila).then(|| all(level).find(|place| place.card_code() == Some(code)))?
    }

    /// The place at a position of the table: divisions, districts, upazilas, each in the order of their codes.
    pub(crate) fn at(index: usize) -> Option<Self> {
        (index < TABLE.len()).then(|| u16::try_from(index).ok().map(Self))?
    }

    pub(crate) fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The code that answers are stored under.
    pub fn code(self) -> &'static str {
        TABLE.text(self.index(), CODE)
    }

    /// How large it is.
    pub fn level(self) -> Level {
        Level::of(self.code())
    }

    /// What people call it.
    pub fn name(self, language: Language) -> &'static str {
        TABLE.text(self.index(), if language == Language::Bangla { BANGLA } else { ENGLISH })
    }

    /// The code of a division or district on the card of a case; an upazila has none there.
    pub fn card_code(self) -> Option<&'static str> {
        Some(TABLE.text(self.index(), CARD)).filter(|code| !code.is_empty())
    }

    /// The district of an upazila, the division of a district.
    pub fn parent(self) -> Option<Self> {
        let code = self.code();
        let parent = match self.level() {
            Level::Division => return None,
            Level::District => code.get(..4),
            Level::Upazila => code.get(..6),
        };
        Self::by_code(parent?)
    }

    /// The place itself or the place around it that is of a level.
    pub fn around(self, level: Level) -> Option<Self> {
        std::iter::successors(Some(self), |place| place.parent()).find(|place| place.level() == level)
    }

    /// The places directly inside, for selecting step by step.
    pub fn children(self) -> impl Iterator<Item = Self> {
        let below = match self.level() {
            Level::Division => range(Level::District),
            Level::District => range(Level::Upazila),
            Level::Upazila => 0..0,
        };
        let code = self.code();
        let is_child = move |place: &Self| place.code().starts_with(code);
        below.filter_map(Self::at).skip_while(move |place| !is_child(place)).take_while(is_child)
    }

    /// The name with those around it, the smallest first: `Kaliganj, Satkhira, Khulna`.
    pub fn path(self, language: Language) -> String {
        let names = std::iter::successors(Some(self), |place| place.parent());
        names.map(|place| place.name(language)).collect::<Vec<_>>().join(", ")
    }

    /// Whether it is the other place or lies in it.
    pub fn is_in(self, other: Self) -> bool {
        self.code().starts_with(other.code())
    }

    /// The keys of its spellings, as [`crate::sound::key`] writes them.
    fn keys(self) -> impl Iterator<Item = &'static [u8]> {
        TABLE.bytes(self.index(), KEYS).split(|byte| *byte == b'|').filter(|key| !key.is_empty())
    }
}

/// Every place of a level, in the order of the codes.
pub fn all(level: Level) -> impl Iterator<Item = Place> {
    range(level).filter_map(Place::at)
}

/// How many bytes of the library hold the places.
pub fn table_size() -> usize {
    TABLE.size()
}

/// Positions of a level; levels follow one another.
pub(crate) fn range(level: Level) -> Range<usize> {
    let end = |level: Level| {
        let (mut low, mut high) = (0, TABLE.len());
        while low < high {
            let middle = low.midpoint(high);
            if Level::of(TABLE.text(middle, CODE)) <= level { low = middle + 1 } else { high = middle }
        }
        low
    };
    match level {
        Level::Division => 0..end(Level::Division),
        Level::District => end(Level::Division)..end(Level::District),
        Level::Upazila => end(Level::District)..TABLE.len(),
    }
}

/// The order of the table: by level, then by code.
fn order(left: &str, right: &str) -> Ordering {
    Level::of(left).cmp(&Level::of(right)).then_with(|| left.cmp(right))
}
