//! What is known of a child, as far as it helps to find the same child again.

use std::fmt;

/// The years in which a child may have been born, both included.
///
/// Ages on paper are estimates, so a band or an age becomes a span of years; the caller says in which year it was
/// written down, for this crate has no clock.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Born {
    first: u16,
    last: u16,
}

/// The first and the last year that are believed; outside them nobody is alive or born yet.
const YEARS: (u16, u16) = (1900, 2155);

/// Longer spans say nothing: they are cut at their late end, which keeps the youngest.
const SPAN_MAX: u16 = 30;

impl Born {
    /// A year of birth from a document or a date.
    pub fn year(year: u16) -> Option<Self> {
        Self::between(year, year)
    }

    /// Between two years; nothing if they are in the wrong order or out of all reason (1900 to 2155).
    pub fn between(first: u16, last: u16) -> Option<Self> {
        let sound = first <= last && first >= YEARS.0 && last <= YEARS.1;
        sound.then(|| Self { first: first.max(last.saturating_sub(SPAN_MAX)), last })
    }

    /// Somebody who was from `youngest` to `oldest` full years old in the year `recorded`.
    pub fn from_age(youngest: u16, oldest: u16, recorded: u16) -> Option<Self> {
        // Whose birthday was still to come was born a year earlier.
        let first = recorded.checked_sub(oldest)?.checked_sub(1)?;
        Self::between(first, recorded.checked_sub(youngest)?)
    }

    /// A band of the card (`0-4`, `5-11`, `12-13`, `14-17`, `adult`) written down in the year `recorded`.
    pub fn from_band(band: &str, recorded: u16) -> Option<Self> {
        let (youngest, oldest) = match band {
            "0-4" => (0, 4),
            "5-11" => (5, 11),
            "12-13" => (12, 13),
            "14-17" => (14, 17),
            "adult" => (18, 18 + SPAN_MAX),
            _ => return None,
        };
        Self::from_age(youngest, oldest, recorded)
    }

    /// The years, the first first.
    pub(crate) fn years(self) -> std::ops::RangeInclusive<u16> {
        self.first..=self.last
    }
}

impl fmt::Debug for Born {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Born")
    }
}

/// A child as a record describes it. Everything may be missing; nothing is shown by `Debug`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// The name, in either script, as it was written.
    pub name_given: Option<String>,
    /// The name that the child is called by (ডাক নাম).
    pub name_nick: Option<String>,
    /// What stands apart as a family name, if the form asked for it; read together with the given name.
    pub name_family: Option<String>,
    /// The father's name.
    pub father: Option<String>,
    /// The mother's name.
    pub mother: Option<String>,
    /// The code of the list `sex`. Only `male` and `female` are compared: the others are written down too unevenly to
    /// tell two children apart.
    pub sex: Option<String>,
    /// When the child may have been born.
    pub born: Option<Born>,
    /// The code of the home district, as `jonaki_reference::places` has it: the same code on every device.
    pub district: Option<String>,
    /// The code of the home upazila, likewise.
    pub upazila: Option<String>,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person")
    }
}
