//! The same child in two organisations: found by a third one that cannot read a name, told to both, linked by a person.

use jonaki_core::protocol::{CaseId, Code, OrganisationId, Role};
use jonaki_core::{
    Error, FieldEdit, LikenessView, NewInvite, NewOrganisation, NotFor, Relation, Report, Scalar, StepKind,
    Triage,
};
use jonaki_tests::world::{Device, World};

/// An organisation that keeps cases.
struct Keeper {
    organisation: OrganisationId,
    admin: Device,
    coordinator: Device,
    reporter: Device,
}

/// The programme's office, which compares and has two devices, and two organisations that keep cases.
struct Stage {
    world: World,
    office: Device,
    colleague: Device,
    north: Keeper,
    south: Keeper,
}

fn keeper(world: &mut World, office: &mut Device, name: &str) -> Keeper {
    let new = NewOrganisation {
        kind: "ngo".to_owned(),
        name_bn: format!("{name} (পরীক্ষা)"),
        name_en: name.to_owned(),
    };
    let organisation = office.client().add_organisation(&new).expect("added");
    world.sync(office).expect("synced");
    let invite = NewInvite { organisation: Some(organisation), role: Role::Admin };
    let link = office.client().invite(invite).expect("an invite").link;
    let mut admin = world.device(&format!("{name} admin"));
    admin.client().enrol(&link).expect("enrolled");
    world.sync(&mut admin).expect("synced");
    let coordinator = world.enrolled(&mut admin, &format!("{name} coordinator"), Role::Coordinator);
    let reporter = world.enrolled(&mut admin, &format!("{name} reporter"), Role::Reporter);
    Keeper { organisation, admin, coordinator, reporter }
}

fn stage(seed: u64) -> Stage {
    let mut world = World::new(seed);
    let mut office = world.founder();
    world.sync(&mut office).expect("founded");
    let colleague = world.enrolled(&mut office, "colleague", Role::Coordinator);
    let north = keeper(&mut world, &mut office, "North");
    let south = keeper(&mut world, &mut office, "South");
    let mut stage = Stage { world, office, colleague, north, south };
    let own = stage.own();
    assert_eq!(stage.office.client().set_comparing(Some(own)), Ok(1));
    stage.settle();
    stage
}

impl Stage {
    fn own(&mut self) -> OrganisationId {
        self.office.client().status().expect("enrolled").organisation.expect("enrolled")
    }

    fn settle(&mut self) {
        for _ in 0..3 {
            let devices = [
                &mut self.north.admin,
                &mut self.north.reporter,
                &mut self.north.coordinator,
                &mut self.south.admin,
                &mut self.south.reporter,
                &mut self.south.coordinator,
                &mut self.office,
                &mut self.colleague,
            ];
            for device in devices {
                device.client().run_rules().expect("rules");
                let round = self.world.sync(device).expect("synced");
                assert_eq!(
                    (round.refused, round.set_aside),
                    (0, 0),
                    "nothing honest is refused: {}",
                    device.name
                );
            }
        }
    }

    /// A report of each organisation, opened as a case.
    fn two_cases(&mut self, one: &Report, other: &Report) -> (CaseId, CaseId) {
        let north = self.north.reporter.client().report(one).expect("saved");
        let south = self.south.reporter.client().report(other).expect("saved");
        self.settle();
        self.north.coordinator.client().triage(north, &Triage::Valid).expect("opened");
        self.south.coordinator.client().triage(south, &Triage::Valid).expect("opened");
        self.settle();
        (north, south)
    }

    fn found(&mut self) -> Vec<LikenessView> {
        self.office.client().likenesses(50).expect("compared")
    }
}

fn child(names: [&str; 3]) -> Report {
    let [given, father, mother] = names.map(|name| Some(name.to_owned()));
    Report {
        concern_types: vec!["child_labour".to_owned()],
        district: Some("khulna".to_owned()),
        victim_sex: Some("female".to_owned()),
        victim_age_band: Some("12-13".to_owned()),
        name_given: given,
        father_name: father,
        mother_name: mother,
        ..Report::default()
    }
}

const BANGLA: [&str; 3] = ["নুসরাত জাহান", "মোঃ রফিকুল ইসলাম", "শাহানা বেগম"];
const LATIN: [&str; 3] = ["Nusrat Jahan", "Md. Rafiqul Islam", "Shahana Begum"];
const ANOTHER: [&str; 3] = ["Popy Khatun", "Abdul Kuddus", "Momtaz Begum"];

