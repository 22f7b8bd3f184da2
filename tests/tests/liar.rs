//! A server that lies, with the real identity key: each check of the client has an attack here that fails because of it
//! (`docs/lying-server.md` lists them).

mod answer;
mod compare;
mod keys;
mod letters;
mod losing;
mod trust;

use jonaki_core::protocol::{CaseId, Role};
use jonaki_core::{CaseQuery, FieldEdit, NewInvite, Report, Scalar, State};
use jonaki_tests::liar::Accomplice;
use jonaki_tests::world::{Device, World, organisation};

fn report(name: &str) -> Report {
    Report {
        concern_types: vec!["child_labour".to_owned()],
        district: Some("jashore".to_owned()),
        division: Some("khulna".to_owned()),
        narrative: Some("সকালে ইটভাটায় কাজ করতে দেখা গেছে।".to_owned()),
        name_given: Some(name.to_owned()),
        ..Report::default()
    }
}

fn set(field: &str, value: &str) -> FieldEdit {
    FieldEdit { field: field.to_owned(), value: Some(Scalar::from(value)) }
}

/// What a device shows in a field of a case.
fn shown(device: &mut Device, case: CaseId, field: &str) -> Option<Scalar> {
    let view = device.client().peek(case).ok()?;
    view.fields.into_iter().find(|view| view.field == field).map(|view| view.current.value)
}

fn state(device: &mut Device, case: CaseId) -> State {
    device.client().peek(case).expect("there").row.state
}

fn cases(device: &mut Device) -> usize {
    device.client().cases(&CaseQuery::default()).expect("a list").len()
}

/// A programme with a founder, a coordinator and a reporter who all have synced.
struct Team {
    world: World,
    founder: Device,
    coordinator: Device,
    reporter: Device,
    accomplices: u8,
}

impl Team {
    fn new(seed: u64) -> Self {
        let mut world = World::new(seed);
        let mut founder = world.founder();
        world.sync(&mut founder).expect("founded");
        let mut coordinator = world.invited(&mut founder, "coordinator", Role::Coordinator);
        world.sync(&mut founder).expect("synced");
        world.sync(&mut coordinator).expect("enrolled");
        let mut reporter = world.invited(&mut founder, "reporter", Role::Reporter);
        world.sync(&mut reporter).expect("enrolled");
        world.sync(&mut coordinator).expect("synced");
        Self { world, founder, coordinator, reporter, accomplices: 0 }
    }

    /// A case that the reporter filed and everybody has.
    fn case(&mut self) -> CaseId {
        let case = self.reporter.client().report(&report("জরিনা পরীক্ষা")).expect("saved");
        self.world.sync(&mut self.reporter).expect("synced");
        self.world.sync(&mut self.coordinator).expect("synced");
        self.world.sync(&mut self.founder).expect("synced");
        case
    }

    /// A link into the founder's organisation.
    fn link(&mut self, role: Role) -> String {
        let link =
            self.founder.client().invite(NewInvite { organisation: None, role }).expect("an invite").link;
        self.world.sync(&mut self.founder).expect("synced");
        link
    }

    /// A device of the founder's organisation that signs whatever it likes.
    fn insider(&mut self, role: Role) -> Accomplice {
        let link = self.link(role);
        self.accomplices += 1;
        Accomplice::enrol(&link, 70 + self.accomplices, self.world.clock.now()).joins(&mut self.world)
    }

    /// A device of another organisation that signs whatever it likes, and its organisation.
    fn stranger(&mut self, role: Role) -> (Accomplice, jonaki_core::protocol::OrganisationId) {
        let other = self.founder.client().add_organisation(&organisation("Gamma")).expect("added");
        let invite = NewInvite { organisation: Some(other), role };
        let link = self.founder.client().invite(invite).expect("an invite").link;
        self.world.sync(&mut self.founder).expect("synced");
        (Accomplice::enrol(&link, 99, self.world.clock.now()).joins(&mut self.world), other)
    }
}
