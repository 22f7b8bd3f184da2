//! Services of the directory as a shell draws them.

use jonaki_protocol::{OrganisationId, RecordId};
use jonaki_services::{Freshness, Hit, Nearness, Opening, Room};
use serde::Serialize;

/// A service that was found, with the reasons for its place in the list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ServiceView {
    /// To refer to it ([`crate::NewReferral::listing`]) and to say that something is wrong with it.
    pub id: RecordId,
    /// Whose: who is asked.
    pub organisation: OrganisationId,
    /// Name, Bangla and English.
    pub name: (String, String),
    /// Its organisation's name, Bangla and English.
    pub organisation_name: Option<(String, String)>,
    /// A code of the list `service_types`.
    pub service_type: String,
    /// `upazila`, `district`, `division` or `country`: what it has in common with the place that was asked for.
    pub nearness: Option<&'static str>,
    /// Whether it serves that place.
    pub covers: bool,
    /// Whether it is open at the moment that was asked for; nothing when its hours are not known.
    pub open: Option<bool>,
    /// `fresh`, `ageing`, `stale` or `never`.
    pub freshness: &'static str,
    /// Days since somebody looked whether all this is so.
    pub verified_days: Option<u32>,
    /// Free places, where somebody counted; 0 is full.
    pub free: Option<u16>,
    /// Whether that count is too old to be relied on.
    pub free_is_old: bool,
    /// What others noticed and its owner has not answered: code and how many said so.
    pub flags: Vec<(&'static str, usize)>,
    /// Of how many answered referrals it accepted how many, and the median answer in minutes.
    pub quality: Option<(usize, usize, u64)>,
    /// Whether it is likely to turn the child away.
    pub turns_away: bool,
    /// Telephone numbers.
    pub phones: Vec<String>,
}

impl ServiceView {
    pub(crate) fn of(hit: &Hit<'_>) -> Self {
        let names = |names: &jonaki_services::Names| (names.bangla.clone(), names.english.clone());
        Self {
            id: RecordId::from_bytes(*hit.service.id.as_bytes()),
            organisation: OrganisationId::from_bytes(*hit.service.organisation.as_bytes()),
            name: names(&hit.service.names),
            organisation_name: hit.organisation.map(|organisation| names(&organisation.names)),
            service_type: hit.service.service_type.as_str().to_owned(),
            nearness: hit.nearness.map(|near| match near {
                Nearness::Upazila => "upazila",
                Nearness::District => "district",
                Nearness::Division => "division",
                Nearness::Country => "country",
            }),
            covers: hit.covers,
            open: match hit.opening {
                Opening::Open { .. } => Some(true),
                Opening::Unknown => None,
                Opening::Closed { .. } => Some(false),
            },
            freshness: match hit.freshness {
                Freshness::Fresh => "fresh",
                Freshness::Ageing => "ageing",
                Freshness::Stale => "stale",
                Freshness::Never => "never",
            },
            verified_days: hit.verified_days,
            free: match hit.room {
                Room::Free(free, _) => Some(free),
                Room::Full(_) => Some(0),
                Room::Unknown => None,
            },
            free_is_old: hit.room_is_old,
            flags: hit.flags.iter().map(|flag| (flag.kind.code(), flag.reporters)).collect(),
            quality: hit.quality.map(|quality| (quality.answers, quality.accepted, quality.median_minutes)),
            turns_away: hit.turns_away(),
            phones: hit.service.contacts.iter().map(|contact| contact.phone.as_str().to_owned()).collect(),
        }
    }
}
