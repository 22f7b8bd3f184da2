//! Values of expressions and their conversions, with JavaRosa's rules.

mod date;
mod java;
mod typed;

pub(crate) use self::date::{Clock, DAY, Format};
pub(crate) use self::java::{double_text, number_text, round_half};
pub(crate) use self::typed::{Cell, Type};

/// What a scalar expression gives. An empty answer is the empty text.
#[derive(Clone, PartialEq)]
pub(crate) enum Value {
    Boolean(bool),
    Number(f64),
    Text(String),
    /// Milliseconds since the epoch; shown in the filling's offset.
    Date(i64),
}

/// Numbers nearer than this are equal, and nearer to zero are false.
pub(crate) const NEAR: f64 = 1e-12;

impl Value {
    pub(crate) fn empty() -> Self {
        Self::Text(String::new())
    }

    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// JavaRosa's null: empty text or no number.
    pub(crate) fn is_null(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Number(number) => number.is_nan(),
            _ => false,
        }
    }

    pub(crate) fn to_boolean(&self) -> bool {
        match self {
            Self::Boolean(truth) => *truth,
            Self::Number(number) => !number.is_nan() && number.abs() > NEAR,
            Self::Text(text) => !text.is_empty(),
            Self::Date(_) => true,
        }
    }

    /// Dates become whole days since the epoch.
    pub(crate) fn to_number(&self, clock: &Clock) -> f64 {
        match self {
            Self::Boolean(truth) => f64::from(u8::from(*truth)),
            Self::Number(number) => *number,
            Self::Text(text) => parse_number(text),
            Self::Date(date) => clock.days(*date) as f64,
        }
    }

    pub(crate) fn to_text(&self, clock: &Clock) -> String {
        match self {
            Self::Boolean(true) => "true".to_owned(),
            Self::Boolean(false) => "false".to_owned(),
            Self::Number(number) => number_text(*number),
            Self::Text(text) => text.clone(),
            Self::Date(date) => clock.date_text(*date),
        }
    }

    /// The text without a copy where it is one already.
    pub(crate) fn into_text(self, clock: &Clock) -> String {
        match self {
            Self::Text(text) => text,
            other => other.to_text(clock),
        }
    }

    /// Equality as `=` defines it: as truths if one is a truth, else as numbers if one is a number, else as texts.
    pub(crate) fn equals(&self, other: &Self, clock: &Clock) -> bool {
        match (self, other) {
            (Self::Boolean(_), _) | (_, Self::Boolean(_)) => self.to_boolean() == other.to_boolean(),
            (Self::Number(_), _) | (_, Self::Number(_)) => {
                (self.to_number(clock) - other.to_number(clock)).abs() < NEAR
            }
            (Self::Text(left), Self::Text(right)) => left == right,
            _ => self.to_text(clock) == other.to_text(clock),
        }
    }
}

/// A text as XPath reads a number: digits, a point (or comma), a minus; no exponent, no plus. Otherwise no number.
pub(crate) fn parse_number(text: &str) -> f64 {
    let text = text.trim_matches(|letter: char| letter <= ' ');
    let plain = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b',');
    if text.is_empty() || !text.bytes().all(plain) {
        return f64::NAN;
    }
    let parsed = if text.contains(',') { text.replace(',', ".").parse() } else { text.parse() };
    parsed.unwrap_or(f64::NAN)
}

/// Java's cast of a double to an int: truncated, at the ends of the range where it is beyond, 0 for no number.
pub(crate) fn to_int(number: f64) -> i32 {
    number as i32
}

/// Whole numbers by truncation, as `int()` does.
pub(crate) fn truncate(number: f64) -> f64 {
    number.trunc()
}

/// A number as Java's `Double.parseDouble` reads it, of those that places are made of.
pub(crate) fn parse_point_number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Digits of other scripts as ASCII digits: Bangla, Devanagari, Arabic, full width.
pub(crate) fn ascii_digits(text: &str) -> String {
    const ZEROS: [char; 8] =
        ['\u{9e6}', '\u{966}', '\u{660}', '\u{6f0}', '\u{a66}', '\u{b66}', '\u{1040}', '\u{ff10}'];
    let digit = |letter: char| {
        let from = |zero: &char| (letter as u32).checked_sub(*zero as u32).filter(|digit| *digit < 10);
        ZEROS.iter().find_map(from).and_then(|digit| char::from_digit(digit, 10)).unwrap_or(letter)
    };
    text.chars().map(digit).collect()
}
