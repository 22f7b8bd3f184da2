//! A case as the exchange takes it: plain facts, named as the data model names them, codes in our own snake_case.

mod person;
mod service;

use crate::{Date, Value};
use std::fmt;

pub use person::{Identity, Perpetrator, TraffickingEvent, Victim};
pub use service::{Consent, Direction, Note, Organisation, PlanItem, Referral};

/// A case with everything that its exporter may read; what that may not is `NotAsked`.
#[derive(Clone, Default, PartialEq)]
pub struct CaseRecord {
    /// Id of the case, empty for one that a partner sent without.
    pub case_id: String,
    /// The short code that is spoken on the telephone, or empty.
    pub short_code: String,
    /// The organisation that holds the case.
    pub owning_org: Organisation,
    /// The case worker who holds it.
    pub owner: Value<String>,
    /// The day it was opened (or reported, while it is not).
    pub opened_on: Value<Date>,
    /// How the report came, a code.
    pub source_channel: Value<String>,
    /// Status, a code: `open`, `closed` ...
    pub status: Value<String>,
    /// Why it was closed, a code.
    pub closure_reason: Value<String>,
    /// More about the closing.
    pub closure_note: Value<String>,
    /// One for each victim; a row of the standard is one of them.
    pub victims: Vec<Victim>,
    /// Who is alleged to have done it.
    pub perpetrators: Vec<Perpetrator>,
    /// Referrals that were sent or came in; drafts do not belong here.
    pub referrals: Vec<Referral>,
    /// The support plan, oldest first.
    pub plan: Vec<PlanItem>,
    /// Notes of case workers, oldest first.
    pub notes: Vec<Note>,
    /// Every consent that was given or refused.
    pub consents: Vec<Consent>,
}

impl CaseRecord {
    /// The facts of the case alone, without its rows.
    pub(crate) fn facts(&self) -> Self {
        Self {
            case_id: self.case_id.clone(),
            short_code: self.short_code.clone(),
            owning_org: self.owning_org.clone(),
            owner: self.owner.clone(),
            opened_on: self.opened_on,
            source_channel: self.source_channel.clone(),
            status: self.status.clone(),
            closure_reason: self.closure_reason.clone(),
            closure_note: self.closure_note.clone(),
            ..Self::default()
        }
    }

    /// The referrals that concern this victim, by their days, then ids; those without a day first.
    pub(crate) fn referrals_of(&self, person: &str) -> Vec<&Referral> {
        let mut found: Vec<&Referral> =
            self.referrals.iter().filter(|referral| referral.concerns(person)).collect();
        found.sort_by_key(|referral| (referral.made_on.known().copied(), &referral.referral_id));
        found
    }

    /// The last of them in a direction.
    pub(crate) fn latest(&self, direction: Direction, person: &str) -> Option<&Referral> {
        self.referrals_of(person).into_iter().rfind(|referral| referral.direction == direction)
    }
}

/// Only how many rows of each kind.
impl fmt::Debug for CaseRecord {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("CaseRecord")
            .field("victims", &self.victims.len())
            .field("perpetrators", &self.perpetrators.len())
            .field("referrals", &self.referrals.len())
            .field("plan", &self.plan.len())
            .field("notes", &self.notes.len())
            .field("consents", &self.consents.len())
            .finish()
    }
}
