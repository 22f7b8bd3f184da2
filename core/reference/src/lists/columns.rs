//! Which columns the lists have, and what stands in them.

use crate::Language;
use crate::codes::Code;
use crate::helplines::Helpline;
use crate::places::{Level, Place};

const BANGLA: &str = "label::Bangla (bn)";
const ENGLISH: &str = "label::English (en)";

/// `division` and `district` are codes of the card of a case, `parent` and `upazila` codes of places.
pub(super) const PLACES: &[&str] =
    &["name", "label", BANGLA, ENGLISH, "level", "parent", "division", "district", "upazila"];

/// `hours` is Bangla, as `label` is; `open` is for programs.
pub(super) const HELPLINES: &[&str] =
    &["name", "label", BANGLA, ENGLISH, "hours", "hours_en", "open", "about", "about_en", "level"];

/// What HTCDS, CTDC and Primero call a code; the first value where there are several.
pub(super) const CODES: &[&str] = &["name", "label", BANGLA, ENGLISH, "htcds", "ctdc", "primero"];

pub(super) fn label(language: Language) -> &'static str {
    if language == Language::Bangla { BANGLA } else { ENGLISH }
}

/// The language of a label's column, however it is written: `label`, `label::bn`, `label::Bangla (bn)`.
fn language_of(column: &str) -> Option<Language> {
    match column {
        "label" | BANGLA | "label::bn" => Some(Language::Bangla),
        ENGLISH | "label::en" => Some(Language::English),
        _ => None,
    }
}

pub(super) fn place(place: Place, column: &str) -> Option<&'static str> {
    if let Some(language) = language_of(column) {
        return Some(place.name(language));
    }
    let card = |level| place.around(level).and_then(Place::card_code).unwrap_or_default();
    Some(match column {
        "name" => place.code(),
        "level" => place.level().code(),
        "parent" => place.parent().map_or("", Place::code),
        "division" => card(Level::Division),
        "district" => card(Level::District),
        "upazila" => place.around(Level::Upazila).map_or("", Place::code),
        _ => return None,
    })
}

pub(super) fn helpline(helpline: Helpline, column: &str) -> Option<&'static str> {
    if let Some(language) = language_of(column) {
        return Some(helpline.label(language));
    }
    Some(match column {
        "name" => helpline.number(),
        "hours" => helpline.hours(Language::Bangla),
        "hours_en" => helpline.hours(Language::English),
        "open" => helpline.open(),
        "about" => helpline.about(Language::Bangla),
        "about_en" => helpline.about(Language::English),
        "level" => helpline.level().code(),
        _ => return None,
    })
}

pub(super) fn code(code: Code, column: &str) -> Option<&'static str> {
    if let Some(language) = language_of(column) {
        return Some(code.label(language));
    }
    Some(match column {
        "name" => code.code(),
        "htcds" => code.htcds().find(|found| found.field.is_none()).map_or("", |found| found.value),
        "ctdc" => code.ctdc().find_map(|found| found.field).unwrap_or_default(),
        "primero" => code.primero().map_or("", |found| found.value),
        _ => return None,
    })
}
