//! Mutants through everything: signed by an enrolled device, admitted by a real service, pulled by real devices that go on.

use super::peer::{Opened, Peer};
use crate::world::{Device, World};
use jonaki_core::protocol::{Code, Compartment, Role};
use jonaki_core::{FieldEdit, Scalar};
use jonaki_document::hostile::{Base, Mutator, Random, some_edits};
use jonaki_document::{Admitted, Document, DocumentState, Standing, Writer, admit, verify_sealed};
use serde::Serialize;

/// Batches of mutants for each document of a round, and mutants in each.
const BATCHES: usize = 3;
const MUTANTS: usize = 120;

/// What went over the wire.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Wire {
    /// Mutants.
    pub changes: u64,
    /// Batches that they were signed in.
    pub batches: u64,
    /// Mutants that the server (open) or the devices (sealed) took.
    pub admitted: u64,
    /// Views of a record on two devices that were compared afterwards.
    pub compared: u64,
}

impl Wire {
    /// Adds another's counts.
    pub fn add(&mut self, other: &Self) {
        self.changes += other.changes;
        self.batches += other.batches;
        self.admitted += other.admitted;
        self.compared += other.compared;
    }
}

struct Stage {
    world: World,
    founder: Device,
    coordinator: Device,
    peer: Peer,
    writer: Writer,
    found: Wire,
}

