//! A figure, and how it is printed.

use serde::Serialize;
use std::io::Write as _;
use std::time::{Duration, Instant};

/// A measured value beside what it is compared with.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// What.
    pub name: String,
    /// How much.
    pub value: f64,
    /// Of what.
    pub unit: &'static str,
    /// What it was compared with in the same run.
    pub floor: f64,
    /// What it must not exceed: in the value's unit, or where the unit is `x floor`, as a multiple of the floor. Of a share
    /// (`of 1`) what it must not be below.
    pub reach: f64,
    /// Whether it keeps to that.
    pub holds: bool,
}

/// The figures of a run.
#[derive(Debug, Default)]
pub struct Figures {
    only: Option<String>,
    /// In order.
    pub all: Vec<Figure>,
}

impl Figures {
    /// Those whose name contains `only`.
    pub fn new(only: Option<&str>) -> Self {
        Self { only: only.map(str::to_owned), all: Vec::new() }
    }

    /// Whether any of these names is wanted.
    pub fn wants(&self, names: &[&str]) -> bool {
        self.only.as_ref().is_none_or(|only| names.iter().any(|name| name.contains(only.as_str())))
    }

    /// Adds a value that must not exceed `reach`.
    pub fn at_most(&mut self, name: &str, (value, unit): (f64, &'static str), floor: f64, reach: f64) {
        self.add(Figure { name: name.to_owned(), value, unit, floor, reach, holds: value <= reach });
    }

    /// Adds a share of a whole that must not be below `reach`.
    pub fn at_least(&mut self, name: &str, value: f64, reach: f64) {
        let holds = value >= reach;
        self.add(Figure { name: name.to_owned(), value, unit: "of 1", floor: reach, reach, holds });
    }

    /// Adds a value that must not exceed `reach` times its floor.
    pub fn times_floor(&mut self, name: &str, value: f64, floor: f64, reach: f64) {
        let ratio = value / floor.max(f64::MIN_POSITIVE);
        let figure = Figure {
            name: name.to_owned(),
            value: ratio,
            unit: "x floor",
            floor,
            reach,
            holds: ratio <= reach,
        };
        self.add(figure);
    }

    fn add(&mut self, figure: Figure) {
        let verdict = if figure.holds { "holds" } else { "MISSED" };
        let Figure { name, value, unit, floor, reach, .. } = &figure;
        let mut out = std::io::stdout();
        // A reader who is gone stops nothing.
        let _ = writeln!(
            out,
            "{name:<58} {value:>12.3} {unit:<10} floor {floor:>12.3}  reach {reach:>9.2}  {verdict}"
        );
        let _ = out.flush();
        self.all.push(figure);
    }
}

/// The median time of `runs` calls, milliseconds.
pub(super) fn median_ms(runs: usize, mut job: impl FnMut(usize)) -> f64 {
    let mut times: Vec<Duration> = (0..runs)
        .map(|run| {
            let started = Instant::now();
            job(run);
            started.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1_000.0
}

/// Processor time of this thread, milliseconds.
pub(super) fn cpu_ms() -> f64 {
    cpu_time::ThreadTime::try_now().map_or(0.0, |time| time.as_duration().as_secs_f64() * 1_000.0)
}
