//! Forms that compile, and what becomes of them.

use jonaki_forms::definition::{Choices, Fact, Form, Kind, Node, Piece, Preset, Shuffle, Source, Store};
use jonaki_xlsform::{Attached, Input, Options, Source as From, compile, show};

use crate::forms::{rendered, tables};

fn form(text: &str) -> Form {
    let compiled = tables(text, &Options::default()).unwrap_or_else(|faults| panic!("{}", rendered(&faults)));
    assert_eq!(Form::decode(&compiled.form.encode().unwrap()).unwrap(), compiled.form);
    compiled.form
}

fn node<'a>(form: &'a Form, name: &str) -> &'a Node {
    form.nodes.iter().find(|node| node.name == name).unwrap_or_else(|| panic!("no node {name}"))
}

/// A formula as `show` writes it.
fn formula(form: &Form, line: &str) -> bool {
    show(form).lines().any(|shown| shown.trim() == line)
}

#[test]
fn every_type_becomes_its_kind_in_every_spelling() {
    let form = form(
        "survey
        |type|name|label|calculation|
        |text|a|A||
        |q string|b|B||
        |int|c|C||
        |decimal|d|D||
        |date|e|E||
        |time|f|F||
        |date time|g|G||
        |note|h|H||
        |trigger|i|I||
        |gps|j|J||
        |geotrace|k|K||
        |geoshape|l|L||
        |barcode|m|M||
        |calculate|n||1 + 1|
        |hidden|o|||
        |photo|p|P||
        |audio|q|Q||
        |video|r|R||
        |file|s|S||
        |start|t|||
        |end time|u|||
        |today|v|||
        |imei|w|||
        |username|x|||
        |percentage|y|Y||
        |phone number|z|Z||
        |email|za|||
        |phonenumber|zb|||",
    );
    let kinds = [
        ("a", Kind::Text),
        ("b", Kind::Text),
        ("c", Kind::Integer),
        ("d", Kind::Decimal),
        ("e", Kind::Date),
        ("f", Kind::Time),
        ("g", Kind::DateTime),
        ("h", Kind::Note),
        ("i", Kind::Acknowledge),
        ("j", Kind::Geopoint),
        ("k", Kind::Geotrace),
        ("l", Kind::Geoshape),
        ("m", Kind::Barcode),
        ("n", Kind::Calculate),
        ("o", Kind::Hidden),
        ("p", Kind::Image),
        ("q", Kind::Audio),
        ("r", Kind::Video),
        ("s", Kind::File),
        ("t", Kind::Metadata(Fact::Start)),
        ("u", Kind::Metadata(Fact::End)),
        ("v", Kind::Metadata(Fact::Today)),
        ("w", Kind::Metadata(Fact::DeviceId)),
        ("x", Kind::Metadata(Fact::Username)),
        ("y", Kind::Integer),
        ("z", Kind::Text),
        ("za", Kind::Metadata(Fact::Email)),
        ("zb", Kind::Metadata(Fact::PhoneNumber)),
        ("instanceID", Kind::Metadata(Fact::InstanceId)),
    ];
    for (name, kind) in kinds {
        assert_eq!(node(&form, name).kind, kind, "{name}");
    }
    assert!(node(&form, "y").constraint.is_some() && node(&form, "z").constraint.is_some());
}

#[test]
fn references_are_relative_in_a_repeat_and_absolute_elsewhere() {
    let form = form(
        "survey
        |type|name|label|relevant|calculation|choice_filter|repeat_count|default|
        |text|village|Where?||||||
        |begin_repeat|child|Child||||${village}||
        |begin_group|who|Who||||||
        |integer|age|Age||||||
        |end_group|||||||||
        |text|school|School|${age} > 5|||||
        |text|at|At||||| ${school}|
        |calculate|seen|||count(${child})||||
        |calculate|older|||indexed-repeat(${age}, ${child}, 1)||||
        |select_one x|y|Y|||group = ${school}|||
        |end_repeat|||||||||
        |calculate|total|||sum(${age})||||
        choices
        |list_name|name|label|group|
        |x|b|B|g|",
    );
    for line in [
        "relevant if ../who/age > 5",
        "= count(/data/child)",
        "= indexed-repeat(/data/child/who/age, /data/child, 1)",
        "= sum(/data/child/who/age)",
        "child: repeat, /data/village times",
        "y: select one x where group = current()/../school",
    ] {
        assert!(formula(&form, line), "{line}\n{}", show(&form));
    }
}

