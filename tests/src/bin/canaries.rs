//! `cargo xtask canaries`: a run whose texts and keys are looked for in everything that it leaves behind.

use jonaki_tests::canaries::{Failure, run};
use std::io::Write as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    match execute() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "canaries: {failure}");
            ExitCode::from(2)
        }
    }
}

fn execute() -> Result<bool, Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (mut seed, mut runs) = (1, 1);
    for pair in arguments.chunks(2) {
        match pair {
            [name, value] if name == "--seed" => seed = value.parse()?,
            [name, value] if name == "--runs" => runs = value.parse()?,
            _ => return Err("usage: cargo xtask canaries [--runs N] [--seed S]".into()),
        }
    }
    let mut out = std::io::stdout();
    let mut clean = true;
    for seed in seed..seed + runs {
        let report = run(seed)?;
        let bytes: usize = report.places.values().sum();
        writeln!(
            out,
            "seed {seed}: {} secrets in {} forms, {} places, {bytes} bytes: {} with a secret",
            report.secrets,
            report.forms,
            report.places.len(),
            report.found.len()
        )?;
        for (place, found) in &report.found {
            clean = false;
            for hit in found {
                writeln!(out, "  {place}: {} as {}", hit.secret, hit.form)?;
            }
        }
    }
    Ok(clean)
}
