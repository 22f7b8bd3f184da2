//! Days, telephone numbers, values: the small parts, through what they do to a file.

use crate::support::{cell, csv, day, known, open, read, salma};
use jonaki_exchange::{CaseRecord, Date, Value};

#[test]
fn a_day_is_one_that_exists() {
    for good in [
        "2024-02-29",
        "2000-02-29",
        "1900-01-01",
        "2199-12-31",
        "২০২৬-০৩-০৯",
        "2026-03-09T10:11:12Z",
        "2026-03-09 10:11",
    ] {
        assert!(Date::parse(good).is_some(), "{good}");
    }
    for bad in [
        "2023-02-29",
        "1900-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-04-31",
        "1899-12-31",
        "2200-01-01",
        "9/3/2026",
        "45359",
        "2026-3-9",
        "2026-03-09-",
        "+026-03-09",
        "",
        "2026",
    ] {
        assert!(Date::parse(bad).is_none(), "{bad}");
    }
    assert_eq!(day("২০২৬-০৩-০৯").to_string(), "2026-03-09");
    assert_eq!(day("2013-05-02").years_until(day("2026-05-01")), Some(12));
    assert_eq!(day("2013-05-02").years_until(day("2026-05-02")), Some(13));
    assert_eq!(day("2013-05-02").years_until(day("2013-05-01")), None);
}

#[test]
fn telephone_numbers_leave_as_e164() {
    let out = |phone: &str| {
        let mut record = salma();
        record.victims[0].identity.phone_mobile = known(phone);
        cell(&csv(&[record], &open()), 1, "prs_MobilePhone")
    };
    for same in [
        "০১৭১২-৩৪৫৬৭৮",
        "01712 345678",
        "+880 1712-345678",
        "8801712345678",
        "008801712345678",
        "(01712) 345.678",
    ] {
        assert_eq!(out(same), "8801712345678", "{same}");
    }
    assert_eq!(out("02477-721011"), "8802477721011");
    assert_eq!(out("+1 202 555 0123"), "12025550123");
    for none in ["ask the aunt", "01712345678901234", "0171234567", "+01712345678", "1", ""] {
        assert_eq!(out(none), "", "{none}");
    }
    let plan = read("prs_MobilePhone\r\n'+8801712345678\r\n");
    assert_eq!(plan.records()[0].victims[0].identity.phone_mobile, known("+8801712345678"));
}

#[test]
fn nothing_that_a_record_holds_is_printed() {
    let shown = format!("{:?} {:?} {:?}", salma(), salma().victims, salma().victims[0].identity);
    let parts = format!(
        "{:?} {:?} {:?} {:?}",
        salma().referrals,
        salma().notes,
        salma().consents,
        salma().owning_org
    );
    let rest = format!(
        "{:?} {:?} {:?} {:?}",
        salma().plan,
        salma().perpetrators,
        salma().victims[0].events,
        day("2013-05-02")
    );
    for secret in [
        "সালমা",
        "Khatun",
        "Rupsha",
        "Farida",
        "Dacope",
        "ভালো",
        "cousin",
        "locked",
        "2013",
        "female",
        "guardian",
        "school",
    ] {
        assert!(![&shown, &parts, &rest].iter().any(|text| text.contains(secret)), "{secret}");
    }
    assert!(shown.contains("victims: 1"), "sizes may be shown: {shown}");
    assert_eq!(format!("{:?}", known("x")), "Known");
    let plan = read("prs_FirstName,prs_Birthdate\r\nসালমা,yesterday\r\n");
    let report = format!("{plan:?} {:?}", plan.rows());
    assert!(!report.contains("সালমা") && !report.contains("yesterday"), "{report}");
}

#[test]
fn only_what_is_known_is_written_and_unknown_is_never_other() {
    for value in [Value::Unknown, Value::NotAsked, Value::Declined, Value::NotApplicable] {
        let mut record = CaseRecord { victims: vec![Default::default()], ..CaseRecord::default() };
        let victim = &mut record.victims[0];
        victim.sex = value.clone();
        victim.decided_by = value.clone();
        victim.identity.name_given = value.clone();
        victim.age_when_trafficked = value.clone().map(|_| 1);
        victim.identity.birth_date = value.clone().map(|_| day("2013-05-02"));
        victim.exploitation_types = value.clone().map(|_| Vec::new());
        let line = csv(&[record], &open()).lines().nth(1).expect("a row").to_owned();
        assert!(line.bytes().all(|byte| byte == b','), "{line}");
    }
}
