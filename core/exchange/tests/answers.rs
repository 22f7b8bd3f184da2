//! Answers of forms, by the names of the standard's fields.

use crate::support::{cell, csv, day, known, open, several};
use jonaki_exchange::Value;
use jonaki_exchange::codes::{List, own_codes};
use jonaki_exchange::htcds::import::Problem;
use jonaki_exchange::htcds::{Answers, standard::standard};
use jonaki_exchange::record::Consent;

#[test]
fn the_answers_of_a_report_become_a_case() {
    let mut answers = Answers::new();
    for (field, answer) in [
        ("vic_TypeOfExploitation", "child_trafficking child_labour begging"),
        ("hte_State", "khulna"),
        ("hte_Type", "being_exploited"),
        ("hte_Date", "2026-03-01"),
        ("hte_Description", "unknown"),
        ("prs_Gender", "hijra_third_gender"),
        ("prs_FirstName", "সালমা"),
        ("prs_MobilePhone", "০১৭১২-৩৪৫৬৭৮"),
        ("prs_Citizenship", "BD stateless"),
        ("prs_PrimaryLanguage", "rhg"),
        ("prs_NumberOfChildren", "০"),
        ("vic_RelationshipToTrafficker", "unknown"),
        ("vic_MethodsOfControl", "declined"),
        ("prs_MaritalStatus", ""),
        ("vic_AgeWhenTrafficked", "not_applicable"),
        ("con_Consent", "yes"),
    ] {
        answers.answer(field, answer).expect(field);
    }
    assert!(!format!("{answers:?}").contains("সালমা"));
    let record = answers.into_record();
    let victim = &record.victims[0];
    assert_eq!(victim.exploitation_types, several(&["child_trafficking", "child_labour", "begging"]));
    assert!(matches!(victim.relation_to_trafficker, Value::Unknown));
    assert!(matches!(victim.means_of_control, Value::Declined));
    assert!(matches!(victim.age_when_trafficked, Value::NotApplicable));
    assert!(matches!(victim.marital_status, Value::NotAsked));
    assert_eq!(victim.events[0].description, known("unknown"), "what people write is never taken for a code");
    let out = csv(&[record], &open());
    for (column, expected) in [
        ("hte_Type", "Exploitation"),
        ("prs_Gender", "NonConforming"),
        ("prs_MobilePhone", "8801712345678"),
        ("prs_Citizenship", "BD"),
        ("prs_NumberOfChildren", "0"),
        ("vic_RelationshipToTrafficker", ""),
        ("con_Consent", ""),
    ] {
        assert_eq!(cell(&out, 1, column), expected, "{column}: a consent to the report is none to share");
    }
}

#[test]
fn a_consent_of_which_more_is_known_counts() {
    let mut answers = Answers::new();
    answers.answer("con_Consent", "no").expect("taken");
    let given_on = Value::Known(day("2026-03-10"));
    answers.consent(Consent { purpose: "statistics".into(), given: true, given_on, ..Consent::default() });
    assert_eq!(cell(&csv(&[answers.into_record()], &open()), 1, "con_Consent"), "TRUE");
}

#[test]
fn what_does_not_fit_is_refused_by_name() {
    for (field, answer, expected) in [
        ("prs_Nickname", "x", Problem::UnknownField),
        ("Gender", "female", Problem::UnknownField),
        ("prs_Gender", "Feminine", Problem::UnknownCode),
        ("vic_MethodsOfControl", "debt_bondage magic", Problem::UnknownCode),
        ("prs_Birthdate", "2012", Problem::BadDate),
        ("vic_AgeWhenTrafficked", "twelve", Problem::BadNumber),
        ("hte_Latitude", "north", Problem::BadDegrees),
        ("prs_Deceased", "perhaps", Problem::BadFlag),
        ("con_Consent", "perhaps", Problem::BadFlag),
        ("prs_Citizenship", "Atlantis", Problem::UnknownCountry),
    ] {
        assert_eq!(Answers::new().answer(field, answer), Err(expected), "{field}: {answer}");
    }
}

#[test]
fn every_field_takes_an_answer_and_every_code_of_ours() {
    for field in &standard().fields {
        for answer in ["unknown", "declined"] {
            assert_eq!(
                Answers::new().answer(&field.name, answer).is_ok(),
                answer == "unknown" || field.name != "con_Consent"
            );
        }
    }
    for (field, list) in [
        ("vic_TypeOfExploitation", List::Exploitation),
        ("spl_Type", List::PlanKind),
        ("cas_Status", List::CaseStatus),
    ] {
        for own in own_codes(list) {
            Answers::new().answer(field, own).unwrap_or_else(|_| panic!("{field}: {own}"));
        }
    }
}
