//! Whom a search finds, and in which order.

use crate::support::{NOW, day, id, organisation, service, word, words};
use jonaki_reference::places::Place;
use jonaki_services::{
    Answered, Capacity, Flag, FlagKind, Freshness, HITS_MAX, Hours, Index, Nearness, Opening, Query, Room,
    Service, Status, Verified, Words,
};

fn index(services: Vec<Service>) -> Index {
    Index::new(vec![organisation(1, "ngo"), organisation(2, "law_enforcement")], services, &[], &[])
}

fn place(code: &str) -> Option<Place> {
    Some(Place::by_code(code).expect("a place"))
}

fn codes(index: &Index, query: &Query) -> Vec<u32> {
    let found = index.search(query, 50);
    found.hits.iter().map(|hit| hit.service.code.as_str()[2..].parse().expect("a number")).collect()
}

fn with(number: u32, change: impl FnOnce(&mut Service)) -> Service {
    let mut service = service(number);
    change(&mut service);
    service
}

fn at(number: u32, code: &str) -> Service {
    with(number, |service| service.place = Some(word(code)))
}

#[test]
fn the_nearest_come_first() {
    let nowhere = with(5, |service| service.place = None);
    let covers = with(6, |service| {
        service.place = None;
        service.coverage = words("BD4047");
    });
    let index = index(vec![
        at(1, "BD3026-savar"),
        at(2, "BD4041"),
        at(3, "BD4047-koyra"),
        at(4, "BD4047-dumuria"),
        nowhere,
        covers,
    ]);
    let query = Query { place: place("BD4047-dumuria"), ..Query::new(NOW) };
    assert_eq!(codes(&index, &query), [4, 3, 6, 2, 1, 5]);
    let found = index.search(&query, 50);
    let nearness: Vec<_> = found.hits.iter().filter_map(|hit| hit.nearness).collect();
    use Nearness::{Country, District, Division, Upazila};
    assert_eq!(nearness, [Upazila, District, District, Division, Country, Country]);
    let query = Query { place: place("BD40"), ..Query::new(NOW) };
    assert_eq!(codes(&index, &query), [2, 3, 4, 6, 1, 5]);
}

