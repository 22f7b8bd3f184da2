//! Every code of every list of the standard, both ways; and ours.

use crate::support::{known, open, read, several};
use jonaki_exchange::codes::{self, List, own_codes};
use jonaki_exchange::htcds::standard::{field, standard};
use jonaki_exchange::{CaseRecord, Language, ctdc};

/// Each field with a list, and our list for it.
const LISTS: [(&str, List); 21] = [
    ("org_Type", List::OrganisationKind),
    ("prs_Gender", List::Sex),
    ("prs_MaritalStatus", List::MaritalStatus),
    ("prs_HighestLevelOfEducation", List::Education),
    ("vic_TraffickingStatus", List::TraffickingStatus),
    ("vic_TraffickingStatusDecisionMakingOrg", List::DecidedBy),
    ("vic_RelationshipToTrafficker", List::Relation),
    ("vic_RecruitmentWebsitesAndApps", List::Apps),
    ("vic_MethodOfRecruitment", List::Recruitment),
    ("vic_MethodsOfControl", List::Control),
    ("vic_TypeOfExploitation", List::Exploitation),
    ("vic_ForcedLabourIndustry", List::LabourSector),
    ("vic_TypeOfSexExploitation", List::SexExploitation),
    ("vic_ExploitationWebsitesAndApps", List::Apps),
    ("vic_Vulnerabilities", List::Vulnerability),
    ("per_RoleInProcess", List::Role),
    ("cas_Status", List::CaseStatus),
    ("cas_ReasonForIncomingReferral", List::ReferralReason),
    ("cas_ReasonForOutgoingReferral", List::ReferralReason),
    ("hte_Type", List::EventKind),
    ("spl_Type", List::PlanKind),
];

const OURS_ALONE: [List; 5] =
    [List::AgeBand, List::Closure, List::ReferralStatus, List::ConsentPurpose, List::ConsentGiver];

#[test]
fn the_standard_is_read_whole_and_every_list_has_ours() {
    let standard = standard();
    assert_eq!((standard.fields.len(), standard.standard.as_str()), (84, "HTCDS 2.0"));
    assert_eq!(standard.fields.iter().filter(|field| field.core).count(), 40);
    assert_eq!(standard.fields.iter().filter(|field| field.status == "DEPRECATED").count(), 3);
    let with_codes: Vec<&str> = standard
        .fields
        .iter()
        .filter(|field| !field.codes.is_empty())
        .map(|field| field.name.as_str())
        .collect();
    assert_eq!(with_codes, LISTS.map(|(name, _)| name));
}

#[test]
fn every_code_of_the_standard_goes_in_and_comes_out_as_it_was() {
    let mut count = 0;
    for (name, list) in LISTS {
        for code in &field(name).expect(name).codes {
            let own = codes::own(list, &code.code)
                .unwrap_or_else(|| panic!("{name}: {} has no code of ours", code.code));
            assert_eq!(codes::htcds(list, own), Some(code.code.as_str()), "{name}: {own}");
            let file = format!("org_Name,{name}\r\nX,{}\r\n", code.code);
            let plan = read(&file);
            assert!(plan.rows()[0].accepted && plan.rows()[0].warnings.is_empty(), "{name}: {}", code.code);
            let out = crate::support::csv(plan.records(), &open());
            assert_eq!(crate::support::cell(&out, 1, name), code.code);
            count += 1;
        }
    }
    assert_eq!(count, 182);
}

#[test]
fn labels_and_close_spellings_are_read_with_a_warning() {
    for (name, _) in LISTS {
        for code in &field(name).expect(name).codes {
            let blank = format!("org_Name,{name}\r\nX,\"{} \"\r\n", code.code);
            assert!(read(&blank).rows()[0].warnings.is_empty(), "the trailing blank of XLSForm: {name}");
            let file = format!("org_Name,{name}\r\nX,\"{}\"\r\n", code.label);
            let plan = read(&file);
            assert!(plan.rows()[0].accepted, "{name}: {}: {:?}", code.label, plan.rows()[0].faults);
            assert_eq!(
                crate::support::cell(&crate::support::csv(plan.records(), &open()), 1, name),
                code.code
            );
        }
    }
    let plan = read("vic_RelationshipToTrafficker\r\nUnacquainted\r\n");
    assert_eq!(plan.rows()[0].warnings[0].code(), "read_as");
    assert_eq!(plan.records()[0].victims[0].relation_to_trafficker, known("stranger"));
}

#[test]
fn every_code_of_ours_is_in_the_standard_or_left_empty_and_has_both_labels() {
    let lists = LISTS.iter().map(|(name, list)| (Some(field(name).expect(name)), *list));
    for (field, list) in lists.chain(OURS_ALONE.map(|list| (None, list))) {
        for own in own_codes(list) {
            let out = codes::htcds(list, own).expect("in the table");
            let there = field.is_some_and(|field| field.codes.iter().any(|code| code.code == out));
            assert!(out.is_empty() || there, "{list:?} {own}: {out}");
            let snake = own
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte));
            assert!(snake, "{own}");
            for language in [Language::Bangla, Language::English] {
                assert!(codes::label(list, own, language).is_some(), "{list:?} {own}");
            }
            let bangla = codes::label(list, own, Language::Bangla).unwrap_or_default();
            assert!(
                !bangla.bytes().any(|byte| byte.is_ascii_alphabetic()),
                "{own}: no English letters in Bangla"
            );
            for column in codes::ctdc(list, own) {
                assert!(ctdc::COLUMNS.contains(&column), "{own}: {column}");
            }
        }
    }
}

#[test]
fn every_field_of_the_standard_can_be_filled() {
    for field in &standard().fields {
        let sample = crate::docs::sample(field);
        let plan = read(&format!("{}\r\n{sample}\r\n", field.name));
        assert!(plan.rows()[0].accepted, "{}: {:?}", field.name, plan.rows()[0].faults);
        assert_eq!(
            crate::support::cell(&crate::support::csv(plan.records(), &open()), 1, &field.name),
            sample
        );
    }
}

#[test]
fn several_codes_are_in_the_order_of_the_standard_each_once() {
    let mut record = CaseRecord { victims: vec![Default::default()], ..Default::default() };
    record.victims[0].exploitation_types =
        several(&["criminal_activity", "child_marriage", "forced_marriage", "other", "forced_labour"]);
    let out = crate::support::csv(&[record], &open());
    assert_eq!(crate::support::cell(&out, 1, "vic_TypeOfExploitation"), "ForcedLabour;ForcedMarriage;Other");
}
