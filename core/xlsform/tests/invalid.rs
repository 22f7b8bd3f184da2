//! Forms that must be refused: every fault with its code and its cell, all at once.

use jonaki_xlsform::Options;

use crate::forms::{card, rendered, tables};

/// What is wrong: code, sheet, row, column (`-` for a whole row or sheet).
type Expected = (&'static str, &'static str, u32, &'static str);

struct Case {
    name: &'static str,
    form: &'static str,
    faults: &'static [Expected],
}

macro_rules! cases {
    ($($name:literal $form:literal => $([$code:literal $sheet:literal $row:literal $column:literal])+)*) => {
        const CASES: &[Case] = &[$(Case { name: $name, form: $form, faults: &[$(($code, $sheet, $row, $column)),+] }),*];
    };
}

cases! {
    // The sheets and their columns.
    "no survey" "choices
        |list_name|name|label|
        |a|b|B|" => ["survey_missing" "survey" 0 "-"]
    "a survey without questions" "survey
        |type|name|label|" => ["survey_missing" "survey" 0 "-"]
    "no column type" "survey
        |tipe|name|label|
        |text|a|A|" => ["column_missing" "survey" 1 "-"] ["type_missing" "survey" 2 "B"] ["survey_missing" "survey" 0 "-"]
    "no column name" "survey
        |type|nmae|label|
        |text|a|A|" => ["column_missing" "survey" 1 "-"] ["name_missing" "survey" 2 "-"]
    "no column list_name" "survey
        |type|name|label|
        |text|a|A|
        choices
        |lists|name|label|
        |x|b|B|" => ["column_missing" "choices" 1 "-"]
    "one column twice" "survey
        |type|name|label|relevant|relevance|
        |text|a|A|||" => ["column_twice" "survey" 1 "E"]
    "the same header twice" "survey
        |type|name|label|label|
        |text|a|A||" => ["column_twice" "survey" 1 "D"]
    "attributes that do something, or may" "survey
        |type|name|label|bind::type|bind::calculation|bind::jr:preload|bind::relevent|body::jr:noAddRemove|body::nodeset|
        |text|a|A|int|1 + 1|uid|b|true()|x|" => ["column_refused" "survey" 1 "D"] ["column_refused" "survey" 1 "E"] ["column_refused" "survey" 1 "F"] ["column_refused" "survey" 1 "G"] ["column_refused" "survey" 1 "H"] ["column_refused" "survey" 1 "I"]
    // Settings.
    "a choice that a setting adds" "survey
        |type|name|label|
        |text|a|A|
        settings
        |form_id|add_none_option|
        |x|yes|" => ["setting_refused" "settings" 1 "B"]
    "one language twice" "survey
        |type|name|label::Bangla (bn)|label::বাংলা (bn)|
        |text|a|A|ক|" => ["language_twice" "survey" 1 "D"]
    "a form id that is none" "survey
        |type|name|label|
        |text|a|A|
        settings
        |form_id|
        |a/b|" => ["form_id_invalid" "settings" 2 "A"]
    "a root that is no name" "survey
        |type|name|label|
        |text|a|A|
        settings
        |form_id|name|
        |x|my form|" => ["name_invalid" "settings" 2 "B"]
    "a setting that is neither yes nor no" "survey
        |type|name|label|
        |text|a|A|
        settings
        |form_id|allow_choice_duplicates|
        |x|perhaps|" => ["setting_value" "settings" 2 "B"]
    "a title with an answer in it" "survey
        |type|name|label|
        |text|a|A|
        settings
        |form_id|form_title|
        |x|Hello ${a}|" => ["setting_value" "settings" 2 "B"]
    "a path in a predicate that starts at the wrong node" "survey
        |type|name|label|calculation|
        |begin_repeat|r|R||
        |text|a|A||
        |begin_repeat|s|S||
        |text|b|B||
        |calculate|c||count(${s}[b = ${a}])|
        |end_repeat||||
        |end_repeat||||" => ["expression_path_unknown" "survey" 6 "D"]
    "an instance name with an unknown question" "survey
        |type|name|label|
        |text|a|A|
        settings
        |form_id|instance_name|
        |x|concat(${a}, ${b})|" => ["expression_name_unknown" "settings" 2 "B"]
    // Choices.
    "a choice without a name" "survey
        |type|name|label|
        |select_one x|a|A|
        choices
        |list_name|name|label|
        |x|b|B|
        |x||C|" => ["choice_without_name" "choices" 3 "-"]
    "a choice twice" "survey
        |type|name|label|
        |select_one x|a|A|
        choices
        |list_name|name|label|
        |x|b|B|
        |x|b|C|" => ["choice_twice" "choices" 3 "B"]
    "a blank in a choice of several" "survey
        |type|name|label|
        |select_multiple x|a|A|
        choices
        |list_name|name|label|
        |x|b c|B|" => ["choice_name_blank" "choices" 2 "B"]
    "a missing list" "survey
        |type|name|label|
        |select_one colour|a|A|
        choices
        |list_name|name|label|
        |colours|b|B|" => ["list_unknown" "survey" 2 "A"]
    "no choices at all" "survey
        |type|name|label|
        |select_one colours|a|A|" => ["list_unknown" "survey" 2 "A"]
    "an unknown question in a choice" "survey
        |type|name|label|
        |select_one x|a|A|
        choices
        |list_name|name|label|
        |x|b|B ${nobody}|" => ["expression_name_unknown" "choices" 2 "C"]
    "a missing file" "survey
        |type|name|label|
        |select_one_from_file vilages.csv|a|A|" => ["file_missing" "survey" 2 "A"]
    "a file of another kind" "survey
        |type|name|label|
        |select_one_from_file villages.xml|a|A|
        |select_one_from_file villages|b|B|" => ["file_kind" "survey" 2 "A"] ["file_kind" "survey" 3 "A"]
    "other columns of a built-in list" "survey
        |type|name|label|parameters|
        |select_one_from_file bd-districts.csv|a|A|value=district|" => ["parameter_refused" "survey" 2 "A"]
    // Types.
    "an unknown type" "survey
        |type|name|label|
        |txt|a|A|" => ["type_unknown" "survey" 2 "A"]
    "a select without a list" "survey
        |type|name|label|
        |select_one|a|A|" => ["type_unknown" "survey" 2 "A"]
    "a question without a type" "survey
        |type|name|label|
        ||a|A|
        |text|b|B|" => ["type_missing" "survey" 2 "B"]
    "lists that are no longer used" "survey
        |type|name|label|
        |select_one_external x|a|A|
        |xml-external|b||
        |cascading_select x|c|C|
        |osm|d|D|" => ["type_refused" "survey" 2 "A"] ["type_refused" "survey" 3 "A"] ["type_refused" "survey" 4 "A"] ["type_refused" "survey" 5 "A"]
    "a loop" "survey
        |type|name|label|
        |begin loop over x|l|L|
        |text|a|A|
        |end loop|||" => ["type_refused" "survey" 2 "A"] ["type_refused" "survey" 4 "A"]
    // Names.
    "a question without a name" "survey
        |type|name|label|
        |text||A|" => ["name_missing" "survey" 2 "-"]
    "a group without a name" "survey
        |type|name|label|
        |begin group||G|
        |text|a|A|
        |end group|||" => ["name_missing" "survey" 2 "-"]
    "names that are none" "survey
        |type|name|label|
        |text|1a|A|
        |text|b c|B|
        |text|d$|D|" => ["name_invalid" "survey" 2 "B"] ["name_invalid" "survey" 3 "B"] ["name_invalid" "survey" 4 "B"]
    "two questions of one name" "survey
        |type|name|label|
        |text|a|A|
        |integer|a|B|" => ["name_twice" "survey" 3 "B"]
    "a question and a group of one name" "survey
        |type|name|label|
        |text|a|A|
        |begin_group|a|B|
        |text|c|C|
        |end_group|||" => ["name_twice" "survey" 3 "B"]
    "a name that the compiler adds" "survey
        |type|name|label|
        |select_one x or_other|a|A|
        |text|a_other|B|
        choices
        |list_name|name|label|
        |x|b|B|" => ["name_twice" "survey" 3 "B"]
    "the name meta" "survey
        |type|name|label|
        |text|meta|A|" => ["name_reserved" "survey" 2 "B"]
    "a repeat named like the form" "survey
        |type|name|label|
        |begin_repeat|data|R|
        |text|a|A|
        |end_repeat|||" => ["repeat_name_root" "survey" 2 "B"]
    "two repeats of one name" "survey
        |type|name|label|
        |begin_group|g|G|
        |begin_repeat|r|R|
        |text|a|A|
        |end_repeat|||
        |end_group|||
        |begin_repeat|r|R|
        |text|b|B|
        |end_repeat|||" => ["repeat_name_twice" "survey" 7 "B"]
    // Groups.
    "a group that is not ended" "survey
        |type|name|label|
        |begin_group|g|G|
        |text|a|A|" => ["begin_without_end" "survey" 2 "A"]
    "a group that is not begun" "survey
        |type|name|label|
        |text|a|A|
        |end_group|||" => ["end_without_begin" "survey" 3 "A"]
    "a group that a repeat ends" "survey
        |type|name|label|
        |begin_group|g|G|
        |text|a|A|
        |end_repeat|||
        |end_group|||" => ["end_without_begin" "survey" 4 "A"]
    "a repeat that is ended too late" "survey
        |type|name|label|
        |begin_group|g|G|
        |begin_repeat|r|R|
        |text|a|A|
        |end_group|||" => ["begin_without_end" "survey" 3 "A"]
    // Labels.
    "a question without a label" "survey
        |type|name|label|
        |text|a||" => ["label_missing" "survey" 2 "B"]
    "guidance alone is no label" "survey
        |type|name|label|guidance_hint|
        |text|a||G|" => ["label_missing" "survey" 2 "B"]
    // References.
    "an unknown question" "survey
        |type|name|label|relevant|
        |text|village|A||
        |text|b|B|${vilage} = 'x'|" => ["expression_name_unknown" "survey" 3 "D"]
    "an unknown question in a label" "survey
        |type|name|label|
        |text|a|Hello ${whom}|" => ["expression_name_unknown" "survey" 2 "C"]
    "a name that is there twice" "survey
        |type|name|label|relevant|
        |begin_group|g|G||
        |text|a|A||
        |end_group||||
        |text|a|A||
        |text|b|B|${a} = 'x'|" => ["expression_name_ambiguous" "survey" 6 "D"]
    "references that are none" "survey
        |type|name|label|relevant|
        |text|a|A||
        |text|b|B ${a|${ a } = 'x'|
        |text|c|C ${}||" => ["expression_reference" "survey" 3 "C"] ["expression_reference" "survey" 3 "D"] ["expression_reference" "survey" 4 "C"]
    "answers of the last form" "survey
        |type|name|label|default|
        |text|a|A|${last-saved#a}|" => ["expression_last_saved" "survey" 2 "D"]
    // Expressions.
    "a formula that is none" "survey
        |type|name|label|relevant|
        |text|a|A||
        |text|b|B|${a} = |
        |text|c|C|(${a} = 'x'|
        |text|d|D|${a} == 'x'|" => ["expression_unexpected" "survey" 3 "D"] ["expression_unexpected" "survey" 4 "D"] ["expression_unexpected" "survey" 5 "D"]
    "a text that is not closed" "survey
        |type|name|label|constraint|
        |text|a|A|. != 'x|" => ["expression_text_not_closed" "survey" 2 "D"]
    "an unknown function" "survey
        |type|name|label|constraint|
        |text|a|A|strng-length(.) < 5|" => ["expression_function_unknown" "survey" 2 "D"]
    "too many arguments" "survey
        |type|name|label|constraint|
        |text|a|A|string-length(., 3) < 5|" => ["expression_arity" "survey" 2 "D"]
    "a path to nowhere" "survey
        |type|name|label|constraint|
        |text|a|A|/data/b = 1|
        |text|c|C|../d = 1|" => ["expression_path_unknown" "survey" 2 "D"] ["expression_path_unknown" "survey" 3 "D"]
    "an unknown list in a formula" "survey
        |type|name|label|calculation|
        |calculate|a||instance('nolist')/root/item[name = 'x']/label|
        |text|b|B||" => ["expression_list_unknown" "survey" 2 "D"]
    "unknown columns of built-in lists" "survey
        |type|name|label|choice_filter|calculation|
        |select_one_from_file bd-districts.csv|a|A|divison = 'khulna'||
        |calculate|b|||instance('bd-places')/root/item[nam = 'x']/distrct|
        |calculate|c|||pulldata('bd-places', 'distrit', 'name', ${a})|" => ["expression_column_unknown" "survey" 2 "D"] ["expression_column_unknown" "survey" 3 "E"] ["expression_column_unknown" "survey" 3 "E"] ["expression_column_unknown" "survey" 4 "E"]
    "a pattern that cannot be" "survey
        |type|name|label|constraint|
        |text|a|A|regex(., '[a-')|" => ["expression_regex" "survey" 2 "D"]
    "an unsupported path" "survey
        |type|name|label|constraint|
        |text|a|A|//b = 1|" => ["expression_unsupported" "survey" 2 "D"]
    "an axis that the reference engine has not" "survey
        |type|name|label|constraint|
        |text|a|A|ancestor::data = 1|" => ["expression_unsupported" "survey" 2 "D"]
    "a form that is only an audit" "survey
        |type|name|label|
        |audit|audit||" => ["survey_missing" "survey" 0 "-"]
    "a calculation without a formula" "survey
        |type|name|label|
        |calculate|a||
        |text|b|B|" => ["calculation_missing" "survey" 2 "B"]
    "a calculation of itself" "survey
        |type|name|label|calculation|
        |calculate|a||${a} + 1|
        |text|b|B||" => ["form_cycle" "survey" 2 "D"]
    "a circle" "survey
        |type|name|label|calculation|relevant|
        |calculate|a||${b} + 1||
        |calculate|b||${c} + 1||
        |integer|c|C||${a} > 1|" => ["form_cycle" "survey" 2 "D"]
    "a relevance of its own children" "survey
        |type|name|label|relevant|
        |begin_group|g|G|${a} = 'x'|
        |text|a|A||
        |end_group||||" => ["form_cycle" "survey" 2 "D"]
    // Parameters.
    "parameters that are none" "survey
        |type|name|label|parameters|
        |range|a|A|start 1|" => ["parameters_syntax" "survey" 2 "D"]
    "an unknown parameter" "survey
        |type|name|label|parameters|
        |range|a|A|strat=1|" => ["parameter_unknown" "survey" 2 "D"]
    "a range that is none" "survey
        |type|name|label|parameters|
        |range|a|A|start=one|
        |range|b|B|step=0|
        |range|c|C|start=1 end=5 step=7|
        |range|d|D|placeholder=11|
        |range|e|E|step=2 tick_interval=3|
        |range|f|F|tick_labelset=nolist|" => ["parameter_value" "survey" 2 "D"] ["parameter_value" "survey" 3 "D"] ["parameter_value" "survey" 4 "D"] ["parameter_value" "survey" 5 "D"] ["parameter_value" "survey" 6 "D"] ["parameter_value" "survey" 7 "D"]
    "labels of a range that do not fit" "survey
        |type|name|label|parameters|appearance|
        |range|a|A|start=0 end=4 tick_labelset=x||
        |range|b|B|placeholder=3|rating|
        choices
        |list_name|name|label|
        |x|0|None|
        |x|nine|Nine|" => ["parameter_value" "survey" 2 "D"] ["parameter_value" "survey" 3 "D"]
    "a seed without an order" "survey
        |type|name|label|parameters|
        |select_one x|a|A|seed=1|
        |select_one x|b|B|randomize=true seed=abc|
        |select_one x|c|C|randomize=maybe|
        choices
        |list_name|name|label|
        |x|b|B|" => ["parameter_value" "survey" 2 "D"] ["parameter_value" "survey" 3 "D"] ["parameter_value" "survey" 4 "D"]
    "pixels that are none" "survey
        |type|name|label|parameters|
        |image|a|A|max-pixels=many|
        |audio|b|B|quality=best|
        |geopoint|c|C|capture-accuracy=near|
        |text|d|D|rows=few|
        |geotrace|e|E|incremental=no|
        |geoshape|f|F|allow-mock-accuracy=1|" => ["parameter_value" "survey" 2 "D"] ["parameter_value" "survey" 3 "D"] ["parameter_value" "survey" 4 "D"] ["parameter_value" "survey" 5 "D"] ["parameter_value" "survey" 6 "D"] ["parameter_value" "survey" 7 "D"]
    "search()" "survey
        |type|name|label|appearance|
        |select_one x|a|A|minimal search('villages')|
        choices
        |list_name|name|label|
        |x|name_key|label|" => ["appearance_refused" "survey" 2 "D"]
    // Triggers.
    "triggers that are none" "survey
        |type|name|label|calculation|trigger|
        |text|a|A|||
        |calculate|b||now()|a|
        |calculate|c||now()|${nobody}|
        |calculate|d||now()|${a} ${a}|
        |calculate|e||now()|${e}|" => ["trigger_syntax" "survey" 3 "E"] ["expression_name_unknown" "survey" 4 "E"] ["trigger_syntax" "survey" 5 "E"] ["trigger_syntax" "survey" 6 "E"]
    "a trigger that nobody sees" "survey
        |type|name|label|calculation|trigger|
        |calculate|a||1||
        |calculate|b||now()|${a}|
        |begin_group|g|G|||
        |text|c|C|||
        |end_group|||||
        |calculate|d||now()|${g}|" => ["trigger_hidden" "survey" 3 "E"] ["expression_name_unknown" "survey" 7 "E"]
    // or_other, tables.
    "or_other with a filter" "survey
        |type|name|label|choice_filter|
        |select_one x or_other|a|A|name = 'b'|
        choices
        |list_name|name|label|
        |x|b|B|" => ["or_other_filter" "survey" 2 "D"]
    "or_other without a list of the form" "survey
        |type|name|label|
        |select_one_from_file bd-districts.csv or_other|a|A|" => ["or_other_choices" "survey" 2 "A"]
    "a table of two lists" "survey
        |type|name|label|appearance|
        |begin_group|g|G|table-list|
        |select_one x|a|A||
        |select_one y|b|B||
        |end_group||||
        choices
        |list_name|name|label|
        |x|b|B|
        |y|b|B|" => ["table_list_mixed" "survey" 4 "A"]
    "a table with a filter" "survey
        |type|name|label|appearance|choice_filter|
        |begin_group|g|G|table-list||
        |select_one x|a|A||name = 'b'|
        |end_group|||||
        choices
        |list_name|name|label|
        |x|b|B|" => ["table_list_filter" "survey" 3 "E"]
    "choices from a question that is asked once" "survey
        |type|name|label|
        |text|a|A|
        |select_one ${a}|b|B|" => ["list_unknown" "survey" 3 "A"]
    "a file as an answer" "survey
        |type|name|label|default|
        |image|a|A|map.png|" => ["default_invalid" "survey" 2 "D"]
    // Where answers go.
    "an unknown store" "survey
        |type|name|label|jonaki:store|
        |text|a|A|acount|
        |text|b|B|card|" => ["store_unknown" "survey" 2 "D"] ["store_unknown" "survey" 3 "D"]
    "a field that the card has not" "survey
        |type|name|label|jonaki:store|
        |integer|a|A|card.number_of_childs|" => ["store_field" "survey" 2 "D"]
    "free text on the card" "survey
        |type|name|label|jonaki:store|
        |text|a|A|card.phase|
        |text|b|B|card.number_of_children|
        |integer|c|C|card.when_noticed|" => ["store_type" "survey" 2 "D"] ["store_type" "survey" 3 "D"] ["store_type" "survey" 4 "D"]
    "a code that the card has not" "survey
        |type|name|label|default|jonaki:store|
        |select_one x|a|A||card.urgency|
        |hidden|b||real_|card.mode|
        choices
        |list_name|name|label|
        |x|high|High|
        |x|hihg|Higher|" => ["store_code" "survey" 2 "E"] ["store_code" "survey" 3 "E"]
    "a repeat on the card" "survey
        |type|name|label|jonaki:store|
        |begin_repeat|r|R||
        |integer|a|A|card.number_of_children|
        |end_repeat||||" => ["store_repeated" "survey" 3 "D"]
    "a note on the card" "survey
        |type|name|label|jonaki:store|jonaki:htcds|
        |note|a|A|card.phase||
        |begin_group|g|G||prs_Gender|
        |text|b|B|||
        |end_group|||||" => ["store_idle" "survey" 2 "D"] ["store_idle" "survey" 3 "E"]
    "an unknown field of the exchange" "survey
        |type|name|label|jonaki:htcds|
        |text|a|A|prs_Gendr|" => ["htcds_unknown" "survey" 2 "D"]
}

#[test]
fn every_invalid_form_is_refused_with_code_and_place() {
    assert!(CASES.len() >= 60, "{} cases", CASES.len());
    let options = Options {
        card: Some(card()),
        htcds: Some(vec!["prs_Gender".into(), "hte_State".into()]),
        ..Options::default()
    };
    let mut wrong = String::new();
    for case in CASES {
        let found = match tables(case.form, &options) {
            Ok(_) => Vec::new(),
            Err(faults) => faults,
        };
        let shown = |place: &jonaki_xlsform::Place| match place.column {
            Some(_) => place.letters(),
            None => "-".to_owned(),
        };
        let mut given: Vec<_> = found
            .iter()
            .filter(|fault| fault.is_error())
            .map(|fault| {
                (fault.code.as_str(), fault.place.sheet.as_str(), fault.place.row, shown(&fault.place))
            })
            .collect();
        let mut expected: Vec<_> = case
            .faults
            .iter()
            .map(|(code, sheet, row, column)| (*code, *sheet, *row, (*column).to_owned()))
            .collect();
        given.sort();
        expected.sort();
        if given != expected {
            wrong += &format!(
                "{}:\n  expected {expected:?}\n  given    {given:?}\n{}\n",
                case.name,
                rendered(&found)
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
