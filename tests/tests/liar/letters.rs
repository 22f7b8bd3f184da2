//! Letters of those who may not write them, delivered by a server that does not ask.

use super::{Team, report};
use jonaki_core::protocol::sync::News;
use jonaki_core::protocol::{
    CaseId, Item, KemPublic, Letter, OrganisationId, Recipient, RecordId, Role, Topic, encode, letter,
};
use jonaki_core::services::{Hidden, Id};
use jonaki_core::{NewInvite, Triage};
use jonaki_tests::liar::{Accomplice, lied_to};
use jonaki_tests::world::organisation;

/// A programme in which an organisation without any device compares, and a device of a third one signs whatever it likes.
fn staged(seed: u64) -> (Team, CaseId, Accomplice, OrganisationId) {
    let mut team = Team::new(seed);
    let comparing = team.founder.client().add_organisation(&organisation("Comparing")).expect("added");
    let invite = NewInvite { organisation: Some(comparing), role: Role::Admin };
    let link = team.founder.client().invite(invite).expect("an invite").link;
    team.world.sync(&mut team.founder).expect("synced");
    let mut office = team.world.device("office");
    office.client().enrol(&link).expect("enrolled");
    team.world.sync(&mut office).expect("synced");
    team.world.sync(&mut team.founder).expect("synced");
    team.founder.client().set_comparing(Some(comparing)).expect("said");
    let case = team.case();
    team.coordinator.client().triage(case, &Triage::Valid).expect("opened");
    for _ in 0..2 {
        team.world.sync(&mut team.founder).expect("synced");
        team.world.sync(&mut team.coordinator).expect("synced");
    }
    let (stranger, _) = team.stranger(Role::Admin);
    (team, case, stranger, comparing)
}

/// The newest key of an organisation.
fn key_of(team: &Team, organisation: OrganisationId) -> (Recipient, KemPublic) {
    let mut found = None;
    let read = team.world.service().inspect(&mut |_, directory, _| {
        found = directory.current_epoch(&organisation).map(|epoch| (epoch.number, epoch.public));
        Ok(())
    });
    read.expect("the server's database");
    let (number, public) = found.expect("an organisation with a key");
    (Recipient::Organisation(organisation, number), public)
}

fn written(
    team: &Team,
    author: &Accomplice,
    (topic, about, to): (Topic, RecordId, OrganisationId),
    message: &[u8],
) -> Item {
    let (recipient, public) = key_of(team, to);
    let mark = u64::from(topic == Topic::Fingerprint);
    let (encapsulated, sealed) = (Vec::new(), Vec::new());
    let envelope = Letter { topic, about, number: 1, mark, recipient, encapsulated, sealed };
    let rng = &mut team.world.seeds.stream();
    letter::seal(&author.programme, &author.device(), envelope, message, &public, rng)
        .expect("sealed")
        .to_item()
}

/// Delivers items of an accomplice to the coordinator, beside the honest news.
fn deliver(team: &mut Team, author: &mut Accomplice, items: Vec<Item>) {
    let items = [vec![author.certificate.to_item()], items].concat();
    let batch = author.signs(team.world.clock.now(), items);
    lied_to(&mut team.world, &mut team.coordinator, |lie| lie.add(&News::Batch(batch))).expect("heard");
}

fn own(team: &mut Team) -> OrganisationId {
    team.founder.client().status().expect("enrolled").organisation.expect("enrolled")
}

#[test]
fn only_who_compares_says_that_two_children_are_alike() {
    let (mut team, case, mut stranger, comparing) = staged(341);
    let own = own(&mut team);
    // In the stranger's words: a case of an organisation that it would like to be told about.
    let message = encode(&(RecordId::from_bytes([7; 16]), comparing, 2_u8, 1_u8, true));
    let item = written(&team, &stranger, (Topic::Likeness, case, own), &message);
    deliver(&mut team, &mut stranger, vec![item]);
    assert!(team.coordinator.client().alike(case).expect("there").is_empty());
    let mut insider = team.insider(Role::Coordinator);
    let item = written(&team, &insider, (Topic::Likeness, case, own), &message);
    deliver(&mut team, &mut insider, vec![item]);
    assert!(team.coordinator.client().alike(case).expect("there").is_empty());
}

#[test]
fn no_key_counts_but_the_one_that_the_root_named() {
    let (mut team, _, mut stranger, _) = staged(342);
    assert!(team.coordinator.client().matching().expect("enrolled").has_key);
    let own = own(&mut team);
    // Under its own key it would read every fingerprint that is made from now on.
    let item = written(&team, &stranger, (Topic::MatchKey, RecordId::DIRECTORY, own), &[9; 32]);
    deliver(&mut team, &mut stranger, vec![item]);
    let keys: Vec<Vec<u8>> = team
        .coordinator
        .read()
        .prepare("SELECT message FROM letter WHERE topic = 0 AND message IS NOT NULL")
        .and_then(|mut rows| rows.query_map([], |row| row.get(0))?.collect())
        .expect("its keys");
    assert!(!keys.is_empty() && !keys.contains(&vec![9; 32]));
}

#[test]
fn fingerprints_go_to_who_compares_and_are_taken_by_nobody_else() {
    let (mut team, case, mut stranger, _) = staged(343);
    let own = own(&mut team);
    let print = vec![1; 434];
    let item = written(&team, &stranger, (Topic::Fingerprint, case, own), &print);
    deliver(&mut team, &mut stranger, vec![item]);
    assert_eq!(team.coordinator.client().matching().expect("enrolled").prints, 0);
}

#[test]
fn where_a_service_is_only_its_own_organisation_says() {
    let (mut team, _, mut stranger, _) = staged(344);
    let own = own(&mut team);
    let table = include_bytes!("../../data/directory.csv");
    let plan = team.founder.client().plan_directory(table).expect("a table");
    team.founder.client().import_directory(plan).expect("imported");
    team.world.sync(&mut team.founder).expect("synced");
    team.world.sync(&mut team.coordinator).expect("synced");
    let now = team.world.clock.now().0;
    let query = jonaki_core::services::Query::new(now);
    let found = team.coordinator.client().find_services(&query, None, 100).expect("found");
    let service = found.iter().find(|service| service.organisation != own).expect("somebody else's").id;
    let hidden = Hidden {
        service: Id::from_bytes(*service.as_bytes()),
        address: Some("Where somebody waits".to_owned()),
        position: None,
        phone: None,
    };
    let message = hidden.encode().expect("encoded");
    let item = written(&team, &stranger, (Topic::HiddenPart, service, own), &message);
    deliver(&mut team, &mut stranger, vec![item]);
    assert_eq!(team.coordinator.client().hidden_service(service), Ok(None));
}

#[test]
fn a_letter_under_another_name_is_not_opened() {
    let (mut team, case, mut stranger, comparing) = staged(345);
    let own = own(&mut team);
    let insider = team.insider(Role::Coordinator);
    let message = encode(&(RecordId::from_bytes([7; 16]), comparing, 2_u8, 1_u8, true));
    // Sealed by one device, sent by another.
    let item = written(&team, &insider, (Topic::Likeness, case, own), &message);
    deliver(&mut team, &mut stranger, vec![item]);
    assert!(team.coordinator.client().alike(case).expect("there").is_empty());
    // Nothing of it keeps honest work from going on.
    team.reporter.client().report(&report("রহিমা পরীক্ষা")).expect("saved");
    team.world.sync(&mut team.reporter).expect("synced");
    team.world.sync(&mut team.coordinator).expect("synced");
}
