//! Whole programmes under every kind of trouble, from 200 seeds; `cargo xtask simulate --seeds N` runs more.

use jonaki_tests::simulator::{Length, Script, run, shrink};
use std::time::Duration;

/// Seeds of a normal run; `JONAKI_SIM_SEEDS` overrides it.
const SEEDS: u64 = 200;

#[test]
fn programmes_come_to_rest_with_nothing_lost_from_any_seed() {
    let seeds = std::env::var("JONAKI_SIM_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(SEEDS);
    for seed in 1..=seeds {
        let script = Script::of_seed(seed, Length::default());
        if let Some(failure) = run(&script).failure {
            let (script, failure) = shrink(&script, &failure, Duration::from_secs(60));
            panic!("seed {seed}: {failure}\nthe shortest script that still fails:\n{script}");
        }
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
