//! Answers and what follows from them.

use jonaki_forms::definition::{Fact, Kind, Piece, Preset, Range, Shuffle, Text};
use jonaki_forms::filling::{Answer, AnswerError, Changes, Filling, Verdict};

use crate::support::{Draft, expr, path, select};

fn give(filling: &mut Filling, at: &str, text: &str) -> Changes {
    let path = path(filling, at);
    filling.answer(&path, Answer::from(text)).unwrap_or_else(|error| panic!("{at} = {text}: {error}"))
}

fn refuse(filling: &mut Filling, at: &str, text: &str) -> AnswerError {
    let path = path(filling, at);
    let before = filling.rows();
    let error = filling.answer(&path, Answer::from(text)).expect_err(text);
    assert_eq!(filling.rows(), before, "a refused answer changes nothing");
    error
}

fn value(filling: &Filling, at: &str) -> String {
    filling.value(&path(filling, at)).unwrap_or_else(|| panic!("no node {at}")).to_owned()
}

fn relevant(filling: &Filling, at: &str) -> bool {
    filling.is_relevant(&path(filling, at))
}

#[test]
fn relevance_goes_down_and_values_are_kept_but_read_as_empty() {
    let mut draft = Draft::new("1");
    draft.question(0, "show", Kind::Text);
    let group = draft.group(0, "group");
    draft.relevant("group", "/data/show = 'yes'");
    draft.question(group, "inner", Kind::Integer);
    draft.question(group, "deep", Kind::Text).relevant("../inner > 3");
    draft.calculate(0, "sum", "coalesce(/data/group/inner, 0) + 1");
    let mut filling = draft.start();
    assert!(!relevant(&filling, "/data/group/inner"));
    give(&mut filling, "/data/show", "yes");
    give(&mut filling, "/data/group/inner", "5");
    assert!(relevant(&filling, "/data/group/deep"));
    assert_eq!(value(&filling, "/data/sum"), "6");
    let changes = give(&mut filling, "/data/show", "no");
    assert_eq!(value(&filling, "/data/sum"), "1", "what is not relevant counts as empty");
    assert_eq!(value(&filling, "/data/group/inner"), "5", "but is kept");
    assert!(!relevant(&filling, "/data/group/deep"));
    assert_eq!(
        changes.rows,
        [("/data/show".into(), Some("no".into())), ("/data/sum".into(), Some("1".into()))],
        "only the rows that changed"
    );
    give(&mut filling, "/data/show", "yes");
    assert_eq!(value(&filling, "/data/sum"), "6");
}

#[test]
fn digits_of_any_script_are_read_and_stored_as_ascii() {
    let mut draft = Draft::new("1");
    draft.question(0, "age", Kind::Integer);
    draft.question(0, "weight", Kind::Decimal);
    draft.question(0, "day", Kind::Date);
    draft.question(0, "clock", Kind::Time);
    draft.question(0, "note", Kind::Text);
    draft.question(0, "scale", Kind::Range(Range { decimal: false, start: 0.0, end: 10.0, step: 1.0 }));
    let mut filling = draft.start();
    give(&mut filling, "/data/age", " ১২ ");
    give(&mut filling, "/data/weight", "৪৫.৫");
    give(&mut filling, "/data/day", "২০২৪-০২-২৯");
    give(&mut filling, "/data/clock", "০৯:৩০");
    give(&mut filling, "/data/note", "১২");
    give(&mut filling, "/data/scale", "७");
    assert_eq!(value(&filling, "/data/age"), "12");
    assert_eq!(value(&filling, "/data/weight"), "45.5");
    assert_eq!(value(&filling, "/data/day"), "2024-02-29");
    assert_eq!(value(&filling, "/data/clock"), "09:30:00.000+06:00");
    assert_eq!(value(&filling, "/data/note"), "১২", "a text stays as it was typed");
    assert_eq!(value(&filling, "/data/scale"), "7");
}

