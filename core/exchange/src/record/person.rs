//! The people of a case.

use crate::{Date, Value};
use std::fmt;

/// A victim, or somebody who may be one.
#[derive(Clone, Default, PartialEq)]
pub struct Victim {
    /// Id of the person, or empty.
    pub person_id: String,
    /// Names and ways to reach them.
    pub identity: Identity,
    /// Sex or gender, a code.
    pub sex: Value<String>,
    /// Age in years when the case was opened.
    pub age_years: Value<u16>,
    /// Band of that age: `0-4`, `5-11`, `12-13`, `14-17`, `adult`.
    pub age_band: Value<String>,
    /// Nationalities, ISO 3166 in two letters.
    pub nationality: Value<Vec<String>>,
    /// Language that they speak best, ISO 639 in its shortest form.
    pub language: Value<String>,
    /// Second language.
    pub second_language: Value<String>,
    /// Married or not, a code.
    pub marital_status: Value<String>,
    /// How many children they have.
    pub children_count: Value<u16>,
    /// Highest education, a code.
    pub education_level: Value<String>,
    /// Whether they are a victim, a code: `possible`, `actual`, `not_a_victim`.
    pub trafficking_status: Value<String>,
    /// Who decided that, a code.
    pub decided_by: Value<String>,
    /// What the trafficker is to them, a code.
    pub relation_to_trafficker: Value<String>,
    /// Age in years when they were first trafficked.
    pub age_when_trafficked: Value<u16>,
    /// Websites and apps through which they were found, codes.
    pub recruitment_apps: Value<Vec<String>>,
    /// Ways of recruiting, codes.
    pub recruitment_methods: Value<Vec<String>>,
    /// Where they were recruited: a place or business in words.
    pub location_of_recruitment: Value<String>,
    /// Means of control, codes.
    pub means_of_control: Value<Vec<String>>,
    /// Types of exploitation, codes.
    pub exploitation_types: Value<Vec<String>>,
    /// Sectors of work, codes.
    pub labour_sectors: Value<Vec<String>>,
    /// Types of sexual exploitation, codes.
    pub sex_exploitation_types: Value<Vec<String>>,
    /// Where they were exploited: a place or business in words.
    pub location_of_exploitation: Value<String>,
    /// Websites and apps through which they were exploited, codes.
    pub exploitation_apps: Value<Vec<String>>,
    /// What made them vulnerable, codes. The standard calls its column deprecated and still lists it as core.
    pub vulnerabilities: Value<Vec<String>>,
    /// The same in words.
    pub details_of_vulnerabilities: Value<String>,
    /// Whether they agreed that their data are kept; deprecated in the standard in favour of consent.
    pub agreed_to_data: Value<bool>,
    /// What happened, step by step.
    pub events: Vec<TraffickingEvent>,
}

impl Victim {
    /// The event that a row of the standard takes: the latest exploitation, or the latest of any kind.
    pub(crate) fn main_event(&self) -> Option<&TraffickingEvent> {
        let exploitation = |event: &&TraffickingEvent| event.is("exploitation");
        let latest = |event: &&TraffickingEvent| event.date.known().copied();
        self.events.iter().filter(exploitation).max_by_key(latest).or(self.events.iter().max_by_key(latest))
    }
}

/// Who a victim is and how to reach them.
#[derive(Clone, Default, PartialEq)]
pub struct Identity {
    /// Form of address.
    pub salutation: Value<String>,
    /// Given name.
    pub name_given: Value<String>,
    /// Middle name, or the name that they are called by.
    pub name_middle: Value<String>,
    /// Family name.
    pub name_family: Value<String>,
    /// Day of birth, when it is known to the day.
    pub birth_date: Value<Date>,
    /// Whether they are known to have died.
    pub deceased: Value<bool>,
    /// Number of an identity document.
    pub id_number: Value<String>,
    /// Position in an organisation.
    pub title: Value<String>,
    /// Address of electronic mail.
    pub email: Value<String>,
    /// Telephone at home.
    pub phone_home: Value<String>,
    /// Mobile telephone.
    pub phone_mobile: Value<String>,
    /// Town or upazila.
    pub city: Value<String>,
    /// Country, ISO 3166 in two letters.
    pub country: Value<String>,
    /// District or state.
    pub state: Value<String>,
    /// Street, village or house.
    pub street: Value<String>,
    /// Post code.
    pub postal_code: Value<String>,
    /// Degrees east.
    pub longitude: Value<f64>,
    /// Degrees north.
    pub latitude: Value<f64>,
}

/// Who is alleged to have taken part.
#[derive(Clone, Default, PartialEq)]
pub struct Perpetrator {
    /// Parts that they had, codes.
    pub roles: Value<Vec<String>>,
    /// The same in words.
    pub role_details: Value<String>,
    /// Their organisation.
    pub organisation: Value<String>,
}

/// One step of what happened.
#[derive(Clone, Default, PartialEq)]
pub struct TraffickingEvent {
    /// `recruitment`, `transit` or `exploitation`.
    pub kind: Value<String>,
    /// Degrees east.
    pub longitude: Value<f64>,
    /// Degrees north.
    pub latitude: Value<f64>,
    /// Town or upazila, from the list of places: it is shown without identity too.
    pub city: Value<String>,
    /// Country, ISO 3166 in two letters.
    pub country: Value<String>,
    /// District or state, from the list of places.
    pub state: Value<String>,
    /// Street, village or house.
    pub street: Value<String>,
    /// Post code.
    pub postal_code: Value<String>,
    /// The day, when it is known to the day.
    pub date: Value<Date>,
    /// What happened, in words.
    pub description: Value<String>,
}

impl TraffickingEvent {
    /// Whether it is of this kind.
    pub(crate) fn is(&self, kind: &str) -> bool {
        self.kind.known().is_some_and(|found| found == kind)
    }
}

impl fmt::Debug for Victim {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Victim").field("events", &self.events.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Identity").finish_non_exhaustive()
    }
}

impl fmt::Debug for Perpetrator {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Perpetrator").finish_non_exhaustive()
    }
}

impl fmt::Debug for TraffickingEvent {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("TraffickingEvent").finish_non_exhaustive()
    }
}
