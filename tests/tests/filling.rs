//! The standard form answered: in both languages, offline, broken off at any moment, through a change of the form.

use jonaki_core::protocol::{Digest, Role};
use jonaki_core::{
    CaseView, Error, FormChange, FormSession, Given, Move, PageKind, QuestionKind, Scalar, State,
};
use jonaki_tests::reports::{AFTER, STANDARD, SyntheticReport, reports};
use jonaki_tests::world::{Device, START, World};

fn standard(device: &mut Device) -> Digest {
    let forms = device.client().forms().expect("forms");
    forms.into_iter().find(|form| form.form == STANDARD).expect("the standard form").hash
}

/// A world in which the reports' dates are past, with a founder who has synced.
fn world(seed: u64) -> (World, Device) {
    let mut world = World::new(seed);
    world.clock.pass(AFTER - START);
    let mut founder = world.founder();
    world.sync(&mut founder).expect("founded");
    (world, founder)
}

fn begin(device: &mut Device, language: &str) -> FormSession {
    let form = standard(device);
    device.client().start_form(form, language).expect("started")
}

fn field(case: &CaseView, name: &str) -> Option<Scalar> {
    case.fields.iter().find(|field| field.field == name).map(|field| field.current.value.clone())
}

/// The answers of a report that stand for themselves, as a person typed them.
fn texts(report: &SyntheticReport) -> impl Iterator<Item = (&String, String)> {
    report.answers.iter().filter_map(|(name, given)| match given {
        Given::Text(text) => Some((name, text.clone())),
        _ => None,
    })
}

#[test]
fn every_synthetic_report_is_filed_through_the_form_and_read_back() {
    let (mut world, mut founder) = world(1);
    let mut coordinator = world.enrolled(&mut founder, "coordinator", Role::Coordinator);
    let mut reporter = world.enrolled(&mut founder, "reporter", Role::Reporter);
    let mut filed = Vec::new();
    for report in reports() {
        let mut open = begin(&mut reporter, &report.locale);
        let refused = reporter.client().answer_all(&mut open, &report.answers).expect("saved");
        assert_eq!(refused, [], "{}", report.id);
        assert_eq!(open.missing().is_empty(), !report.draft, "{}: {:?}", report.id, open.missing());
        let done = reporter.client().file_form(&mut open);
        match done {
            Ok(case) if !report.draft => filed.push((case, report)),
            Err(Error::Incomplete { .. }) if report.draft => {}
            other => panic!("{}: {other:?}", report.id),
        }
    }
    assert!(filed.len() >= 170, "{}", filed.len());
    let drafts = reporter.client().fillings().expect("drafts");
    assert_eq!(drafts.len(), 185 - filed.len(), "what was broken off is kept");
    world.sync(&mut reporter).expect("sent");
    world.sync(&mut coordinator).expect("received");
    for (case, report) in &filed {
        let view = coordinator.client().peek(*case).expect("readable");
        assert_eq!(view.row.state, State::Stored);
        assert_eq!(field(&view, "locale"), Some(report.locale.as_str().into()));
        let danger = field(&view, "immediate_danger");
        let said = report.answers.get("immediate_danger");
        assert_eq!(danger == Some(true.into()), matches!(said, Some(Given::Text(yes)) if yes == "yes"));
        assert!(view.row.district.is_some(), "{}", report.id);
        let narrative = report.answers.get("narrative").map(|given| match given {
            Given::Text(text) => Scalar::from(text.trim()),
            _ => panic!("a text"),
        });
        assert_eq!(field(&view, "narrative"), narrative, "{}", report.id);
        let read = coordinator.client().case_answers(*case, "en").expect("answers");
        assert_eq!(read.len(), 1, "{}", report.id);
        for (name, text) in texts(report) {
            let line = read[0].lines.iter().find(|line| line.path.ends_with(&format!("/{name}")));
            let line = line.unwrap_or_else(|| panic!("{}: {name} is lost", report.id));
            assert!(!line.shown.is_empty() && !text.is_empty(), "{}: {name}", report.id);
        }
    }
}

