//! What leaves: columns, identity, consent, referrals, formulas.

use crate::support::{
    TODAY, cell, csv, day, known, open, options, read, referrals_csv, salma, several, table,
};
use jonaki_exchange::htcds::standard::standard;
use jonaki_exchange::htcds::{HeaderVariant, Options, export};
use jonaki_exchange::record::{Consent, Direction, Victim};
use jonaki_exchange::{CaseRecord, Value};
use std::io::{self, Write};

fn one(change: impl FnOnce(&mut CaseRecord), column: &str) -> String {
    let mut record = salma();
    change(&mut record);
    cell(&csv(&[record], &open()), 1, column)
}

#[test]
fn the_columns_are_those_of_the_standard_in_its_order() {
    let names: Vec<&str> = standard().fields.iter().map(|field| field.name.as_str()).collect();
    let text = csv(&[salma()], &options());
    assert_eq!(table(&text)[0], names);
    let workbook = csv(&[salma()], &Options { header: HeaderVariant::IomWorkbook, ..options() });
    let rows = table(&workbook);
    let differ: Vec<(&str, &str)> = names
        .iter()
        .zip(&rows[0])
        .filter(|(ours, theirs)| *ours != theirs)
        .map(|(ours, theirs)| (*ours, theirs.as_str()))
        .collect();
    assert_eq!(
        differ,
        [
            ("vic_TraffickingStatusDecisionMakingOrg", "vic_TraffickinStatusDecisionMakingOrg"),
            ("cas_ReasonForOutgoingReferral", "")
        ]
    );
    assert_eq!(rows[1][1], "Shipping City");
    assert_eq!(rows[2..], table(&text)[1..], "the rows are the same");
}

#[test]
fn ids_have_columns_of_their_own_only_when_asked_for() {
    let text = csv(&[salma()], &Options { with_ids: true, ..options() });
    assert_eq!(table(&text)[0][84..], ["jonaki_case_id", "jonaki_short_code", "jonaki_person_id"]);
    assert_eq!(cell(&text, 1, "jonaki_short_code"), "KH7M2P4X");
    assert!(
        !csv(&[salma()], &open()).contains("019310b6")
            && !referrals_csv(&[salma()], &open()).contains("019310b6")
    );
}

#[test]
fn there_is_a_row_for_each_victim() {
    let mut record = salma();
    record.victims.push(Victim { sex: known("male"), ..Victim::default() });
    let text = csv(&[record, CaseRecord::default()], &open());
    assert_eq!(table(&text).len(), 3, "a case without victims has none");
    assert_eq!([cell(&text, 1, "prs_Gender"), cell(&text, 2, "prs_Gender")], ["Feminine", "Masculine"]);
    assert_eq!(cell(&text, 2, "cas_ReferredOrganisation"), "Safe Home, Jashore");
}

#[test]
fn without_identity_nothing_tells_who_it_is() {
    let shut = csv(&[salma()], &options()) + &referrals_csv(&[salma()], &options());
    for secret in [
        "সালমা",
        "Khatun",
        "2013-05-02",
        "20134712345678901",
        "8801712345678",
        "Dacope",
        "Kamarkhola",
        "89.5",
        "22.57",
        "ferry",
        "locked",
        "Farida",
        "Rahman",
        "cousin",
        "ভালো",
        "night bus",
        "HYPERLINK",
        "class six",
        "buy books",
    ] {
        assert!(!shut.contains(secret), "{secret}");
    }
    for fact in
        ["Feminine", "BD", "ben", "PrimaryEducation", "Jashore Sadar", "Referred out", "Rupsha Nari Kalyan"]
    {
        assert!(shut.contains(fact), "{fact}");
    }
    let told = csv(&[salma()], &open());
    for secret in
        ["সালমা", "Khatun", "2013-05-02", "20134712345678901", "8801712345678", "Dacope", "ferry", "Farida"]
    {
        assert!(told.contains(secret), "{secret}");
    }
}

#[test]
fn consent_is_true_only_while_one_to_share_or_to_count_holds() {
    let consent = |change: fn(&mut Consent)| one(|record| change(&mut record.consents[0]), "con_Consent");
    assert_eq!(consent(|_| {}), "TRUE");
    assert_eq!(consent(|found| found.purpose = "statistics".into()), "TRUE");
    assert_eq!(consent(|found| found.expires_on = Value::Known(day(TODAY))), "TRUE");
    assert_eq!(consent(|found| found.given_on = Value::Unknown), "TRUE");
    assert_eq!(consent(|found| found.expires_on = Value::NotAsked), "TRUE");
    for shut in [
        consent(|found| found.given = false),
        consent(|found| found.expires_on = Value::Known(day("2026-11-26"))),
        consent(|found| found.expires_on = Value::Unknown),
        consent(|found| found.given_on = Value::Known(day("2026-11-28"))),
        consent(|found| found.withdrawn_on = Value::Known(day(TODAY))),
        consent(|found| found.withdrawn_on = Value::Unknown),
        consent(|found| found.limited = true),
    ] {
        assert_eq!(shut, "FALSE");
    }
    assert_eq!(consent(|found| found.purpose = "media".into()), "", "another purpose is no answer");
    assert_eq!(consent(|found| found.person_id = "somebody else".into()), "");
    assert_eq!(one(|record| record.consents.clear(), "con_Consent"), "");
}

