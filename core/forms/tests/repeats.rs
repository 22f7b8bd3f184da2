//! Repeats: counted, nested, added and removed, and drafts that come back.

use std::sync::Arc;

use jonaki_forms::definition::{Kind, Preset};
use jonaki_forms::filling::{Answer, AnswerError, Filling, OpenError};

use crate::support::{Draft, context, expr, path};

fn give(filling: &mut Filling, at: &str, text: &str) {
    let path = path(filling, at);
    filling.answer(&path, Answer::from(text)).unwrap_or_else(|error| panic!("{at} = {text}: {error}"));
}

fn value(filling: &Filling, at: &str) -> String {
    filling.value(&path(filling, at)).unwrap_or_else(|| panic!("no node {at}")).to_owned()
}

/// Children with a running number, a total, and toys inside each.
fn family() -> Draft {
    let mut draft = Draft::new("1");
    draft.question(0, "family", Kind::Text);
    let child = draft.repeat(0, "child", None);
    draft.question(child, "age", Kind::Integer);
    draft.calculate(child, "number", "position(..)");
    draft.calculate(child, "id", "once(uuid())");
    draft.calculate(child, "older", "../../child[position() = position(current()/..) - 1]/age");
    draft.question(child, "school", Kind::Text).relevant("../age > 5");
    draft.node("school").default = Some(Preset::Dynamic(expr("concat('school ', position(..))")));
    let toy = draft.repeat(child, "toy", None);
    draft.question(toy, "price", Kind::Decimal);
    draft.calculate(toy, "of", "concat(../../number, '.', position(..))");
    draft.calculate(child, "toys", "sum(../toy/price)");
    draft.calculate(0, "total", "sum(/data/child/age)");
    draft.calculate(0, "count", "count(/data/child)");
    draft.calculate(0, "expensive", "max(/data/child/toy/price)");
    draft
}

#[test]
fn instances_have_their_own_values_and_numbers() {
    let mut filling = family().start();
    let child = path(&filling, "/data/child");
    assert_eq!(filling.count(&child), 1, "a repeat starts with one instance");
    give(&mut filling, "/data/child[1]/age", "7");
    filling.add_repeat(&child).expect("added");
    give(&mut filling, "/data/child[2]/age", "4");
    assert_eq!(value(&filling, "/data/total"), "11");
    assert_eq!(value(&filling, "/data/count"), "2");
    assert_eq!(value(&filling, "/data/child[2]/number"), "2");
    assert_eq!(value(&filling, "/data/child[2]/older"), "7");
    assert_eq!(value(&filling, "/data/child[2]/school"), "school 2", "a default of its own");
    assert!(filling.is_relevant(&path(&filling, "/data/child[1]/school")));
    assert!(!filling.is_relevant(&path(&filling, "/data/child[2]/school")));
    assert_ne!(value(&filling, "/data/child[1]/id"), value(&filling, "/data/child[2]/id"));
    let toy = path(&filling, "/data/child[2]/toy");
    assert_eq!(filling.count(&toy), 0, "an added instance starts without any of the repeats in it");
    filling.add_repeat(&toy).expect("added");
    give(&mut filling, "/data/child[2]/toy[1]/price", "2.5");
    filling.add_repeat(&path(&filling, "/data/child[2]/toy")).expect("added");
    give(&mut filling, "/data/child[2]/toy[2]/price", "40");
    assert_eq!(value(&filling, "/data/child[2]/toy[2]/of"), "2.2");
    assert_eq!(value(&filling, "/data/child[2]/toys"), "42.5");
    assert_eq!(value(&filling, "/data/child[1]/toys"), "0");
    assert_eq!(value(&filling, "/data/expensive"), "40");
}

#[test]
fn removing_moves_what_comes_after_up() {
    let mut filling = family().start();
    for age in ["9", "7", "4"] {
        let last = filling.count(&path(&filling, "/data/child"));
        give(&mut filling, &format!("/data/child[{last}]/age"), age);
        if age != "4" {
            filling.add_repeat(&path(&filling, "/data/child")).expect("added");
        }
    }
    let id = value(&filling, "/data/child[3]/id");
    let mut rows: std::collections::BTreeMap<String, String> = filling.rows().into_iter().collect();
    let changes = filling.remove_repeat(&path(&filling, "/data/child[2]")).expect("removed");
    assert_eq!(value(&filling, "/data/child[2]/age"), "4");
    assert_eq!(value(&filling, "/data/child[2]/id"), id, "what was decided once stays");
    assert_eq!(value(&filling, "/data/child[2]/number"), "2");
    assert_eq!(value(&filling, "/data/child[2]/older"), "9");
    assert_eq!(value(&filling, "/data/total"), "13");
    for (path, text) in changes.rows {
        match text {
            Some(text) => rows.insert(path, text),
            None => rows.remove(&path),
        };
    }
    assert_eq!(rows, filling.rows().into_iter().collect(), "the changes say all that changed");
    assert_eq!(
        filling.remove_repeat(&path(&filling, "/data/child[3]")).map(|_| ()).map_err(|e| e.code()),
        Err("answer_not_found")
    );
}

