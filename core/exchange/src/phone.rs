//! Telephone numbers as E.164 has them.

use crate::date::ascii_digits;

/// A number with its country, digits only, as the standard's pattern `^\+?[1-9]\d{1,14}$` takes it. The sign is left
/// away because a cell that begins with `+` is a formula to a spreadsheet. A number of Bangladesh may lack its
/// country (`01712-345678`, `02477-721011`); nothing when it cannot be read.
pub(crate) fn digits(text: &str) -> Option<String> {
    let text = ascii_digits(text.trim());
    let plus = text.starts_with('+');
    let body = text.strip_prefix('+').unwrap_or(&text);
    let blank = |found: char| matches!(found, ' ' | '-' | '(' | ')' | '.' | '\u{a0}');
    let digits: String = body.chars().filter(|found| !blank(*found)).collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // A mobile number of Bangladesh has eleven digits; a line in a house has from nine to eleven with its area.
    let mobile = digits.starts_with("01") && digits.len() == 11;
    let line = digits.starts_with('0') && !digits.starts_with("00") && !digits.starts_with("01");
    let local = !plus && (mobile || line && (9..=11).contains(&digits.len()));
    let whole = match digits.strip_prefix("00") {
        Some(abroad) if !plus => abroad.to_owned(),
        _ if local => format!("88{digits}"),
        _ => digits,
    };
    ((2..=15).contains(&whole.len()) && !whole.starts_with('0')).then_some(whole)
}
