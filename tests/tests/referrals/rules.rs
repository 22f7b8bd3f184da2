//! A run of the rules over many cases: each on its own.

use super::{DAY, Stage, agreed, row, stage};
use jonaki_core::protocol::{CaseId, Compartment, RecordId};
use jonaki_core::referral::FieldGroups;
use jonaki_core::{Error, NewReferral, Report, Triage};
use std::collections::BTreeMap;

/// Cases with one referral each that nobody answers, and somebody else to ask.
fn unanswered(stage: &mut Stage, count: usize) -> BTreeMap<CaseId, RecordId> {
    let mut made = BTreeMap::new();
    for _ in 0..count {
        let client = stage.coordinator.client();
        let report = Report { concern_types: vec!["child_labour".to_owned()], ..Report::default() };
        let case = client.report(&report).expect("saved");
        client.triage(case, &Triage::Valid).expect("opened");
        let consent = client.give_consent(case, &agreed(&stage.world, FieldGroups::ALL)).expect("recorded");
        let ask = NewReferral { next: Some(stage.clinic.0), consent, ..stage.ask(stage.shelter.0) };
        made.insert(case, stage.coordinator.client().refer(case, &ask).expect("referred"));
    }
    stage.settle();
    made
}

#[test]
fn what_breaks_in_one_case_undoes_and_stops_nothing_of_the_others() {
    let mut stage = stage(90);
    let made = unanswered(&mut stage, 3);
    // The first of them, so that the others come after it.
    let (broken, _) = made.first_key_value().expect("three cases");
    stage.world.clock.pass(DAY + 2 * 3600);
    let damage = "UPDATE document SET saved = x'00' WHERE record = ?1 AND compartment = ?2";
    let place = (broken.as_bytes(), Compartment::Card as u8);
    assert_eq!(stage.coordinator.write().execute(damage, place), Ok(1));
    let escalated = |stage: &mut Stage| -> Vec<bool> {
        made.values().map(|id| row(&mut stage.coordinator, *id).status.escalated).collect()
    };
    assert_eq!(escalated(&mut stage), [false, false, false]);
    assert_eq!(stage.coordinator.client().run_rules(), Err(Error::Storage), "it is said");
    assert_eq!(escalated(&mut stage), [false, true, true], "and the others are done");
}

#[test]
fn a_run_that_finds_nothing_to_do_writes_nothing() {
    let mut stage = stage(91);
    let made = unanswered(&mut stage, 3);
    let beside = stage.coordinator.read();
    let version = || -> i64 {
        beside.query_row("PRAGMA data_version", [], |row| row.get(0)).expect("the version of the data")
    };
    let before = version();
    assert_eq!(stage.coordinator.client().run_rules(), Ok(made.len()));
    assert_eq!(version(), before, "nobody waits for a disk");
    stage.world.clock.pass(DAY + 2 * 3600);
    stage.coordinator.client().run_rules().expect("rules");
    assert_ne!(version(), before);
}
