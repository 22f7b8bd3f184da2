//! Days of the calendar, counted from 1970 in the time of Bangladesh.

use jonaki_reference::text::ascii_digits;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A moment: seconds since 1970 UTC.
pub type Seconds = i64;

/// How far Bangladesh is ahead of UTC, in seconds; there is no summer time.
pub const LOCAL_OFFSET: Seconds = 6 * 3600;

const DAY: Seconds = 86_400;

/// A day from 2000-01-01 to 2199-12-31, counted from 1970-01-01. Prints as ISO 8601 (`2026-03-09`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Day(u32);

impl Day {
    const FIRST: u32 = 10_957;
    const LAST: u32 = 84_005;

    /// The day so many days after 1970-01-01; nothing outside of the years that are taken.
    pub fn new(days: u32) -> Option<Self> {
        (Self::FIRST..=Self::LAST).contains(&days).then_some(Self(days))
    }

    /// The day of a moment in Bangladesh.
    pub fn of(moment: Seconds) -> Option<Self> {
        let days = moment.checked_add(LOCAL_OFFSET)?.div_euclid(DAY);
        Self::new(u32::try_from(days).ok()?)
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> u32 {
        self.0
    }

    /// When it begins in Bangladesh.
    pub fn begin(self) -> Seconds {
        Seconds::from(self.0) * DAY - LOCAL_OFFSET
    }

    /// Reads `2026-03-09`, in digits of either script; also `09/03/2026` and `9-3-2026`, as spreadsheets of the
    /// country write them, the day first.
    pub fn parse(text: &str) -> Option<Self> {
        let text = ascii_digits(text.trim());
        let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
        let [first, second, third] = parts.as_slice() else { return None };
        let all = [first, second, third];
        if !all.iter().all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_digit())) {
            return None;
        }
        let (year, day) = if first.len() == 4 { (first, third) } else { (third, first) };
        if year.len() != 4 || day.len() > 2 || second.len() > 2 {
            return None;
        }
        Self::from_civil(year.parse().ok()?, second.parse().ok()?, day.parse().ok()?)
    }

    fn from_civil(year: u32, month: u32, day: u32) -> Option<Self> {
        let found = (1..=12).contains(&month).then(|| days_from_civil(year, month, day))?;
        // Whoever does not come back from the count was no day: 30 February.
        Self::new(found?).filter(|found| found.civil() == (year, month, day))
    }

    /// Year, month and day of the month. Years begin in March, so that the odd day of a leap year comes last.
    fn civil(self) -> (u32, u32, u32) {
        let shifted = self.0 + 719_468;
        let (era, day) = (shifted / 146_097, shifted % 146_097);
        let of_era = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let of_year = day - (365 * of_era + of_era / 4 - of_era / 100);
        let month = (5 * of_year + 2) / 153;
        let of_month = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        (of_era + era * 400 + u32::from(month <= 2), month, of_month)
    }
}

fn days_from_civil(year: u32, month: u32, day: u32) -> Option<u32> {
    let year = year.checked_sub(u32::from(month <= 2))?;
    let (era, of_era) = (year / 400, year % 400);
    let shifted = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * shifted + 2) / 5 + day.checked_sub(1)?;
    (era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year).checked_sub(719_468)
}

impl TryFrom<u32> for Day {
    type Error = &'static str;

    fn try_from(days: u32) -> Result<Self, Self::Error> {
        Self::new(days).ok_or("no such day")
    }
}

impl From<Day> for u32 {
    fn from(day: Day) -> Self {
        day.0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_comes_back() {
        for days in Day::FIRST..=Day::LAST {
            let day = Day::new(days).expect("a day");
            assert_eq!(Day::parse(&day.to_string()), Some(day));
        }
        assert_eq!(Day::new(Day::FIRST).map(|day| day.to_string()).as_deref(), Some("2000-01-01"));
        assert_eq!(Day::new(Day::LAST).map(|day| day.to_string()).as_deref(), Some("2199-12-31"));
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        let day = Day::parse("2026-03-09");
        assert!(day.is_some());
        for text in ["০৯/০৩/২০২৬", "9-3-2026", " 09.03.2026 ", "2026/3/9"] {
            assert_eq!(Day::parse(text), day, "{text}");
        }
        for text in
            ["", "2026-02-30", "30/02/2026", "2026-13-01", "2026-00-01", "2026-01-00", "1999-12-31", "26-3-9"]
        {
            assert_eq!(Day::parse(text), None, "{text}");
        }
        // Six in the morning in Dhaka is midnight in Greenwich.
        assert_eq!(Day::of(1_773_014_400 - LOCAL_OFFSET), Day::parse("2026-03-09"));
        assert_eq!(Day::of(1_773_014_400 - LOCAL_OFFSET - 1), Day::parse("2026-03-08"));
        assert_eq!(Day::of(Seconds::MAX), None);
    }
}
