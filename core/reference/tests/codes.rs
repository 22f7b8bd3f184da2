//! Code lists: labels, agreement with the card and the standards, retired codes.

use crate::standards::{CARD, CTDC, HTCDS, HTCDS_OPEN};
use jonaki_reference::Language::{Bangla, English};
use jonaki_reference::codes::{self, Code, Mapped, code, list, lists};
use std::collections::BTreeSet;

fn everything() -> impl Iterator<Item = Code> {
    lists().flat_map(codes::List::all_codes)
}

fn name(code: Code) -> String {
    format!("{}/{}", code.list().id(), code.code())
}

#[test]
fn every_code_can_be_read_in_both_languages() {
    assert!(lists().count() >= 80);
    for list in lists() {
        assert!(list.version() >= 1 && !list.title(Bangla).is_empty() && !list.title(English).is_empty());
        assert_eq!(codes::list(list.id()), Some(list));
        let labels: BTreeSet<_> = list.codes().map(|code| code.label(Bangla)).collect();
        assert_eq!(labels.len(), list.len(), "{}: a label stands twice", list.id());
    }
    for code in everything() {
        let (bangla, english) = (code.label(Bangla), code.label(English));
        assert!(!bangla.is_empty() && !english.is_empty(), "{}", name(code));
        assert!(
            !bangla.chars().any(|c| c.is_ascii_alphanumeric()),
            "{}: {bangla} is Bangla only",
            name(code)
        );
        assert!(english.is_ascii() && !code.code().contains([' ', '/', '"', '\'']), "{}", name(code));
        assert_eq!(codes::code(code.list().id(), code.code()), Some(code));
    }
}

#[test]
fn the_card_offers_the_codes_that_its_layout_takes() {
    for (field, id, expected) in CARD {
        let offered: Vec<_> = list(id).expect("a list").codes().map(Code::code).collect();
        let (mut offered, mut expected) = (offered, expected.split(' ').collect::<Vec<_>>());
        offered.sort_unstable();
        expected.sort_unstable();
        assert_eq!(offered, expected, "{field}");
    }
}

fn is_htcds(field: &str, value: &str) -> bool {
    HTCDS_OPEN.contains(&field)
        || HTCDS.iter().any(|(other, codes)| *other == field && codes.split(' ').any(|code| code == value))
}

#[test]
fn what_is_exported_are_codes_of_htcds() {
    for code in everything() {
        for Mapped { field, value, .. } in code.htcds() {
            let fields: Vec<_> =
                field.map_or_else(|| code.list().htcds_fields().collect(), |field| vec![field]);
            assert!(!fields.is_empty(), "{}", name(code));
            assert!(fields.iter().all(|field| is_htcds(field, value)), "{}: {value}", name(code));
        }
    }
}

#[test]
fn every_code_of_htcds_has_a_way_back() {
    for (field, values) in HTCDS {
        // `concern_types` and `phase` speak coarsely about what other lists say exactly.
        let exact = |list: &codes::List| {
            !["concern_types", "phase"].contains(&list.id())
                && list.htcds_fields().any(|other| other == *field)
        };
        let lists: Vec<_> = lists().filter(exact).collect();
        assert_eq!(lists.len(), 1, "{field}: one list");
        for value in values.split(' ').filter(|value| *value != "NonSpecifiedUnknown") {
            let own = lists[0].from_htcds(value).unwrap_or_else(|| panic!("{field}: {value}"));
            let same = own.htcds().any(|out| out.value == value && !out.approximate);
            let folded =
                ["TransgenderFeminine", "TransgenderMasculine", "RegisteredPartnership"].contains(&value);
            assert!(same || folded, "{field}: {value} comes back as {}", name(own));
        }
    }
    let relation = list("relation_to_trafficker").expect("a list");
    assert_eq!(relation.from_htcds("Unaquainted").map(Code::code), Some("stranger"));
    assert_eq!(relation.from_htcds("Unacquainted"), None);
    let sex = list("sex").expect("a list");
    assert_eq!(sex.from_htcds("NonSpecifiedUnknown"), None, "unknown is no code");
    assert_eq!(sex.from_htcds("NonConforming").map(Code::code), Some("hijra_third_gender"));
    let exploitation = list("exploitation").expect("a list");
    assert_eq!(exploitation.from_htcds("ForcedMarriage").map(Code::code), Some("forced_marriage"));
    assert_eq!(exploitation.from_htcds(""), None);
    assert_eq!(exploitation.from_htcds("~Other"), None);
}

