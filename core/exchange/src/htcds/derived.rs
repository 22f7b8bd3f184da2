//! Facts of a row that a record has not as such.

use super::export::Options;
use crate::codes::{self, List};
use crate::record::{CaseRecord, Consent, Direction, Perpetrator, Referral, Victim};
use crate::{Language, Value, cell};

/// Everybody who is alleged to have taken part, as the one of a row: all their parts, what is said line by line.
pub(super) fn together(all: &[Perpetrator]) -> Perpetrator {
    let lines = |of: fn(&Perpetrator) -> &Value<String>| {
        let said: Vec<String> =
            all.iter().filter_map(|one| of(one).known()).map(|text| cell::tidy(text)).collect();
        (!said.is_empty()).then(|| said.join("\n")).into()
    };
    let roles: Vec<String> = all.iter().filter_map(|one| one.roles.known()).flatten().cloned().collect();
    Perpetrator {
        roles: (!roles.is_empty()).then_some(roles).into(),
        role_details: lines(|one| &one.role_details),
        organisation: lines(|one| &one.organisation),
    }
}

/// True when a consent to share or to count holds today for whoever takes the file, false when there are consents and none
/// does, unknown when nobody was asked.
pub(super) fn consent(record: &CaseRecord, person: &str, options: &Options<'_>) -> Value<bool> {
    let counts =
        |consent: &&Consent| consent.concerns(person) && options.purposes.contains(&consent.purpose.as_str());
    let asked = record.consents.iter().filter(counts);
    asked
        .map(|consent| consent.holds(options.today) && !consent.limited)
        .reduce(|one, other| one || other)
        .into()
}

/// Whether the case left us: closed, and a transfer of it was taken.
pub(super) fn transferred(record: &CaseRecord) -> bool {
    let is = |value: &Value<String>, codes: &[&str]| {
        value.known().is_some_and(|found| codes.contains(&found.as_str()))
    };
    let taken = |referral: &Referral| {
        referral.direction == Direction::Outgoing
            && is(&referral.kind, &["transfer_of_case"])
            && is(&referral.progress, &["accepted", "in_service", "completed"])
    };
    let status = record.status.known().and_then(|own| codes::htcds(List::CaseStatus, own));
    status == Some("Closed") && record.referrals.iter().any(taken)
}

/// Exploitation online says by which service, where the standard has two columns for it.
pub(super) fn add_implied(victim: &mut Victim) {
    const ONLINE: [&str; 2] = ["remote_interactive", "pornography"];
    let elsewhere =
        |own: &String| codes::htcds_elsewhere(List::Exploitation, own, "vic_TypeOfSexExploitation");
    let implied = victim.exploitation_types.known().into_iter().flatten().find_map(elsewhere);
    let implied = implied.and_then(|service| codes::own(List::SexExploitation, service));
    let mut all = victim.sex_exploitation_types.known().cloned().unwrap_or_default();
    if let Some(service) = implied.filter(|_| !all.iter().any(|one| ONLINE.contains(&one.as_str()))) {
        all.push(service.to_owned());
        victim.sex_exploitation_types = Value::Known(all);
    }
}

/// The reason in English, for the standard takes words here; with what was said about it where the recipient may
/// read that.
pub(super) fn closure(record: &CaseRecord, with_note: bool) -> Value<String> {
    let reason = record.closure_reason.known();
    let reason = reason.and_then(|reason| codes::label(List::Closure, reason, Language::English));
    let note = record.closure_note.known().filter(|_| with_note).map(|note| cell::tidy(note));
    match (reason, note.filter(|note| !note.is_empty())) {
        (Some(reason), Some(note)) => Value::Known(format!("{reason}: {note}")),
        (Some(reason), None) => reason.into(),
        (None, note) => note.into(),
    }
}

/// Reads [`closure`] again; a text that begins with no reason of ours is a note.
pub(super) fn closure_parts(closure: Value<String>) -> (Value<String>, Value<String>) {
    let Value::Known(text) = closure else { return (Value::NotAsked, Value::NotAsked) };
    let reason = |text: &str| codes::labelled(List::Closure, text);
    let parts = text.split_once(": ").and_then(|(first, note)| Some((reason(first)?, note)));
    match (parts, reason(&text)) {
        (Some((reason, note)), _) => (reason.into(), note.into()),
        (None, Some(reason)) => (reason.into(), Value::NotAsked),
        (None, None) => (Value::NotAsked, Value::Known(text)),
    }
}
