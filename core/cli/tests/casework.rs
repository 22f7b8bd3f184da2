//! Triage, consent and referrals through the real program, with a server between the devices.

use crate::stage::{Stage, id};
use serde_json::Value;

#[test]
fn a_child_is_referred_offline_accepted_offline_and_helped() {
    let stage = Stage::new();
    let case = stage.report(true);
    stage.settle();
    let queue = stage.json("coordinator", &["queue"]);
    assert_eq!(
        (&queue["urgent"]["rows"][0]["id"], &queue["urgent"]["count"]),
        (&Value::from(case.as_str()), &1.into())
    );
    stage.done("coordinator", &["triage", &case, "valid"]);
    stage.done("coordinator", &["triage", &case, "needs-info", "মেয়েটি কোথায়?"]);

    // A question goes to the reporter and comes back.
    stage.settle();
    assert!(stage.done("reporter", &["queue"]).contains("মেয়েটি কোথায়?"));
    stage.done("reporter", &["reply", &case, "১", "ইটভাটায়"]);
    assert_eq!(stage.json("reporter", &["questions", &case]), Value::Array(Vec::new()));

    // Without a consent nothing leaves, and both languages say what to do.
    let mut refer = vec!["refer", &case, "--to", "Test Shelter", "--service", "shelter_child"];
    refer.extend(["--groups", "situation,name"]);
    let (code, said) = stage.refused("coordinator", &refer);
    assert!(
        code == Some(1) && said.contains("Record the consent") && said.contains("consent_missing"),
        "{said}"
    );
    let (_, said) = stage.refused("coordinator", &[&refer[..], &["--lang", "bn"]].concat());
    assert!(said.contains("এতে কারও সম্মতি নেই"), "{said}");
    let give =
        ["consent", "give", &case, "--giver", "guardian", "--groups", "situation,name", "--how", "verbal"];
    let consent = id(&stage.json("coordinator", &give));
    assert_eq!(stage.json("coordinator", &["consent", "list", &case])[0]["consent"]["id"], consent.as_str());

    // A preview shows exactly what would leave, and that nothing did.
    let preview = stage.json("coordinator", &[&refer[..], &["--preview"]].concat());
    let names: Vec<_> =
        preview[0]["fields"].as_array().expect("fields").iter().map(|field| &field["field"]).collect();
    assert!(
        names.contains(&&Value::from("name_given")) && !names.contains(&&Value::from("father_name")),
        "{names:?}"
    );
    // Codes for programs, and what they mean.
    let shown = preview[0]["fields"].as_array().expect("fields");
    let district = shown.iter().find(|shown| shown["field"] == "district").expect("the district");
    assert_eq!((&district["value"], &district["value_label"]), (&"jashore".into(), &"Jashore".into()));
    assert_eq!(preview[0]["groups"], serde_json::json!(["situation", "name"]));
    let bangla = stage.json("coordinator", &[&refer[..], &["--preview", "--lang", "bn"]].concat());
    assert_eq!(
        (&bangla[0]["to_name"], &bangla[0]["group_labels"]),
        (&"আশ্রয় পরীক্ষা".into(), &"পরিস্থিতি, নাম".into())
    );
    assert_eq!(stage.json("coordinator", &["referrals", "--sent"]), Value::Array(Vec::new()));
    let wide = [&refer[..4], &["--service", "shelter_child", "--fields", "narrative", "--preview"]].concat();
    assert!(stage.refused("coordinator", &wide).1.contains("consent_scope"));

    let made = stage.json("coordinator", &refer);
    let referral = made[0]["id"].as_str().expect("an id").to_owned();
    let given = &stage.json("coordinator", &["consent", "list", &case])[0]["consent"]["groups"];
    assert_eq!(*given, serde_json::json!(["situation", "name"]), "not as bits");
    stage.settle();
    let view = stage.json("shelter", &["referral", &referral]);
    assert_eq!(view["row"]["header"]["groups"], *given);
    assert_eq!(view["fields"], preview[0]["fields"], "what left is what the preview showed");
    assert!(stage.done("shelter", &["queue", "--lang", "bn"]).contains("আমাদের উত্তরের অপেক্ষায়"));
    stage.done("shelter", &["answer", &referral, "accept"]);
    stage.done("shelter", &["answer", &referral, "in-service"]);
    stage.done("shelter", &["answer", &referral, "completed", "full", "--note", "মেয়েটি নিরাপদে আছে"]);
    stage.settle();
    let shown = stage.done("coordinator", &["referral", &referral]);
    assert!(shown.contains("[Completed: All]") && shown.contains("মেয়েটি নিরাপদে আছে"), "{shown}");
    let at = |text: &str| shown.find(text).unwrap_or_else(|| panic!("{text}: {shown}"));
    assert!(at(": Accepted") < at(": In service") && at(": In service") < at(": Completed All"), "{shown}");
    let ended = stage.done("shelter", &["referral", &referral]);
    assert!(!ended.contains("রূপা") && ended.contains("মেয়েটি নিরাপদে আছে"), "{ended}");
    let seen = stage.json("coordinator", &["who-saw", &case]);
    assert_eq!(seen["disclosed"][0][2], false, "the shelter reads it no more");
}

