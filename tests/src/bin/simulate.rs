//! Simulates programmes, one for each seed, and prints the shortest script of the first that fails.

use jonaki_tests::simulator::{Figures, Length, Script, run, shrink};
use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What to simulate.
struct Arguments {
    seeds: u64,
    first: u64,
    threads: u64,
    steps: usize,
    script: Option<String>,
    shrink_seconds: u64,
    keep_going: bool,
    show: bool,
}

const USAGE: &str = "simulate [--seeds N] [--seed FIRST] [--threads N] [--steps N] [--shrink SECONDS] [--keep-going] \
    [--show] [--script FILE]";

fn arguments() -> Option<Arguments> {
    let mut found = Arguments {
        seeds: 200,
        first: 1,
        threads: 1,
        steps: Length::default().0,
        script: None,
        shrink_seconds: 120,
        keep_going: false,
        show: false,
    };
    let mut words = std::env::args().skip(1);
    let mut seeds = None;
    while let Some(word) = words.next() {
        match word.as_str() {
            "--keep-going" => found.keep_going = true,
            "--show" => found.show = true,
            "--seeds" => seeds = Some(words.next()?.parse().ok()?),
            "--seed" => {
                found.first = words.next()?.parse().ok()?;
                found.seeds = 1;
            }
            "--threads" => found.threads = words.next()?.parse().ok()?,
            "--steps" => found.steps = words.next()?.parse().ok()?,
            "--shrink" => found.shrink_seconds = words.next()?.parse().ok()?,
            "--script" => found.script = Some(words.next()?),
            _ => return None,
        }
    }
    found.seeds = seeds.unwrap_or(found.seeds);
    Some(found)
}

fn main() -> ExitCode {
    let mut out = std::io::stdout();
    let Some(arguments) = arguments() else {
        let _ = writeln!(std::io::stderr(), "{USAGE}");
        return ExitCode::from(2);
    };
    let done = match &arguments.script {
        Some(path) => std::fs::read_to_string(path)
            .map_err(Into::into)
            .and_then(|text| play(&Script::parse(&text)?, &mut out)),
        None if arguments.show => play(&Script::of_seed(arguments.first, Length(arguments.steps)), &mut out),
        None => explore(&arguments, &mut out),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::from(2)
        }
    }
}

/// Plays one script, showing every step.
fn play(script: &Script, out: &mut impl std::io::Write) -> Result<bool, Box<dyn std::error::Error>> {
    let played = run(script);
    for line in &played.log {
        writeln!(out, "{line}")?;
    }
    match &played.failure {
        Some(failure) => writeln!(out, "{failure}")?,
        None => writeln!(out, "holds: {:?}", played.figures)?,
    }
    Ok(played.failure.is_none())
}

fn explore(arguments: &Arguments, out: &mut impl std::io::Write) -> Result<bool, Box<dyn std::error::Error>> {
    let began = Instant::now();
    let next = AtomicU64::new(0);
    let totals = Mutex::new((Figures::default(), Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..arguments.threads.max(1) {
            scope.spawn(|| worker(arguments, &next, &totals));
        }
    });
    let (figures, mut failures) = totals.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    failures.sort_by_key(|(seed, _)| *seed);
    writeln!(out, "{} seeds, {:?}, {:.1} s", arguments.seeds, figures, began.elapsed().as_secs_f64())?;
    for (seed, failure) in &failures {
        writeln!(out, "seed {seed}: {failure}")?;
    }
    let Some((seed, failure)) = failures.first() else { return Ok(true) };
    if arguments.shrink_seconds > 0 {
        let script = Script::of_seed(*seed, Length(arguments.steps));
        let (script, failure) = shrink(&script, failure, Duration::from_secs(arguments.shrink_seconds));
        writeln!(out, "the shortest script that still fails ({failure}):\n{script}")?;
    }
    Ok(false)
}

type Totals = Mutex<(Figures, Vec<(u64, jonaki_tests::simulator::Failure)>)>;

fn worker(arguments: &Arguments, next: &AtomicU64, totals: &Totals) {
    loop {
        let number = next.fetch_add(1, Ordering::SeqCst);
        if number >= arguments.seeds {
            return;
        }
        let seed = arguments.first + number;
        let played = run(&Script::of_seed(seed, Length(arguments.steps)));
        let mut totals = totals.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        totals.0.add(&played.figures);
        if let Some(failure) = played.failure {
            totals.1.push((seed, failure));
            if !arguments.keep_going {
                next.store(arguments.seeds, Ordering::SeqCst);
            }
        }
    }
}
