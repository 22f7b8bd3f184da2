//! Lies that would have a device destroy its copy: access lost, records erased, invented snapshots.

use super::{Team, cases, report, set, shown, state};
use jonaki_core::protocol::sync::News;
use jonaki_core::protocol::{
    Code, Compartment, CompartmentSet, Erase, Grant, Item, Principal, Recipient, Role, SignedBatch, Withdraw,
};
use jonaki_core::{NewInvite, State};
use jonaki_document::{Document, Edit, Standing, Writer};
use jonaki_tests::liar::lied_to;
use jonaki_tests::world::{Device, organisation};

fn everything() -> CompartmentSet {
    Compartment::ALL.into_iter().collect()
}

fn holds(device: &mut Device, case: jonaki_core::protocol::CaseId) -> bool {
    shown(device, case, "name_given").is_some()
}

#[test]
fn the_servers_word_alone_takes_no_copy_away() {
    let mut team = Team::new(201);
    let sent = team.case();
    let unsent = team.reporter.client().report(&report("শিশু")).expect("saved");
    let (world, reporter) = (&mut team.world, &mut team.reporter);
    let (_, round) = lied_to(world, reporter, |lie| {
        lie.response.receipts.clear();
        for record in [sent, unsent] {
            lie.add(&News::Left { record, compartments: everything() });
            lie.add(&News::Erased(record));
        }
    })
    .expect("heard");
    assert_eq!(round.set_aside, 4);
    assert!(holds(reporter, sent) && holds(reporter, unsent));
    assert!(reporter.client().status().expect("status").unsent_items > 0);
    lied_to(world, &mut team.coordinator, |lie| {
        lie.add(&News::Left { record: sent, compartments: everything() });
        lie.add(&News::Erased(sent));
    })
    .expect("heard");
    assert!(holds(&mut team.coordinator, sent));
    world.sync(reporter).expect("synced");
    assert_eq!(state(reporter, unsent), State::Stored);
}

/// An erasure or withdrawal counts when an administrator or coordinator of an organisation that reads the case signed it.
#[test]
fn erasures_and_withdrawals_of_those_who_may_not_take_no_copy_away() {
    let mut team = Team::new(202);
    let case = team.case();
    let now = team.world.clock.now();
    let ours = team.coordinator.client().status().expect("status").organisation.expect("enrolled");
    let (mut stranger, _) = team.stranger(Role::Admin);
    let mut insider = team.insider(Role::Reporter);
    team.world.sync(&mut team.coordinator).expect("synced");
    let items = vec![
        Erase { record: case }.to_item(),
        Withdraw { record: case, recipient: Recipient::Organisation(ours, 0) }.to_item(),
    ];
    let batches = [
        stranger.signs(now, vec![stranger.certificate.to_item()].into_iter().chain(items.clone()).collect()),
        insider.signs(now, vec![insider.certificate.to_item()].into_iter().chain(items).collect()),
    ];
    lied_to(&mut team.world, &mut team.coordinator, |lie| {
        for batch in &batches {
            lie.add(&News::Batch(batch.clone()));
        }
    })
    .expect("heard");
    assert!(holds(&mut team.coordinator, case));
    // The right ones still count, though they are the same items.
    team.founder.client().erase(case).expect("an administrator may");
    team.world.sync(&mut team.founder).expect("synced");
    team.world.sync(&mut team.coordinator).expect("synced");
    assert!(!holds(&mut team.coordinator, case));
}

#[test]
fn an_erased_case_is_gone_everywhere_and_what_was_unsent_is_shown() {
    let mut team = Team::new(203);
    let case = team.case();
    team.reporter.client().edit(case, &[set("name_given", "শেষ কথা")]).expect("edited");
    let body = team.reporter.client().sync_request(jonaki_core::Budget::default()).expect("in flight").body;
    drop(body);
    team.founder.client().erase(case).expect("an administrator may");
    assert!(holds(&mut team.founder, case), "until the server has it");
    team.world.sync(&mut team.founder).expect("synced");
    assert!(!holds(&mut team.founder, case));
    // The feed comes without an answer to what is in flight: the erasure must not swallow it.
    lied_to(&mut team.world, &mut team.reporter, |lie| lie.response.receipts.clear()).expect("heard");
    assert_eq!(cases(&mut team.reporter), 0);
    let refused = team.reporter.client().refused().expect("a list");
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].code, Code::Erased);
    assert_eq!(refused[0].fields, [("name_given".to_owned(), Some("শেষ কথা".into()))]);
    team.world.sync(&mut team.reporter).expect("synced");
    assert_eq!(team.reporter.client().status().expect("status").unsent_items, 0);
    assert_eq!(team.reporter.client().refused().expect("a list").len(), 1);
    team.world.sync(&mut team.coordinator).expect("synced");
    assert_eq!(cases(&mut team.coordinator), 0);
    assert_eq!(team.coordinator.client().status().expect("status").quarantined, 0);
}

