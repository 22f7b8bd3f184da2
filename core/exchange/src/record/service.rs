//! Those who help, and on what terms.

use crate::{Date, Value};
use std::fmt;

/// An organisation.
#[derive(Clone, Default, PartialEq)]
pub struct Organisation {
    /// Its name.
    pub name: Value<String>,
    /// What it is, a code.
    pub kind: Value<String>,
    /// Town or upazila.
    pub city: Value<String>,
    /// Country, ISO 3166 in two letters.
    pub country: Value<String>,
    /// District or state.
    pub state: Value<String>,
    /// Street. The address of a shelter is never filled in.
    pub street: Value<String>,
    /// Post code.
    pub postal_code: Value<String>,
    /// Degrees east.
    pub longitude: Value<f64>,
    /// Degrees north.
    pub latitude: Value<f64>,
    /// Telephone of the office.
    pub phone: Value<String>,
}

/// Which way a referral went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// From us to another organisation.
    #[default]
    Outgoing,
    /// From another organisation to us.
    Incoming,
}

impl Direction {
    /// Both, in the order of files.
    pub(crate) const ALL: [Self; 2] = [Self::Outgoing, Self::Incoming];

    /// `outgoing` or `incoming`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Outgoing => "outgoing",
            Self::Incoming => "incoming",
        }
    }
}

/// A referral that was sent or came in.
#[derive(Clone, Default, PartialEq)]
pub struct Referral {
    /// Its id, or empty.
    pub referral_id: String,
    /// The victim whom it concerns; empty when it concerns the whole case.
    pub person_id: String,
    /// Which way it went.
    pub direction: Direction,
    /// `service_referral`, `transfer_of_case` ...
    pub kind: Value<String>,
    /// The organisation that refers.
    pub from_org: Value<String>,
    /// Its case worker.
    pub from_user: Value<String>,
    /// The organisation that is asked.
    pub to_org: Value<String>,
    /// Its case worker.
    pub to_user: Value<String>,
    /// Services that are asked for, codes.
    pub service_types: Value<Vec<String>>,
    /// Why, a code.
    pub reason: Value<String>,
    /// More in words.
    pub details: Value<String>,
    /// How soon, a code.
    pub urgency: Value<String>,
    /// The day it was made (outgoing) or taken (incoming).
    pub made_on: Value<Date>,
    /// What became of it, a code: `sent`, `accepted`, `completed` ...
    pub progress: Value<String>,
    /// Whether the receiver may still read, a code: `open`, `revoked` ...
    pub access: Value<String>,
}

impl Referral {
    /// Whether it concerns this victim: named, or not named at all.
    pub(crate) fn concerns(&self, person: &str) -> bool {
        self.person_id.is_empty() || self.person_id == person
    }
}

/// One item of the support plan.
#[derive(Clone, Default, PartialEq)]
pub struct PlanItem {
    /// What it is about, a code.
    pub service_type: Value<String>,
    /// What is to be reached.
    pub goal: Value<String>,
    /// What is to be done.
    pub actions: Value<String>,
    /// Until when.
    pub due: Value<Date>,
    /// When it was done.
    pub done_on: Value<Date>,
}

/// A note of a case worker.
#[derive(Clone, Default, PartialEq)]
pub struct Note {
    /// What it says.
    pub text: Value<String>,
}

/// A consent that was given, or refused.
#[derive(Clone, Default, PartialEq)]
pub struct Consent {
    /// The victim whom it concerns; empty when it concerns the whole case.
    pub person_id: String,
    /// For what, a code.
    pub purpose: String,
    /// Whether it was given.
    pub given: bool,
    /// Whether it is for one organisation or service only, or not for all that a file tells.
    pub limited: bool,
    /// Who gave it, a code.
    pub giver: Value<String>,
    /// Since when.
    pub given_on: Value<Date>,
    /// Last day; `Unknown` counts as over.
    pub expires_on: Value<Date>,
    /// Day it was withdrawn; `Unknown` is a withdrawal on a day that nobody knows.
    pub withdrawn_on: Value<Date>,
}

impl Consent {
    /// Whether it holds on a day.
    pub fn holds(&self, today: Date) -> bool {
        let begun = self.given_on.known().is_none_or(|day| *day <= today);
        let over = match self.expires_on {
            Value::Known(day) => day < today,
            Value::Unknown => true,
            _ => false,
        };
        let withdrawn = match self.withdrawn_on {
            Value::Known(day) => day <= today,
            Value::Unknown => true,
            _ => false,
        };
        self.given && begun && !over && !withdrawn
    }

    /// Whether it concerns this victim: named, or not named at all.
    pub(crate) fn concerns(&self, person: &str) -> bool {
        self.person_id.is_empty() || self.person_id == person
    }
}

impl fmt::Debug for Organisation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Organisation").finish_non_exhaustive()
    }
}

impl fmt::Debug for Referral {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Referral").field("direction", &self.direction).finish_non_exhaustive()
    }
}

impl fmt::Debug for PlanItem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("PlanItem").finish_non_exhaustive()
    }
}

impl fmt::Debug for Note {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.text.known().map_or(0, String::len);
        out.debug_struct("Note").field("bytes", &size).finish()
    }
}

impl fmt::Debug for Consent {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Consent").field("given", &self.given).finish_non_exhaustive()
    }
}
