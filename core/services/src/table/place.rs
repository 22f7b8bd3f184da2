//! Cells that name places: codes, or names in either script and any usual spelling.

use crate::Code;
use jonaki_reference::places::{Level, Place, Scope, all, search_within};
use jonaki_reference::{Language, text::normalise_for_search};
use std::cell::RefCell;
use std::collections::HashMap;

/// Names of one file that are looked for by sound: more than that is no table of places but an attempt to keep a
/// processor busy.
const SEARCHES_MAX: usize = 300;

/// Places by what may stand in a cell.
pub(super) struct Places {
    by_name: HashMap<String, Vec<Place>>,
    searched: RefCell<HashMap<(String, Within), Result<Place, Code>>>,
}

/// A scope as a key.
type Within = (Level, Option<Place>);

impl Default for Places {
    fn default() -> Self {
        let mut by_name: HashMap<String, Vec<Place>> = HashMap::new();
        let levels = [Level::Division, Level::District, Level::Upazila];
        for place in levels.into_iter().flat_map(all) {
            let mut names =
                [Language::Bangla, Language::English].map(|language| folded(place.name(language))).to_vec();
            names.dedup();
            for name in names {
                by_name.entry(name).or_default().push(place);
            }
        }
        Self { by_name, searched: RefCell::default() }
    }
}

fn folded(text: &str) -> String {
    normalise_for_search(text.trim())
}

impl Places {
    /// The district of a cell.
    pub(super) fn district(&self, text: &str) -> Result<Place, Code> {
        self.find(text, Level::District, None)
    }

    /// The upazila of a cell, in a district where that is known.
    pub(super) fn upazila(&self, text: &str, district: Option<Place>) -> Result<Place, Code> {
        let found = self.find(text, Level::Upazila, district);
        match (found, district) {
            // It is somewhere, but not here: that is another mistake than a name nobody knows.
            (Err(Code::UnknownPlace), Some(_))
                if self.find(text, Level::Upazila, None) != Err(Code::UnknownPlace) =>
            {
                Err(Code::PlaceOrder)
            }
            (found, _) => found,
        }
    }

    /// A place of any level: a code, `Khulna`, `Khulna division`, `Dumuria, Khulna`. A name alone is a district, then an
    /// upazila.
    pub(super) fn any(&self, text: &str) -> Result<Place, Code> {
        let text = text.trim();
        if let Some(place) = Place::by_code(text) {
            return Ok(place);
        }
        if let Some((name, around)) = text.split_once(',') {
            let district = around.split(',').next().unwrap_or_default();
            return self.upazila(name, Some(self.district(district)?));
        }
        let lower = text.to_lowercase();
        let division = lower.strip_suffix("division").or_else(|| lower.strip_suffix("বিভাগ"));
        if let Some(name) = division {
            return self.find(name, Level::Division, None);
        }
        match self.find(text, Level::District, None) {
            Err(Code::UnknownPlace) => self.find(text, Level::Upazila, None),
            found => found,
        }
    }

    /// What a cell says for a district or, with its district beside it, an upazila: the name in English, or the code
    /// where the name would not come back.
    pub(super) fn name(&self, place: Place) -> &'static str {
        let name = place.name(Language::English);
        let around = (place.level() == Level::Upazila).then(|| place.parent()).flatten();
        if self.find(name, place.level(), around) == Ok(place) { name } else { place.code() }
    }

    /// What a list of places says for it.
    pub(super) fn path(&self, place: Place) -> String {
        let name = place.name(Language::English);
        let text = match (place.level(), place.parent()) {
            (Level::Division, _) => format!("{name} division"),
            (Level::Upazila, Some(district)) => format!("{name}, {}", district.name(Language::English)),
            _ => name.to_owned(),
        };
        if self.any(&text) == Ok(place) { text } else { place.code().to_owned() }
    }

    fn find(&self, text: &str, level: Level, within: Option<Place>) -> Result<Place, Code> {
        let fits = |place: &Place| place.level() == level && within.is_none_or(|around| place.is_in(around));
        if let Some(place) = Place::by_code(text.trim()) {
            return if fits(&place) { Ok(place) } else { Err(Code::UnknownPlace) };
        }
        let text = folded(text);
        let named: Vec<Place> =
            self.by_name.get(&text).into_iter().flatten().copied().filter(|place| fits(place)).collect();
        match named.as_slice() {
            [] => self.by_sound(text, level, within),
            [place] => Ok(*place),
            _ => Err(Code::AmbiguousPlace),
        }
    }

    /// Other spellings: Jessore for Jashore.
    fn by_sound(&self, text: String, level: Level, within: Option<Place>) -> Result<Place, Code> {
        let mut searched = self.searched.borrow_mut();
        let full = searched.len() >= SEARCHES_MAX;
        let key = (text, (level, within));
        if let Some(found) = searched.get(&key) {
            return *found;
        }
        if full || key.0.chars().count() < 3 {
            return Err(Code::UnknownPlace);
        }
        let same = search_within(&key.0, 2, Scope { level: Some(level), within });
        let found = match same.iter().filter(|found| found.distance == 0).collect::<Vec<_>>().as_slice() {
            [] => Err(Code::UnknownPlace),
            [found] => Ok(found.place),
            _ => Err(Code::AmbiguousPlace),
        };
        searched.insert(key, found);
        found
    }
}
