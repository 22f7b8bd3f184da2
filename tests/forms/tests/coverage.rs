//! That the forms of the comparison use everything: `tests/data/forms/README.md` says what for.

use std::collections::BTreeSet;
use std::fs;

use jonaki_forms_tests::known::Known;
use jonaki_forms_tests::sheets;

/// The function table of the ODK XForms specification, but for `jr:itext`, which pyxform writes by itself.
const FUNCTIONS: &str = "string concat join substr substring-before substring-after translate string-length \
    normalize-space contains starts-with ends-with uuid digest pulldata if coalesce once true false boolean \
    boolean-from-string not regex checklist weighted-checklist number random int sum max min round pow log log10 abs \
    sin cos tan asin acos atan atan2 sqrt exp exp10 pi count count-non-empty position instance current randomize today \
    now format-date format-date-time date date-time decimal-date-time decimal-time selected is-selected selected-at \
    count-selected jr:choice-name indexed-repeat area distance";

const TYPES: &str = "text integer decimal range date time dateTime select_one select_multiple rank \
    select_one_from_file select_multiple_from_file note acknowledge geopoint geotrace geoshape barcode calculate hidden \
    image audio video file begin_group begin_repeat start end today deviceid username phonenumber email";

const COLUMNS: &str = "relevant constraint constraint_message required required_message calculation default trigger \
    repeat_count choice_filter parameters read_only appearance hint guidance_hint jonaki:store";

fn surveys() -> Vec<String> {
    let folders = sheets::folders().expect("forms");
    folders.iter().map(|folder| fs::read_to_string(folder.join("survey.csv")).expect("a survey")).collect()
}

#[test]
fn every_function_type_and_column_is_in_some_form() {
    if sheets::are_others() {
        return;
    }
    let surveys = surveys();
    assert!(surveys.len() >= 45, "{} forms", surveys.len());
    let called = |name: &str| {
        surveys.iter().any(|survey| {
            survey.match_indices(&format!("{name}(")).any(|(at, _)| {
                !survey[..at].ends_with(|letter: char| letter.is_alphanumeric() || "-:_".contains(letter))
            })
        })
    };
    let typed = |name: &str| {
        let starts = |line: &str| line.split([',', ' ']).next() == Some(name);
        surveys.iter().any(|survey| survey.lines().any(starts))
    };
    let headed = |name: &str| {
        let is = |cell: &str| cell == name || cell.starts_with(&format!("{name}::"));
        surveys.iter().any(|survey| survey.lines().next().is_some_and(|line| line.split(',').any(is)))
    };
    let missing: Vec<&str> = (FUNCTIONS.split_whitespace().filter(|name| !called(name)))
        .chain(TYPES.split_whitespace().filter(|name| !typed(name)))
        .chain(COLUMNS.split_whitespace().filter(|name| !headed(name)))
        .collect();
    assert!(missing.is_empty(), "in no form: {missing:?}");
}

#[test]
fn every_known_difference_names_a_form() {
    if sheets::are_others() {
        return;
    }
    let names: BTreeSet<String> =
        sheets::folders().expect("forms").iter().map(|folder| sheets::name(folder)).collect();
    for (form, node) in Known::read().expect("the table").places() {
        assert!(names.contains(form) && (node == "*" || node.starts_with("/data/")), "{form} {node}");
    }
}
