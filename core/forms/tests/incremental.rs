//! Evaluating again only what a change concerns gives what evaluating everything gives.

use std::collections::BTreeMap;
use std::sync::Arc;

use jonaki_forms::definition::{Form, Kind};
use jonaki_forms::filling::{Answer, Filling, NodePath};

use crate::support::{Draft, context, expr, select};

/// A small generator: the tests need the same numbers on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % below.max(1)
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.roll(from.len())]
    }
}

/// A form at random: groups, repeats and questions, each depending only on what came before it.
fn random_form(dice: &mut Dice) -> Form {
    let mut draft = Draft::new("1");
    let list =
        draft.list("list", &["kind"], &[("1", "এক", &["a"]), ("2", "দুই", &["b"]), ("3", "তিন", &["a"])]);
    // Open containers: index, path, whether it is a repeat.
    let mut open: Vec<(u32, String)> = vec![(0, "/data".into())];
    let mut known: Vec<String> = Vec::new();
    for at in 0..30 + dice.roll(30) {
        if open.len() > 1 && dice.roll(5) == 0 {
            open.pop();
        }
        let (parent, inside) = open.last().cloned().expect("the root");
        let name = format!("n{at}");
        let path = format!("{inside}/{name}");
        let condition = random_expression(dice, &known, 2);
        match dice.roll(9) {
            0 if open.len() < 4 => {
                let group = draft.group(parent, &name);
                if dice.roll(2) == 0 {
                    draft.relevant(&name, &condition);
                }
                open.push((group, path));
                continue;
            }
            1 if open.len() < 4 => {
                let count = format!("number(coalesce({}, 1)) mod 4", random_expression(dice, &known, 1));
                let count = (dice.roll(3) == 0).then_some(count);
                let repeat = draft.repeat(parent, &name, count.as_deref());
                if dice.roll(3) == 0 {
                    draft.relevant(&name, &condition);
                }
                open.push((repeat, path));
                continue;
            }
            2..=4 => drop(draft.calculate(parent, &name, &condition)),
            5 => {
                let condition = condition.replace("position(..)", "1");
                let filter = format!("kind = 'a' or name = string({condition})");
                draft.question(parent, &name, Kind::SelectOne(select(list, Some(&filter))));
            }
            6 => drop(draft.question(parent, &name, Kind::Integer)),
            7 => drop(draft.question(parent, &name, Kind::Integer).relevant(&condition)),
            _ => drop(draft.question(parent, &name, Kind::Text).default("2")),
        }
        known.push(path);
    }
    draft.form
}

/// Over what is known so far; every path is summed, counted or joined, so that repeats do not matter.
fn random_expression(dice: &mut Dice, known: &[String], depth: usize) -> String {
    if known.is_empty() || depth == 0 {
        return ["1", "2", "'x'", "''", "0.5"][dice.roll(5)].to_owned();
    }
    let path = dice.pick(known).clone();
    let other = random_expression(dice, known, depth - 1);
    match dice.roll(9) {
        0 => format!("count({path}) + {other}"),
        1 => format!("sum({path}) > {other}"),
        2 => format!("join(' ', {path})"),
        3 => format!("if({other}, sum({path}), {other})"),
        4 => format!("count-non-empty({path}) * 2 - position(..)"),
        5 => format!("concat({other}, max({path}))"),
        6 => format!("selected(join(' ', {path}), '2') or {other}"),
        7 => format!("coalesce(min({path}), {other})"),
        _ => format!("instance('list')/root/item[name = string(sum({path}))]/kind = 'a'"),
    }
}

fn random_step(dice: &mut Dice, filling: &mut Filling, rows: &mut BTreeMap<String, String>) {
    let nodes = filling.nodes();
    let node = dice.pick(&nodes).clone();
    let kind = filling.form().nodes[node.node as usize].kind.clone();
    let changes = match kind {
        Kind::Repeat(_) if dice.roll(2) == 0 => filling.remove_repeat(&node),
        Kind::Repeat(_) => filling.add_repeat(&node),
        Kind::Group => {
            let repeats: Vec<u32> = (0..)
                .zip(&filling.form().nodes)
                .filter(|(_, inner)| inner.parent == node.node && matches!(inner.kind, Kind::Repeat(_)))
                .map(|(at, _)| at)
                .collect();
            let Some(repeat) = repeats.first() else { return };
            filling.add_repeat(&NodePath::new(*repeat, node.positions))
        }
        _ => filling.answer(&node, Answer::from(*dice.pick(&["1", "2", "3", "7", ""]))),
    };
    // Refusals are part of life: choices that are not offered, counted repeats.
    for (path, text) in changes.map(|changes| changes.rows).unwrap_or_default() {
        match text {
            Some(text) => rows.insert(path, text),
            None => rows.remove(&path),
        };
    }
}

fn compare(filling: &Filling, rows: &BTreeMap<String, String>, form: &Arc<Form>, seed: u64) {
    let now: BTreeMap<String, String> = filling.rows().into_iter().collect();
    assert_eq!(now, *rows, "seed {seed}: the changes together are the rows");
    let whole = Filling::restore(form.clone(), context(), filling.rows()).expect("restored");
    assert_eq!(whole.rows(), filling.rows(), "seed {seed}: values");
    assert_eq!(whole.nodes(), filling.nodes(), "seed {seed}: nodes");
    for node in filling.nodes() {
        let path = filling.path_text(&node);
        assert_eq!(whole.is_relevant(&node), filling.is_relevant(&node), "seed {seed}: relevance of {path}");
        assert!(whole.choices(&node) == filling.choices(&node), "seed {seed}: choices of {path}");
    }
}

#[test]
fn incremental_evaluation_equals_full_evaluation() {
    let seeds: Vec<u64> = match std::env::var("JONAKI_SEED") {
        Ok(seed) => vec![seed.parse().expect("a number")],
        Err(_) => (1..=150).collect(),
    };
    for seed in seeds {
        let mut dice = Dice(seed);
        let form = Arc::new(random_form(&mut dice));
        form.check().unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        let mut filling = Filling::start(form.clone(), context()).expect("a filling");
        let mut rows: BTreeMap<String, String> = filling.rows().into_iter().collect();
        for step in 0..30 {
            random_step(&mut dice, &mut filling, &mut rows);
            if step % 5 == 4 {
                compare(&filling, &rows, &form, seed);
            }
        }
    }
    println!("seeds 1 to 150; set JONAKI_SEED to repeat one");
}

#[test]
fn an_answer_does_not_evaluate_what_it_cannot_reach() {
    let mut draft = Draft::new("1");
    draft.question(0, "near", Kind::Integer);
    draft.question(0, "far", Kind::Integer);
    draft.calculate(0, "near_sum", "/data/near + 1");
    draft.calculate(0, "chance", "concat(/data/far, random())");
    let constraint = expr(". < 10");
    draft.node("near").constraint = Some(constraint);
    let mut filling = draft.start();
    let near = NodePath::parse(filling.form(), "/data/near").expect("a path");
    let changes = filling.answer(&near, Answer::from("3")).expect("an answer");
    let paths: Vec<&str> = changes.rows.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["/data/near", "/data/near_sum"]);
}
