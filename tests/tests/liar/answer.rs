//! Lies about the answer as a whole: receipts, checkpoints, cursors, refusals, work without end.

use super::{Team, cases, report, set, shown, state};
use jonaki_core::protocol::sync::{Cursor, News};
use jonaki_core::protocol::{
    ChainPosition, Change, Code, Digest, KeySet, LogId, OrganisationId, ProgrammeId, RecordId, Sealed,
    SignPrivate, sync::Response, sync::UnverifiedRequest,
};
use jonaki_core::{Budget, Error, State, SyncStep};
use jonaki_tests::liar::{driven, lied_to, refused, stripped};
use jonaki_tests::world::World;

const WRONG: Error = Error::Refused(Code::WrongServer);
const TWO_LOGS: Error = Error::Refused(Code::Equivocation);

/// After a lie that was not taken, the report is still here, and the honest server gets it.
fn goes_on(team: &mut Team, case: jonaki_core::protocol::CaseId) {
    assert_eq!(state(&mut team.reporter, case), State::Saved);
    assert!(team.reporter.client().status().expect("status").unsent_items > 0);
    team.world.sync(&mut team.reporter).expect("the honest server is heard");
    assert_eq!(state(&mut team.reporter, case), State::Stored);
    assert_eq!(shown(&mut team.reporter, case, "name_given"), Some("শিশু".into()));
}

#[test]
fn receipts_that_the_server_did_not_sign_are_not_taken() {
    let mut team = Team::new(101);
    let case = team.reporter.client().report(&report("শিশু")).expect("saved");
    let other = SignPrivate::from_seed(&[9; 32]);
    let foreign = ProgrammeId::from_bytes([9; 16]);
    let key = team.world.server_key();
    let (world, reporter) = (&mut team.world, &mut team.reporter);
    let heard = lied_to(world, reporter, |lie| {
        lie.response.receipts[0] = lie.receipt(0).sign(&lie.programme, &other).into();
    });
    assert_eq!(heard, Err(WRONG), "another key");
    let heard = lied_to(world, reporter, |lie| {
        lie.response.receipts[0] = stripped(&lie.response.receipts[0]).into();
    });
    assert_eq!(heard, Err(WRONG), "no signature");
    let heard =
        lied_to(world, reporter, |lie| lie.response.receipts[0] = lie.receipt(0).sign(&foreign, &key).into());
    assert_eq!(heard, Err(WRONG), "another programme");
    goes_on(&mut team, case);
}

#[test]
fn receipts_of_another_log_or_of_entries_that_the_log_does_not_have_are_not_taken() {
    let mut team = Team::new(102);
    let case = team.reporter.client().report(&report("শিশু")).expect("saved");
    let changes: [fn(&mut jonaki_core::protocol::Receipt); 3] = [
        |receipt| receipt.log = LogId::from_bytes([1; 16]),
        |receipt| receipt.entry = 0,
        |receipt| receipt.entry += 1_000,
    ];
    for change in changes {
        let heard = lied_to(&mut team.world, &mut team.reporter, |lie| {
            let mut receipt = lie.receipt(0);
            change(&mut receipt);
            lie.set_receipt(0, &receipt);
        });
        assert_eq!(heard, Err(WRONG));
    }
    goes_on(&mut team, case);
}

#[test]
fn replayed_receipts_prove_nothing_of_a_new_report() {
    let mut team = Team::new(103);
    let mut old = None;
    let first = team.reporter.client().report(&report("আগে")).expect("saved");
    lied_to(&mut team.world, &mut team.reporter, |lie| old = Some(lie.response.receipts[0].clone()))
        .expect("heard");
    assert_eq!(state(&mut team.reporter, first), State::Stored);
    let theirs = team.coordinator.client().report(&report("অন্যের")).expect("saved");
    let mut foreign = None;
    lied_to(&mut team.world, &mut team.coordinator, |lie| foreign = Some(lie.response.receipts[0].clone()))
        .expect("heard");
    assert_eq!(state(&mut team.coordinator, theirs), State::Stored);

    let case = team.reporter.client().report(&report("শিশু")).expect("saved");
    lied_to(&mut team.world, &mut team.reporter, |lie| {
        lie.response.receipts = vec![old.clone().expect("kept"), foreign.clone().expect("kept")];
    })
    .expect("nothing in it is false");
    goes_on(&mut team, case);
}

