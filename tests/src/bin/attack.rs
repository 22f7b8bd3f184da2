//! `cargo xtask attack`: mutated changes against admission.

use jonaki_tests::attack::{Campaign, Case, replay, run};
use std::error::Error;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "attack [--changes N] [--seed S] [--threads T] [--out FOLDER] | --replay FILE";

struct Arguments {
    campaign: Campaign,
    out: PathBuf,
    replay: Option<PathBuf>,
}

fn arguments() -> Option<Arguments> {
    let campaign = Campaign { changes: 1_000_000, seed: 1, threads: 1 };
    let mut found = Arguments { campaign, out: PathBuf::from("target/attack"), replay: None };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next()?;
        match word.as_str() {
            "--changes" => found.campaign.changes = value.parse().ok()?,
            "--seed" => found.campaign.seed = value.parse().ok()?,
            "--threads" => found.campaign.threads = value.parse().ok()?,
            "--out" => found.out = value.into(),
            "--replay" => found.replay = Some(value.into()),
            _ => return None,
        }
    }
    Some(found)
}

fn main() -> ExitCode {
    let Some(arguments) = arguments() else {
        say(USAGE);
        return ExitCode::from(2);
    };
    let done = match &arguments.replay {
        Some(file) => again(file),
        None => attack(&arguments),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say(&format!("attack: {error}"));
            ExitCode::from(2)
        }
    }
}

fn say(text: &str) {
    let mut out = std::io::stdout();
    // A reader who is gone stops nothing.
    let _ = writeln!(out, "{text}");
    let _ = out.flush();
}

fn attack(arguments: &Arguments) -> Result<bool, Box<dyn Error>> {
    std::fs::create_dir_all(&arguments.out)?;
    let outcome = run(&arguments.campaign, &mut say);
    for (number, case) in outcome.escapes.iter().enumerate() {
        let file = arguments.out.join(format!("escape-{}-{number}.json", case.seed));
        std::fs::write(&file, serde_json::to_string_pretty(case)?)?;
        say(&format!("seed {}, round {}: {}; kept in {}", case.seed, case.round, case.what, file.display()));
    }
    std::fs::write(arguments.out.join("summary.json"), serde_json::to_string_pretty(&outcome)?)?;
    std::fs::write(arguments.out.join("summary.md"), outcome.markdown())?;
    say(&outcome.markdown());
    Ok(outcome.holds())
}

fn again(file: &std::path::Path) -> Result<bool, Box<dyn Error>> {
    let case: Case = serde_json::from_str(&std::fs::read_to_string(file)?)?;
    match replay(&case) {
        Ok(stopped) => say(&format!("holds now: {stopped:?}")),
        Err(what) => {
            say(&format!("still: {what}"));
            return Ok(false);
        }
    }
    Ok(true)
}
