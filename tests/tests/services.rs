//! The directory of services: entered from a table, signed, found on every device, said to be wrong.

use jonaki_core::protocol::{Code, RecordId, Role, Timestamp};
use jonaki_core::referral::{FieldGroups, Urgency};
use jonaki_core::services::{FlagKind, Query, Word, Words};
use jonaki_core::{
    Answer, Client, Disclosed, Error, NewConsent, NewInvite, NewReferral, NotFor, Report, ServiceView, Triage,
};
use jonaki_tests::world::{Device, World};
use std::sync::atomic::Ordering;

const TABLE: &[u8] = include_bytes!("../data/directory.csv");

struct Town {
    world: World,
    founder: Device,
    coordinator: Device,
    reporter: Device,
}

fn town(seed: u64) -> Town {
    let mut world = World::new(seed);
    // The table was looked after in the autumn of that year.
    world.clock.pass(300 * 24 * 3600);
    let mut founder = world.founder();
    world.sync(&mut founder).expect("founded");
    let coordinator = world.enrolled(&mut founder, "coordinator", Role::Coordinator);
    let reporter = world.enrolled(&mut founder, "reporter", Role::Reporter);
    let plan = founder.client().plan_directory(TABLE).expect("a table");
    assert!(!plan.has_faults());
    let done = founder.client().import_directory(plan).expect("imported");
    assert_eq!((done.organisations, done.refused), (26, 0));
    assert!(done.services >= 50 && done.withheld > 0, "{done:?}");
    let mut town = Town { world, founder, coordinator, reporter };
    town.settle();
    town
}

impl Town {
    fn settle(&mut self) {
        for _ in 0..2 {
            for device in [&mut self.founder, &mut self.coordinator, &mut self.reporter] {
                let round = self.world.sync(device).expect("synced");
                assert_eq!((round.refused, round.set_aside), (0, 0));
            }
        }
    }
}

fn shelters(client: &mut Client, now: i64) -> Vec<ServiceView> {
    let mut query = Query::new(now);
    query.service_types = Words::new(Word::new("shelter_child"));
    query.sex = Some("female".to_owned());
    query.age = Some(13);
    client.find_services(&query, None, 20).expect("found")
}

#[test]
fn what_the_programme_entered_is_found_on_every_device_without_a_network() {
    let mut town = town(71);
    let now = town.world.clock.now().0;
    let found = shelters(town.coordinator.client(), now);
    assert!(!found.is_empty());
    assert_eq!(found, shelters(town.founder.client(), now));
    assert_eq!(found, shelters(town.reporter.client(), now));
    // The same table again changes nothing; what it writes, it reads.
    let again = town.founder.client().export_directory().expect("a table");
    let plan = town.founder.client().plan_directory(&again).expect("read");
    assert!(!plan.has_faults());
    let done = town.founder.client().import_directory(plan).expect("imported");
    assert_eq!((done.organisations, done.services), (0, 0));
}

#[test]
fn one_step_says_that_a_service_is_full_and_its_owner_sees_it() {
    let mut town = town(72);
    let now = town.world.clock.now().0;
    let first = shelters(town.coordinator.client(), now).remove(0);
    assert!(first.flags.is_empty());
    town.world.clock.pass(3600);
    town.coordinator.client().flag_service(first.id, FlagKind::Full).expect("said");
    town.settle();
    let seen = shelters(town.founder.client(), now + 3600);
    let flagged = seen.iter().find(|service| service.id == first.id).expect("still there");
    assert_eq!(flagged.flags, [("full", 1)]);
    assert!(flagged.turns_away && seen[0].id != first.id, "it comes later, with the reason");
    let by_reporter = town.reporter.client().flag_service(first.id, FlagKind::Full);
    assert_eq!(by_reporter, Err(Error::Refused(Code::NotAllowed)));
    let unknown = town.coordinator.client().flag_service(RecordId::from_bytes([9; 16]), FlagKind::Closed);
    assert_eq!(unknown, Err(Error::Refused(Code::ListingRefused)));
}

/// What is said against a service, on a device.
fn said(device: &mut Device, service: RecordId, now: Timestamp) -> Vec<(&'static str, usize)> {
    device.client().service(service, now).expect("there").found.flags
}

/// Its owner writes a service anew, under another name.
fn rename(owner: &mut Device, service: RecordId, now: Timestamp) {
    let name = owner.client().service(service, now).expect("there").found.name.1;
    let table = String::from_utf8(owner.client().export_directory().expect("a table")).expect("text");
    let renamed = table.replace(&name, &format!("{name} again"));
    let plan = owner.client().plan_directory(renamed.as_bytes()).expect("read");
    assert_eq!(owner.client().import_directory(plan).expect("imported").services, 1);
}