#[test]
fn answers_of_the_wrong_type_are_refused_with_a_code() {
    let mut draft = Draft::new("1");
    draft.question(0, "age", Kind::Integer);
    draft.question(0, "day", Kind::Date);
    draft.question(0, "place", Kind::Geopoint);
    draft.calculate(0, "sum", "1");
    draft.question(0, "note", Kind::Note);
    let list = draft.list("yes_no", &[], &[("yes", "হ্যাঁ", &[]), ("no", "না", &[])]);
    draft.question(0, "agreed", Kind::SelectOne(select(list, None)));
    draft.question(0, "several", Kind::SelectMultiple(select(list, None)));
    let mut filling = draft.start();
    for text in ["x", "1.5", "1e3", "99999999999", "-"] {
        assert_eq!(refuse(&mut filling, "/data/age", text), AnswerError::WrongType { expected: "integer" });
    }
    for text in ["2023-02-29", "2024-13-01", "29-02-2024x", "2024", "2024-02-29-01"] {
        assert_eq!(refuse(&mut filling, "/data/day", text), AnswerError::WrongType { expected: "date" });
    }
    assert_eq!(refuse(&mut filling, "/data/place", "north"), AnswerError::WrongType { expected: "place" });
    assert_eq!(refuse(&mut filling, "/data/sum", "2"), AnswerError::NotAQuestion);
    assert_eq!(refuse(&mut filling, "/data/note", "2"), AnswerError::NotAQuestion);
    assert_eq!(refuse(&mut filling, "/data/agreed", "maybe"), AnswerError::NotAChoice);
    assert_eq!(refuse(&mut filling, "/data/agreed", "yes no"), AnswerError::NotAChoice);
    assert_eq!(refuse(&mut filling, "/data/several", "yes maybe"), AnswerError::NotAChoice);
    give(&mut filling, "/data/several", "  no   yes ");
    assert_eq!(value(&filling, "/data/several"), "no yes");
    let long = "x".repeat(70_000);
    let mut draft = Draft::new("1");
    draft.question(0, "text", Kind::Text);
    assert_eq!(refuse(&mut draft.start(), "/data/text", &long), AnswerError::TooLong);
}

#[test]
fn verdicts_follow_the_answer() {
    let mut draft = Draft::new("1");
    draft.question(0, "age", Kind::Integer);
    draft.question(0, "name", Kind::Text);
    draft.node("age").constraint = Some(expr(". >= 0 and . < 18"));
    draft.node("age").constraint_message = Text::literal("১৮ এর কম", 2);
    draft.node("name").required = Some(expr("/data/age > 5"));
    draft.node("name").required_message = Text::literal("নাম লিখুন", 2);
    draft.node("name").read_only = Some(expr("/data/age = 17"));
    let mut filling = draft.start();
    let (age, name) = (path(&filling, "/data/age"), path(&filling, "/data/name"));
    assert_eq!((filling.verdict(&age), filling.verdict(&name)), (Verdict::Ok, Verdict::Ok));
    give(&mut filling, "/data/age", "40");
    assert_eq!(filling.verdict(&age), Verdict::ConstraintFailed);
    let open = [(age.clone(), Verdict::ConstraintFailed), (name.clone(), Verdict::RequiredMissing)];
    assert_eq!(filling.unfinished(), open);
    assert_eq!(value(&filling, "/data/age"), "40", "what was typed is never lost");
    assert_eq!(filling.message(&age, Verdict::ConstraintFailed, "bn"), "১৮ এর কম");
    assert_eq!(filling.verdict(&name), Verdict::RequiredMissing);
    assert!(filling.is_required(&name) && !filling.is_read_only(&name));
    assert_eq!(filling.message(&name, Verdict::RequiredMissing, "en"), "নাম লিখুন");
    give(&mut filling, "/data/age", "17");
    assert!(filling.is_read_only(&name));
    assert_eq!(filling.verdict(&age), Verdict::Ok);
}

#[test]
fn choices_are_filtered_and_stale_ones_are_taken_back() {
    let mut draft = Draft::new("1");
    let divisions = draft.list("divisions", &[], &[("A", "ক", &[]), ("B", "খ", &[])]);
    let districts = draft.list(
        "districts",
        &["division"],
        &[("a1", "ক১", &["A"]), ("a2", "ক২", &["A"]), ("b1", "খ১", &["B"])],
    );
    draft.question(0, "division", Kind::SelectOne(select(divisions, None)));
    draft.question(
        0,
        "district",
        Kind::SelectOne(select(districts, Some("division = current()/../division"))),
    );
    draft.question(
        0,
        "several",
        Kind::SelectMultiple(select(districts, Some("division = /data/division or name = 'b1'"))),
    );
    draft.calculate(0, "name", "jr:choice-name(/data/district, '/data/district')");
    draft.calculate(0, "looked_up", "instance('districts')/root/item[name = /data/district]/division");
    draft.calculate(0, "pulled", "pulldata('districts', 'division', 'name', /data/district)");
    let mut filling = draft.start();
    let offered = |filling: &Filling, at: &str| -> Vec<String> {
        filling.choices(&path(filling, at)).into_iter().map(|choice| choice.value).collect()
    };
    assert!(offered(&filling, "/data/district").is_empty());
    give(&mut filling, "/data/division", "A");
    assert_eq!(offered(&filling, "/data/district"), ["a1", "a2"]);
    assert_eq!(offered(&filling, "/data/several"), ["a1", "a2", "b1"]);
    give(&mut filling, "/data/district", "a2");
    give(&mut filling, "/data/several", "a1 b1");
    assert_eq!(value(&filling, "/data/name"), "ক২");
    assert_eq!(value(&filling, "/data/looked_up"), "A");
    assert_eq!(value(&filling, "/data/pulled"), "A");
    assert_eq!(refuse(&mut filling, "/data/district", "b1"), AnswerError::NotAChoice);
    give(&mut filling, "/data/division", "B");
    assert_eq!(value(&filling, "/data/district"), "", "a district of another division does not stay");
    assert_eq!(value(&filling, "/data/several"), "b1");
    assert_eq!(value(&filling, "/data/name"), "");
}

