//! Real clients and the real server, killed a hundred times; `cargo xtask crash --kills N` kills more often.

use jonaki_tests::crash::{Campaign, campaign, typed};
use std::path::Path;

#[test]
fn a_hundred_kills_lose_nothing_that_anybody_was_told() {
    let programs = Path::new(env!("CARGO_BIN_EXE_crash")).parent().expect("a folder").to_owned();
    let kills = std::env::var("JONAKI_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(100);
    let figures =
        campaign(&Campaign { programs, kills, seed: 7 }).unwrap_or_else(|failure| panic!("{failure}"));
    assert!(figures.workers + figures.servers + figures.terminals >= kills, "{figures:?}");
    assert!(figures.told > 10 * kills as usize / 2 && figures.compared > figures.told, "{figures:?}");
}

#[test]
#[expect(clippy::print_stdout, reason = "captured by the test runner, shown when it fails")]
fn a_terminal_that_is_killed_while_a_form_is_filled_loses_no_answer_that_it_acknowledged() {
    let programs = Path::new(env!("CARGO_BIN_EXE_crash")).parent().expect("a folder");
    let seed = std::env::var("JONAKI_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(47);
    println!("JONAKI_SEED={seed}");
    let figures = typed(programs, 24, seed).unwrap_or_else(|failure| panic!("{failure}"));
    println!("{figures:?}");
    assert_eq!(figures.kills, 24);
    assert!(figures.told > 60 && figures.compared > 2 * figures.told, "{figures:?}");
}