#[test]
fn a_repeat_count_that_is_a_formula_becomes_a_calculation() {
    let form = form(
        "survey
        |type|name|label|repeat_count|
        |integer|n|N||
        |begin_repeat|r|R|${n} + 1|
        |text|a|A||
        |end_repeat||||",
    );
    assert_eq!(node(&form, "r_count").kind, Kind::Calculate);
    assert!(
        formula(&form, "r: repeat, /data/r_count times") && formula(&form, "= /data/n + 1"),
        "{}",
        show(&form)
    );
}

#[test]
fn or_other_adds_a_choice_and_a_question() {
    let form = form(
        "survey
        |type|name|label::Bangla (bn)|label::English (en)|
        |select_one x or_other|a|ক|A|
        choices
        |list_name|name|label::Bangla (bn)|label::English (en)|
        |x|b|খ|B|
        settings
        |form_id|
        |f|",
    );
    let other = node(&form, "a_other");
    assert_eq!(other.kind, Kind::Text);
    assert_eq!(other.label.0[1], [Piece::Literal("Specify other.".into())]);
    assert!(formula(&form, "relevant if selected(../a, 'other')"), "{}", show(&form));
    let Source::Inline(items) = &form.lists[0].source else { panic!("inline") };
    assert_eq!(items.items.iter().map(|item| item.name.as_str()).collect::<Vec<_>>(), ["b", "other"]);
    assert_eq!(form.languages, ["bn", "en"]);
}

#[test]
fn a_table_gets_its_title_and_its_header() {
    let form = form(
        "survey
        |type|name|label|appearance|
        |begin_group|g|Title|table-list|
        |select_one x|a|A||
        |select_one x|b|B||
        |end_group||||
        choices
        |list_name|name|label|
        |x|yes|Yes|",
    );
    let names: Vec<&str> = form.nodes.iter().map(|node| node.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "data",
            "g",
            "generated_table_list_label_2",
            "reserved_name_for_field_list_labels_3",
            "a",
            "b",
            "meta",
            "instanceID"
        ]
    );
    let appearances = ["g", "reserved_name_for_field_list_labels_3", "a", "b"]
        .map(|name| node(&form, name).appearance.clone());
    assert_eq!(appearances, ["field-list", "label", "list-nolabel", "list-nolabel"]);
}

#[test]
fn choices_from_a_repeat_have_the_repeats_predicate() {
    let form = form(
        "survey
        |type|name|label|choice_filter|
        |begin_repeat|child|Child||
        |text|name|Name||
        |integer|age|Age||
        |end_repeat||||
        |select_one ${name}|eldest|Who?||
        |select_one ${name}|older|Who?|${age} > 5|",
    );
    for line in
        ["eldest: select one /data/child[./name != '']/name", "older: select one /data/child[./age > 5]/name"]
    {
        assert!(formula(&form, line), "{line}\n{}", show(&form));
    }
}

