//! Finding a place by what a person types: either script, any usual spelling, beginnings, slips.

use super::{Level, Place, all, range};
use crate::Language;
use crate::sound::{Distance, Ruler, key};
use crate::text::normalise_for_search;

/// Characters of a query that count; the rest is ignored.
pub const QUERY_MAX: usize = 64;

/// Results of one search, at most.
pub const RESULTS_MAX: usize = 50;

/// What is said of a place beside its name ("Kaliganj, Satkhira") is looked for after so many words at most.
const WORDS_MAX: usize = 3;

/// How far off the name of a place around it may be: one slip.
const AROUND_MAX: u16 = 16;

/// A place that a search found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// The place. Show it with [`Place::path`]: names repeat.
    pub place: Place,
    /// 0 is what was typed; a sound that is a little off costs 4, a beginning 2, an unrelated letter 12 to 16.
    pub distance: u16,
}

/// Where to look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scope {
    /// Only places of this level.
    pub level: Option<Level>,
    /// Only places in this one.
    pub within: Option<Place>,
}

/// The places that a text may mean, the likeliest first; never more than [`RESULTS_MAX`].
///
/// ```
/// use jonaki_reference::{Language, places};
/// let found = places::search("Jessor", 5);
/// assert_eq!(found[0].place.path(Language::English), "Jashore, Khulna");
/// ```
pub fn search(query: &str, limit: usize) -> Vec<Match> {
    search_within(query, limit, Scope::default())
}

/// As [`search`], in a part of the country or on one level.
pub fn search_within(query: &str, limit: usize, scope: Scope) -> Vec<Match> {
    let query: String = query.chars().take(QUERY_MAX).collect();
    let typed = spelling(&query);
    let readings = readings(&query);
    let positions = scope.level.map_or(0..range(Level::Upazila).end, range);
    let mut found: Vec<_> = positions
        .filter_map(Place::at)
        .filter(|place| scope.within.is_none_or(|around| place.is_in(around)))
        .filter_map(|place| {
            let distance = readings.iter().filter_map(|reading| reading.distance(place)).min()?;
            Some((distance, place))
        })
        .collect();
    found.sort_by_cached_key(|(distance, place)| {
        let spelt = typed == spelling(place.name(Language::Bangla))
            || typed == spelling(place.name(Language::English));
        (if spelt { 0 } else { *distance + 1 }, importance(*place), *place)
    });
    found.truncate(limit.min(RESULTS_MAX));
    found.into_iter().map(|(distance, place)| Match { place, distance }).collect()
}

/// A report needs a district; who types a name that is both means it more often than the division.
fn importance(place: Place) -> u8 {
    match place.level() {
        Level::District => 0,
        Level::Upazila => 1,
        Level::Division => 2,
    }
}

/// The letters as typed, without blanks and signs.
fn spelling(text: &str) -> String {
    normalise_for_search(text).chars().filter(|c| !c.is_whitespace() && !c.is_ascii_punctuation()).collect()
}

/// One way to understand a query: a name, and perhaps the name of a place around it.
struct Reading {
    name: Ruler,
    /// Districts and divisions that the rest of the query may mean, by position, with the weight of that.
    around: Option<Vec<(Place, u16)>>,
}

fn readings(query: &str) -> Vec<Reading> {
    let whole = Reading { name: Ruler::new(&key(query)), around: None };
    let breaks = query.char_indices().filter(|(_, c)| *c == ',' || c.is_whitespace());
    let split = breaks.take(WORDS_MAX).filter_map(|(at, _)| {
        let (name, around) = (Ruler::new(&key(&query[..at])), Ruler::new(&key(&query[at..])));
        let around = (around.len() >= 3 && !name.is_empty()).then(|| surroundings(&around))?;
        (!around.is_empty()).then_some(Reading { name, around: Some(around) })
    });
    let split: Vec<_> = split.collect();
    std::iter::once(whole).filter(|whole| !whole.name.is_empty()).chain(split).collect()
}

fn surroundings(ruler: &Ruler) -> Vec<(Place, u16)> {
    let places = all(Level::Division).chain(all(Level::District));
    let near = places.filter_map(|place| Some((place, nearest(ruler, place)?)));
    near.filter(|(_, distance)| *distance <= AROUND_MAX).collect()
}

impl Reading {
    fn distance(&self, place: Place) -> Option<u16> {
        let Some(around) = &self.around else { return nearest(&self.name, place) };
        let other = around.iter().filter(|(other, _)| *other != place && place.is_in(*other));
        let other = other.map(|(_, distance)| *distance).min()?;
        Some(nearest(&self.name, place)? + other + 1)
    }
}

/// The distance from the nearest spelling of a place; nothing when it is another name.
fn nearest(ruler: &Ruler, place: Place) -> Option<u16> {
    let most = most(ruler.len());
    let weigh = |name: &[u8]| {
        let Distance { whole, start } = ruler.measure(name, most)?;
        let rest = name.len().saturating_sub(ruler.len()).min(8) as u16;
        let beginning = (start == 0 || ruler.len() > 3).then_some(start * 5 + 2 + rest / 4);
        (whole <= most).then_some(whole * 4).into_iter().chain(beginning).min()
    };
    place.keys().filter_map(weigh).min()
}

/// How far a name may be from so many signs: one slip in a short one, three in a long one.
fn most(signs: usize) -> u16 {
    match signs {
        0..=2 => 1,
        3 => 4,
        4..=5 => 6,
        6..=8 => 8,
        _ => 10,
    }
}
