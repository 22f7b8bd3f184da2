//! One device cannot slow or stop the others: what a request costs is bounded, and honest work is never cut off.

use jonaki_core::protocol::sync::Response;
use jonaki_core::protocol::{Code, Compartment, Item, Role, limits};
use jonaki_core::{Budget, Error, SyncStep};
use jonaki_document::{Document, Edit, Scalar};
use jonaki_server::operations::check;
use jonaki_tests::attack::peer::{Opened, Peer};
use jonaki_tests::synthetic::{Synthetic, Vocabulary};
use jonaki_tests::world::{Device, World};

const HOUR: i64 = 1_772_344_800;

fn team(seed: u64) -> (World, Device, Device, Peer) {
    let mut world = World::new(seed);
    let mut founder = world.founder();
    world.sync(&mut founder).expect("founded");
    let mut coordinator = world.invited(&mut founder, "coordinator", Role::Coordinator);
    world.sync(&mut coordinator).expect("enrolled");
    let peer = Peer::enrol(&mut world, &mut founder, Role::Coordinator);
    (world, founder, coordinator, peer)
}

/// Events with ids that do not compress.
fn events(peer: &mut Peer, count: usize) -> Vec<Edit> {
    let mut edits = Vec::new();
    for _ in 0..count {
        let id = jonaki_core::protocol::EntryId::from_bytes(peer.random());
        let fields = [("kind", Scalar::from("addendum")), ("at", Scalar::Int(HOUR))];
        edits.push(Edit::add_entry("events", id, &fields));
    }
    edits
}

/// A card with many changes, as items, up to a size.
fn long_card(peer: &mut Peer, opened: &Opened, events_each: usize, most: usize) -> Vec<Item> {
    let mut card = Document::new(Compartment::Card).expect("a card");
    let mut items = Vec::new();
    while card.save().len() < most {
        let edits = events(peer, events_each);
        let made = card.edit(peer.actor(1), &edits).expect("an edit").expect("a change");
        items.push(peer.change(opened, Compartment::Card, &made.bytes));
    }
    items
}

/// Syncs as a phone's scheduler does: waits as long as it is told to, and asks again.
fn patiently(world: &mut World, device: &mut Device) -> usize {
    let mut waits = 0;
    for _ in 0..400 {
        match world.round(device).expect("an answer that can be taken in").0 {
            SyncStep::Done => return waits,
            SyncStep::Wait { seconds, code } => {
                assert_eq!(code, Code::RateLimited);
                world.clock.pass(i64::from(seconds));
                waits += 1;
            }
            SyncStep::More | SyncStep::RetryNow => {}
        }
    }
    panic!("{} never comes to an end", device.name);
}

#[test]
fn a_batch_that_costs_too_much_is_taken_in_parts_and_ends_as_if_it_were_not() {
    let (mut world, mut founder, mut coordinator, mut peer) = team(41);
    let (opened, items) = peer.open();
    peer.send(&mut world, items);
    // A card near its limit, then as many edits of it as one batch holds: each costs what the whole card costs.
    let mut card = Document::new(Compartment::Card).expect("a card");
    let mut items = Vec::new();
    while card.save().len() < limits::OPEN_DOCUMENT_BYTES / 2 {
        let edits = events(&mut peer, 20);
        let made = card.edit(peer.actor(1), &edits).expect("an edit").expect("a change");
        items.push(peer.change(&opened, Compartment::Card, &made.bytes));
    }
    for number in 0..limits::BATCH_ITEMS - items.len() {
        let edits = [Edit::set("number_of_children", Scalar::Int(number as i64))];
        let made = card.edit(peer.actor(1), &edits).expect("an edit").expect("a change");
        items.push(peer.change(&opened, Compartment::Card, &made.bytes));
    }
    let now = world.clock.now();
    let batch = peer.batch(now, items);
    let (mut rounds, mut admitted) = (0, 0);
    let receipt = loop {
        rounds += 1;
        let body =
            peer.request(world.clock.now(), vec![batch.clone()]).to_body(&peer.sign).expect("a request");
        let answer = world.exchange(&body);
        if answer.status == 429 {
            world.clock.pass(60);
            continue;
        }
        assert_eq!(answer.status, 200);
        admitted += answer.admitted;
        // Somebody else is served in between, and sees the part that is there.
        world.sync(&mut coordinator).expect("others go on");
        assert!(rounds < 40, "it never ends");
        if let Some(receipt) = Response::from_body(&answer.body).expect("a response").receipts.pop() {
            break receipt;
        }
    };
    assert!(rounds > 1, "one request took it all");
    assert_eq!(admitted, limits::BATCH_ITEMS, "every item once");
    let server = world.server_key().public();
    let receipt =
        jonaki_core::protocol::Receipt::verify(&receipt, &peer.programme, &server).expect("a receipt");
    assert!(receipt.refused.is_empty(), "{:?}", receipt.refused);
    assert!(check(world.service()).expect("checked").faults.is_empty());
    for device in [&mut founder, &mut coordinator] {
        world.sync(device).expect("synced");
        let case = device.client().case(opened.record).expect("the case");
        let field = case.fields.iter().find(|field| field.field == "number_of_children");
        let last = card.field("number_of_children").map(|value| value.current);
        assert_eq!(field.map(|field| field.current.value.clone()), last);
    }
}

