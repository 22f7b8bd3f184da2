//! What admission costs. Printed; asserted only against the order of magnitude, since machines differ.

use crate::support::*;
use jonaki_document::{Edit, admit, guard};
use jonaki_protocol::Compartment;
use std::time::{Duration, Instant};

fn median(mut work: impl FnMut()) -> Duration {
    let mut times: Vec<_> = (0..101)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[50]
}

#[test]
fn admission_costs_well_under_a_hundredth_of_a_second() {
    let empty = jonaki_document::DocumentState::new(Compartment::Card).unwrap();
    let card = filed();
    let create = &card.changes()[0].bytes;
    let state = state_of(&card);
    let three = [
        Edit::set("district", "khulna".into()),
        Edit::set("phase", "rescued".into()),
        Edit::set("number_of_children", 3.into()),
    ];
    let change = card.clone().edit(actor(2), &three).unwrap().unwrap();
    let guarded = median(|| guard::check_change(&change.bytes).unwrap());
    let created = median(|| drop(admit(&empty, create, &reporter(1)).unwrap()));
    let edited = median(|| drop(admit(&state, &change.bytes, &coordinator(2)).unwrap()));
    let (full, more) = long_history();
    let large = median(|| drop(admit(&full, &more, &coordinator(3)).unwrap()));
    println!(
        "guard {guarded:?}; admit create ({} B) {created:?}; admit edit ({} B) {edited:?}",
        create.len(),
        change.bytes.len()
    );
    println!(
        "admit into a document of {} changes, {} B: {:?}",
        full.changes,
        full.snapshot.as_ref().map_or(0, Vec::len),
        large
    );
    assert!(created < Duration::from_millis(10) && edited < Duration::from_millis(10));
}

/// A card that a hundred edits made large, and one more edit.
fn long_history() -> (jonaki_document::DocumentState, Vec<u8>) {
    let mut card = filed();
    for round in 0..100_u8 {
        let event = [("kind", "screening".into()), ("at", HOUR.into())];
        let count = Edit::set("number_of_victims", i64::from(round).into());
        edit(&mut card, 2 + round % 3, &[Edit::add_entry("events", entry(100 + round), &event), count]);
    }
    let state = state_of(&card);
    let change = edit(&mut card, 3, &[Edit::set("district", "khulna".into())]);
    (state, change.bytes)
}