#[test]
fn who_does_not_serve_the_place_comes_after_who_does() {
    let elsewhere = with(1, |service| service.coverage = words("BD4041"));
    let index = index(vec![elsewhere, at(2, "BD3026")]);
    let query = Query { place: place("BD4047-dumuria"), ..Query::new(NOW) };
    assert_eq!(codes(&index, &query), [2, 1]);
    let found = index.search(&query, 50);
    assert_eq!(found.hits.iter().map(|hit| hit.covers).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn who_cannot_be_taken_is_not_found() {
    let index = index(vec![
        with(1, |service| service.audience.sexes = words("male")),
        with(2, |service| service.audience.age_max = 12),
        with(3, |service| service.audience.age_min = 14),
        with(4, |service| service.audience.needs = words("infant pregnancy")),
        with(5, |service| service.service_type = word("rescue")),
        with(6, |service| service.languages = words("rhg")),
        with(7, |service| service.status = Status::Paused),
    ]);
    let query = Query { sex: Some("female".to_owned()), age: Some(13), ..Query::new(NOW) };
    assert_eq!(codes(&index, &query), [4, 5, 6]);
    assert_eq!(codes(&index, &Query { with_inactive: true, ..query.clone() }), [4, 5, 6, 7]);
    assert_eq!(codes(&index, &Query { needs: words("infant"), ..query.clone() }), [4]);
    assert_eq!(codes(&index, &Query { needs: words("infant siblings"), ..query.clone() }), [0_u32; 0]);
    assert_eq!(codes(&index, &Query { service_types: words("rescue compensation"), ..query.clone() }), [5]);
    assert_eq!(codes(&index, &Query { languages: words("bn"), ..query }), [4, 5], "who does not say stays");
}

#[test]
fn whoever_is_involved_is_not_asked() {
    let index = index(vec![service(1), with(2, |service| service.organisation = id(2))]);
    let all = Query::new(NOW);
    assert_eq!(codes(&index, &Query { without_organisations: vec![id(2)], ..all.clone() }), [1]);
    assert_eq!(codes(&index, &Query { without_kinds: words("law_enforcement"), ..all.clone() }), [1]);
    assert_eq!(codes(&index, &all), [1, 2]);
}

#[test]
fn open_now_counts_when_it_is_asked_for() {
    let hours =
        |number, text: &str| with(number, |service| service.hours = Hours::parse(text).expect("hours"));
    // NOW is a Friday morning.
    let index = index(vec![
        hours(1, "Su-Th 09:00-17:00"),
        hours(2, ""),
        hours(3, "24/7"),
        hours(4, "Fr 09:00-12:00"),
    ]);
    let query = Query { open_at: Some(NOW), ..Query::new(NOW) };
    assert_eq!(codes(&index, &query), [3, 4, 2, 1]);
    assert_eq!(codes(&index, &Query { only_open: true, ..query.clone() }), [3, 4, 2]);
    let found = index.search(&query, 50);
    assert_eq!(found.hits[1].opening, Opening::Open { closes_in: Some(120) });
    assert_eq!(found.hits[3].opening, Opening::Closed { opens_in: (24 + 23) * 60 });
}

#[test]
fn entries_age_where_all_can_see_it() {
    let verified = |number, on: Option<&str>| {
        with(number, |service| {
            service.verified = on.map(|on| Verified { on: day(on), by: None, source: None })
        })
    };
    let index = index(vec![
        verified(1, None),
        verified(2, Some("2026-08-21")),
        verified(3, Some("2026-08-22")),
        verified(4, Some("2026-09-20")),
        verified(5, Some("2026-09-21")),
        verified(6, Some("2026-11-21")),
        verified(7, Some("2026-11-22")),
    ]);
    let found = index.search(&Query::new(NOW), 50);
    let shown: Vec<_> = found.hits.iter().map(|hit| (hit.service.code.as_str(), hit.freshness)).collect();
    use Freshness::{Ageing, Fresh, Never, Stale};
    assert_eq!(
        shown,
        [
            ("S-00005", Fresh),
            ("S-00006", Fresh),
            ("S-00003", Ageing),
            ("S-00004", Ageing),
            ("S-00002", Stale),
            ("S-00001", Never),
            ("S-00007", Never),
        ]
    );
    assert_eq!(found.hits[4].verified_days, Some(91));
}

#[test]
fn what_would_turn_her_away_comes_last() {
    let room = |number, free, as_of: &str| {
        let capacity = Some(Capacity { total: Some(9), free, as_of: day(as_of) });
        with(number, |service| service.capacity = capacity)
    };
    let services = vec![
        room(1, Some(0), "2026-11-15"),
        room(2, Some(0), "2026-10-01"),
        room(3, Some(4), "2026-11-15"),
        room(4, None, "2026-11-15"),
        service(5),
        at(6, "BD4047"),
    ];
    let flags = [Flag { service: id(5), kind: FlagKind::Closed, by: id(9) }];
    let index = Index::new(vec![organisation(1, "ngo")], services, &flags, &[]);
    let query = Query { place: place("BD4047-dumuria"), ..Query::new(NOW) };
    assert_eq!(codes(&index, &query), [3, 2, 4, 6, 1, 5]);
    let found = index.search(&query, 50);
    assert_eq!(found.hits[0].room, Room::Free(4, day("2026-11-15")));
    assert_eq!((found.hits[1].room, found.hits[1].room_is_old), (Room::Full(day("2026-10-01")), true));
    assert_eq!(found.hits[5].flags[0].kind, FlagKind::Closed);
    assert!(found.hits[4].turns_away() && found.hits[5].turns_away() && !found.hits[3].turns_away());
}

#[test]
fn who_answers_well_comes_before_who_does_not() {
    let answer =
        |service: u32, accepted| Answered { service: id(service), sent_at: 0, answered_at: 7200, accepted };
    let outcomes: Vec<Answered> =
        [answer(1, false); 3].into_iter().chain([answer(3, true); 3]).chain([answer(2, true); 2]).collect();
    let index =
        Index::new(vec![organisation(1, "ngo")], vec![service(1), service(2), service(3)], &[], &outcomes);
    assert_eq!(codes(&index, &Query::new(NOW)), [3, 2, 1]);
    let found = index.search(&Query::new(NOW), 50);
    assert_eq!(found.hits[0].quality.expect("quality").answers, 3);
    assert_eq!(found.hits[1].quality, None, "two answers are none");
}

#[test]
fn a_name_is_found_in_either_script_and_with_slips() {
    let named = |number, bangla: &str, english: &str| {
        with(number, |service| {
            service.names.bangla = bangla.to_owned();
            service.names.english = english.to_owned();
        })
    };
    let index = index(vec![
        named(1, "শাপলা নিরাপদ ঘর", "Shapla Safe House"),
        named(2, "জবা আশ্রয়", "Joba Home"),
        named(3, "টগর আইন সহায়তা", "Togor Legal Aid"),
    ]);
    let search = |text: &str| {
        let query = Query { text: Some(text.to_owned()), ..Query::new(NOW) };
        codes(&index, &query).first().copied()
    };
    for text in ["shapla", "শাপলা", "SHAPLA safe", "shapal", "sapla", "শাপল", "shap"] {
        assert_eq!(search(text), Some(1), "{text}");
    }
    assert_eq!(search("joba"), Some(2));
    assert_eq!(search("জবা"), Some(2));
    assert_eq!(search("togor dumuria"), Some(3), "a place is a word too");
    assert_eq!(search("shapla joba"), None, "all words");
    assert_eq!(search("xylophone"), None);
    assert_eq!(search("  "), Some(1), "no word asks for nothing");
}

#[test]
fn results_are_bounded_and_the_same_everywhere() {
    let services: Vec<Service> = (0..300).map(service).filter(|service| !service.id.is_zero()).collect();
    let turned: Vec<Service> = services.iter().rev().cloned().collect();
    let (one, other) = (index(services), index(turned));
    let found = one.search(&Query::new(NOW), usize::MAX);
    assert_eq!((found.hits.len(), found.total), (HITS_MAX, 300));
    let again = other.search(&Query::new(NOW), usize::MAX);
    assert!(found.hits.iter().zip(&again.hits).all(|(left, right)| left.service == right.service));
    assert_eq!(one.search(&Query::new(NOW), 0).hits.len(), 0);
}

#[test]
fn the_later_record_of_a_service_counts() {
    let newer = with(1, |service| {
        service.updated_at += 1;
        service.status = Status::Closed;
    });
    for services in [vec![newer.clone(), service(1)], vec![service(1), newer]] {
        let index = index(services);
        assert_eq!((index.len(), codes(&index, &Query::new(NOW)).len()), (1, 0));
        assert_eq!(index.get(id(1), NOW).expect("there").service.status, Status::Closed);
    }
    assert!(Index::new(Vec::new(), Vec::new(), &[], &[]).get(id(1), NOW).is_none());
    assert_eq!(Query::default().service_types, Words::default());
}
