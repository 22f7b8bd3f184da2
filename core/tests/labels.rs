//! Every code that the product writes says in both languages what it means.

use jonaki_core::labels::{label, list_of, of_case, of_field};
use jonaki_core::protocol::{Compartment, Role};
use jonaki_core::reference::Language::{Bangla, English};
use jonaki_core::reference::codes;
use jonaki_core::referral::{Access, FieldGroup, Progress, Step, Urgency};
use jonaki_core::services::{Fee, FlagKind, Freshness, Nearness, Status};
use jonaki_core::{ABSENT, FieldType, MapContent, QueueSection, RowOutcome, State};
use jonaki_document::{CaseStatus, layout};
use jonaki_matching::Field;

/// What can be read in both scripts.
fn assert_said(what: &str, said: [Option<&str>; 2]) {
    let [bangla, english] = said.map(|said| said.unwrap_or_else(|| panic!("{what} has no label")));
    assert!(!bangla.is_empty() && !bangla.bytes().any(|byte| byte.is_ascii_alphabetic()), "{what}: {bangla}");
    assert!(
        english.starts_with(|first: char| first.is_ascii_uppercase() || first.is_ascii_digit()),
        "{what}"
    );
}

/// Every field of every document that holds codes, by compartment and name, with the codes.
fn coded() -> Vec<(Compartment, String, Vec<&'static str>)> {
    let mut found = Vec::new();
    let of = |kind: &FieldType| match kind {
        FieldType::Code(codes) => Some([codes, ABSENT].concat()),
        FieldType::Fixed(codes) => Some(codes.to_vec()),
        FieldType::Bool | FieldType::Int(..) | FieldType::Date => Some(ABSENT.to_vec()),
        _ => None,
    };
    for place in Compartment::ALL {
        let spec = layout(place);
        let fields = spec.fields.iter().map(|field| (field.name.to_owned(), of(&field.kind)));
        found.extend(fields.filter_map(|(name, codes)| Some((place, name, codes?))));
        for map in spec.maps {
            match &map.content {
                MapContent::Members { codes, .. } => found.push((place, map.name.to_owned(), codes.to_vec())),
                MapContent::Entries(entry) => found.extend(entry.fields.iter().filter_map(|field| {
                    Some((place, format!("{}.{}", map.name, field.name), of(&field.kind)?))
                })),
                MapContent::Answers | MapContent::Reserved => {}
            }
        }
    }
    found
}

#[test]
fn every_code_that_a_document_takes_is_in_a_list() {
    let coded = coded();
    assert!(coded.len() > 50, "{}", coded.len());
    for (place, field, codes) in &coded {
        for code in codes {
            let said = [Bangla, English].map(|language| of_field(*place, field, code, language));
            assert_said(&format!("{} {field} {code}", place.name()), said);
        }
    }
}

/// A list that nobody offers whole would be found by nobody: what a field takes is what its list offers, where the list is
/// the field's own.
#[test]
fn the_lists_of_events_and_steps_offer_what_the_documents_take() {
    for (place, field) in [
        (Compartment::Card, "events.kind"),
        (Compartment::Card, "events.reason"),
        (Compartment::Referral, "events.kind"),
        (Compartment::Referral, "events.reason"),
        (Compartment::Work, "tasks.kind"),
        (Compartment::Work, "steps.kind"),
        (Compartment::Work, "links.relation"),
        (Compartment::Work, "team.part"),
    ] {
        let found = coded().into_iter().find(|(other, name, _)| (*other, name.as_str()) == (place, field));
        let (_, _, taken) = found.expect("a coded field");
        let mut taken: Vec<_> = taken.into_iter().filter(|code| !ABSENT.contains(code)).collect();
        let list = list_of(place, field).and_then(codes::list).expect("a list");
        let mut offered: Vec<_> = list.codes().map(codes::Code::code).collect();
        taken.sort_unstable();
        offered.sort_unstable();
        // `declined` is a step of a referral and, in other fields, a reason why there is no answer.
        taken.extend(offered.contains(&"declined").then_some("declined"));
        taken.sort_unstable();
        taken.dedup();
        assert_eq!(offered, taken, "{} {field}", place.name());
    }
}

fn all<T: Copy, const N: usize>(of: [T; N], name: impl Fn(T) -> &'static str) -> Vec<&'static str> {
    of.into_iter().map(name).collect()
}

/// The codes of the types of the core, with their list.
fn of_types() -> Vec<(&'static str, Vec<&'static str>)> {
    let statuses = [
        CaseStatus::New,
        CaseStatus::Screening,
        CaseStatus::Open,
        CaseStatus::OnHold,
        CaseStatus::Closed(String::new()),
        CaseStatus::Reopened,
        CaseStatus::DuplicateOf(None),
        CaseStatus::OutOfScope,
    ];
    vec![
        ("case_status", statuses.iter().map(CaseStatus::name).collect()),
        ("compartments", all(Compartment::ALL, Compartment::name)),
        ("device_roles", all(Role::ALL, Role::name)),
        ("field_groups", FieldGroup::ALL.iter().map(|group| group.name()).collect()),
        ("directory_outcomes", vec!["new", "changed", "same", "faulty"]),
        ("exports", vec!["export_htcds", "export_referrals", "export_ctdc", "export_page"]),
        ("import_outcomes", all(RowOutcome::ALL, RowOutcome::name)),
        ("likeness", vec!["same", "possible"]),
        ("likeness_fields", all(Field::ALL, Field::code)),
        ("provider_status", all(Status::ALL, Status::code)),
        ("queue_sections", QueueSection::ALL.iter().map(|section| section.name()).collect()),
        ("referral_access", all(Access::ALL, Access::name)),
        ("referral_events", all(Step::ALL, Step::name)),
        ("referral_status", all(Progress::ALL, Progress::name)),
        ("report_states", all(State::ALL, State::name)),
        ("response_time", all(Urgency::ALL, Urgency::name)),
        ("service_fee", all(Fee::ALL, Fee::code)),
        ("service_flags", all(FlagKind::ALL, FlagKind::code)),
        ("service_freshness", all(Freshness::ALL, Freshness::code)),
        ("service_nearness", all(Nearness::ALL, Nearness::code)),
    ]
}

#[test]
fn every_code_of_a_type_is_in_its_list() {
    for (list, codes) in of_types() {
        for code in codes {
            let own = codes::code(list, code).map(|code| code.label(English));
            assert!(own.is_some(), "{list} {code}");
            assert_said(
                &format!("{list} {code}"),
                [Bangla, English].map(|language| label(list, code, language)),
            );
        }
    }
}

#[test]
fn a_field_says_what_it_means_by_its_name() {
    assert_eq!(of_case("urgency", "critical", English), Some("Critical"));
    assert_eq!(of_case("urgency", "not_asked", Bangla), Some("জিজ্ঞেস করা হয়নি"));
    assert_eq!(of_case("victim_sex", "female", English), Some("Female"));
    assert_eq!(of_case("concern_types", "begging", Bangla), label("concern_types", "begging", Bangla));
    assert_eq!(of_case("district", "coxs_bazar", English), Some("Cox's Bazar"));
    assert_eq!(of_case("district", "unknown", English), Some("Not known"));
    for (field, code) in
        [("narrative", "female"), ("nothing", "yes"), ("urgency", "nothing"), ("urgency", "")]
    {
        assert_eq!(of_case(field, code, English), None, "{field} {code}");
    }
    assert_eq!(label("nothing", "unknown", English), None);
}
