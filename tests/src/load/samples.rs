//! What is watched of the server: memory, file handles, processor time, and how long honest syncs take.

use super::Failure;
use super::wire::get;
use serde::Serialize;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// One look at the server.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Sample {
    /// Since the beginning, seconds.
    pub seconds: f64,
    /// Resident memory, MiB.
    pub memory: f64,
    /// Open file handles.
    pub handles: f64,
    /// Processor time since the last look, of one processor.
    pub processor: f64,
    /// Open connections.
    pub connections: f64,
    /// Bodies and answers that are held, MiB.
    pub buffered: f64,
    /// Honest exchanges since the last look.
    pub exchanges: usize,
    /// Their median, milliseconds.
    pub p50: f64,
    /// Their 95th percentile, milliseconds.
    pub p95: f64,
}

/// Where honest devices leave how long their exchanges took.
pub(super) type Times = Arc<Mutex<Vec<Duration>>>;

/// A watcher of a server process.
#[derive(Debug)]
pub(super) struct Watch {
    process: u32,
    metrics: SocketAddr,
    began: Instant,
    last: (Instant, f64),
    times: Times,
}

/// All looks.
#[derive(Debug, Clone, Default)]
pub struct Series(pub Vec<Sample>);

/// How a value went over the second half of a run: a line laid through it by least squares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Its mean.
    pub mean: f64,
    /// By how much the line rises from the beginning of the half to its end.
    pub rise: f64,
}

impl Watch {
    pub(super) fn new(process: u32, metrics: SocketAddr, times: Times) -> Self {
        let now = Instant::now();
        Self { process, metrics, began: now, last: (now, 0.0), times }
    }

    /// Looks once.
    pub(super) async fn look(&mut self) -> Result<Sample, Failure> {
        let folder = format!("/proc/{}", self.process);
        let status = std::fs::read_to_string(format!("{folder}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
        let handles = std::fs::read_dir(format!("{folder}/fd"))?.count() as f64;
        let now = Instant::now();
        let used = processor_seconds(&folder)?;
        let passed = now.duration_since(self.last.0).as_secs_f64().max(0.001);
        let processor = (used - self.last.1).max(0.0) / passed;
        self.last = (now, used);
        let text = get(self.metrics, "/metrics").await?;
        let value = |name: &str| -> f64 {
            let found = text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
            found.unwrap_or_default()
        };
        let mut took = std::mem::take(&mut *self.times.lock().unwrap_or_else(PoisonError::into_inner));
        took.sort_unstable();
        Ok(Sample {
            seconds: now.duration_since(self.began).as_secs_f64(),
            memory: kib / 1024.0,
            handles,
            processor,
            connections: value("jonaki_connections "),
            buffered: value("jonaki_buffered_bytes ") / 1024.0 / 1024.0,
            exchanges: took.len(),
            p50: percentile(&took, 50),
            p95: percentile(&took, 95),
        })
    }
}

/// Processor time that a process has used, seconds.
fn processor_seconds(folder: &str) -> Result<f64, Failure> {
    let stat = std::fs::read_to_string(format!("{folder}/stat"))?;
    // After the name in brackets, which may hold anything; user and system time are the 12th and 13th from there.
    let rest = stat.rsplit_once(')').ok_or("no name")?.1;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let of = |index: usize| fields.get(index).and_then(|field| field.parse::<f64>().ok());
    let (user, system) = of(11).zip(of(12)).ok_or("no times")?;
    // Linux counts them in hundredths of a second.
    Ok((user + system) / 100.0)
}

/// A percentile of sorted times, milliseconds; 0 of none.
pub(super) fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted.get(last * percent / 100).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
}

impl Series {
    /// The highest of a value.
    pub fn most(&self, value: impl Fn(&Sample) -> f64) -> f64 {
        self.0.iter().map(value).fold(0.0, f64::max)
    }

    /// How a value went over the second half.
    pub fn trend(&self, value: impl Fn(&Sample) -> f64) -> Trend {
        let half: Vec<(f64, f64)> =
            self.0.iter().skip(self.0.len() / 2).map(|sample| (sample.seconds, value(sample))).collect();
        let count = half.len().max(1) as f64;
        let mean_time = half.iter().map(|(time, _)| time).sum::<f64>() / count;
        let mean = half.iter().map(|(_, value)| value).sum::<f64>() / count;
        let with = half.iter().map(|(time, value)| (time - mean_time) * (value - mean)).sum::<f64>();
        let square = half.iter().map(|(time, _)| (time - mean_time).powi(2)).sum::<f64>();
        let slope = if square > 0.0 { with / square } else { 0.0 };
        let span = half.last().zip(half.first()).map_or(0.0, |(last, first)| last.0 - first.0);
        Trend { mean, rise: slope * span }
    }

    /// As CSV, with a line of names.
    pub fn csv(&self) -> String {
        let mut out =
            "seconds,memory_mib,handles,processor,connections,buffered_mib,exchanges,p50_ms,p95_ms\n"
                .to_owned();
        for sample in &self.0 {
            let Sample { seconds, memory, handles, processor, connections, buffered, exchanges, p50, p95 } =
                sample;
            out.push_str(&format!(
                "{seconds:.1},{memory:.2},{handles},{processor:.3},{connections},{buffered:.3},{exchanges},{p50:.2},{p95:.2}\n"
            ));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leak_shows_in_the_second_half_and_a_warm_up_does_not() {
        let series = |memory: &dyn Fn(f64) -> f64| {
            let sample = |seconds: f64| Sample { seconds, memory: memory(seconds), ..Sample::default() };
            Series((0..200).map(|number| sample(f64::from(number))).collect())
        };
        let warm = series(&|time| 40.0 + time.min(60.0) + (time * 7.0).sin());
        let leaks = series(&|time| 40.0 + 0.1 * time + (time * 7.0).sin());
        assert!(warm.trend(|sample| sample.memory).rise.abs() < 0.5);
        assert!((leaks.trend(|sample| sample.memory).rise - 9.9).abs() < 0.5);
        assert_eq!(Series::default().trend(|sample| sample.memory).rise, 0.0);
    }

    #[test]
    fn this_process_can_be_read() {
        let before = processor_seconds("/proc/self").expect("the system's figures");
        assert!(before >= 0.0);
    }
}
