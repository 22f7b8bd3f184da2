//! Numbers and dates of cells as texts.

use calamine::ExcelDateTime;

/// A number as pyxform writes it: whole numbers without a point, small and large ones with an exponent.
pub(super) fn number(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return format!("{number:.0}");
    }
    let size = number.abs();
    if !(1e-4..1e16).contains(&size) { exponent(number) } else { number.to_string() }
}

/// `1e-05`, as Python writes it.
fn exponent(number: f64) -> String {
    let text = format!("{number:e}");
    match text.split_once('e') {
        Some((digits, power)) => {
            let (sign, power) = power.strip_prefix('-').map_or(('+', power), |power| ('-', power));
            format!("{digits}e{sign}{power:0>2}")
        }
        None => text,
    }
}

/// Days after which no spreadsheet has a date: 31 December 9999.
const LAST_DAY: f64 = 2_958_466.0;

/// A date as ISO 8601; a time alone if it is less than a day.
pub(super) fn moment(moment: &ExcelDateTime) -> String {
    let days = moment.as_f64();
    if moment.is_duration() || !(0.0..LAST_DAY).contains(&days) {
        return number(days);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    match () {
        () if days < 1.0 => time,
        () if days.fract() == 0.0 => date,
        () => format!("{date}T{time}"),
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_written_as_people_wrote_them() {
        let cases = [
            (1.0, "1"),
            (-3.0, "-3"),
            (0.5, "0.5"),
            (1e-5, "1e-05"),
            (0.0, "0"),
            (-0.0, "0"),
            (100.25, "100.25"),
        ];
        for (value, text) in cases {
            assert_eq!(number(value), text);
        }
    }
}
