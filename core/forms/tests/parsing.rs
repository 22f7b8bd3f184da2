//! Expressions as text: what is read, what is refused, and where.

use proptest::prelude::*;

use jonaki_forms::expression::{
    self, Expr, FaultKind, Function, NoReferences, Operator, Path, Place, Resolver, Start, Step, parse,
    parse_with_spans,
};

/// Every name is a question of the root group; remembers nothing.
struct Flat;

impl Resolver for Flat {
    fn resolve(&self, name: &str, place: Place) -> Result<Path, FaultKind> {
        if name == "nobody" {
            return Err(FaultKind::UnknownName(name.to_owned()));
        }
        let mut path = Path::absolute(["data", name]);
        if place.in_list_predicate {
            path = Path { start: Start::Current, steps: vec![Step::parent(), Step::child(name)] };
        }
        Ok(path)
    }
}

fn code(text: &str) -> (&'static str, std::ops::Range<usize>) {
    let fault = parse(text, &Flat).expect_err(text);
    (fault.kind.code(), fault.span)
}

#[test]
fn operators_bind_as_in_xpath() {
    let shape = |text: &str| match parse(text, &Flat).expect(text) {
        Expr::Binary(operator, ..) => operator,
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(shape("1 + 2 * 3 = 7 and true() or false()"), Operator::Or);
    assert_eq!(shape("1 = 2 < 3"), Operator::Equal);
    assert_eq!(shape("1 - 2 - 3"), Operator::Subtract);
    assert_eq!(shape("(1 or 0) and 1"), Operator::And);
    let left = parse("10 - 2 - 3", &Flat).expect("left to right");
    assert!(matches!(left, Expr::Binary(_, first, _) if matches!(*first, Expr::Binary(..))));
    assert_eq!(parse("- 3", &Flat), Ok(Expr::Negate(Box::new(Expr::Number(3.0)))));
}

#[test]
fn words_are_names_where_a_name_is_due() {
    let Expr::Path(path) = parse("/data/div/mod", &Flat).expect("a path") else { panic!("a path") };
    assert_eq!(path, Path::absolute(["data", "div", "mod"]));
    assert_eq!(
        parse("and * or", &Flat).map(|expr| matches!(expr, Expr::Binary(Operator::Multiply, ..))),
        Ok(true)
    );
}

#[test]
fn references_become_paths_where_they_stand() {
    let parsed = parse_with_spans("instance('places')/root/item[name = ${home}]/district", &Flat)
        .expect("a list path");
    let Expr::Path(path) = &parsed.expr else { panic!("a path") };
    assert_eq!(path.start, Start::List("places".into()));
    assert_eq!(path.steps.len(), 3);
    assert_eq!(parsed.paths, [0..53, 29..33, 36..43]);
    let Expr::Binary(_, _, right) = &path.steps[1].predicates[0] else { panic!("a comparison") };
    assert!(matches!(&**right, Expr::Path(Path { start: Start::Current, .. })));
}

#[test]
fn faults_say_where() {
    assert_eq!(code(""), ("expression_empty", 0..0));
    assert_eq!(code("1 +"), ("expression_unexpected", 3..3));
    assert_eq!(code("'open"), ("expression_text_not_closed", 0..5));
    assert_eq!(code("${a} = #"), ("expression_character", 7..8));
    assert_eq!(code("${nobody} = 1"), ("expression_name_unknown", 0..9));
    assert_eq!(code("${last-saved#a}"), ("expression_last_saved", 0..15));
    assert_eq!(code("iff(1, 2, 3)"), ("expression_function_unknown", 0..3));
    assert_eq!(code("1 + if(1, 2)"), ("expression_arity", 4..12));
    assert_eq!(code("/data//a"), ("expression_unsupported", 5..7));
    assert_eq!(code("/data/@version"), ("expression_unsupported", 6..7));
    assert_eq!(code("/data/a | /data/b"), ("expression_unsupported", 8..9));
    assert_eq!(code("(1)[1]"), ("expression_unsupported", 3..4));
    assert_eq!(code("1 AND 2"), ("expression_unexpected", 2..5));
    assert_eq!(code("current()"), ("expression_unexpected", 9..9));
    assert_eq!(code("sum(3)"), ("expression_argument", 0..6));
    assert_eq!(code("selected(., 1)"), ("expression_argument", 0..14));
    assert_eq!(code("regex(., '(')"), ("expression_regex", 0..13));
    assert_eq!(code(&"(".repeat(10_000)).0, "expression_too_deep");
    assert_eq!(code(&"-".repeat(10_000)).0, "expression_too_deep");
    assert_eq!(code(&format!("1{}", "+1".repeat(3_000))).0, "expression_too_deep");
    assert_eq!(code(&"x".repeat(20_000)).0, "expression_too_long");
}

#[test]
fn axes_are_read_where_they_say_what_a_short_path_says() {
    let read = |text: &str| parse(text, &NoReferences).expect("a path");
    assert_eq!(read("/data/child::a"), read("/data/a"));
    assert_eq!(read("child::*"), read("*"));
    assert_eq!(read("parent :: node()/child::a[self::node() = 1]"), read("../a[. = 1]"));
    assert_eq!(code("ancestor::a"), ("expression_unsupported", 0..8));
    assert_eq!(code("self::a"), ("expression_unsupported", 6..7));
    assert_eq!(code("child::"), ("expression_unexpected", 7..7));
    assert_eq!(code("child::text()"), ("expression_unsupported", 7..11));
    // A question may be named like an axis.
    assert_eq!(read("/data/child"), Expr::Path(Path::absolute(["data", "child"])));
}

#[test]
fn bangla_names_and_texts_are_read() {
    let Expr::Path(path) = parse("/data/বয়স", &NoReferences).expect("a path") else {
        panic!("a path")
    };
    assert_eq!(path, Path::absolute(["data", "বয়স"]));
    assert_eq!(parse("'শিশু'", &NoReferences), Ok(Expr::Text("শিশু".into())));
}

#[test]
fn every_function_has_its_own_number_in_order() {
    let numbers: Vec<usize> = Function::all().map(|function| function as usize).collect();
    assert_eq!(numbers, (1..=numbers.len()).collect::<Vec<_>>());
    for function in Function::all() {
        assert_eq!(Function::by_name(function.name()), Some(function));
    }
    assert_eq!(expression::Function::by_name("pull-data"), Some(Function::Pulldata));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever is put together from the words of expressions: it is refused with a place in it, or it can be stored.
    #[test]
    fn any_text_is_refused_or_stored(words in prop::collection::vec(0..WORDS.len(), 0..24), letters in ".{0,6}") {
        let mut text: String = words.iter().map(|word| WORDS[*word]).collect();
        text.push_str(&letters);
        match parse(&text, &Flat) {
            Err(fault) => {
                prop_assert!(fault.span.start <= fault.span.end && fault.span.end <= text.len(), "{}: {:?}", text, fault);
                prop_assert!(text.is_char_boundary(fault.span.start) && text.is_char_boundary(fault.span.end));
            }
            Ok(expr) => {
                let mut draft = crate::support::Draft::new("1");
                draft.question(0, "a", jonaki_forms::definition::Kind::Text);
                draft.question(0, "b", jonaki_forms::definition::Kind::Calculate);
                draft.node("b").calculation = Some(expr);
                let bytes = draft.form.encode().expect("bytes");
                if draft.form.check().is_ok() {
                    prop_assert_eq!(jonaki_forms::definition::Form::decode(&bytes), Ok(draft.form.clone()));
                    let _ = draft.start();
                }
            }
        }
    }
}

const WORDS: [&str; 48] = [
    "1",
    "2.5",
    ".5",
    "'x'",
    "\"y\"",
    " ",
    " and ",
    " or ",
    " div ",
    " mod ",
    "+",
    "-",
    "*",
    "/",
    "//",
    "(",
    ")",
    "[",
    "]",
    ",",
    ".",
    "..",
    "@",
    "=",
    "!=",
    "<",
    ">=",
    "|",
    "data",
    "/data/a",
    "${a}",
    "${",
    "}",
    "$",
    "current()",
    "current()/../a",
    "instance('x')/root/item",
    "concat(",
    "if(",
    "sum(",
    "position(",
    "once(",
    "jr:choice-name(",
    "regex(",
    "'[a-z]+'",
    "a",
    "শিশু",
    "\u{1f600}",
];
