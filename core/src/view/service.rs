//! Services of the directory as a shell draws them.

use jonaki_protocol::{OrganisationId, RecordId};
use jonaki_services::{Hidden, Hit, Nearness, Opening, Room, Words};
use serde::Serialize;

/// Somebody to call.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct ContactView {
    /// Who answers, as a post rather than a name.
    pub label: Option<String>,
    /// A code of the list `contact_kind`.
    pub kind: String,
    /// What to dial.
    pub phone: String,
}

/// A service that was found, with the reasons for its place in the list.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct ServiceView {
    /// To refer to it ([`crate::NewReferral::listing`]) and to say that something is wrong with it.
    pub id: RecordId,
    /// What tables know it by.
    pub code: String,
    /// Whose: who is asked.
    pub organisation: OrganisationId,
    /// Name, Bangla and English.
    pub name: (String, String),
    /// Its organisation's name, Bangla and English.
    pub organisation_name: Option<(String, String)>,
    /// Its organisation's kind, a code of the list `organisation_types`.
    pub organisation_kind: Option<String>,
    /// A code of the list `service_types`.
    pub service_type: String,
    /// `upazila`, `district`, `division` or `country`: what it has in common with the place that was asked for.
    pub nearness: Option<&'static str>,
    /// Whether it serves that place.
    pub covers: bool,
    /// Whether it is open at the moment that was asked for; nothing when its hours are not known.
    pub open: Option<bool>,
    /// Minutes until it closes or opens; nothing when that is not known or never comes.
    pub changes_in: Option<u16>,
    /// `fresh`, `ageing`, `stale` or `never`.
    pub freshness: &'static str,
    /// Days since somebody looked whether all this is so.
    pub verified_days: Option<u32>,
    /// Free places, where somebody counted; 0 is full.
    pub free: Option<u16>,
    /// On which day they were counted, `YYYY-MM-DD`.
    pub free_as_of: Option<String>,
    /// Whether that count is too old to be relied on.
    pub free_is_old: bool,
    /// What others noticed and its owner has not answered: code and how many said so.
    pub flags: Vec<(&'static str, usize)>,
    /// Of how many answered referrals it accepted how many, and the median answer in minutes.
    pub quality: Option<(usize, usize, u64)>,
    /// Whether the agreement with it has ended.
    pub mou_ended: bool,
    /// Whether it is likely to turn the child away.
    pub turns_away: bool,
    /// Whom to call.
    pub contacts: Vec<ContactView>,
}

/// Everything that the directory says of one service.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct ServiceDetail {
    /// What a search shows of it.
    #[serde(flatten)]
    pub found: ServiceView,
    /// Codes of the list `sex`; none for everybody.
    pub sexes: Vec<String>,
    /// The youngest and the oldest, in whole years.
    pub ages: (u8, u8),
    /// What it can meet, of the list `service_needs`.
    pub needs: Vec<String>,
    /// Code of the upazila or district where it is.
    pub place: Option<String>,
    /// Codes of the places that it serves; none for the whole country.
    pub coverage: Vec<String>,
    /// `24/7`, or `Su-Th 09:00-17:00`; nothing when they are not known.
    pub hours: Option<String>,
    /// What is spoken, of the list `languages`; none when not known.
    pub languages: Vec<String>,
    /// A code of the list `service_fee`.
    pub fee: &'static str,
    /// Places in all.
    pub places: Option<u16>,
    /// How it takes referrals, of the list `accepts_via`.
    pub via: Vec<String>,
    /// Papers that it asks for, of the list `service_documents`.
    pub documents: Vec<String>,
    /// Where it is; nothing when that is hidden.
    pub address: Option<String>,
    /// Whether its address would endanger somebody.
    pub address_hidden: bool,
    /// The hidden address, where its organisation told this one.
    pub hidden_address: Option<String>,
    /// The telephone on site, likewise.
    pub hidden_phone: Option<String>,
    /// The point on the map, likewise: latitude and longitude in millionths of a degree.
    pub hidden_position: Option<(i32, i32)>,
    /// On which day somebody looked whether all this is so.
    pub verified_on: Option<String>,
    /// Who did.
    pub verified_by: Option<String>,
    /// How, of the list `verification_source`.
    pub verified_source: Option<String>,
    /// A code of the list `provider_status`.
    pub status: &'static str,
    /// The last day of the agreement with it.
    pub mou_until: Option<String>,
}

