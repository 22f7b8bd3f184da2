//! What the simulator found, as plain tests.

use super::{DAY, stage, two_of};
use jonaki_core::Answer;
use jonaki_core::protocol::Code;
use jonaki_core::referral::{Access, Progress};

#[test]
fn what_ended_on_one_device_before_a_yes_of_another_came_is_read_again_there() {
    let mut stage = stage(92);
    let (refuge, mut admin, mut night) = two_of(&mut stage.world, &mut stage.founder, ("Refuge", "shelter"));
    stage.settle();
    let id = stage.refer(&stage.ask(refuge));
    stage.settle();
    for device in [&mut admin, &mut night] {
        stage.world.sync(device).expect("synced");
        assert!(device.client().referral(id).expect("there").readable);
    }
    night.client().answer_referral(id, &Answer::Accept, None).expect("said yes, without a network");
    stage.world.clock.pass(4 * DAY);
    stage.world.sync(&mut admin).expect("synced");
    admin.client().run_rules().expect("rules");
    stage.settle();
    let ended = admin.client().referral(id).expect("there");
    assert_eq!((ended.row.status.access, ended.readable), (Access::Expired, false));
    for _ in 0..2 {
        stage.world.sync(&mut night).expect("synced");
        stage.settle();
        let round = stage.world.sync(&mut admin).expect("synced");
        assert_eq!(round.set_aside, 0, "the key that is given again is known");
    }
    let open = admin.client().referral(id).expect("there");
    assert_eq!((open.row.status.progress, open.readable), (Progress::Accepted, true));
    assert_eq!(open.message.as_deref(), Some("আজ রাতে জায়গা দরকার"));
}

#[test]
fn what_was_over_before_it_was_sent_stays_readable_to_the_senders_other_people() {
    let mut stage = stage(93);
    let id = stage.refer(&stage.ask(stage.shelter.0));
    stage.coordinator.client().recall_referral(id, "sent_in_error").expect("recalled");
    stage.world.sync(&mut stage.coordinator).expect("synced");
    stage.world.sync(&mut stage.founder).expect("synced");
    let seen = stage.founder.client().referral(id).expect("there");
    assert_eq!(seen.message.as_deref(), Some("আজ রাতে জায়গা দরকার"));
    stage.world.sync(&mut stage.shelter.1).expect("synced");
    let told = stage.shelter.1.client().referral(id).expect("there");
    assert_eq!((told.row.status.access, told.readable), (Access::Revoked, false));
}

#[test]
fn a_referral_that_the_server_did_not_take_is_shown_as_refused_and_no_rule_stumbles_over_it() {
    let mut stage = stage(94);
    let case = stage.case;
    let ask = stage.ask(stage.shelter.0);
    let id = stage.refer(&ask);
    // A colleague takes the consent back; the coordinator does not know yet.
    stage.founder.client().withdraw_consent(case, None).expect("withdrawn");
    stage.world.sync(&mut stage.founder).expect("synced");
    let round = stage.world.sync(&mut stage.coordinator).expect("synced");
    assert!(round.refused > 0);
    let client = stage.coordinator.client();
    let refused = client.refused().expect("the list");
    assert!(refused.iter().any(|entry| entry.case == id && entry.code == Code::ConsentEnded), "{refused:?}");
    assert!(client.referral(id).is_err(), "nobody was asked");
    stage.world.clock.pass(5 * DAY);
    stage.coordinator.client().run_rules().expect("rules");
    stage.settle();
    let other = stage.founder.client().refer(case, &ask);
    assert!(other.is_err(), "it still is withdrawn");
}
