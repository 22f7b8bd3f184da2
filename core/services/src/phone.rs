//! Telephone numbers: E.164, or a short number of Bangladesh.

use jonaki_reference::text::ascii_digits;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A number: E.164 with its `+` (`+8801…`, at most 15 digits), or a short number of three to five digits (`1098`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

impl Phone {
    /// Reads a number as people write it: both scripts of digits, blanks and strokes; a number of Bangladesh may lack
    /// its country (`01712-345678`), and a mobile number also the zero that spreadsheets drop.
    pub fn parse(text: &str) -> Option<Self> {
        let text = ascii_digits(text.trim());
        let plus = text.starts_with('+');
        let body = text.strip_prefix('+').unwrap_or(&text);
        let blank = |found: char| matches!(found, ' ' | '-' | '(' | ')' | '.' | '\u{a0}');
        let digits: String = body.chars().filter(|found| !blank(*found)).take(20).collect();
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        if plus {
            return Self::checked(format!("+{digits}"));
        }
        if (3..=5).contains(&digits.len()) {
            return Self::checked(digits);
        }
        let whole = match digits.strip_prefix("00") {
            Some(abroad) => abroad.to_owned(),
            None if digits.starts_with('0') && (9..=11).contains(&digits.len()) => format!("88{digits}"),
            None if digits.starts_with('1') && digits.len() == 10 => format!("880{digits}"),
            None => digits,
        };
        Self::checked(format!("+{whole}"))
    }

    fn checked(text: String) -> Option<Self> {
        let (digits, range) = match text.strip_prefix('+') {
            Some(digits) => (digits, 8..=15),
            None => (text.as_str(), 3..=5),
        };
        let numeric = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
        // A mobile number of Bangladesh has ten digits behind its country: `+880 1…`.
        let mobile = !digits.starts_with("8801") || digits.len() == 13;
        (numeric && mobile && range.contains(&digits.len())).then_some(Self(text))
    }

    /// What to dial: `+8801…` or `1098`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits alone: a cell that begins with `+` is a formula to a spreadsheet.
    pub fn digits(&self) -> &str {
        self.0.strip_prefix('+').unwrap_or(&self.0)
    }
}

impl TryFrom<String> for Phone {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::checked(text).ok_or("not a number")
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.0
    }
}

/// Never shows the number: logs are read by many.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for text in [
            "+8801000000001",
            "01000-000001",
            "০১০০০০০০০০১",
            "8801000000001",
            "1000000001",
            "0088 01000 000001",
        ] {
            let found = Phone::parse(text);
            assert_eq!(found.as_ref().map(Phone::as_str), Some("+8801000000001"), "{text}");
        }
        assert_eq!(Phone::parse("১০৯৮").as_ref().map(Phone::as_str), Some("1098"));
        for text in [
            "",
            "+",
            "12",
            "0100000001",
            "phone",
            "+0123456789",
            "+88010000000012",
            "1234567890123456",
            "01000000001x",
        ] {
            assert_eq!(Phone::parse(text), None, "{text}");
        }
        let phone = Phone::parse("01000000001").expect("a number");
        assert_eq!(Phone::parse(phone.digits()), Some(phone));
    }
}
