//! The same child in two organisations, through the real program: the programme's office compares and reads no case.

use crate::stage::{Stage, path};
use serde_json::{Value, json};

/// Files a report at an organisation's device and opens it; its short code.
fn case(stage: &Stage, home: &str, names: [&str; 3]) -> String {
    let [given, father, mother] = names;
    let report = json!({
        "concern_types": ["child_labour"], "district": "khulna", "victim_sex": "female", "victim_age_band": "12-13",
        "name_given": given, "father_name": father, "mother_name": mother,
    });
    let file = stage.home(&format!("{home}.json"));
    std::fs::write(&file, report.to_string()).expect("written");
    stage.done(home, &["report", path(&file)]);
    let cases = stage.json(home, &["cases"]);
    let short = cases[0]["short_code"].as_str().expect("a short code").to_owned();
    stage.done(home, &["triage", &short, "valid"]);
    short
}

fn sync(stage: &Stage) {
    for _ in 0..2 {
        for home in ["admin", "shelter", "health"] {
            stage.done(home, &["sync"]);
        }
    }
}

#[test]
fn two_organisations_are_told_of_one_child_and_one_links_the_cases() {
    let stage = Stage::new();
    let nobody = stage.done("shelter", &["matching", "status"]);
    assert!(nobody.contains("No organisation compares"), "{nobody}");
    let (code, _) = stage.refused("shelter", &["matching", "by", "Test Organisation"]);
    assert_eq!(code, Some(1), "only who made the programme chooses");
    stage.done("admin", &["matching", "by", "Test Organisation"]);
    sync(&stage);
    let bangla = case(&stage, "shelter", ["নুসরাত জাহান", "মোঃ রফিকুল ইসলাম", "শাহানা বেগম"]);
    let latin = case(&stage, "health", ["Nusrat Jahan", "Md. Rafiqul Islam", "Shahana Begum"]);
    sync(&stage);
    let here = stage.json("admin", &["matching", "status"]);
    assert_eq!(
        (&here["compares"], &here["has_key"], &here["prints"]),
        (&json!(true), &json!(false), &json!(2))
    );
    let pairs = stage.json("admin", &["matching", "pairs"]);
    assert_eq!((&pairs[0]["certainty"], &pairs[1]), (&json!("same"), &Value::Null));
    let shown = stage.done("admin", &["matching", "pairs", "--lang", "bn"]);
    assert!(
        shown.contains("সম্ভবত একই শিশু") && shown.contains(&bangla) && shown.contains("ক্লিনিক পরীক্ষা"),
        "{shown}"
    );
    assert!(!shown.contains("নুসরাত") && !shown.contains("Nusrat"));
    let (code, said) = stage.refused("shelter", &["matching", "pairs"]);
    assert!(code == Some(1) && said.contains("not_allowed"), "{said}");
    let (code, _) = stage.refused("admin", &["matching", "tell", &bangla, "AAAA-AAAA"]);
    assert_eq!(code, Some(1));
    assert_eq!(stage.json("admin", &["matching", "tell", &latin, &bangla]), json!({ "told": 2 }));
    sync(&stage);
    let told = stage.done("shelter", &["matching", "of", &bangla]);
    assert!(
        told.contains(&latin) && told.contains("Test Clinic") && told.contains("ask its keeper"),
        "{told}"
    );
    // The other case is not on this device; it is linked by the code that was told.
    stage.done("shelter", &["link", &bangla, &latin, "same_child"]);
    let linked = stage.done("shelter", &["matching", "of", &bangla]);
    assert!(linked.contains("linked"), "{linked}");
    let (code, _) = stage.refused("shelter", &["link", &bangla, "ZZZZ-ZZZZ", "same_child"]);
    assert_eq!(code, Some(1));
    stage.done("admin", &["matching", "renew"]);
    sync(&stage);
    let here = stage.json("admin", &["matching", "status"]);
    assert_eq!((&here["number"], &here["prints"]), (&json!(2), &json!(2)));
    stage.done("admin", &["matching", "dismiss", &bangla, &latin]);
    assert_eq!(stage.json("admin", &["matching", "pairs"]), json!([]));
}
