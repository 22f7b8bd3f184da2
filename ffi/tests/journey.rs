//! The main job through the surface: enrol, file offline, send, refer, answer.

use crate::stage::{Phone, Stage, fill, link, to_the_end};
use jonaki_core::protocol::Role as CoreRole;
use jonaki_core::{NewInvite, NewOrganisation};
use jonaki_ffi::{
    CaseId, Disclosure, FieldGroup, NewConsent, NewReferral, QueueRow, QueueSection, ReferralAnswer,
    ReferralQuery, ReportState, Role, Session, Today, Triage, Urgency,
};
use std::sync::Arc;

/// A report begun in danger, broken off, gone on with after the app was killed, and filed. No network.
fn file_offline(phone: &Phone, invite: &str) -> CaseId {
    let session = phone.open();
    let offer = session.invitation(invite.to_owned()).expect("a good invite");
    assert_eq!(offer.role, Role::Reporter);
    let me = session.enrol(invite.to_owned()).expect("enrolled");
    assert_eq!((me.role, me.removed), (Some(Role::Reporter), false));
    assert!(session.invitation(invite.replace('a', "b")).is_err(), "an altered invite");
    let open = session.reports().begin_report("bn".to_owned()).expect("begun");
    let mut screen = open.screen().expect("a page");
    while !screen.questions.iter().any(|question| question.path.ends_with("immediate_danger")) {
        fill(&open, screen);
        screen = open.next().expect("the next page");
    }
    let danger = screen.questions.iter().find(|question| question.path.ends_with("immediate_danger"));
    let danger = danger.expect("the question about danger").path.clone();
    assert!(!screen.danger && screen.helplines.is_empty());
    let screen = open.answer(danger, "yes".to_owned()).expect("answered");
    assert!(screen.danger && screen.helplines[0].emergency, "numbers to call come first");
    let wrong = screen.questions[0].path.clone();
    let refused = open.answer(wrong, "perhaps".to_owned()).err().expect("not a choice");
    assert_eq!(refused.code(), "answer_not_a_choice");
    let (draft, key) = (open.draft(), screen.key);
    // Killed: nothing is said to anybody.
    drop((open, session));
    let session = phone.open();
    let page = session.reports().list(None, 10).expect("the list");
    assert_eq!((page.drafts.len(), page.rows.len()), (1, 0));
    assert_eq!(page.drafts[0].id, draft);
    let open = session.reports().resume(draft).expect("goes on");
    let screen = open.screen().expect("the page where it was left");
    assert_eq!(screen.key, key);
    assert!(screen.questions.iter().any(|question| question.value == "yes"), "the answer was saved");
    let last = to_the_end(&open);
    assert!(last.missing.is_empty() && last.summary.len() >= 5);
    let filed = open.finish().expect("filed");
    assert_eq!(filed.short_code.len(), 8);
    filed.case
}

fn state(session: &Session, case: &CaseId) -> (ReportState, String) {
    let page = session.reports().list(None, 10).expect("the list");
    let row = page.rows.iter().find(|row| row.row.id == *case).expect("the report");
    (row.row.state, row.waits_for.code.clone())
}

fn waiting(today: &Today) -> Vec<QueueSection> {
    today.parts.iter().map(|part| part.section).collect()
}

/// What a coordinator does: opens the case, notes a consent, refers.
fn refer(coordinator: &Session, case: &CaseId, to: jonaki_core::protocol::OrganisationId) {
    let today = coordinator.cases().today(5).expect("what waits");
    assert_eq!(waiting(&today), [QueueSection::Urgent]);
    assert!(matches!(&today.parts[0].rows[0], QueueRow::Case { row } if row.id == *case));
    let screen = coordinator.cases().one(case.clone(), "en".to_owned()).expect("the case");
    assert!(screen.fields.len() > 3 && !screen.answers.is_empty());
    let district = screen.fields.iter().find(|field| field.field == "district");
    assert!(district.is_some_and(|field| field.current.value.bangla != field.current.value.code));
    let work = coordinator.work();
    work.triage(case.clone(), Triage::Valid).expect("it is a case");
    let consent = NewConsent {
        giver: "guardian".to_owned(),
        basis: None,
        groups: vec![FieldGroup::Situation, FieldGroup::Story],
        purpose: "services".to_owned(),
        organisation: None,
        service: None,
        until: crate::stage::now().0 + 30 * 24 * 3600,
        how: Some("verbal".to_owned()),
        language: None,
        text: None,
    };
    let consent = work.give_consent(case.clone(), consent).expect("a consent");
    let new = |groups| NewReferral {
        to: vec![to.into()],
        kind: "service_referral".to_owned(),
        service: jonaki_ffi::choices("service_types".to_owned())[0].code.clone(),
        purpose: "services".to_owned(),
        consent: consent.clone(),
        urgency: Urgency::Hour,
        disclosure: Disclosure::Groups { groups },
        grace_days: 3,
        next: None,
        listing: None,
        message: Some("পরীক্ষা".to_owned()),
    };
    let wide = new(vec![FieldGroup::Situation, FieldGroup::Story, FieldGroup::Name]);
    let preview = coordinator.referrals().preview(case.clone(), new(vec![FieldGroup::Situation]));
    assert!(preview.expect("a preview")[0].refused.is_none());
    let _ = coordinator.referrals().preview(case.clone(), wide).expect("a preview");
    let made =
        coordinator.referrals().refer(case.clone(), new(vec![FieldGroup::Situation])).expect("referred");
    assert_eq!(made.len(), 1);
}

