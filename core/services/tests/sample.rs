//! The directory that comes with the project, searched as a coordinator would.

use crate::support::{DIRECTORY, NOW, id, ids, words};
use jonaki_reference::places::{Level, Place};
use jonaki_services::{
    Day, Flag, FlagKind, Freshness, Hit, Index, Known, Nearness, Opening, Plan, Query, Room, Taken,
};
use std::collections::BTreeSet;

fn taken() -> Taken {
    let known = Known { today: Day::of(NOW), ..Known::default() };
    let plan = Plan::against(DIRECTORY, &known).expect("a table");
    for row in plan.rows() {
        assert!(row.faults.is_empty() && row.warnings.is_empty(), "{row:?}");
    }
    assert!(plan.unknown_columns().is_empty());
    plan.apply(NOW - 30 * 86_400, ids(0))
}

fn index() -> Index {
    let taken = taken();
    Index::new(taken.organisations, taken.services, &[], &[])
}

fn code<'a>(hit: &Hit<'a>) -> &'a str {
    hit.service.code.as_str()
}

#[test]
fn it_is_synthetic_and_has_something_of_everything() {
    let taken = taken();
    assert_eq!((taken.organisations.len(), taken.services.len(), taken.hidden.len()), (26, 61, 10));
    let kinds: BTreeSet<_> = taken.organisations.iter().map(|found| found.kind.as_str()).collect();
    assert_eq!(kinds.len(), jonaki_reference::codes::list("organisation_types").expect("a list").len());
    let types: BTreeSet<_> = taken.services.iter().map(|found| found.service_type.as_str()).collect();
    assert_eq!(types.len(), jonaki_reference::codes::list("service_types").expect("a list").len());
    let place = |code: &str| Place::by_code(code).and_then(|place| place.around(Level::District));
    let districts: BTreeSet<_> = taken
        .services
        .iter()
        .filter_map(|found| found.place.as_ref())
        .filter_map(|code| place(code.as_str()))
        .collect();
    assert!(districts.len() >= 12, "{}", districts.len());
    let names = taken.organisations.iter().map(|found| &found.names);
    for names in names.chain(taken.services.iter().map(|found| &found.names)) {
        assert!(names.english.contains("(synthetic)") && names.bangla.contains("(কৃত্রিম)"));
    }
    // No operator has numbers that begin so.
    let phones = taken.services.iter().flat_map(|found| &found.contacts).map(|contact| &contact.phone);
    for phone in phones.chain(taken.hidden.iter().filter_map(|hidden| hidden.phone.as_ref())) {
        assert!(phone.as_str().starts_with("+8801000000"), "a number that somebody may have");
    }
}

#[test]
fn a_girl_of_thirteen_in_dumuria_needs_shelter_now() {
    let index = index();
    let query = Query {
        service_types: words("shelter_child safehouse_service"),
        place: Place::by_code("BD4047-dumuria"),
        sex: Some("female".to_owned()),
        age: Some(13),
        open_at: Some(NOW),
        ..Query::new(NOW)
    };
    let found = index.search(&query, 10);
    let first = &found.hits[0];
    assert_eq!(code(first), "SYN-01-1", "the shelter for girls in Khulna");
    assert_eq!(first.nearness, Some(Nearness::District));
    assert!(first.covers && first.opening == Opening::Open { closes_in: None });
    assert_eq!(first.freshness, Freshness::Fresh);
    assert!(matches!(first.room, Room::Free(5, _)) && !first.room_is_old);
    assert!(first.service.address_hidden && first.service.address.is_none());
    let codes: Vec<&str> = found.hits.iter().map(code).collect();
    assert!(!codes.contains(&"SYN-02-3"), "takes boys");
    let (dhaka, full) = ("SYN-08-1", "SYN-05-1");
    let position = |wanted: &str| codes.iter().position(|code| *code == wanted).expect("found");
    assert!(position(dhaka) < position(full), "the full house in Jashore is shown, but last");
    assert_eq!(position(full), codes.len() - 1);

    // Somebody of that organisation is involved.
    let owner = first.service.organisation;
    let without = Query { without_organisations: vec![owner], ..query.clone() };
    assert!(index.search(&without, 10).hits.iter().all(|hit| hit.service.organisation != owner));

    // Somebody was turned away there an hour ago.
    let service = first.service.id;
    let flag = Flag { service, kind: FlagKind::Full, by: id(900) };
    let again = taken();
    let flagged = Index::new(again.organisations, again.services, &[flag], &[]);
    let found = flagged.search(&query, 10);
    assert_ne!(code(&found.hits[0]), "SYN-01-1");
    assert!(found.hits.iter().any(|hit| code(hit) == "SYN-01-1" && hit.flags.len() == 1));
}

#[test]
fn other_questions_of_a_coordinator() {
    let index = index();
    let first = |query: Query| index.search(&query, 5).hits.first().map(|hit| code(hit).to_owned());
    let base = Query::new(NOW);
    let place = |code: &str| Place::by_code(code);
    // A Rohingya girl with a baby, in Teknaf.
    let asked = Query {
        needs: words("infant"),
        languages: words("rhg"),
        place: place("BD2022-teknaf"),
        sex: Some("female".to_owned()),
        age: Some(16),
        service_types: words("safehouse_service shelter_child"),
        ..base.clone()
    };
    assert_eq!(first(asked).as_deref(), Some("SYN-13-1"));
    // Counselling by telephone on a Friday night: offices are closed.
    let night = NOW + 13 * 3600;
    let asked = Query {
        service_types: words("psychosocial_service"),
        place: place("BD4047"),
        only_open: true,
        open_at: Some(night),
        ..base.clone()
    };
    assert_eq!(first(asked).as_deref(), Some("SYN-10-2"));
    // Names, in both scripts.
    for text in ["legal jashore", "আইনি যশোর", "Jessore legal"] {
        let asked = Query { text: Some(text.to_owned()), ..base.clone() };
        assert_eq!(first(asked).as_deref(), Some("SYN-06-1"), "{text}");
    }
    // Stale entries are there and say so.
    let asked = Query { service_types: words("compensation"), ..base.clone() };
    let found = index.search(&asked, 5);
    assert_eq!((found.hits[0].freshness, found.hits[0].verified_days), (Freshness::Stale, Some(162)));
    let asked = Query { service_types: words("vocational"), place: place("BD3033"), ..base };
    let found = index.search(&asked, 5);
    assert!(found.hits[0].mou_ended && code(&found.hits[0]) == "SYN-22-1");
}