#[test]
fn defaults_triggers_order_and_stores_are_kept() {
    let form = form(
        "survey
        |type|name|label|default|calculation|trigger|parameters|jonaki:store|required|read_only|
        |text|a|A|some text||||identity|yes|no|
        |date|b|B|today()||||safety|||
        |dateTime|c|C||now()|${a}, ${b}||||yes|
        |select_one x|d|D|b|||randomize=true seed=${n}|card.urgency|||
        |integer|n|N|-1|||||||
        |range|r|R||||start=0 end=1 step=0.1||||
        choices
        |list_name|name|label|
        |x|b|B|",
    );
    assert_eq!(node(&form, "a").default, Some(Preset::Static("some text".into())));
    assert_eq!(node(&form, "a").store, Store::Identity);
    assert!(node(&form, "a").required.is_some() && node(&form, "a").read_only.is_none());
    assert!(matches!(node(&form, "b").default, Some(Preset::Dynamic(_))));
    assert_eq!(node(&form, "c").trigger, [1, 2]);
    assert!(node(&form, "c").read_only.is_some());
    let Kind::SelectOne(select) = &node(&form, "d").kind else { panic!("select") };
    assert!(matches!(select.choices, Choices::List(0)) && matches!(select.randomize, Some(Shuffle::Seed(_))));
    assert_eq!(node(&form, "d").store, Store::Card("urgency".into()));
    let Kind::Range(range) = &node(&form, "r").kind else { panic!("range") };
    assert!(range.decimal && range.start == 0.0 && range.end == 1.0 && range.step == 0.1);
}

#[test]
fn files_beside_the_form_become_lists() {
    let survey = "type,name,label,parameters,calculation\n\
        select_one_from_file villages.csv,v,Village,,\n\
        select_one_from_file villages.csv,w,Village,value=code label=title,\n\
        csv-external,people,,,\n\
        calculate,e,,,\"pulldata('prices', 'price', 'fruit', 'mango')\"\n\
        calculate,c,,,\"pulldata('people', 'age', 'name', ${v})\"\n\
        calculate,d,,,instance('bd-places')/root/item[name = 'x']/district\n";
    let sheets = [("survey", survey.as_bytes())];
    let attached = [
        Attached {
            name: "villages.csv",
            bytes: "name,label,code,title\na,Ali,1,One\nb,Bil,2,Two\n".as_bytes(),
        },
        Attached { name: "people.csv", bytes: "name,label,age\nx,X,7\n".as_bytes() },
        Attached { name: "prices.csv", bytes: "fruit,price\nmango,3\n,4\n".as_bytes() },
    ];
    let source = From { form: Input::Csv(&sheets), attached: &attached, file_name: "visit" };
    let compiled =
        compile(&source, &Options::default()).unwrap_or_else(|faults| panic!("{}", rendered(&faults)));
    let names: Vec<&str> = compiled.form.lists.iter().map(|list| list.name.as_str()).collect();
    assert_eq!(names, ["people", "villages", "villages~code~title", "prices", "bd-places"]);
    assert_eq!(compiled.form.id, "visit");
    let Source::Inline(items) = &compiled.form.lists[2].source else { panic!("inline") };
    assert_eq!(items.items[1].name, "2");
    let Source::Inline(prices) = &compiled.form.lists[3].source else { panic!("inline") };
    assert_eq!(
        (prices.columns.as_slice(), prices.items.len()),
        (["fruit".to_owned(), "price".to_owned()].as_slice(), 2)
    );
    assert_eq!(compiled.form.lists[4].source, Source::BuiltIn("bd-places".into()));
}

#[test]
fn what_is_left_out_is_said() {
    let compiled = tables(
        "survey
        |type|name|label::English (en)|label::Bangla (bn)|media::image::English (en)|foo|disabled|required|
        |text|a|A|ক|a.png|x|||
        |text|A|B||||||
        |text|c|C|গ|||yes||
        ||||||||
        |begin_group|g|G|ঘ||||yes|
        |text|d|D|ঙ|||||
        |end_group|||||||
        choices
        |list_name|name|label::English (en)|
        |x|b|B|
        setings
        |form_id|
        |f|",
        &Options::default(),
    )
    .unwrap_or_else(|faults| panic!("{}", rendered(&faults)));
    let codes: Vec<&str> = compiled.warnings.iter().map(|warning| warning.code.as_str()).collect();
    for code in [
        "media_left_out",
        "column_unknown",
        "translation_missing",
        "row_disabled",
        "name_almost_twice",
        "column_idle",
        "list_unused",
        "sheet_unknown",
        "form_id_absent",
    ] {
        assert!(codes.contains(&code), "{code}\n{}", rendered(&compiled.warnings));
    }
    assert!(!compiled.form.nodes.iter().any(|node| node.name == "c"));
}

