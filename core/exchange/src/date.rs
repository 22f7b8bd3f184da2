//! A day of the Gregorian calendar.

use std::fmt;

/// A day, from year 1900 to 2199. Prints as ISO 8601 (`2026-03-09`); `Debug` shows nothing, for it may be a birthday.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// A day that exists; nothing otherwise.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u8::from(leap),
            _ => 31,
        };
        let fits = (1900..2200).contains(&year) && (1..=12).contains(&month) && (1..=days).contains(&day);
        fits.then_some(Self { year, month, day })
    }

    /// Reads `2026-03-09`, also with a time behind it (`2026-03-09T10:00`), in digits of either language.
    pub fn parse(text: &str) -> Option<Self> {
        let text = ascii_digits(text);
        let day = text.split(['T', ' ']).next()?;
        let mut parts = day.split('-');
        let (year, month, of_month) = (parts.next()?, parts.next()?, parts.next()?);
        let shaped = parts.next().is_none() && [year.len(), month.len(), of_month.len()] == [4, 2, 2];
        let digits = day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        if !shaped || !digits {
            return None;
        }
        Self::new(year.parse().ok()?, month.parse().ok()?, of_month.parse().ok()?)
    }

    /// The day that is so many days after 1 January 1970; nothing outside of the years that are taken.
    pub fn from_unix_days(days: i64) -> Option<Self> {
        // Years that begin in March end with the odd day, so that every month begins at a sum of whole numbers.
        let shifted = days.checked_add(719_468)?;
        let (era, day) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let of_era = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let of_year = day - (365 * of_era + of_era / 4 - of_era / 100);
        let month = (5 * of_year + 2) / 153;
        let of_month = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = of_era + era * 400 + i64::from(month <= 2);
        Self::new(year.try_into().ok()?, month.try_into().ok()?, of_month.try_into().ok()?)
    }

    /// Days since 1 January 1970.
    pub fn unix_days(self) -> i64 {
        // As above, the other way.
        let (year, month) = (i64::from(self.year) - i64::from(self.month <= 2), i64::from(self.month));
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let shifted = if month > 2 { month - 3 } else { month + 9 };
        let of_year = (153 * shifted + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    /// The year.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, from 1.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month.
    pub fn day(self) -> u8 {
        self.day
    }

    /// Whole years from this day to another; nothing when that lies before.
    pub fn years_until(self, later: Self) -> Option<u16> {
        let birthday = (later.month, later.day) >= (self.month, self.day);
        later.year.checked_sub(self.year)?.checked_sub(u16::from(!birthday))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Date")
    }
}

/// The text with Bangla digits as ASCII ones.
pub(crate) fn ascii_digits(text: &str) -> String {
    text.chars().map(|found| bangla_digit(found).map_or(found, |digit| char::from(b'0' + digit))).collect()
}

fn bangla_digit(found: char) -> Option<u8> {
    u8::try_from(u32::from(found).checked_sub(0x09E6)?).ok().filter(|digit| *digit < 10)
}

/// The text with ASCII digits as Bangla ones.
pub(crate) fn bangla_digits(text: &str) -> String {
    text.chars()
        .map(|found| found.to_digit(10).and_then(|digit| char::from_u32(0x09E6 + digit)).unwrap_or(found))
        .collect()
}
