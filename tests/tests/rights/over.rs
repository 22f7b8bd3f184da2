//! When a referral is over its receiver learns what became of it, and the server has nothing more for it: no sealed item, no
//! wrapped key. However it ended.

use super::cast::{
    ADMIN, Cast, HELPER, OUTSIDE_COORDINATOR, Opened, RECEIVER, RECEIVER_HELPER, SENDER, SENDER_HELPER,
};
use super::faults::everything;
use super::pairs::DAY;
use jonaki_core::protocol::{
    Body, Code, Compartment, EntryId, Erase, Grant, Item, OrganisationId, Principal, RecordId, SignedBatch,
};
use jonaki_document::Scalar;
use jonaki_document::referral::Header;
use jonaki_server::operations::check;

/// Items of a record that a peer is shown from the beginning, however often: open ones, sealed ones.
fn shown(cast: &mut Cast, name: &str, record: RecordId) -> (usize, usize) {
    let mut all = Vec::new();
    for body in everything(cast, name, record) {
        if !all.contains(&body) {
            all.push(body);
        }
    }
    let open = all.iter().filter(|body| matches!(body, Body::Change(_))).count();
    (open, all.iter().filter(|body| matches!(body, Body::Sealed(_))).count())
}

/// Wrapped keys of a record that the database still has for an organisation.
fn wraps(cast: &Cast, record: RecordId, organisation: OrganisationId) -> usize {
    let mut found = 0;
    let read = cast.world.service().inspect(&mut |_, _, tx| {
        for place in tx.record_items(&record)?.into_iter().filter(|place| place.kind == Grant::KIND) {
            let item = tx.item(place.batch, place.position)?.and_then(|row| row.item());
            if let Some(Ok(Body::Grant(grant))) = item.map(|item| item.parse()) {
                found += usize::from(grant.recipient.principal() == Principal::Organisation(organisation));
            }
        }
        Ok(())
    });
    read.expect("the server's database");
    found
}

fn whole(cast: &Cast) {
    let report = check(cast.world.service()).expect("the server can be checked");
    assert_eq!(report.faults, Vec::<String>::new());
}

/// A referral in use: both sides have written into its disclosure.
struct Running {
    case: Opened,
    consent: EntryId,
    one: Opened,
}

fn running(cast: &mut Cast) -> Running {
    let (case, consent) = cast.agreed(1).pop().expect("a case");
    let one = cast.refer_one(&case, consent);
    for name in [SENDER, RECEIVER] {
        let note = cast.note(name, &one, Compartment::Disclosure);
        cast.must_send(name, vec![note]);
    }
    let to = cast.to;
    // A reader is shown what others wrote.
    assert_eq!(shown(cast, RECEIVER, one.record), (1, 1));
    assert_eq!(shown(cast, RECEIVER_HELPER, one.record), (1, 2));
    assert_eq!((shown(cast, SENDER_HELPER, one.record), wraps(cast, one.record, to)), ((1, 2), 1));
    Running { case, consent, one }
}

type End = fn(&mut Cast, &mut Running);

fn says(cast: &mut Cast, running: &mut Running, name: &str, kind: &str) {
    let item = cast.event(name, &mut running.one, kind, &[]).1;
    cast.must_send(name, vec![item]);
}

fn on_card(cast: &mut Cast, running: &mut Running, kind: &str, more: &[(&str, Scalar)]) {
    let item = cast.event(HELPER, &mut running.case, kind, more).1;
    cast.must_send(HELPER, vec![item]);
}