#[test]
fn who_declines_is_followed_by_the_next_and_a_withdrawn_consent_ends_it() {
    let stage = Stage::new();
    let case = stage.report(false);
    stage.settle();
    stage.done("coordinator", &["triage", &case, "valid"]);
    stage.done("coordinator", &["consent", "give", &case, "--giver", "self", "--groups", "situation,name"]);
    let refer =
        ["refer", &case, "--to", "Test Shelter", "--next", "ক্লিনিক পরীক্ষা", "--service", "shelter_child"];
    let first = stage.json("coordinator", &refer)[0]["id"].as_str().expect("an id").to_owned();
    stage.settle();
    let (code, said) = stage.refused("shelter", &["answer", &first, "decline", "tired", "--lang", "bn"]);
    assert!(code == Some(2) && said.contains("no_capacity  জায়গা বা লোক নেই"), "{said}");
    stage.done("shelter", &["answer", &first, "decline", "no_capacity"]);
    stage.settle();
    let received = stage.json("health", &["referrals", "--open"]);
    assert_eq!(received[0]["header"]["previous"], first.as_str(), "the next one was asked by itself");
    let next = received[0]["id"].as_str().expect("an id").to_owned();
    stage.done("health", &["answer", &next, "accept", "--note", "আসছি"]);
    stage.done("coordinator", &["consent", "withdraw", &case, "1"]);
    stage.settle();
    for name in ["coordinator", "health"] {
        let status = &stage.json(name, &["referral", &next])["row"]["status"];
        assert_eq!(
            (&status["access"], &status["progress"]),
            (&"withdrawn".into(), &"accepted".into()),
            "{name}"
        );
    }
    let ended = stage.done("coordinator", &["queue"]);
    assert!(ended.contains("Ended without help"), "{ended}");
}