#[test]
fn what_the_server_falsely_refuses_is_shown_with_its_text() {
    let mut team = Team::new(104);
    let case = team.reporter.client().report(&report("শিশু")).expect("saved");
    lied_to(&mut team.world, &mut team.reporter, |lie| {
        let items = lie.request.batches[0].items.iter().flatten();
        let changes = (0..).zip(items).filter(|(_, item)| [Change::KIND, Sealed::KIND].contains(&item.kind));
        let refused = changes.map(|(position, _)| (position, Code::Policy)).collect();
        let mut receipt = lie.receipt(0);
        receipt.refused = refused;
        lie.set_receipt(0, &receipt);
    })
    .expect("heard");
    let refused = team.reporter.client().refused().expect("a list");
    let fields: Vec<_> = refused.iter().flat_map(|entry| &entry.fields).collect();
    assert!(refused.iter().all(|entry| entry.case == case && entry.code == Code::Policy));
    assert!(fields.iter().any(|(name, value)| name == "name_given" && *value == Some("শিশু".into())));
    assert!(fields.iter().any(|(name, _)| name == "narrative"));
}

/// A server that says no to the keys and yes to what was written under them would have the device throw the keys away and
/// with them its own words at the next rebuilding.
#[test]
fn keys_that_the_server_falsely_refuses_still_open_what_was_written() {
    let mut team = Team::new(105);
    let case = team.reporter.client().report(&report("শিশু")).expect("saved");
    lied_to(&mut team.world, &mut team.reporter, |lie| {
        let items = lie.request.batches[0].items.iter().flatten();
        let sets = (0..).zip(items).filter(|(_, item)| item.kind == KeySet::KIND);
        let mut receipt = lie.receipt(0);
        receipt.refused = sets.map(|(position, _)| (position, Code::KeySetRefused)).collect();
        assert_eq!(receipt.refused.len(), 1);
        lie.set_receipt(0, &receipt);
    })
    .expect("heard");
    assert_eq!(shown(&mut team.reporter, case, "name_given"), Some("শিশু".into()));
    // Nothing new is written under them: it is refused here, and the person is told.
    let edited = team.reporter.client().edit(case, &[set("name_given", "পরে")]);
    assert_eq!(edited, Err(Error::Refused(Code::NoAccess)));
    // A refusal on the same document has it built anew from what was admitted.
    team.reporter.client().edit(case, &[set("district", "narail")]).expect("an open field");
    team.world.restart(&mut team.reporter);
    team.world.sync(&mut team.reporter).expect("synced");
    assert_eq!(shown(&mut team.reporter, case, "name_given"), Some("শিশু".into()));
    assert_eq!(
        shown(&mut team.reporter, case, "narrative"),
        report("").narrative.map(|text| text.as_str().into())
    );
}

#[test]
fn a_head_that_the_server_did_not_sign_is_not_taken() {
    let mut team = Team::new(106);
    let case = team.reporter.client().report(&report("শিশু")).expect("saved");
    let other = SignPrivate::from_seed(&[9; 32]);
    let (world, reporter) = (&mut team.world, &mut team.reporter);
    let heard = lied_to(world, reporter, |lie| lie.sign_checkpoint_with(&other));
    assert_eq!(heard, Err(WRONG), "another key");
    let heard = lied_to(world, reporter, |lie| {
        lie.response.checkpoint = stripped(&lie.response.checkpoint).into();
    });
    assert_eq!(heard, Err(WRONG), "no signature");
    let heard = lied_to(world, reporter, |lie| lie.response.cursor.log = Some(LogId::from_bytes([1; 16])));
    assert_eq!(heard, Err(WRONG), "a cursor of another log");
    let heard = lied_to(world, reporter, |lie| lie.set_checkpoint(|said| said.head.size = u64::MAX));
    assert_eq!(heard, Err(WRONG), "a size that no log has");
    goes_on(&mut team, case);
}

#[test]
fn a_log_that_became_shorter_is_not_followed() {
    let mut team = Team::new(107);
    let case = team.reporter.client().report(&report("শিশু")).expect("saved");
    let heard = lied_to(&mut team.world, &mut team.reporter, |lie| {
        lie.response.receipts.clear();
        lie.set_checkpoint(|said| said.head.size = 1);
    });
    assert_eq!(heard, Err(TWO_LOGS));
    // An older state may have been honest once: no proof, and the server can mend it.
    assert!(!team.reporter.client().status().expect("status").stopped);
    goes_on(&mut team, case);
}