#[test]
fn what_a_form_gives_is_taken_back_where_it_is_no_choice() {
    let mut draft = Draft::new("1");
    let list = draft.list("l", &[], &[("p", "P", &[]), ("q", "Q", &[])]);
    draft.question(0, "one", Kind::SelectOne(select(list, None))).default("zzz");
    draft.question(0, "several", Kind::SelectMultiple(select(list, None))).default("zzz q");
    draft.question(0, "n", Kind::Integer);
    let counted = draft.question(0, "counted", Kind::SelectMultiple(select(list, None)));
    counted.node.calculation = Some(expr("if(/data/n > 3, 'p zzz', 'q')"));
    counted.node.label = Text(vec![vec![Piece::Literal("Which?".into())]]);
    let mut filling = draft.start();
    assert_eq!([value(&filling, "/data/one"), value(&filling, "/data/several")], ["", "q"]);
    give(&mut filling, "/data/n", "5");
    assert_eq!(value(&filling, "/data/counted"), "p");
    give(&mut filling, "/data/n", "");
    give(&mut filling, "/data/counted", "p q");
    give(&mut filling, "/data/n", "");
    assert_eq!(
        value(&filling, "/data/counted"),
        "p q",
        "no answer in place of none calculates nothing again"
    );
    give(&mut filling, "/data/n", "1");
    assert_eq!(value(&filling, "/data/counted"), "q");
}

#[test]
fn what_is_hidden_keeps_its_choice_until_it_is_shown_again() {
    let mut draft = Draft::new("1");
    let places = draft.list("places", &["in"], &[("a1", "ক১", &["A"]), ("b1", "খ১", &["B"])]);
    draft.question(0, "in", Kind::Text);
    draft.question(0, "shown", Kind::Text);
    let group = draft.group(0, "group");
    draft.relevant("group", "/data/shown = 'yes'");
    draft.question(group, "place", Kind::SelectOne(select(places, Some("in = /data/in"))));
    let mut filling = draft.start();
    for (at, text) in [("/data/in", "A"), ("/data/shown", "yes"), ("/data/group/place", "a1")] {
        give(&mut filling, at, text);
    }
    give(&mut filling, "/data/shown", "no");
    give(&mut filling, "/data/in", "B");
    assert_eq!(value(&filling, "/data/group/place"), "a1", "hidden: nothing is lost");
    give(&mut filling, "/data/in", "A");
    give(&mut filling, "/data/shown", "yes");
    assert_eq!(value(&filling, "/data/group/place"), "a1", "shown with its choices: as it was");
    give(&mut filling, "/data/shown", "no");
    give(&mut filling, "/data/in", "B");
    give(&mut filling, "/data/shown", "yes");
    assert_eq!(value(&filling, "/data/group/place"), "", "shown without it: taken away");
}

#[test]
fn choices_in_a_seeded_order_are_the_reference_engines() {
    let mut draft = Draft::new("1");
    let items: Vec<(String, &[&str])> = (1..=5).map(|at| (at.to_string(), &[] as &[&str])).collect();
    let items: Vec<(&str, &str, &[&str])> =
        items.iter().map(|(name, none)| (&**name, &**name, *none)).collect();
    let list = draft.list("numbers", &[], &items);
    let mut shuffled = select(list, None);
    shuffled.randomize = Some(Shuffle::Seed(expr("7")));
    draft.question(0, "one", Kind::SelectOne(shuffled));
    let filling = draft.start();
    let order: Vec<String> =
        filling.choices(&path(&filling, "/data/one")).into_iter().map(|choice| choice.value).collect();
    assert_eq!(order.join(" "), "4 2 1 5 3");
}