const ENDS: &[(&str, End)] = &[
    ("recalled", |cast, running| says(cast, running, SENDER, "recalled")),
    ("withdrawn", |cast, running| says(cast, running, SENDER, "withdrawn")),
    ("superseded", |cast, running| says(cast, running, SENDER, "superseded")),
    ("declined", |cast, running| says(cast, running, RECEIVER, "declined")),
    ("completed", |cast, running| {
        says(cast, running, RECEIVER, "accepted");
        says(cast, running, RECEIVER, "completed");
    }),
    ("not completed", |cast, running| says(cast, running, RECEIVER, "not_completed")),
    ("expired", |cast, _| cast.world.clock.pass(4 * DAY)),
    ("every consent withdrawn", |cast, running| on_card(cast, running, "consent_withdrawn", &[])),
    ("its consent withdrawn", |cast, running| {
        let of = Scalar::from(running.consent.to_string());
        on_card(cast, running, "consent_withdrawn", &[("of", of)]);
    }),
    ("the receiver excluded", |cast, running| {
        let to = Scalar::from(cast.to.to_string());
        on_card(cast, running, "not_for", &[("record", to)]);
    }),
    ("the receiver's kind excluded", |cast, running| {
        on_card(cast, running, "not_for", &[("whom", "shelter".into())]);
    }),
    ("the case erased", |cast, running| {
        let erase = Erase { record: running.case.record }.to_item();
        cast.must_send(ADMIN, vec![erase]);
    }),
];

#[test]
fn what_is_over_is_not_read_any_more_and_its_keys_are_gone() {
    let mut cast = Cast::new(130);
    let to = cast.to;
    for (what, end) in ENDS {
        cast.world.clock.pass(60);
        let mut running = running(&mut cast);
        let record = running.one.record;
        end(&mut cast, &mut running);
        for name in [RECEIVER, RECEIVER_HELPER] {
            let (open, sealed) = shown(&mut cast, name, record);
            assert!(open > 0, "{what}: {name} learns what became of it");
            assert_eq!(sealed, 0, "{what}: {name}");
        }
        assert_eq!(wraps(&cast, record, to), 0, "{what}");
        let from = cast.from;
        assert_eq!(wraps(&cast, record, from), 1, "{what}: the sender keeps what is its own");
        // What the sender writes from now on is its own; what it is told still comes.
        let note = cast.note(SENDER, &running.one, Compartment::Disclosure);
        let told = cast.event(SENDER, &mut running.one, "info_given", &[]).1;
        let before = shown(&mut cast, RECEIVER, record).0;
        cast.must_send(SENDER, vec![note, told]);
        assert_eq!(shown(&mut cast, RECEIVER, record), (before + 1, 0), "{what}");
        assert_eq!(shown(&mut cast, SENDER_HELPER, record).1, 3, "{what}: what was admitted stays");
    }
    whole(&cast);
}

/// A service that was given is never lost, whatever became of the referral meanwhile.
#[test]
fn an_answer_is_admitted_after_the_referral_is_over() {
    let mut cast = Cast::new(131);
    for (what, end) in ENDS.iter().filter(|(what, _)| *what != "expired") {
        cast.world.clock.pass(60);
        let mut running = running(&mut cast);
        end(&mut cast, &mut running);
        let item = cast.event(RECEIVER, &mut running.one, "completed", &[]).1;
        assert_eq!(cast.send(RECEIVER, vec![item]), [None], "{what}");
        assert_eq!(shown(&mut cast, RECEIVER, running.one.record).1, 0, "{what}");
    }
    whole(&cast);
}

/// A provider took the child in time, in a village without a network: the referral goes on.
#[test]
fn who_took_it_up_in_time_and_arrives_late_reads_again() {
    let mut cast = Cast::new(132);
    let mut running = running(&mut cast);
    let (record, to) = (running.one.record, cast.to);
    let late = cast.event(RECEIVER_HELPER, &mut running.one, "accepted", &[]).1;
    cast.world.clock.pass(4 * DAY);
    assert_eq!(shown(&mut cast, RECEIVER, record).1, 0, "it ran out");
    cast.must_send(RECEIVER_HELPER, vec![late]);
    assert_eq!(shown(&mut cast, RECEIVER, record).1, 1, "and did not, after all");
    let note = cast.note(RECEIVER, &running.one, Compartment::Disclosure);
    let again = cast.disclose(SENDER, &running.one, to);
    cast.must_send(RECEIVER, vec![note]);
    cast.must_send(SENDER, again);
    assert_eq!(wraps(&cast, record, to), 1, "its keys are given again");
    // Taken up, it does not run out by time.
    cast.world.clock.pass(40 * DAY);
    assert_eq!(shown(&mut cast, RECEIVER_HELPER, record).1, 3);
    whole(&cast);
}

