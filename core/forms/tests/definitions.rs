//! Definitions as bytes: round trips, what is refused, and bytes that mean harm.

use std::sync::Arc;

use jonaki_forms::definition::{
    Choices, DefinitionError, Fact, Form, Kind, Piece, Preset, Range, Shuffle, Store, Text,
};
use jonaki_forms::expression::{Expr, FaultKind, Path};
use jonaki_forms::filling::Filling;
use jonaki_forms::graph::{self, Field};
use jonaki_forms::limits;
use proptest::prelude::*;

use crate::support::{Draft, context, expr, select};

/// A form with something of everything.
fn everything() -> Form {
    let mut draft = Draft::new("2026.1");
    let list = draft.list("places", &["division"], &[("d1", "ঢাকা", &["A"]), ("d2", "খুলনা", &["B"])]);
    draft.question(0, "start", Kind::Metadata(Fact::Start));
    draft.question(0, "name", Kind::Text).default("x");
    draft.question(0, "scale", Kind::Range(Range { decimal: true, start: 0.5, end: 5.0, step: 0.5 }));
    let mut shuffled = select(list, Some("division = current()/../name and contains(label, 'ঢ')"));
    shuffled.randomize = Some(Shuffle::Seed(expr("/data/scale * 10")));
    draft.question(0, "place", Kind::SelectOne(shuffled)).relevant("not(/data/name = '')");
    draft.calculate(0, "how_many", "-1 + count-selected(/data/name) mod 3 div 2.25");
    let group = draft.group(0, "group");
    let repeat = draft.repeat(group, "child", Some("/data/how_many"));
    draft.question(repeat, "age", Kind::Integer);
    draft.question(repeat, "school", Kind::Text);
    draft.calculate(repeat, "named", "jr:choice-name(../../../place, '/data/place')");
    draft.calculate(0, "last", "indexed-repeat(/data/group/child/age, /data/group/child, 2)");
    let (name, place) = (draft.index("name"), draft.index("place"));
    let age = draft.node("age");
    age.constraint = Some(expr(". > 0 and . < 18 or regex(., '[0-9]+')"));
    age.required = Some(expr("true()"));
    age.constraint_message = Text::literal("ভুল", 2);
    age.label = Text(vec![vec![Piece::Literal("বয়স ".into()), Piece::Value(expr("../named"))], Vec::new()]);
    age.store = Store::Card("age_band".into());
    age.htcds = "Age".into();
    age.appearance = "minimal".into();
    age.parameters = vec![("max-pixels".into(), "640".into())];
    draft.node("school").default = Some(Preset::Dynamic(expr("concat(/data/name, '-', position(..))")));
    draft.node("last").trigger = vec![name, place];
    draft.form
}

#[test]
fn a_form_survives_the_round_trip_and_its_hash_is_its_own() {
    let form = everything();
    form.check().expect("a sound form");
    let bytes = form.encode().expect("bytes");
    let again = Form::decode(&bytes).expect("a form");
    assert_eq!(again, form);
    assert_eq!(again.hash(), form.hash());
    let mut other = form.clone();
    other.version = "2026.2".into();
    assert_ne!(other.hash(), form.hash());
    let mut longer = bytes.clone();
    longer.push(0);
    assert_eq!(Form::decode(&longer), Err(DefinitionError::Malformed));
    assert_eq!(Form::decode(&vec![0; limits::DEFINITION_BYTES + 1]), Err(DefinitionError::TooLarge));
}

#[test]
fn what_does_not_fit_is_refused() {
    type Spoil = fn(&mut Form);
    let cases: [(&str, Spoil); 16] = [
        ("parent after child", |form| form.nodes[2].parent = 7),
        ("parent is no group", |form| form.nodes[3].parent = 2),
        ("name twice", |form| form.nodes[3].name = "name".into()),
        ("empty name", |form| form.nodes[3].name.clear()),
        ("name with a slash", |form| form.nodes[3].name = "a/b".into()),
        ("no languages", |form| form.languages.clear()),
        ("no nodes", |form| form.nodes.clear()),
        ("root is a question", |form| form.nodes[0].kind = Kind::Text),
        ("unknown list", |form| {
            let Kind::SelectOne(select) = &mut form.nodes[4].kind else { panic!("a select") };
            select.choices = Choices::List(9);
        }),
        ("trigger out of range", |form| form.nodes[5].trigger = vec![99]),
        ("trigger on itself", |form| form.nodes[5].trigger = vec![5]),
        ("too many languages in a text", |form| form.nodes[2].label = Text::literal("x", 3)),
        ("path to nowhere", |form| form.nodes[2].relevant = Some(expr("/data/nobody"))),
        ("list without a column", |form| {
            form.nodes[2].calculation = Some(expr("instance('places')/root/item[zone = 'A']/name"));
        }),
        ("step of nothing", |form| {
            form.nodes[3].kind = Kind::Range(Range { decimal: false, start: 0.0, end: 1.0, step: 0.0 });
        }),
        ("group with a value", |form| form.nodes[6].calculation = Some(expr("1"))),
    ];
    for (what, spoil) in cases {
        let mut form = everything();
        spoil(&mut form);
        let error = form.check().expect_err(what);
        assert!(matches!(error, DefinitionError::Inconsistent { .. }), "{what}: {error}");
        let bytes = form.encode().expect("bytes");
        assert_eq!(Form::decode(&bytes), Err(error), "{what}");
        assert!(Filling::start(Arc::new(form), context()).is_err(), "{what}");
    }
}