#[test]
fn an_erased_case_does_not_come_back() {
    let mut team = Team::new(204);
    let case = team.reporter.client().report(&report("শিশু")).expect("saved");
    team.world.sync(&mut team.reporter).expect("synced");
    let mut kept: Vec<SignedBatch> = Vec::new();
    lied_to(&mut team.world, &mut team.coordinator, |lie| kept = lie.batches()).expect("heard");
    assert!(holds(&mut team.coordinator, case));
    team.world.sync(&mut team.founder).expect("synced");
    team.founder.client().erase(case).expect("an administrator may");
    team.world.sync(&mut team.founder).expect("synced");
    team.world.sync(&mut team.coordinator).expect("synced");
    assert_eq!(cases(&mut team.coordinator), 0);
    lied_to(&mut team.world, &mut team.coordinator, |lie| {
        kept.iter().for_each(|batch| lie.add(&News::Batch(batch.clone())));
    })
    .expect("heard");
    assert_eq!(cases(&mut team.coordinator), 0);
    assert!(team.coordinator.client().search("ইটভাটায়", 5).expect("search").is_empty());
}

/// Another organisation with its administrator's device, which was granted the account of the case.
fn granted(team: &mut Team, case: jonaki_core::protocol::CaseId) -> (Device, Principal) {
    let beta = team.founder.client().add_organisation(&organisation("Beta")).expect("added");
    let invite = NewInvite { organisation: Some(beta), role: Role::Admin };
    let link = team.founder.client().invite(invite).expect("an invite").link;
    team.world.sync(&mut team.founder).expect("synced");
    let mut other = team.world.device("beta");
    other.client().enrol(&link).expect("enrolled");
    team.world.sync(&mut other).expect("synced");
    team.world.sync(&mut team.coordinator).expect("synced");
    let beta = Principal::Organisation(beta);
    let parts = CompartmentSet::EMPTY.with(Compartment::Account);
    team.coordinator.client().grant(case, beta, parts).expect("granted");
    team.world.sync(&mut team.coordinator).expect("synced");
    team.world.sync(&mut other).expect("synced");
    assert!(shown(&mut other, case, "narrative").is_some());
    (other, beta)
}

#[test]
fn access_can_be_taken_given_back_and_taken_again() {
    let mut team = Team::new(205);
    let case = team.case();
    let (mut other, beta) = granted(&mut team, case);
    let parts = CompartmentSet::EMPTY.with(Compartment::Account);
    for _ in 0..2 {
        team.coordinator.client().withdraw(case, beta).expect("withdrawn");
        team.world.sync(&mut team.coordinator).expect("synced");
        team.world.sync(&mut other).expect("synced");
        assert!(other.client().peek(case).is_err());
        team.coordinator.client().grant(case, beta, parts).expect("granted again");
        team.world.sync(&mut team.coordinator).expect("synced");
        team.world.sync(&mut other).expect("synced");
        assert!(shown(&mut other, case, "narrative").is_some());
    }
}

#[test]
fn a_replayed_withdrawal_takes_nothing_away() {
    let mut team = Team::new(206);
    let case = team.case();
    let (mut other, beta) = granted(&mut team, case);
    team.coordinator.client().withdraw(case, beta).expect("withdrawn");
    team.world.sync(&mut team.coordinator).expect("synced");
    let mut kept: Vec<SignedBatch> = Vec::new();
    lied_to(&mut team.world, &mut other, |lie| kept = lie.batches()).expect("heard");
    assert!(other.client().peek(case).is_err());
    let parts = CompartmentSet::EMPTY.with(Compartment::Account);
    team.coordinator.client().grant(case, beta, parts).expect("granted again");
    team.world.sync(&mut team.coordinator).expect("synced");
    team.world.sync(&mut other).expect("synced");
    lied_to(&mut team.world, &mut other, |lie| {
        kept.iter().for_each(|batch| lie.add(&News::Batch(batch.clone())));
    })
    .expect("heard");
    assert!(shown(&mut other, case, "narrative").is_some());
}

