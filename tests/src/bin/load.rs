//! `cargo xtask load` and `cargo xtask soak`: the real server under honest load and misuse.

use jonaki_tests::load::{Failure, Load, Outcome, Soak, load, replace_section, series, soak};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

const USAGE: &str = "usage: load [--devices N] [--seconds S] [--at-once N] [--seed S] [--write] | load --soak MINUTES [--seed S] [--write]";

/// What to do.
struct Arguments {
    load: Load,
    soak: Option<f64>,
    write: bool,
}

fn arguments() -> Result<Arguments, Failure> {
    let load = Load { devices: 610, seconds: 300, at_once: 2_000, seed: 1, server: (4_096, 64) };
    let mut found = Arguments { load, soak: None, write: false };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        if word == "--write" {
            found.write = true;
            continue;
        }
        let value = words.next().ok_or(USAGE)?;
        match word.as_str() {
            "--devices" => found.load.devices = value.parse()?,
            "--seconds" => found.load.seconds = value.parse()?,
            "--at-once" => found.load.at_once = value.parse()?,
            "--seed" => found.load.seed = value.parse()?,
            "--soak" => found.soak = Some(value.parse()?),
            _ => return Err(USAGE.into()),
        }
    }
    Ok(found)
}

fn main() -> ExitCode {
    match execute() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "load: {failure}");
            ExitCode::from(2)
        }
    }
}

fn execute() -> Result<bool, Failure> {
    let arguments = arguments()?;
    let (heading, text, faults) = match arguments.soak {
        Some(minutes) => {
            let done = soak(Duration::from_secs_f64(minutes * 60.0), arguments.load.seed)?;
            if arguments.write {
                std::fs::create_dir_all(folder())?;
                std::fs::write(folder().join("soak.csv"), done.series.csv())?;
                series(&done.series, &folder().join("soak.svg"))?;
            }
            ("Soak", told_soak(&done, minutes)?, done.faults)
        }
        None => {
            let done = load(&arguments.load)?;
            if arguments.write {
                std::fs::create_dir_all(folder())?;
                std::fs::write(folder().join("load.csv"), done.series.csv())?;
                series(&done.series, &folder().join("load.svg"))?;
            }
            ("Load", told_load(&done, &arguments.load)?, done.faults)
        }
    };
    let mut out = std::io::stdout();
    writeln!(out, "{text}")?;
    for fault in &faults {
        writeln!(out, "FAULT: {fault}")?;
    }
    if arguments.write {
        let path = folder().with_extension("md");
        let before = std::fs::read_to_string(&path).unwrap_or_else(|_| "# Performance\n".to_owned());
        std::fs::write(&path, replace_section(&before, heading, &text))?;
    }
    Ok(faults.is_empty())
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/performance")
}

/// The machine's processors: all figures depend on them.
fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn told_load(done: &Outcome, load: &Load) -> Result<String, Failure> {
    let mut out = String::new();
    let Outcome { arrivals, at_once, series, .. } = done;
    writeln!(
        out,
        "`cargo xtask load --devices {} --seconds {} --at-once {} --seed {}` on {} processors, which the server shares with everybody who loads it. One \
         real server process over the loopback, everything from one address. Scaled to this machine: misuse is as many attempts as leave the devices \
         processor time, and the devices at once are prepared before, so that only the server works when they come.\n",
        load.devices,
        load.seconds,
        load.at_once,
        load.seed,
        processors()
    )?;
    writeln!(out, "| what | figure |\n|---|---|")?;
    writeln!(
        out,
        "| devices that enrolled, filed two reports and synced each | {} of {} |",
        arrivals.done, load.devices
    )?;
    writeln!(
        out,
        "| their exchanges before misuse, p50 / p95 | {:.1} / {:.1} ms |",
        arrivals.calm.0, arrivals.calm.1
    )?;
    writeln!(out, "| beside misuse, p50 / p95 | {:.1} / {:.1} ms |", arrivals.busy.0, arrivals.busy.1)?;
    writeln!(out, "| times that one had to come again | {} |", arrivals.later)?;
    writeln!(
        out,
        "| devices at once with a receipt, beside misuse | {} of {} |",
        at_once.stored, load.at_once
    )?;
    writeln!(out, "| until the last had it | {:.1} s |", at_once.seconds)?;
    writeln!(out, "| p50 / p95 of them | {:.0} / {:.0} ms |", at_once.spread.0, at_once.spread.1)?;
    writeln!(out, "| times that one had to come again | {} |", at_once.later)?;
    writeln!(out, "| cases that a coordinator reads afterwards | {} |", arrivals.read)?;
    writeln!(out, "| memory of the server, highest | {:.0} MiB |", series.most(|sample| sample.memory))?;
    writeln!(
        out,
        "| bodies and answers held, highest | {:.1} MiB of {} |",
        series.most(|sample| sample.buffered),
        load.server.1
    )?;
    writeln!(
        out,
        "| connections, highest | {} of {} |",
        series.most(|sample| sample.connections),
        load.server.0
    )?;
    writeln!(out, "| file handles, highest | {} |", series.most(|sample| sample.handles))?;
    told_misuse(&mut out, &done.misuse, &done.server_said)?;
    for failure in &arrivals.failures {
        writeln!(out, "\nA device failed: {failure}")?;
    }
    Ok(out)
}

fn told_soak(done: &Soak, minutes: f64) -> Result<String, Failure> {
    let mut out = String::new();
    writeln!(
        out,
        "`cargo xtask soak --minutes {minutes}` on {} processors, which the server shares with its devices: two reports a second from twenty phones, each \
         exchanged for a new one after forty reports; a coordinator that pulls; misuse of every kind beside it. Samples: \
         [soak.csv](performance/soak.csv).\n\n![memory, handles, processor time, times](performance/soak.svg)\n",
        processors()
    )?;
    writeln!(out, "| what | figure |\n|---|---|")?;
    writeln!(out, "| reports stored, and read by the coordinator | {}, {} |", done.filed, done.read)?;
    writeln!(out, "| memory, highest | {:.1} MiB |", done.most(|sample| sample.memory))?;
    writeln!(
        out,
        "| memory over the second half: mean, rise of the fitted line | {:.1} MiB, {:+.2} MiB |",
        done.trends.0.mean, done.trends.0.rise
    )?;
    writeln!(out, "| file handles, highest | {} |", done.most(|sample| sample.handles))?;
    writeln!(
        out,
        "| file handles over the second half: mean, rise | {:.1}, {:+.1} |",
        done.trends.1.mean, done.trends.1.rise
    )?;
    let p95 = done.series.trend(|sample| sample.p95);
    writeln!(
        out,
        "| p95 of an honest exchange over the second half: mean, rise | {:.1} ms, {:+.1} ms |",
        p95.mean, p95.rise
    )?;
    told_misuse(&mut out, &done.misuse, &done.server_said)?;
    Ok(out)
}

fn told_misuse(
    out: &mut String,
    misuse: &BTreeMap<jonaki_tests::load::Kind, u64>,
    said: &BTreeMap<String, u64>,
) -> Result<(), Failure> {
    writeln!(out, "\n| attempt of misuse | times |\n|---|---|")?;
    for (kind, count) in misuse {
        writeln!(out, "| {kind:?} | {count} |")?;
    }
    writeln!(out, "\n| what the server did | times |\n|---|---|")?;
    for (what, count) in said {
        writeln!(out, "| {what} | {count} |")?;
    }
    Ok(())
}
