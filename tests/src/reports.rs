//! The checked-in synthetic reports for the standard form (`data/reports`).

use jonaki_core::GivenAnswers;
use serde::Deserialize;

/// A day after the last one that a report speaks of: 2026-11-28, 06:00 UTC.
pub const AFTER: i64 = 1_795_845_600;
/// The standard form's id.
pub const STANDARD: &str = "child_trafficking_report";

/// A synthetic report.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SyntheticReport {
    /// `r001` and on.
    pub id: String,
    /// `bn` or `en`.
    pub locale: String,
    /// Whether somebody broke it off: a required answer is missing.
    #[serde(default)]
    pub draft: bool,
    /// Answers by the name of the question.
    pub answers: GivenAnswers,
}

/// All of them.
///
/// # Panics
/// Where the file is broken.
pub fn reports() -> Vec<SyntheticReport> {
    let lines = include_str!("../data/reports/reports.jsonl").lines();
    lines.map(|line| serde_json::from_str(line).expect("a report")).collect()
}
