//! That something was opened is known at once, and said with what is done next.

use super::stage;
use jonaki_core::protocol::sync::UnverifiedRequest;
use jonaki_core::protocol::{Body, Item};
use jonaki_core::referral::Progress;
use jonaki_core::{Answer, Budget, State, StatusChange};
use jonaki_tests::world::{Device, World};

/// How many changes a device would send now.
fn changes(device: &mut Device) -> usize {
    let body = World::whole_request(device, Budget::default()).expect("a request");
    let request = UnverifiedRequest::from_body(&body).expect("parsed").claimed;
    let items = request.batches.iter().flat_map(|batch| batch.items.iter().flatten());
    let is_change = |item: &&Item| matches!(item.parse(), Ok(Body::Change(_) | Body::Sealed(_)));
    items.filter(is_change).count()
}

#[test]
fn a_referral_that_is_opened_and_answered_is_one_change() {
    let mut stage = stage(94);
    let id = stage.refer(&stage.ask(stage.shelter.0));
    stage.world.sync(&mut stage.coordinator).expect("synced");
    let provider = &mut stage.shelter.1;
    stage.world.sync(provider).expect("synced");
    let seen = provider.client().referral(id).expect("there");
    assert_eq!(seen.row.status.progress, Progress::Delivered, "its own device knows at once");
    assert_eq!(provider.client().status().expect("a status").unsent_items, 1);
    // It is not forgotten with the process.
    stage.world.restart(provider);
    provider.client().answer_referral(id, &Answer::Accept, None).expect("answered");
    assert_eq!(changes(provider), 1);
    stage.settle();
    let row = stage.coordinator.client().referral(id).expect("there").row;
    assert_eq!(row.status.progress, Progress::Accepted);
}

#[test]
fn a_referral_that_is_only_opened_is_delivered_with_the_next_request() {
    let mut stage = stage(95);
    let id = stage.refer(&stage.ask(stage.shelter.0));
    stage.world.sync(&mut stage.coordinator).expect("synced");
    let provider = &mut stage.shelter.1;
    stage.world.sync(provider).expect("synced");
    for _ in 0..3 {
        provider.client().referral(id).expect("there");
    }
    assert_eq!(changes(provider), 1, "once");
    stage.settle();
    let row = stage.coordinator.client().referral(id).expect("there").row;
    assert_eq!(row.status.progress, Progress::Delivered);
    stage.shelter.1.client().referral(id).expect("there");
    assert_eq!(changes(&mut stage.shelter.1), 0);
}

#[test]
fn a_case_that_is_opened_and_worked_on_says_both_in_one_change() {
    let mut stage = stage(96);
    let case = stage.case;
    let founder = &mut stage.founder;
    let me = founder.client().status().expect("a status").device.expect("a device");
    let seen = founder.client().case(case).expect("there");
    assert!(seen.seen_by.iter().any(|seen| seen.device == me));
    let saw = founder.client().who_saw(case).expect("there");
    assert_eq!(saw.views.iter().filter(|seen| seen.device == me).count(), 1);
    founder.client().set_status(case, &StatusChange::OnHold("other".to_owned())).expect("a step");
    assert_eq!(changes(founder), 1);
    stage.settle();
    let saw = stage.coordinator.client().who_saw(case).expect("there");
    assert_eq!(saw.views.iter().filter(|seen| seen.device == me).count(), 1);
    assert!(stage.reporter.client().peek(case).expect("there").row.state >= State::Seen);
}
