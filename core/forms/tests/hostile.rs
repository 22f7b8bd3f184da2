//! Forms that are made to be slow: every one ends, soon, with a result or a coded error.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jonaki_forms::definition::{Form, Kind};
use jonaki_forms::filling::{Answer, Filling};

use crate::support::{Draft, context, path, select};

/// Decodes, starts, answers and asks everything; the time it took and how it ended.
fn ordeal(draft: Draft, question: &str, answer: &str) -> (Duration, &'static str) {
    let begun = Instant::now();
    let end = || -> Result<&'static str, &'static str> {
        let bytes = draft.form.encode().map_err(|error| error.code())?;
        let form = Form::decode(&bytes).map_err(|error| error.code())?;
        let mut filling = Filling::start(Arc::new(form), context()).map_err(|error| error.code())?;
        let at = path(&filling, question);
        filling.answer(&at, Answer::from(answer)).map_err(|error| error.code())?;
        for node in filling.nodes().iter().take(2_000) {
            let _ = (filling.label(node, "bn"), filling.verdict(node), filling.choices(node));
        }
        Ok("done")
    };
    let end = end().unwrap_or_else(|code| code);
    (begun.elapsed(), end)
}

fn check(what: &str, draft: Draft, question: &str, answer: &str, ends: &[&str]) {
    let (took, end) = ordeal(draft, question, answer);
    println!("{what}: {end} after {took:?}");
    assert!(ends.contains(&end), "{what} ended with {end}");
    assert!(took < Duration::from_secs(20), "{what} took {took:?}");
}

#[test]
fn many_questions_that_all_read_all() {
    let mut draft = Draft::new("1");
    draft.question(0, "a", Kind::Text);
    let group = draft.group(0, "g");
    for at in 0..3_000 {
        draft.question(group, &format!("q{at}"), Kind::Text);
    }
    for at in 0..1_000 {
        draft.calculate(0, &format!("c{at}"), "count(/data/g/*)");
    }
    check("all read all", draft, "/data/a", "1", &["form_inconsistent"]);
}

#[test]
fn texts_that_double() {
    let mut draft = Draft::new("1");
    draft.question(0, "t0", Kind::Text);
    for at in 1..200 {
        draft.calculate(0, &format!("t{at}"), &format!("concat(/data/t{0}, /data/t{0})", at - 1));
    }
    check("texts that double", draft, "/data/t0", "abcdefgh", &["done"]);
}

#[test]
fn repeats_in_repeats_in_repeats() {
    let mut draft = Draft::new("1");
    draft.question(0, "n", Kind::Integer);
    let one = draft.repeat(0, "one", Some("/data/n"));
    let two = draft.repeat(one, "two", Some("/data/n"));
    let three = draft.repeat(two, "three", Some("/data/n"));
    draft.question(three, "x", Kind::Integer).default("1");
    draft.calculate(three, "sum", "sum(/data/one[true()]/two[true()]/three[true()]/x)");
    check("nested repeats", draft, "/data/n", "900", &["repeat_too_many", "evaluation_too_many_steps"]);
}

#[test]
fn sums_of_everything_in_everything() {
    let mut draft = Draft::new("1");
    draft.question(0, "n", Kind::Integer);
    let rep = draft.repeat(0, "r", Some("/data/n"));
    draft.question(rep, "x", Kind::Integer).default("1");
    for at in 0..40 {
        draft.calculate(rep, &format!("s{at}"), "sum(/data/r[true()]/x)");
    }
    check("sums", draft, "/data/n", "1000", &["evaluation_too_many_steps"]);
}

#[test]
fn long_lists_looked_through_often() {
    let mut draft = Draft::new("1");
    draft.question(0, "a", Kind::Text);
    let names: Vec<String> = (0..20_000).map(|at| format!("n{at}")).collect();
    let items: Vec<(&str, &str, &[&str])> =
        names.iter().map(|name| (name.as_str(), "x", &[] as &[&str])).collect();
    let list = draft.list("long", &[], &items);
    for at in 0..500 {
        draft.calculate(0, &format!("c{at}"), "count(instance('long')/root/item[contains(name, /data/a)])");
    }
    draft.question(0, "one", Kind::SelectOne(select(list, Some("contains(name, /data/a)"))));
    check("long lists", draft, "/data/a", "7", &["evaluation_too_many_steps", "form_too_large"]);
}

#[test]
fn patterns_and_letters_without_end() {
    let mut draft = Draft::new("1");
    draft.question(0, "a", Kind::Text);
    for at in 0..300 {
        draft.calculate(0, &format!("m{at}"), &format!("regex(/data/a, '(a|b|{at})*c{{1,20}}')"));
        draft.calculate(0, &format!("t{at}"), "translate(/data/a, /data/a, /data/a)");
    }
    check("patterns", draft, "/data/a", &"ab".repeat(30_000), &["done", "evaluation_too_many_steps"]);
}

#[test]
fn triggers_that_set_each_other_off() {
    let mut draft = Draft::new("1");
    draft.question(0, "a", Kind::Text);
    draft.question(0, "b", Kind::Text);
    for (name, other) in [("a", "b"), ("b", "a")] {
        let by = draft.index(other);
        let node = draft.node(name);
        node.trigger = vec![by];
        node.calculation = Some(crate::support::expr(&format!("concat(/data/{other}, 'x')")));
    }
    check("triggers", draft, "/data/a", "1", &["evaluation_too_many_steps"]);
}

#[test]
fn a_count_that_counts_itself() {
    let mut draft = Draft::new("1");
    draft.question(0, "a", Kind::Integer);
    let rep = draft.repeat(0, "r", Some("count(/data/r) + /data/a"));
    draft.question(rep, "x", Kind::Text);
    check("self-counting", draft, "/data/a", "1", &["repeat_too_many", "evaluation_too_many_steps"]);
}
