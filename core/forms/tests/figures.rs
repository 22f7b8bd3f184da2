//! How long and how large: a form of 500 questions with 1,000 dependencies.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jonaki_forms::definition::{Form, Kind, Text};
use jonaki_forms::filling::{Answer, Filling, NodePath};

use crate::support::{Draft, context, expr, select};

const WORDS: &str = "শিশু বাবা মা গ্রাম থানা জেলা স্কুল কাজ দালাল বাড়ি রাস্তা দিন রাত মাস বছর নাম বয়স ঠিকানা ফোন টাকা খাবার পানি \
কাপড় ডাক্তার পুলিশ আদালত মামলা সাহায্য নিরাপদ বিপদ ভয় ব্যথা ঘুম খেলা বই কলম বন্ধু ভাই বোন চাচা মামা খালা প্রতিবেশী শিক্ষক \
নেতা ইমাম বাস ট্রেন নৌকা সীমান্ত শহর হাট বাজার কারখানা ইটভাটা হোটেল দোকান বিদেশ পাসপোর্ট ভিসা চুক্তি বেতন ঋণ বিয়ে";

/// 50 groups of ten: one condition on the group before, then questions whose relevance, constraint and calculation
/// name two questions each.
fn large() -> Form {
    let mut draft = Draft::new("1");
    let list = draft.list("yes_no", &[], &[("yes", "হ্যাঁ", &[]), ("no", "না", &[]), ("unknown", "জানি না", &[])]);
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut word = 7_usize;
    let mut label = |length: usize| {
        let mut next = || {
            word = (word * 7_919 + 104_729) % 1_000_003;
            words[word % words.len()]
        };
        (0..length).map(|_| next()).collect::<Vec<_>>().join(" ") + "?"
    };
    for section in 0..50 {
        let group = draft.group(0, &format!("section_{section}"));
        if section > 0 {
            let condition = format!("/data/section_{}/question_{} != 'no'", section - 1, section * 10 - 10);
            draft.relevant(&format!("section_{section}"), &condition);
        }
        for at in section * 10..section * 10 + 10 {
            let name = format!("question_{at}");
            let path = |other: usize| format!("/data/section_{}/question_{other}", other / 10);
            match at % 10 {
                0 => drop(draft.question(group, &name, Kind::SelectOne(select(list, None)))),
                9 => {
                    let sum = format!(
                        "coalesce({}, 0) + coalesce({}, 0) + if({} = 'yes', 1, 0)",
                        path(at - 2),
                        path(at - 3),
                        path(at - 9)
                    );
                    draft.calculate(group, &name, &sum);
                }
                _ => {
                    draft.question(group, &name, Kind::Integer);
                    let near = path(at - at % 10);
                    draft.relevant(
                        &name,
                        &format!("{near} = 'yes' or {} > 3", path(at.saturating_sub(10) / 10 * 10 + at % 10))
                            .replace(&format!("{} > 3", path(at)), "true()"),
                    );
                    draft.node(&name).constraint = Some(expr(". >= 0 and . <= 120"));
                    draft.node(&name).constraint_message = Text::literal("০ থেকে ১২০ এর মধ্যে লিখুন", 1);
                }
            }
            draft.node(&name).label = Text(vec![
                vec![jonaki_forms::definition::Piece::Literal(label(6))],
                vec![jonaki_forms::definition::Piece::Literal(format!("Question {at} of section {section}"))],
            ]);
        }
    }
    draft.form
}

fn fastest(rounds: usize, mut work: impl FnMut()) -> Duration {
    let time = |_| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..rounds).map(time).min().unwrap_or_default()
}

#[test]
fn a_large_form_is_small_on_the_wire() {
    let bytes = large().encode().expect("bytes");
    let packed = zstd::bulk::compress(&bytes, 19).expect("compressed").len();
    println!("{} bytes, {packed} compressed", bytes.len());
    assert!(packed <= 30_000, "{packed} bytes");
}

#[test]
#[ignore = "measures time: run it alone, with --release"]
fn figures() {
    let form = large();
    let bytes = form.encode().expect("bytes");
    let dependencies: usize = (1..form.nodes.len() as u32)
        .map(|at| {
            let node = &form.nodes[at as usize];
            let exprs = [&node.relevant, &node.calculation, &node.constraint].into_iter().flatten();
            exprs
                .map(|expr| {
                    jonaki_forms::graph::uses(&form, at, jonaki_forms::graph::Field::Relevant, expr)
                        .expect("uses")
                        .len()
                })
                .sum::<usize>()
        })
        .sum();
    let decode = fastest(20, || drop(Form::decode(&bytes).expect("a form")));
    let form = Arc::new(form);
    let start = fastest(20, || drop(Filling::start(form.clone(), context()).expect("a filling")));
    let mut filling = Filling::start(form.clone(), context()).expect("a filling");
    let rows = filling.rows();
    let restore =
        fastest(20, || drop(Filling::restore(form.clone(), context(), rows.clone()).expect("a filling")));
    let whole = fastest(20, || drop(filling.evaluate_all().expect("evaluated")));
    let path = NodePath::parse(&form, "/data/section_3/question_33").expect("a path");
    let mut answer = 0;
    let one = fastest(200, || {
        answer += 1;
        filling.answer(&path, Answer::from((answer % 9).to_string().as_str())).expect("an answer");
    });
    let path = NodePath::parse(&form, "/data/section_0/question_0").expect("a path");
    let wide = fastest(200, || {
        answer += 1;
        filling.answer(&path, Answer::from(["yes", "no"][answer % 2])).expect("an answer");
    });
    println!("{} questions, {dependencies} dependencies, {} bytes", form.nodes.len(), bytes.len());
    println!("decode {decode:?}, start {start:?}, restore {restore:?}");
    println!("whole {whole:?}, one answer {one:?}, the widest {wide:?}");
    assert!(decode + start < Duration::from_millis(20), "opening takes too long");
    assert!(wide < Duration::from_millis(1), "an answer takes too long");
    assert!(one * 20 <= whole, "an answer is not a twentieth of everything");
}
