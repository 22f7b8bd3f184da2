//! Whole programmes under every kind of trouble, from 500 seeds; `cargo xtask simulate --seeds N` runs more.

use jonaki_tests::simulator::{Length, Script, run, shrink};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Seeds of a normal run; `JONAKI_SIM_SEEDS` overrides it.
const SEEDS: u64 = 500;

#[test]
fn programmes_come_to_rest_with_nothing_lost_from_any_seed() {
    let seeds = std::env::var("JONAKI_SIM_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(SEEDS);
    let next = AtomicU64::new(1);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut seed = next.fetch_add(1, Ordering::SeqCst);
                while seed <= seeds {
                    comes_to_rest(seed);
                    seed = next.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
    });
}

fn comes_to_rest(seed: u64) {
    let script = Script::of_seed(seed, Length::default());
    if let Some(failure) = run(&script).failure {
        let (script, failure) = shrink(&script, &failure, Duration::from_secs(60));
        panic!("seed {seed}: {failure}\nthe shortest script that still fails:\n{script}");
    }
}

#[test]
fn a_script_is_text_and_means_the_same_every_time() {
    let script = Script::of_seed(7, Length::default());
    assert_eq!(Script::parse(&script.to_string()).as_ref(), Ok(&script));
    let (first, second) = (run(&script), run(&script));
    assert_eq!(first.trace, second.trace);
    assert_eq!(first.digest, second.digest);
}

/// What the simulator found once, in the shortest form that showed it.
fn holds(script: &str) {
    let script = Script::parse(script).expect("a script");
    let failure = run(&script).failure;
    assert!(
        failure.is_none(),
        "{}\n{script}",
        failure.map_or_else(String::new, |failure| failure.to_string())
    );
}

#[test]
fn what_was_sealed_before_a_change_of_keys_stays_readable() {
    holds("seed 2\nreport 9\nedit 1 22 9 3");
}

#[test]
fn a_removal_does_not_undo_what_was_signed_before_it() {
    holds("seed 55\nreport 15\nsync 15\nremove 13 9");
}

#[test]
fn an_edit_does_not_come_back_before_its_case() {
    holds("seed 65\nreport 6\nsync 6\nsync 9\nrevert 7\nedit 9 29 9 3");
    holds("seed 74\njoin 4 6\nreport 11\nsync 2\nreport 11\nrevert 3\nedit 2 22 6 3");
}

#[test]
fn copies_of_a_device_come_to_the_same_state() {
    holds("seed 5\nclone 10\nreport 8");
    holds("seed 5\nclone 10\nreport 14\nsync 5\nreport 8\nsync 2\nedit 11 21 6 3");
    holds("seed 10\nreport 6\nclone 14\nnote 6 19");
    holds("seed 196\nreport 3\nsnapshot 11\nask 11 2 whole\nrestore 5 0");
}

#[test]
fn an_invite_of_a_device_that_never_synced_works() {
    holds("seed 157\njoin 3 6\njoin 9 6\njoin 15 5\nreport 10");
}

#[test]
fn a_coordinator_who_joins_while_keys_change_gets_the_new_one() {
    holds("seed 258\njoin 2 6\nsync 9\nsync 8\nremove 0 3\njoin 5 3");
}

#[test]
fn an_erased_or_withdrawn_case_leaves_no_word_in_the_index_and_no_hole_in_a_batch() {
    holds("seed 83\nreport 7\nsync 15\nsync 1\nerase 1 2");
    holds(
        "seed 126\nreport 15\nask 7 0 whole\nsync 6\ngrant 11 5 1 1\nsync 1\nask 6 2 twice\nwithdraw 13 9 0",
    );
    holds("seed 224\nrevert 5\nreport 1\nerase 7 11");
}

#[test]
fn access_that_is_given_back_brings_the_case_back() {
    holds(
        "seed 477\nreport 13\nask 5 2 whole\nsync 10\nask 8 2 whole\nhear 6 whole\ngrant 4 2 0 1\ngrant 14 6 0 3\n\
         withdraw 4 19 1",
    );
}

#[test]
fn a_reporter_takes_in_what_another_organisation_writes() {
    holds("seed 6\nreport 3\nsync 3\nsync 2\ngrant 10 17 1 3\nsync 2\nsync 1\nedit 1 19 2 3");
}
