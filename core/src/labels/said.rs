//! Codes and values in words.

use super::{kind_of_case, label, of_case};
use crate::text::{ascii_digits, bangla_digits};
use jonaki_document::{FieldType, Scalar};
use jonaki_reference::Language;

/// What a code of a list means; the code itself, in words, where this version does not know it.
pub fn named(list: &str, code: &str, language: Language) -> String {
    label(list, code, language).map_or_else(|| code.replace('_', " "), str::to_owned)
}

/// What a field of a case says, in words: codes of its list, places. What people typed stays as it is.
pub fn said(field: &str, value: &str, language: Language) -> String {
    let one = |code| match field {
        "languages" => label(field, code, language),
        _ => of_case(field, code, language),
    };
    let several = matches!(field, "concern_types" | "languages");
    match one(value) {
        Some(label) => label.to_owned(),
        None if several => {
            value.split(' ').map(|code| one(code).unwrap_or(code)).collect::<Vec<_>>().join(", ")
        }
        None if matches!(value, "yes" | "no") => named("yes_no_unknown", value, language),
        None => value.to_owned(),
    }
}

/// A value of a field of a case, in words and in the digits of the language.
pub fn value(field: &str, value: &Scalar, language: Language) -> String {
    match value {
        Scalar::Bool(truth) => named("yes_no_unknown", if *truth { "yes" } else { "no" }, language),
        Scalar::Int(number) if language == Language::Bangla => bangla_digits(&number.to_string()),
        Scalar::Int(number) => number.to_string(),
        Scalar::Text(text) => said(field, text, language),
        Scalar::Bytes(_) => String::new(),
    }
}

/// What a person typed or chose, as the field's kind has it: a number in either script, yes or no, otherwise text.
pub fn scalar(field: &str, typed: &str) -> Scalar {
    let typed = typed.trim();
    match kind_of_case(field) {
        Some(FieldType::Bool) => match typed {
            "yes" | "true" => Scalar::Bool(true),
            "no" | "false" => Scalar::Bool(false),
            _ => typed.into(),
        },
        Some(FieldType::Int(..) | FieldType::Hour) => {
            ascii_digits(typed).parse().map_or_else(|_| typed.into(), Scalar::Int)
        }
        Some(FieldType::Date) => ascii_digits(typed).as_str().into(),
        _ => typed.into(),
    }
}