/// Which kind: no number and no post.
impl std::fmt::Debug for ContactView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ContactView").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// Which one: no number, address or post.
impl std::fmt::Debug for ServiceView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServiceView").field("id", &self.id).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for ServiceDetail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServiceDetail").field("found", &self.found).finish_non_exhaustive()
    }
}

impl ServiceDetail {
    pub(crate) fn of(hit: &Hit<'_>, hidden: Option<&Hidden>) -> Self {
        let service = hit.service;
        let verified = service.verified.as_ref();
        Self {
            found: ServiceView::of(hit),
            sexes: codes(&service.audience.sexes),
            ages: (service.audience.age_min, service.audience.age_max),
            needs: codes(&service.audience.needs),
            place: service.place.as_ref().map(|place| place.as_str().to_owned()),
            coverage: codes(&service.coverage),
            hours: (!service.hours.is_unknown()).then(|| service.hours.to_string()),
            languages: codes(&service.languages),
            fee: service.fee.code(),
            places: service.capacity.and_then(|capacity| capacity.total),
            via: codes(&service.via),
            documents: codes(&service.documents),
            address: service.address.clone(),
            address_hidden: service.address_hidden,
            hidden_address: hidden.and_then(|hidden| hidden.address.clone()),
            hidden_phone: hidden.and_then(|hidden| Some(hidden.phone.as_ref()?.as_str().to_owned())),
            hidden_position: hidden.and_then(|hidden| hidden.position).map(|at| (at.latitude, at.longitude)),
            verified_on: verified.map(|verified| verified.on.to_string()),
            verified_by: verified.and_then(|verified| verified.by.clone()),
            verified_source: verified
                .and_then(|verified| Some(verified.source.as_ref()?.as_str().to_owned())),
            status: service.status.code(),
            mou_until: service.mou_until.map(|day| day.to_string()),
        }
    }
}

fn codes(words: &Words) -> Vec<String> {
    words.iter().map(str::to_owned).collect()
}

/// Free places and the day of the count.
fn room(room: Room) -> (Option<u16>, Option<String>) {
    match room {
        Room::Free(free, day) => (Some(free), Some(day.to_string())),
        Room::Full(day) => (Some(0), Some(day.to_string())),
        Room::Unknown => (None, None),
    }
}

/// Whether it is open, and minutes until that changes.
fn opening(opening: Opening) -> (Option<bool>, Option<u16>) {
    match opening {
        Opening::Open { closes_in } => (Some(true), closes_in),
        Opening::Unknown => (None, None),
        Opening::Closed { opens_in } => (Some(false), Some(opens_in)),
    }
}

impl ServiceView {
    pub(crate) fn of(hit: &Hit<'_>) -> Self {
        let names = |names: &jonaki_services::Names| (names.bangla.clone(), names.english.clone());
        let (open, changes_in) = opening(hit.opening);
        let (free, free_as_of) = room(hit.room);
        let contact = |contact: &jonaki_services::Contact| ContactView {
            label: contact.label.clone(),
            kind: contact.kind.as_str().to_owned(),
            phone: contact.phone.as_str().to_owned(),
        };
        Self {
            id: RecordId::from_bytes(*hit.service.id.as_bytes()),
            code: hit.service.code.as_str().to_owned(),
            organisation: OrganisationId::from_bytes(*hit.service.organisation.as_bytes()),
            name: names(&hit.service.names),
            organisation_name: hit.organisation.map(|organisation| names(&organisation.names)),
            organisation_kind: hit.organisation.map(|organisation| organisation.kind.as_str().to_owned()),
            service_type: hit.service.service_type.as_str().to_owned(),
            nearness: hit.nearness.map(Nearness::code),
            covers: hit.covers,
            open,
            changes_in,
            freshness: hit.freshness.code(),
            verified_days: hit.verified_days,
            free,
            free_as_of,
            free_is_old: hit.room_is_old,
            flags: hit.flags.iter().map(|flag| (flag.kind.code(), flag.reporters)).collect(),
            quality: hit.quality.map(|quality| (quality.answers, quality.accepted, quality.median_minutes)),
            mou_ended: hit.mou_ended,
            turns_away: hit.turns_away(),
            contacts: hit.service.contacts.iter().map(contact).collect(),
        }
    }
}
