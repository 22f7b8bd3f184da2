//! The terminal client, as a person uses it; without a server, but for the work on cases.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod casework;
mod directory;
mod matching;
mod stage;
mod standard;

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

fn jonaki(home: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jonaki"))
        .arg("--home")
        .arg(home)
        .args(arguments)
        .output()
        .expect("the client runs")
}

fn json(home: &Path, arguments: &[&str]) -> Value {
    let output = jonaki(home, &[arguments, &["--json"]].concat());
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn server_line() -> String {
    use jonaki_core::protocol::{ServerLine, SignPrivate};
    let server = SignPrivate::from_seed(&[7; 32]).public();
    let code = serde_bytes::ByteBuf::from(b"code".to_vec());
    ServerLine { url: "http://127.0.0.1:9".to_owned(), server, code }.to_text()
}

#[test]
fn a_day_without_network() {
    let folder = tempfile::tempdir().expect("a folder");
    let (admin, teacher) = (folder.path().join("admin"), folder.path().join("teacher"));
    let line = server_line();
    let founded = jonaki(
        &admin,
        &["programme", "new", "--server", &line, "--name-bn", "পরীক্ষা সংস্থা", "--name-en", "Test organisation"],
    );
    assert!(founded.status.success(), "{}", String::from_utf8_lossy(&founded.stderr));
    assert!(String::from_utf8_lossy(&founded.stdout).contains("Recovery sheet"));
    let again = jonaki(&admin, &["programme", "new", "--server", &line, "--name-bn", "ক", "--name-en", "B"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("already_enrolled"));

    let invite = json(&admin, &["invite", "--role", "reporter"]);
    let link = invite["link"].as_str().expect("a link").to_owned();
    let enrolled = json(&teacher, &["enrol", &link]);
    assert_eq!(enrolled["role"], "reporter");
    let shown = jonaki(&admin, &["invite", "--role", "coordinator", "--lang", "bn"]);
    assert!(String::from_utf8_lossy(&shown.stdout).contains('█'), "a QR code as text");

    let file = folder.path().join("report.json");
    let report = r#"{"concern_types":["child_labour"],"district":"jashore","division":"khulna",
        "narrative":"সকালে ইটভাটায় দেখা গেছে","name_given":"জরিনা পরীক্ষা"}"#;
    std::fs::write(&file, report).expect("a file");
    let filed = json(&teacher, &["report", file.to_str().expect("a path")]);
    let case = filed["id"].as_str().expect("an id").to_owned();
    let lines = format!("{}\n{{\"district\":\"nowhere\"}}\n", report.replace('\n', " "));
    std::fs::write(&file, lines).expect("a file");
    let imported = jonaki(&teacher, &["import", file.to_str().expect("a path")]);
    assert_eq!(imported.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&imported.stdout).contains("2\t-\tfield"));

    let cases = json(&teacher, &["cases"]);
    assert_eq!(cases.as_array().map(Vec::len), Some(2));
    assert!(cases.as_array().expect("rows").iter().all(|row| row["state"] == "saved"));
    let edited = jonaki(&teacher, &["edit", &case, "number_of_children=২", "phone=01700000000"]);
    assert!(edited.status.success(), "{}", String::from_utf8_lossy(&edited.stderr));
    assert!(jonaki(&teacher, &["note", &case, "টীকা"]).status.success());
    let shown = json(&teacher, &["show", &case]);
    let fields = shown["fields"].as_array().expect("fields");
    let value =
        |name: &str| fields.iter().find(|field| field["field"] == name).map(|field| field["value"].clone());
    assert_eq!(value("number_of_children"), Some(Value::from(2)));
    assert_eq!(value("name_given"), Some(Value::from("জরিনা পরীক্ষা")));
    assert_eq!(json(&teacher, &["search", "জরিনা"]).as_array().map(Vec::len), Some(2));
    let bangla = jonaki(&teacher, &["show", &case, "--lang", "bn"]);
    assert!(String::from_utf8_lossy(&bangla.stdout).contains("নাম: জরিনা পরীক্ষা"));
    assert!(json(&teacher, &["status"])["unsent_items"].as_u64() > Some(0));
    let failed = jonaki(&teacher, &["sync"]);
    assert_eq!(failed.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&failed.stderr).contains("network"));
}

