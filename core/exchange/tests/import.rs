//! What comes in: the plan and its report, row by row.

use crate::support::{csv, known, open, options, read, referrals_csv, salma};
use jonaki_exchange::htcds::import::Problem;
use jonaki_exchange::htcds::{self, Limits, Options, ReadError};
use jonaki_exchange::{Language, Value};
use std::io::Empty;

fn problem(column: &str, cell: &str) -> Option<Problem> {
    let plan = read(&format!("org_Name,{column}\r\nRupsha,{cell}\r\nDhaka,\r\n"));
    assert!(plan.rows()[1].accepted, "a fault of one row touches no other");
    let report = &plan.rows()[0];
    assert_eq!(report.accepted, report.faults.is_empty());
    assert_eq!(plan.records().len(), plan.accepted());
    assert!(
        report.faults.iter().all(|fault| fault.row == 1 && fault.column == column),
        "{:?}",
        report.faults
    );
    report.faults.first().map(|fault| fault.problem)
}

#[test]
fn a_faulty_cell_leaves_its_row_out_and_says_where_and_why() {
    for (column, cell, expected) in [
        ("prs_Gender", "Girl", Problem::UnknownCode),
        ("vic_TypeOfExploitation", "ForcedLabour;Magic", Problem::UnknownCode),
        (
            "vic_TraffickingStatus",
            "PossibleVictimOfTrafficking;ActualVictimOfTrafficking",
            Problem::UnknownCode,
        ),
        ("vic_TypeOfExploitation", ";", Problem::UnknownCode),
        ("vic_RecruitmentWebsitesAndApps", " ; ", Problem::UnknownCode),
        ("prs_Citizenship", ";", Problem::UnknownCountry),
        ("prs_Citizenship", "BD;Atlantis", Problem::UnknownCountry),
        ("org_ShippingCountry", "B", Problem::UnknownCountry),
        ("prs_PrimaryLanguage", "Bangla", Problem::UnknownLanguage),
        ("prs_Birthdate", "09/03/2012", Problem::BadDate),
        ("hte_Date", "2026-02-30", Problem::BadDate),
        ("vic_AgeWhenTrafficked", "twelve", Problem::BadNumber),
        ("vic_AgeWhenTrafficked", "121", Problem::BadNumber),
        ("prs_NumberOfChildren", "-1", Problem::BadNumber),
        ("hte_Latitude", "90.1", Problem::BadDegrees),
        ("hte_Longitude", "1e2", Problem::BadDegrees),
        ("hte_Longitude", "NaN", Problem::BadDegrees),
        ("prs_MobilePhone", "ask", Problem::BadPhone),
        ("con_Consent", "perhaps", Problem::BadFlag),
    ] {
        assert_eq!(problem(column, cell), Some(expected), "{column}: {cell}");
    }
    for (column, cell) in [
        ("prs_Citizenship", "bgd; IN"),
        ("prs_PrimaryLanguage", "BN"),
        ("vic_AgeWhenTrafficked", "১২"),
        ("vic_AgeWhenTrafficked", "12.0"),
        ("prs_Birthdate", "২০১২-০৩-০৯"),
        ("hte_Latitude", "-22.5"),
        ("con_Consent", "yes"),
    ] {
        assert_eq!(problem(column, cell), None, "{column}: {cell}");
    }
}

#[test]
fn every_problem_says_in_both_languages_what_to_do() {
    let mut codes: Vec<&str> = Problem::ALL.iter().map(|problem| problem.code()).collect();
    for problem in Problem::ALL {
        let (bangla, english) = (problem.help(Language::Bangla), problem.help(Language::English));
        assert!(
            bangla.chars().any(|found| ('\u{980}'..'\u{a00}').contains(&found))
                && english.is_ascii() | english.contains('’')
        );
        let bare = bangla
            .replace("CSV UTF-8", "")
            .replace("BD", "")
            .replace("IN", "")
            .replace("ben", "")
            .replace("eng", "");
        let bare = bare.replace("TRUE", "").replace("FALSE", "");
        assert!(!bare.bytes().any(|byte| byte.is_ascii_alphabetic()), "no English words: {bangla}");
    }
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Problem::ALL.len());
}

