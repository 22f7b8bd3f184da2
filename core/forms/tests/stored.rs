//! What is stored of calculations and defaults, by type: results taken from JavaRosa 6.0.0 at +06:00.

use std::borrow::Cow;
use std::sync::Arc;

use jonaki_forms::definition::{Kind, List, Source};
use jonaki_forms::filling::{Answer, Filling};
use jonaki_forms::lists::{Lists, Rows};

use crate::support::{Draft, context, path, select};

fn value(filling: &Filling, at: &str) -> String {
    filling.value(&path(filling, at)).unwrap_or_else(|| panic!("no node {at}")).to_owned()
}

#[test]
fn calculations_are_stored_as_the_reference_engine_stores_them() {
    let rows: [(Kind, &str, &str); 46] = [
        (Kind::Calculate, "1 > 2", "0"),
        (Kind::Calculate, "1 < 2", "1"),
        (Kind::Calculate, "if(/data/c0, 'T', 'F')", "F"),
        (Kind::Calculate, "concat(/data/c0, '')", "false"),
        (Kind::Calculate, "/data/c0 = 'false'", "0"),
        (Kind::Calculate, "/data/c0 + 1", "1"),
        (Kind::Calculate, "today()", "2026-11-27T00:00:00.000+06:00"),
        (Kind::Calculate, "date('2024-02-29')", "2024-02-29T00:00:00.000+06:00"),
        (Kind::Calculate, "/data/c7 + 1", "19783"),
        (Kind::Calculate, "now()", "2026-11-27T12:00:00.000+06:00"),
        (Kind::Calculate, "1.5", "1.5"),
        (Kind::Calculate, "3000000000", "3000000000"),
        (Kind::Calculate, "3000000000000.5", "3.0000000000005E12"),
        (Kind::Calculate, "0.1 + 0.2", "0.30000000000000004"),
        (Kind::Calculate, "1 div 3", "0.3333333333333333"),
        (Kind::Calculate, "0.0000000001", "0"),
        (Kind::Calculate, "0.00001", "1.0E-5"),
        (Kind::Calculate, "7.0", "7"),
        (Kind::Calculate, "0 - 0.0", "0"),
        (Kind::Calculate, "123456789.5", "1.234567895E8"),
        (Kind::Calculate, "-5", "-5"),
        (Kind::Calculate, "1 div 0", "Infinity"),
        (Kind::Calculate, "0 div 0", ""),
        (Kind::Calculate, "/data/c11 + 1", "3000000001"),
        (Kind::Integer, "3.7", "3"),
        (Kind::Integer, "'5'", "5"),
        (Kind::Integer, "'x'", "x"),
        (Kind::Integer, "3000000000", "2147483647"),
        (Kind::Integer, "true()", "1"),
        (Kind::Integer, "/data/c25 + 1", "6"),
        (Kind::Decimal, "5", "5"),
        (Kind::Decimal, "5.5", "5.5"),
        (Kind::Decimal, "'5.25'", "5.25"),
        (Kind::Decimal, "1 div 3", "0.3333333333333333"),
        (Kind::Date, "today()", "2026-11-27"),
        (Kind::Date, "'2024-02-29'", "2024-02-29"),
        (Kind::Date, "19782", "19782"),
        (Kind::Date, "now()", "2026-11-27"),
        (Kind::Date, "date('2024-02-29T13:00:00.000+06:00')", "2024-02-29"),
        (Kind::DateTime, "date('2024-02-29')", "2024-02-29T00:00:00.000+06:00"),
        (Kind::DateTime, "'2024-02-29T13:00:00.000+06:00'", "2024-02-29T13:00:00.000+06:00"),
        (Kind::Time, "date-time('2024-02-29T13:00:00.000+06:00')", "13:00:00.000+06:00"),
        (Kind::Geopoint, "'1 2'", "1.0 2.0 0.0 0.0"),
        (Kind::Text, "'  x '", "  x "),
        (Kind::Text, "''", ""),
        (Kind::Text, "property('username')", "teacher"),
    ];
    let mut draft = Draft::new("7");
    for (at, (kind, calculation, _)) in rows.iter().enumerate() {
        let name = format!("c{at}");
        draft.question(0, &name, kind.clone());
        draft.node(&name).calculation = Some(crate::support::expr(calculation));
    }
    let filling = draft.start();
    for (at, (kind, calculation, expected)) in rows.iter().enumerate() {
        assert_eq!(value(&filling, &format!("/data/c{at}")), *expected, "{calculation} as {kind:?}");
    }
}

