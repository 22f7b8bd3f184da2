//! The main job, step by step: a report filed offline reaches a coordinator.

use jonaki_core::protocol::sync::{Response, UnverifiedRequest};
use jonaki_core::protocol::{Code, Compartment, CompartmentSet, Principal, Receipt, Role, Sealed};
use jonaki_core::{
    Budget, CaseQuery, CaseView, Error, FieldEdit, NewInvite, Report, Scalar, State, StatusChange,
};
use jonaki_tests::world::{Device, World, organisation};

fn report(name: &str) -> Report {
    Report {
        concern_types: vec!["child_labour".to_owned()],
        immediate_danger: Some(true),
        division: Some("khulna".to_owned()),
        district: Some("jashore".to_owned()),
        narrative: Some("সকালে মেয়েটিকে ইটভাটায় কাজ করতে দেখা গেছে।".to_owned()),
        name_given: Some(name.to_owned()),
        ..Report::default()
    }
}

fn set(field: &str, value: &str) -> FieldEdit {
    FieldEdit { field: field.to_owned(), value: Some(Scalar::from(value)) }
}

fn value(case: &CaseView, field: &str) -> Option<Scalar> {
    case.fields.iter().find(|view| view.field == field).map(|view| view.current.value.clone())
}

fn texts(case: &CaseView, field: &str) -> Vec<String> {
    let view = case.fields.iter().find(|view| view.field == field).expect("the field has a value");
    let mut texts: Vec<String> = std::iter::once(&view.current)
        .chain(&view.others)
        .filter_map(|version| version.value.as_text().map(str::to_owned))
        .collect();
    texts.sort();
    texts
}

/// A founder, a coordinator and a reporter who all have synced once.
fn team(world: &mut World) -> (Device, Device, Device) {
    let mut founder = world.founder();
    world.sync(&mut founder).expect("the programme is founded");
    let mut coordinator = world.invited(&mut founder, "coordinator", Role::Coordinator);
    world.sync(&mut founder).expect("the coordinator's key waits");
    world.sync(&mut coordinator).expect("enrolled");
    let mut reporter = world.invited(&mut founder, "reporter", Role::Reporter);
    world.sync(&mut reporter).expect("enrolled");
    (founder, coordinator, reporter)
}

#[test]
fn a_report_filed_offline_reaches_a_coordinator_and_is_seen() {
    let mut world = World::new(1);
    let (_, mut coordinator, mut reporter) = team(&mut world);
    let case = reporter.client().report(&report("জরিনা পরীক্ষা")).expect("saved");
    assert_eq!(reporter.client().peek(case).expect("there").row.state, State::Saved);
    let round = world.sync(&mut reporter).expect("synced");
    assert_eq!((round.receipts, round.refused, round.set_aside), (1, 0, 0));
    let view = reporter.client().peek(case).expect("there");
    assert_eq!(view.row.state, State::Stored);
    assert!(view.receipt.is_some());

    let round = world.sync(&mut coordinator).expect("synced");
    assert_eq!(round.set_aside, 0);
    let queue = coordinator.client().cases(&CaseQuery::default()).expect("the queue");
    assert_eq!(queue.len(), 1);
    assert!(queue[0].unread);
    assert_eq!(queue[0].immediate_danger, Some(true));
    let view = coordinator.client().case(case).expect("opened");
    assert_eq!(value(&view, "name_given"), Some("জরিনা পরীক্ষা".into()));
    assert_eq!(
        view.fields.iter().find(|field| field.field == "narrative").map(|f| f.current.author_role),
        Some(Some(Role::Reporter))
    );
    world.sync(&mut coordinator).expect("the view receipt leaves");
    world.sync(&mut reporter).expect("and arrives");
    let view = reporter.client().peek(case).expect("there");
    assert_eq!(view.row.state, State::Seen);
    assert_eq!(view.seen_by.len(), 1);
    let hits = coordinator.client().search("জরিনা", 5).expect("search");
    assert_eq!(hits.len(), 1);
}

