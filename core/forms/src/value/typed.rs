//! Values as nodes of a type hold them, and the text that is stored of each.

use super::java::double_text;
use super::{Clock, Format, Value};
use crate::definition::{Fact, Kind};
use crate::geo;

/// Data type of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Text,
    Integer,
    Decimal,
    Date,
    Time,
    DateTime,
    /// Several values divided by blanks.
    Choices,
    Geopoint,
    /// Points divided by `;`: trace and shape.
    Geopoints,
}

impl Type {
    pub(crate) fn of(kind: &Kind) -> Self {
        match kind {
            Kind::Integer => Self::Integer,
            Kind::Decimal => Self::Decimal,
            Kind::Range(range) if range.decimal => Self::Decimal,
            Kind::Range(_) => Self::Integer,
            Kind::Date | Kind::Metadata(Fact::Today) => Self::Date,
            Kind::Time => Self::Time,
            Kind::DateTime | Kind::Metadata(Fact::Start | Fact::End) => Self::DateTime,
            Kind::SelectMultiple(_) | Kind::Rank(_) => Self::Choices,
            Kind::Geopoint => Self::Geopoint,
            Kind::Geotrace | Kind::Geoshape => Self::Geopoints,
            _ => Self::Text,
        }
    }
}

/// What a node holds: the value that expressions read, and the text that is stored.
#[derive(Clone, PartialEq)]
pub(crate) struct Cell {
    pub(crate) value: Value,
    pub(crate) text: String,
}

impl Cell {
    pub(crate) fn empty() -> Self {
        Self { value: Value::empty(), text: String::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    fn plain(text: String) -> Self {
        Self { value: Value::Text(text.clone()), text }
    }

    fn date(date: i64, format: Format, clock: &Clock) -> Self {
        let date = if format == Format::Date { clock.midnight(date) } else { date };
        Self { value: Value::Date(date), text: clock.text(date, format) }
    }

    /// The text of an answer, a default or a saved row in a node of a type. `None` if it does not fit the type.
    pub(crate) fn cast(text: &str, kind: Type, clock: &Clock) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::empty());
        }
        Some(match kind {
            Type::Text => Self::plain(text.to_owned()),
            Type::Choices => Self::plain(text.split_whitespace().collect::<Vec<_>>().join(" ")),
            Type::Integer => {
                let number: i32 = text.trim().parse().ok()?;
                Self { value: Value::Number(number.into()), text: number.to_string() }
            }
            Type::Decimal => {
                let number: f64 = text.trim().parse().ok().filter(|number: &f64| number.is_finite())?;
                Self { value: Value::Number(number), text: double_text(number) }
            }
            Type::Date => Self::date(clock.parse_date_time(text)?, Format::Date, clock),
            Type::DateTime => Self::date(clock.parse_date_time(text)?, Format::DateTime, clock),
            Type::Time => Self::date(clock.parse_time(text)?, Format::Time, clock),
            Type::Geopoint => Self::plain(geo::normal_points(text, 1)?),
            Type::Geopoints => Self::plain(geo::normal_points(text, geo::MOST_POINTS)?),
        })
    }

    /// The result of a calculation in a node of a type.
    pub(crate) fn wrap(value: Value, kind: Type, clock: &Clock) -> Self {
        if value.is_null() {
            return Self::empty();
        }
        match value {
            Value::Boolean(truth) => Self { value, text: if truth { "1" } else { "0" }.to_owned() },
            Value::Number(number) => Self::number(number, kind),
            Value::Date(date) => {
                let format = match kind {
                    Type::Time => Format::Time,
                    Type::Date => Format::Date,
                    _ => Format::DateTime,
                };
                Self::date(date, format, clock)
            }
            Value::Text(text) => match kind {
                Type::Choices | Type::Geopoint | Type::Geopoints => {
                    Self::cast(&text, kind, clock).unwrap_or_else(Self::empty)
                }
                Type::Date | Type::Time | Type::DateTime => {
                    Self::cast(&text, kind, clock).unwrap_or_else(|| Self::plain(text))
                }
                _ => Self::plain(text),
            },
        }
    }

    fn number(number: f64, kind: Type) -> Self {
        let whole = number as i64;
        let integral = (number - whole as f64).abs() < 1e-9;
        if kind == Type::Integer || integral && i32::try_from(whole).is_ok() {
            let whole = number as i32;
            return Self { value: Value::Number(whole.into()), text: whole.to_string() };
        }
        if integral {
            return Self { value: Value::Number(whole as f64), text: whole.to_string() };
        }
        Self { value: Value::Number(number), text: double_text(number) }
    }

    /// The result of a default or a triggered calculation: stored as text first, then read in the type.
    pub(crate) fn set(value: Value, kind: Type, clock: &Clock) -> Self {
        let wrapped = Self::wrap(value, kind, clock);
        Self::cast(&wrapped.text, kind, clock).unwrap_or(wrapped)
    }
}
