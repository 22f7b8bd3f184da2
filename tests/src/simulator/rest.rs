//! The network is good again, nothing fails, everybody syncs until nothing is new.

use super::Failure;
use super::device::Sight;
use super::network::Synced;
use super::world::World;
use jonaki_core::{CaseView, ReferralView};
use jonaki_protocol::Compartment;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// Rounds in which everybody syncs, at most.
const ROUNDS: usize = 14;

impl World {
    pub(super) fn rest(&mut self, trace: &mut Vec<String>) -> Result<(), Failure> {
        self.torn = None;
        self.server.breaks = None;
        while !self.late.is_empty() {
            self.arrive(0)?;
        }
        let mut before = [0; 32];
        for round in 0..ROUNDS {
            for device in 0..self.devices.len() {
                self.clock.pass(60);
                let synced = self.sync(device)?;
                if synced == Synced::Broken {
                    return Err(Failure::new("harness", "something broke while nothing may break"));
                }
                if round == 0 || synced != Synced::Done {
                    trace.push(format!("rest {round}: device {device}: {synced:?}"));
                }
            }
            let now = self.portrait()?;
            if now == before {
                return Ok(());
            }
            before = now;
        }
        Err(Failure::new("restless", format!("something is new after {ROUNDS} rounds of syncing")))
    }

    /// A digest of what everybody holds.
    fn portrait(&mut self) -> Result<[u8; 32], Failure> {
        let mut hash = Sha256::new();
        hash.update(self.server.digest()?);
        for device in &mut self.devices {
            hash.update(portrait_of(&device.sight()?).to_string());
            let status = device.peer()?.status().map_err(|error| super::world::setup(&error))?;
            hash.update(status.unsent_items.to_le_bytes());
        }
        Ok(hash.finalize().into())
    }
}

fn portrait_of(sight: &Sight) -> Value {
    let cases = sight.cases.iter().map(|(id, view)| {
        let parts = Compartment::ALL.map(|compartment| canonical(view, compartment));
        json!([id.to_string(), parts])
    });
    let referrals = sight.referrals.iter();
    cases.chain(referrals.map(|(id, view)| json!([id.to_string(), told(view), disclosed(view)]))).collect()
}

/// What a view shows of what became of a referral: the same wherever the same is known.
pub(super) fn told(view: &ReferralView) -> Value {
    let events = view.events.iter().map(|(kind, reason, hour, author)| json!([kind, reason, hour.0, author]));
    json!({ "header": view.row.header, "events": sorted(events.collect()), "status": view.row.status })
}

/// What a view shows of what a referral discloses.
pub(super) fn disclosed(view: &ReferralView) -> Value {
    let fields = view.fields.iter().map(|field| json!([field.field, field.value])).collect();
    let notes = view.notes.iter().map(|note| json!([note.text, note.author])).collect();
    json!({ "fields": sorted(fields), "message": view.message, "notes": sorted(notes) })
}

fn sorted(mut values: Vec<Value>) -> Value {
    values.sort_by_key(ToString::to_string);
    Value::Array(values)
}

/// What a view shows of a compartment, in one order: the same wherever the same is known.
pub(crate) fn canonical(view: &CaseView, compartment: Compartment) -> Value {
    let fields = view.fields.iter().filter(|field| field.compartment == compartment).map(|field| {
        let others = field.others.iter().map(|other| json!([other.value, other.author])).collect();
        json!([field.field, field.current.value, field.current.author, sorted(others)])
    });
    let notes = view.notes.iter().filter(|note| note.compartment == compartment);
    let notes = notes.map(|note| json!([note.text, note.author]));
    let mut whole = json!({ "fields": sorted(fields.collect()), "notes": sorted(notes.collect()) });
    if compartment == Compartment::Card {
        let events = view.events.iter();
        let events = events.map(|event| json!([event.kind, event.reason, event.record, event.author]));
        let seen = view.seen_by.iter().map(|seen| json!([seen.device, seen.hour.0]));
        whole["events"] = sorted(events.collect());
        whole["seen"] = sorted(seen.collect());
        whole["status"] = json!(view.row.status);
        whole["concerns"] = json!(view.row.concern_types);
    }
    whole
}
