//! `cargo xtask power`: the power fails after every operation, and every operation fails once.

use jonaki_tests::power::{Effort, Failure, faults, power};
use std::io::Write as _;
use std::process::ExitCode;
use std::time::Instant;

const USAGE: &str = "usage: power [--seed S] [--variants N] [--whole N] [--points N] [--only power|faults]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "power: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<(), Failure> {
    let mut effort = Effort { seed: 1, subsets: 4, whole: 1, points: 1 };
    let mut only = String::new();
    for pair in arguments.chunks(2) {
        let [flag, value] = pair else { return Err(USAGE.into()) };
        match flag.as_str() {
            "--seed" => effort.seed = value.parse()?,
            "--variants" => effort.subsets = value.parse()?,
            "--whole" => effort.whole = value.parse()?,
            "--points" => effort.points = value.parse()?,
            "--only" => only.clone_from(value),
            _ => return Err(USAGE.into()),
        }
    }
    let mut out = std::io::stdout();
    let began = Instant::now();
    if only != "faults" {
        let figures = power(&effort)?;
        writeln!(
            out,
            "{figures:?}, {:.0} s: each is wholly there or wholly not",
            began.elapsed().as_secs_f64()
        )?;
    }
    let began = Instant::now();
    if only != "power" {
        let figures = faults(&effort)?;
        writeln!(out, "{figures:?}, {:.0} s: nothing lost, no phantom", began.elapsed().as_secs_f64())?;
    }
    Ok(())
}