#[test]
fn a_log_that_was_left_is_not_followed_again() {
    let mut team = Team::new(108);
    let case = team.reporter.client().report(&report("শিশু")).expect("saved");
    let first = team.world.backup_server("first.db");
    let time = team.world.clock.now();
    let old = team.world.second_view("old.db");
    team.world.restore_server(&first, time);
    team.world.sync(&mut team.reporter).expect("a restored server has another log");
    assert_eq!(state(&mut team.reporter, case), State::Stored);
    let honest = team.world.swap_service(old);
    assert_eq!(team.world.sync(&mut team.reporter).map(drop), Err(TWO_LOGS));
    team.world.swap_service(honest);
    team.world.sync(&mut team.reporter).expect("goes on");
}

#[test]
fn numbers_that_would_spoil_every_later_request_are_not_kept() {
    let mut team = Team::new(109);
    let case = team.reporter.client().report(&report("শিশু")).expect("saved");
    let changes: [fn(&mut Response); 5] = [
        |response| response.cursor.everyone = u64::MAX,
        |response| response.cursor.device = 1 << 60,
        |response| response.cursor.organisations = vec![(OrganisationId::from_bytes([1; 16]), u64::MAX)],
        |response| response.cursor.organisations = vec![(OrganisationId::from_bytes([1; 16]), 1); 1_000],
        |response| {
            response.chain = Some(ChainPosition { n: u64::MAX, hash: Digest::from_bytes([1; 32]) });
        },
    ];
    for change in changes {
        let heard = lied_to(&mut team.world, &mut team.reporter, |lie| change(&mut lie.response));
        assert_eq!(heard, Err(Error::Refused(Code::Malformed)));
    }
    goes_on(&mut team, case);
}

#[test]
fn news_from_behind_the_end_of_the_log_are_set_aside() {
    let mut team = Team::new(110);
    team.reporter.client().report(&report("শিশু")).expect("saved");
    team.world.sync(&mut team.reporter).expect("synced");
    let (_, round) = lied_to(&mut team.world, &mut team.coordinator, |lie| {
        let batches = lie.batches();
        lie.response.feed.clear();
        for batch in batches {
            lie.add_at(u64::MAX, &News::Batch(batch));
        }
    })
    .expect("heard");
    assert_eq!(round.news, 0);
    assert!(round.set_aside > 0);
    assert_eq!(cases(&mut team.coordinator), 0);
}

#[test]
fn a_server_that_always_says_more_is_left_after_a_while() {
    let mut team = Team::new(111);
    let case = team.case();
    let driven = driven(&mut team.world, &mut team.reporter, |lie| lie.response.more = true);
    assert_eq!(driven, Err(Error::Refused(Code::Unavailable)));
    assert_eq!(state(&mut team.reporter, case), State::Stored);
}

#[test]
fn a_server_that_wants_everything_for_ever_gets_it_once() {
    let mut team = Team::new(112);
    for _ in 0..3 {
        team.case();
    }
    let rounds = driven(&mut team.world, &mut team.coordinator, |lie| {
        lie.response.reconcile = true;
        lie.response.want =
            (0..5_000).map(|number: u128| RecordId::from_bytes(number.to_be_bytes())).collect();
        lie.response.want.extend(lie.request.digests.iter().map(|digest| digest.record));
    });
    assert_eq!(rounds, Ok(1), "the log is the same: there is nothing to compare");

    // After a restore the comparison is due; it ends although the server wants more with every answer.
    let backup = team.world.backup_server("backup.db");
    team.world.restore_server(&backup, team.world.clock.now());
    let mut offered = 0;
    let rounds = driven(&mut team.world, &mut team.coordinator, |lie| {
        offered += lie.request.offers.len();
        lie.response.want =
            (0..5_000).map(|number: u128| RecordId::from_bytes(number.to_be_bytes())).collect();
        lie.response.want.extend(lie.request.digests.iter().map(|digest| digest.record));
    });
    assert!(rounds.as_ref().is_ok_and(|rounds| *rounds < 8), "{rounds:?}");
    assert!(offered > 0 && offered < 64, "{offered}");
}

