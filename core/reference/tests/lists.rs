//! The lists that forms may name without carrying them.

use jonaki_reference::Language::{Bangla, English};
use jonaki_reference::lists::{List, list, names};
use jonaki_reference::places::Place;
use jonaki_reference::{codes, helplines, lists};

fn get(name: &str) -> &'static List {
    list(name).unwrap_or_else(|| panic!("{name}"))
}

#[test]
fn every_list_gives_its_items_by_number_and_by_name() {
    assert_eq!(names().count(), 5 + codes::lists().count());
    for name in names() {
        let list = get(&name);
        assert_eq!(lists::list(&format!("{name}.csv")), Some(list));
        for row in 0..list.len() {
            let stored = list.value(row, "name").expect("a name");
            assert_eq!(list.find(stored), Some(row), "{name}: {stored}");
            assert!(list.columns().iter().all(|column| list.value(row, column).is_some()));
            assert!(!list.label(row, Bangla).is_empty() && !list.label(row, English).is_empty());
            assert_eq!(list.value(row, "label"), Some(list.label(row, Bangla)));
        }
        assert_eq!(list.value(list.len(), "name"), None);
        assert_eq!(list.value(0, "nothing"), None);
        assert_eq!((list.find(""), list.find("nothing")), (None, None));
    }
    for unknown in ["", "bd-unions", "codes-", "codes-nothing", "exploitation", "helplines.csv.csv"] {
        assert_eq!(list(unknown), None, "{unknown}");
    }
}

#[test]
fn lists_of_places_have_the_columns_that_forms_reach() {
    let counts = ["bd-divisions", "bd-districts", "bd-upazilas", "bd-places"].map(|name| get(name).len());
    assert_eq!(counts, [8, 64, 489, 561]);
    let columns = [
        "name",
        "label::Bangla (bn)",
        "label::English (en)",
        "level",
        "parent",
        "division",
        "district",
        "upazila",
    ];
    for (list, code, expected) in [
        (
            "bd-upazilas",
            "BD2022-ramu",
            ["BD2022-ramu", "রামু", "Ramu", "upazila", "BD2022", "chattogram", "coxs_bazar", "BD2022-ramu"],
        ),
        ("bd-places", "BD4047", ["BD4047", "খুলনা", "Khulna", "district", "BD40", "khulna", "khulna", ""]),
        (
            "bd-districts",
            "BD5070",
            [
                "BD5070",
                "চাঁপাইনবাবগঞ্জ",
                "Chapai Nawabganj",
                "district",
                "BD50",
                "rajshahi",
                "chapai_nawabganj",
                "",
            ],
        ),
        ("bd-places", "BD40", ["BD40", "খুলনা", "Khulna", "division", "", "khulna", "", ""]),
    ] {
        let list = get(list);
        let row = list.find(code).expect("a place");
        let found = columns.map(|column| list.value(row, column).unwrap_or("?"));
        assert_eq!(found, expected);
    }
    assert_eq!(get("bd-upazilas").find("BD4047"), None, "a district is no upazila");
    assert_eq!(get("bd-districts").find("BD2022-ramu"), None);
}

#[test]
fn an_index_says_what_a_walk_through_all_says() {
    for name in names() {
        let list = get(&name);
        for column in ["name", "parent", "level"] {
            let Some(_) = list.rows_with(column, "") else { continue };
            let mut values: Vec<_> = (0..list.len()).filter_map(|row| list.value(row, column)).collect();
            values.extend(["nothing", "BD99", "BD4047", "division", "upazila"]);
            values.dedup();
            for value in values {
                let walked: Vec<_> =
                    (0..list.len()).filter(|row| list.value(*row, column) == Some(value)).collect();
                let indexed: Vec<_> = list.rows_with(column, value).expect("an index").collect();
                assert_eq!(indexed, walked, "{name}: {column} = {value}");
            }
        }
        assert_eq!(list.rows_with("label", "খুলনা"), None, "no index: look at all");
    }
}

#[test]
fn retired_codes_and_numbers_are_not_offered() {
    assert_eq!(get("codes-laws").find("psht_act_2012"), None);
    assert!(get("codes-laws").find("psht_ordinance_2026").is_some());
    assert!(get("codes-vulnerabilities").is_empty());
    assert_eq!(get("helplines").find("10921"), None);
    let exploitation = get("codes-exploitation");
    let row = exploitation.find("online_sexual_exploitation").expect("a code");
    assert_eq!(exploitation.value(row, "htcds"), Some("SexualExploitation"));
    assert_eq!(exploitation.value(row, "ctdc"), Some("isSexualExploit"));
}

#[test]
fn helplines_say_when_and_for_what() {
    let first: Vec<_> = helplines::all().take(3).map(helplines::Helpline::number).collect();
    assert_eq!(first, ["999", "1098", "109"]);
    for helpline in helplines::all() {
        assert!(helpline.number().chars().all(|digit| digit.is_ascii_digit()));
        for language in [Bangla, English] {
            let texts = [helpline.label(language), helpline.hours(language), helpline.about(language)];
            assert!(texts.iter().all(|text| !text.is_empty()), "{}", helpline.number());
            assert!(language == English || !texts.concat().chars().any(|c| c.is_ascii_alphanumeric()));
        }
        let emergency = helpline.level() == helplines::Level::Emergency;
        assert_eq!(emergency, ["999", "1098", "109"].contains(&helpline.number()));
        assert!(!emergency || helpline.open() == "24/7");
    }
    assert!(helplines::by_number("16430").is_some() && helplines::by_number("16108").is_some());
    let old = helplines::by_number("10921").expect("still readable");
    assert!(old.is_retired() && old.label(Bangla).contains("আগের"));
    assert_eq!(helplines::by_number(""), None);
}

#[test]
fn places_that_a_list_names_are_those_of_the_table() {
    let list = get("bd-places");
    let same = |row| {
        list.value(row, "name")
            .and_then(Place::by_code)
            .is_some_and(|place| list.label(row, English) == place.name(English))
    };
    assert!((0..list.len()).all(same));
}
