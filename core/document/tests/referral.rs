//! Referrals: both folds in every order, headers that are written once, and what a case allows.

use crate::support::*;
use jonaki_document::referral::{
    Access, CaseTerms, FieldGroup, FieldGroups, Header, Progress, Recipient, ReferralEvent, Step, Urgency,
    fold_referral, group_of, referral_status,
};
use jonaki_document::{Document, DocumentState, Edit, Scalar, Standing, admit, verify_sealed};
use jonaki_protocol::{Code, Compartment, DeviceId, OrganisationId, RecordId};

/// 2026-03-01T06:00:00Z, a whole hour.
const MADE: i64 = 1_772_344_800;
const DAY: i64 = 24 * 3600;
const DUE: i64 = MADE + DAY;
const EXPIRES: i64 = MADE + 3 * DAY;

fn organisation(number: u8) -> OrganisationId {
    OrganisationId::from_bytes([number; 16])
}

fn header() -> Header {
    Header {
        case: RecordId::from_bytes([1; 16]),
        from: organisation(2),
        to: organisation(3),
        kind: "service_referral".to_owned(),
        service: "shelter_child".to_owned(),
        purpose: "services".to_owned(),
        consent: entry(101),
        groups: FieldGroups::EMPTY.with(FieldGroup::Situation).with(FieldGroup::Name),
        urgency: Urgency::Day,
        made: MADE,
        due: DUE,
        expires: EXPIRES,
        district: Some("khulna".to_owned()),
        round: None,
        previous: None,
        next: None,
        listing: None,
    }
}

fn referral() -> Document {
    let mut document = new(Compartment::Referral);
    document.edit_as(&writer(1, Standing::Sender), actor(1), &header().edits()).unwrap().unwrap();
    document
}

fn event(number: u8, step: Step, at: i64) -> ReferralEvent {
    ReferralEvent {
        step,
        id: entry(number),
        author: DeviceId::from_bytes([number; 16]),
        at,
        reason: None,
        outcome: None,
    }
}

/// The rank of what a step says for the child, as the design writes it down.
fn progress_rank(step: Step) -> Option<usize> {
    let order = [
        Step::NeedsInfo,
        Step::Declined,
        Step::Accepted,
        Step::InService,
        Step::NotCompleted,
        Step::Completed,
    ];
    order.iter().position(|known| *known == step)
}

fn access_rank(step: Step) -> Option<usize> {
    match step {
        Step::Recalled | Step::Superseded => Some(1),
        Step::Withdrawn => Some(2),
        _ => None,
    }
}

#[test]
fn every_triple_of_events_in_every_order_amounts_to_the_highest_of_both_kinds() {
    let steps = Step::ALL;
    let mut checked = 0;
    for one in steps {
        for two in steps {
            for three in steps {
                let events = [event(1, one, MADE), event(2, two, MADE + 3600), event(3, three, DUE)];
                let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
                let folded = orders.map(|order| {
                    let events = order.map(|index| events[index].clone());
                    fold_referral((DUE, EXPIRES), &events, false, MADE)
                });
                assert!(folded.iter().all(|status| *status == folded[0]), "{one:?} {two:?} {three:?}");
                let highest = [one, two, three].into_iter().filter_map(progress_rank).max();
                let expected = match highest {
                    None => Progress::Sent,
                    Some(0) => Progress::NeedsInfo,
                    Some(1) => Progress::Declined,
                    Some(2) => Progress::Accepted,
                    Some(3) => Progress::InService,
                    Some(4) => Progress::NotCompleted,
                    Some(_) => Progress::Completed,
                };
                assert_eq!(folded[0].progress, expected, "{one:?} {two:?} {three:?}");
                let expected = match [one, two, three].into_iter().filter_map(access_rank).max() {
                    None => Access::Open,
                    Some(1) => Access::Revoked,
                    Some(_) => Access::Withdrawn,
                };
                assert_eq!(folded[0].access, expected, "{one:?} {two:?} {three:?}");
                checked += 6;
            }
        }
    }
    assert_eq!(checked, 11 * 11 * 11 * 6);
}

#[test]
fn a_service_given_is_counted_though_consent_was_withdrawn_at_the_same_moment() {
    let events = [event(1, Step::Completed, MADE), event(2, Step::Withdrawn, MADE)];
    let status = fold_referral((DUE, EXPIRES), &events, true, MADE);
    assert_eq!((status.progress, status.access), (Progress::Completed, Access::Withdrawn));
    assert!(!status.is_readable());
}

