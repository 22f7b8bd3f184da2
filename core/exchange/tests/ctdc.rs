//! The columns of CTDC.

use crate::support::{Random, cell, day, known, salma, several};
use jonaki_exchange::record::Victim;
use jonaki_exchange::{CaseRecord, Value, ctdc};

fn csv(records: &[CaseRecord]) -> (String, ctdc::Summary) {
    let mut bytes = Vec::new();
    let summary = ctdc::export(records, &mut bytes).expect("written");
    (String::from_utf8(bytes).expect("text"), summary)
}

fn one(change: impl FnOnce(&mut CaseRecord), column: &str) -> String {
    let mut record = salma();
    change(&mut record);
    cell(&csv(&[record]).0, 1, column)
}

#[test]
fn a_case_as_the_dataset_has_it() {
    for (column, expected) in [
        ("yearOfRegistration", "2026"),
        ("Datasource", "Hotline"),
        ("gender", "Female"),
        ("ageBroad", "9-17"),
        ("majorityStatus", "Minor"),
        ("majorityStatusAtExploit", "Minor"),
        ("majorityEntry", "Minor"),
        ("citizenship", "BD"),
        ("CountryOfExploitation", "IN"),
        ("meansOfControlDebtBondage", "1"),
        ("meansOfControlRestrictsMovement", "1"),
        ("meansOfControlThreats", "0"),
        ("meansOfControlNotSpecified", "0"),
        ("meansOfControlConcatenated", "Debt bondage;False promises;Restricts movement"),
        ("isSlaveryAndPractices", "1"),
        ("isSexualExploit", "1"),
        ("isForcedLabour", "0"),
        ("isSexAndLabour", "0"),
        ("typeOfLabourDomesticWork", "1"),
        ("typeOfLabourNotSpecified", "0"),
        ("typeOfSexProstitution", "0"),
        ("typeOfSexRemoteInteractiveServices", "1"),
        ("isAbduction", "0"),
        ("RecruiterRelationship", "Other"),
        ("recruiterRelationOther", "1"),
        ("recruiterRelationUnknown", "0"),
    ] {
        assert_eq!(one(|_| {}, column), expected, "{column}");
    }
}

#[test]
fn blank_is_not_asked_and_zero_is_no() {
    let blank = |record: &mut CaseRecord| record.victims[0] = Victim::default();
    for column in ctdc::COLUMNS.iter().filter(|column| !["yearOfRegistration", "Datasource"].contains(column))
    {
        assert_eq!(one(blank, column), "", "{column}");
    }
    assert_eq!(
        one(|record| record.victims[0].means_of_control = Value::Unknown, "meansOfControlNotSpecified"),
        "1"
    );
    assert_eq!(
        one(|record| record.victims[0].relation_to_trafficker = Value::Unknown, "recruiterRelationUnknown"),
        "1"
    );
    assert_eq!(
        one(|record| record.victims[0].relation_to_trafficker = Value::Declined, "recruiterRelationUnknown"),
        ""
    );
}

#[test]
fn ages_are_bands_and_nothing_finer() {
    for (years, band) in [
        (0, "0-8"),
        (8, "0-8"),
        (9, "9-17"),
        (17, "9-17"),
        (18, "18-23"),
        (23, "18-23"),
        (24, "24-30"),
        (30, "24-30"),
        (31, "31-38"),
        (38, "31-38"),
        (39, "39-47"),
        (47, "39-47"),
        (48, "48+"),
        (120, "48+"),
    ] {
        assert_eq!(one(|record| record.victims[0].age_years = Value::Known(years), "ageBroad"), band);
    }
    let bands = jonaki_reference::codes::list("age_broad").expect("the list").codes().map(|code| code.code());
    let ours = [4, 10, 20, 25, 35, 40, 50]
        .map(|years| one(|record| record.victims[0].age_years = Value::Known(years), "ageBroad"));
    assert_eq!(bands.collect::<Vec<_>>(), ours, "as the code lists have them");
    let banded = |band: &str, column: &str| {
        one(
            |record| {
                (record.victims[0].age_years, record.victims[0].age_band) = (Value::NotAsked, known(band))
            },
            column,
        )
    };
    for (band, broad, majority) in
        [("0-4", "0-8", "Minor"), ("5-11", "", "Minor"), ("14-17", "9-17", "Minor"), ("adult", "", "Adult")]
    {
        assert_eq!([banded(band, "ageBroad"), banded(band, "majorityStatus")], [broad, majority], "{band}");
    }
}

#[test]
fn begging_and_crime_are_labour_there() {
    let of = |code: &str, column: &str| {
        one(|record| record.victims[0].exploitation_types = several(&[code, "sexual_exploitation"]), column)
    };
    for (code, column) in
        [("forced_begging", "typeOfLabourBegging"), ("criminal_activity", "typeOfLabourIllicitActivities")]
    {
        assert_eq!(
            [of(code, column), of(code, "isForcedLabour"), of(code, "isSexAndLabour")],
            ["1", "1", "1"]
        );
    }
    assert_eq!(of("child_labour", "isForcedLabour"), "0");
    let unsaid = |record: &mut CaseRecord| {
        record.victims[0].exploitation_types = several(&["forced_labour"]);
        record.victims[0].labour_sectors = Value::Unknown;
    };
    assert_eq!(one(unsaid, "typeOfLabourNotSpecified"), "1");
}

#[test]
fn nothing_that_tells_who_it_is_ever_leaves() {
    let mut random = Random::new(20_261_133);
    for number in 0..200 {
        let record = random.record(number);
        let (text, _) = csv(std::slice::from_ref(&record));
        for cells in crate::support::table(&text).iter().skip(1) {
            assert_eq!(cells.len(), 63);
            for (column, cell) in ctdc::COLUMNS.iter().zip(cells.iter().map(String::as_str)) {
                let coded = cell.is_empty() || cell == "0" || cell == "1";
                let free = [
                    "yearOfRegistration",
                    "Datasource",
                    "gender",
                    "ageBroad",
                    "majorityStatus",
                    "majorityStatusAtExploit",
                    "majorityEntry",
                    "citizenship",
                    "CountryOfExploitation",
                    "RecruiterRelationship",
                ];
                assert!(
                    coded || free.contains(column) || column.ends_with("Concatenated"),
                    "{column}: {cell}"
                );
                assert!(
                    cell.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" ;-+".contains(&byte)),
                    "{column}: {cell}"
                );
            }
        }
    }
    let (text, _) = csv(&[salma()]);
    for secret in ["019310b6", "KH7M2P4X", "2013", "সালমা", "Khatun", "Khulna", "Jashore", "Rupsha"]
    {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn rare_rows_are_counted_and_those_who_are_no_victims_left_out() {
    assert_eq!(csv(&vec![salma(); 10]).1, ctdc::Summary { rows: 10, left_out: 0, rare: 10 });
    assert_eq!(csv(&vec![salma(); 11]).1, ctdc::Summary { rows: 11, left_out: 0, rare: 0 });
    let mut none = salma();
    none.victims[0].trafficking_status = known("not_a_victim");
    none.opened_on = Value::Known(day("2026-01-01"));
    assert_eq!(csv(&[none]).1, ctdc::Summary { rows: 0, left_out: 1, rare: 0 });
}
