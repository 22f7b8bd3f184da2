//! Forms whose unsupported parts change nothing for the person who answers: they compile, and each part is warned about
//! with its code and its cell.

use jonaki_forms::definition::{Form, Kind, Node};
use jonaki_xlsform::{Diagnostic, Options};

use crate::forms::{rendered, tables};

/// A form that compiles, with its warnings.
fn compiled(text: &str) -> (Form, Vec<Diagnostic>) {
    let text = match text.contains("settings") {
        true => text.to_owned(),
        false => format!("{text}\nsettings\n|form_id|\n|f|"),
    };
    let compiled =
        tables(&text, &Options::default()).unwrap_or_else(|faults| panic!("{}", rendered(&faults)));
    assert_eq!(Form::decode(&compiled.form.encode().unwrap()).unwrap(), compiled.form);
    (compiled.form, compiled.warnings)
}

fn node<'a>(form: &'a Form, name: &str) -> &'a Node {
    form.nodes.iter().find(|node| node.name == name).unwrap_or_else(|| panic!("no node {name}"))
}

/// Warnings as `code sheet row column`.
fn places(warnings: &[Diagnostic]) -> Vec<String> {
    let place = |warning: &Diagnostic| {
        let at = &warning.place;
        let column = if at.column.is_some() { at.letters() } else { "-".to_owned() };
        assert!(!warning.help.is_empty(), "no mend: {}", warning.render());
        format!("{} {} {} {column}", warning.code, at.sheet, at.row)
    };
    warnings.iter().map(place).collect()
}

#[track_caller]
fn warned(text: &str, expected: &[&str]) -> Form {
    let (form, warnings) = compiled(text);
    assert_eq!(places(&warnings), expected, "{}", rendered(&warnings));
    form
}

#[test]
fn settings_that_nobody_who_answers_sees_are_left_out() {
    warned(
        "survey
        |type|name|label|
        |text|a|A|
        settings
        |form_id|public_key|submission_url|auto_send|auto_delete|instance_xmlns|attribute::x|sms_keyword|namespaces|flat|add_none_option|prefix|
        |f|k|https://example.org|yes|yes|https://example.org/x|1|f|x=\"y\"|no|no|p|",
        &[
            "setting_left_out settings 1 B",
            "setting_left_out settings 1 C",
            "setting_left_out settings 1 D",
            "setting_left_out settings 1 E",
            "setting_left_out settings 1 F",
            "setting_left_out settings 1 G",
            "setting_left_out settings 1 H",
            "setting_left_out settings 1 I",
            "setting_left_out settings 1 J",
            "setting_left_out settings 1 K",
            "setting_left_out settings 1 L",
        ],
    );
}

#[test]
fn the_newer_name_of_the_form_id_stands() {
    let form = warned(
        "survey
        |type|name|label|
        |text|a|A|
        settings
        |id_string|form_id|
        |old|new|",
        &["setting_left_out settings 1 A"],
    );
    assert_eq!(form.id, "new");
}

#[test]
fn an_instance_name_that_names_nothing_is_empty() {
    let form = warned(
        "survey
        |type|name|label|
        |text|a|A|
        settings
        |form_id|instance_name|
        |f|My-Form-v1|",
        &["instance_name_empty settings 2 B"],
    );
    assert_eq!(node(&form, "instanceName").calculation, None);
}

#[test]
fn attributes_without_effect_are_left_out() {
    warned(
        "survey
        |type|name|label|bind::saveIncomplete|bind::odk:foo|instance::foo|body::kb:image|autoplay|noAppErrorString|sms_field|save_to|intent|
        |text|a|A|true()|b|c|d|audio|e|f|g|org.example|",
        &[
            "column_left_out survey 1 D",
            "column_left_out survey 1 E",
            "column_left_out survey 1 F",
            "column_left_out survey 1 G",
            "column_left_out survey 1 H",
            "column_left_out survey 1 I",
            "column_left_out survey 1 J",
            "column_left_out survey 1 K",
            "column_left_out survey 1 L",
        ],
    );
}

#[test]
fn sheets_that_nothing_reads_are_left_out() {
    warned(
        "survey
        |type|name|label|
        |text|a|A|
        external_choices
        |list_name|name|
        |x|b|
        entities
        |dataset|label|
        |trees|a|
        osm
        |list_name|name|label|
        |x|b|B|",
        &["sheet_left_out entities 0 -", "sheet_left_out external_choices 0 -", "sheet_left_out osm 0 -"],
    );
}