#[test]
fn a_child_of_two_organisations_is_found_told_linked_and_unlinked() {
    let mut stage = stage(81);
    let (north, south) = stage.two_cases(&child(BANGLA), &child(LATIN));
    let other = stage.south.reporter.client().report(&child(ANOTHER)).expect("saved");
    stage.settle();
    stage.south.coordinator.client().triage(other, &Triage::Valid).expect("opened");
    stage.settle();
    // The key is with those who keep cases, the prints with who compares, and nobody has both.
    let office = stage.office.client().matching().expect("enrolled");
    assert_eq!((office.compares, office.has_key, office.prints), (true, false, 3));
    let keeper = stage.north.coordinator.client().matching().expect("enrolled");
    assert_eq!((keeper.compares, keeper.has_key, keeper.prints), (false, true, 0));
    let reporter = stage.north.reporter.client().matching().expect("enrolled");
    assert_eq!((reporter.has_key, reporter.prints), (false, 0));
    // The office reads neither case.
    assert_eq!(stage.office.client().case(north).map(drop), Err(Error::NotFound));
    let found = stage.found();
    let [pair] = found.as_slice() else { panic!("{found:?}") };
    let sides: Vec<_> = [&pair.one, &pair.other].map(|side| (side.case, side.organisation)).to_vec();
    assert!(sides.contains(&(north, stage.north.organisation)));
    assert!(sides.contains(&(south, stage.south.organisation)));
    assert_eq!((pair.certainty, pair.told), ("same", false));
    assert!(pair.agreed.contains(&"name") && pair.agreed.contains(&"father"));
    // Nobody is told by a machine.
    assert!(stage.north.coordinator.client().alike(north).expect("there").is_empty());
    assert_eq!(stage.office.client().tell_likeness(south, north), Ok(2));
    stage.settle();
    assert!(stage.found()[0].told);
    assert!(stage.colleague.client().likenesses(5).expect("compared")[0].told, "colleagues know");
    let told = stage.north.coordinator.client().alike(north).expect("there").remove(0);
    assert_eq!((told.other, told.organisation), (south, stage.south.organisation));
    assert_eq!((told.certainty, told.ask, told.link), ("same", true, None));
    let client = stage.north.coordinator.client();
    let link = client.link_case(north, south, Relation::SameChild).expect("linked");
    assert_eq!(client.alike(north).expect("there")[0].link, Some(link));
    client.step(north, link, StepKind::Removed, None, Some("আলাদা শিশু")).expect("taken back");
    assert_eq!(client.alike(north).expect("there")[0].link, None);
    let told = stage.south.coordinator.client().alike(south).expect("there").remove(0);
    assert_eq!((told.other, told.organisation), (north, stage.north.organisation));
    // Who does not compare neither looks nor tells.
    let refused = Err(Error::Refused(Code::NotAllowed));
    assert_eq!(stage.north.coordinator.client().likenesses(5).map(drop), refused);
    assert_eq!(stage.north.coordinator.client().tell_likeness(north, south).map(drop), refused);
}

#[test]
fn a_corrected_name_is_compared_anew_and_a_dismissed_pair_stays_away() {
    let mut stage = stage(82);
    let (north, south) = stage.two_cases(&child(BANGLA), &child(ANOTHER));
    assert!(stage.found().is_empty());
    let edits: Vec<FieldEdit> = ["name_given", "father_name", "mother_name"]
        .iter()
        .zip(LATIN)
        .map(|(field, name)| FieldEdit { field: (*field).to_owned(), value: Some(Scalar::from(name)) })
        .collect();
    stage.south.coordinator.client().edit(south, &edits).expect("corrected");
    stage.settle();
    assert_eq!(stage.found().len(), 1);
    assert_eq!(stage.office.client().matching().expect("enrolled").prints, 2, "the newer one replaced");
    assert_eq!(stage.office.client().dismiss_likeness(north, south), Ok(()));
    assert!(stage.found().is_empty());
    let unknown = CaseId::from_bytes([7; 16]);
    assert_eq!(stage.office.client().dismiss_likeness(north, unknown), Err(Error::NotFound));
    assert_eq!(stage.office.client().tell_likeness(north, south), Err(Error::NotFound));
    // What is written beside the child makes no new print, and nothing that was put away comes back.
    let before = stage.north.coordinator.client().status().expect("status").unsent_items;
    stage.north.coordinator.client().add_note(north, "আজ ফোন করেছি").expect("noted");
    stage.north.coordinator.client().run_rules().expect("rules");
    let after = stage.north.coordinator.client().status().expect("status").unsent_items;
    assert_eq!(after, before + 1, "the note alone");
    stage.settle();
    assert!(stage.found().is_empty());
}

