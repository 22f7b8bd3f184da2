//! What a device does without any network.

use crate::support::{Clock, Device, founder, host, invited, report};
use jonaki_core::protocol::Role;
use jonaki_core::{
    CaseQuery, Client, Error, FieldEdit, Location, NewInvite, OpenFault, Report, Scalar, State, StateFault,
    StatusChange,
};

fn value(case: &jonaki_core::CaseView, field: &str) -> Option<Scalar> {
    case.fields.iter().find(|view| view.field == field).map(|view| view.current.value.clone())
}

#[test]
fn a_report_is_saved_and_survives_a_restart() {
    let clock = Clock::new();
    let mut founder = founder(&clock);
    let mut reporter = invited(&mut founder, 2, Role::Reporter, &clock);
    let case = reporter.client.report(&report("জরিনা পরীক্ষা")).expect("saved");
    reporter.restart();
    let rows = reporter.client.cases(&CaseQuery::default()).expect("a list");
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].id, rows[0].state), (case, State::Saved));
    let view = reporter.client.case(case).expect("readable by its reporter");
    assert_eq!(value(&view, "name_given"), Some(Scalar::from("জরিনা পরীক্ষা")));
    assert_eq!(value(&view, "district"), Some(Scalar::from("jashore")));
    assert!(view.seen_by.is_empty() && view.receipt.is_none());
    assert!(reporter.client.status().expect("status").unsent_items > 0);
}

#[test]
fn a_wrong_value_names_its_field_and_saves_nothing() {
    let clock = Clock::new();
    let mut founder = founder(&clock);
    let mut reporter = invited(&mut founder, 2, Role::Reporter, &clock);
    let wrong = Report { district: Some("Jorina Begum".to_owned()), ..report("নাম") };
    assert_eq!(reporter.client.report(&wrong), Err(Error::Field { field: "district".to_owned() }));
    let urgent = Report { urgency: Some("high".to_owned()), ..report("নাম") };
    assert!(reporter.client.report(&urgent).is_err(), "urgency is a coordinator's judgement");
    assert!(reporter.client.cases(&CaseQuery::default()).expect("a list").is_empty());
    assert_eq!(reporter.client.status().expect("status").counts, vec![]);
}

#[test]
fn drafts_wait_and_become_reports() {
    let clock = Clock::new();
    let mut founder = founder(&clock);
    let mut reporter = invited(&mut founder, 2, Role::Reporter, &clock);
    let draft = reporter.client.save_draft(None, &report("প্রথম")).expect("kept");
    assert_eq!(reporter.client.save_draft(Some(draft), &report("দ্বিতীয়")), Ok(draft));
    reporter.restart();
    assert_eq!(reporter.client.draft(draft).expect("still there").name_given.as_deref(), Some("দ্বিতীয়"));
    let case = reporter.client.submit_draft(draft).expect("filed");
    assert!(reporter.client.drafts().expect("drafts").is_empty());
    assert_eq!(value(&reporter.client.peek(case).expect("there"), "name_given"), Some("দ্বিতীয়".into()));
}

#[test]
fn edits_notes_and_status_follow_the_role() {
    let clock = Clock::new();
    let mut founder = founder(&clock);
    let case = founder.client.report(&report("সমন্বয়")).expect("a coordinator files too");
    let edit = |field: &str, value: Option<Scalar>| FieldEdit { field: field.to_owned(), value };
    founder
        .client
        .edit(case, &[edit("urgency", Some("high".into())), edit("safety.plan", Some("নিরাপদ স্থান".into()))])
        .expect("a coordinator may");
    founder.client.edit(case, &[edit("concern_types", Some("begging".into()))]).expect("one more concern");
    founder.client.add_note(case, "ফোনে কথা হয়েছে").expect("a note");
    founder.client.set_status(case, &StatusChange::Opened).expect("opened");
    let view = founder.client.case(case).expect("there");
    assert_eq!(view.row.status, "open");
    assert_eq!(view.row.urgency.as_deref(), Some("high"));
    assert_eq!(view.row.concern_types, ["begging", "child_labour"]);
    assert_eq!(view.notes.len(), 1);
    assert_eq!(value(&view, "plan"), Some("নিরাপদ স্থান".into()));
    assert!(founder.client.edit(case, &[edit("no_such_field", None)]).is_err());
    assert_eq!(founder.client.add_note(case, "  "), Err(Error::Field { field: "notes.text".to_owned() }));

    let mut reporter = invited(&mut founder, 2, Role::Reporter, &clock);
    let own = reporter.client.report(&report("নিজের")).expect("filed");
    assert!(matches!(reporter.client.set_status(own, &StatusChange::Opened), Err(Error::Refused(_))));
    assert!(reporter.client.edit(own, &[edit("safety.plan", Some("x".into()))]).is_err());
}