#[test]
fn what_is_not_read_or_recorded_stays_empty() {
    let form = warned(
        "survey
        |type|name|label|calculation|trigger|
        |audit|audit||||
        |start-geopoint|place||||
        |background-geopoint|way|||${a}|
        |background-audio|sound||||
        |simserial|sim||||
        |subscriberid|card||||
        |uri:deviceid|device||||
        |text|a|A|||
        |calculate|b||concat(${sim}, ${place})||",
        &[
            "type_left_out survey 2 A",
            "type_left_out survey 3 A",
            "type_left_out survey 4 A",
            "type_left_out survey 5 A",
            "type_left_out survey 6 A",
            "type_left_out survey 7 A",
            "type_left_out survey 8 A",
        ],
    );
    for name in ["place", "way", "sound", "sim", "card", "device"] {
        let node = node(&form, name);
        let bare = node.default.is_none() && node.calculation.is_none() && node.trigger.is_empty();
        assert!(node.kind == Kind::Hidden && bare, "{name}");
    }
    assert!(form.nodes.iter().all(|node| node.name != "audit"));
}

#[test]
fn what_is_only_a_picture_has_its_name_for_a_label() {
    let form = warned(
        "survey
        |type|name|label|media::image|
        |text|map||a.png|
        |begin_group|household||b.png|
        |select_one x|c|C||
        |end_group||||
        choices
        |list_name|name|label|image|
        |x|happy||b.png|",
        &["media_alone survey 2 D", "media_alone survey 3 D", "media_alone choices 2 D"],
    );
    let shown = jonaki_xlsform::show(&form);
    for name in ["map", "household"] {
        assert_eq!(format!("{:?}", node(&form, name).label).matches(name).count(), 1);
    }
    assert!(shown.contains("happy"), "{shown}");
}

#[test]
fn a_column_that_a_list_lacks_is_empty() {
    let form = warned(
        "survey
        |type|name|label|choice_filter|calculation|
        |select_one x|a|A|kind = '' and knd != ''||
        |calculate|b|||instance('x')/root/item[name = 'b']/place|
        choices
        |list_name|name|label|knd|
        |x|b|B|k|",
        &["expression_column_unknown survey 2 D", "expression_column_unknown survey 3 E"],
    );
    let jonaki_forms::definition::Source::Inline(items) = &form.lists[0].source else { panic!("inline") };
    assert_eq!(items.columns, ["knd", "kind", "place"]);
}

#[test]
fn other_applications_are_left_out() {
    let form = warned(
        "survey
        |type|name|label|parameters|appearance|
        |image|a|A|app=com.example.camera max-pixels=9||
        |text|b|B||w1 ex:org.example.app(a='x y')|
        |text|c|C||printer:org.example|
        |geopoint|d|D|reference-geometry=x||",
        &[
            "parameter_left_out survey 2 D",
            "appearance_left_out survey 3 E",
            "appearance_left_out survey 4 E",
            "parameter_left_out survey 5 D",
        ],
    );
    assert_eq!(node(&form, "a").parameters, [("max-pixels".to_owned(), "9".to_owned())]);
    assert_eq!([&node(&form, "b").appearance, &node(&form, "c").appearance], ["w1", ""]);
    assert!(node(&form, "d").parameters.is_empty());
}

#[test]
fn a_trigger_that_nobody_changes_never_runs() {
    let form = warned(
        "survey
        |type|name|label|calculation|trigger|
        |start|s||||
        |hidden|h||||
        |text|a|A|||
        |calculate|b||1|${s}, ${h}|",
        &["trigger_hidden survey 5 E", "trigger_hidden survey 5 E"],
    );
    assert_eq!(node(&form, "b").trigger.len(), 2);
}

#[test]
fn what_does_nothing_in_its_place_is_said() {
    let form = warned(
        "survey
        |type|name|label|constraint_message|calculation|
        |text|a|A|wrong||
        |begin_repeat|r|R|||
        |text|b|B|||
        |end_repeat|||||
        |calculate|c|||/data/r[1]/b|",
        &["column_idle survey 2 D", "predicate_number survey 6 E"],
    );
    assert!(node(&form, "a").constraint_message.is_empty());
}
