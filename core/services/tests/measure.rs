//! How long a search takes in a directory of 2,000 services.

use crate::support::{DIRECTORY, NOW, id, ids, word, words};
use jonaki_reference::places::{Level, Place, all};
use jonaki_services::{Answered, Flag, FlagKind, Index, Plan, Query, Service, export};
use std::time::Instant;

const SERVICES: u32 = 2_000;

/// The sample many times over, each service in another place under a name of its own.
fn large() -> (Vec<jonaki_services::Organisation>, Vec<Service>) {
    let taken = Plan::read(DIRECTORY).expect("a table").apply(NOW, ids(10_000));
    let places: Vec<Place> = all(Level::Upazila).collect();
    let services = (0..SERVICES).map(|number| {
        let at = number as usize;
        let mut service = taken.services[at % taken.services.len()].clone();
        service.id = id(number + 1);
        service.code = word(&format!("L-{number}"));
        let place = places[(at * 31) % places.len()];
        service.place = Some(word(place.code()));
        // Syllables make names that differ: the worst case for a vocabulary.
        let syllable = |step: usize| {
            ["ka", "mo", "ri", "shu", "ta", "be", "lo", "nar", "di", "pur", "gan", "hil"][(at / step) % 12]
        };
        service.names.english =
            format!("{}{}{} sample (synthetic)", syllable(1), syllable(12), syllable(144));
        service
    });
    (taken.organisations.clone(), services.collect())
}

/// A table of places that nobody knows, each another one: every one is looked for by its sound until that is enough.
fn busy() -> Vec<u8> {
    let mut table = b"organisation_code,service_code,district,upazila,coverage\n".to_vec();
    for row in 0..5_000 {
        let places: Vec<String> = (0..60).map(|at| format!("Xyz{row}q{at}, Kulna")).collect();
        table.extend(format!("o,s{row},Xy{row},Yx{row},\"{}\"\n", places.join(";")).bytes());
    }
    table
}

fn queries() -> Vec<(&'static str, Query)> {
    let base = Query { place: Place::by_code("BD4047-dumuria"), open_at: Some(NOW), ..Query::new(NOW) };
    let text = |text: &str| Query { text: Some(text.to_owned()), ..base.clone() };
    vec![
        ("everything", Query::new(NOW)),
        ("everything near", base.clone()),
        (
            "a girl of 13",
            Query {
                service_types: words("shelter_child safehouse_service"),
                sex: Some("female".to_owned()),
                age: Some(13),
                ..base.clone()
            },
        ),
        ("one word", text("shelter")),
        ("Bangla", text("নমুনা আশ্রয় খুলনা")),
        ("five words, misspelt", text("sampel sheltar khulna kamori synthetik")),
        ("nothing like it", text("zzzzqqqq vvvvbbbb")),
    ]
}

/// `cargo test --release -p jonaki-services -- --ignored --nocapture figures`.
#[test]
#[ignore = "prints figures, of use in release only"]
fn figures() {
    let (organisations, services) = large();
    let started = Instant::now();
    let bytes = export(&organisations, &services, None);
    println!("export: {:.1} ms, {} bytes", started.elapsed().as_secs_f64() * 1e3, bytes.len());
    let started = Instant::now();
    assert_eq!(Plan::read(&bytes).expect("a table").rows().len(), SERVICES as usize);
    println!("dry run: {:.1} ms", started.elapsed().as_secs_f64() * 1e3);
    let started = Instant::now();
    assert!(Plan::read(&busy()).expect("a table").has_faults());
    println!("dry run of a file made to take long: {:.1} ms", started.elapsed().as_secs_f64() * 1e3);
    let encoded: usize = services.iter().map(|service| service.encode().expect("encoded").len()).sum();
    println!("bytes of a record: {}", encoded / services.len());
    let flags: Vec<Flag> =
        (1..500).map(|n| Flag { service: id(n), kind: FlagKind::Full, by: id(9) }).collect();
    let outcomes: Vec<Answered> = (0..10_000)
        .map(|n| Answered {
            service: id(n % SERVICES + 1),
            sent_at: 0,
            answered_at: i64::from(n),
            accepted: n % 3 > 0,
        })
        .collect();
    let started = Instant::now();
    let index = Index::new(organisations, services, &flags, &outcomes);
    println!("index: {:.1} ms", started.elapsed().as_secs_f64() * 1e3);
    for (name, query) in queries() {
        let mut times: Vec<f64> = (0..100)
            .map(|_| {
                let started = Instant::now();
                assert!(index.search(&query, 20).hits.len() <= 20);
                started.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        times.sort_by(f64::total_cmp);
        let total = index.search(&query, 20).total;
        println!("{name}: median {:.2} ms, 95 of 100 within {:.2} ms, {total} found", times[50], times[95]);
        assert!(times[50] <= 5.0, "{name}: 5 ms is the bound");
    }
}
