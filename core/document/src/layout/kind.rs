//! What a register may hold.

use super::EntryKey;
use crate::value::Scalar;
use jonaki_protocol::{RecordId, limits};

/// Codes that every open register takes too: not knowing is not the same as an empty field.
pub const ABSENT: &[&str] = &["unknown", "not_asked", "declined", "not_applicable"];

/// The type and bounds of a value.
#[derive(Debug, Clone, Copy)]
pub enum FieldType {
    /// One of these codes, or one of [`ABSENT`].
    Code(&'static [&'static str]),
    /// One of these codes and nothing else.
    Fixed(&'static [&'static str]),
    /// A boolean, or one of [`ABSENT`].
    Bool,
    /// An integer within these bounds, both included, or one of [`ABSENT`].
    Int(i64, i64),
    /// A day `YYYY-MM-DD` of the years 1900 to 2099, or one of [`ABSENT`].
    Date,
    /// Seconds since 1970, a whole hour between 2020 and 2100.
    Hour,
    /// The id of a record, 32 lower-case hexadecimal digits.
    Record,
    /// The id of an entry, 24 lower-case hexadecimal digits.
    Entry,
    /// An id of so many bytes: as bytes, which beside the same id elsewhere in a request cost next to nothing, or, as it was
    /// written first, as lower-case hexadecimal digits.
    Id(usize),
    /// Text of at most so many Unicode scalar values. Sealed documents only.
    Text(usize),
    /// An answer to a form's question: text of at most [`limits::NOTE_CHARS`], an integer or a boolean.
    /// Sealed only.
    Answer,
}

/// 2020-01-01 and 2100-01-01 in seconds.
const HOURS: std::ops::Range<i64> = 1_577_836_800..4_102_444_800;

impl FieldType {
    /// What a register of [`Self::Hour`] takes for a moment in seconds since 1970: its hour, and for a clock that is wrong by
    /// decades the first or last hour that there is. A report is not lost to a flat battery.
    pub fn hour_of(seconds: i64) -> i64 {
        let hour = seconds.saturating_sub(seconds.rem_euclid(3600));
        hour.clamp(HOURS.start, HOURS.end - 3600)
    }

    /// Whether a value has this type and keeps its bounds.
    pub fn accepts(&self, value: &Scalar) -> bool {
        match (self, value) {
            (Self::Fixed(codes), Scalar::Text(text)) => codes.contains(&text.as_str()),
            (Self::Code(codes), Scalar::Text(text)) => codes.contains(&text.as_str()) || is_absent(text),
            (Self::Bool, Scalar::Bool(_)) => true,
            (Self::Int(low, high), Scalar::Int(number)) => (low..=high).contains(&number),
            (Self::Date, Scalar::Text(text)) => is_date(text) || is_absent(text),
            (Self::Bool | Self::Int(..), Scalar::Text(text)) => is_absent(text),
            (Self::Hour, Scalar::Int(seconds)) => HOURS.contains(seconds) && seconds % 3600 == 0,
            (Self::Record, Scalar::Text(text)) => is_hex(text, RecordId::LEN),
            (Self::Id(length), Scalar::Text(text)) => is_hex(text, *length),
            (Self::Id(length), Scalar::Bytes(bytes)) => bytes.len() == *length,
            (Self::Entry, Scalar::Text(text)) => EntryKey::Entry.accepts(text),
            (Self::Text(limit), Scalar::Text(text)) => fits(text, *limit),
            (Self::Answer, Scalar::Text(text)) => fits(text, limits::NOTE_CHARS),
            (Self::Answer, Scalar::Int(_) | Scalar::Bool(_)) => true,
            _ => false,
        }
    }
}

fn is_absent(text: &str) -> bool {
    ABSENT.contains(&text)
}

fn fits(text: &str, limit: usize) -> bool {
    // A byte count within the limit is a character count within it too.
    text.len() <= limit || text.chars().count() <= limit
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length * 2 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// A day that exists, in the one spelling `YYYY-MM-DD`.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return false;
    }
    let number = |range: std::ops::Range<usize>| {
        bytes[range]
            .iter()
            .try_fold(0_u32, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
    };
    let (Some(year), Some(month), Some(day)) = (number(0..4), number(5..7), number(8..10)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1900..2100).contains(&year) && (1..=days).contains(&day)
}