#[test]
fn the_header_says_what_is_unknown_and_what_of_the_core_is_missing() {
    let plan = read("cas_Status,prs_Nickname,Notes\r\nActive,Moyna,x\r\n");
    assert_eq!(plan.header().unknown_columns, ["prs_Nickname", "Notes"]);
    assert_eq!(plan.header().missing_core.len(), 39);
    assert!(
        plan.header().missing_core.contains(&"con_Consent")
            && !plan.header().missing_core.contains(&"cas_Status")
    );
    assert_eq!(plan.accepted(), 1);
    let nothing = read("cas_Status,Notes\r\n,only here\r\n");
    assert_eq!(nothing.rows()[0].warnings[0].code(), "empty_row", "nothing that the standard knows");
    let full = read(&csv(&[salma()], &options()));
    assert!(full.header().missing_core.is_empty() && full.header().unknown_columns.is_empty());
}

#[test]
fn what_a_partner_states_about_consent_is_no_consent_for_us() {
    let plan = read("con_Consent,org_Name\r\nTRUE,x\r\nFALSE,x\r\n,x\r\n");
    let consents: Vec<_> = plan.records().iter().map(|record| &record.consents).collect();
    assert_eq!((consents[0][0].purpose.as_str(), consents[0][0].given), ("partner_statement", true));
    assert!(!consents[1][0].given && consents[2].is_empty());
}

#[test]
fn rows_that_are_empty_short_or_long_are_told() {
    let plan = read(
        "cas_Status,org_Name,prs_Gender\r\n,,\r\nActive\r\nActive,x,Feminine,\r\nActive,x,Feminine,more\r\n",
    );
    let codes: Vec<Vec<&str>> = plan
        .rows()
        .iter()
        .map(|row| row.faults.iter().chain(&row.warnings).map(|fault| fault.code()).collect())
        .collect();
    assert_eq!(codes, [vec!["empty_row"], vec!["short_row"], vec![], vec!["too_many_cells"]]);
    assert_eq!(
        plan.rows().iter().map(|row| (row.row, row.line, row.accepted)).collect::<Vec<_>>(),
        [(1, 2, false), (2, 3, true), (3, 4, true), (4, 5, false)]
    );
    assert_eq!(plan.rows()[2].record, Some(1));
    assert_eq!((plan.accepted(), plan.refused()), (2, 2));
}

#[test]
fn a_column_that_comes_twice_is_taken_once() {
    let plan = read("prs_FirstName,prs_First_Name\r\nSalma,\r\n,Rina\r\nSalma,Rina\r\n");
    assert_eq!(plan.header().notes, [("prs_FirstName".to_owned(), Problem::DuplicateColumn)]);
    assert_eq!(plan.rows().iter().map(|row| row.accepted).collect::<Vec<_>>(), [true, true, false]);
    assert_eq!(plan.records()[1].victims[0].identity.name_given, known("Rina"));
}

#[test]
fn apps_that_the_list_lacks_become_other_with_a_warning() {
    let plan = read("vic_RecruitmentWebsitesAndApps\r\nFacebook;Imo\r\n");
    assert_eq!(plan.rows()[0].warnings[0].code(), "taken_as_other");
    assert!(plan.rows()[0].warnings[0].help(Language::English).contains("Other"));
    assert_eq!(plan.records()[0].victims[0].recruitment_apps.known().expect("known").len(), 2);
}

#[test]
fn the_file_beside_belongs_to_its_rows() {
    let (main, beside) = (csv(&[salma()], &open()), referrals_csv(&[salma()], &open()));
    let plan = htcds::read(main.as_bytes(), Some(beside.as_bytes()), Default::default()).expect("a plan");
    assert_eq!(plan.records()[0].referrals.len(), 3);
    assert_eq!(
        plan.records()[0].referrals[1].reason,
        known("legal_duty"),
        "our own reason, which the standard cannot say"
    );
    let bad = beside
        .replace("2026-03-12", "12 March")
        .replace("1,incoming", "7,incoming")
        .replace("1,outgoing,transfer", "1,away,transfer");
    let plan = htcds::read(main.as_bytes(), Some(bad.as_bytes()), Default::default()).expect("a plan");
    let faults: Vec<_> = plan
        .referral_rows()
        .iter()
        .flat_map(|row| &row.faults)
        .map(|fault| (fault.column.as_str(), fault.code()))
        .collect();
    assert_eq!(faults.len(), 3, "{faults:?}");
    for expected in [("date", "bad_date"), ("row", "no_such_row"), ("direction", "unknown_code")] {
        assert!(faults.contains(&expected), "{faults:?}");
    }
    let foreign = "row,direction,reason,date,to_organisation\r\n1,outgoing,MigrationOrChangeOfLocation,2026-05-01,Safe Home\r\n";
    let plan = htcds::read(main.as_bytes(), Some(foreign.as_bytes()), Default::default()).expect("a plan");
    assert_eq!(plan.records()[0].referrals[0].reason, known("relocation"));
    let shaped = foreign.replace("row,", "row,progress,").replace("1,out", "1,<b>Accepted</b>,out");
    let plan = htcds::read(main.as_bytes(), Some(shaped.as_bytes()), Default::default()).expect("a plan");
    let fault = &plan.referral_rows()[0].faults[0];
    assert_eq!((fault.column.as_str(), fault.code()), ("progress", "unknown_code"), "words are no codes");
    let other = htcds::read(main.as_bytes(), Some(main.as_bytes()), Default::default());
    assert!(matches!(other, Err(ReadError::NotHtcds)));
}