#[test]
fn silence_is_overdue_then_expired_and_a_late_arrival_of_a_yes_in_time_beats_it() {
    let silent = |now| fold_referral((DUE, EXPIRES), &[], true, now);
    assert!(!silent(DUE).overdue && silent(DUE + 1).overdue);
    assert_eq!((silent(EXPIRES).access, silent(EXPIRES + 1).access), (Access::Open, Access::Expired));
    assert!(!silent(EXPIRES + 1).overdue, "what has ended is not overdue");
    let taken = fold_referral((DUE, EXPIRES), &[event(1, Step::Accepted, EXPIRES)], true, EXPIRES + 10 * DAY);
    assert_eq!((taken.access, taken.progress, taken.late), (Access::Open, Progress::Accepted, true));
    let asked = fold_referral((DUE, EXPIRES), &[event(1, Step::NeedsInfo, MADE)], true, DUE + 1);
    assert!(asked.overdue, "a question is no answer");
}

#[test]
fn of_two_reasons_of_one_rank_the_smaller_entry_gives_it() {
    let with = |number, reason: &str| ReferralEvent {
        reason: Some(reason.to_owned()),
        ..event(number, Step::Declined, MADE)
    };
    let (one, two) = (with(1, "no_capacity"), with(2, "out_of_area"));
    for events in [[one.clone(), two.clone()], [two, one]] {
        let status = fold_referral((DUE, EXPIRES), &events, true, MADE);
        assert_eq!(status.reason.as_deref(), Some("no_capacity"));
    }
}

#[test]
fn a_header_comes_back_as_it_was_written() {
    let document = referral();
    assert_eq!(Header::of(&document), Some(header()));
    let status = referral_status(&document, |_| false, MADE).unwrap();
    assert_eq!((status.progress, status.access), (Progress::Sent, Access::Open));
}

#[test]
fn a_referral_is_opened_whole_or_not_at_all() {
    let whole = header().edits();
    for left_out in 0..12 {
        let mut edits = whole.clone();
        edits.remove(left_out);
        let mut document = new(Compartment::Referral);
        let change = document.edit(actor(1), &edits).unwrap().unwrap();
        let state = DocumentState::new(Compartment::Referral).unwrap();
        let refused = admit(&state, &change.bytes, &writer(1, Standing::Sender)).unwrap_err();
        assert_eq!(refused.code, Code::ReferralRefused, "without {:?}", whole[left_out]);
        let blank = new(Compartment::Referral);
        let refused = verify_sealed(&blank, &change.bytes, &writer(1, Standing::Sender)).unwrap_err();
        assert_eq!(refused.code, Code::ReferralRefused);
    }
}

#[test]
fn times_that_do_not_follow_each_other_are_refused() {
    let wrong: [fn(&mut Header); 5] = [
        |header| header.due += 3600,
        |header| header.expires = header.made,
        |header| header.expires = header.made + Header::MOST_OPEN + 3600,
        |header| header.to = header.from,
        |header| header.groups = FieldGroups::EMPTY,
    ];
    for spoil in wrong {
        let mut header = header();
        spoil(&mut header);
        let mut document = new(Compartment::Referral);
        assert!(
            document.edit_as(&writer(1, Standing::Sender), actor(1), &header.edits()).is_err(),
            "{header:?}"
        );
    }
}

#[test]
fn nobody_writes_a_header_again_not_even_beside_it() {
    // By somebody who had not seen the first one: another receiver, at the same time.
    let mut other = new(Compartment::Referral);
    let turned = Header { to: organisation(9), ..header() };
    let change = other.edit(actor(2), &turned.edits()).unwrap().unwrap();
    let refused = verify_sealed(&referral(), &change.bytes, &writer(2, Standing::Sender)).unwrap_err();
    assert_eq!(refused.code, Code::ReferralRefused);
    // The same words by two devices that escalated at once are one referral.
    let mut same = new(Compartment::Referral);
    let change = same.edit(actor(2), &header().edits()).unwrap().unwrap();
    let mut document = referral();
    let admitted = verify_sealed(&document, &change.bytes, &writer(2, Standing::Sender)).unwrap();
    document.apply(&admitted).unwrap();
    assert_eq!(Header::of(&document), Some(header()));
    // A field that was left out is not filled in later.
    let refused = document.edit_as(
        &writer(1, Standing::Sender),
        actor(1),
        &[Edit::set("next", organisation(4).to_string().into())],
    );
    assert!(refused.is_err());
}

