//! Hostile bytes: never a panic, always a coded fault or a form that can be encoded.

use std::sync::LazyLock;

use jonaki_forms::definition::Form;
use jonaki_xlsform::{Compiled, Diagnostic, Input, Options, Source, compile, show};
use proptest::prelude::*;

use crate::forms::csv;
use crate::workbooks::{compiled, with_part, workbook};

/// What must hold whatever was compiled.
fn sound(result: Result<Compiled, Vec<Diagnostic>>) {
    match result {
        Ok(compiled) => {
            let bytes = compiled.form.encode().expect("a form that can be encoded");
            assert!(Form::decode(&bytes).expect("a form that can be read") == compiled.form, "another form");
            assert!(!show(&compiled.form).is_empty());
            assert!(compiled.warnings.iter().all(|fault| !fault.is_error()));
        }
        Err(faults) => {
            assert!(faults.iter().any(Diagnostic::is_error), "refused without a fault");
            for fault in faults {
                assert!(!fault.code.as_str().is_empty() && !fault.code.bangla().is_empty());
                assert!(
                    fault.excerpt.is_char_boundary(fault.mark.start)
                        && fault.excerpt.is_char_boundary(fault.mark.end)
                );
                assert!(fault.render().contains(fault.code.as_str()));
            }
        }
    }
}

/// A form with one of everything.
const SURVEY: &[&[&str]] = &[
    &[
        "type",
        "name",
        "label::Bangla (bn)",
        "label::English (en)",
        "hint",
        "relevant",
        "constraint",
        "calculation",
        "default",
        "required",
        "choice_filter",
        "parameters",
        "repeat_count",
        "trigger",
        "appearance",
        "jonaki:store",
    ],
    &[
        "text",
        "a",
        "ক ${c}",
        "A",
        "H",
        "${c} > 1",
        ". != ''",
        "",
        "x",
        "yes",
        "",
        "rows=3",
        "",
        "",
        "multiline",
        "identity",
    ],
    &["integer", "c", "খ", "C", "", "", ". < 5", "", "1 + 1", "", "", "", "", "", "", "card.urgency"],
    &["begin_repeat", "r", "গ", "R", "", "", "", "", "", "", "", "", "${c}", "", "", ""],
    &[
        "select_one x or_other",
        "s",
        "ঘ",
        "S",
        "",
        "",
        "",
        "",
        "b",
        "",
        "",
        "randomize=true seed=3",
        "",
        "",
        "",
        "",
    ],
    &["select_multiple x", "m", "ঙ", "M", "", "", "", "", "", "", "g = ${s}", "", "", "", "minimal", ""],
    &["range", "k", "চ", "K", "", "", "", "", "", "", "", "start=0 end=1 step=0.5", "", "", "", ""],
    &["end_repeat", "", "", "", "", "", "", "", "", "", "", "", "", "", "", ""],
    &[
        "calculate",
        "t",
        "",
        "",
        "",
        "",
        "",
        "sum(${k}) + indexed-repeat(${k}, ${r}, 1)",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
    ],
    &["dateTime", "w", "ছ", "W", "", "", "", "now()", "", "", "", "", "", "${a}", "", ""],
    &[
        "select_one_from_file bd-places.csv",
        "p",
        "জ",
        "P",
        "",
        "",
        "",
        "",
        "",
        "",
        "level = 'district'",
        "",
        "",
        "",
        "",
        "",
    ],
];
const CHOICES: &[&[&str]] = &[
    &["list_name", "name", "label::Bangla (bn)", "label::English (en)", "g"],
    &["x", "b", "ঝ", "B", "1"],
    &["x", "d", "ঞ", "D", "2"],
];
const SETTINGS: &[&[&str]] = &[&["form_id", "version", "default_language"], &["f", "1", "Bangla (bn)"]];

static BOOK: LazyLock<Vec<u8>> =
    LazyLock::new(|| workbook(&[("survey", SURVEY), ("choices", CHOICES), ("settings", SETTINGS)]));

fn text(rows: &[&[&str]]) -> String {
    rows.iter()
        .map(|row| row.iter().map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",") + "\n")
        .collect()
}

#[test]
fn the_form_that_is_mutated_compiles() {
    let compiled = compiled(&BOOK).unwrap_or_else(|faults| panic!("{}", crate::forms::rendered(&faults)));
    assert!(compiled.form.nodes.len() > 12);
    sound(Ok(compiled));
}

