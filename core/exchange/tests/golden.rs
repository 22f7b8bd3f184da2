//! Files as they leave, kept in `tests/data`. `JONAKI_WRITE=1` writes them anew; read the difference before you keep it.

use crate::support::{Random, TODAY, csv, day, open, options, referrals_csv, salma};
use jonaki_exchange::htcds::{HeaderVariant, Options};
use jonaki_exchange::{CaseRecord, Language, ctdc, page};
use std::path::Path;

fn check(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    if std::env::var_os("JONAKI_WRITE").is_some() {
        std::fs::write(&path, text).expect("written");
    }
    let kept = std::fs::read_to_string(&path).expect("the golden file");
    assert!(kept == text, "{name} changed; write it with JONAKI_WRITE=1 and read what differs");
}

/// One case that is written out, and two of a fixed seed.
fn cases() -> Vec<CaseRecord> {
    let mut random = Random::fixed(7);
    vec![salma(), random.record(1), random.record(2)]
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
