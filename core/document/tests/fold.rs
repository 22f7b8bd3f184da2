//! Statuses: folds over events that any order of arrival leaves alone.

use crate::support::*;
use jonaki_document::{CaseStatus, Document, Edit, Scalar, case_status};
use jonaki_protocol::RecordId;

fn event(number: u8, kind: &str) -> Edit {
    Edit::add_entry("events", entry(number), &[("kind", kind.into()), ("at", Scalar::Int(HOUR))])
}

fn closed(number: u8, reason: &str) -> Edit {
    let fields = [("kind", "closed".into()), ("at", Scalar::Int(HOUR)), ("reason", reason.into())];
    Edit::add_entry("events", entry(number), &fields)
}

fn merged(one: &Document, two: &Document) -> Document {
    let (mut ab, mut ba) = (one.clone(), two.clone());
    merge(&mut ab, two);
    merge(&mut ba, one);
    assert_eq!(ab, ba);
    assert_eq!(case_status(&ab), case_status(&ba));
    ab
}

#[test]
fn a_case_goes_through_its_life() {
    let mut card = filed();
    assert_eq!(case_status(&card), CaseStatus::New);
    let steps = [
        (event(10, "screening"), CaseStatus::Screening),
        (event(11, "opened"), CaseStatus::Open),
        (event(12, "on_hold"), CaseStatus::OnHold),
        (event(13, "opened"), CaseStatus::Open),
        (closed(14, "goals_met"), CaseStatus::Closed("goals_met".to_owned())),
        (event(15, "reopened"), CaseStatus::Reopened),
        (event(16, "out_of_scope"), CaseStatus::OutOfScope),
    ];
    for (index, (step, status)) in steps.into_iter().enumerate() {
        edit(&mut card, 2 + index as u8 % 2, &[step]);
        assert_eq!(case_status(&card), status);
    }
}

#[test]
fn a_duplicate_names_the_other_case() {
    let mut card = filed();
    let other = RecordId::from_bytes([3; 16]);
    let fields = [("kind", "duplicate_of".into()), ("at", HOUR.into()), ("record", other.to_string().into())];
    edit(&mut card, 2, &[Edit::add_entry("events", entry(9), &fields)]);
    assert_eq!(case_status(&card), CaseStatus::DuplicateOf(Some(other)));
}

#[test]
fn work_goes_before_endings_that_did_not_know_of_it() {
    let kinds = ["reopened", "opened", "on_hold", "screening", "closed", "out_of_scope", "duplicate_of"];
    let statuses = ["reopened", "open", "on_hold", "screening", "closed", "out_of_scope", "duplicate_of"];
    for (first, strong) in kinds.iter().enumerate() {
        for (second, weak) in kinds.iter().enumerate().skip(first) {
            let (mut one, mut two) = (filed(), filed());
            edit(&mut one, 2, &[event(20 + second as u8, weak)]);
            edit(&mut two, 3, &[event(30 + first as u8, strong)]);
            assert_eq!(case_status(&merged(&one, &two)).name(), statuses[first], "{strong} beside {weak}");
        }
    }
}

#[test]
fn who_saw_both_settles_it() {
    let (mut one, mut two) = (filed(), filed());
    edit(&mut one, 2, &[closed(20, "goals_met")]);
    edit(&mut two, 3, &[event(21, "opened")]);
    let mut both = merged(&one, &two);
    assert_eq!(case_status(&both), CaseStatus::Open);
    edit(&mut both, 2, &[closed(22, "lost_contact")]);
    assert_eq!(case_status(&both), CaseStatus::Closed("lost_contact".to_owned()));
}

#[test]
fn an_older_branch_does_not_bring_back_what_was_superseded() {
    let mut card = filed();
    edit(&mut card, 2, &[event(20, "opened")]);
    let mut away = card.clone();
    edit(&mut card, 2, &[closed(21, "goals_met")]);
    // The other device only changes a field; it does not move the status.
    edit(&mut away, 3, &[Edit::set("phase", "rescued".into())]);
    assert_eq!(case_status(&merged(&card, &away)), CaseStatus::Closed("goals_met".to_owned()));
}

#[test]
fn equal_endings_are_settled_the_same_everywhere() {
    let (mut one, mut two) = (filed(), filed());
    edit(&mut one, 2, &[closed(21, "goals_met")]);
    edit(&mut two, 3, &[closed(20, "lost_contact")]);
    assert_eq!(case_status(&merged(&one, &two)), CaseStatus::Closed("lost_contact".to_owned()));
}