#[test]
fn whom_a_case_is_not_for_is_not_told_of_it() {
    let mut stage = stage(83);
    let (north, south) = stage.two_cases(&child(BANGLA), &child(LATIN));
    let not_for = NotFor::Organisation(stage.south.organisation);
    stage.north.coordinator.client().exclude(north, &not_for).expect("excluded");
    stage.settle();
    let found = stage.found();
    let side =
        |case| [&found[0].one, &found[0].other].into_iter().find(|side| side.case == case).expect("a side");
    assert!(side(north).told_of_other && !side(south).told_of_other);
    assert_eq!(stage.office.client().tell_likeness(north, south), Ok(1));
    stage.settle();
    assert!(stage.south.coordinator.client().alike(south).expect("there").is_empty());
    let told = stage.north.coordinator.client().alike(north).expect("there").remove(0);
    assert_eq!((told.other, told.ask), (south, false), "and who knows is told not to ask");
}

#[test]
fn a_case_that_is_not_for_who_compares_is_not_compared() {
    let mut stage = stage(84);
    let north = stage.north.reporter.client().report(&child(BANGLA)).expect("saved");
    stage.settle();
    let own = stage.own();
    stage.north.coordinator.client().exclude(north, &NotFor::Organisation(own)).expect("excluded");
    stage.north.coordinator.client().triage(north, &Triage::Valid).expect("opened");
    stage.settle();
    assert_eq!(stage.office.client().matching().expect("enrolled").prints, 0);
}

#[test]
fn an_erased_case_is_forgotten_by_who_compares() {
    let mut stage = stage(85);
    let (north, south) = stage.two_cases(&child(BANGLA), &child(LATIN));
    assert_eq!(stage.office.client().tell_likeness(north, south), Ok(2));
    stage.settle();
    stage.north.admin.client().erase(north).expect("erased");
    stage.settle();
    assert_eq!(stage.office.client().matching().expect("enrolled").prints, 1);
    assert!(stage.found().is_empty() && stage.colleague.client().likenesses(5).expect("compared").is_empty());
    let letters: i64 = stage
        .office
        .read()
        .query_row("SELECT count(*) FROM letter WHERE about = ?1", [north.as_bytes()], |row| row.get(0))
        .expect("counted");
    assert_eq!(letters, 0);
}

#[test]
fn a_new_key_makes_all_prints_anew_and_a_new_organisation_is_given_it() {
    let mut stage = stage(86);
    stage.two_cases(&child(BANGLA), &child(LATIN));
    assert_eq!(stage.found().len(), 1);
    let own = stage.own();
    assert_eq!(stage.office.client().set_comparing(Some(own)), Ok(2));
    assert_eq!(stage.office.client().matching().expect("enrolled").prints, 0, "the old ones say nothing");
    stage.settle();
    assert_eq!(stage.office.client().matching().expect("enrolled").prints, 2);
    assert_eq!(stage.found().len(), 1);
    // The office forgot the key: it never had it. Another administrator gives it on.
    let mut east = keeper(&mut stage.world, &mut stage.office, "East");
    stage.settle();
    stage.world.sync(&mut east.coordinator).expect("synced");
    assert!(east.coordinator.client().matching().expect("enrolled").has_key);
    // Nobody compares any more.
    assert_eq!(stage.office.client().set_comparing(None), Ok(3));
    stage.settle();
    let office = stage.office.client().matching().expect("enrolled");
    assert_eq!((office.organisation, office.prints), (None, 0));
    assert_eq!(stage.office.client().likenesses(5).map(drop), Err(Error::Refused(Code::NotAllowed)));
    let without_root = stage.north.admin.client().set_comparing(Some(own));
    assert!(matches!(without_root, Err(Error::State(_))));
}

#[test]
fn nothing_that_identifies_a_child_is_in_the_clear_on_the_server_or_on_the_comparing_device() {
    let mut stage = stage(87);
    stage.two_cases(&child(BANGLA), &child(LATIN));
    assert_eq!(stage.found().len(), 1);
    let server = std::fs::read(stage.world.server_path()).expect("the server's database");
    let office: Vec<Vec<u8>> = stage
        .office
        .read()
        .prepare("SELECT message FROM letter WHERE message IS NOT NULL")
        .and_then(|mut letters| letters.query_map([], |row| row.get(0))?.collect())
        .expect("its letters");
    assert!(!office.is_empty());
    for name in ["Nusrat", "নুসরাত", "Rafiqul", "রফিকুল"] {
        let holds = |bytes: &[u8]| bytes.windows(name.len()).any(|window| window == name.as_bytes());
        assert!(!holds(&server) && !office.iter().any(|message| holds(message)), "{name}");
    }
}