#[test]
fn mistakes_get_an_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path();
    for (arguments, code, text) in [
        (vec!["cases", "--state", "lost"], 2, "expected"),
        (vec!["show", "ABCDEFGH"], 1, "not_found"),
        (vec!["enrol", "jonaki:invite/AAAA"], 1, "invite_altered"),
        (vec!["report", "no-such-file.json"], 1, "cannot be read"),
        (vec!["sync"], 1, "not_enrolled"),
        (vec!["invite", "--role", "king"], 2, "expected"),
    ] {
        let output = jonaki(home, &arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(text), "{arguments:?}: {said}");
    }
}

#[test]
fn cases_leave_for_partners_and_come_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let (admin, partner) = (folder.path().join("admin"), folder.path().join("partner"));
    for home in [&admin, &partner] {
        let line = server_line();
        let new = ["programme", "new", "--server", &line, "--name-bn", "পরীক্ষা সংস্থা", "--name-en", "Test"];
        assert!(jonaki(home, &new).status.success());
    }
    let report = folder.path().join("report.json");
    let text =
        r#"{"concern_types":["child_labour"],"division":"khulna","district":"jashore","name_given":"জরিনা"}"#;
    std::fs::write(&report, text).expect("a file");
    let case =
        json(&admin, &["report", report.to_str().expect("a path")])["id"].as_str().expect("an id").to_owned();
    let path = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
    let read = |name: &str| std::fs::read_to_string(path(name)).expect("a file");
    let cases = path("cases.csv");
    assert_eq!(json(&admin, &["export", "htcds", &cases])["rows"], 1);
    assert!(read("cases.csv").contains("Jashore") && !read("cases.csv").contains("জরিনা"));
    assert!(read("cases.referrals.csv").starts_with("row,"));
    let again = jonaki(&admin, &["export", "htcds", &cases, "--with-identity"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("--force"));
    assert!(!read("cases.csv").contains("জরিনা"), "nothing was written over");
    json(&admin, &["export", "htcds", &cases, "--with-identity", "--ids", "--force"]);
    assert!(read("cases.csv").contains("জরিনা"));
    json(&admin, &["export", "ctdc", &path("ctdc.csv")]);
    assert!(jonaki(&admin, &["export", "page", &case, &path("page.html")]).status.success());
    assert!(read("page.html").contains("<!DOCTYPE html>") && !read("page.html").contains("জরিনা"));
    #[cfg(unix)]
    for name in ["cases.csv", "cases.referrals.csv", "ctdc.csv", "page.html"] {
        let mode = std::fs::metadata(path(name)).expect("a file");
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode.permissions()) & 0o777, 0o600, "{name}");
    }
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").flatten().collect();
    assert!(left.iter().all(|file| !file.file_name().to_string_lossy().ends_with(".part")));

    let told = jonaki(&partner, &["import-htcds", &cases, "--json"]);
    let plan: Value = serde_json::from_slice(&told.stdout).expect("JSON");
    assert_eq!(plan["reports"], 1);
    let said = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(said.contains("not read") && said.contains("cases.referrals.csv"), "{said}");
    assert_eq!(
        json(&partner, &["cases"]).as_array().map(Vec::len),
        Some(0),
        "it only said what would be filed"
    );
    assert!(jonaki(&partner, &["import-htcds", &cases, "--apply", "--lang", "bn"]).status.success());
    let told = json(&partner, &["import-htcds", &cases, "--apply"]);
    assert_eq!((&told["reports"], &told["rows"][0]["outcome"]), (&Value::from(0), &Value::from("known")));
    assert_eq!(json(&partner, &["cases"]).as_array().map(Vec::len), Some(1));
    std::fs::remove_file(path("cases.referrals.csv")).expect("it was there");
    std::fs::write(&cases, "prs_Gender\r\nnonsense\r\n").expect("a file");
    let refused = jonaki(&partner, &["import-htcds", &cases]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stdout).contains("unknown_code"));
    assert!(!String::from_utf8_lossy(&refused.stderr).contains("not read"), "there is no such file any more");
}