#[test]
fn triggers_run_when_their_question_changes_and_only_then() {
    let mut draft = Draft::new("1");
    draft.question(0, "asked", Kind::Text);
    draft.question(0, "other", Kind::Integer);
    draft.calculate(0, "stamp", "concat(/data/asked, '-', /data/other)");
    draft.calculate(0, "unique", "uuid()");
    let asked = draft.index("asked");
    draft.node("stamp").trigger = vec![asked];
    draft.node("unique").trigger = vec![asked];
    let mut filling = draft.start();
    assert_eq!(value(&filling, "/data/stamp"), "", "not at the start");
    give(&mut filling, "/data/other", "1");
    assert_eq!(value(&filling, "/data/stamp"), "", "not when something else changes");
    give(&mut filling, "/data/asked", "a");
    assert_eq!(value(&filling, "/data/stamp"), "a-1");
    let first = value(&filling, "/data/unique");
    give(&mut filling, "/data/asked", "a");
    assert_eq!(value(&filling, "/data/unique"), first, "the same answer again is no change");
    give(&mut filling, "/data/asked", "b");
    assert_ne!(value(&filling, "/data/unique"), first, "each time another");
}

#[test]
fn defaults_and_facts_are_there_at_the_start() {
    let mut draft = Draft::new("1");
    draft.question(0, "start", Kind::Metadata(Fact::Start));
    draft.question(0, "day", Kind::Metadata(Fact::Today));
    draft.question(0, "device", Kind::Metadata(Fact::DeviceId));
    draft.question(0, "end", Kind::Metadata(Fact::End));
    draft.question(0, "instance", Kind::Metadata(Fact::InstanceId));
    draft.question(0, "fixed", Kind::Integer).default("3");
    draft.question(0, "moving", Kind::Text);
    draft.node("moving").default = Some(Preset::Dynamic(expr("concat(/data/fixed, ' ', /data/device)")));
    draft.question(0, "visit", Kind::Date);
    draft.node("visit").default = Some(Preset::Dynamic(expr("today()")));
    draft.calculate(0, "once", "once(uuid())");
    draft.calculate(0, "stamp", "today()");
    let mut filling = draft.start();
    assert_eq!(value(&filling, "/data/start"), "2026-11-27T12:00:00.000+06:00");
    assert_eq!(value(&filling, "/data/day"), "2026-11-27");
    assert_eq!(value(&filling, "/data/device"), "device-1");
    assert!(value(&filling, "/data/instance").starts_with("uuid:"));
    assert_eq!(value(&filling, "/data/moving"), "3 device-1");
    assert_eq!(value(&filling, "/data/visit"), "2026-11-27");
    assert_eq!(
        value(&filling, "/data/stamp"),
        "2026-11-27T00:00:00.000+06:00",
        "as the reference engine stores it"
    );
    assert_eq!(value(&filling, "/data/once").len(), 36);
    give(&mut filling, "/data/fixed", "");
    assert_eq!(value(&filling, "/data/moving"), "3 device-1", "a default is not evaluated again");
    assert_eq!(value(&filling, "/data/end"), "");
    filling.complete(crate::support::NOW + 60_000).expect("complete");
    assert_eq!(value(&filling, "/data/end"), "2026-11-27T12:01:00.000+06:00");
}

#[test]
fn labels_carry_values_in_the_language_asked_for() {
    let mut draft = Draft::new("1");
    draft.question(0, "name", Kind::Text);
    draft.question(0, "age", Kind::Integer);
    use jonaki_forms::definition::Piece::{Literal, Value};
    let bangla = vec![Value(expr("/data/name")), Literal(" এর বয়স কত?".into())];
    let english = vec![Literal("How old is ".into()), Value(expr("/data/name")), Literal("?".into())];
    draft.node("age").label = Text(vec![bangla, english]);
    draft.node("age").hint = Text::literal("বছর", 1);
    let mut filling = draft.start();
    give(&mut filling, "/data/name", "রিমা");
    let age = path(&filling, "/data/age");
    assert_eq!(filling.label(&age, "bn"), "রিমা এর বয়স কত?");
    assert_eq!(filling.label(&age, "en"), "How old is রিমা?");
    assert_eq!(filling.hint(&age, "en"), "বছর", "the default language stands in");
    assert_eq!(filling.label(&age, "fr"), "রিমা এর বয়স কত?", "an unknown language is the filling's own");
    filling.set_language("en").expect("a language");
    assert_eq!(filling.language(), "en");
    assert_eq!(filling.label(&age, "fr"), "How old is রিমা?");
}

