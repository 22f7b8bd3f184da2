//! A small part of `cargo xtask attack`: the engine itself runs in `core/document/tests/mutations.rs`.

use jonaki_tests::attack::{Case, replay, wire_round};

#[test]
fn mutants_through_the_whole_wire_leave_every_device_with_the_same_case() {
    for number in 0..2 {
        let wire = wire_round(20_261_125, number).unwrap_or_else(|what| panic!("round {number}: {what}"));
        assert!(wire.changes >= 700 && wire.admitted > 0 && wire.compared > 0, "{wire:?}");
    }
}

#[test]
fn a_kept_case_is_judged_again() {
    let bases = jonaki_document::hostile::round_bases(7, 3);
    let raw = data_encoding::HEXLOWER.encode(&bases[0].change);
    let case = Case { seed: 7, round: 3, base: Some(0), raw, what: "nothing".to_owned() };
    assert!(replay(&case).expect("it holds").is_some());
    let unknown = Case { base: Some(400), ..case };
    assert!(replay(&unknown).is_err());
}

#[test]
fn a_document_with_as_many_authors_as_a_server_admits_holds_one_more_on_a_device() {
    // The campaign took it for an escape: a device may hold what was not sent yet beside what the server admitted.
    let case: Case = serde_json::from_str(include_str!("../data/attack/full.json")).expect("a case");
    let stopped = replay(&case).expect("no escape");
    assert_eq!(stopped.and_then(|stopped| stopped.code()), Some(jonaki_core::protocol::Code::DocumentFull));
}
