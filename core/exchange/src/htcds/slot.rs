//! One cell: where its fact is, as what type, and how it becomes text and is read again.

use super::import::Problem;
use super::standard::Field;
use crate::codes::{self, List};
use crate::date::ascii_digits;
use crate::{Date, Value, cell, iso, phone};

/// Where the fact of a column is in a row, with its type.
pub(crate) enum Slot<'r> {
    Text(&'r mut Value<String>),
    Phone(&'r mut Value<String>),
    Day(&'r mut Value<Date>),
    /// A whole number and the largest that makes sense.
    Number(&'r mut Value<u16>, u16),
    /// Degrees, to both sides of zero.
    Degrees(&'r mut Value<f64>, f64),
    Flag(&'r mut Value<bool>),
    Code(List, &'r mut Value<String>),
    /// Several codes; whether the standard takes more than one.
    Codes(List, &'r mut Value<Vec<String>>, bool),
    Country(&'r mut Value<String>),
    Countries(&'r mut Value<Vec<String>>),
    Language(&'r mut Value<String>),
}

/// A fact as text.
pub(crate) struct Written {
    /// The cell before it is defused.
    pub(crate) text: String,
    /// Something was known that the standard cannot say.
    pub(crate) lost: bool,
}

impl Slot<'_> {
    /// The fact as the standard writes it; all that is not known is empty.
    pub(crate) fn write(&self, field: &Field) -> Written {
        let plain = |text: Option<String>| Written { text: text.unwrap_or_default(), lost: false };
        match self {
            Self::Text(fact) => plain(fact.known().map(|text| cell::tidy(text))),
            Self::Phone(fact) => {
                some_of(fact.known().map(|text| cell::tidy(text)).as_slice(), |text| phone::digits(text))
            }
            Self::Day(fact) => plain(fact.known().map(Date::to_string)),
            Self::Number(fact, most) => {
                some_of(fact.known().as_slice(), |number| (*number <= most).then(|| number.to_string()))
            }
            Self::Degrees(fact, most) => some_of(fact.known().as_slice(), |degrees| {
                (degrees.abs() <= *most).then(|| degrees.to_string())
            }),
            Self::Flag(fact) => plain(fact.known().map(|flag| flag_text(*flag).to_owned())),
            Self::Code(list, fact) => write_codes(fact.known().as_slice(), (*list, false), field),
            Self::Codes(list, fact, many) => {
                let own: Vec<&String> = fact.known().into_iter().flatten().collect();
                write_codes(&own, (*list, *many), field)
            }
            Self::Country(fact) => {
                some_of(fact.known().as_slice(), |text| iso::country(text).map(str::to_owned))
            }
            Self::Countries(fact) => {
                let mut all: Vec<&String> = fact.known().into_iter().flatten().collect();
                all.sort();
                some_of(&all, |text| iso::country(text).map(str::to_owned))
            }
            Self::Language(fact) => {
                some_of(fact.known().as_slice(), |text| iso::language_out(text).map(str::to_owned))
            }
        }
    }

    /// Reads a cell that is not empty. Gives a warning when it was read with good will.
    pub(crate) fn read(self, text: &str, field: &Field) -> Result<Option<Problem>, Problem> {
        match self {
            Self::Text(fact) => *fact = Value::Known(text.to_owned()),
            Self::Phone(fact) => {
                let digits = phone::digits(text).ok_or(Problem::BadPhone)?;
                *fact = Value::Known(format!("+{digits}"));
            }
            Self::Day(fact) => *fact = Value::Known(Date::parse(text).ok_or(Problem::BadDate)?),
            number @ (Self::Number(..) | Self::Degrees(..) | Self::Flag(_)) => number.read_number(text)?,
            Self::Code(list, fact) => {
                let (found, warning) = read_codes(text, (list, false), field)?;
                *fact = found.into_iter().next().into();
                return Ok(warning);
            }
            Self::Codes(list, fact, many) => {
                let (found, warning) = read_codes(text, (list, true), field)?;
                let warning = warning.or((found.len() > 1 && !many).then_some(Problem::SeveralForOne));
                *fact = Value::Known(found);
                return Ok(warning);
            }
            Self::Country(fact) => {
                *fact = Value::Known(iso::country(text).ok_or(Problem::UnknownCountry)?.to_owned());
            }
            Self::Countries(fact) => {
                let all: Option<Vec<_>> = pieces(text).map(iso::country).collect();
                let all = all.filter(|all| !all.is_empty()).ok_or(Problem::UnknownCountry)?;
                *fact = Value::Known(all.into_iter().map(str::to_owned).collect());
            }
            Self::Language(fact) => {
                let tag = text.split(['-', '_']).next().unwrap_or_default();
                *fact = Value::Known(iso::language_in(tag).ok_or(Problem::UnknownLanguage)?);
            }
        }
        Ok(None)
    }
}

/// What is counted, measured or ticked; nothing else.
impl Slot<'_> {
    pub(crate) fn read_number(self, text: &str) -> Result<(), Problem> {
        match self {
            Self::Number(fact, most) => *fact = Value::Known(whole(text, most).ok_or(Problem::BadNumber)?),
            Self::Degrees(fact, most) => {
                *fact = Value::Known(degrees(text, most).ok_or(Problem::BadDegrees)?)
            }
            Self::Flag(fact) => *fact = Value::Known(flag(text).ok_or(Problem::BadFlag)?),
            _ => {}
        }
        Ok(())
    }
}

/// Joins what can be said, each once; says whether something could not.
fn some_of<T>(facts: &[T], say: impl Fn(&T) -> Option<String>) -> Written {
    let mut said: Vec<String> = Vec::new();
    let mut lost = false;
    for fact in facts {
        match say(fact) {
            Some(text) if !said.contains(&text) => said.push(text),
            Some(_) => {}
            None => lost = true,
        }
    }
    Written { text: said.join(";"), lost }
}

/// Codes of the standard in the order of its list.
fn write_codes<S: AsRef<str>>(own: &[S], list: (List, bool), field: &Field) -> Written {
    let (list, many) = list;
    let mut said: Vec<&str> = own.iter().filter_map(|own| codes::htcds(list, own.as_ref())).collect();
    let known = said.len();
    said.retain(|code| !code.is_empty());
    let lost = said.len() < known || known < own.len();
    said.sort_by_key(|code| field.place(code));
    said.dedup();
    let over = said.len() > 1 && !many;
    if over {
        said.truncate(1);
    }
    Written { text: said.join(";"), lost: lost || over }
}

/// Our codes for a cell: names of the standard, or close spellings with a warning, separated by `;` or, as XLSForm
/// does it, by blanks.
fn read_codes(
    text: &str,
    list: (List, bool),
    field: &Field,
) -> Result<(Vec<String>, Option<Problem>), Problem> {
    let (list, many) = list;
    let whole = || field.code(text).map(|code| vec![code]);
    let parted = || pieces(text).map(|piece| field.code(piece)).collect::<Option<Vec<_>>>();
    let blanks = || text.split_whitespace().map(|piece| field.code(piece)).collect::<Option<Vec<_>>>();
    let found = whole().or_else(|| parted().filter(|_| many)).or_else(|| blanks().filter(|_| many));
    let found = found.filter(|found| !found.is_empty());
    let (found, warning) = match found {
        Some(found) => {
            let exact = pieces(text).eq(found.iter().copied());
            (found, (!exact).then_some(Problem::ReadAs))
        }
        None if open(field) && pieces(text).next().is_some() => {
            (known_or_other(text, field), Some(Problem::TakenAsOther))
        }
        None => return Err(Problem::UnknownCode),
    };
    let own: Option<Vec<String>> =
        found.into_iter().map(|code| codes::own(list, code).map(str::to_owned)).collect();
    Ok((own.ok_or(Problem::UnknownCode)?, warning))
}

/// Lists that the standard lets everybody lengthen: what is new there is `Other`.
fn open(field: &Field) -> bool {
    field.name.ends_with("WebsitesAndApps")
}

fn known_or_other<'f>(text: &str, field: &'f Field) -> Vec<&'f str> {
    let mut found: Vec<&str> = pieces(text).map(|piece| field.code(piece).unwrap_or("Other")).collect();
    found.dedup();
    found
}

fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').map(str::trim).filter(|piece| !piece.is_empty())
}

fn whole(text: &str, most: u16) -> Option<u16> {
    let digits = ascii_digits(text);
    let digits = digits.strip_suffix(".0").unwrap_or(&digits);
    let number = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?;
    number.filter(|number| *number <= most)
}

fn degrees(text: &str, most: f64) -> Option<f64> {
    let text = ascii_digits(text);
    let shaped = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+'));
    let degrees: f64 = shaped.then(|| text.parse().ok())??;
    (degrees.abs() <= most).then_some(degrees)
}

fn flag(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Some(true),
        "false" | "no" | "0" => Some(false),
        _ => None,
    }
}

fn flag_text(flag: bool) -> &'static str {
    if flag { "TRUE" } else { "FALSE" }
}
