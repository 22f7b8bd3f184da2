//! Campaigns against the real programs: canaries, load and misuse, the soak.

use crate::steps::{cargo, run};
use std::process::Command;

/// The programs that the campaigns start, in the profile for campaigns.
fn build() -> Result<(), String> {
    let build =
        ["build", "--profile", "campaign", "--locked", "-p", "jonaki-server", "-p", "jonaki-cli", "--bins"];
    run("build the server and the terminal client", &mut cargo(&build))
}

fn campaign(program: &str) -> Command {
    cargo(&["run", "--profile", "campaign", "--locked", "-p", "jonaki-tests", "--bin", program, "--"])
}

/// Canaries, in as many programmes as wanted.
pub(crate) fn canaries(runs: u64, seed: u64) -> Result<(), String> {
    build()?;
    let mut canaries = campaign("canaries");
    run("canaries", canaries.args(["--runs", &runs.to_string(), "--seed", &seed.to_string()]))
}

/// Load and misuse.
pub(crate) fn load(counts: &[(&str, u64)], seed: u64, write: bool) -> Result<(), String> {
    build()?;
    let mut load = campaign("load");
    for (name, count) in counts {
        load.args([*name, &count.to_string()]);
    }
    run("load and misuse", finish(&mut load, seed, write))
}

/// The soak.
pub(crate) fn soak(minutes: f64, seed: u64, write: bool) -> Result<(), String> {
    build()?;
    let mut soak = campaign("load");
    run("soak", finish(soak.args(["--soak", &minutes.to_string()]), seed, write))
}

fn finish(command: &mut Command, seed: u64, write: bool) -> &mut Command {
    command.args(["--seed", &seed.to_string()]);
    if write {
        command.arg("--write");
    }
    command
}
