//! What codes mean, in both languages: the list of [`crate::reference`] for every code that the product writes.

mod fields;
mod said;

pub use fields::field;
pub use said::{named, said, scalar, value};

use jonaki_document::{FieldType, MapContent, layout};
use jonaki_protocol::Compartment::{self, Card, Identity, Referral, Work};
use jonaki_reference::places::{Level, Place};
use jonaki_reference::{Language, codes};

/// Why there is no value: every open field takes these codes besides its own.
const ABSENT: &str = "unknown_reasons";

/// Coded fields whose list has another name, and fields of the entries of a map.
const LISTS: &[(Compartment, &str, &str)] = &[
    (Card, "victim_sex", "sex"),
    (Card, "victim_age_band", "age_band"),
    (Card, "events.kind", "case_events"),
    (Card, "events.reason", "case_event_reasons"),
    (Card, "events.giver", "consent_giver"),
    (Card, "events.basis", "legal_basis"),
    (Card, "events.purpose", "consent_purpose"),
    (Card, "events.service", "service_types"),
    (Card, "events.how", "consent_how"),
    (Card, "events.whom", "organisation_types"),
    (Identity, "id_type", "id_documents"),
    (Work, "tasks.kind", "follow_up_kind"),
    (Work, "tasks.repeats", "task_repeats"),
    (Work, "plan.service", "service_types"),
    (Work, "steps.kind", "work_steps"),
    (Work, "risks.level", "risk_level"),
    (Work, "links.relation", "case_links"),
    (Work, "team.part", "team_parts"),
    (Referral, "kind", "referral_kind"),
    (Referral, "service", "service_types"),
    (Referral, "purpose", "consent_purpose"),
    (Referral, "urgency", "response_time"),
    (Referral, "events.kind", "referral_events"),
    (Referral, "events.reason", "referral_event_reasons"),
    (Referral, "events.outcome", "service_outcome"),
];

/// The list of a coded field: `urgency`, or `events.reason` for a field of a map's entries. `None` for places, and for what is
/// no code.
pub fn list_of(compartment: Compartment, field: &str) -> Option<&'static str> {
    let named = LISTS.iter().find(|(place, name, _)| (*place, *name) == (compartment, field));
    if let Some((_, _, list)) = named {
        return Some(list);
    }
    let coded = matches!(kind_of(compartment, field), Some(FieldType::Code(_) | FieldType::Fixed(_)));
    if coded || is_set(compartment, field) { codes::list(field).map(codes::List::id) } else { None }
}

/// What a code of a list means, or why there is none. `None` where nobody has said.
pub fn label(list: &str, code: &str, language: Language) -> Option<&'static str> {
    let found = codes::list(list)?.code(code).or_else(|| codes::code(ABSENT, code))?;
    Some(found.label(language))
}

/// What a code in a field of a document means, places among them. `None` for words of people.
pub fn of_field(
    compartment: Compartment,
    field: &str,
    code: &str,
    language: Language,
) -> Option<&'static str> {
    let place = match field {
        "division" => Place::by_card_code(Level::Division, code),
        "district" => Place::by_card_code(Level::District, code),
        "upazila" => Place::by_code(code),
        _ => None,
    };
    if let Some(place) = place {
        return Some(place.name(language));
    }
    let list = match kind_of(compartment, field) {
        Some(FieldType::Code(_) | FieldType::Fixed(_)) => list_of(compartment, field).unwrap_or(ABSENT),
        Some(FieldType::Bool) => "yes_no_unknown",
        Some(FieldType::Int(..) | FieldType::Date) => ABSENT,
        Some(_) => return None,
        None => list_of(compartment, field)?,
    };
    label(list, code, language)
}

/// What a code in a field of a case means, for those who know the field's name alone.
pub fn of_case(field: &str, code: &str, language: Language) -> Option<&'static str> {
    let has = |place: &Compartment| layout(*place).field(field).is_some() || is_set(*place, field);
    let place = Compartment::CASE.into_iter().find(has)?;
    of_field(place, field, code, language)
}

/// The list of a coded field of a case, for those who know the field's name alone.
pub fn list_of_case(field: &str) -> Option<&'static str> {
    Compartment::CASE.into_iter().find_map(|place| list_of(place, field))
}

/// Whether a field of a case holds an hour, in seconds since 1970.
pub fn is_hour(field: &str) -> bool {
    Compartment::CASE.into_iter().any(|place| matches!(kind_of(place, field), Some(FieldType::Hour)))
}

/// What a register of a case holds, for those who know the field's name alone, or with its compartment before it.
fn kind_of_case(field: &str) -> Option<&'static FieldType> {
    if let Some((place, name)) = field.split_once('.') {
        let place = Compartment::CASE.into_iter().find(|known| known.name() == place)?;
        return kind_of(place, name);
    }
    Compartment::CASE.into_iter().find_map(|place| kind_of(place, field))
}

/// What a register holds, or a field of a map's entries.
fn kind_of(compartment: Compartment, field: &str) -> Option<&'static FieldType> {
    let spec = layout(compartment);
    match field.split_once('.') {
        Some((map, name)) => spec.entries(map)?.field(name).map(|field| &field.kind),
        None => spec.field(field).map(|field| &field.kind),
    }
}

/// Whether it is a set of codes.
fn is_set(compartment: Compartment, map: &str) -> bool {
    layout(compartment).map(map).is_some_and(|map| matches!(map.content, MapContent::Members { .. }))
}
