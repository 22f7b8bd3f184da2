//! The checked-in synthetic reports for the standard form (`data/reports`).

use jonaki_core::protocol::CaseId;
use jonaki_core::{Client, Error, Given, GivenAnswers};
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

/// Those that can be filed, over and over.
pub fn complete() -> impl Iterator<Item = SyntheticReport> {
    reports().into_iter().filter(|report| !report.draft).collect::<Vec<_>>().into_iter().cycle()
}

impl SyntheticReport {
    /// The answer to a question that takes text.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.answers.get(name)? {
            Given::Text(text) => Some(text.trim()),
            _ => None,
        }
    }

    /// What must never be read by an operator: who the people are, how to reach them, what happened.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        const SECRET: [&str; 9] = [
            "name_given",
            "name_nick",
            "father_name",
            "mother_name",
            "narrative",
            "phone",
            "reporter_name",
            "reporter_phone",
            "suspect_name",
        ];
        SECRET.into_iter().filter_map(|name| self.text(name))
    }

    /// Files it as its person would: the standard form in their language, question by question.
    ///
    /// # Errors
    /// As the client's; [`Error::Incomplete`] for a draft.
    ///
    /// # Panics
    /// Where the form does not take an answer.
    pub fn file(&self, client: &mut Client) -> Result<CaseId, Error> {
        let form = client.forms()?.into_iter().find(|form| form.form == STANDARD).ok_or(Error::NotFound)?;
        let mut open = client.start_form(form.hash, &self.locale)?;
        let refused = client.answer_all(&mut open, &self.answers)?;
        assert!(refused.is_empty(), "{}: {refused:?}", self.id);
        client.file_form(&mut open)
    }
}
