//! From what the core says of the directory.

use super::{
    Contact, Member, Organisation, ServiceFlag, ServiceProblem, ServiceQuery, ServiceRow, ServiceScreen,
};
use crate::records::form::count;
use crate::words::{Bilingual, Coded, OrganisationName, Organisations};
use jonaki_core as core;
use jonaki_core::Error;
use jonaki_core::reference::places::{Level, Place};
use jonaki_core::services::{FlagKind, Query, Word, Words};

impl From<ServiceProblem> for FlagKind {
    fn from(problem: ServiceProblem) -> Self {
        match problem {
            ServiceProblem::Full => Self::Full,
            ServiceProblem::Closed => Self::Closed,
            ServiceProblem::WrongNumber => Self::WrongNumber,
            ServiceProblem::Moved => Self::Moved,
        }
    }
}

fn words(codes: &[String]) -> Words {
    Words::new(codes.iter().filter_map(|code| Word::new(code)))
}

fn place(code: &str) -> Result<Place, Error> {
    let found = Place::by_code(code)
        .or_else(|| Place::by_card_code(Level::District, code))
        .or_else(|| Place::by_card_code(Level::Division, code));
    found.ok_or_else(|| Error::Field { field: "place".to_owned() })
}

impl ServiceQuery {
    /// At a moment, in seconds since 1970.
    pub(crate) fn core(&self, now: i64) -> Result<Query, Error> {
        let mut query = Query::new(now);
        query.text = self.text.clone();
        query.service_types = words(&self.services);
        query.needs = words(&self.needs);
        query.languages = words(&self.languages);
        query.place = self.place.as_deref().map(place).transpose()?;
        query.sex = self.sex.clone();
        query.age = self.age;
        query.open_at = self.open_now.then_some(now);
        query.only_open = self.open_now;
        query.with_inactive = self.inactive;
        Ok(query)
    }
}

fn coded(list: &str, codes: &[String]) -> Vec<Coded> {
    codes.iter().map(|code| Coded::of(list, code)).collect()
}

fn named(code: &str) -> Coded {
    let Ok(place) = place(code) else { return Coded::of("", code) };
    Coded::place(place, Place::path)
}

impl From<core::ServiceView> for ServiceRow {
    fn from(view: core::ServiceView) -> Self {
        let flag = |(what, reporters): (&str, usize)| ServiceFlag {
            what: Coded::of("service_flags", what),
            reporters: count(reporters),
        };
        let contact = |contact: core::ContactView| Contact {
            label: contact.label,
            kind: Coded::of("contact_kind", &contact.kind),
            phone: contact.phone,
        };
        Self {
            id: view.id.into(),
            code: view.code,
            organisation: OrganisationName {
                id: view.organisation.into(),
                name: view.organisation_name.map(Bilingual::from),
            },
            organisation_kind: Coded::maybe("organisation_types", view.organisation_kind.as_deref()),
            name: view.name.into(),
            service: Coded::of("service_types", &view.service_type),
            nearness: Coded::maybe("service_nearness", view.nearness),
            covers: view.covers,
            open: view.open,
            changes_in: view.changes_in,
            freshness: Coded::of("service_freshness", view.freshness),
            verified_days: view.verified_days,
            free: view.free,
            free_as_of: view.free_as_of,
            free_is_old: view.free_is_old,
            flags: view.flags.into_iter().map(flag).collect(),
            answered: view.quality.map(|(answers, ..)| count(answers)),
            accepted: view.quality.map(|(_, accepted, _)| count(accepted)),
            median_minutes: view.quality.map(|(.., minutes)| minutes),
            mou_ended: view.mou_ended,
            turns_away: view.turns_away,
            contacts: view.contacts.into_iter().map(contact).collect(),
        }
    }
}

impl From<core::ServiceDetail> for ServiceScreen {
    fn from(detail: core::ServiceDetail) -> Self {
        let (age_min, age_max) = detail.ages;
        Self {
            row: detail.found.into(),
            sexes: coded("sex", &detail.sexes),
            age_min,
            age_max,
            needs: coded("service_needs", &detail.needs),
            place: detail.place.as_deref().map(named),
            coverage: detail.coverage.iter().map(|code| named(code)).collect(),
            hours: detail.hours,
            languages: coded("languages", &detail.languages),
            fee: Coded::of("service_fee", detail.fee),
            places: detail.places,
            via: coded("accepts_via", &detail.via),
            documents: coded("service_documents", &detail.documents),
            address: detail.address,
            address_hidden: detail.address_hidden,
            hidden_address: detail.hidden_address,
            hidden_phone: detail.hidden_phone,
            verified_on: detail.verified_on,
            verified_source: Coded::maybe("verification_source", detail.verified_source.as_deref()),
            status: Coded::of("provider_status", detail.status),
            mou_until: detail.mou_until,
        }
    }
}

impl From<core::OrganisationView> for Organisation {
    fn from(view: core::OrganisationView) -> Self {
        Self {
            id: view.id.into(),
            kind: Coded::of("organisation_types", &view.kind),
            name: Bilingual { bangla: view.name_bn, english: view.name_en },
        }
    }
}

impl Member {
    pub(crate) fn of(view: core::MemberView, organisations: &Organisations) -> Self {
        Self {
            device: view.device.into(),
            organisation: organisations.get(view.organisation),
            role: view.role.into(),
            active: view.active,
            is_me: view.is_me,
        }
    }
}