#[test]
fn defaults_are_stored_in_the_form_of_their_type() {
    let rows: [(Kind, &str, &str); 10] = [
        (Kind::Text, "abc", "abc"),
        (Kind::Integer, "007", "7"),
        (Kind::Decimal, "5", "5.0"),
        (Kind::Decimal, "1.50", "1.5"),
        (Kind::Date, "2024-2-9", "2024-02-09"),
        (Kind::DateTime, "2024-02-29T13:00", "2024-02-29T13:00:00.000+06:00"),
        (Kind::Time, "09:30", "09:30:00.000+06:00"),
        (Kind::Geopoint, "1 2 3 4", "1.0 2.0 3.0 4.0"),
        (Kind::Geotrace, "1 2;3 4", "1.0 2.0 0.0 0.0;3.0 4.0 0.0 0.0"),
        (Kind::Geoshape, "1 2;3 4;1 2", "1.0 2.0 0.0 0.0;3.0 4.0 0.0 0.0;1.0 2.0 0.0 0.0"),
    ];
    let mut draft = Draft::new("7");
    for (at, (kind, default, _)) in rows.iter().enumerate() {
        draft.question(0, &format!("d{at}"), kind.clone()).default(default);
    }
    let filling = draft.start();
    for (at, (kind, default, expected)) in rows.iter().enumerate() {
        assert_eq!(value(&filling, &format!("/data/d{at}")), *expected, "{default} as {kind:?}");
    }
}

#[test]
fn regular_expressions_that_a_linear_engine_cannot_run_are_refused() {
    use jonaki_forms::expression::{FaultKind, NoReferences, parse};
    let refused = [
        "(?=a)", "(?!a)", "(?<=a)b", "(?<!a)b", r"(a)\1", "a++", "a*+", "(?>a)", r"\k<x>", "(", "[a", "a{2",
        r"\y",
    ];
    for pattern in refused {
        let fault = parse(&format!("regex(., '{pattern}')"), &NoReferences).expect_err(pattern);
        assert!(matches!(fault.kind, FaultKind::Regex(_)), "{pattern}: {fault}");
    }
    let explosive = format!("regex(., '{}')", "(a{1000}){1000}");
    assert!(parse(&explosive, &NoReferences).is_err(), "too large when compiled");
    let mut draft = Draft::new("1");
    draft.question(0, "text", Kind::Text);
    draft.calculate(0, "match", "regex(/data/text, '(a+)+b')");
    let mut filling = draft.start();
    let start = std::time::Instant::now();
    let at = path(&filling, "/data/text");
    filling.answer(&at, Answer::from("a".repeat(30_000).as_str())).expect("an answer");
    assert_eq!(value(&filling, "/data/match"), "0");
    assert!(start.elapsed().as_secs() < 5, "linear, where a backtracking engine never ends");
}

/// Two levels of places, with an index by name and by parent.
struct Places;

impl Lists for Places {
    fn list(&self, name: &str) -> Option<&dyn Rows> {
        (name == "bd-places").then_some(self as &dyn Rows)
    }
}

const DISTRICTS: usize = 100;

impl Rows for Places {
    fn len(&self) -> usize {
        DISTRICTS * 50
    }

    fn value(&self, row: usize, column: &str) -> Option<Cow<'_, str>> {
        match column {
            "name" => Some(format!("u{row}").into()),
            "district" => Some(format!("d{}", row % DISTRICTS).into()),
            _ => None,
        }
    }

    fn label(&self, row: usize, language: &str) -> Cow<'_, str> {
        format!("{language} {row}").into()
    }

    fn find(&self, column: &str, value: &str) -> Option<Vec<usize>> {
        let number: Option<usize> = value.get(1..).and_then(|number| number.parse().ok());
        match column {
            "name" => Some(number.filter(|row| *row < self.len()).into_iter().collect()),
            "district" => Some(
                number.map_or(Vec::new(), |district| (district..self.len()).step_by(DISTRICTS).collect()),
            ),
            _ => None,
        }
    }
}

#[test]
fn built_in_lists_are_asked_by_their_index() {
    let mut draft = Draft::new("1");
    draft.form.lists.push(List { name: "places".into(), source: Source::BuiltIn("bd-places".into()) });
    draft.question(0, "district", Kind::Text);
    draft.question(0, "upazila", Kind::SelectOne(select(0, Some("district = /data/district"))));
    draft.calculate(0, "back", "instance('places')/root/item[name = /data/upazila]/district");
    draft.calculate(0, "named", "jr:choice-name(/data/upazila, '/data/upazila')");
    draft.calculate(0, "label", "instance('places')/root/item[name = /data/upazila]/label");
    let mut with_places = context();
    with_places.lists = Arc::new(Places);
    let mut filling = Filling::start(Arc::new(draft.form.clone()), with_places).expect("a filling");
    let (district, upazila) = (path(&filling, "/data/district"), path(&filling, "/data/upazila"));
    filling.answer(&district, "d7".into()).expect("an answer");
    assert_eq!(filling.choices(&upazila).len(), 50);
    filling.answer(&upazila, "u107".into()).expect("an answer");
    assert_eq!(value(&filling, "/data/back"), "d7");
    assert_eq!(value(&filling, "/data/named"), "bn 107");
    assert_eq!(value(&filling, "/data/label"), "bn 107");
    let changes = filling.set_language("en").expect("a language");
    assert_eq!(value(&filling, "/data/named"), "en 107", "names of choices follow the language");
    assert_eq!(changes.rows.len(), 2);
    assert_eq!(filling.choice_label(&upazila, "u207"), "en 207");
    assert!(filling.answer(&upazila, "u108".into()).is_err(), "an upazila of another district");
    let without = draft.start();
    assert_eq!(
        without.faults().iter().filter(|(_, fault)| fault.code() == "evaluation_list_missing").count(),
        3
    );
}
