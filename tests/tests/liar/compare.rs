//! A server that shows two logs, and how devices find out.

use super::{Team, report, shown, state};
use jonaki_core::protocol::sync::News;
use jonaki_core::protocol::{Code, Digest, Statement};
use jonaki_core::{Error, State};
use jonaki_tests::liar::{lied_to, stripped};
use jonaki_tests::world::{Device, World};

const TWO_LOGS: Error = Error::Refused(Code::Equivocation);

fn export(device: &mut Device) -> String {
    device.client().export_statements().expect("an export")
}

/// A team whose reporter and coordinator are shown two logs from here on: what each did is unknown to the other.
fn forked(seed: u64) -> (Team, jonaki_core::protocol::CaseId) {
    let mut team = Team::new(seed);
    team.case();
    let other = team.world.second_view("other.db");
    let case = team.reporter.client().report(&report("শিশু")).expect("saved");
    team.world.sync(&mut team.reporter).expect("synced with one view");
    let first = team.world.swap_service(other);
    team.coordinator.client().report(&report("আরেক শিশু")).expect("saved");
    team.world.sync(&mut team.coordinator).expect("synced with the other");
    team.world.swap_service(first);
    (team, case)
}

#[test]
fn two_devices_that_compare_hold_the_proof() {
    let (mut team, case) = forked(501);
    assert_eq!(team.reporter.client().status().expect("status").proofs, 0);
    let theirs = export(&mut team.coordinator);
    let found = team.reporter.client().compare_statements(&theirs).expect("compared");
    assert!(found.proofs > 0 && found.rejected == 0, "{found:?}");
    let status = team.reporter.client().status().expect("status");
    assert!(status.proofs > 0 && status.stopped);

    // Whoever knows the server's key is convinced by the two messages alone.
    let log = team.reporter.client().verify_log().expect("verified");
    assert!(!log.is_good() && log.faults.is_empty(), "{log:?}");
    assert!(log.record.is_some());
    for proof in &log.proofs {
        let read = |text: &str| {
            let message = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).expect("base64url");
            Statement::verify(&message, &log.programme, &team.world.server_key().public()).expect("signed")
        };
        assert!(read(&proof.first_message).contradicts(&read(&proof.second_message)));
        assert_ne!(proof.first, proof.second);
    }

    // The device stops, and loses nothing.
    assert_eq!(team.world.sync(&mut team.reporter).map(drop), Err(TWO_LOGS));
    let late = team.reporter.client().report(&report("পরে")).expect("saving goes on");
    assert_eq!(state(&mut team.reporter, late), State::Saved);
    assert!(shown(&mut team.reporter, case, "name_given").is_some());
    team.world.restart(&mut team.reporter);
    assert_eq!(team.world.sync(&mut team.reporter).map(drop), Err(TWO_LOGS));

    // Until a person decides: the proofs stay.
    assert_eq!(team.reporter.client().settle_contradictions(), Ok(found.proofs));
    team.world.sync(&mut team.reporter).expect("goes on");
    assert_eq!(state(&mut team.reporter, late), State::Stored);
    assert_eq!(team.reporter.client().status().expect("status").proofs, found.proofs);
    assert!(!team.reporter.client().verify_log().expect("verified").is_good());
}

#[test]
fn a_device_that_is_moved_from_one_log_to_the_other_holds_the_proof_itself() {
    let (mut team, case) = forked(502);
    team.world.second_view("again.db");
    // One entry each since the fork: the sizes are equal, the heads are not.
    let other = World::over(1, team.world.folder.path().join("other.db")).take_service();
    let first = team.world.swap_service(other);
    assert_eq!(team.world.sync(&mut team.reporter).map(drop), Err(TWO_LOGS));
    let status = team.reporter.client().status().expect("status");
    assert_eq!((status.proofs, status.stopped), (1, true));
    team.world.swap_service(first);
    assert_eq!(team.world.sync(&mut team.reporter).map(drop), Err(TWO_LOGS), "also with the first");
    assert_eq!(state(&mut team.reporter, case), State::Stored);
    assert_eq!(team.reporter.client().verify_log().expect("verified").proofs.len(), 1);
}