fn answer(step: &str, at: i64) -> Edit {
    Edit::add_entry("events", entry(9), &[("kind", step.into()), ("at", at.into())])
}

#[test]
fn each_side_says_its_own() {
    let mut document = referral();
    for (standing, step, taken) in [
        (Standing::Receiver, "accepted", true),
        (Standing::Sender, "accepted", false),
        (Standing::Sender, "recalled", true),
        (Standing::Receiver, "recalled", false),
        (Standing::Receiver, "withdrawn", false),
        (Standing::Stranger, "accepted", false),
        (Standing::Provider, "accepted", false),
        (Standing::CoordinatorWithAccess, "recalled", false),
        (Standing::ReporterOfCase, "withdrawn", false),
    ] {
        let tried = document.clone().edit_as(&writer(4, standing), actor(4), &[answer(step, MADE)]);
        assert_eq!(tried.is_ok(), taken, "{standing:?} {step}");
    }
    document.edit_as(&writer(4, Standing::Receiver), actor(4), &[answer("accepted", MADE)]).unwrap();
}

#[test]
fn nobody_takes_up_what_has_expired() {
    let mut document = referral();
    let late = document.clone().edit(actor(4), &[answer("accepted", EXPIRES + 3600)]).unwrap().unwrap();
    let refused = verify_sealed(&document, &late.bytes, &writer(4, Standing::Receiver)).unwrap_err();
    assert_eq!(refused.code, Code::ReferralOver);
    document.edit_as(&writer(4, Standing::Receiver), actor(4), &[answer("accepted", EXPIRES)]).unwrap();
    let done = Edit::add_entry(
        "events",
        entry(8),
        &[("kind", "completed".into()), ("at", (EXPIRES + 9 * 3600).into()), ("outcome", "full".into())],
    );
    document.edit_as(&writer(4, Standing::Receiver), actor(4), &[done]).unwrap();
    let status = referral_status(&document, |_| true, EXPIRES + 10 * DAY).unwrap();
    assert_eq!((status.progress, status.outcome.as_deref()), (Progress::Completed, Some("full")));
}

fn consent(number: u8, more: &[(&str, Scalar)]) -> Edit {
    let mut fields = vec![
        ("kind", "consent_given".into()),
        ("at", MADE.into()),
        ("giver", "guardian".into()),
        ("groups", header().groups.bits().into()),
        ("purpose", "services".into()),
        ("until", (MADE + 90 * DAY).into()),
        ("how", "verbal".into()),
    ];
    for (name, value) in more {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value.clone()));
    }
    Edit::add_entry("events", entry(100 + number), &fields)
}

fn happened(number: u8, kind: &str, more: &[(&str, Scalar)]) -> Edit {
    let mut fields = vec![("kind", kind.into()), ("at", MADE.into())];
    fields.extend(more.iter().cloned());
    Edit::add_entry("events", entry(100 + number), &fields)
}

fn card(edits: &[(u8, Edit)]) -> Document {
    let mut card = filed();
    for (who, edit) in edits {
        card.edit(actor(*who), std::slice::from_ref(edit)).unwrap();
    }
    card
}

const TO: Recipient<'static> =
    Recipient { organisation: OrganisationId::from_bytes([3; 16]), kind: "shelter" };