#[test]
fn a_flag_and_its_answer_are_ordered_by_the_log_however_wrong_clocks_are() {
    const DAY: i64 = 24 * 3600;
    let mut town = town(78);
    let now = town.world.clock.now();
    let service = shelters(town.coordinator.client(), now.0).remove(0);
    let invite = NewInvite { organisation: Some(service.organisation), role: Role::Admin };
    let link = town.founder.client().invite(invite).expect("an invite").link;
    let mut owner = town.world.device("owner");
    owner.client().enrol(&link).expect("enrolled");
    let service = service.id;
    for (behind, ahead) in [(0, 0), (2 * DAY, 0), (0, 2 * DAY), (400 * DAY, 400 * DAY)] {
        town.world.sync(&mut owner).expect("synced");
        town.settle();
        town.world.sync(&mut owner).expect("synced");
        assert_eq!(said(&mut town.coordinator, service, now), []);
        // Nobody's clock moves on in between, and those of who says it and of who answers are wrong.
        town.coordinator.offset.store(-behind, Ordering::SeqCst);
        town.coordinator.client().flag_service(service, FlagKind::Full).expect("said");
        assert_eq!(said(&mut town.coordinator, service, now), [("full", 1)], "before it is sent");
        town.settle();
        town.world.sync(&mut owner).expect("synced");
        for device in [&mut owner, &mut town.founder, &mut town.coordinator, &mut town.reporter] {
            assert_eq!(said(device, service, now), [("full", 1)], "{}: {behind} {ahead}", device.name);
        }
        owner.offset.store(-ahead, Ordering::SeqCst);
        rename(&mut owner, service, now);
        assert_eq!(said(&mut owner, service, now), [], "before it is sent");
        town.world.sync(&mut owner).expect("synced");
        town.settle();
        for device in [&mut owner, &mut town.founder, &mut town.coordinator, &mut town.reporter] {
            assert_eq!(said(device, service, now), [], "{}: {behind} {ahead}", device.name);
        }
        town.coordinator.offset.store(ahead, Ordering::SeqCst);
        owner.offset.store(behind, Ordering::SeqCst);
    }
}

#[test]
fn an_owner_who_had_not_seen_a_flag_does_not_answer_it() {
    let mut town = town(79);
    let now = town.world.clock.now();
    let service = shelters(town.coordinator.client(), now.0).remove(0);
    let invite = NewInvite { organisation: Some(service.organisation), role: Role::Admin };
    let link = town.founder.client().invite(invite).expect("an invite").link;
    let mut owner = town.world.device("owner");
    owner.client().enrol(&link).expect("enrolled");
    town.world.sync(&mut owner).expect("synced");
    // It writes without a network, before and after somebody was turned away; what it wrote reaches the server last.
    rename(&mut owner, service.id, now);
    town.coordinator.client().flag_service(service.id, FlagKind::Full).expect("said");
    town.settle();
    town.world.clock.pass(3600);
    rename(&mut owner, service.id, now);
    town.world.sync(&mut owner).expect("synced");
    town.settle();
    for device in [&mut owner, &mut town.founder, &mut town.coordinator] {
        assert_eq!(said(device, service.id, now), [("full", 1)], "{}", device.name);
    }
    town.world.restart(&mut owner);
    assert_eq!(said(&mut owner, service.id, now), [("full", 1)]);
    rename(&mut owner, service.id, now);
    town.world.sync(&mut owner).expect("synced");
    town.settle();
    for device in [&mut owner, &mut town.founder, &mut town.coordinator] {
        assert_eq!(said(device, service.id, now), [], "{}", device.name);
    }
}