#[test]
fn a_device_that_asks_for_too_much_waits_and_nobody_else_does() {
    let (mut world, _, mut coordinator, mut peer) = team(42);
    let (opened, mut items) = peer.open();
    items.extend(long_card(&mut peer, &opened, 24, limits::OPEN_DOCUMENT_BYTES * 9 / 10));
    peer.send(&mut world, items);
    let mut refused = 0;
    for _ in 0..60 {
        world.sync(&mut coordinator).expect("others are served");
        // The same change 250 times over: each is tried on the whole card.
        let items = (0..250).map(|_| {
            let again = [peer.random::<16>().to_vec(), vec![0; 100]].concat();
            peer.change(&opened, Compartment::Card, &again)
        });
        let items: Vec<Item> = items.collect();
        let said = peer.send(&mut world, items);
        if said.status == 429 {
            peer.chain.n -= 1;
            refused += 1;
            break;
        }
        let mut request = peer.request(world.clock.now(), Vec::new());
        request.budget = u32::MAX;
        request.prove = vec![opened.record; 500];
        let body = request.to_body(&peer.sign).expect("a request");
        refused += usize::from(world.exchange(&body).status == 429);
        if refused > 0 {
            break;
        }
    }
    assert!(refused > 0, "one device gets everything it asks for");
    // Refused unread, whatever it is, until it has waited; then it is served again.
    let body = peer.request(world.clock.now(), Vec::new()).to_body(&peer.sign).expect("a request");
    assert_eq!(world.exchange(&body).refusal, Some(Code::RateLimited));
    world.sync(&mut coordinator).expect("others are served");
    world.clock.pass(60);
    let body = peer.request(world.clock.now(), Vec::new()).to_body(&peer.sign).expect("a request");
    assert_eq!(world.exchange(&body).status, 200);
}

#[test]
fn nobody_can_overdraw_the_account_of_another_device() {
    let (mut world, _, mut coordinator, peer) = team(43);
    let honest = World::whole_request(&mut coordinator, Budget::default()).expect("a request");
    // In the name of the coordinator's device, signed by somebody else or damaged.
    let plain = jonaki_core::protocol::frame::unpack(&honest, limits::REQUEST_BYTES).expect("a frame");
    for index in 0..600 {
        let mut forged = plain.clone();
        let at = plain.len() - 1 - index % 64;
        forged[at] ^= 1 + (index / 64) as u8;
        let answer = world.exchange(&jonaki_core::protocol::frame::pack_quick(&forged));
        assert_ne!(answer.status, 200);
        assert_ne!(answer.refusal, Some(Code::RateLimited));
    }
    drop(peer);
    world.sync(&mut coordinator).expect("the device itself is served");
}

#[test]
fn what_one_device_brings_never_makes_an_answer_too_large_for_others() {
    let (mut world, _, mut coordinator, mut peer) = team(44);
    let (opened, items) = peer.open();
    peer.send(&mut world, items);
    // Sealed noise: the server cannot know better. Two batches, each nearly as large as a request.
    for _ in 0..2 {
        let items = (0..15).map(|_| {
            let noise: Vec<u8> = (0..1_000).flat_map(|_| peer.random::<61>()).collect();
            peer.change(&opened, Compartment::Account, &noise)
        });
        let items: Vec<Item> = items.collect();
        let said = peer.send(&mut world, items);
        assert_eq!((said.status, said.refused.map(|refused| refused.len())), (200, Some(0)));
    }
    let round = world.sync(&mut coordinator).expect("everything arrives");
    assert!(round.news > 2, "a batch goes in several pieces: {round:?}");
}

#[test]
fn long_cards_seen_for_the_first_time_do_not_stop_a_device() {
    let (mut world, mut founder, mut coordinator, _) = team(45);
    let mut peer = Peer::enrol(&mut world, &mut founder, Role::Reporter);
    // Their proofs together are more than one answer may hold.
    const CARDS: usize = 22;
    for _ in 0..CARDS {
        let (opened, mut keys) = peer.open();
        let (capsule, set, grant) = (keys.remove(0), keys.remove(0), keys.remove(0));
        let items =
            [vec![set], long_card(&mut peer, &opened, 24, limits::OPEN_DOCUMENT_BYTES * 9 / 10)].concat();
        world.clock.pass(60);
        assert_eq!(peer.send(&mut world, items).refused.map(|refused| refused.len()), Some(0));
        // Only now the organisation may read it: it comes as a snapshot, and its proof is asked for.
        assert_eq!(peer.send(&mut world, vec![capsule, grant]).refused.map(|refused| refused.len()), Some(0));
    }
    patiently(&mut world, &mut coordinator);
    let cases = coordinator.client().cases(&jonaki_core::CaseQuery {
        limit: 50,
        after: None,
        state: None,
        mine: false,
    });
    assert_eq!(cases.expect("cases").len(), CARDS);
}