/// Words that forms are made of, and what goes wrong with them.
const WORDS: [&str; 44] = [
    "text",
    "select_one x",
    "select_multiple y",
    "begin_repeat",
    "end_repeat",
    "begin_group",
    "end_group",
    "calculate",
    "note",
    "range",
    "rank x",
    "${a}",
    "${c}",
    "${",
    "}",
    "${a} = 'x'",
    "not(",
    ")",
    "'",
    "\"",
    "start=0",
    "step=0",
    "=",
    "a",
    "c",
    "meta",
    "data",
    "instanceID",
    "card.phase",
    "identity",
    "true",
    "no",
    "order",
    "🦀",
    "\u{0}",
    "\u{202e}",
    "ক্ষ",
    "-1",
    "1e999",
    "instance('x')/root/item[name = ${a}]/label",
    "count(${r}[. = 1][2])",
    "select_one ${a}",
    "select_one_from_file x.csv",
    "((((((((((",
];

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(WORDS.to_vec()).prop_map(str::to_owned),
        1 => prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..6).prop_map(|words| words.join(" ")),
        1 => any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..4_096)) {
        let result = compiled(&bytes);
        prop_assert!(result.is_err());
        sound(result);
    }

    #[test]
    fn a_workbook_with_changed_bytes_is_a_form_or_a_fault(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
        let mut bytes = BOOK.clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        sound(compiled(&bytes));
    }

    #[test]
    fn a_workbook_with_changed_xml_is_a_form_or_a_fault(
        part in prop::sample::select(vec!["sheet1.xml", "sheet2.xml", "sharedStrings.xml", "workbook.xml", "styles.xml", "rels"]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..40, prop::sample::select(vec!["", "<", ">", "\"", "99999999", "ZZ9", "-1", "&#x0;", "]]>", "\u{0}"])), 1..6),
    ) {
        let bytes = with_part(&BOOK, part, |mut xml| {
            for (at, length, put) in &changes {
                let at = at.index(xml.len().max(1)).min(xml.len());
                let end = (at + length).min(xml.len());
                xml.splice(at..end, put.bytes());
            }
            xml
        });
        sound(compiled(&bytes));
    }

    #[test]
    fn sheets_with_changed_cells_are_a_form_or_a_fault(changes in prop::collection::vec((0_usize..12, 0_usize..16, cell()), 0..12)) {
        let mut rows: Vec<Vec<String>> = SURVEY.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
        for (row, column, text) in changes {
            if let Some(cell) = rows.get_mut(row).and_then(|row| row.get_mut(column)) {
                *cell = text;
            }
        }
        let survey: String =
            rows.iter().map(|row| row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join(",") + "\n").collect();
        let sheets = [("survey", survey.as_str()), ("choices", &text(CHOICES)), ("settings", &text(SETTINGS))];
        sound(csv(&sheets, &Options::default()));
    }

    #[test]
    fn random_csv_is_a_form_or_a_fault(survey in prop::collection::vec(any::<u8>(), 0..600), choices in prop::collection::vec(any::<u8>(), 0..300)) {
        let sheets = [("survey", survey.as_slice()), ("choices", choices.as_slice())];
        sound(compile(&Source { form: Input::Csv(&sheets), attached: &[], file_name: "f" }, &Options::default()));
    }
}

#[test]
fn deep_and_long_forms_end_in_a_fault_not_in_a_crash() {
    let deep = |levels: usize| {
        let begin: String = (0..levels).map(|at| format!("begin_group,g{at},G,\n")).collect();
        let end = "end_group,,,\n".repeat(levels);
        format!("type,name,label,relevant\n{begin}text,a,A,\n{end}")
    };
    assert!(csv(&[("survey", &deep(20))], &Options::default()).is_ok());
    for levels in [40, 5_000] {
        let faults = csv(&[("survey", &deep(levels))], &Options::default()).unwrap_err();
        assert!(faults.iter().any(|fault| fault.code.as_str() == "depth_too_deep"));
        assert!(faults.len() <= jonaki_xlsform::limits::DIAGNOSTICS + 1);
    }
    let nested =
        format!("type,name,label,relevant\ntext,a,A,\"{}1{}\"\n", "(".repeat(5_000), ")".repeat(5_000));
    let faults = csv(&[("survey", &nested)], &Options::default()).unwrap_err();
    assert!(faults.iter().any(|fault| fault.code.as_str() == "expression_too_deep"));
    let named = format!(
        "type,name,label\ntext,a,A\nnote,b,{}\n",
        "${a}".repeat(jonaki_xlsform::limits::REFERENCES + 1)
    );
    let faults = csv(&[("survey", &named)], &Options::default()).unwrap_err();
    assert!(faults.iter().any(|fault| fault.code.as_str() == "cell_too_long"));
    let many: String = (0..20_000).map(|at| format!("text,q{at},Q,${{nobody{at}}}\n")).collect();
    let faults =
        csv(&[("survey", &format!("type,name,label,relevant\n{many}"))], &Options::default()).unwrap_err();
    assert!(faults.iter().any(|fault| fault.code.as_str() == "rows_too_many"));
    assert!(faults.iter().any(|fault| fault.code.as_str() == "faults_more"));
}