#[test]
fn languages_that_must_be_there_are_errors() {
    let options = Options { languages: vec!["bn".into()], ..Options::default() };
    let english = "survey
        |type|name|label::English (en)|label::Bangla (bn)|
        |text|a|A||";
    let faults = tables(english, &options).unwrap_err();
    assert!(faults.iter().any(|fault| fault.is_error() && fault.code.as_str() == "translation_missing"));
    let none = "survey
        |type|name|label|
        |text|a|A|";
    assert!(tables(none, &options).is_err());
}

#[test]
fn a_fault_is_shown_with_its_cell_and_its_mend() {
    let faults = tables(
        "survey
        |type|name|label|relevant|
        |text|village|Where?||
        |text|b|B|${vilage} = 'x'|
        settings
        |form_id|
        |f|",
        &Options::default(),
    )
    .unwrap_err();
    assert_eq!(
        rendered(&faults),
        "error[expression_name_unknown]: no question is named `vilage`\n \
         --> survey, row 3, column D (relevant)\n  |\n3 | ${vilage} = 'x'\n  | ^^^^^^^^^\n  \
         = help: Did you mean `village`?\n  = এই নামের প্রশ্ন নেই।\n\n"
    );
}

#[test]
fn languages_have_tags_and_the_default_is_first() {
    let tags = |headers: &str, settings: &str| {
        let text = format!(
            "survey\n|type|name|{headers}\n|text|a|A|B|C|\nsettings\n|form_id|default_language|\n|f|{settings}|"
        );
        form(&text).languages
    };
    assert_eq!(tags("label::Bangla (bn)|label::English (en)|hint::English (en)|", ""), ["bn", "en"]);
    assert_eq!(tags("label::Bangla (bn)|label::English (en)||", "English (en)"), ["en", "bn"]);
    assert_eq!(tags("label:English|label:French||", "French"), ["fr", "en"]);
    assert_eq!(tags("label|label::Sylheti (syl)|hint|", ""), ["und", "syl"]);
    assert_eq!(tags("label|label::English (en)|hint|", "Bangla (bn)"), ["bn", "en"]);
    assert_eq!(tags("label::Klingon|label::বাংলা||", ""), ["x-klingon", "bn"]);
}

#[test]
fn headers_are_known_in_every_spelling() {
    let form = form(
        "survey
        |Type|Name|caption|bind::relevant|bind::constraint|constraint message|bind::jr:requiredMsg|readonly|calculate|body::appearance|jr:count|
        |integer|n|N||||||||
        |text|a|A|${n} > 1|. != 'x'|wrong|missing|yes||multiline||
        |begin repeat|r|R||||||||${n}|
        |calculate|c||||||| 1 + 1|||
        |end repeat||||||||||",
    );
    let a = node(&form, "a");
    assert!(a.relevant.is_some() && a.read_only.is_some() && a.appearance == "multiline");
    assert!(!a.constraint_message.is_empty() && !a.required_message.is_empty());
    assert!(node(&form, "c").calculation.is_some());
    assert!(matches!(&node(&form, "r").kind, Kind::Repeat(repeat) if repeat.count.is_some()));
}

#[test]
fn two_questions_for_one_field_of_the_card_are_said() {
    let compiled = tables(
        "survey
        |type|name|label|jonaki:store|appearance|
        |integer|a|A|card.number_of_children|w1 autocomplete|
        |calculate|b||card.number_of_children||
        |date|c|C|card.when_noticed|monthyear|
        settings
        |form_id|
        |f|"
        .replace("|calculate|b||", "|integer|b|B|")
        .as_str(),
        &Options { card: Some(crate::forms::card()), ..Options::default() },
    )
    .unwrap_or_else(|faults| panic!("{}", rendered(&faults)));
    let codes: Vec<&str> = compiled.warnings.iter().map(|warning| warning.code.as_str()).collect();
    assert_eq!(codes, ["store_twice", "appearance_unknown"]);
    assert!(compiled.warnings[1].help.contains("month-year"));
}