#[test]
fn a_report_that_is_killed_after_every_answer_comes_out_the_same() {
    let (world, mut device) = world(2);
    for report in reports().iter().filter(|report| !report.draft).step_by(23) {
        let mut whole = begin(&mut device, &report.locale);
        device.client().answer_all(&mut whole, &report.answers).expect("saved");
        let expected = (whole.summary(), whole.missing());
        device.client().discard_filling(whole.id()).expect("there");
        let mut open = begin(&mut device, &report.locale);
        let id = open.id();
        // Twice, because some answers wait for others.
        for _ in 0..2 {
            for (name, given) in &report.answers {
                let one = [(name.clone(), given.clone())].into();
                device.client().answer_all(&mut open, &one).expect("saved");
                drop(open);
                world.restart(&mut device);
                open = device.client().open_filling(id).expect("the draft is there");
            }
        }
        assert_eq!((open.summary(), open.missing()), expected, "{}", report.id);
        device.client().file_form(&mut open).expect("filed");
        assert!(
            matches!(device.client().open_filling(id), Err(Error::NotFound)),
            "it ended when it was filed"
        );
    }
}

/// Goes on from page to page; the keys of all pages.
fn walk(device: &mut Device, open: &mut FormSession) -> Vec<String> {
    let mut keys = vec![open.page().key];
    while device.client().go(open, &Move::Next).expect("a step") {
        keys.push(open.page().key);
        assert!(keys.len() < 100, "the pages end");
    }
    keys
}

#[test]
fn required_pages_come_first_and_danger_shows_the_helplines_before_anything_else() {
    let (_, mut device) = world(3);
    let mut open = begin(&mut device, "bn");
    let page = open.page();
    assert!(!page.can_go_back && page.can_go_on && page.position == 1);
    assert_eq!(page.questions[0].path, "/data/urgent/immediate_danger");
    assert!(!device.client().go(&mut open, &Move::Next).expect("a step"), "something is missing");
    let page = open.page();
    let wrong: Vec<_> = page.questions.iter().filter_map(|question| question.error.as_deref()).collect();
    assert_eq!(wrong.len(), 2, "both are named, in Bangla: {wrong:?}");
    assert!(wrong.iter().all(|text| !text.is_ascii()));
    device.client().answer(&mut open, "/data/urgent/immediate_danger", "yes").expect("taken");
    let page = open.page();
    let after = &page.questions[1];
    assert_eq!(after.kind, QuestionKind::Note);
    assert!(["৯৯৯", "১০৯৮", "১০৯"].iter().all(|number| after.label.contains(number)), "{}", after.label);
    device.client().answer(&mut open, "/data/urgent/concern_types", "child_labour begging").expect("taken");
    assert!(device.client().go(&mut open, &Move::Next).expect("a step"));
    for (question, answer) in [
        ("place", "BD4041"),
        ("number_of_children", "২"),
        ("victim_sex", "female"),
        ("victim_age_band", "12-13"),
        ("safe_to_contact", "no"),
    ] {
        device.client().answer(&mut open, &format!("/data/where_who/{question}"), answer).expect("taken");
    }
    let keys = walk(&mut device, &mut open);
    assert_eq!(keys, ["/data/where_who", "#more", "#summary"], "everything else is folded away");
    device.client().go(&mut open, &Move::Back).expect("back");
    let more = open.page();
    assert_eq!(more.kind, PageKind::More);
    assert!(more.folded.iter().any(|group| group.path == "/data/work"), "child labour asks for the work");
    assert!(more.folded.iter().all(|group| !group.label.is_empty() && group.answered == 0));
    device.client().go(&mut open, &Move::To("/data/story".to_owned())).expect("opened");
    assert_eq!(open.page().position, more.position, "what is folded counts as where it was opened");
    device.client().answer(&mut open, "/data/story/narrative", "ইটভাটায় কাজ করে").expect("taken");
    device.client().go(&mut open, &Move::Next).expect("on");
    assert_eq!(open.page().key, "#more");
    let case = device.client().file_form(&mut open).expect("filed");
    let view = device.client().peek(case).expect("there");
    assert_eq!(field(&view, "number_of_children"), Some(2.into()), "Bangla digits are digits");
    assert_eq!(field(&view, "district"), Some("jashore".into()));
    assert_eq!(field(&view, "division"), Some("khulna".into()));
}

