//! The directory of services through the real program, with a server between the devices.

use crate::jonaki;
use crate::stage::{Stage, path};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn table() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/directory.csv")
}

fn rows(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The codes of services, in the order of the list.
fn codes(found: &Value) -> Vec<&str> {
    rows(found).iter().filter_map(|service| service["code"].as_str()).collect()
}

/// What would become of the rows of a table.
fn outcomes(told: &Value) -> Vec<&str> {
    rows(&told["plan"]["rows"]).iter().filter_map(|row| row["outcome"].as_str()).collect()
}

#[test]
fn a_table_becomes_a_directory_that_is_found_reported_on_and_written_back() {
    let stage = Stage::new();
    let file = table();
    let told = stage.json("admin", &["directory", "import", path(&file)]);
    assert_eq!(outcomes(&told), vec!["new"; 61]);
    assert_eq!(told["applied"], Value::Null);
    let none = stage.json("admin", &["directory", "find"]);
    assert_eq!(codes(&none), Vec::<&str>::new(), "a dry run changes nothing");
    let told = stage.json("admin", &["directory", "import", path(&file), "--apply"]);
    assert_eq!((&told["applied"]["services"], &told["applied"]["organisations"]), (&61.into(), &26.into()));
    let link = ["--role", "admin", "--organisation", "Sample Shelter Khulna (synthetic)"];
    stage.enrol("admin", "owner", &link);
    stage.settle();

    find_in_every_spelling(&stage);
    stage.done("coordinator", &["directory", "report", "SYN-01-1", "full"]);
    stage.done("coordinator", &["directory", "report", "syn-01-1", "wrong-number"]);
    let (code, said) = stage.refused("reporter", &["directory", "report", "SYN-01-1", "full"]);
    assert!(code == Some(1) && said.contains("not_allowed"), "{said}");
    stage.settle();
    stage.done("owner", &["sync"]);
    for name in ["coordinator", "admin", "owner"] {
        let seen = stage.json(name, &["directory", "show", "Sample Child Shelter Khulna (synthetic)"]);
        let status = stage.json("coordinator", &["status"]);
        assert_eq!(
            seen["flags"],
            serde_json::json!([["full", 1], ["wrong_number", 1]]),
            "{name}: {} unsent, {} refused",
            status["unsent_items"],
            status["refused"]
        );
    }
    let seen = stage.done("owner", &["directory", "show", "SYN-01-1", "--lang", "bn"]);
    assert!(seen.contains("! ১ জন জানিয়েছেন: ভুল নম্বর") && seen.contains("শেষে দেখানো হচ্ছে"), "{seen}");
    written_back(&stage);
}

/// Bangla, Latin and misspelt words find the same, with the reasons.
fn find_in_every_spelling(stage: &Stage) {
    let child = ["--sex", "female", "--age", "13"];
    let find = |words: &[&str], near: &str| {
        let asked = [&["directory", "find"], words, &["--near", near], &child[..]].concat();
        let found = stage.json("coordinator", &asked);
        assert!(codes(&found).starts_with(&["SYN-01-1"]), "{words:?}: {:?}", codes(&found));
        found
    };
    let found = find(&["শিশু", "আশ্রয়"], "ডুমুরিয়া");
    assert_eq!(found, find(&["child", "shelter"], "Dumuria, Khulna"));
    assert_eq!(found, find(&["shishu", "asroy"], "Dumria"));
    let first = &found[0];
    assert_eq!((&first["nearness"], &first["covers"]), (&"district".into(), &true.into()));
    assert_eq!(first["organisation_kind"], "shelter");
    assert_eq!(first["free_as_of"], "2026-11-15");
    assert!(first["contacts"][0]["phone"].as_str().is_some_and(|phone| phone.starts_with("+880100")));

    let place =
        stage.json("coordinator", &["directory", "find", "--near", "BD4047", "--need", "shelter-child"]);
    assert_eq!(codes(&place)[..2].iter().filter(|code| ["SYN-02-3", "SYN-01-1"].contains(code)).count(), 2);
    let shown = ["directory", "find", "শিশু আশ্রয়", "--near", "খুলনা", "--lang", "bn"];
    let shown = stage.done("reporter", &shown);
    for said in ["যেখানে দরকার: খুলনা, খুলনা", "একই জেলায়", "খালি জায়গা", "যাচাই", "+880100"]
    {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let boys = ["directory", "find", "--need", "shelter_child", "--sex", "male", "--near", "Khulna"];
    assert!(!codes(&stage.json("coordinator", &boys)).contains(&"SYN-01-1"), "it takes girls only");
    for (asked, code, said) in [
        (["--near", "Kaliganj"], 2, "Kaliganj, Satkhira, Khulna"),
        (["--near", "Atlantis"], 2, "place"),
        (["--need", "shelter"], 2, "shelter_child"),
        (["--case", "ABCDEFGH"], 1, "not_found"),
    ] {
        let (found, text) = stage.refused("coordinator", &[&["directory", "find"], &asked[..]].concat());
        assert!(found == Some(code) && text.contains(said), "{asked:?}: {text}");
    }
}

/// What is exported is read back as what is there.
fn written_back(stage: &Stage) {
    let file = stage.home("written.csv");
    let written = ["directory", "export", path(&file)];
    assert_eq!(stage.json("admin", &written)["services"], 61);
    assert!(stage.refused("admin", &written).1.contains("--force"), "nothing is written over");
    let told = stage.json("admin", &["directory", "import", path(&file)]);
    assert_eq!(outcomes(&told), vec!["same"; 61]);
    assert_eq!(
        stage.json("admin", &["directory", "export", path(&file), "--template", "--force"])["services"],
        0
    );
}

#[test]
fn every_fault_of_a_table_is_told_with_its_row_column_and_what_to_do() {
    let stage = Stage::new();
    let file = stage.home("faults.csv");
    let import = |text: &str, more: &[&str]| {
        std::fs::write(&file, text).expect("a file");
        let output = jonaki(&stage.home("admin"), &[&["directory", "import", path(&file)], more].concat());
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let bad = "organisation_code,organisation_name_en,service_code,service_type,sexes\nA-1,Sample,A-1-1,nonsense,all\n";
    let (code, out, _) = import(bad, &["--lang", "bn"]);
    assert!(code == Some(1) && out.contains("১\tA-1-1\tনেওয়া যাবে না"), "{out}");
    assert!(out.contains("service_type (unknown_code): ") && out.contains("এখনো কিছু বদলায়নি"), "{out}");
    let (code, out, said) = import(bad, &["--json", "--apply"]);
    let told: Value = serde_json::from_str(&out).expect("JSON");
    let faults = rows(&told["plan"]["rows"][0]["faults"]);
    let fault = faults.iter().find(|fault| fault["column"] == "service_type").expect("it is told");
    assert_eq!((&fault["code"], told["plan"]["rows"][0]["row"].as_u64()), (&"unknown_code".into(), Some(1)));
    assert!(fault["english"].as_str().is_some_and(|text| text.contains("Choose a code")), "{fault}");
    assert_eq!((code, &told["applied"]["services"]), (Some(1), &0.into()), "{said}");
    let (code, _, said) = import("name,phone\nx,y\n", &["--lang", "bn"]);
    assert!(code == Some(1) && said.contains("directory_no_header") && said.contains("প্রথম সারিতে"), "{said}");
    // Whoever does not coordinate may look at what would change, and change nothing.
    let whole = table();
    assert_eq!(outcomes(&stage.json("reporter", &["directory", "import", path(&whole)])).len(), 61);
    let (code, said) = stage.refused("reporter", &["directory", "import", path(&whole), "--apply"]);
    assert!(code == Some(1) && said.contains("not_allowed"), "{said}");
}
