//! Mutated changes and snapshots: whatever is admitted must be harmless for ever after. `cargo xtask attack` runs many more,
//! with the same engine (`jonaki_document::hostile`).
//!
//! Harmless: the document loads and saves, replicas that take the change in different orders are equal, concurrent edits
//! merge, and honest editing goes on. `JONAKI_MUTATIONS` raises the number of mutations, `JONAKI_SEED` repeats a run.

use crate::support::*;
use jonaki_document::Document;
use jonaki_document::hostile::{self, Mutator, damage, round};

/// Mutations of a round, and rounds of a normal run.
const ROUND: u64 = 2_000;
const MUTATIONS: u64 = 24_000;

fn seed(default: u64) -> u64 {
    let seed = std::env::var("JONAKI_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(default);
    println!("JONAKI_SEED={seed}");
    seed
}

#[test]
fn nothing_admitted_does_harm_later() {
    let seed = seed(20_261_124);
    let count =
        std::env::var("JONAKI_MUTATIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(MUTATIONS);
    let mut tally = hostile::Tally::default();
    for number in 0..count.div_ceil(ROUND) {
        match round(seed, number, ROUND, &Mutator::default()) {
            Ok(found) => tally.add(&found),
            Err(failure) => {
                panic!("round {number}, base {}: {}: {:02x?}", failure.base, failure.escape, failure.raw)
            }
        }
    }
    println!("{} mutations: {:?}", tally.total(), tally.stopped);
    for stage in ["guard", "parse", "canonical", "shape", "policy", "known", "admitted"] {
        assert!(tally.at(stage) > 0, "the engine must reach {stage}");
    }
    assert!(tally.distinct > count / 400, "too few different changes are admitted: {}", tally.distinct);
}

#[test]
fn a_round_follows_from_its_seed_and_number() {
    let play = |number| round(3, number, 400, &Mutator::default()).unwrap();
    assert_eq!(play(5), play(5));
    assert_ne!(play(5), play(6));
}

#[test]
fn damaged_snapshots_with_a_right_checksum_do_no_harm() {
    let mut random = hostile::Random::new(seed(20_261_125));
    let bases = hostile::bases(&mut random, 12);
    let mut taken = 0;
    for _ in 0..3_000 {
        let document = &random.pick(&bases).document;
        let mut bytes = document.save();
        for _ in 0..=random.below(3) {
            damage(&mut random, &mut bytes);
        }
        hostile::sign(&mut bytes);
        if let Ok(loaded) = Document::load_verified(document.compartment(), &bytes) {
            // Whatever it says, it is a document that goes on.
            taken += 1;
            let mut other = new(document.compartment());
            merge(&mut other, &loaded);
            assert_eq!(other, loaded);
        }
    }
    println!("{taken} of 3000 damaged snapshots say the same as before");
}
