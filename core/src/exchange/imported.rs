//! A row of a partner in the documents of a report: where a field of ours says exactly the same it goes there, else it
//! is kept as an answer under the standard's name, so that it leaves again as it came.

use super::{Facts, HOMES};
use crate::form::Sorted;
use crate::{Date, Language};
use jonaki_document::{Edit, MapContent, Scalar, layout};
use jonaki_exchange::htcds::{Answers, STATED, is_identity, standard::standard, told};
use jonaki_exchange::record::{CaseRecord, Consent, Victim};
use jonaki_protocol::Compartment;
use jonaki_reference::places::{Level, Place, all};
use std::collections::BTreeMap;

/// Before every key; no question of a form can have it, for those have no two underscores.
const PREFIX: &str = "ht__";
/// What is kept besides the standard's fields.
pub(super) const PERSON: &str = "person_id";
const CASE: &str = "case_id";

/// The key of an answer of the victim with this number, from 1.
pub(crate) fn key(victim: usize, name: &str) -> String {
    format!("{PREFIX}{victim}_{}", name.to_ascii_lowercase())
}

/// The id that a partner's file gave the case.
pub(crate) fn case_key() -> String {
    key(1, CASE)
}

/// Everything that a report from this record is to say.
pub(crate) fn edits(record: &CaseRecord, today: Date) -> Sorted {
    let mut sorted = Sorted::new();
    let mut add = |place, edit| sorted.entry(place).or_default().push(edit);
    add(Compartment::Card, Edit::set("source_channel", "partner_import".into()));
    let answer = |name: &str, value: &str| Edit::set(&format!("answers.{name}"), value.into());
    if !record.case_id.is_empty() {
        add(Compartment::Account, answer(&case_key(), &record.case_id));
    }
    for (number, victim) in (1..).zip(&record.victims) {
        let mut facts: BTreeMap<&str, String> = told(record, victim, today).into_iter().collect();
        if number == 1 {
            for (place, edit) in at_home(&mut facts).into_iter().chain(band(victim, today)) {
                add(place, edit);
            }
        }
        if !victim.person_id.is_empty() {
            add(Compartment::Account, answer(&key(number, PERSON), &victim.person_id));
        }
        for (field, value) in facts {
            let who = is_identity(field) && (field.starts_with("prs_") || field.starts_with("per_"));
            let place = if who { Compartment::Identity } else { Compartment::Account };
            add(place, answer(&key(number, field), &value));
        }
    }
    sorted
}

/// Takes out what a field of ours says as exactly.
fn at_home(facts: &mut BTreeMap<&str, String>) -> Vec<(Compartment, Edit)> {
    let mut found = Vec::new();
    for home in &HOMES {
        let spec = layout(home.compartment).field(home.field);
        let Some(spec) = spec else { continue };
        let taken = facts.get(home.standard).map(|answer| Scalar::from(answer.as_str()));
        if let Some(value) = taken.filter(|value| spec.kind.accepts(value)) {
            facts.remove(home.standard);
            found.push((home.compartment, Edit::set(home.field, value)));
        }
    }
    let get = |name: &str| facts.get(name).map(String::as_str);
    if let (Some("BD"), Some((division, district))) =
        (get("hte_Country"), places(get("hte_State"), get("hte_City")))
    {
        let codes = [("division", Some(division)), ("district", district)];
        let set = codes.into_iter().filter_map(|(field, place)| Some((field, place?.card_code()?)));
        found.extend(set.map(|(field, code)| (Compartment::Card, Edit::set(field, code.into()))));
        for gone in ["hte_Country", "hte_State", "hte_City"] {
            facts.remove(gone);
        }
    }
    let concerns = layout(Compartment::Card).map("concern_types");
    if let (Some(MapContent::Members { codes, .. }), Some(said)) =
        (concerns.map(|map| &map.content), facts.get("vic_TypeOfExploitation"))
    {
        let own: Vec<&str> = said.split(' ').filter(|code| codes.contains(code)).collect();
        found.extend(own.iter().map(|code| (Compartment::Card, Edit::add_member("concern_types", code))));
        if own.len() == said.split(' ').count() {
            facts.remove("vic_TypeOfExploitation");
        }
    }
    found
}

/// The division, and the district in it, that the names mean as we write them.
fn places(state: Option<&str>, city: Option<&str>) -> Option<(Place, Option<Place>)> {
    let named = |level, name| all(level).find(|place: &Place| place.name(Language::English) == name);
    let division = named(Level::Division, state?)?;
    let Some(city) = city else { return Some((division, None)) };
    let district = named(Level::District, city).filter(|district| district.is_in(division))?;
    Some((division, Some(district)))
}

/// The band of the age, for the list of cases.
fn band(victim: &Victim, today: Date) -> Option<(Compartment, Edit)> {
    let band = match victim.identity.birth_date.known()?.years_until(today)? {
        0..=4 => "0-4",
        5..=11 => "5-11",
        12..=13 => "12-13",
        14..=17 => "14-17",
        _ => "adult",
    };
    Some((Compartment::Card, Edit::set("victim_age_band", band.into())))
}

/// What was imported of each victim, by its number.
pub(super) struct Imported {
    pub(super) answers: Answers,
    pub(super) person: String,
    /// The fields that it fills.
    pub(super) fields: Vec<&'static str>,
}

/// Reads back what [`edits`] kept. `first` is what the fields of the first victim's home said already.
pub(super) fn read(facts: &Facts, first: Answers) -> BTreeMap<usize, Imported> {
    let new = |answers| Imported { answers, person: String::new(), fields: Vec::new() };
    let mut victims = BTreeMap::from([(1, new(first))]);
    for place in [Compartment::Account, Compartment::Identity] {
        for (name, value) in facts.answers(place) {
            let parts = name.strip_prefix(PREFIX).and_then(|rest| rest.split_once('_'));
            let Some((Ok(number), name)) = parts.map(|(number, name)| (number.parse::<usize>(), name)) else {
                continue;
            };
            let victim = victims.entry(number).or_insert_with(|| new(Answers::new()));
            if name == PERSON {
                value.clone_into(&mut victim.person);
            }
            let field = standard().fields.iter().find(|field| field.name.eq_ignore_ascii_case(name));
            let Some(field) = field else { continue };
            victim.fields.push(&field.name);
            if field.name == "con_Consent" {
                let purpose = STATED.to_owned();
                victim.answers.consent(Consent { purpose, given: value == "yes", ..Consent::default() });
            } else {
                // Written by an import of ours: a later version may have lost the code, the others still count.
                let _ = victim.answers.answer(&field.name, value);
            }
        }
    }
    victims
}
