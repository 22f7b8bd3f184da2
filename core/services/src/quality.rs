//! How a service answers referrals: computed from what became of them, never from opinions.

use crate::{Id, Seconds};
use std::collections::BTreeMap;

/// Under so many answers nothing is said: one refusal is no rate.
pub const QUALITY_LEAST: usize = 3;

/// What became of a referral.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Answered {
    /// To whom it went.
    pub service: Id,
    /// When it was sent.
    pub sent_at: Seconds,
    /// When it was accepted or declined.
    pub answered_at: Seconds,
    /// Whether it was accepted.
    pub accepted: bool,
}

/// How a service answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quality {
    /// Referrals that were answered: at least [`QUALITY_LEAST`]. Show it beside the figures.
    pub answers: usize,
    /// Of these accepted.
    pub accepted: usize,
    /// Half of them were answered within so many minutes.
    pub median_minutes: u64,
}

impl Quality {
    /// The quality of each service with enough answers.
    pub fn of<'a>(outcomes: impl IntoIterator<Item = &'a Answered>) -> BTreeMap<Id, Self> {
        let mut by_service: BTreeMap<Id, (usize, Vec<u64>)> = BTreeMap::new();
        for outcome in outcomes {
            let (accepted, minutes) = by_service.entry(outcome.service).or_default();
            *accepted += usize::from(outcome.accepted);
            // A clock that went back answers at once.
            let seconds = outcome.answered_at.saturating_sub(outcome.sent_at).max(0);
            minutes.push(seconds.unsigned_abs() / 60);
        }
        let enough = by_service.into_iter().filter(|(_, (_, minutes))| minutes.len() >= QUALITY_LEAST);
        let quality = |(accepted, minutes): (usize, Vec<u64>)| Self {
            answers: minutes.len(),
            accepted,
            median_minutes: median(minutes),
        };
        enough.map(|(service, found)| (service, quality(found))).collect()
    }

    /// Accepted of a hundred, rounded.
    pub fn acceptance_percent(self) -> u8 {
        let percent = (self.accepted * 200 + self.answers) / (self.answers * 2).max(1);
        u8::try_from(percent.min(100)).unwrap_or(100)
    }

    /// The median time of an answer in hours.
    pub fn median_hours(self) -> f64 {
        self.median_minutes as f64 / 60.0
    }
}

/// The middle one, or the mean of the two in the middle.
fn median(mut minutes: Vec<u64>) -> u64 {
    minutes.sort_unstable();
    let at = |place: usize| minutes.get(place).copied().unwrap_or_default();
    let middle = minutes.len() / 2;
    if minutes.len() % 2 == 1 { at(middle) } else { at(middle.saturating_sub(1)).midpoint(at(middle)) }
}
