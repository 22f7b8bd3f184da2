//! A case as the exchange takes it: what its documents say, its consents and its referrals.

use crate::client::Client;
use crate::client::answers::KnownForms;
use crate::exchange::{Dealings, Facts, Filled, Filler, Reading, referral};
use crate::ledger::{self, document, listing, setting};
use crate::view::CaseView;
use crate::{Date, Error};
use jonaki_document::referral::Header;
use jonaki_exchange::Value;
use jonaki_exchange::record::{Direction, Referral};
use jonaki_protocol::{CaseId, Compartment, DocumentId, OrganisationId};
use jonaki_services::Service;
use std::collections::BTreeMap;

/// Services whose provider keeps the child: its name says where the child is.
const SHELTERS: [&str; 2] = ["safehouse_service", "shelter_child"];

impl Client {
    /// How cases are read now.
    pub(super) fn reading(&mut self, today: Date, with_identity: bool) -> Result<Reading, Error> {
        let now = self.now();
        let offset: i64 = setting::get(self.connection(), setting::CLOCK_OFFSET)?.unwrap_or(0);
        Ok(Reading { with_identity, today, now: now.plus(offset).0 })
    }

    /// A case; identity only where it is asked for.
    pub(super) fn record(
        &self,
        view: &CaseView,
        reading: &Reading,
        known: &mut KnownForms,
    ) -> Result<Filled, Error> {
        let me = self.me()?;
        let facts = Facts::of(view, |place| place != Compartment::Identity || reading.with_identity);
        let answered = self.answered_forms(&facts, known)?.into_iter();
        let owner = me.directory.member(&view.reporter).map(|member| member.organisation);
        let filler = Filler {
            case: view,
            facts,
            forms: answered.map(|(form, _, about)| (form, about)).collect(),
            organisation: owner.and_then(|owner| me.directory.organisation(&owner)),
            dealings: self.dealings(view.row.id, reading)?,
            with_identity: reading.with_identity,
            lost: BTreeMap::new(),
        };
        Ok(filler.fill())
    }

    fn dealings(&self, case: CaseId, reading: &Reading) -> Result<Dealings, Error> {
        let card = DocumentId { record: case, compartment: Compartment::Card };
        let card = document::load(self.connection(), card)?;
        let mut found = card.map(|card| Dealings::of(&card, reading)).unwrap_or_default();
        for row in ledger::referral::of_case(self.connection(), case)? {
            // What the case never allowed is shown and not acted on.
            if row.fault.is_none() {
                found.referrals.extend(self.dealt(&row, reading)?);
            }
        }
        Ok(found)
    }

    /// A referral that this device's organisation made or received.
    fn dealt(&self, row: &ledger::referral::Row, reading: &Reading) -> Result<Option<Referral>, Error> {
        let (ours, header) = (self.me()?.profile.organisation, &row.header);
        let direction = match (header.from == ours, header.to == ours) {
            (true, _) => Direction::Outgoing,
            (false, true) => Direction::Incoming,
            (false, false) => return Ok(None),
        };
        let mut found = referral(row, direction, reading);
        found.from_org = self.named(header.from, header, reading)?;
        found.to_org = self.named(header.to, header, reading)?;
        let readable = direction == Direction::Outgoing || row.status(reading.now).is_readable();
        if reading.with_identity && readable {
            let id = DocumentId { record: row.record, compartment: Compartment::Disclosure };
            let words = document::load(self.connection(), id)?.and_then(|told| told.field("message"));
            found.details = words.and_then(|value| value.current.as_text().map(str::to_owned)).into();
        }
        Ok(Some(found))
    }

    /// A side's name, in English where it has one. Without identity not where the name says in which shelter the child is.
    fn named(
        &self,
        organisation: OrganisationId,
        header: &Header,
        reading: &Reading,
    ) -> Result<Value<String>, Error> {
        let known = self.me()?.directory.organisation(&organisation);
        let shelters = organisation == header.to && SHELTERS.contains(&header.service.as_str())
            || known.is_some_and(|known| known.kind == "shelter")
            || organisation == header.to && self.is_hidden(header)?;
        let name = known.filter(|_| reading.with_identity || !shelters);
        Ok(name
            .map(|known| if known.name_en.is_empty() { &known.name_bn } else { &known.name_en }.clone())
            .into())
    }

    /// Whether the service that was asked for hides its address.
    fn is_hidden(&self, header: &Header) -> Result<bool, Error> {
        let Some(service) = header.listing else { return Ok(false) };
        let entry = listing::get(self.connection(), service)?;
        let service = entry.and_then(|entry| Service::decode(&entry).ok());
        Ok(service.is_some_and(|service| service.address_hidden))
    }
}