/// One record under attack by the device that opened it, in its open and one sealed compartment, while two devices of the
/// organisation read and edit it.
///
/// # Errors
/// What went wrong.
pub fn wire_round(seed: u64, number: u64) -> Result<Wire, String> {
    let mut random = Random::stream(seed ^ 0x7769_7265, number);
    let mut world = World::new(random.bits());
    let mut founder = world.founder();
    world.sync(&mut founder).map_err(said)?;
    let mut coordinator = world.invited(&mut founder, "coordinator", Role::Coordinator);
    world.sync(&mut coordinator).map_err(said)?;
    let (role, standing) = match random.chance(50) {
        true => (Role::Reporter, Standing::ReporterOfCase),
        false => (Role::Coordinator, Standing::CoordinatorWithAccess),
    };
    let peer = Peer::enrol(&mut world, &mut founder, role);
    let writer = Writer { device: peer.sign.public().device_id(), standing };
    let mut stage = Stage { world, founder, coordinator, peer, writer, found: Wire::default() };
    stage.play(&mut random)?;
    Ok(stage.found)
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

impl Stage {
    fn play(&mut self, random: &mut Random) -> Result<(), String> {
        let (opened, mut items) = self.peer.open();
        let mut documents = Vec::new();
        for compartment in [Compartment::Card, Compartment::Account] {
            let mut document = Document::new(compartment).map_err(said)?;
            for _ in 0..6 {
                let edits = some_edits(random, compartment);
                let made = document.edit_as(&self.writer, self.peer.actor(1), &edits).ok().flatten();
                if let Some(made) = made {
                    items.push(self.peer.change(&opened, compartment, &made.bytes));
                }
            }
            documents.push(document);
        }
        let said = self.peer.send(&mut self.world, items);
        if said.refused.as_ref().is_none_or(|refused| !refused.is_empty()) {
            return Err(format!("the honest beginning: {said:?}"));
        }
        for _ in 0..BATCHES {
            for document in &mut documents {
                self.attack(random, &opened, document)?;
            }
            self.go_on(random, &opened)?;
        }
        Ok(())
    }

    /// One batch of mutants of a document; `document` is as the peer knows it, and afterwards as the honest know it.
    fn attack(
        &mut self,
        random: &mut Random,
        opened: &Opened,
        document: &mut Document,
    ) -> Result<(), String> {
        let compartment = document.compartment();
        let base = (0..20).find_map(|_| {
            let edits = some_edits(random, compartment);
            let made = document.clone().edit_as(&self.writer, self.peer.actor(1), &edits).ok().flatten()?;
            Base::of(document.clone(), made.bytes, self.writer)
        });
        let bases = [base.ok_or("no honest change")?];
        let mut expected = Vec::new();
        let mut items = Vec::new();
        let mut state = match compartment.is_sealed() {
            false => Some(state_of(document, &self.writer)?),
            true => None,
        };
        while items.len() < MUTANTS {
            let (_, raw) = Mutator::default().make(random, &bases);
            let verdict = match &mut state {
                Some(state) => open(state, document, &raw, &self.writer),
                None => sealed(document, &raw, &self.writer),
            };
            // What waits for others is counted by the server for each document: a test of its own.
            if verdict != Err(Code::Pending) && raw.len() < 4_096 {
                items.push(self.peer.change(opened, compartment, &raw));
                expected.push(verdict);
            }
        }
        self.world.clock.pass(120);
        let said = self.peer.send(&mut self.world, items);
        let refused = said.refused.ok_or(format!("no receipt: {}", said.status))?;
        for (position, verdict) in expected.iter().enumerate() {
            let server = refused.get(&position).copied();
            let fits = if compartment.is_sealed() { server.is_none() } else { server == verdict.err() };
            if !fits {
                return Err(format!("mutant {position}: the server says {server:?}, expected {verdict:?}"));
            }
        }
        self.found.changes += expected.len() as u64;
        self.found.batches += 1;
        self.found.admitted += expected.iter().filter(|verdict| verdict.is_ok()).count() as u64;
        Ok(())
    }

    /// Everybody pulls, edits, pulls again, and sees the same.
    fn go_on(&mut self, random: &mut Random, opened: &Opened) -> Result<(), String> {
        let Self { world, founder, coordinator, .. } = self;
        for device in [&mut *founder, &mut *coordinator] {
            world.sync(device).map_err(|error| format!("{} cannot sync: {error}", device.name))?;
            let count = i64::try_from(random.below(99)).unwrap_or(1);
            let edits = [
                FieldEdit { field: "number_of_victims".to_owned(), value: Some(Scalar::Int(count)) },
                FieldEdit { field: "narrative".to_owned(), value: Some(Scalar::from("practice")) },
            ];
            let edited = device.client().edit(opened.record, &edits);
            edited.map_err(|error| format!("{} cannot edit: {error}", device.name))?;
        }
        for _ in 0..2 {
            for device in [&mut *founder, &mut *coordinator] {
                let round = world.sync(device).map_err(|error| format!("{} stops: {error}", device.name))?;
                if round.refused > 0 {
                    return Err(format!("{} was refused an honest edit", device.name));
                }
            }
        }
        let one = founder.client().case(opened.record).map_err(said)?;
        let other = coordinator.client().case(opened.record).map_err(said)?;
        let (one, other) = (shown(&one)?, shown(&other)?);
        self.found.compared += 1;
        if one == other { Ok(()) } else { Err(format!("devices differ:\n{one}\n{other}")) }
    }
}

/// What a screen shows of the compartments; who has read it differs from device to device.
fn shown(view: &jonaki_core::CaseView) -> Result<String, String> {
    let mut value = serde_json::to_value(view).map_err(said)?;
    if let Some(object) = value.as_object_mut() {
        object.retain(|key, _| {
            ["card", "account", "identity", "safety", "fields", "notes", "events"].contains(&key.as_str())
        });
    }
    Ok(value.to_string())
}

fn state_of(document: &Document, writer: &Writer) -> Result<DocumentState, String> {
    let mut state = DocumentState::new(document.compartment()).map_err(said)?;
    for change in document.changes() {
        let by = Writer { device: change.actor.device, ..*writer };
        if let Admitted::New { state: next, .. } = admit(&state, &change.bytes, &by).map_err(said)? {
            state = *next;
        }
    }
    Ok(state)
}

/// The server's verdict on an open change, and the document after it.
fn open(state: &mut DocumentState, document: &mut Document, raw: &[u8], by: &Writer) -> Result<(), Code> {
    match admit(state, raw, by) {
        Ok(Admitted::New { state: next, change }) => {
            *state = *next;
            document.apply(&change).map_err(|_| Code::Shadow)
        }
        Ok(Admitted::Known { .. }) => Ok(()),
        Err(refusal) => Err(refusal.code),
    }
}

/// The devices' verdict on a sealed change, and the document after it.
fn sealed(document: &mut Document, raw: &[u8], by: &Writer) -> Result<(), Code> {
    let change = verify_sealed(document, raw, by).map_err(|refusal| refusal.code)?;
    document.apply(&change).map_err(|_| Code::Shadow)
}
