//! The power fails, the disk is full or broken: a sample of the points of `cargo xtask power`, in a process of its own,
//! because the disk for tests becomes SQLite's default there.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use jonaki_tests::power::{Effort, Failure, FaultFigures, PowerFigures, faults, power};

/// Every deed at its last point, and one of so many of the others; `JONAKI_POWER_POINTS` overrides it, 1 is every one.
const POINTS: u64 = 12;
const FAULTS: u64 = 60;

fn points(otherwise: u64) -> u64 {
    std::env::var("JONAKI_POWER_POINTS").ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// The failure's own words, not their `Debug`.
fn told<T>(done: Result<T, Failure>) -> T {
    done.unwrap_or_else(|failure| panic!("{failure}"))
}

#[test]
fn a_power_loss_at_any_point_leaves_each_deed_whole_or_undone() {
    let effort = Effort { seed: 1, subsets: 1, whole: 12, points: points(POINTS) };
    let PowerFigures { deeds, points, images, went_on, .. } = told(power(&effort));
    assert!(
        deeds > 140 && points >= deeds && images > 1_000 && went_on > 80,
        "{deeds} {points} {images} {went_on}"
    );
}

#[test]
fn a_failing_disk_loses_nothing_and_leaves_no_phantom() {
    let effort = Effort { seed: 1, subsets: 0, whole: 20, points: points(FAULTS) };
    let FaultFigures { deeds, operations, armed, reads, writes, .. } = told(faults(&effort));
    assert!(
        deeds > 140 && operations > 4_000 && armed > 200 && reads > 20 && writes > 100,
        "{armed} {reads} {writes}"
    );
}