#[test]
fn the_language_changes_in_the_middle_and_nothing_else() {
    let (world, mut device) = world(4);
    let mut open = begin(&mut device, "bn");
    device.client().answer(&mut open, "/data/urgent/concern_types", "child_labour").expect("taken");
    let bangla = open.page();
    device.client().speak(&mut open, "en").expect("spoken");
    let english = open.page();
    assert_eq!(english.questions[0].label, "Is a child in danger right now?");
    assert_ne!(bangla.questions[0].label, english.questions[0].label);
    assert_eq!(open.value("/data/urgent/concern_types"), Ok("child_labour"));
    let id = open.id();
    world.restart(&mut device);
    let open = device.client().open_filling(id).expect("there");
    assert_eq!(open.language(), "en");
}

#[test]
fn repeats_grow_and_shrink() {
    let (world, mut device) = world(5);
    let mut open = begin(&mut device, "en");
    device.client().answer(&mut open, "/data/where_who/number_of_children", "3").expect("taken");
    let children = "/data/more_children/children";
    device.client().add_repeat(&mut open, children).expect("added");
    device.client().answer(&mut open, &format!("{children}[1]/child_age"), "9").expect("taken");
    device.client().answer(&mut open, &format!("{children}[2]/child_age"), "১১").expect("taken");
    device.client().go(&mut open, &Move::To(children.to_owned())).expect("there");
    let page = open.page();
    assert_eq!((page.kind, page.repeat.map(|repeat| repeat.count)), (PageKind::Repeat, Some(2)));
    device.client().remove_repeat(&mut open, &format!("{children}[1]")).expect("removed");
    assert_eq!(open.value(&format!("{children}[1]/child_age")), Ok("11"), "who comes after moves up");
    let id = open.id();
    world.restart(&mut device);
    let open = device.client().open_filling(id).expect("there");
    assert_eq!(open.value(&format!("{children}[1]/child_age")), Ok("11"));
    assert!(open.value(&format!("{children}[2]/child_age")).is_err());
}

#[test]
fn what_a_question_does_not_take_is_said_and_the_old_answer_stays() {
    let (_, mut device) = world(6);
    let mut open = begin(&mut device, "bn");
    let count = "/data/where_who/number_of_children";
    device.client().answer(&mut open, count, "4").expect("taken");
    for (path, answer, code) in [
        (count, "four", "answer_wrong_type"),
        ("/data/urgent/concern_types", "child_labour gossip", "answer_not_a_choice"),
        ("/data/where_who/place", "BD9999", "answer_not_a_choice"),
        ("/data/story/when_noticed", "2026-02-30", "answer_wrong_type"),
        ("/data/urgent", "x", "answer_not_a_question"),
        ("/data/nowhere", "x", "not_found"),
        ("/data/more_children/children[7]/child_age", "1", "answer_not_found"),
    ] {
        let error = device.client().answer(&mut open, path, answer).expect_err(path);
        assert_eq!(error.code(), code, "{path}");
        assert!(!error.english().is_empty() && !error.bangla().is_ascii());
    }
    let long = "অ".repeat(400_000);
    let error = device.client().answer(&mut open, "/data/story/narrative", &long).expect_err("too long");
    assert_eq!(error.code(), "answer_too_long");
    assert_eq!(open.value(count), Ok("4"));
    device.client().answer(&mut open, count, "0").expect("kept, and shown as wrong");
    device.client().go(&mut open, &Move::To(count.to_owned())).expect("there");
    let wrong = open.page().questions.into_iter().find(|question| question.path == count).expect("asked");
    assert!(wrong.error.is_some_and(|error| error.contains("৯৯৯")));
    assert!(matches!(device.client().file_form(&mut open), Err(Error::Incomplete { .. })));
    assert_eq!(device.client().fillings().expect("there").len(), 1, "the draft is never lost");
}