#[test]
fn circles_are_found_as_the_reference_engine_finds_them() {
    type Make = fn(&mut Draft);
    let cases: [(&str, &[&str], Make); 8] = [
        ("itself", &["a"], |draft| {
            draft.calculate(0, "a", ". + 1");
        }),
        ("two calculations", &["a", "b"], |draft| {
            draft.calculate(0, "a", "/data/b + 1");
            draft.calculate(0, "b", "/data/a + 1");
        }),
        ("relevance of itself", &["a"], |draft| {
            draft.question(0, "a", Kind::Text).relevant("/data/a = ''");
        }),
        ("group by its child", &["g"], |draft| {
            let group = draft.group(0, "g");
            draft.question(group, "a", Kind::Text);
            draft.relevant("g", "/data/g/a = ''");
        }),
        ("through relevance of a group", &["g", "b"], |draft| {
            let group = draft.group(0, "g");
            draft.question(group, "a", Kind::Text);
            draft.calculate(0, "b", "/data/g/a");
            draft.relevant("g", "/data/b = ''");
        }),
        ("required by itself", &["a"], |draft| {
            draft.question(0, "a", Kind::Text);
            draft.node("a").required = Some(expr(". = ''"));
        }),
        ("read only by itself", &["a"], |draft| {
            draft.question(0, "a", Kind::Text);
            draft.node("a").read_only = Some(expr("/data/a != ''"));
        }),
        ("other instances of itself", &["a"], |draft| {
            let repeat = draft.repeat(0, "r", None);
            draft.calculate(repeat, "a", "indexed-repeat(/data/r/a, /data/r, position(..) - 1) + 1");
        }),
    ];
    for (what, names, make) in cases {
        let mut draft = Draft::new("1");
        make(&mut draft);
        let found = graph::cycles(&draft.form).expect(what);
        let found: Vec<Vec<String>> = found.iter().map(|nodes| graph::names(&draft.form, nodes)).collect();
        assert_eq!(found, [names.to_vec()], "{what}");
        assert!(matches!(draft.form.check(), Err(DefinitionError::Cycle(_))), "{what}");
    }
    let fine = everything();
    assert_eq!(graph::cycles(&fine), Ok(Vec::new()));
    let mut draft = Draft::new("1");
    draft.question(0, "a", Kind::Text);
    draft.node("a").constraint = Some(expr(". != /data/a"));
    draft.calculate(0, "b", "once(random())");
    assert_eq!(graph::cycles(&draft.form), Ok(Vec::new()), "constraints and once() may read their own node");
}

#[test]
fn faults_of_paths_say_where() {
    let mut draft = Draft::new("1");
    draft.question(0, "a", Kind::Text);
    draft.calculate(0, "b", "concat(/data/a, /data/x, 'y')");
    draft.question(0, "c", Kind::Text).relevant("instance('none')/root/item[name = /data/a]/label = ''");
    draft.node("c").label = Text(vec![vec![Piece::Literal("x".into()), Piece::Value(expr("../../../a"))]]);
    let faults = graph::faults(&draft.form).expect("faults");
    let found: Vec<(u32, Field, usize, &str)> =
        faults.iter().map(|fault| (fault.node, fault.field, fault.path, fault.kind.code())).collect();
    let place = graph::Place { language: 0, piece: 1 };
    assert_eq!(
        found,
        [
            (2, Field::Calculation, 1, "expression_path_unknown"),
            (3, Field::Relevant, 0, "expression_list_unknown"),
            (3, Field::Label(place), 0, "expression_unsupported"),
        ]
    );
    let mut draft = Draft::new("1");
    let repeat = draft.repeat(0, "r", None);
    draft.question(repeat, "x", Kind::Text);
    draft.calculate(0, "first", "concat(/data/r[position() = 1]/x, sum(/data/r[1]/x))");
    let doubts = graph::doubts(&draft.form);
    let found: Vec<(u32, usize)> = doubts.iter().map(|doubt| (doubt.node, doubt.path)).collect();
    assert_eq!(found, [(3, 1)], "a number as a predicate selects nothing");
    draft.form.check().expect("but is no fault");
    let mut draft = Draft::new("1");
    draft.question(0, "a", Kind::Text);
    draft.question(0, "b", Kind::Text);
    assert_eq!(graph::uses(&draft.form, 2, Field::Calculation, &expr("/data/a = ../b")), Ok(vec![1, 2]));
    let missing = FaultKind::UnknownPath("/data/z".into());
    assert_eq!(graph::uses(&draft.form, 2, Field::Calculation, &expr("/data/z")), Err((0, missing)));
}

