//! Dates and times in one fixed offset, parsed and written as JavaRosa does.

/// The instant that a filling takes for now, and the offset of local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clock {
    /// Milliseconds since the epoch.
    pub(crate) now: i64,
    /// Milliseconds that local time is ahead of UTC.
    pub(crate) offset: i64,
}

/// How a date is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Date,
    Time,
    DateTime,
}

pub(crate) const DAY: i64 = 86_400_000;
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];

/// A local date and time.
#[derive(Clone, Copy)]
struct Fields {
    year: i64,
    month: i64,
    day: i64,
    /// Milliseconds since midnight.
    time: i64,
}

impl Clock {
    /// Local midnight of an instant.
    pub(crate) fn midnight(&self, date: i64) -> i64 {
        self.days(date).saturating_mul(DAY) - self.offset
    }

    /// Local days since 1970-01-01.
    pub(crate) fn days(&self, date: i64) -> i64 {
        date.saturating_add(self.offset).div_euclid(DAY)
    }

    /// Days and their fraction since local midnight of 1970-01-01.
    pub(crate) fn fractional_days(&self, date: i64) -> f64 {
        date.saturating_add(self.offset) as f64 / DAY as f64
    }

    /// Fraction of the local day.
    pub(crate) fn time_of_day(&self, date: i64) -> f64 {
        let days = self.fractional_days(date);
        days - days.floor()
    }

    /// Local midnight so many days after 1970-01-01.
    pub(crate) fn day(&self, days: i64) -> i64 {
        days.saturating_mul(DAY) - self.offset
    }

    fn fields(&self, date: i64) -> Fields {
        let local = date.saturating_add(self.offset);
        let (year, month, day) = civil(local.div_euclid(DAY));
        Fields { year, month, day, time: local.rem_euclid(DAY) }
    }

    /// `YYYY-MM-DD`
    pub(crate) fn date_text(&self, date: i64) -> String {
        let fields = self.fields(date);
        format!("{:04}-{:02}-{:02}", fields.year, fields.month, fields.day)
    }

    /// A date as it is stored.
    pub(crate) fn text(&self, date: i64, format: Format) -> String {
        match format {
            Format::Date => self.date_text(date),
            Format::Time => self.time_text(date),
            Format::DateTime => format!("{}T{}", self.date_text(date), self.time_text(date)),
        }
    }

    fn time_text(&self, date: i64) -> String {
        let time = self.fields(date).time;
        let (hour, minute) = (time / 3_600_000, time / 60_000 % 60);
        let (second, milli) = (time / 1000 % 60, time % 1000);
        let clock = format!("{hour:02}:{minute:02}:{second:02}.{milli:03}");
        if self.offset == 0 {
            return clock + "Z";
        }
        let sign = if self.offset < 0 { '-' } else { '+' };
        let minutes = self.offset.abs() / 60_000;
        format!("{clock}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }

    /// `YYYY-MM-DD`, or that with `T` and a time. `None` if it is neither.
    pub(crate) fn parse_date_time(&self, text: &str) -> Option<i64> {
        let (date, time) = text.split_once('T').map_or((text, None), |(date, time)| (date, Some(time)));
        let day = parse_day(date)?;
        match time {
            None => Some(self.day(day)),
            Some(time) => self.parse_time_of(day, time),
        }
    }

    /// A time of the day that is now.
    pub(crate) fn parse_time(&self, text: &str) -> Option<i64> {
        self.parse_time_of(self.days(self.now), text)
    }

    fn parse_time_of(&self, day: i64, text: &str) -> Option<i64> {
        if let Some(utc) = text.strip_suffix('Z') {
            return Some(day * DAY + parse_clock(utc)?);
        }
        let Some(at) = text.find('+').or_else(|| text.find('-')) else {
            return Some(self.day(day) + parse_clock(text)?);
        };
        let (clock, zone) = text.split_at(at);
        let (hours, minutes) = zone[1..].split_once(':').unwrap_or((&zone[1..], "0"));
        let size = parse_small(hours)? * 3_600_000 + parse_small(minutes)? * 60_000;
        let offset = if zone.starts_with('-') { -size } else { size };
        Some(day * DAY + parse_clock(clock)? - offset)
    }

    /// `format-date`: `%Y %y %m %n %b %d %e %H %h %M %S %3 %a %W`. `None` for another letter after `%`.
    pub(crate) fn format(&self, date: i64, pattern: &str) -> Option<String> {
        let fields = self.fields(date);
        let days = self.days(date);
        let (hour, minute) = (fields.time / 3_600_000, fields.time / 60_000 % 60);
        let mut out = String::with_capacity(pattern.len() + 8);
        let mut letters = pattern.chars();
        while let Some(letter) = letters.next() {
            if letter != '%' {
                out.push(letter);
                continue;
            }
            match letters.next()? {
                '%' => out.push('%'),
                'Y' => out += &format!("{:04}", fields.year),
                'y' => out += format!("{:04}", fields.year).get(2..).unwrap_or_default(),
                'm' => out += &format!("{:02}", fields.month),
                'n' => out += &fields.month.to_string(),
                'b' => out += MONTHS[(fields.month - 1) as usize % 12],
                'd' => out += &format!("{:02}", fields.day),
                'e' => out += &fields.day.to_string(),
                'H' => out += &format!("{hour:02}"),
                'h' => out += &hour.to_string(),
                'M' => out += &format!("{minute:02}"),
                'S' => out += &format!("{:02}", fields.time / 1000 % 60),
                '3' => out += &format!("{:03}", fields.time % 1000),
                'a' => out += WEEKDAYS[days.rem_euclid(7) as usize],
                'W' => out += &week(days).to_string(),
                _ => return None,
            }
        }
        Some(out)
    }
}

/// Week of the year as the reference engine counts them: weeks start on Sunday, the first has 1 January in it.
fn week(days: i64) -> i64 {
    let from_sunday = |days: i64| (days + 4).rem_euclid(7);
    let (year, ..) = civil(days);
    let next = days_from_civil(year + 1, 1, 1);
    if days >= next - from_sunday(next) {
        return 1;
    }
    let first = days_from_civil(year, 1, 1);
    (days - first + from_sunday(first)) / 7 + 1
}

fn parse_day(text: &str) -> Option<i64> {
    let mut parts = text.split('-').map(parse_small);
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let fits =
        parts.next().is_none() && (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    fits.then(|| days_from_civil(year, month, day))
}

/// `HH:MM` or `HH:MM:SS.sss`, in milliseconds.
fn parse_clock(text: &str) -> Option<i64> {
    let mut parts = text.split(':');
    let (hour, minute) = (parse_small(parts.next()?)?, parse_small(parts.next()?)?);
    let seconds: f64 = match parts.next() {
        None => 0.0,
        Some(seconds) => {
            let end = seconds.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(seconds.len());
            seconds[..end].parse().ok()?
        }
    };
    let fits = parts.next().is_none() && hour <= 23 && minute <= 59 && (0.0..60.0).contains(&seconds);
    let whole = seconds.trunc();
    let milli = (1000.0 * seconds - 1000.0 * whole) as i64;
    fits.then_some(hour * 3_600_000 + minute * 60_000 + whole as i64 * 1000 + milli)
}

/// A number of at most five digits, without a sign.
fn parse_small(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1970-01-01 of a proleptic Gregorian date. Years are counted from March, so that leap days come last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, of_year - (153 * shifted + 2) / 5 + 1)
}