#[test]
fn a_server_whose_log_is_always_another_is_left_after_a_while() {
    let mut team = Team::new(113);
    let case = team.case();
    let mut life = 0;
    let driven = driven(&mut team.world, &mut team.coordinator, |lie| {
        life += 1;
        lie.set_checkpoint(|said| said.head.log = LogId::from_bytes([life; 16]));
        lie.response.more = true;
    });
    assert_eq!(driven, Err(Error::Refused(Code::Unavailable)));
    assert!(life < 10);
    assert!(shown(&mut team.coordinator, case, "name_given").is_some());
}

/// A server that pretends not to know a device, and then that somebody else went on with its chain, would have it throw away
/// batches of which it is the only holder.
#[test]
fn a_device_that_is_said_to_be_unknown_and_forked_keeps_what_was_stored() {
    let mut team = Team::new(114);
    let case = team.reporter.client().report(&report("শিশু")).expect("saved");
    team.world.sync(&mut team.reporter).expect("synced");
    let receipt = team.reporter.client().peek(case).expect("there").receipt;
    let backup = team.world.backup_server("empty.db");
    let heard = refused(&team.world, &mut team.reporter, Code::UnknownDevice, 0);
    assert_eq!(heard.map(|(step, _)| step), Ok(SyncStep::RetryNow));
    lied_to(&mut team.world, &mut team.reporter, |lie| {
        let hash = lie.request.batches[0].hash();
        lie.response.receipts.clear();
        lie.response.refused = vec![(hash, Code::Fork)];
        lie.response.chain = Some(ChainPosition { n: 7, hash: Digest::from_bytes([7; 32]) });
    })
    .expect("heard");
    assert_eq!(
        team.reporter.client().peek(case).expect("there").receipt,
        receipt,
        "the server's word is kept"
    );
    assert_eq!(shown(&mut team.reporter, case, "name_given"), Some("শিশু".into()));
    // The log is lost and restored from before: the device still offers what it holds.
    drop(backup);
    team.world.sync(&mut team.reporter).expect("the honest server heals it");
    let log = team.reporter.client().verify_log().expect("verified");
    assert!(log.is_good() && log.receipts > 0, "{log:?}");
}

#[test]
fn a_device_that_is_said_to_be_removed_loses_nothing_and_does_not_believe_it() {
    let mut team = Team::new(115);
    let case = team.reporter.client().report(&report("শিশু")).expect("saved");
    let heard = refused(&team.world, &mut team.reporter, Code::Revoked, 0);
    assert_eq!(heard.map(|(step, _)| step), Ok(SyncStep::Wait { seconds: 0, code: Code::Revoked }));
    assert!(!team.reporter.client().status().expect("status").removed);
    goes_on(&mut team, case);
}

#[test]
fn a_forged_time_heals_at_the_next_honest_answer() {
    let mut team = Team::new(116);
    let case = team.reporter.client().report(&report("শিশু")).expect("saved");
    for ahead in [i64::MAX / 2, i64::MIN / 2, 3_600 * 24 * 365] {
        let heard = refused(&team.world, &mut team.reporter, Code::ClockSkew, ahead);
        assert_eq!(heard.map(|(step, _)| step), Ok(SyncStep::RetryNow));
    }
    goes_on(&mut team, case);
}

#[test]
fn a_programme_is_not_founded_by_another_server() {
    let mut world = World::new(118);
    let mut founder = world.founder();
    let other = SignPrivate::from_seed(&[9; 32]);
    let heard = lied_to(&mut world, &mut founder, |lie| lie.sign_checkpoint_with(&other));
    assert_eq!(heard, Err(WRONG));
    world.sync(&mut founder).expect("the right one is heard");
}

#[test]
fn a_first_answer_without_an_end_is_no_answer() {
    let mut team = Team::new(119);
    let case = team.reporter.client().report(&report("শিশু")).expect("saved");
    team.reporter.client().sync_request(Budget::default()).expect("a request");
    let bomb = jonaki_core::protocol::frame::pack(&vec![0; 8 * 1024 * 1024]);
    for body in [vec![0; 4 * 1024 * 1024], bomb, Vec::new()] {
        assert!(team.reporter.client().sync_answer(200, &body).is_err());
    }
    goes_on(&mut team, case);
    let body = World::whole_request(&mut team.reporter, Budget::default()).expect("a request");
    let claimed = UnverifiedRequest::from_body(&body).expect("parsed").claimed;
    assert_ne!(claimed.cursor, Cursor::default());
}