#[test]
fn what_is_exported_are_columns_of_ctdc() {
    let columns: BTreeSet<String> = CTDC
        .iter()
        .flat_map(|(start, ends)| ends.split(' ').map(move |end| format!("{start}{end}")))
        .collect();
    for code in everything() {
        for Mapped { field, .. } in code.ctdc() {
            assert!(columns.contains(field.unwrap_or_default()), "{}: {field:?}", name(code));
        }
    }
    let exploitation = list("exploitation").expect("a list");
    assert_eq!(exploitation.from_ctdc("isOtherExploit").map(Code::code), Some("other"));
    assert_eq!(list("sex").and_then(|sex| sex.from_ctdc("gender=Female")).map(Code::code), Some("female"));
    let servitude: Vec<_> = code("exploitation", "domestic_servitude").expect("a code").ctdc().collect();
    assert_eq!(
        servitude.iter().map(|found| found.field).collect::<Vec<_>>(),
        [Some("isSlaveryAndPractices"), Some("typeOfLabourDomesticWork")]
    );
}

/// A value that two codes claim as exactly theirs would be read back as either.
#[test]
fn the_way_back_is_never_a_choice() {
    type Exact = fn(Code) -> Vec<String>;
    let systems: [(&str, Exact); 3] = [
        ("htcds", |code| {
            let exact = code.htcds().filter(|out| !out.approximate && out.field.is_none());
            exact.map(|out| out.value.to_owned()).collect()
        }),
        ("ctdc", |code| code.ctdc().filter(|out| !out.approximate).map(|out| format!("{out:?}")).collect()),
        ("primero", |code| {
            code.primero()
                .filter(|out| !out.approximate)
                .map(|out| out.value.to_owned())
                .into_iter()
                .collect()
        }),
    ];
    for (system, exact) in systems {
        for list in lists() {
            let mut seen = BTreeSet::new();
            for code in list.all_codes() {
                for value in exact(code) {
                    assert!(seen.insert(value.clone()), "{system}: {value} of {} twice", list.id());
                }
            }
        }
    }
}

#[test]
fn a_retired_code_stays_readable_and_is_not_offered() {
    let laws = list("laws").expect("a list");
    let old = laws.code("psht_act_2012").expect("still there");
    assert!(old.is_retired() && !old.label(Bangla).is_empty() && old.index().is_none());
    assert_eq!(old.valid_to(), Some("2026-01-06"));
    assert!(
        old.is_valid_on("2020-05-01") && !old.is_valid_on("2026-01-07") && !old.is_valid_on("2011-12-31")
    );
    assert!(!laws.codes().any(|code| code == old) && laws.all_codes().any(|code| code == old));
    let new = laws.code("psht_ordinance_2026").expect("a code");
    assert!(!new.is_retired() && new.index().is_some() && !new.is_valid_on("2020-05-01"));
    let given_up = list("vulnerabilities").expect("a list");
    assert!(given_up.is_empty() && given_up.all_codes().count() == 12);
    assert_eq!(given_up.from_htcds("Poverty").map(Code::code), Some("poverty"));
}

#[test]
fn what_is_not_there_is_nothing() {
    assert_eq!(list(""), None);
    assert_eq!(list("exploitation/forced_labour"), None);
    assert_eq!(code("exploitation", ""), None);
    assert_eq!(code("exploitation", "child_labour/"), None);
    assert_eq!(code("sex", "forced_labour"), None);
    let sex = list("sex").expect("a list");
    assert_eq!((sex.len(), sex.get(4), sex.get(usize::MAX)), (4, None, None));
}