#[test]
fn a_value_that_cannot_be_had_is_a_fault_and_not_a_crash() {
    let mut draft = Draft::new("1");
    draft.question(0, "text", Kind::Text);
    draft.calculate(0, "day", "date(/data/text)");
    draft.question(0, "shown", Kind::Text).relevant("date(/data/text) > 1");
    let mut filling = draft.start();
    assert!(filling.faults().is_empty());
    give(&mut filling, "/data/text", "soon");
    assert_eq!(value(&filling, "/data/day"), "");
    assert!(relevant(&filling, "/data/shown"), "in doubt a question is shown");
    let codes: Vec<&str> = filling.faults().iter().map(|(_, fault)| fault.code()).collect();
    assert_eq!(codes, ["evaluation_not_a_date"; 2]);
    give(&mut filling, "/data/text", "2024-02-29");
    assert!(filling.faults().is_empty());
    assert_eq!(value(&filling, "/data/day"), "2024-02-29T00:00:00.000+06:00");
}

#[test]
fn choices_can_be_answers_of_a_repeat() {
    use jonaki_forms::definition::{Choices, Select};
    let mut draft = Draft::new("1");
    let child = draft.repeat(0, "child", None);
    draft.question(child, "name", Kind::Text);
    let named = Choices::Nodes(expr("/data/child[./name != '']/name"));
    draft.question(0, "eldest", Kind::SelectOne(Select { filter: None, choices: named, randomize: None }));
    draft.calculate(0, "label", "jr:choice-name(/data/eldest, '/data/eldest')");
    let mut filling = draft.start();
    let (repeat, eldest) = (path(&filling, "/data/child"), path(&filling, "/data/eldest"));
    give(&mut filling, "/data/child[1]/name", "রিমা");
    filling.add_repeat(&repeat).expect("added");
    assert_eq!(filling.choices(&eldest).len(), 1, "whoever has no name yet is no choice");
    give(&mut filling, "/data/child[2]/name", "সুমন");
    let offered: Vec<String> = filling.choices(&eldest).into_iter().map(|choice| choice.label).collect();
    assert_eq!(offered, ["রিমা", "সুমন"]);
    give(&mut filling, "/data/eldest", "সুমন");
    assert_eq!(value(&filling, "/data/label"), "সুমন");
    filling.remove_repeat(&path(&filling, "/data/child[2]")).expect("removed");
    assert_eq!(value(&filling, "/data/eldest"), "", "a child that was removed is no choice any more");
    give(&mut filling, "/data/child[1]/name", " রিমা  খাতুন ");
    let choices = filling.choices(&eldest);
    assert_eq!([choices[0].value.as_str(), &choices[0].label], ["রিমা  খাতুন", " রিমা  খাতুন "]);
}

#[test]
fn shapes_that_cross_themselves_are_found() {
    let mut draft = Draft::new("1");
    draft.question(0, "shape", Kind::Geoshape);
    draft.node("shape").constraint = Some(expr("not(intersects(.))"));
    let mut filling = draft.start();
    let shape = path(&filling, "/data/shape");
    give(&mut filling, "/data/shape", "0 0;0 1;1 1;1 0;0 0");
    assert_eq!(filling.verdict(&shape), Verdict::Ok);
    give(&mut filling, "/data/shape", "0 0;1 1;0 1;1 0;0 0");
    assert_eq!(filling.verdict(&shape), Verdict::ConstraintFailed);
    give(&mut filling, "/data/shape", "২৩.৮ ৯০.৪;২৩.৯ ৯০.৪;২৩.৯ ৯০.৫;২৩.৮ ৯০.৪");
    assert_eq!(filling.verdict(&shape), Verdict::Ok);
}

#[test]
fn a_filling_can_go_to_another_thread() {
    fn send<T: Send>(_: &T) {}
    let mut draft = Draft::new("1");
    draft.question(0, "name", Kind::Text);
    send(&draft.start());
}

#[test]
fn nothing_personal_is_shown_by_debug() {
    let mut draft = Draft::new("1");
    draft.question(0, "name", Kind::Text);
    let mut filling = draft.start();
    let changes = give(&mut filling, "/data/name", "Rima");
    assert!(!format!("{filling:?} {changes:?}").contains("Rima"));
}
