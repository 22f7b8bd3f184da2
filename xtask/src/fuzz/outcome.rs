//! What came of a target: libFuzzer's figures, as a table and as JSON.

use crate::steps::say;
use std::fmt::Write as _;

/// What came of one target.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) name: String,
    pub(super) executions: u64,
    pub(super) per_second: u64,
    pub(super) coverage: u64,
    pub(super) features: u64,
    pub(super) new_inputs: u64,
    pub(super) rss_mib: u64,
    pub(super) crashes: Vec<String>,
    pub(super) failed: bool,
}

/// libFuzzer's final figures, and the coverage of its last line that has one.
pub(super) fn read(name: &str, log: &str) -> Outcome {
    let figure = |label: &str| {
        let line = log.lines().rev().find_map(|line| line.trim().strip_prefix(label));
        line.and_then(|rest| rest.trim_start_matches(':').trim().parse().ok()).unwrap_or(0)
    };
    let in_line = |label: &str| {
        let line = log.lines().rev().find_map(|line| line.split_once(label));
        line.and_then(|(_, rest)| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
    };
    Outcome {
        name: name.to_owned(),
        executions: figure("stat::number_of_executed_units"),
        per_second: figure("stat::average_exec_per_sec"),
        coverage: in_line(" cov: "),
        features: in_line(" ft: "),
        rss_mib: figure("stat::peak_rss_mb"),
        ..Outcome::default()
    }
}

pub(super) fn print(outcomes: &[Outcome]) {
    let mut table = format!(
        "{:<14}{:>12}{:>9}{:>9}{:>10}{:>8}{:>9}{:>9}",
        "target", "executions", "per s", "edges", "features", "new", "RSS MiB", "crashes"
    );
    for outcome in outcomes {
        let Outcome {
            name, executions, per_second, coverage, features, new_inputs, rss_mib, crashes, ..
        } = outcome;
        // Writing to a String cannot fail.
        let _ = write!(
            table,
            "\n{name:<14}{executions:>12}{per_second:>9}{coverage:>9}{features:>10}{new_inputs:>8}{rss_mib:>9}{:>9}",
            crashes.len()
        );
    }
    say(&format!("fuzzed\n{table}"));
}

pub(super) fn json(outcomes: &[Outcome]) -> String {
    let row = |outcome: &Outcome| {
        let crashes: Vec<String> = outcome.crashes.iter().map(|crash| format!("\"{crash}\"")).collect();
        format!(
            "  {{\"target\": \"{}\", \"executions\": {}, \"per_second\": {}, \"edges\": {}, \"features\": {}, \
             \"new_inputs\": {}, \"peak_rss_mib\": {}, \"failed\": {}, \"crashes\": [{}]}}",
            outcome.name,
            outcome.executions,
            outcome.per_second,
            outcome.coverage,
            outcome.features,
            outcome.new_inputs,
            outcome.rss_mib,
            outcome.failed,
            crashes.join(", ")
        )
    };
    let rows: Vec<String> = outcomes.iter().map(row).collect();
    format!("[\n{}\n]\n", rows.join(",\n"))
}