/// What is on the card, by whom, and what follows.
type Row = (&'static str, Vec<(u8, Edit)>, Result<(), Code>);

fn verdict(edits: &[(u8, Edit)]) -> Result<(), Code> {
    CaseTerms::of(&card(edits)).allows(&header(), &TO, MADE)
}

#[test]
fn a_referral_rests_on_a_consent_that_reaches_as_far() {
    let of = |number: u8| [("of", Scalar::from(entry(100 + number).to_string()))];
    let none = [("giver", "none".into()), ("basis", "guardian_is_suspect".into())];
    let withdrawn = |more: &[(&str, Scalar)]| (1, happened(5, "consent_withdrawn", more));
    let cases: Vec<Row> = vec![
        ("none", vec![], Err(Code::ConsentMissing)),
        ("another", vec![(1, consent(2, &[]))], Err(Code::ConsentMissing)),
        ("fits", vec![(1, consent(1, &[]))], Ok(())),
        ("fewer groups", vec![(1, consent(1, &[("groups", 1.into())]))], Err(Code::ConsentScope)),
        (
            "other purpose",
            vec![(1, consent(1, &[("purpose", "statistics".into())]))],
            Err(Code::ConsentScope),
        ),
        (
            "other organisation",
            vec![(1, consent(1, &[("record", organisation(8).to_string().into())]))],
            Err(Code::ConsentScope),
        ),
        ("this one", vec![(1, consent(1, &[("record", organisation(3).to_string().into())]))], Ok(())),
        ("other service", vec![(1, consent(1, &[("service", "rescue".into())]))], Err(Code::ConsentScope)),
        ("run out", vec![(1, consent(1, &[("until", (MADE - 3600).into())]))], Err(Code::ConsentEnded)),
        ("withdrawn", vec![(1, consent(1, &[])), withdrawn(&of(1))], Err(Code::ConsentEnded)),
        ("another withdrawn", vec![(1, consent(1, &[])), withdrawn(&of(2))], Ok(())),
        ("all withdrawn", vec![(1, consent(1, &[])), withdrawn(&[])], Err(Code::ConsentEnded)),
        ("given anew", vec![withdrawn(&[]), (1, consent(1, &[]))], Ok(())),
        ("no basis named", vec![(1, consent(1, &[("giver", "none".into())]))], Err(Code::ConsentMissing)),
        ("nobody confirmed", vec![(1, consent(1, &none))], Err(Code::ApprovalMissing)),
        (
            "confirmed by oneself",
            vec![(1, consent(1, &none)), (1, happened(6, "consent_approved", &of(1)))],
            Err(Code::ApprovalMissing),
        ),
        ("confirmed", vec![(1, consent(1, &none)), (2, happened(6, "consent_approved", &of(1)))], Ok(())),
        (
            "closed",
            vec![(1, consent(1, &[])), (1, happened(6, "closed", &[("reason", "goals_met".into())]))],
            Err(Code::CaseClosed),
        ),
        (
            "not for it",
            vec![
                (1, consent(1, &[])),
                (1, happened(6, "not_for", &[("record", organisation(3).to_string().into())])),
            ],
            Err(Code::Excluded),
        ),
        (
            "not for its kind",
            vec![(1, consent(1, &[])), (1, happened(6, "not_for", &[("whom", "shelter".into())]))],
            Err(Code::Excluded),
        ),
        (
            "for it again",
            vec![
                (1, consent(1, &[])),
                (1, happened(6, "not_for", &[("whom", "shelter".into())])),
                (2, happened(7, "not_for_lifted", &of(6))),
            ],
            Ok(()),
        ),
    ];
    for (name, edits, expected) in cases {
        assert_eq!(verdict(&edits), expected, "{name}");
    }
}

#[test]
fn a_withdrawal_ends_a_consent_that_was_recorded_at_the_same_time() {
    let (mut one, mut two) = (filed(), filed());
    one.edit(actor(1), &[consent(1, &[])]).unwrap();
    two.edit(actor(2), &[happened(5, "consent_withdrawn", &[])]).unwrap();
    merge(&mut one, &two);
    merge(&mut two, &one);
    for card in [one, two] {
        assert_eq!(CaseTerms::of(&card).allows(&header(), &TO, MADE), Err(Code::ConsentEnded));
    }
}

#[test]
fn who_reads_later_judges_what_could_have_been_allowed_then() {
    let given = (1, consent(1, &[]));
    let ended = CaseTerms::of(&card(&[
        given.clone(),
        (1, happened(5, "consent_withdrawn", &[])),
        (1, happened(6, "closed", &[])),
    ]));
    assert_eq!(ended.allowed(&header()), Ok(()));
    assert_eq!(CaseTerms::of(&card(&[])).allowed(&header()), Err(Code::ConsentMissing));
    let wider = Header { groups: FieldGroups::ALL, ..header() };
    assert_eq!(CaseTerms::of(&card(&[given])).allowed(&wider), Err(Code::ConsentScope));
}

#[test]
fn nothing_that_names_the_reporter_is_ever_disclosed() {
    for field in ["reporter_name", "reporter_phone", "reporter_role", "do_not_share_with", "safe_contact_how"]
    {
        assert_eq!(group_of(field), None, "{field}");
    }
    assert_eq!(group_of("name_given"), Some(FieldGroup::Name));
    assert_eq!(group_of("first_seen"), Some(FieldGroup::Answers));
    assert_eq!(FieldGroups::from_bits(FieldGroups::ALL.bits() + 1), None);
}