/// What a provider does: one look, one answer.
fn accept(provider: &Session) {
    let today = provider.cases().today(5).expect("what waits");
    let QueueRow::Referral { row } = &today.parts[0].rows[0] else { panic!("a referral") };
    let screen = provider.referrals().one(row.id.clone()).expect("the referral");
    assert!(screen.readable && !screen.fields.is_empty() && screen.message.is_some());
    provider
        .referrals()
        .answer(row.id.clone(), ReferralAnswer::Accept, Some("আসুন".to_owned()))
        .expect("answered in one step");
}

#[test]
fn a_report_goes_from_an_offline_phone_to_help() {
    let (stage, mut founder) = Stage::new(71);
    let beta = NewOrganisation {
        kind: "ngo".to_owned(),
        name_bn: "বিটা (পরীক্ষা)".to_owned(),
        name_en: "Beta".to_owned(),
    };
    let beta = founder.add_organisation(&beta).expect("an organisation");
    let to_reporter = link(&mut founder, NewInvite { organisation: None, role: CoreRole::Reporter });
    let to_provider = link(&mut founder, NewInvite { organisation: Some(beta), role: CoreRole::Admin });
    let coordinator: Arc<Session> = Session::over(founder, None);
    stage.sync(&coordinator);
    let provider = stage.phone("provider").open();
    provider.enrol(to_provider).expect("enrolled");
    stage.sync(&provider);
    stage.sync(&coordinator);

    let phone = stage.phone("reporter");
    let case = file_offline(&phone, &to_reporter);
    let reporter = phone.open();
    assert_eq!(state(&reporter, &case), (ReportState::Saved, "network".to_owned()));
    let status = reporter.sync(None).status().expect("the status");
    assert!(status.unsent_reports == 1 && status.unsent_bytes > 500 && status.last_contact.is_none());
    assert!(stage.sync(&reporter).receipts > 0);
    assert_eq!(state(&reporter, &case), (ReportState::Stored, "coordinator".to_owned()));
    let status = reporter.sync(None).status().expect("the status");
    assert!(status.unsent_items == 0 && status.last_contact.is_some());

    stage.sync(&coordinator);
    refer(&coordinator, &case, beta);
    stage.sync(&coordinator);
    stage.sync(&provider);
    accept(&provider);
    stage.sync(&provider);
    stage.sync(&coordinator);
    let query = ReferralQuery { sent: true, open: true, case: None, after: None, limit: 10 };
    let page = coordinator.referrals().list(query).expect("the list");
    assert_eq!((page.rows.len(), page.more), (1, false));
    assert_eq!(page.rows[0].progress.code, "accepted");
    assert_eq!(page.rows[0].to.name.as_ref().map(|name| name.english.as_str()), Some("Beta"));
    stage.sync(&reporter);
    assert_eq!(state(&reporter, &case).0, ReportState::Referred);
    let screen = reporter.reports().one(case, "bn".to_owned()).expect("the report");
    assert!(screen.receipt.is_some() && !screen.seen_by.is_empty() && !screen.timeline.is_empty());
}

#[test]
fn a_question_reaches_the_reporter_and_the_answer_comes_back() {
    let (stage, mut founder) = Stage::new(72);
    let invite = link(&mut founder, NewInvite { organisation: None, role: CoreRole::Reporter });
    let coordinator = Session::over(founder, None);
    stage.sync(&coordinator);
    let reporter = stage.phone("reporter").open();
    reporter.enrol(invite).expect("enrolled");
    let case = crate::stage::report(&reporter);
    stage.sync(&reporter);
    stage.sync(&coordinator);
    coordinator.work().ask_reporter(case.clone(), "কোন এলাকায়?".to_owned()).expect("asked");
    stage.sync(&coordinator);
    stage.sync(&reporter);
    let page = reporter.reports().list(None, 10).expect("the list");
    assert_eq!(page.questions.len(), 1);
    let question = &page.questions[0];
    assert_eq!(question.text, "কোন এলাকায়?");
    reporter
        .reports()
        .answer_question(question.case.clone(), question.question.clone(), "বাজারের পাশে".to_owned())
        .expect("answered");
    assert!(reporter.reports().list(None, 10).expect("the list").questions.is_empty());
    stage.sync(&reporter);
    stage.sync(&coordinator);
    let screen = coordinator.cases().one(case, "bn".to_owned()).expect("the case");
    assert!(screen.notes.iter().any(|note| note.text == "বাজারের পাশে"));
}
