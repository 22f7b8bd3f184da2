//! `cargo xtask crash`: kills clients and servers in the middle of their work, and counts what they were told.

use jonaki_tests::crash::{Campaign, Failure, Orders, campaign, work};
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

const USAGE: &str = "usage: crash [--kills N] [--seed S]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "crash: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<(), Failure> {
    if let [flag, home, address, number, life, seed] = arguments
        && flag == "--work"
    {
        return work(&Orders {
            home: Path::new(home),
            address: Path::new(address),
            number: number.parse()?,
            life: life.parse()?,
            seed: seed.parse()?,
        });
    }
    let (mut kills, mut seed) = (2_000, 1);
    for pair in arguments.chunks(2) {
        match pair {
            [flag, value] if flag == "--kills" => kills = value.parse()?,
            [flag, value] if flag == "--seed" => seed = value.parse()?,
            _ => return Err(USAGE.into()),
        }
    }
    let exe = std::env::current_exe()?;
    let programs = exe.parent().ok_or("this program has no folder")?.to_owned();
    let began = Instant::now();
    let figures = campaign(&Campaign { programs, kills, seed })?;
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{figures:?}, {:.0} s, seed {seed}: nothing lost, nothing twice",
        began.elapsed().as_secs_f64()
    )?;
    Ok(())
}
