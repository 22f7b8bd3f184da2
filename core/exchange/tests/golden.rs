//! Files as they leave, kept in `tests/data`. `JONAKI_WRITE=1` writes them anew; read the difference before you keep it.

use crate::support::{TODAY, csv, day, known, open, options, referrals_csv, salma, several};
use jonaki_exchange::htcds::{HeaderVariant, Options};
use jonaki_exchange::record::Victim;
use jonaki_exchange::{CaseRecord, Language, Value, ctdc, page};
use std::path::Path;

fn check(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    if std::env::var_os("JONAKI_WRITE").is_some() {
        std::fs::write(&path, text).expect("written");
    }
    let kept = std::fs::read_to_string(&path).expect("the golden file");
    assert!(kept == text, "{name} changed; write it with JONAKI_WRITE=1 and read what differs");
}

/// Cases that are written out, so that a code that a list gains changes no file: what was said of Salma; the same with a
/// brother of whom nearly nothing is known; and one that says nothing.
fn cases() -> Vec<CaseRecord> {
    let brother = Victim {
        person_id: "b".into(),
        sex: known("male"),
        age_band: known("5-11"),
        exploitation_types: several(&["forced_begging", "criminal_activity"]),
        relation_to_trafficker: Value::Unknown,
        means_of_control: Value::Unknown,
        ..Victim::default()
    };
    let mut both = salma();
    both.case_id = "019310b6-7a3e-7c1d-9b1f-3f2d8a5e6c09".into();
    both.status = known("on_hold");
    both.victims.push(brother);
    both.consents[0].withdrawn_on = Value::Known(day("2026-04-01"));
    let silent = CaseRecord { victims: vec![Victim::default()], ..CaseRecord::default() };
    vec![salma(), both, silent]
}

#[test]
fn htcds_files_are_as_they_were() {
    check("htcds.csv", &csv(&cases(), &options()));
    check("htcds-identity.csv", &csv(&cases(), &Options { with_ids: true, ..open() }));
    check("htcds-workbook.csv", &csv(&cases(), &Options { header: HeaderVariant::IomWorkbook, ..options() }));
    check("referrals.csv", &referrals_csv(&cases(), &options()));
    check("referrals-identity.csv", &referrals_csv(&cases(), &Options { with_ids: true, ..open() }));
}

#[test]
fn the_ctdc_file_is_as_it_was() {
    let mut bytes = Vec::new();
    ctdc::export(cases(), &mut bytes).expect("written");
    check("ctdc.csv", &String::from_utf8(bytes).expect("text"));
}

#[test]
fn pages_are_as_they_were() {
    let shut = page::Options::new(day(TODAY));
    let open = page::Options { with_identity: true, ..shut };
    check("case-bn.html", &page::html(&salma(), Language::Bangla, shut));
    check("case-en-identity.html", &page::html(&salma(), Language::English, open));
}