/// In one request: the device says that it took the child, and only then is asked whether that ran out.
#[test]
fn what_a_late_device_brings_counts_before_its_time_does() {
    let mut cast = Cast::new(133);
    let mut running = running(&mut cast);
    let accepted = cast.event(RECEIVER, &mut running.one, "accepted", &[]).1;
    let note = cast.note(RECEIVER, &running.one, Compartment::Disclosure);
    cast.world.clock.pass(4 * DAY);
    cast.must_send(RECEIVER, vec![accepted, note]);
    let to = cast.to;
    assert_eq!(wraps(&cast, running.one.record, to), 1);
    whole(&cast);
}

#[test]
fn two_devices_that_write_the_same_header_at_once_make_one_referral() {
    let mut cast = Cast::new(134);
    let (case, consent) = cast.agreed(1).pop().expect("a case");
    let header = cast.header(case.record, consent);
    let (first, item) = cast.written(SENDER, &header);
    let mut second = cast.unopened(SENDER_HELPER);
    second.record = first.record;
    let again = cast.edited(SENDER_HELPER, &mut second, &header.edits());
    cast.must_send(SENDER, vec![item]);
    cast.must_send(SENDER_HELPER, vec![again]);
    assert_eq!(shown(&mut cast, RECEIVER, first.record).0, 2);
    whole(&cast);
}

#[test]
fn an_organisation_that_is_excluded_loses_the_case_and_never_hears_of_it_again() {
    let mut cast = Cast::new(135);
    let mut cases = cast.agreed(2);
    let parts: &[Compartment] = &[Compartment::Account];
    for (case, _) in &cases {
        cast.share(&[(case, parts)]);
    }
    let (other, home) = (cast.other, cast.home);
    for ((case, _), more) in
        cases.iter_mut().zip([[("record", Scalar::from(other.to_string()))], [("whom", Scalar::from("ngo"))]])
    {
        assert!(!everything(&mut cast, OUTSIDE_COORDINATOR, case.record).is_empty());
        let item = cast.event(HELPER, case, "not_for", &more).1;
        cast.must_send(HELPER, vec![item]);
        assert!(everything(&mut cast, OUTSIDE_COORDINATOR, case.record).is_empty());
        assert_eq!(wraps(&cast, case.record, other), 0);
        let note = cast.note(HELPER, case, Compartment::Account);
        cast.must_send(HELPER, vec![note]);
        assert!(everything(&mut cast, OUTSIDE_COORDINATOR, case.record).is_empty());
        // Whose case it is keeps it, also where its own kind is excluded.
        assert!(wraps(&cast, case.record, home) > 0);
        assert!(shown(&mut cast, super::cast::COORDINATOR, case.record).1 > 0);
    }
    // Of the second also the sender's organisation, which is of that kind.
    let from = cast.from;
    assert_eq!((wraps(&cast, cases[0].0.record, from), wraps(&cast, cases[1].0.record, from)), (1, 0));
    whole(&cast);
}

/// The batches that a case, its consent and a referral of it are made of.
fn kept(cast: &mut Cast, name: &str, items: Vec<Item>) -> SignedBatch {
    let ((batch, _), said) = cast.send_batch(name, items);
    assert!(said.iter().all(Option::is_none), "{said:?}");
    batch
}

fn offer(cast: &mut Cast, name: &str, batches: Vec<SignedBatch>) {
    cast.ask(name, |request| request.offers = batches).expect("taken");
}

