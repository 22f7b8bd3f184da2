//! Words of a page that are no labels of codes: days, countries, and what a record says, made harmless.

use crate::date::bangla_digits;
use crate::{Date, Language, iso};

/// Two languages of one thing: Bangla, English.
pub(super) type Both = (&'static str, &'static str);

const MONTHS: [Both; 12] = [
    ("জানুয়ারি", "January"),
    ("ফেব্রুয়ারি", "February"),
    ("মার্চ", "March"),
    ("এপ্রিল", "April"),
    ("মে", "May"),
    ("জুন", "June"),
    ("জুলাই", "July"),
    ("আগস্ট", "August"),
    ("সেপ্টেম্বর", "September"),
    ("অক্টোবর", "October"),
    ("নভেম্বর", "November"),
    ("ডিসেম্বর", "December"),
];

/// A day in words, with what a machine reads.
pub(super) fn day_text(day: Date, language: Language) -> String {
    let iso = day.to_string();
    let month = MONTHS[usize::from(day.month() - 1)];
    let words = format!("{} {} {}", day.day(), crate::pick(language, month.0, month.1), day.year());
    format!("<time datetime=\"{iso}\">{}</time>", crate::pick(language, bangla_digits(&words), words.clone()))
}

/// Names of the countries that come up; others by their two letters.
pub(super) fn country(code: &str, language: Language) -> String {
    let (bangla, english) = match iso::country(code).unwrap_or_default() {
        "BD" => ("বাংলাদেশ", "Bangladesh"),
        "IN" => ("ভারত", "India"),
        "MM" => ("মিয়ানমার", "Myanmar"),
        "NP" => ("নেপাল", "Nepal"),
        "PK" => ("পাকিস্তান", "Pakistan"),
        "MY" => ("মালয়েশিয়া", "Malaysia"),
        "AE" => ("সংযুক্ত আরব আমিরাত", "United Arab Emirates"),
        "SA" => ("সৌদি আরব", "Saudi Arabia"),
        "LB" => ("লেবানন", "Lebanon"),
        "JO" => ("জর্ডান", "Jordan"),
        "OM" => ("ওমান", "Oman"),
        _ => return escaped(code),
    };
    crate::pick(language, bangla, english).to_owned()
}

/// Text inside an element or a quoted attribute.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for found in text.chars() {
        match found {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ if found.is_control() && found != '\n' => {}
            _ => out.push(found),
        }
    }
    out
}