#[test]
fn edits_made_apart_show_both_versions_and_one_settles_them() {
    let mut world = World::new(2);
    let (_, mut coordinator, mut reporter) = team(&mut world);
    let case = reporter.client().report(&report("শিশু")).expect("saved");
    world.sync(&mut reporter).expect("synced");
    world.sync(&mut coordinator).expect("synced");
    world.clock.pass(60);
    reporter
        .client()
        .edit(case, &[set("narrative", "প্রথম বিবরণ"), set("district", "narail")])
        .expect("edited");
    coordinator
        .client()
        .edit(case, &[set("narrative", "দ্বিতীয় বিবরণ"), set("phone", "01700000000")])
        .expect("edited");
    for _ in 0..2 {
        world.sync(&mut reporter).expect("synced");
        world.sync(&mut coordinator).expect("synced");
    }
    for device in [&mut reporter, &mut coordinator] {
        let view = device.client().peek(case).expect("there");
        assert_eq!(texts(&view, "narrative"), ["দ্বিতীয় বিবরণ", "প্রথম বিবরণ"]);
        assert_eq!(value(&view, "district"), Some("narail".into()));
        assert_eq!(value(&view, "phone"), Some("01700000000".into()));
        let field = view.fields.iter().find(|field| field.field == "narrative").expect("there");
        assert!(field.current.time.is_some() && field.others[0].time.is_some());
        assert_ne!(field.current.author, field.others[0].author);
        assert_eq!(device.client().conflicts().expect("conflicts"), [case]);
    }
    coordinator.client().resolve(case, "narrative", 1).expect("settled");
    world.sync(&mut coordinator).expect("synced");
    world.sync(&mut reporter).expect("synced");
    let one = texts(&reporter.client().peek(case).expect("there"), "narrative");
    let other = texts(&coordinator.client().peek(case).expect("there"), "narrative");
    assert_eq!((one.len(), &one), (1, &other));
}

#[test]
fn a_lost_reply_costs_one_repeat_and_changes_nothing() {
    let mut world = World::new(3);
    let (_, _, mut reporter) = team(&mut world);
    let case = reporter.client().report(&report("শিশু")).expect("saved");
    let body = World::whole_request(&mut reporter, Budget::default()).expect("a request");
    let lost = world.exchange(&body);
    assert_eq!(lost.status, 200);
    let replayed = world.exchange(&body);
    assert_eq!(replayed.refusal.map(|code| code.name()), Some("replayed"));
    assert_eq!(reporter.client().peek(case).expect("there").row.state, State::Saved);
    let round = world.sync(&mut reporter).expect("synced");
    assert_eq!(round.receipts, 1);
    assert_eq!(reporter.client().peek(case).expect("there").row.state, State::Stored);
}

#[test]
fn a_late_grant_shows_a_case_and_a_withdrawal_takes_it_away() {
    let mut world = World::new(4);
    let (mut founder, mut coordinator, mut reporter) = team(&mut world);
    let beta = founder.client().add_organisation(&organisation("Beta")).expect("added");
    let link = founder
        .client()
        .invite(NewInvite { organisation: Some(beta), role: Role::Admin })
        .expect("link")
        .link;
    world.sync(&mut founder).expect("synced");
    let mut other = world.device("beta");
    other.client().enrol(&link).expect("enrolled");
    world.sync(&mut other).expect("synced");
    let case = reporter.client().report(&report("শিশু")).expect("saved");
    reporter.client().add_note(case, "একটি টীকা").expect("noted");
    world.sync(&mut reporter).expect("synced");
    world.sync(&mut coordinator).expect("synced");
    world.sync(&mut other).expect("synced");
    assert!(other.client().cases(&CaseQuery::default()).expect("list").is_empty());
    let parts = CompartmentSet::EMPTY.with(Compartment::Account);
    coordinator.client().grant(case, Principal::Organisation(beta), parts).expect("granted");
    world.sync(&mut coordinator).expect("synced");
    world.sync(&mut other).expect("synced");
    let view = other.client().peek(case).expect("visible now");
    assert!(value(&view, "narrative").is_some() && value(&view, "name_given").is_none());
    assert_eq!(view.notes.len(), 1);
    coordinator.client().withdraw(case, Principal::Organisation(beta)).expect("withdrawn");
    world.sync(&mut coordinator).expect("synced");
    world.sync(&mut other).expect("synced");
    assert!(other.client().peek(case).is_err());
    assert!(other.client().search("ইটভাটায়", 5).expect("search").is_empty());
}