/// Each batch names the newest checkpoint that its author saw. One that differs from ours is a reason to compare, and no
/// more: the author could be the one who lies.
#[test]
fn a_batch_that_names_another_head_is_a_doubt_and_no_proof() {
    let mut team = Team::new(503);
    let case = team.case();
    let other = team.world.second_view("other.db");
    let first = team.world.swap_service(other);
    team.reporter.client().report(&report("শিশু")).expect("saved");
    team.world.sync(&mut team.reporter).expect("in the other view");
    team.reporter.client().report(&report("শিশু ২")).expect("saved");
    let mut batch = None;
    lied_to(&mut team.world, &mut team.reporter, |lie| batch = lie.request.batches.first().cloned())
        .expect("heard");
    team.world.swap_service(first);
    team.coordinator.client().report(&report("আরেক শিশু")).expect("saved");
    team.world.sync(&mut team.coordinator).expect("in the first view");
    lied_to(&mut team.world, &mut team.coordinator, |lie| lie.add(&News::Batch(batch.expect("sent"))))
        .expect("heard");
    let status = team.coordinator.client().status().expect("status");
    assert_eq!((status.proofs, status.doubts, status.stopped), (0, 1, false));
    let log = team.coordinator.client().verify_log().expect("verified");
    assert!(log.is_good(), "{log:?}");
    assert_eq!(log.doubts[0].device, team.reporter.client().device().ok());
    assert_ne!(log.doubts[0].first, log.doubts[0].second);
    team.world.sync(&mut team.coordinator).expect("goes on");
    assert!(shown(&mut team.coordinator, case, "name_given").is_some());
    // The two devices compare: now it is a proof.
    let theirs = export(&mut team.reporter);
    assert!(team.coordinator.client().compare_statements(&theirs).expect("compared").proofs > 0);
    assert!(team.coordinator.client().status().expect("status").stopped);
}

#[test]
fn devices_that_were_shown_one_log_agree() {
    let mut team = Team::new(504);
    team.case();
    team.world.sync(&mut team.reporter).expect("synced");
    let theirs = export(&mut team.coordinator);
    let found = team.reporter.client().compare_statements(&theirs).expect("compared");
    assert!(found.read > 0 && found.agree + found.new == found.read && found.proofs == 0, "{found:?}");
    let again = team.reporter.client().compare_statements(&theirs).expect("compared");
    assert_eq!((again.new, again.agree), (0, found.read));
    // What was brought is kept and is not taken for what this device was shown.
    assert!(!export(&mut team.reporter).contains(theirs.lines().last().expect("a line")) || found.agree > 0);
    for device in [&mut team.reporter, &mut team.coordinator, &mut team.founder] {
        let log = device.client().verify_log().expect("verified");
        assert!(log.is_good() && log.doubts.is_empty() && log.checkpoints > 0, "{log:?}");
        assert!(log.batches > 0 && log.size > 0);
    }
    let log = team.reporter.client().verify_log().expect("verified");
    assert!(log.receipts > 0 && log.entries > 0 && log.links > 0, "{log:?}");
    team.world.sync(&mut team.reporter).expect("goes on");
}

/// Devices that compare after a restore were shown different logs, rightly.
#[test]
fn a_restored_server_contradicts_nothing() {
    let mut team = Team::new(505);
    team.case();
    let backup = team.world.backup_server("backup.db");
    team.reporter.client().report(&report("শিশু")).expect("saved");
    team.world.sync(&mut team.reporter).expect("synced");
    team.world.restore_server(&backup, team.world.clock.now());
    for _ in 0..2 {
        team.world.sync(&mut team.coordinator).expect("synced");
    }
    let theirs = export(&mut team.coordinator);
    let found = team.reporter.client().compare_statements(&theirs).expect("compared");
    assert_eq!(found.proofs, 0, "{found:?}");
    team.world.sync(&mut team.reporter).expect("a new log is followed, also one that another device told of");
    team.world.sync(&mut team.founder).expect("synced");
    assert!(team.reporter.client().verify_log().expect("verified").is_good());
}

#[test]
fn nobody_but_the_server_can_make_a_proof() {
    let mut team = Team::new(506);
    team.case();
    let theirs = export(&mut team.coordinator);
    let other = jonaki_core::protocol::SignPrivate::from_seed(&[9; 32]);
    let programme = team.coordinator.client().verify_log().expect("verified").programme;
    let mut forged = String::new();
    for line in theirs.lines().filter(|line| !line.starts_with('#')) {
        let message = data_encoding::BASE64URL_NOPAD.decode(line.as_bytes()).expect("base64url");
        let said =
            Statement::verify(&message, &programme, &team.world.server_key().public()).expect("signed");
        let Statement::Checkpoint(mut said) = said else { continue };
        said.head.head = Digest::from_bytes([1; 32]);
        for message in [stripped(&message), said.sign(&programme, &other)] {
            forged.push_str(&data_encoding::BASE64URL_NOPAD.encode(&message));
            forged.push('\n');
        }
    }
    forged.push_str("\u{9}not a statement\n");
    forged.push_str(&"A".repeat(100_000));
    let found = team.reporter.client().compare_statements(&forged).expect("compared");
    assert_eq!((found.read, found.proofs), (0, 0));
    assert_eq!(found.rejected, forged.lines().count());
    let endless = format!("{}\n", "A".repeat(40)).repeat(20_000);
    let found = team.reporter.client().compare_statements(&endless).expect("compared");
    assert_eq!(found.rejected, 4_096);
    assert!(!team.reporter.client().status().expect("status").stopped);
}