#[test]
fn an_organisation_enters_its_own_services_and_nobody_elses() {
    let mut town = town(73);
    let now = town.world.clock.now().0;
    let found = shelters(town.coordinator.client(), now).remove(0);
    let invite = NewInvite { organisation: Some(found.organisation), role: Role::Admin };
    let link = town.founder.client().invite(invite).expect("an invite").link;
    let mut owner = town.world.device("owner");
    owner.client().enrol(&link).expect("enrolled");
    town.world.sync(&mut owner).expect("synced");
    let table = owner.client().export_directory().expect("a table");
    let table = String::from_utf8(table).expect("text");
    assert!(table.contains(&found.name.1));
    // A new count of free places, by its owner.
    let renamed = table.replace(&found.name.1, &format!("{} renamed", found.name.1));
    let plan = owner.client().plan_directory(renamed.as_bytes()).expect("read");
    let done = owner.client().import_directory(plan).expect("imported");
    assert_eq!((done.services, done.refused), (1, 0));
    town.world.sync(&mut owner).expect("synced");
    town.settle();
    let seen = shelters(town.coordinator.client(), now);
    assert!(seen.iter().any(|service| service.name.1.ends_with("renamed")));
    // The coordinator is of another organisation.
    let plan = town.coordinator.client().plan_directory(table.as_bytes()).expect("read");
    let done = town.coordinator.client().import_directory(plan).expect("tried");
    assert_eq!((done.services, done.refused), (0, 1));
}

#[test]
fn whom_a_case_is_not_for_is_not_offered() {
    let mut town = town(74);
    let now = town.world.clock.now().0;
    let report = Report { concern_types: vec!["child_labour".to_owned()], ..Report::default() };
    let case = town.reporter.client().report(&report).expect("saved");
    town.settle();
    let mut query = Query::new(now);
    query.service_types = Words::new(Word::new("shelter_child"));
    let client = town.coordinator.client();
    let all = client.find_services(&query, Some(case), 50).expect("found");
    client.exclude(case, &NotFor::Organisation(all[0].organisation)).expect("excluded");
    let rest = client.find_services(&query, Some(case), 50).expect("found");
    assert!(rest.iter().all(|service| service.organisation != all[0].organisation));
    assert!(rest.len() < all.len());
}

/// The cells of the row of a service, by column.
fn row_of(table: &[u8], name: &str) -> std::collections::BTreeMap<String, String> {
    let mut rows = csv::Reader::from_reader(table);
    let columns = rows.headers().expect("columns").clone();
    let row = rows.records().map(|row| row.expect("a row")).find(|row| row.iter().any(|cell| cell == name));
    let row = row.expect("the service is there");
    columns.iter().map(str::to_owned).zip(row.iter().map(str::to_owned)).collect()
}

#[test]
fn where_a_shelter_is_reaches_organisations_sealed_and_nobody_else() {
    let mut town = town(75);
    let now = town.world.clock.now().0;
    let found = shelters(town.coordinator.client(), now).remove(0);
    let invite = NewInvite { organisation: Some(found.organisation), role: Role::Admin };
    let link = town.founder.client().invite(invite).expect("an invite").link;
    let mut owner = town.world.device("owner");
    owner.client().enrol(&link).expect("enrolled");
    town.world.sync(&mut owner).expect("synced");
    assert_eq!(owner.client().hidden_service(found.id), Ok(None));
    let row = row_of(&owner.client().export_directory().expect("a table"), &found.name.1);
    assert_eq!(row["address_hidden"], "yes");
    let (street, phone) = ("Synthetic Lane 7, Sample Town", "01000000077");
    let table = format!(
        "organisation_code,service_code,address_hidden,hidden_address,hidden_phone\n{},{},yes,\"{street}\",{phone}\n",
        row["organisation_code"], row["service_code"]
    );
    let plan = owner.client().plan_directory(table.as_bytes()).expect("read");
    assert!(!plan.has_faults());
    let done = owner.client().import_directory(plan).expect("imported");
    assert_eq!((done.refused, done.withheld), (0, 0));
    town.world.sync(&mut owner).expect("synced");
    town.settle();
    let hidden = town.coordinator.client().service(found.id, town.world.clock.now()).expect("there");
    assert_eq!(hidden.hidden_address.as_deref(), Some(street));
    assert!(hidden.address.is_none() && hidden.hidden_phone.is_some());
    assert_eq!(town.reporter.client().hidden_service(found.id), Ok(None), "no reporter is told");
    let with = town.coordinator.client().export_directory_with_hidden().expect("a table");
    assert_eq!(row_of(&with, &found.name.1)["hidden_address"], street);
    let without = town.coordinator.client().export_directory().expect("a table");
    assert!(!row_of(&without, &found.name.1).contains_key("hidden_address"));
    let server = std::fs::read(town.world.server_path()).expect("the server's database");
    assert!(!server.windows(14).any(|window| window == &street.as_bytes()[..14]));
    // The same again says nothing new.
    let again = owner.client().export_directory_with_hidden().expect("a table");
    let plan = owner.client().plan_directory(&again);
    owner.client().import_directory(plan.expect("read")).expect("imported");
    assert_eq!(owner.client().status().expect("status").unsent_items, 0);
    // An organisation that joins later is told too; the owner's own device does it at its next sync.
    let other = town.coordinator.client().find_services(&Query::new(now), None, 100).expect("found");
    let other = other.iter().map(|service| service.organisation).find(|other| *other != found.organisation);
    let invite = NewInvite { organisation: other, role: Role::Admin };
    let link = town.founder.client().invite(invite).expect("an invite").link;
    let mut joined = town.world.device("joined later");
    joined.client().enrol(&link).expect("enrolled");
    town.world.sync(&mut joined).expect("synced");
    for _ in 0..2 {
        owner.client().run_rules().expect("rules");
        town.world.sync(&mut owner).expect("synced");
    }
    town.world.sync(&mut joined).expect("synced");
    let told = joined.client().hidden_service(found.id).expect("enrolled").expect("told");
    assert_eq!(told.address.as_deref(), Some(street));
    // What moved away is not told any more.
    let table = format!(
        "organisation_code,service_code,address_hidden,hidden_address,hidden_phone\n{},{},yes,,\n",
        row["organisation_code"], row["service_code"]
    );
    let plan = owner.client().plan_directory(table.as_bytes()).expect("read");
    owner.client().import_directory(plan).expect("imported");
    town.world.sync(&mut owner).expect("synced");
    town.settle();
    assert_eq!(town.coordinator.client().hidden_service(found.id), Ok(None));
}