#[test]
fn after_a_member_is_removed_the_next_edit_is_sealed_anew() {
    let mut world = World::new(5);
    let (mut founder, mut coordinator, mut reporter) = team(&mut world);
    let mut leaver = world.invited(&mut founder, "leaver", Role::Coordinator);
    world.sync(&mut founder).expect("synced");
    world.sync(&mut leaver).expect("synced");
    let case = reporter.client().report(&report("শিশু")).expect("saved");
    world.sync(&mut reporter).expect("synced");
    for device in [&mut leaver, &mut coordinator, &mut founder] {
        world.sync(device).expect("synced");
        assert!(device.client().peek(case).is_ok());
    }
    let device = leaver.client().device().expect("enrolled");
    founder.client().remove_member(device).expect("removed");
    world.sync(&mut founder).expect("synced");
    assert_eq!(world.sync(&mut leaver).map(drop).map_err(|error| error.code()), Err("revoked"));
    world.sync(&mut coordinator).expect("synced");
    coordinator
        .client()
        .edit(case, &[set("safety.shelter", "নিরাপদ ঘর"), set("narrative", "নতুন")])
        .expect("edited");
    coordinator.client().set_status(case, &StatusChange::Opened).expect("opened");
    world.sync(&mut coordinator).expect("synced");
    for device in [&mut founder, &mut reporter] {
        world.sync(device).expect("synced");
        let view = device.client().peek(case).expect("there");
        assert_eq!(value(&view, "narrative"), Some("নতুন".into()), "{}", device.name);
        assert_eq!(view.row.status, "open");
    }
    assert!(value(&founder.client().peek(case).expect("there"), "shelter").is_some());
    assert!(
        value(&reporter.client().peek(case).expect("there"), "shelter").is_none(),
        "never to the reporter"
    );
    reporter.client().edit(case, &[set("narrative", "আরও")]).expect("edited");
    world.sync(&mut reporter).expect("synced");
    world.sync(&mut coordinator).expect("synced");
    assert_eq!(value(&coordinator.client().peek(case).expect("there"), "narrative"), Some("আরও".into()));
}

#[test]
fn a_server_restored_from_yesterday_gets_everything_back_from_the_devices() {
    let mut world = World::new(6);
    let (mut founder, mut coordinator, mut reporter) = team(&mut world);
    let before = reporter.client().report(&report("আগে")).expect("saved");
    world.sync(&mut reporter).expect("synced");
    world.sync(&mut coordinator).expect("synced");
    let time = world.clock.now();
    let backup = world.backup_server("backup.db");
    world.clock.pass(24 * 3600);
    let mut late = world.invited(&mut founder, "late", Role::Reporter);
    world.sync(&mut late).expect("enrolled after the backup");
    let after = reporter.client().report(&report("পরে")).expect("saved");
    let theirs = late.client().report(&report("নতুনের")).expect("saved");
    world.sync(&mut reporter).expect("synced");
    world.sync(&mut late).expect("synced");
    world.sync(&mut coordinator).expect("synced");
    coordinator.client().edit(before, &[set("narrative", "হালনাগাদ")]).expect("edited");
    world.sync(&mut coordinator).expect("synced");
    world.restore_server(&backup, time);
    let unsent = reporter.client().report(&report("পুনরুদ্ধারের পরে")).expect("saved");
    for _ in 0..3 {
        for device in [&mut reporter, &mut coordinator, &mut late, &mut founder] {
            world.clock.pass(5);
            world.sync(device).unwrap_or_else(|error| panic!("{}: {error}", device.name));
        }
    }
    let mut fresh = world.invited(&mut founder, "fresh", Role::Coordinator);
    world.sync(&mut founder).expect("synced");
    world.sync(&mut fresh).expect("synced");
    let list = fresh.client().cases(&CaseQuery::default()).expect("list");
    assert_eq!(list.len(), 4);
    for (case, name) in [(before, "আগে"), (after, "পরে"), (theirs, "নতুনের"), (unsent, "পুনরুদ্ধারের পরে")]
    {
        let view = fresh.client().peek(case).unwrap_or_else(|_| panic!("{name} is lost"));
        assert_eq!(value(&view, "name_given"), Some(name.into()));
    }
    assert_eq!(value(&fresh.client().peek(before).expect("there"), "narrative"), Some("হালনাগাদ".into()));
    assert_eq!(reporter.client().status().expect("status").unsent_items, 0);
}