#[test]
fn a_month_of_reports_goes_through_while_another_device_attacks() {
    let (mut world, mut founder, mut coordinator, mut peer) = team(46);
    let mut reporter = world.invited(&mut founder, "reporter", Role::Reporter);
    world.sync(&mut reporter).expect("enrolled");
    let mut source = Synthetic::new(46, Vocabulary::Evaluation);
    for _ in 0..200 {
        world.clock.pass(3 * 3600);
        reporter.client().report(&source.typical()).expect("saved");
    }
    let (opened, items) = peer.open();
    peer.send(&mut world, items);
    for _ in 0..200 {
        let items = (0..40).map(|_| peer.change(&opened, Compartment::Card, &[0; 60])).collect();
        let before = peer.chain;
        if peer.send(&mut world, items).status == 429 {
            peer.chain = before;
        }
        match world.round(&mut reporter).expect("an answer").0 {
            SyncStep::Done => break,
            SyncStep::Wait { .. } => panic!("an honest device has to wait"),
            SyncStep::More | SyncStep::RetryNow => {}
        }
    }
    assert_eq!(reporter.client().status().expect("status").unsent_items, 0);
    world.sync(&mut coordinator).expect("and the coordinator reads them all");
    let cases = coordinator.client().cases(&jonaki_core::CaseQuery {
        limit: 500,
        after: None,
        state: None,
        mine: false,
    });
    assert!(cases.expect("cases").len() >= 200);
}

#[test]
fn after_a_restore_everything_comes_back_in_as_many_requests_as_it_takes() {
    let (mut world, mut founder, mut coordinator, _) = team(47);
    let backup = world.backup_server("early.db");
    let before = world.clock.now();
    let mut reporter = world.invited(&mut founder, "reporter", Role::Reporter);
    world.sync(&mut reporter).expect("enrolled");
    let mut source = Synthetic::new(47, Vocabulary::Evaluation);
    for _ in 0..250 {
        world.clock.pass(3_600);
        reporter.client().report(&source.typical()).expect("saved");
    }
    world.sync(&mut reporter).expect("stored");
    world.sync(&mut coordinator).expect("read");
    drop(reporter);
    world.restore_server(&backup, before);
    // The reporter's phone is gone: what it filed is in the coordinator's hands.
    patiently(&mut world, &mut coordinator);
    let mut other = world.invited(&mut founder, "other", Role::Coordinator);
    patiently(&mut world, &mut founder);
    patiently(&mut world, &mut other);
    let cases =
        other.client().cases(&jonaki_core::CaseQuery { limit: 500, after: None, state: None, mine: false });
    assert_eq!(cases.expect("cases").len(), 250);
    assert!(check(world.service()).expect("checked").faults.is_empty());
}

#[test]
fn what_waits_for_others_is_worked_through_once_and_not_over_and_over() {
    let (mut world, _, mut coordinator, mut peer) = team(48);
    let (opened, items) = peer.open();
    peer.send(&mut world, items);
    let mut card = Document::new(Compartment::Card).expect("a card");
    let mut items: Vec<Item> = (0..=limits::PENDING_CHANGES)
        .map(|number| {
            let edits = [Edit::set("number_of_children", Scalar::Int(number as i64))];
            let made = card.edit(peer.actor(1), &edits).expect("an edit").expect("a change");
            peer.change(&opened, Compartment::Card, &made.bytes)
        })
        .collect();
    // The last first: each waits for the one after it.
    items.reverse();
    let said = peer.send(&mut world, items);
    let refused = said.refused.expect("a receipt");
    assert!(refused.is_empty(), "all of them found their place: {refused:?}");
    world.sync(&mut coordinator).expect("synced");
    let case = coordinator.client().case(opened.record).expect("the case");
    assert!(case.fields.iter().any(|field| field.field == "number_of_children"));
}

#[test]
fn a_code_that_only_says_wait_loses_nothing() {
    let (mut world, mut founder, _, _) = team(49);
    let mut reporter = world.invited(&mut founder, "reporter", Role::Reporter);
    world.sync(&mut reporter).expect("enrolled");
    let mut source = Synthetic::new(49, Vocabulary::Evaluation);
    reporter.client().report(&source.typical()).expect("saved");
    let body = reporter.client().sync_request(Budget::default()).expect("a request").body;
    drop(body);
    let refusal = jonaki_core::protocol::sync::Refusal {
        code: Code::RateLimited,
        time: world.clock.now(),
        retry_after: 17,
    };
    let (step, _) = reporter.client().sync_answer(429, &refusal.to_body()).expect("taken in");
    assert_eq!(step, SyncStep::Wait { seconds: 17, code: Code::RateLimited });
    let again = jonaki_core::protocol::sync::Refusal { retry_after: 0, ..refusal };
    let (step, _) = reporter.client().sync_answer(429, &again.to_body()).expect("taken in");
    assert_eq!(step, SyncStep::More, "the server took a part and wants the rest");
    world.sync(&mut reporter).map_err(|error: Error| error.to_string()).expect("nothing is lost");
    assert_eq!(reporter.client().status().expect("status").unsent_items, 0);
}
