//! Finding a service among 2,000, through the device's own database.

use super::DAY;
use crate::bench::Failure;
use crate::bench::figure::Figures;
use crate::world::World;
use jonaki_core::Client;
use jonaki_core::reference::places::{Level, Place, all};
use jonaki_core::services::{Id, Plan, Query, Service, Word, Words, export};
use std::time::Instant;

const SERVICES: u32 = 2_000;
const SEARCHES: usize = 1_000;
/// 26 organisations that nobody has heard of.
const TABLE: &[u8] = include_bytes!("../../../data/directory.csv");

pub(super) fn measure(figures: &mut Figures) -> Result<(), Failure> {
    let world = World::new(23);
    // The table was looked after in the autumn of that year.
    world.clock.pass(300 * DAY);
    let now = world.clock.now().0;
    let mut founder = world.founder();
    let client = founder.client();
    let plan = client.plan_directory(&table(now)?).map_err(|refused| format!("{refused:?}"))?;
    let done = client.import_directory(plan)?;
    if done.services != SERVICES as usize {
        return Err(format!("{} services were entered", done.services).into());
    }
    let needs = needs();
    let places: Vec<Place> = all(Level::Upazila).collect();
    let (first, _) = search(client, &query(0, now, &places, &needs));
    let (mut times, mut some) = (Vec::new(), 0);
    for number in 0..SEARCHES {
        let query = query(number, now, &places, &needs);
        // The least of three: the worst search is asked for, not the worst moment of the machine.
        let runs = [(); 3].map(|()| search(client, &query));
        times.push(runs.iter().map(|(time, _)| *time).fold(f64::MAX, f64::min));
        some += usize::from(!runs[0].1.is_empty());
    }
    if some < SEARCHES / 2 {
        return Err(format!("only {some} of {SEARCHES} searches found something").into());
    }
    times.sort_by(f64::total_cmp);
    figures.at_most("directory_search (2,000 services, median)", (times[SEARCHES / 2], "ms"), 0.0, 5.0);
    figures.at_most("directory_search (2,000 services, the worst)", (times[SEARCHES - 1], "ms"), 0.0, 5.0);
    figures.at_most("directory_ready (the first search after a change)", (first, "ms"), 0.0, 250.0);
    Ok(())
}

fn search(client: &mut Client, query: &Query) -> (f64, Vec<jonaki_core::ServiceView>) {
    let started = Instant::now();
    let found = client.find_services(query, None, 20).unwrap_or_default();
    (started.elapsed().as_secs_f64() * 1_000.0, found)
}

/// Needs that some service of the table can meet, and none.
fn needs() -> Vec<Words> {
    let some = ["no_papers", "mental_health", "at_night", "injury"].into_iter();
    let some = some.map(|need| Words::new(Word::new(need)));
    some.chain([Words::default()]).collect()
}

/// A child somewhere, now.
fn query(number: usize, now: i64, places: &[Place], needs: &[Words]) -> Query {
    let mut query = Query::new(now + (number as i64 % 24) * 3600);
    query.needs = needs[number % needs.len()].clone();
    query.place = places.get(number * 7 % places.len()).copied();
    query.sex = Some(["female", "male"][number / 5 % 2].to_owned());
    query.age = u8::try_from(4 + number % 14).ok();
    query.open_at = Some(query.now);
    query.only_open = true;
    query
}

/// The table many times over, each service at another place under a name of its own.
fn table(now: i64) -> Result<Vec<u8>, Failure> {
    let mut next = 0_u32;
    let ids = || {
        next += 1;
        id(next)
    };
    let taken = Plan::read(TABLE).map_err(|refused| format!("{refused:?}"))?.apply(now, ids);
    let places: Vec<Place> = all(Level::Upazila).collect();
    let service = |number: u32| -> Option<Service> {
        let at = number as usize;
        let mut service = taken.services.get(at % taken.services.len())?.clone();
        service.id = id(10_000 + number);
        service.code = Word::new(&format!("L-{number}"))?;
        service.place = Word::new(places.get(at * 31 % places.len())?.code());
        service.names.english = format!("Sample {number} (synthetic)");
        Some(service)
    };
    let services: Option<Vec<Service>> = (0..SERVICES).map(service).collect();
    Ok(export(&taken.organisations, &services.ok_or("a service that cannot be made")?, None))
}

fn id(number: u32) -> Id {
    let mut bytes = [7; 16];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    Id::from_bytes(bytes)
}
