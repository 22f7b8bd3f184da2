//! What the card of a case says of consent, and what became of its referrals, as the exchange takes them.

use super::day;
use crate::Date;
use crate::ledger::referral::Row;
use jonaki_document::referral::{CaseTerms, Consent as Agreed, FieldGroup, FieldGroups};
use jonaki_document::{Document, Entry};
use jonaki_exchange::Value;
use jonaki_exchange::record::{CaseRecord, Consent, Direction, Referral};
use jonaki_protocol::Timestamp;

/// For whom and when a case is read.
#[derive(Clone, Copy)]
pub(crate) struct Reading {
    /// With what tells who somebody is.
    pub(crate) with_identity: bool,
    /// The day on which a consent must hold.
    pub(crate) today: Date,
    /// By the server's clock, for what became of referrals.
    pub(crate) now: i64,
}

/// Consents and referrals of one case.
#[derive(Default)]
pub(crate) struct Dealings {
    consents: Vec<Consent>,
    /// Days on which everything was taken back that was agreed to until then.
    withdrawals: Vec<Value<Date>>,
    pub(crate) referrals: Vec<Referral>,
}

impl Dealings {
    /// The consents of a card.
    pub(crate) fn of(card: &Document, reading: &Reading) -> Self {
        let entries = card.entries("events");
        let ends: Vec<&Entry> =
            entries.iter().filter(|entry| entry.text("kind") == Some("consent_withdrawn")).collect();
        let whole = ends.iter().filter(|entry| entry.text("of").is_none());
        let withdrawals: Vec<_> = whole.map(|entry| past(day_of(entry), reading.today)).collect();
        let consent = |agreed: &Agreed| {
            let given_on = entries.iter().find(|entry| entry.id == agreed.id).and_then(day_of);
            let named = ends.iter().find(|entry| entry.text("of") == Some(&agreed.id.to_string()));
            let ended = match (named, withdrawals.as_slice()) {
                (Some(entry), _) => past(day_of(entry), reading.today),
                (None, [one]) => *one,
                _ => Value::Unknown,
            };
            Consent {
                purpose: agreed.purpose.clone(),
                given: agreed.giver != "none",
                limited: is_limited(agreed, reading.with_identity),
                giver: agreed.giver.as_str().into(),
                given_on: given_on.into(),
                expires_on: day(Timestamp(agreed.until)).map_or(Value::Unknown, Value::Known),
                withdrawn_on: if agreed.withdrawn { ended } else { Value::NotAsked },
                ..Consent::default()
            }
        };
        let consents = CaseTerms::of(card).consents.iter().map(consent).collect();
        Self { consents, withdrawals, referrals: Vec::new() }
    }

    /// Puts them into a record. What forms and partners said of consent ends with what was taken back on the card.
    pub(crate) fn put_into(self, record: &mut CaseRecord) {
        for consent in &mut record.consents {
            let given = consent.given_on.known().copied();
            let ends = |day: &&Value<Date>| match (day, given) {
                (Value::Known(day), Some(given)) => given <= *day,
                _ => true,
            };
            if let Some(day) = self.withdrawals.iter().find(ends) {
                consent.withdrawn_on = *day;
            }
        }
        record.consents.extend(self.consents);
        record.referrals.extend(self.referrals);
    }
}

/// A referral; the caller knows the names of both sides, and the words where they may be read.
pub(crate) fn referral(row: &Row, direction: Direction, reading: &Reading) -> Referral {
    let (header, status) = (&row.header, row.status(reading.now));
    let taken = row.events.iter().filter(|event| event.step.takes()).map(|event| event.at).min();
    let made = match direction {
        Direction::Outgoing => Some(header.made),
        // The standard's day of a referral that came in is the one on which it was taken.
        Direction::Incoming => taken,
    };
    // Nobody is asked why. Who asks for a service needs one; why a whole case is given away is not known.
    let reason = (header.kind == "service_referral").then(|| "additional_services".to_owned());
    Referral {
        referral_id: row.record.to_string(),
        direction,
        kind: header.kind.as_str().into(),
        service_types: Value::Known(vec![header.service.clone()]),
        reason: reason.into(),
        urgency: header.urgency.name().into(),
        made_on: made.and_then(|at| day(Timestamp(at))).into(),
        progress: status.progress.name().into(),
        access: status.access.name().into(),
        ..Referral::default()
    }
}

/// Whether a consent does not reach whoever takes a file: only one organisation or service, or not what is in the file.
fn is_limited(agreed: &Agreed, with_identity: bool) -> bool {
    let told = FieldGroups::EMPTY.with(FieldGroup::Situation);
    let told = if with_identity { told.with(FieldGroup::Name) } else { told };
    agreed.organisation.is_some() || agreed.service.is_some() || !agreed.groups.covers(told)
}

fn day_of(entry: &Entry) -> Option<Date> {
    day(Timestamp(entry.int("at")?))
}

/// The day of something that has happened: one that has not come by a clock that was wrong is not known.
fn past(day: Option<Date>, today: Date) -> Value<Date> {
    day.filter(|day| *day <= today).map_or(Value::Unknown, Value::Known)
}