/// Hears an answer that the server of [`server_line`] signs, with a log of this size and head.
fn answered(home: &Path, size: u64, head: u8) -> Result<(), jonaki_core::Error> {
    use jonaki_core::protocol::sync::{Cursor, Response, UnverifiedRequest};
    use jonaki_core::protocol::{Checkpoint, Digest, LogId, Seen, SignPrivate, Timestamp};
    let secret = |name: &str| std::fs::read(home.join(name)).expect("a secret");
    let key = secret("key").try_into().expect("32 bytes");
    let host = Box::new(jonaki_core::SystemHost::new(|| Timestamp(1_772_344_800)));
    let location = jonaki_core::Location::File(&home.join("jonaki.db"));
    let mut client = jonaki_core::Client::open(location, &key, &secret("place"), host).expect("opens");
    let body = client.sync_request(jonaki_core::Budget::default())?.body;
    let programme = UnverifiedRequest::from_body(&body).expect("a request").claimed.programme;
    let log = LogId::from_bytes([1; 16]);
    let head = Seen { log, size, head: Digest::from_bytes([head; 32]) };
    let checkpoint =
        Checkpoint { head, time: Timestamp(0) }.sign(&programme, &SignPrivate::from_seed(&[7; 32]));
    let answer = Response {
        time: Timestamp(0),
        cursor: Cursor { log: Some(log), ..Cursor::default() },
        receipts: Vec::new(),
        refused: Vec::new(),
        chain: None,
        feed: Vec::new(),
        reconcile: false,
        want: Vec::new(),
        checkpoint: checkpoint.into(),
        more: false,
    };
    client.sync_answer(200, &answer.to_body().expect("packed")).map(drop)
}

#[test]
fn a_server_that_shows_two_logs_is_caught_and_the_proof_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    let (admin, other) = (folder.path().join("admin"), folder.path().join("other"));
    let line = server_line();
    let new = ["programme", "new", "--server", &line, "--name-bn", "পরীক্ষা সংস্থা", "--name-en", "Test"];
    assert!(jonaki(&admin, &new).status.success());
    let link = json(&admin, &["invite", "--role", "reporter"])["link"].as_str().expect("a link").to_owned();
    assert!(jonaki(&other, &["enrol", &link]).status.success());

    assert_eq!(answered(&admin, 5, 1), Ok(()));
    assert_eq!(answered(&other, 5, 2), Ok(()));
    let verified = jonaki(&admin, &["verify-log"]);
    assert!(verified.status.success());
    assert!(String::from_utf8_lossy(&verified.stdout).contains("Everything verifies."));

    let exported = jonaki(&other, &["checkpoint", "export"]);
    assert!(exported.status.success());
    let file = folder.path().join("statements.txt");
    std::fs::write(&file, &exported.stdout).expect("a file");
    let file = file.to_str().expect("a path");
    assert!(jonaki(&other, &["checkpoint", "compare", file]).status.success(), "with itself it agrees");
    let compared = jonaki(&admin, &["checkpoint", "compare", file]);
    assert_eq!(compared.status.code(), Some(1));

    let verified = jonaki(&admin, &["verify-log"]);
    assert_eq!(verified.status.code(), Some(1));
    let text = String::from_utf8_lossy(&verified.stdout).into_owned();
    let message = String::from_utf8_lossy(&exported.stdout).lines().last().expect("a line").to_owned();
    assert!(text.contains("PROOF") && text.contains(&message), "{text}");
    let bangla = jonaki(&admin, &["verify-log", "--lang", "bn"]);
    assert!(String::from_utf8_lossy(&bangla.stdout).contains("প্রমাণ"));
    let verified = jonaki(&admin, &["verify-log", "--json"]);
    assert_eq!(verified.status.code(), Some(1));
    let found: Value = serde_json::from_slice(&verified.stdout).expect("JSON");
    assert_eq!(found["proofs"][0]["number"], 5);
    assert_eq!(found["proofs"][0]["second_message"], message);
    assert_eq!(json(&admin, &["status"])["stopped"], true);
    let status = String::from_utf8_lossy(&jonaki(&admin, &["status"]).stdout).into_owned();
    assert!(status.contains("verify-log"));

    // Nothing goes to that server, or comes from it, until a person says so.
    assert!(answered(&admin, 6, 3).is_err());
    assert!(jonaki(&admin, &["checkpoint", "settle"]).status.success());
    assert_eq!(answered(&admin, 6, 3), Ok(()));
    // The other device finds out by itself when it is moved to the first log.
    assert!(answered(&other, 5, 1).is_err());
    assert_eq!(jonaki(&other, &["verify-log"]).status.code(), Some(1));
}
