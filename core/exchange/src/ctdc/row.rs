//! A row of CTDC.

use super::COLUMNS;
use crate::codes::{self, List};
use crate::record::{CaseRecord, Victim};
use crate::{Value, iso};
use std::collections::BTreeSet;

/// Groups of columns: their beginning, the column that says that the group is not specified, and the one with words.
const CONTROL: Group = Group {
    prefix: "meansOfControl",
    unsaid: "meansOfControlNotSpecified",
    words: "meansOfControlConcatenated",
};
const LABOUR: Group =
    Group { prefix: "typeOfLabour", unsaid: "typeOfLabourNotSpecified", words: "typeOfLabourConcatenated" };
const SEX: Group = Group { prefix: "typeOfSex", unsaid: "", words: "typeOfSexConcatenated" };
const EXPLOITATION: Group = Group { prefix: "is", unsaid: "", words: "typeOfExploitConcatenated" };

struct Group {
    prefix: &'static str,
    unsaid: &'static str,
    words: &'static str,
}

pub(super) fn cells(record: &CaseRecord, victim: &Victim) -> Vec<String> {
    let mut row = Cells(vec![String::new(); COLUMNS.len()]);
    demography(&mut row, record, victim);
    exploitation(&mut row, victim);
    recruitment(&mut row, victim);
    row.0
}

struct Cells(Vec<String>);

impl Cells {
    fn set(&mut self, column: &str, text: impl Into<String>) {
        if let Some(at) = COLUMNS.iter().position(|found| *found == column) {
            self.0[at] = text.into();
        }
    }

    /// 1 for the columns that are named, 0 for the other yes-or-no columns of the group; and the words of it.
    fn group(&mut self, group: &Group, named: &BTreeSet<&str>) {
        let mut words = Vec::new();
        for column in
            COLUMNS.iter().filter(|column| column.starts_with(group.prefix) && **column != group.words)
        {
            let yes = named.contains(column);
            if group.prefix != "is" || *column != "isAbduction" {
                self.set(column, if yes { "1" } else { "0" });
            }
            words.extend(yes.then(|| spell(&column[group.prefix.len()..])));
        }
        self.set(group.words, words.join(";"));
    }
}

fn demography(row: &mut Cells, record: &CaseRecord, victim: &Victim) {
    if let Some(day) = record.opened_on.known() {
        row.set("yearOfRegistration", day.year().to_string());
    }
    let called = record.source_channel.known().map(|channel| channel.starts_with("helpline_"));
    row.set("Datasource", called.map_or("", |called| if called { "Hotline" } else { "Case Management" }));
    row.set(
        "gender",
        victim.sex.known().map_or("", |sex| match sex.as_str() {
            "female" | "transgender_female" => "Female",
            "male" | "transgender_male" => "Male",
            _ => "",
        }),
    );
    let band = victim.age_band.known().map(String::as_str);
    row.set("ageBroad", victim.age_years.known().map_or_else(|| band_of(band), |years| broad(*years)));
    row.set("majorityStatus", majority(age_now(victim)));
    row.set("majorityStatusAtExploit", majority(age_at_exploitation(victim)));
    row.set("majorityEntry", majority(victim.age_when_trafficked.known().copied()));
    let mut nations: Vec<_> =
        victim.nationality.known().into_iter().flatten().filter_map(|nation| iso::country(nation)).collect();
    nations.sort_unstable();
    row.set("citizenship", nations.first().copied().unwrap_or_default());
    let place =
        victim.main_event().filter(|event| event.is("exploitation")).and_then(|event| event.country.known());
    row.set("CountryOfExploitation", place.and_then(|text| iso::country(text)).unwrap_or_default());
}

/// The bands of the dataset.
fn broad(years: u16) -> &'static str {
    match years {
        0..=8 => "0-8",
        9..=17 => "9-17",
        18..=23 => "18-23",
        24..=30 => "24-30",
        31..=38 => "31-38",
        39..=47 => "39-47",
        _ => "48+",
    }
}