#[test]
fn trees_that_are_too_large_are_refused() {
    let nested = |depth: usize| (0..depth).fold(Expr::Number(1.0), |inner, _| Expr::Negate(Box::new(inner)));
    for (calculation, sound) in [(nested(127), true), (nested(128), false), (nested(1_000), false)] {
        let mut draft = Draft::new("1");
        draft.question(0, "a", Kind::Calculate);
        draft.node("a").calculation = Some(calculation);
        let bytes = draft.form.encode().expect("bytes");
        assert_eq!(draft.form.check().is_ok(), sound);
        assert_eq!(Form::decode(&bytes).is_ok(), sound);
    }
    let mut draft = Draft::new("1");
    draft.question(0, "a", Kind::Calculate);
    let steps = vec!["x"; limits::EXPRESSION_NODES + 1];
    draft.node("a").calculation = Some(Expr::Path(Path::absolute(steps)));
    assert!(draft.form.check().is_err());
    // Far deeper than any reader recurses.
    let mut bytes = vec![0x81; 100_000];
    bytes.push(0x01);
    assert_eq!(Form::decode(&bytes), Err(DefinitionError::Malformed));
}

/// Phones give a background thread half a megabyte.
#[test]
fn the_highest_trees_need_little_stack() {
    use jonaki_forms::expression::{Function, Operator, Start, Step, Test};
    fn height(levels: usize, wrap: impl Fn(Expr) -> Expr) -> Expr {
        (1..levels).fold(expr("/data/r[true()]/x"), |inner, _| wrap(inner))
    }
    let step = |name: &str, predicate: Option<Expr>| Step {
        test: Test::Child(name.into()),
        predicates: predicate.into_iter().collect(),
    };
    let shapes = [
        height(limits::EXPRESSION_HEIGHT - 1, |inner| Expr::Negate(Box::new(inner))),
        height(limits::EXPRESSION_HEIGHT - 1, |inner| {
            Expr::Binary(Operator::Add, Box::new(inner), Box::new(Expr::Number(1.0)))
        }),
        height(limits::EXPRESSION_HEIGHT - 1, |inner| {
            Expr::Binary(Operator::Add, Box::new(Expr::Number(1.0)), Box::new(inner))
        }),
        height(limits::EXPRESSION_HEIGHT - 1, |inner| {
            Expr::Call(Function::If, vec![expr("true()"), inner, expr("1")])
        }),
        height(limits::EXPRESSION_HEIGHT - 1, |inner| Expr::Call(Function::Concat, vec![inner])),
        height(limits::EXPRESSION_HEIGHT / 2 - 1, |inner| {
            let steps = vec![
                step("data", None),
                step("r", Some(Expr::Call(Function::Not, vec![inner]))),
                step("x", None),
            ];
            Expr::Call(Function::Sum, vec![Expr::Path(Path { start: Start::Root, steps })])
        }),
    ];
    for shape in shapes {
        let mut draft = Draft::new("1");
        let repeat = draft.repeat(0, "r", None);
        draft.question(repeat, "x", Kind::Integer).default("3");
        draft.calculate(0, "high", "1");
        draft.node("high").calculation = Some(shape);
        let bytes = draft.form.encode().expect("bytes");
        let work = move || {
            let form = Form::decode(&bytes).map(Arc::new);
            form.map(|form| Filling::start(form, context()).map(|filling| filling.rows().len()))
        };
        let thread = std::thread::Builder::new().stack_size(512 * 1024).spawn(work).expect("a thread");
        let rows = thread.join().expect("no overflow");
        assert!(matches!(rows, Ok(Ok(_)) | Err(DefinitionError::Inconsistent { .. })), "{rows:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn random_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        prop_assert!(Form::decode(&bytes).is_err());
    }

    /// Whatever is changed in a sound definition: it is refused, or it is sound and can be filled.
    #[test]
    fn changed_bytes_do_no_harm(edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..8)) {
        let mut bytes = everything().encode().expect("bytes");
        for (index, byte, edit) in edits {
            let at = index.index(bytes.len());
            match edit {
                0 => bytes[at] = byte,
                1 => bytes[at] ^= 1 << (byte % 8),
                2 => bytes.insert(at, byte),
                _ => { bytes.remove(at); }
            }
        }
        if let Ok(form) = Form::decode(&bytes) {
            prop_assert_eq!(form.encode().expect("bytes"), bytes);
            if let Ok(filling) = Filling::start(Arc::new(form), context()) {
                for node in filling.nodes() {
                    let _ = (filling.label(&node, "bn"), filling.verdict(&node), filling.choices(&node));
                }
            }
        }
    }
}