#[test]
fn how_a_service_answered_is_shown_beside_it_and_found_by_any_of_its_names() {
    let mut town = town(80);
    let now = town.world.clock.now();
    let found = shelters(town.coordinator.client(), now.0).remove(0);
    let link = NewInvite { organisation: Some(found.organisation), role: Role::Admin };
    let link = town.founder.client().invite(link).expect("an invite").link;
    let mut owner = town.world.device("owner");
    owner.client().enrol(&link).expect("enrolled");
    town.world.sync(&mut owner).expect("synced");
    town.settle();
    let report = Report { concern_types: vec!["child_labour".to_owned()], ..Report::default() };
    let client = town.coordinator.client();
    let case = client.report(&report).expect("saved");
    client.triage(case, &Triage::Valid).expect("opened");
    let consent = NewConsent {
        giver: "guardian".to_owned(),
        basis: None,
        groups: FieldGroups::ALL,
        purpose: "services".to_owned(),
        organisation: None,
        service: None,
        until: Timestamp(now.0 + 90 * 24 * 3600),
        how: None,
        language: None,
        text: None,
    };
    let consent = client.give_consent(case, &consent).expect("recorded");
    let new = NewReferral {
        to: found.organisation,
        kind: "service_referral".to_owned(),
        service: "shelter_child".to_owned(),
        purpose: "services".to_owned(),
        consent,
        urgency: Urgency::Day,
        disclosed: Disclosed::Least,
        grace_days: 2,
        next: None,
        round: None,
        listing: Some(found.id),
        message: None,
    };
    let asked: Vec<RecordId> = (0..3).map(|_| client.refer(case, &new).expect("referred")).collect();
    assert_eq!(client.service(found.id, now).expect("there").found.quality, None, "nobody has answered");
    town.settle();
    town.world.sync(&mut owner).expect("synced");
    town.world.clock.pass(2 * 3600);
    for (number, id) in asked.into_iter().enumerate() {
        let no = Answer::Decline("no_capacity".to_owned());
        let answer = if number == 0 { no } else { Answer::Accept };
        owner.client().answer_referral(id, &answer, None).expect("answered");
    }
    town.world.sync(&mut owner).expect("synced");
    town.settle();
    let client = town.coordinator.client();
    let shown = client.service(found.id, now).expect("there");
    assert_eq!(shown.found.quality, Some((3, 2, 120)));
    assert!(!shown.found.contacts.is_empty() && !shown.via.is_empty() && shown.address.is_none());
    let id = found.id.to_string();
    for name in
        [&found.code, &found.code.to_lowercase(), &found.name.0, &found.name.1, &id, &id[..8].to_owned()]
    {
        assert_eq!(client.find_service(name), Ok(found.id), "{name}");
    }
    for name in ["", "Sample", "ffff"] {
        assert_eq!(client.find_service(name), Err(Error::NotFound), "{name}");
    }
    assert_eq!(client.service(RecordId::from_bytes([9; 16]), now), Err(Error::NotFound));
}