/// Our bands that lie within one of theirs; 5 to 11 lies across two.
fn band_of(band: Option<&str>) -> &'static str {
    match band {
        Some("0-4") => "0-8",
        Some("12-13" | "14-17") => "9-17",
        _ => "",
    }
}

fn age_now(victim: &Victim) -> Option<u16> {
    let of_band = || victim.age_band.known().map(|band| if band == "adult" { 18 } else { 0 });
    victim.age_years.known().copied().or_else(of_band)
}

fn age_at_exploitation(victim: &Victim) -> Option<u16> {
    let born = victim.identity.birth_date.known()?;
    let first =
        victim.events.iter().filter(|event| event.is("exploitation")).filter_map(|event| event.date.known());
    born.years_until(*first.min()?)
}

fn majority(age: Option<u16>) -> &'static str {
    age.map_or("", |years| if years < 18 { "Minor" } else { "Adult" })
}

fn exploitation(row: &mut Cells, victim: &Victim) {
    let control = columns(&victim.means_of_control, List::Control);
    if let Some(named) = &control {
        row.group(&CONTROL, named);
    } else if matches!(victim.means_of_control, Value::Unknown) {
        row.set(CONTROL.unsaid, "1");
    }
    let Some(mut named) = columns(&victim.exploitation_types, List::Exploitation) else { return };
    let sectors = columns(&victim.labour_sectors, List::LabourSector);
    let labour = within(&LABOUR, named.iter().chain(sectors.iter().flatten()));
    // Begging and crime are types of labour there; without this no type of exploitation would be named.
    if ["typeOfLabourBegging", "typeOfLabourIllicitActivities"].iter().any(|column| named.contains(column)) {
        named.insert("isForcedLabour");
    }
    let (works, sex) = (named.contains("isForcedLabour"), named.contains("isSexualExploit"));
    if works && sex {
        named.insert("isSexAndLabour");
    }
    row.group(&EXPLOITATION, &named);
    if !labour.is_empty() {
        row.group(&LABOUR, &labour);
    } else if works {
        row.set(LABOUR.unsaid, "1");
    }
    let types = columns(&victim.sex_exploitation_types, List::SexExploitation);
    let types = within(&SEX, named.iter().chain(types.iter().flatten()));
    if sex && !types.is_empty() {
        row.group(&SEX, &types);
    }
}

/// Those columns that are of a group.
fn within<'c>(group: &Group, columns: impl Iterator<Item = &'c &'static str>) -> BTreeSet<&'static str> {
    columns.copied().filter(|column| column.starts_with(group.prefix)).collect()
}

fn recruitment(row: &mut Cells, victim: &Victim) {
    if let Some(named) = columns(&victim.recruitment_methods, List::Recruitment) {
        row.set("isAbduction", if named.contains("isAbduction") { "1" } else { "0" });
    }
    const RELATION: Group = Group { prefix: "recruiterRelation", unsaid: "", words: "RecruiterRelationship" };
    match &victim.relation_to_trafficker {
        Value::Known(own) => row.group(&RELATION, &codes::ctdc(List::Relation, own).into_iter().collect()),
        Value::Unknown => row.group(&RELATION, &BTreeSet::from(["recruiterRelationUnknown"])),
        _ => {}
    }
}

/// The columns that codes set; nothing when none is known.
fn columns(facts: &Value<Vec<String>>, list: List) -> Option<BTreeSet<&'static str>> {
    let known = facts.known().filter(|known| !known.is_empty())?;
    Some(known.iter().flat_map(|own| codes::ctdc(list, own)).collect())
}

/// `DebtBondage` as `Debt bondage`.
fn spell(name: &str) -> String {
    let mut words = String::new();
    for found in name.chars() {
        if found.is_uppercase() && !words.is_empty() {
            words.push(' ');
            words.extend(found.to_lowercase());
        } else {
            words.push(found);
        }
    }
    words
}
