//! Requests that rest on what device and server know from the last answer.

use jonaki_core::protocol::sync::SignedRequest;
use jonaki_core::{Budget, Report, SyncStep};
use jonaki_tests::world::{Device, World};

fn report() -> Report {
    Report { narrative: Some("শিশুটি কাজ করে".to_owned()), ..Report::default() }
}

/// The next body, and whether it rests on something.
fn next(device: &mut Device) -> (Vec<u8>, bool) {
    let body = device.client().sync_request(Budget::default()).expect("a request").body;
    let rests = SignedRequest::from_body(&body).is_err();
    (body, rests)
}

#[test]
fn after_an_answer_a_request_is_smaller_and_means_the_same() {
    let mut world = World::new(61);
    let mut founder = world.founder();
    assert!(!next(&mut founder).1, "nothing was answered yet");
    world.sync(&mut founder).expect("founded");
    let case = founder.client().report(&report()).expect("saved");
    let whole = World::whole_request(&mut founder, Budget::default()).expect("a request");
    world.sync(&mut founder).expect("synced");
    let again = founder.client().report(&report()).expect("saved");
    let (body, rests) = next(&mut founder);
    assert!(rests && body.len() + 60 < whole.len(), "{} and {}", body.len(), whole.len());
    let answer = world.exchange(&body);
    assert_eq!(answer.status, 200, "in one round: {:?}", answer.refusal);
    let (step, round) = founder.client().sync_answer(answer.status, &answer.body).expect("heard");
    assert_eq!((step, round.receipts), (SyncStep::Done, 1));
    for case in [case, again] {
        assert!(founder.client().peek(case).is_ok());
    }
    // The same bytes a second time are nobody's request any more.
    assert_eq!(world.exchange(&body).refusal.map(|code| code.name()), Some("unknown_dictionary"));
}

#[test]
fn where_an_answer_was_lost_or_the_server_was_started_anew_the_request_goes_whole() {
    let mut world = World::new(62);
    let mut founder = world.founder();
    world.sync(&mut founder).expect("founded");
    // The answer to a request without anything is lost: the server knows more than the device.
    let (body, rests) = next(&mut founder);
    assert!(rests);
    assert_eq!(world.exchange(&body).status, 200);
    world.sync(&mut founder).expect("synced all the same");
    // What carried a batch is known to be without an answer.
    let case = founder.client().report(&report()).expect("saved");
    let (body, rests) = next(&mut founder);
    assert!(rests);
    assert_eq!(world.exchange(&body).status, 200);
    assert!(!next(&mut founder).1);
    world.sync(&mut founder).expect("synced");
    world.crash_server();
    world.start_server();
    let (body, rests) = next(&mut founder);
    assert!(rests);
    let answer = world.exchange(&body);
    assert_eq!(answer.refusal.map(|code| code.name()), Some("unknown_dictionary"));
    let (step, _) = founder.client().sync_answer(answer.status, &answer.body).expect("heard");
    assert_eq!(step, SyncStep::RetryNow);
    assert!(!next(&mut founder).1);
    world.sync(&mut founder).expect("synced");
    assert!(next(&mut founder).1, "and then it rests again");
    assert!(founder.client().peek(case).is_ok());
}

#[test]
fn a_server_that_never_shares_is_not_asked_for_ever() {
    let mut world = World::new(63);
    let mut founder = world.founder();
    world.sync(&mut founder).expect("founded");
    let refusal = jonaki_core::protocol::sync::Refusal {
        code: jonaki_core::protocol::Code::UnknownDictionary,
        time: world.clock.now(),
        retry_after: 0,
    };
    let mut steps = Vec::new();
    for _ in 0..2 {
        next(&mut founder);
        steps.push(founder.client().sync_answer(400, &refusal.to_body()).expect("heard").0);
    }
    assert_eq!(steps[0], SyncStep::RetryNow);
    assert!(matches!(steps[1], SyncStep::Wait { .. }), "{steps:?}");
    world.sync(&mut founder).expect("an honest server is heard");
}