#[test]
fn places_are_found_as_people_spell_them() {
    let (_, mut device) = world(7);
    let open = begin(&mut device, "bn");
    let place = "/data/where_who/place";
    for typed in ["যশোর", "Jessore", "jashor", "জশোর"] {
        let found = open.search_choices(place, typed, 5).expect("a search");
        assert!(found.iter().any(|choice| choice.value == "BD4041"), "{typed}: {} found", found.len());
    }
    let found = open.search_choices(place, "কালীগঞ্জ", 10).expect("a search");
    assert!(found.len() >= 4, "every Kaliganj");
    let mut labels: Vec<_> = found.iter().map(|choice| &choice.label).collect();
    labels.sort();
    labels.dedup();
    assert_eq!(labels.len(), found.len(), "with what it lies in, so that none is like another");
    assert!(open.search_choices(place, &"ক".repeat(100_000), 5).is_ok(), "any text is bounded");
}

#[test]
fn a_newer_form_is_offered_with_its_changes_and_never_forced() {
    let (mut world, mut founder) = world(8);
    let mut reporter = world.enrolled(&mut founder, "reporter", Role::Reporter);
    let mut open = begin(&mut reporter, "en");
    let old = open.form().clone();
    let client = reporter.client();
    client.answer(&mut open, "/data/urgent/immediate_danger", "no").expect("taken");
    client.answer(&mut open, "/data/story/narrative", "seen twice").expect("taken");
    client.answer(&mut open, "/data/story/when_happened", "in spring").expect("taken");
    assert_eq!(client.form_update(&open), Ok(None));
    let mut newer = old.clone();
    newer.version = "2".to_owned();
    for node in &mut newer.nodes {
        if node.name == "when_happened" {
            node.name = "since_when".to_owned();
        }
        if node.name == "narrative" {
            node.label = jonaki_core::forms::definition::Text::literal("Tell us.", 2);
        }
    }
    let definition = newer.encode().expect("encoded");
    founder.client().publish_form(&definition, true).expect("published");
    world.sync(&mut founder).expect("sent");
    world.sync(&mut reporter).expect("received");
    let update = reporter.client().form_update(&open).expect("an answer").expect("a newer version");
    assert_eq!(update.version, "2");
    let dropped = "Since when, or when did it happen?".to_owned();
    assert_eq!(
        update.changes,
        [
            FormChange::Changed("Tell us.".to_owned()),
            FormChange::AnswerDropped(dropped.clone()),
            FormChange::Added(dropped)
        ]
    );
    let id = open.id();
    world.restart(&mut reporter);
    let mut open = reporter.client().open_filling(id).expect("there");
    assert_eq!(*open.form(), old, "a draft stays with its version");
    assert!(reporter.client().fillings().expect("drafts")[0].newer.is_some());
    let refused = reporter.client().update_form(&mut open).expect("taken along");
    assert_eq!(refused, []);
    assert_eq!(*open.form(), newer);
    assert_eq!(open.value("/data/story/narrative"), Ok("seen twice"));
    world.restart(&mut reporter);
    let open = reporter.client().open_filling(id).expect("there");
    assert_eq!(open.value("/data/urgent/immediate_danger"), Ok("no"));
}

/// Answers what a form asks for: the first choice, a day, one.
fn answer_what_is_asked(device: &mut Device, open: &mut FormSession) {
    for _ in 0..40 {
        let Some(missing) = open.missing().into_iter().next() else { break };
        device.client().go(open, &Move::To(missing.path.clone())).expect("there");
        let page = open.page();
        let all = |question: &jonaki_core::QuestionView| {
            question.choices.iter().map(|choice| choice.value.as_str()).collect::<Vec<_>>().join(" ")
        };
        for many in page.questions.iter().filter(|question| question.path.ends_with("/explained")) {
            device.client().answer(open, &many.path, &all(many)).expect("taken");
        }
        let question = page.questions.iter().find(|question| question.path == missing.path).expect("asked");
        let answer = match question.kind {
            QuestionKind::Date => "2026-11-27".to_owned(),
            QuestionKind::Integer => "1".to_owned(),
            QuestionKind::Acknowledge => "OK".to_owned(),
            // Its list is searched, not shown.
            _ if missing.path.ends_with("/place") => "BD4047".to_owned(),
            _ => question.choices.first().map_or_else(|| "text".to_owned(), |choice| choice.value.clone()),
        };
        device.client().answer(open, &missing.path, &answer).expect("taken");
    }
}