fn ended(cast: &Cast, record: RecordId) -> Option<bool> {
    let mut found = None;
    let read = cast.world.service().inspect(&mut |_, _, tx| {
        found = tx.record(&record)?.and_then(|row| row.referral).map(|referral| referral.ended.is_some());
        Ok(())
    });
    read.expect("the server's database");
    found
}

#[test]
fn a_referral_comes_back_after_a_restore_before_its_consent_does() {
    let mut cast = Cast::new(136);
    let mut cases = cast.agreed(2);
    let backup = cast.world.backup_server("before.db");
    let backup_time = cast.world.clock.now();
    cast.world.clock.pass(3600);
    let mut lost = Vec::new();
    for (case, _) in &mut cases {
        let hour = cast.hour();
        let fields = [
            ("giver", "self".into()),
            ("groups", Scalar::Int(super::pairs::groups().bits())),
            ("purpose", super::pairs::PURPOSE.into()),
            ("until", Scalar::Int(hour + DAY)),
        ];
        let (consent, item) = cast.event(HELPER, case, "consent_given", &fields);
        let agreed = kept(&mut cast, HELPER, vec![item]);
        let header = cast.header(case.record, consent);
        let (one, first) = cast.written(SENDER, &header);
        let mut items = vec![first, cast.disclosure_keys(&one, 0)];
        let to = cast.to;
        items.extend(cast.disclose(SENDER, &one, to));
        items.push(cast.note(SENDER, &one, Compartment::Disclosure));
        lost.push((agreed, kept(&mut cast, SENDER, items), one));
    }
    let withdrawn = cast.event(HELPER, &mut cases[1].0, "consent_withdrawn", &[]).1;
    let withdrawn = kept(&mut cast, HELPER, vec![withdrawn]);
    // Meanwhile the consents have run out.
    cast.world.clock.pass(2 * DAY);
    cast.world.restore_server(&backup, backup_time);
    for (_, referral, one) in &lost {
        offer(&mut cast, RECEIVER, vec![referral.clone()]);
        assert_eq!(ended(&cast, one.record), Some(false), "before its consent");
        assert_eq!(shown(&mut cast, RECEIVER, one.record), (1, 1));
    }
    offer(&mut cast, HELPER, vec![lost[0].0.clone(), lost[1].0.clone(), withdrawn]);
    assert_eq!(ended(&cast, lost[0].2.record), Some(false), "its consent stood when it was made");
    assert_eq!(ended(&cast, lost[1].2.record), Some(true), "its consent was withdrawn");
    assert_eq!(shown(&mut cast, RECEIVER, lost[1].2.record), (1, 0));
    // What is new is judged as ever.
    let (case, consent) = cast.agreed(1).pop().expect("a case");
    let made_up = Header { consent: EntryId::from_bytes([9; 12]), ..cast.header(case.record, consent) };
    let item = cast.written(SENDER_HELPER, &made_up).1;
    assert_eq!(cast.send(SENDER_HELPER, vec![item]), [Some(Code::ConsentMissing)]);
    // Also where its own devices bring it as if it had been lost.
    for (name, header) in [
        (SENDER, Header { consent: EntryId::from_bytes([9; 12]), ..cast.header(case.record, consent) }),
        (SENDER, cast.header(RecordId::from_bytes([8; 16]), consent)),
    ] {
        let (one, item) = cast.written(name, &header);
        let batch = cast.sign(name, vec![item]);
        offer(&mut cast, SENDER_HELPER, vec![batch]);
        assert_eq!(ended(&cast, one.record), None, "not opened");
    }
    whole(&cast);
}

/// Writes the fixture of [`crate::upgrade`]: a server with a case, a referral that is open and one that is over.
pub(crate) fn make(target: &std::path::Path) {
    let mut cast = Cast::new(137);
    let running = running(&mut cast);
    let over = cast.refer_one(&running.case, running.consent);
    let mut over = Running { one: over, ..running };
    says(&mut cast, &mut over, RECEIVER, "declined");
    whole(&cast);
    let made = cast.world.backup_server("server.db");
    std::fs::copy(made, target).expect("kept");
}
