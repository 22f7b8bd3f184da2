//! Services of the directory, organisations and members.

mod convert;

use super::Role;
use crate::ids::{CaseId, DeviceId, OrganisationId, ServiceId};
use crate::words::{Bilingual, Coded, OrganisationName};

/// What somebody needs. Empty lists and nothing ask for nothing.
#[derive(Clone, uniffi::Record)]
pub struct ServiceQuery {
    /// What was typed: names of services, organisations, kinds, places; either script.
    pub text: Option<String>,
    /// Kinds of service, of which one is enough: codes of `service_types`.
    pub services: Vec<String>,
    /// Needs that it must be able to meet, all of them: codes of `service_needs`.
    pub needs: Vec<String>,
    /// Languages, of which one is enough: codes of `languages`.
    pub languages: Vec<String>,
    /// Where help is needed: the code of a division, district or upazila.
    pub place: Option<String>,
    /// A code of the list `sex`.
    pub sex: Option<String>,
    /// Whole years.
    pub age: Option<u8>,
    /// Only what is open now, or does not say.
    pub open_now: bool,
    /// Also those that are paused or closed.
    pub inactive: bool,
    /// For a case: nobody whom it is not for.
    pub case: Option<CaseId>,
    /// How many.
    pub limit: u32,
}

/// Somebody to call.
#[derive(Clone, uniffi::Record)]
pub struct Contact {
    /// Who answers, as a post rather than a name.
    pub label: Option<String>,
    /// What kind of number it is.
    pub kind: Coded,
    /// What to dial.
    pub phone: String,
}

/// What others noticed.
#[derive(Clone, uniffi::Record)]
pub struct ServiceFlag {
    /// What.
    pub what: Coded,
    /// How many said so.
    pub reporters: u32,
}

/// What is wrong with an entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum ServiceProblem {
    /// It takes nobody more.
    Full,
    /// It does not work any more.
    Closed,
    /// Nobody of this service answers there.
    WrongNumber,
    /// It is somewhere else.
    Moved,
}

/// A service that was found, with the reasons for its place in the list.
#[derive(Clone, uniffi::Record)]
pub struct ServiceRow {
    /// To refer to it and to say that something is wrong.
    pub id: ServiceId,
    /// What tables know it by.
    pub code: String,
    /// Who is asked.
    pub organisation: OrganisationName,
    /// Its organisation's kind.
    pub organisation_kind: Option<Coded>,
    /// What it is called.
    pub name: Bilingual,
    /// What it does.
    pub service: Coded,
    /// What it has in common with the place that was asked for.
    pub nearness: Option<Coded>,
    /// Whether it serves that place.
    pub covers: bool,
    /// Whether it is open now; nothing when its hours are not known.
    pub open: Option<bool>,
    /// Minutes until that changes.
    pub changes_in: Option<u16>,
    /// How sure all this is.
    pub freshness: Coded,
    /// Days since somebody looked.
    pub verified_days: Option<u32>,
    /// Free places; 0 is full.
    pub free: Option<u16>,
    /// On which day they were counted.
    pub free_as_of: Option<String>,
    /// Whether that count is too old to be relied on.
    pub free_is_old: bool,
    /// What others noticed and its owner has not answered.
    pub flags: Vec<ServiceFlag>,
    /// Of how many answered referrals.
    pub answered: Option<u32>,
    /// It accepted how many.
    pub accepted: Option<u32>,
    /// The median answer, minutes.
    pub median_minutes: Option<u64>,
    /// Whether the agreement with it has ended.
    pub mou_ended: bool,
    /// Whether it is likely to turn the child away.
    pub turns_away: bool,
    /// Whom to call.
    pub contacts: Vec<Contact>,
}

/// Everything that the directory says of one service.
#[derive(Clone, uniffi::Record)]
pub struct ServiceScreen {
    /// What a search shows of it.
    pub row: ServiceRow,
    /// For whom; empty: everybody.
    pub sexes: Vec<Coded>,
    /// The youngest, whole years.
    pub age_min: u8,
    /// The oldest.
    pub age_max: u8,
    /// What it can meet.
    pub needs: Vec<Coded>,
    /// Where it is.
    pub place: Option<Coded>,
    /// Which places it serves; empty: the whole country.
    pub coverage: Vec<Coded>,
    /// When it is open: `24/7`, or `Su-Th 09:00-17:00`.
    pub hours: Option<String>,
    /// What is spoken.
    pub languages: Vec<Coded>,
    /// What it costs.
    pub fee: Coded,
    /// Places in all.
    pub places: Option<u16>,
    /// How it takes referrals.
    pub via: Vec<Coded>,
    /// Papers that it asks for.
    pub documents: Vec<Coded>,
    /// Its address; nothing when that is hidden.
    pub address: Option<String>,
    /// Whether its address would endanger somebody.
    pub address_hidden: bool,
    /// The hidden address, where its organisation told this one: show it only when asked.
    pub hidden_address: Option<String>,
    /// The telephone on site, likewise.
    pub hidden_phone: Option<String>,
    /// On which day somebody looked whether all this is so.
    pub verified_on: Option<String>,
    /// How.
    pub verified_source: Option<Coded>,
    /// Whether it works.
    pub status: Coded,
    /// The last day of the agreement with it.
    pub mou_until: Option<String>,
}

/// An organisation of the programme.
#[derive(Clone, uniffi::Record)]
pub struct Organisation {
    /// Which.
    pub id: OrganisationId,
    /// Its kind.
    pub kind: Coded,
    /// What it is called.
    pub name: Bilingual,
}

/// A device that this one knows of.
#[derive(Clone, uniffi::Record)]
pub struct Member {
    /// Which.
    pub device: DeviceId,
    /// Of which organisation.
    pub organisation: OrganisationName,
    /// As what.
    pub role: Role,
    /// Whether it was not removed.
    pub active: bool,
    /// Whether it is this one.
    pub is_me: bool,
}
