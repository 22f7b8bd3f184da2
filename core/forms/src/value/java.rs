//! Numbers as Java writes and rounds them.

use super::NEAR;

/// A number as XPath text: whole numbers without a point, others as Java writes a double.
pub(crate) fn number_text(number: f64) -> String {
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.abs() < NEAR {
        "0".to_owned()
    } else if number.is_infinite() {
        if number < 0.0 { "-Infinity" } else { "Infinity" }.to_owned()
    } else if (number - f64::from(number as i32)).abs() < NEAR {
        (number as i32).to_string()
    } else {
        double_text(number)
    }
}

/// `Double.toString`: the shortest digits that give the number back, with a point, and an exponent outside of
/// 10^-3 to 10^7.
pub(crate) fn double_text(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    let sign = if number.is_sign_negative() { "-" } else { "" };
    let size = number.abs();
    if size.is_infinite() {
        return format!("{sign}Infinity");
    }
    if size == 0.0 {
        return format!("{sign}0.0");
    }
    if (1e-3..1e7).contains(&size) {
        let digits = size.to_string();
        return if digits.contains('.') { format!("{sign}{digits}") } else { format!("{sign}{digits}.0") };
    }
    let scientific = format!("{size:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let point = if mantissa.contains('.') { "" } else { ".0" };
    format!("{sign}{mantissa}{point}E{exponent}")
}

/// `round(number, places)` for places from 0: half away from zero, but half of a negative number towards zero.
/// Works on the decimal digits, as `BigDecimal` does.
pub(crate) fn round_half(number: f64, places: usize) -> f64 {
    let digits = number.abs().to_string();
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    if fraction.len() <= places {
        return number;
    }
    let (kept, cut) = fraction.split_at(places);
    let half_or_more = cut.as_bytes()[0] >= b'5';
    let exactly_half = cut.starts_with('5') && cut[1..].bytes().all(|digit| digit == b'0');
    let up = half_or_more && !(number < 0.0 && exactly_half);
    let mut rounded: Vec<u8> = whole.bytes().chain(kept.bytes()).collect();
    if up {
        increment(&mut rounded);
    }
    let point = rounded.len() - places;
    let text: String = rounded.iter().map(|digit| char::from(*digit)).collect();
    let size: f64 = format!("{}.{}0", &text[..point], &text[point..]).parse().unwrap_or(f64::NAN);
    if number < 0.0 { 0.0 - size } else { size }
}

fn increment(digits: &mut Vec<u8>) {
    for digit in digits.iter_mut().rev() {
        if *digit == b'9' {
            *digit = b'0';
        } else {
            *digit += 1;
            return;
        }
    }
    digits.insert(0, b'1');
}