#[test]
fn two_people_close_a_case_and_the_work_on_it_is_printed() {
    let stage = Stage::new();
    let (case, other) = (stage.report(false), stage.report(false));
    stage.settle();
    for case in [&case, &other] {
        stage.done("coordinator", &["triage", case, "valid"]);
    }
    let (code, said) = stage.refused("coordinator", &["triage", &case, "perhaps"]);
    assert!(code == Some(2) && said.contains("duplicate_of"), "{said}");
    stage.done(
        "coordinator",
        &["task", "add", &case, "home_visit", "+1", "--assigned", "me", "--text", "দেখা করা"],
    );
    stage.done("coordinator", &["task", "postpone", &case, "1", "+2"]);
    stage.done("coordinator", &["task", "done", &case, "1"]);
    stage.done("coordinator", &["plan", &case, "নিরাপদ থাকা", "--service", "shelter_child"]);
    stage.done("coordinator", &["risk", &case, "high", "--individual", "একা"]);
    stage.done("coordinator", &["link", &case, &other, "same-event"]);
    stage.done("coordinator", &["flag", &case, "ফোন করা যাবে না"]);
    stage.done("coordinator", &["exclude", &case, "--kind", "law_enforcement"]);
    let work = stage.json("coordinator", &["work", &case]);
    let counts = ["tasks", "plan", "risks", "links", "flags", "exclusions"]
        .map(|part| work[part].as_array().map(Vec::len));
    assert_eq!(counts, [Some(2), Some(1), Some(1), Some(1), Some(1), Some(1)], "{work}");
    let flag = work["flags"][0]["id"].as_str().expect("an id");
    stage.done("coordinator", &["step", &case, &flag[..8], "removed"]);
    stage.done("coordinator", &["exclude", &case, "--lift", "1"]);
    let work = stage.done("coordinator", &["work", &case, "--lang", "bn"]);
    assert!(work.contains("বাড়িতে গিয়ে দেখা") && !work.contains("ফোন করা যাবে না"), "{work}");

    let (code, said) = stage.refused("coordinator", &["close", &case]);
    assert!(code == Some(2) && said.contains("goals_met"), "{said}");
    assert_eq!(stage.json("coordinator", &["close", &case, "goals_met"])["closed"], false);
    stage.settle();
    assert_eq!(stage.json("admin", &["queue"])["closings"]["count"], 1);
    stage.done("admin", &["close", &case, "--refuse"]);
    assert_eq!(stage.json("admin", &["queue"])["closings"]["count"], 0, "within the hour as well");
    stage.settle();
    stage.done("coordinator", &["close", &case, "goals_met"]);
    stage.settle();
    assert_eq!(stage.json("admin", &["close", &case, "goals_met"])["closed"], true);
}

#[test]
fn access_is_given_to_an_organisation_by_its_name_and_taken_back_by_the_beginning_of_its_id() {
    let stage = Stage::new();
    let case = stage.report(false);
    stage.settle();
    let known = stage.json("coordinator", &["organisations"]);
    let shelter =
        known.as_array().and_then(|known| known.iter().find(|known| known["name_en"] == "Test Shelter"));
    let shelter = shelter.and_then(|known| known["id"].as_str()).expect("an id").to_owned();
    let readers = |case: &str| {
        let seen = stage.json("coordinator", &["who-saw", case]);
        let readers = seen["organisations"].as_array().expect("organisations").iter();
        readers.filter_map(|reader| reader[0].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    stage.done("coordinator", &["grant", &case, "আশ্রয় পরীক্ষা", "account"]);
    assert!(readers(&case).contains(&shelter));
    stage.done("coordinator", &["withdraw", &case, &format!("organisation:{}", &shelter[..8])]);
    assert!(!readers(&case).contains(&shelter));
    stage.done("coordinator", &["grant", &case, &format!("organisation:{shelter}"), "account"]);
    assert!(readers(&case).contains(&shelter), "the whole id as before");
    let (code, said) = stage.refused("coordinator", &["grant", &case, "Nobody", "account"]);
    assert!(code == Some(2) && said.contains("Test Shelter"), "{said}");
}

#[test]
fn a_field_says_what_it_takes_and_hours_and_people_are_shown_as_such() {
    let stage = Stage::new();
    let case = stage.report(false);
    stage.settle();
    stage.done("coordinator", &["triage", &case, "valid"]);
    let (code, said) = stage.refused("coordinator", &["edit", &case, "urgency=sometimes"]);
    assert!(code == Some(1) && said.contains("[urgency] (field)") && said.contains("critical"), "{said}");
    let (_, said) = stage.refused("coordinator", &["edit", &case, "urgency=sometimes", "--lang", "bn"]);
    assert!(said.contains("এর একটি লিখুন"), "{said}");
    let shown = stage.done("coordinator", &["show", &case, "--lang", "bn"]);
    let line = |name: &str| shown.lines().find(|line| line.contains(name)).expect("a line").to_owned();
    assert!(line("লেখার সময়").contains("২০"), "{shown}");
    assert!(line("লেখার সময়").contains(":০০"), "{shown}");
    assert!(line("দায়িত্বে").chars().count() < 24, "{shown}");
}