#[test]
fn victims_of_one_case_come_together_and_differences_are_told() {
    let mut record = salma();
    record.victims.push(jonaki_exchange::record::Victim { person_id: "p2".into(), ..Default::default() });
    let text = csv(&[record], &Options { with_ids: true, ..open() });
    let plan = read(&text);
    assert_eq!((plan.records().len(), plan.records()[0].victims.len()), (1, 2));
    assert_eq!(plan.rows().iter().map(|row| row.record).collect::<Vec<_>>(), [Some(0), Some(0)]);
    let at = text.rfind("Rupsha Nari Kalyan").expect("the second row");
    let differs = format!("{}Other{}", &text[..at], &text[at + "Rupsha Nari Kalyan".len()..]);
    assert_eq!(read(&differs).rows()[1].warnings[0].code(), "case_differs");
    let nameless = text.replace(",p2\r\n", ",\r\n");
    assert_eq!(read(&nameless).records().len(), 2, "a row that does not say whom it is about stays alone");
}

#[test]
fn a_closing_is_read_as_reason_and_note() {
    let plan = read(
        "cas_ReasonForCaseClosure\r\nContact lost\r\nContact lost: moved to Dhaka\r\nMoved: to Dhaka\r\n",
    );
    let parts: Vec<_> = plan
        .records()
        .iter()
        .map(|record| (record.closure_reason.clone(), record.closure_note.clone()))
        .collect();
    assert_eq!(parts[0], (known("lost_contact"), Value::NotAsked));
    assert_eq!(parts[1], (known("lost_contact"), known("moved to Dhaka")));
    assert_eq!(parts[2], (Value::NotAsked, known("Moved: to Dhaka")));
}

#[test]
fn limits_hold_at_their_edge() {
    let with = |limits: Limits, text: &str| htcds::read(text.as_bytes(), None::<Empty>, limits);
    let rows = "cas_Status\r\nActive\r\nActive\r\nActive\r\n";
    let limits = Limits { rows: 3, columns: 2, bytes: rows.len() as u64, cell: 10, ..Limits::default() };
    assert_eq!(with(limits, rows).expect("fits").accepted(), 3);
    let code = |limits, text| with(limits, text).expect_err("refused").to_string();
    assert!(code(Limits { rows: 2, ..limits }, rows).contains("more rows than the 2"));
    assert!(code(Limits { bytes: rows.len() as u64 - 1, ..limits }, rows).contains("more bytes"));
    assert!(with(Limits { bytes: 9_999, ..limits }, "cas_Status,org_Name\r\nActive,x\r\n").is_ok());
    assert!(
        code(Limits { bytes: 9_999, ..limits }, "cas_Status,a,b\r\n").contains("more columns than the 2")
    );
    let long =
        with(Limits { bytes: 9_999, ..limits }, "org_Name\r\n0123456789\r\n01234567890\r\n").expect("a plan");
    assert_eq!(long.rows()[1].faults[0].problem, Problem::CellTooLong);
    assert!(long.rows()[0].accepted && !long.rows()[1].accepted);
    let few =
        with(Limits { faults: 2, ..Limits::default() }, "prs_Gender\r\na\r\nb\r\nc\r\n").expect("a plan");
    assert_eq!((few.refused(), few.omitted()), (3, 1));
    assert_eq!(few.rows()[2].faults.len(), 0);
}