#[test]
fn a_withdrawal_waits_until_what_was_unsent_is_answered() {
    let mut team = Team::new(207);
    let case = team.case();
    let (mut other, beta) = granted(&mut team, case);
    other.client().add_note(case, "এখনো পাঠানো হয়নি").expect("noted");
    team.coordinator.client().withdraw(case, beta).expect("withdrawn");
    team.world.sync(&mut team.coordinator).expect("synced");
    lied_to(&mut team.world, &mut other, |lie| lie.response.receipts.clear()).expect("heard");
    assert!(other.client().peek(case).is_ok(), "something of ours waits for an answer");
    team.world.sync(&mut other).expect("synced");
    assert!(other.client().peek(case).is_err());
    let refused = other.client().refused().expect("a list");
    assert!(refused[0].fields.iter().any(|(_, value)| *value == Some("এখনো পাঠানো হয়নি".into())));
}

/// A card as the server would invent it, with a close that the coordinator never wrote.
fn invented(team: &mut Team, case: jonaki_core::protocol::CaseId) -> Vec<u8> {
    let device = team.coordinator.client().device().expect("enrolled");
    let actor = jonaki_core::protocol::ActorId { device, incarnation: [9; 4] };
    let writer = Writer { device, standing: Standing::CoordinatorWithAccess };
    let mut card = Document::new(Compartment::Card).expect("a card");
    let edits = [
        Edit::set("district", "narail".into()),
        Edit::add_entry(
            "events",
            jonaki_core::protocol::EntryId::from_bytes([3; 12]),
            &[
                ("kind", "closed".into()),
                ("at", jonaki_core::Scalar::Int(0)),
                ("reason", "help_given".into()),
            ],
        ),
    ];
    card.edit_as(&writer, actor, &edits[..1]).expect("edited");
    let _ = card.edit_as(&writer, actor, &edits[1..]);
    assert!(team.reporter.client().peek(case).is_ok());
    card.save()
}

#[test]
fn an_invented_snapshot_is_not_shown() {
    let mut team = Team::new(208);
    let case = team.case();
    let saved = invented(&mut team, case);
    let other = jonaki_core::protocol::RecordId::from_bytes([8; 16]);
    let (step, _) = lied_to(&mut team.world, &mut team.reporter, |lie| {
        for record in [case, other] {
            lie.add(&News::Snapshot { record, compartment: Compartment::Card, saved: saved.clone() });
        }
    })
    .expect("heard");
    assert_eq!(step, jonaki_core::SyncStep::More, "the device asks for the proofs");
    team.world.sync(&mut team.reporter).expect("which nobody has: it stops asking");
    assert_eq!(cases(&mut team.reporter), 1);
    assert_eq!(shown(&mut team.reporter, case, "district"), Some("jashore".into()));
    let view = team.reporter.client().peek(case).expect("there");
    assert!(view.events.is_empty() && view.row.status == "new");
}

#[test]
fn a_long_case_comes_whole_and_proven() {
    let mut team = Team::new(209);
    let case = team.case();
    for number in 0..30 {
        let district = if number % 2 == 0 { "narail" } else { "jashore" };
        team.reporter.client().edit(case, &[set("district", district)]).expect("edited");
    }
    team.reporter.client().edit(case, &[set("district", "narail")]).expect("edited");
    team.world.sync(&mut team.reporter).expect("synced");
    team.world.sync(&mut team.coordinator).expect("synced");
    let (mut other, _) = granted(&mut team, case);
    assert_eq!(shown(&mut other, case, "district"), Some("narail".into()));
    assert_eq!(other.client().status().expect("status").quarantined, 0);
    // Whatever the server leaves out, what is there is signed.
    let log = other.client().verify_log().expect("verified");
    assert!(log.is_good() && log.batches > 0, "{log:?}");
}

#[test]
fn withheld_grants_only_delay() {
    let mut team = Team::new(210);
    let case = team.reporter.client().report(&report("শিশু")).expect("saved");
    team.world.sync(&mut team.reporter).expect("synced");
    let keep = |item: &Item| item.kind != Grant::KIND;
    let mut whole = Vec::new();
    lied_to(&mut team.world, &mut team.coordinator, |lie| {
        whole = lie.batches();
        lie.withhold(keep);
    })
    .expect("heard");
    assert_eq!(cases(&mut team.coordinator), 1);
    assert_eq!(shown(&mut team.coordinator, case, "name_given"), None);
    lied_to(&mut team.world, &mut team.coordinator, |lie| {
        whole.iter().for_each(|batch| lie.add(&News::Batch(batch.clone())));
    })
    .expect("heard");
    assert_eq!(shown(&mut team.coordinator, case, "name_given"), Some("শিশু".into()));
}
