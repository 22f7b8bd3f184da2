//! Hours as people and tables write them: `24/7`, `Su-Th 09:00-17:00; Sa 10:00-13:00,14:00-16:00`.

use super::{DAY, Hours, WEEK};
use crate::Code;
use jonaki_reference::text::normalise_for_search;
use std::fmt;

/// Days from Sunday: as written, and how a day's name begins in either language.
const DAYS: [(&str, &str); 7] = [
    ("Su", "রবি"),
    ("Mo", "সোম"),
    ("Tu", "মঙ্গল"),
    ("We", "বুধ"),
    ("Th", "বৃহস্পতি"),
    ("Fr", "শুক্র"),
    ("Sa", "শনি"),
];

/// Characters of a text that can be hours.
const TEXT_MAX: usize = 600;

impl Hours {
    /// Reads hours; digits of both scripts, days in English (`Su`, `Sun`, `Sunday`) or Bangla (`রবি`, `রবিবার`). An end that
    /// is not after its begin lies on the next day. Nothing written is not known.
    ///
    /// # Errors
    /// [`Code::Hours`], [`Code::TooMany`], [`Code::TooLong`].
    pub fn parse(text: &str) -> Result<Self, Code> {
        if text.len() > TEXT_MAX {
            return Err(Code::TooLong);
        }
        let text = normalise_for_search(text.trim()).replace(['–', '—'], "-");
        match text.as_str() {
            "" => return Ok(Self::default()),
            "24/7" | "24x7" => return Ok(Self::always()),
            _ => {}
        }
        let mut spans = Vec::new();
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let (days, times) = part.split_once(char::is_whitespace).ok_or(Code::Hours)?;
            let days = days_of(days)?;
            for span in times.split(',') {
                let (begin, end) = times_of(span)?;
                spans.extend(days.iter().map(|day| on(*day, begin, end)));
            }
        }
        if spans.is_empty() { Err(Code::Hours) } else { Self::new(&spans) }
    }
}

/// A span of a day in minutes of the week.
fn on(day: u16, begin: u16, end: u16) -> (u16, u16) {
    let end = if end <= begin { end + DAY } else { end };
    let end = day * DAY + end;
    (day * DAY + begin, if end > WEEK { end - WEEK } else { end })
}

/// Days of `su-th`, `su,tu`, `fr-su`.
fn days_of(text: &str) -> Result<Vec<u16>, Code> {
    let mut days = Vec::new();
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (day_of(first)?, day_of(last)?);
        let count = (last + 7 - first) % 7;
        days.extend((0..=count).map(|step| (first + step) % 7));
    }
    Ok(days)
}

fn day_of(text: &str) -> Result<u16, Code> {
    let full = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
    let fits = |at: usize| {
        let bangla = normalise_for_search(DAYS[at].1);
        let english = text.len() >= 2 && full[at].starts_with(text) && text.is_ascii();
        english || text.strip_prefix(bangla.as_str()).is_some_and(|rest| rest.is_empty() || rest == "বার")
    };
    let found = (0..7).find(|at| fits(*at)).ok_or(Code::Hours)?;
    u16::try_from(found).map_err(|_| Code::Hours)
}

fn times_of(text: &str) -> Result<(u16, u16), Code> {
    let (begin, end) = text.trim().split_once('-').ok_or(Code::Hours)?;
    let (begin, end) = (time_of(begin)?, time_of(end)?);
    if begin == DAY || begin == end { Err(Code::Hours) } else { Ok((begin, end)) }
}

/// `09:00`, `9:30`, `9`, `24:00`, in minutes.
fn time_of(text: &str) -> Result<u16, Code> {
    let (hour, minute) = text.trim().split_once(':').unwrap_or((text.trim(), "0"));
    let number = |text: &str| {
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<u16>().ok()).flatten().ok_or(Code::Hours)
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    let minutes = hour * 60 + minute;
    if minute < 60 && minutes <= DAY { Ok(minutes) } else { Err(Code::Hours) }
}

/// As [`Hours::parse`] reads it; nights are cut at midnight. Days with the same times stand together.
impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_always() {
            return f.write_str("24/7");
        }
        let days: Vec<String> = (0..7).map(|day| self.times_on(day)).collect();
        let (mut at, mut separator) = (0, "");
        while at < days.len() {
            let same = days[at..].iter().take_while(|times| **times == days[at]).count();
            if !days[at].is_empty() {
                write!(f, "{separator}{}", DAYS[at].0)?;
                if same > 1 {
                    write!(f, "-{}", DAYS[at + same - 1].0)?;
                }
                write!(f, " {}", days[at])?;
                separator = "; ";
            }
            at += same;
        }
        Ok(())
    }
}

impl Hours {
    /// What is open on a day: `09:00-13:00,14:00-17:00`.
    fn times_on(&self, day: u16) -> String {
        let (from, to) = (day * DAY, (day + 1) * DAY);
        let clipped = self.spans().map(|(begin, end)| (begin.max(from), end.min(to)));
        let times = clipped.filter(|(begin, end)| begin < end).map(|(begin, end)| {
            let (begin, end) = (begin - from, end - from);
            format!("{:02}:{:02}-{:02}:{:02}", begin / 60, begin % 60, end / 60, end % 60)
        });
        times.collect::<Vec<_>>().join(",")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        Hours::parse(text).expect("hours").to_string()
    }

    #[test]
    fn hours_are_read_and_written() {
        for (text, shown) in [
            ("24/7", "24/7"),
            ("Su-Sa 00:00-24:00", "24/7"),
            ("Sunday-Thursday 9-17", "Su-Th 09:00-17:00"),
            ("রবি-বৃহস্পতিবার ০৯:০০–১৭:০০", "Su-Th 09:00-17:00"),
            ("Sa-Mo 10:00-12:00", "Su-Mo 10:00-12:00; Sa 10:00-12:00"),
            ("Mo 20:00-08:00", "Mo 20:00-24:00; Tu 00:00-08:00"),
            ("Sa 20:00-08:00", "Su 00:00-08:00; Sa 20:00-24:00"),
            ("Mo,We 09:00-12:00, 14:00-16:30;", "Mo 09:00-12:00,14:00-16:30; We 09:00-12:00,14:00-16:30"),
            ("", ""),
        ] {
            assert_eq!(written(text), shown, "{text}");
            assert_eq!(written(shown), shown);
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "always",
            "Su",
            "Su 25:00-26:00",
            "Su 9",
            "S 09:00-17:00",
            "Su 09:60-10:00",
            "Xx 9-17",
            ";",
            "Su 24:00-02:00",
            "Su-Th-Sa 9-17",
            "Su 9:0:0-10",
            "Su 9-9",
        ] {
            assert_eq!(Hours::parse(text), Err(Code::Hours), "{text}");
        }
        assert_eq!(Hours::parse(&"Su 9-17;".repeat(100)), Err(Code::TooLong));
    }
}