#[test]
fn a_counted_repeat_follows_its_count() {
    let mut draft = Draft::new("1");
    draft.question(0, "how_many", Kind::Integer);
    let child = draft.repeat(0, "child", Some("/data/how_many"));
    draft.question(child, "age", Kind::Integer).default("1");
    let toy = draft.repeat(child, "toy", Some("../age"));
    draft.calculate(toy, "of", "concat(position(../..), '.', position(..))");
    draft.calculate(0, "all", "join(' ', /data/child/toy/of)");
    let mut filling = draft.start();
    let child = path(&filling, "/data/child");
    assert_eq!(filling.count(&child), 1, "every repeat starts with one instance");
    give(&mut filling, "/data/how_many", "3");
    assert_eq!(filling.count(&child), 3);
    assert_eq!(value(&filling, "/data/all"), "1.1 2.1 3.1");
    give(&mut filling, "/data/child[2]/age", "3");
    assert_eq!(value(&filling, "/data/all"), "1.1 2.1 2.2 2.3 3.1");
    give(&mut filling, "/data/how_many", "2");
    assert_eq!(filling.count(&child), 3, "a lower count removes nothing that was answered");
    assert!(filling.is_counted(&child));
    assert_eq!(filling.add_repeat(&child).map(|_| ()), Err(AnswerError::Counted));
    filling.remove_repeat(&path(&filling, "/data/child[1]")).expect("one too many can be removed");
    assert_eq!(value(&filling, "/data/all"), "1.1 1.2 1.3 2.1");
    let last = path(&filling, "/data/child[2]");
    assert_eq!(filling.remove_repeat(&last).map(|_| ()), Err(AnswerError::Counted), "but no more");
    give(&mut filling, "/data/how_many", "");
    assert_eq!(filling.count(&child), 2);
}

#[test]
fn a_count_beyond_the_limit_is_refused_and_changes_nothing() {
    let mut draft = Draft::new("1");
    draft.question(0, "how_many", Kind::Integer).default("2");
    let child = draft.repeat(0, "child", Some("/data/how_many * 1"));
    draft.question(child, "age", Kind::Integer);
    draft.calculate(0, "count", "count(/data/child)");
    let mut filling = draft.start();
    give(&mut filling, "/data/child[2]/age", "4");
    let before = filling.rows();
    for many in ["1001", "2000000000"] {
        let path = path(&filling, "/data/how_many");
        assert_eq!(filling.answer(&path, many.into()).map(|_| ()), Err(AnswerError::TooManyRepeats));
        assert_eq!(filling.rows(), before);
    }
    give(&mut filling, "/data/how_many", "1000");
    assert_eq!(value(&filling, "/data/count"), "1000");
    give(&mut filling, "/data/how_many", "2");
    assert_eq!(value(&filling, "/data/child[2]/age"), "4");
}

#[test]
fn evaluation_that_takes_too_long_ends_in_an_error_and_changes_nothing() {
    let mut draft = Draft::new("1");
    draft.question(0, "how_many", Kind::Integer);
    let child = draft.repeat(0, "child", Some("/data/how_many"));
    draft.question(child, "age", Kind::Integer).default("1");
    // Every instance looks at every pair of instances.
    draft.calculate(child, "cost", "count(../../child[count(../child[age > 0]) > 0])");
    let mut filling = draft.start();
    give(&mut filling, "/data/how_many", "3");
    assert_eq!(value(&filling, "/data/child[1]/cost"), "3");
    let before = filling.rows();
    let path = path(&filling, "/data/how_many");
    assert_eq!(filling.answer(&path, "900".into()).map(|_| ()), Err(AnswerError::TooManySteps));
    assert_eq!(filling.rows(), before);
    give(&mut filling, "/data/how_many", "4");
    assert_eq!(value(&filling, "/data/child[1]/cost"), "4");
}

#[test]
fn a_draft_comes_back_as_it_was() {
    let draft = family();
    let mut filling = draft.start();
    give(&mut filling, "/data/family", "খান");
    give(&mut filling, "/data/child[1]/age", "7");
    filling.add_repeat(&path(&filling, "/data/child")).expect("added");
    filling.add_repeat(&path(&filling, "/data/child[2]/toy")).expect("added");
    filling.add_repeat(&path(&filling, "/data/child[2]/toy")).expect("added");
    give(&mut filling, "/data/child[2]/toy[2]/price", "1");
    filling.remove_repeat(&path(&filling, "/data/child[1]/toy[1]")).expect("removed");
    give(&mut filling, "/data/child[1]/school", "");
    let form = Arc::new(draft.form.clone());
    let mut other = context();
    other.seed = [9; 32];
    let again = Filling::restore(form.clone(), other, filling.rows()).expect("restored");
    assert_eq!(again.rows(), filling.rows());
    assert_eq!(again.nodes(), filling.nodes());
    for node in filling.nodes() {
        assert_eq!(again.is_relevant(&node), filling.is_relevant(&node));
    }
    let lost = [("/data/nobody".to_owned(), "1".to_owned())];
    let error = Filling::restore(form, context(), lost).map(|_| ()).expect_err("a row of another form");
    assert_eq!(error, OpenError::Row { path: "/data/nobody".into() });
}

#[test]
fn an_answered_calculation_survives_until_what_it_depends_on_changes() {
    let mut draft = Draft::new("1");
    draft.question(0, "age", Kind::Integer).default("4");
    draft.question(0, "guess", Kind::Text);
    draft.node("guess").calculation = Some(expr("/data/age + 1"));
    let mut filling = draft.start();
    assert_eq!(value(&filling, "/data/guess"), "5");
    give(&mut filling, "/data/guess", "about six");
    let mut again =
        Filling::restore(Arc::new(draft.form.clone()), context(), filling.rows()).expect("restored");
    assert_eq!(value(&again, "/data/guess"), "about six");
    give(&mut again, "/data/age", "9");
    assert_eq!(value(&again, "/data/guess"), "10");
}