#[test]
fn the_row_has_the_latest_referral_and_the_file_beside_has_all() {
    assert_eq!(one(|_| {}, "cas_ReferredOrganisation"), "Safe Home, Jashore");
    assert_eq!(one(|_| {}, "cas_ReasonForOutgoingReferral"), "MigrationOrChangeOfLocation");
    assert_eq!(one(|_| {}, "cas_OutgoingReferralDetails"), "'@night bus");
    assert_eq!(one(|_| {}, "cas_ReferringOrganisation"), "Helpline 1098");
    let undated = |record: &mut CaseRecord| record.referrals[1].made_on = Value::Unknown;
    assert_eq!(one(undated, "cas_ReferredOrganisation"), "Legal Aid Khulna");
    let beside = referrals_csv(&[salma(), salma()], &open());
    assert_eq!(table(&beside).len(), 7);
    assert_eq!(cell(&beside, 2, "reason"), "Other");
    assert_eq!(cell(&beside, 2, "own_reason"), "legal_duty");
    assert_eq!((1..7).map(|at| cell(&beside, at, "row")).collect::<String>(), "111222");
    let nobody = referrals_csv(&[salma()], &options());
    assert!(!nobody.contains("Rahman") && !nobody.contains("night bus"));
}

#[test]
fn a_case_is_closed_referred_only_after_a_transfer_was_taken() {
    let status = |change: fn(&mut CaseRecord)| one(change, "cas_Status");
    assert_eq!(status(|_| {}), "ClosedReferred");
    assert_eq!(status(|record| record.referrals[1].progress = known("declined")), "Closed");
    assert_eq!(status(|record| record.referrals[1].kind = known("service_referral")), "Closed");
    assert_eq!(status(|record| record.referrals[1].direction = Direction::Incoming), "Closed");
    assert_eq!(status(|record| record.status = known("on_hold")), "Active");
    assert_eq!(status(|record| record.status = known("closed_referred")), "ClosedReferred");
}

#[test]
fn online_exploitation_says_by_which_service() {
    let kind = |change: fn(&mut CaseRecord)| one(change, "vic_TypeOfSexExploitation");
    assert_eq!(kind(|_| {}), "RemoteInteractiveServices");
    assert_eq!(
        kind(|record| record.victims[0].sex_exploitation_types = several(&["pornography"])),
        "Pornography"
    );
    assert_eq!(
        kind(|record| record.victims[0].sex_exploitation_types = several(&["prostitution"])),
        "Prostitution;RemoteInteractiveServices"
    );
}

#[test]
fn a_cell_that_a_spreadsheet_would_run_is_defused_and_comes_back() {
    for text in [
        "=1+1",
        "+88",
        "-x",
        "@SUM(A1)",
        "'=1+1",
        "''=1",
        "＝1",
        "'+",
        " =x",
        "'a'",
        "'",
        "=",
        "- at home",
        "a=b",
        "O'Neill",
    ] {
        let mut record = salma();
        record.victims[0].identity.name_given = known(text);
        let file = csv(&[record], &open());
        let written = cell(&file, 1, "prs_FirstName");
        assert!(!written.starts_with(['=', '+', '-', '@', '\t', '\r', '＝']), "{text}: {written}");
        assert_eq!(read(&file).records()[0].victims[0].identity.name_given, known(text.trim()), "{text}");
    }
    for (at, row) in table(&csv(&[salma()], &open())).iter().enumerate().skip(1) {
        for (name, cell) in standard().fields.iter().zip(row) {
            let number = cell.parse::<f64>().is_ok();
            assert!(number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "row {at}, {}", name.name);
        }
    }
}

#[test]
fn what_the_standard_cannot_say_is_counted() {
    let mut record = salma();
    record.victims[0].labour_sectors = several(&["household", "construction"]);
    record.victims[0].education_level = known("madrasa_qawmi");
    record.victims[0].identity.phone_mobile = known("ask the aunt");
    record.victims[0].sex = known("a code of next year");
    record.victims[0].nationality = several(&["BD", "stateless"]);
    let mut bytes = Vec::new();
    let summary = export([&record], &open(), &mut bytes).expect("written");
    let text = String::from_utf8(bytes).expect("text");
    assert_eq!(cell(&text, 1, "vic_ForcedLabourIndustry"), "F_Construction");
    assert_eq!(
        summary.lost.keys().copied().collect::<Vec<_>>(),
        [
            "prs_Citizenship",
            "prs_Gender",
            "prs_HighestLevelOfEducation",
            "prs_MobilePhone",
            "vic_ForcedLabourIndustry"
        ]
    );
    let shut = export([&record], &options(), io::sink()).expect("written");
    assert!(!shut.lost.contains_key("prs_MobilePhone"), "what is hidden is not lost");
}

struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::Error::new(io::ErrorKind::StorageFull, "full"))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_said() {
    let error = export([salma()], &options(), Full).expect_err("full");
    assert_eq!(error.code(), "export_write");
    assert!(error.to_string().contains("free some space"));
}