/// The server cannot see what a sealed change rests on, and may take one whose predecessor it refused.
#[test]
fn what_rests_on_a_refused_sealed_change_is_said_again() {
    let mut world = World::new(12);
    let (_, mut coordinator, mut reporter) = team(&mut world);
    let case = reporter.client().report(&report("জরিনা পরীক্ষা")).expect("saved");
    world.sync(&mut reporter).expect("synced");
    reporter.client().edit(case, &[set("phone", "01700000000")]).expect("saved");
    reporter.client().edit(case, &[set("address", "কালীগঞ্জ")]).expect("saved");

    let request = World::whole_request(&mut reporter, Budget::default()).expect("signed");
    let sent = UnverifiedRequest::from_body(&request).expect("a request").claimed;
    let items = sent.batches[0].items.iter().flatten();
    let sealed: Vec<usize> = items
        .enumerate()
        .filter(|(_, item)| item.kind == Sealed::KIND)
        .map(|(position, _)| position)
        .collect();
    assert_eq!(sealed.len(), 2);
    let mut answer = Response::from_body(&world.exchange(&request).body).expect("an answer");
    let key = world.server_key();
    let mut receipt =
        Receipt::verify(&answer.receipts[0], &sent.programme, &key.public()).expect("a receipt");
    receipt.refused = vec![(sealed[0] as u16, Code::UnknownEpoch)];
    answer.receipts[0] = receipt.sign(&sent.programme, &key).into();
    reporter.client().sync_answer(200, &answer.to_body().expect("packed")).expect("taken in");

    world.sync(&mut reporter).expect("synced");
    world.sync(&mut coordinator).expect("synced");
    for device in [&mut reporter, &mut coordinator] {
        let view = device.client().peek(case).expect("there");
        assert_eq!(value(&view, "phone"), Some("01700000000".into()));
        assert_eq!(value(&view, "address"), Some("কালীগঞ্জ".into()));
    }
}

/// A long card comes with the proof of who wrote what, for every change, also to who sees it late.
#[test]
fn the_proofs_of_a_long_card_come_to_who_sees_it_late() {
    let mut world = World::new(13);
    let (mut founder, mut coordinator, mut reporter) = team(&mut world);
    let beta = founder.client().add_organisation(&organisation("Beta")).expect("added");
    let invite = NewInvite { organisation: Some(beta), role: Role::Admin };
    let link = founder.client().invite(invite).expect("link").link;
    world.sync(&mut founder).expect("synced");
    let mut other = world.device("beta");
    other.client().enrol(&link).expect("enrolled");
    world.sync(&mut other).expect("synced");
    let case = reporter.client().report(&report("শিশু")).expect("saved");
    world.sync(&mut reporter).expect("synced");
    world.sync(&mut coordinator).expect("synced");
    for round in 0..20 {
        let district = if round % 2 == 0 { "narail" } else { "khulna" };
        coordinator.client().edit(case, &[set("district", district)]).expect("edited");
        world.clock.pass(60);
        world.sync(&mut coordinator).expect("synced");
    }
    let parts = CompartmentSet::EMPTY.with(Compartment::Account);
    coordinator.client().grant(case, Principal::Organisation(beta), parts).expect("granted");
    world.sync(&mut coordinator).expect("synced");
    for _ in 0..2 {
        world.sync(&mut other).expect("synced");
    }
    let view = other.client().peek(case).expect("there");
    for field in ["district", "division", "immediate_danger"] {
        let shown = view.fields.iter().find(|view| view.field == field).expect("the field has a value");
        assert!(shown.current.time.is_some(), "{field} has no proof");
    }
}

#[test]
fn what_a_reporter_does_not_judge_is_named_and_nothing_is_saved() {
    let mut world = World::new(61);
    let mut founder = world.founder();
    world.sync(&mut founder).expect("founded");
    let mut reporter = world.enrolled(&mut founder, "reporter", Role::Reporter);
    let report = Report { urgency: Some("high".to_owned()), ..report("রূপা পরীক্ষা") };
    let field = "urgency".to_owned();
    assert_eq!(reporter.client().report(&report), Err(Error::Field { field }));
    assert!(reporter.client().cases(&CaseQuery::default()).expect("a list").is_empty());
    founder.client().report(&report).expect("a coordinator judges it");
}
