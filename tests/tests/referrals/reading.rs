//! What a long case says is kept; it is what its documents say.

use super::stage;
use jonaki_core::StatusChange;

#[test]
fn a_long_case_reads_the_same_from_what_was_kept_and_anew_when_it_changes() {
    let mut stage = stage(93);
    let case = stage.case;
    let steps = [StatusChange::OnHold("other".to_owned()), StatusChange::Reopened];
    for number in 0..40 {
        stage.world.clock.pass(3600);
        stage.coordinator.client().set_status(case, &steps[number % 2]).expect("a step");
        stage.coordinator.client().add_note(case, "আজ কথা হয়েছে").expect("a note");
    }
    stage.settle();
    let kept = |stage: &super::Stage| -> i64 {
        let sql = "SELECT count(*) FROM document WHERE reading IS NOT NULL";
        stage.founder.read().query_row(sql, [], |row| row.get(0)).expect("the documents")
    };
    // The card and the account, read when they came, before anybody looked.
    assert_eq!(kept(&stage), 2);
    stage.founder.client().case(case).expect("seen once");
    for _ in 0..2 {
        assert_eq!(kept(&stage), 2);
        let shown = stage.founder.client().case(case).expect("there");
        let peeked = stage.founder.client().peek(case).expect("there");
        assert!(shown.events.len() > 40 && shown.notes.len() == 40 && shown == peeked);
        stage.founder.write().execute("UPDATE document SET reading = NULL", []).expect("forgotten");
        assert!(stage.founder.client().peek(case).expect("there") == shown);
        assert!(stage.founder.client().case(case).expect("there") == shown);
    }
    stage.world.clock.pass(3600);
    stage.coordinator.client().add_note(case, "নতুন").expect("a note");
    stage.settle();
    let shown = stage.founder.client().case(case).expect("there");
    assert!(shown.notes.iter().any(|note| note.text == "নতুন") && shown.notes.len() == 41);
}