#[test]
fn a_visit_is_filed_about_a_case_and_leaves_how_its_report_came_to_be() {
    let (mut world, mut founder) = world(10);
    let mut coordinator = world.enrolled(&mut founder, "coordinator", Role::Coordinator);
    let mut reporter = world.enrolled(&mut founder, "reporter", Role::Reporter);
    let report = reports().into_iter().find(|report| !report.draft).expect("a report");
    let mut open = begin(&mut reporter, &report.locale);
    reporter.client().answer_all(&mut open, &report.answers).expect("saved");
    let case = reporter.client().file_form(&mut open).expect("filed");
    let role = field(&reporter.client().peek(case).expect("there"), "reporter_role");
    assert_eq!(role, Some("unknown".into()), "nobody said that a member of the public reports");
    world.sync(&mut reporter).expect("sent");
    world.sync(&mut coordinator).expect("received");
    let forms = coordinator.client().forms().expect("forms");
    let form = forms.iter().find(|form| form.form == "child_labour_visit").expect("ships").hash;
    let mut open = coordinator.client().start_form_about(case, form, "en").expect("started");
    answer_what_is_asked(&mut coordinator, &mut open);
    assert_eq!(open.missing(), []);
    coordinator.client().file_form(&mut open).expect("filed");
    let after = coordinator.client().peek(case).expect("there");
    assert_eq!(field(&after, "reporter_role"), Some("unknown".into()));
    let round = world.sync(&mut coordinator).expect("sent");
    assert_eq!(round.refused, 0);
}

#[test]
fn a_coordinators_assessment_goes_where_the_reporter_cannot_read_it() {
    let (mut world, mut founder) = world(9);
    let mut coordinator = world.enrolled(&mut founder, "coordinator", Role::Coordinator);
    let mut reporter = world.enrolled(&mut founder, "reporter", Role::Reporter);
    let report = reports().into_iter().find(|report| !report.draft).expect("a report");
    let mut open = begin(&mut reporter, &report.locale);
    reporter.client().answer_all(&mut open, &report.answers).expect("saved");
    let case = reporter.client().file_form(&mut open).expect("filed");
    world.sync(&mut reporter).expect("sent");
    world.sync(&mut coordinator).expect("received");
    let forms = coordinator.client().forms().expect("forms");
    let form = forms.iter().find(|form| form.form == "coordinator_assessment").expect("ships").hash;
    let mut open = coordinator.client().start_form_about(case, form, "en").expect("started");
    assert_eq!(open.case(), Some(case));
    answer_what_is_asked(&mut coordinator, &mut open);
    assert_eq!(open.missing(), []);
    coordinator.client().file_form(&mut open).expect("filed");
    world.sync(&mut coordinator).expect("sent");
    world.sync(&mut reporter).expect("received");
    let read = coordinator.client().case_answers(case, "en").expect("answers");
    assert_eq!(
        read.iter().map(|form| form.form.as_str()).collect::<Vec<_>>(),
        [STANDARD, "coordinator_assessment"]
    );
    assert!(!read[1].lines.is_empty());
    let view = reporter.client().peek(case).expect("there");
    assert!(view.fields.iter().all(|field| field.compartment != jonaki_core::protocol::Compartment::Safety));
    let theirs = reporter.client().case_answers(case, "en").expect("answers");
    let lines = |forms: &[jonaki_core::AnsweredForm]| forms.get(1).map_or(0, |form| form.lines.len());
    assert!(lines(&theirs) < lines(&read), "what is in safety is missing");
}
