//! The catalogue of bad inputs: every case is played, and `docs/bad-inputs.md` says just what was played.

use cpu_time::ThreadTime;
use jonaki_tests::catalogue::{
    Office, Played, Work, change_bytes, directory, document, envelope, keys, order, play, sealed, shelf,
    texts, town, wire,
};
use std::path::Path;

fn meter(run: &mut dyn FnMut()) -> Work {
    let start = ThreadTime::now();
    let counted = allocation_counter::measure(run);
    Work { memory: counted.bytes_max, processor: start.elapsed() }
}

/// One thread for each set: a set has a programme of its own.
fn all() -> Vec<Played> {
    let sets: Vec<fn() -> Played> = vec![
        || play(&mut Office::new(101), change_bytes::set(), meter),
        || play(&mut Office::new(102), envelope::set(), meter),
        || play(&mut Office::new(103), sealed::set(), meter),
        || play(&mut Office::new(104), keys::set(), meter),
        || play(&mut town::Town::new(105), directory::set(), meter),
        || play(&mut wire::Street::new(106), wire::set(), meter),
        || play(&mut texts::Desk::new(109), texts::set(), meter),
        || play(&mut shelf::Shelf::new(112), shelf::set(), meter),
        || play(&mut town::Town::new(113), order::set(), meter),
    ];
    let mut played: Vec<Played> = std::thread::scope(|scope| {
        let playing: Vec<_> = sets.into_iter().map(|set| scope.spawn(set)).collect();
        playing.into_iter().map(|set| set.join().expect("a set that panicked")).collect()
    });
    played.sort_by_key(|set| set.letter);
    played
}

#[test]
fn every_bad_input_is_answered_and_nothing_else_changes() {
    let played = all();
    let failures: Vec<&String> = played.iter().flat_map(|set| &set.failures).collect();
    assert!(failures.is_empty(), "{} do not hold:\n{failures:#?}", failures.len());
    // For choosing bounds: fails on purpose, with what every case cost.
    let costs: Vec<_> = played.iter().flat_map(|set| &set.costs).collect();
    assert!(std::env::var_os("CATALOGUE_COSTS").is_none(), "{costs:#?}");
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/bad-inputs.md");
    if std::env::var_os("UPDATE_CATALOGUE").is_some() {
        std::fs::write(&page, document(&played)).expect("written");
    }
    let kept = std::fs::read_to_string(&page).unwrap_or_default();
    assert!(
        kept == document(&played),
        "docs/bad-inputs.md is not what was played: run `cargo xtask catalogue`"
    );
}
