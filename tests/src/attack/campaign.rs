//! The campaign: rounds of mutants on all threads, now and then a round through the whole wire path.

use super::replay::Case;
use super::wire::{Wire, wire_round};
use jonaki_document::hostile::{Mutator, Tally, round};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// Mutants of a round: so many that making the documents is a small part of it.
const ROUND: u64 = 50_000;
/// A round through the wire for so many rounds in memory.
const WIRE_EVERY: u64 = 20;

/// What to do.
#[derive(Debug, Clone)]
pub struct Campaign {
    /// At least as many mutants.
    pub changes: u64,
    /// Everything follows from it.
    pub seed: u64,
    /// How many rounds at a time.
    pub threads: u64,
}

/// What came of it.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    /// The seed.
    pub seed: u64,
    /// Mutants judged in memory by server and clients.
    pub changes: u64,
    /// Those that ended at each stage.
    pub stages: BTreeMap<String, u64>,
    /// The same by the code that the sender is told.
    pub codes: BTreeMap<String, u64>,
    /// Different admitted ones, each held against the reference.
    pub distinct_admitted: u64,
    /// What went through the whole wire path besides.
    pub wire: Wire,
    /// Everything that was admitted and should not have been, or on which server and clients disagree.
    pub escapes: Vec<Case>,
    /// Wall time, seconds.
    pub seconds: f64,
    /// Threads.
    pub threads: u64,
    /// The process's highest resident memory, MiB.
    pub peak_mib: f64,
}

enum News {
    Round(Tally),
    Wire(Wire),
    Escape(Box<Case>),
}

/// Runs a campaign; `progress` gets a line about every ten seconds.
pub fn run(campaign: &Campaign, progress: &mut dyn FnMut(&str)) -> Outcome {
    let began = Instant::now();
    let rounds = campaign.changes.div_ceil(ROUND).max(1);
    let (next, stop) = (AtomicU64::new(0), AtomicBool::new(false));
    let (send, receive) = channel();
    let mut found = (Tally::default(), Wire::default(), Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..campaign.threads.max(1) {
            let (send, next, stop) = (send.clone(), &next, &stop);
            scope.spawn(move || work(campaign.seed, rounds, (next, stop), &send));
        }
        drop(send);
        listen(&receive, &mut found, &stop, &mut |found| progress(&line(found, campaign, began)));
    });
    let (tally, wire, escapes) = found;
    Outcome {
        seed: campaign.seed,
        changes: tally.total(),
        stages: count(&tally, |stopped| stopped.stage().to_owned()),
        codes: count(&tally, |stopped| {
            stopped.code().map_or_else(|| "none".to_owned(), |code| code.name().to_owned())
        }),
        distinct_admitted: tally.distinct,
        wire,
        escapes,
        seconds: began.elapsed().as_secs_f64(),
        threads: campaign.threads.max(1),
        peak_mib: peak_mib(),
    }
}

type Found = (Tally, Wire, Vec<Case>);

fn listen(receive: &Receiver<News>, found: &mut Found, stop: &AtomicBool, tell: &mut dyn FnMut(&Found)) {
    let mut told = Instant::now();
    loop {
        match receive.recv_timeout(Duration::from_secs(1)) {
            Ok(News::Round(tally)) => found.0.add(&tally),
            Ok(News::Wire(wire)) => found.1.add(&wire),
            Ok(News::Escape(case)) => {
                stop.store(true, Ordering::SeqCst);
                found.2.push(*case);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        if told.elapsed() >= Duration::from_secs(10) {
            told = Instant::now();
            tell(found);
        }
    }
}

fn work(seed: u64, rounds: u64, (next, stop): (&AtomicU64, &AtomicBool), send: &Sender<News>) {
    while !stop.load(Ordering::SeqCst) {
        let number = next.fetch_add(1, Ordering::SeqCst);
        if number >= rounds {
            return;
        }
        let news = match round(seed, number, ROUND, &Mutator::default()) {
            Ok(tally) => News::Round(tally),
            Err(failure) => News::Escape(Box::new(Case::of(seed, number, &failure))),
        };
        let _ = send.send(news);
        if number.is_multiple_of(WIRE_EVERY) {
            let news = match wire_round(seed, number) {
                Ok(wire) => News::Wire(wire),
                Err(what) => News::Escape(Box::new(Case::on_the_wire(seed, number, what))),
            };
            let _ = send.send(news);
        }
    }
}

fn count(tally: &Tally, name: impl Fn(jonaki_document::hostile::Stopped) -> String) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for (stopped, number) in &tally.stopped {
        *counts.entry(name(*stopped)).or_default() += number;
    }
    counts
}

fn line((tally, wire, escapes): &Found, campaign: &Campaign, began: Instant) -> String {
    let (total, seconds) = (tally.total(), began.elapsed().as_secs_f64());
    let rate = total as f64 / seconds;
    let mut line = format!(
        "{total} of {} changes, {rate:.0} a second ({:.0} a thread), {} on the wire, {} escapes:",
        campaign.changes,
        rate / campaign.threads.max(1) as f64,
        wire.changes,
        escapes.len()
    );
    for (stage, number) in count(tally, |stopped| stopped.stage().to_owned()) {
        let _ = write!(line, " {stage} {:.2} %", number as f64 * 100.0 / total.max(1) as f64);
    }
    line
}

/// The highest resident memory of this process; 0 where the system does not say.
fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)).and_then(|text| text.parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1024.0
}

impl Outcome {
    /// Whether nothing got through.
    pub fn holds(&self) -> bool {
        self.escapes.is_empty()
    }

    /// As a table for people.
    pub fn markdown(&self) -> String {
        let mut text = format!(
            "{} mutated changes from seed {}, {} threads, {:.0} s, {:.0} a second and thread, at most {:.0} MiB resident; \
             {} different ones admitted and held against the reference; {} through the whole wire path ({} batches, \
             {} admitted, {} devices compared); {} escapes.\n\n| stage | changes | share |\n|---|---|---|\n",
            self.changes,
            self.seed,
            self.threads,
            self.seconds,
            self.changes as f64 / self.seconds / self.threads as f64,
            self.peak_mib,
            self.distinct_admitted,
            self.wire.changes,
            self.wire.batches,
            self.wire.admitted,
            self.wire.compared,
            self.escapes.len()
        );
        for part in [&self.stages, &self.codes] {
            for (name, number) in part {
                let share = *number as f64 * 100.0 / self.changes.max(1) as f64;
                let _ = writeln!(text, "| {name} | {number} | {share:.3} % |");
            }
        }
        text
    }
}