#[test]
fn search_finds_bangla_in_every_spelling() {
    let clock = Clock::new();
    let mut founder = founder(&clock);
    let case = founder.client.report(&report("গ\u{09dc}িয়া আমিনা")).expect("filed");
    founder.client.report(&report("রহিম")).expect("another");
    for typed in ["আমিনা", "আমি", "গ\u{09a1}\u{09bc}িয়া", "01700000000", "০১৭০০০০", &case.short_code()]
    {
        let hits = founder.client.search(typed, 10).expect("search");
        assert!(hits.iter().any(|hit| hit.case == case), "{typed}");
    }
    assert_eq!(founder.client.search("আমিনা", 10).expect("search").len(), 1);
    assert!(founder.client.search("\"; DROP TABLE", 10).expect("harmless").is_empty());
    assert!(founder.client.search("  ", 10).expect("nothing typed").is_empty());
}

#[test]
fn invites_are_refused_offline_when_they_should_be() {
    let clock = Clock::new();
    let mut founder = founder(&clock);
    let link =
        founder.client.invite(NewInvite { organisation: None, role: Role::Reporter }).expect("link").link;
    let preview = founder.client.check_invite(&link).expect("valid");
    assert_eq!(preview.role, Role::Reporter);
    let mut device = Device::new(5, &clock);
    let mut altered = link.clone().into_bytes();
    let at = altered.len() / 2;
    altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
    let altered = String::from_utf8(altered).expect("ascii");
    assert!(matches!(device.client.enrol(&altered), Err(Error::Refused(_))));
    assert!(device.client.enrol("jonaki:invite/").is_err() && device.client.enrol("hello").is_err());
    clock.pass(73 * 3600);
    assert_eq!(device.client.enrol(&link).map(drop).map_err(|error| error.code()), Err("invite_expired"));
    assert_eq!(device.client.report(&report("কে")), Err(Error::State(StateFault::NotEnrolled)));
    // A reporter may not invite.
    let mut reporter = invited(&mut founder, 6, Role::Reporter, &clock);
    let refused = reporter.client.invite(NewInvite { organisation: None, role: Role::Admin });
    assert_eq!(refused.map(drop).map_err(|error| error.code()), Err("issuer_refused"));
    assert_eq!(reporter.client.members().expect("members").len(), 1);
}

#[test]
fn a_database_opens_only_as_it_should() {
    let clock = Clock::new();
    let mut founder = founder(&clock);
    founder.client.report(&report("গোপন")).expect("saved");
    let path = founder.path();
    let wrong = Client::open(Location::File(&path), &[9; 32], b"here", host(1, &clock));
    assert_eq!(wrong.map(drop), Err(Error::Open(OpenFault::WrongKey)));
    let bytes = std::fs::read(&path).expect("the file");
    assert!(!bytes.windows(6).any(|window| window == "SQLite".as_bytes()), "encrypted from the first byte");
    founder.restart();
    assert_eq!(founder.client.cases(&CaseQuery::default()).expect("a list").len(), 1);
}

#[test]
fn a_damaged_database_is_kept_and_its_outbox_salvaged() {
    let clock = Clock::new();
    let mut founder = founder(&clock);
    for number in 0..30 {
        founder.client.report(&report(&format!("শিশু {number}"))).expect("saved");
    }
    let (path, key) = (founder.path(), founder.key);
    let folder = founder.folder;
    drop(founder.client);
    let mut bytes = std::fs::read(&path).expect("the file");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0x5a);
    std::fs::write(&path, &bytes).expect("damaged");
    let saved = Client::salvage(&path, &key).expect("salvaged");
    let rows = |table: &str| saved.iter().find(|(name, _)| *name == table).map_or(0, |(_, rows)| *rows);
    assert!(rows("outbox") > 0, "{saved:?}");
    let client = Client::open(Location::File(&path), &key, b"here", host(3, &clock)).expect("opens again");
    assert!(client.status().expect("status").unsent_items > 0);
    let kept = std::fs::read_dir(folder.path()).expect("folder").filter_map(Result::ok);
    assert!(kept.into_iter().any(|entry| entry.file_name().to_string_lossy().contains("damaged")));
}
