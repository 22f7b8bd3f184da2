//! Whether a default is a formula: pyxform's rule, which looks for operators, calls and references.

use jonaki_forms::definition::Kind;

/// Whether a default must be evaluated. In dates and places a `-` is no operator.
pub(crate) fn is_dynamic(text: &str, kind: &Kind) -> bool {
    if matches!(kind, Kind::Date | Kind::Time | Kind::DateTime) && is_moment(text) {
        return false;
    }
    let dashed =
        matches!(kind, Kind::Date | Kind::DateTime | Kind::Geopoint | Kind::Geotrace | Kind::Geoshape);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '0'..='9' | '-' | '.' if number(rest) > 0 => number(rest),
            '-' if dashed => return false,
            '*' | '+' | '-' | '|' => return true,
            ' ' if rest.starts_with(" mod ") || rest.starts_with(" div ") => return true,
            '\'' | '"' => rest[1..].find(first).map_or(1, |end| end + 2),
            '$' if rest.starts_with("${") && rest.contains('}') => return true,
            _ => {
                let name = name(rest);
                if name > 0 && rest[name..].starts_with('(') {
                    return true;
                }
                name
            }
        };
        rest = rest.get(length.max(first.len_utf8())..).unwrap_or_default();
    }
    false
}

/// Digits and signs of a date or time only.
fn is_moment(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_digit())
        && text.contains([':', '-'])
        && text.chars().all(|letter| letter.is_ascii_digit() || "-:.+TZ".contains(letter))
}

/// Bytes of `-?digits[.digits]` at the start.
fn number(text: &str) -> usize {
    let sign = usize::from(text.starts_with('-'));
    let mut points = 0;
    let digits = text[sign..]
        .find(|letter: char| {
            points += usize::from(letter == '.');
            !(letter.is_ascii_digit() || letter == '.' && points == 1)
        })
        .map_or(text.len(), |length| sign + length);
    if text[sign..digits].bytes().any(|byte| byte.is_ascii_digit()) { digits } else { 0 }
}

/// Bytes of a name at the start.
fn name(text: &str) -> usize {
    let first = |letter: char| letter.is_alphabetic() || letter == '_';
    let inside = |letter: char| first(letter) || letter.is_numeric() || matches!(letter, '-' | '.' | ':');
    if text.starts_with(first) { text.find(|letter| !inside(letter)).unwrap_or(text.len()) } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_told_from_texts() {
        let dynamic = ["1 + 1", "${a}", "today()", "a | b", "a - b", "2 * 3", "5 mod 2", "concat('a', 'b')"];
        let fixed = ["a", "some-name", "12.5", "-3", "'1 + 1'", "a b c", "yes, (no)", "হ্যাঁ", "a/b"];
        assert_eq!(dynamic.iter().filter(|text| !is_dynamic(text, &Kind::Text)).count(), 0);
        assert_eq!(
            fixed.iter().filter(|text| is_dynamic(text, &Kind::Text)).collect::<Vec<_>>(),
            Vec::<&&str>::new()
        );
        assert!(!is_dynamic("2020-01-01", &Kind::Date) && is_dynamic("today() - 1", &Kind::Date));
        assert!(!is_dynamic("12:30:00.000+06:00", &Kind::Time));
        assert!(!is_dynamic("23.7 90.4 0 0", &Kind::Geopoint));
    }
}
