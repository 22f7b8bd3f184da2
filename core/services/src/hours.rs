//! Opening hours: spans of a week, in minutes from Sunday 00:00 in Bangladesh.

mod text;

use crate::Code;
use crate::day::{LOCAL_OFFSET, Seconds};
use serde::{Deserialize, Serialize};

const DAY: u16 = 24 * 60;
const WEEK: u16 = 7 * DAY;

/// Spans of a week, at most; four a day.
pub(crate) const SPANS_MAX: usize = 28;

/// When a service is open: nothing is known, around the clock, or spans of the week.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Vec<u16>", into = "Vec<u16>")]
pub struct Hours {
    /// Begins and ends in turn, rising, each from 0 to [`WEEK`]; spans do not touch. A night over the week's end is
    /// cut there.
    edges: Vec<u16>,
}

/// Whether something is open at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// Open, for so many minutes more; nothing when around the clock.
    Open {
        /// Minutes until it closes.
        closes_in: Option<u16>,
    },
    /// Hours are not known.
    Unknown,
    /// Closed, for so many minutes more.
    Closed {
        /// Minutes until it opens.
        opens_in: u16,
    },
}

impl Hours {
    /// Open around the clock, the whole week.
    pub fn always() -> Self {
        Self { edges: vec![0, WEEK] }
    }

    /// Spans as begin and end in minutes of the week, in any order; an end before its begin lies in the next week.
    /// Spans that touch or overlap become one.
    ///
    /// # Errors
    /// [`Code::Hours`] for a minute outside of the week or a span of no length, [`Code::TooMany`].
    pub fn new(spans: &[(u16, u16)]) -> Result<Self, Code> {
        let mut found = Vec::with_capacity(spans.len());
        for (begin, end) in spans.iter().copied() {
            if begin >= WEEK || end > WEEK || begin == end {
                return Err(Code::Hours);
            }
            if begin < end {
                found.push((begin, end));
            } else {
                found.extend([(begin, WEEK), (0, end)].into_iter().filter(|(begin, end)| begin < end));
            }
        }
        found.sort_unstable();
        let mut edges: Vec<u16> = Vec::with_capacity(2 * found.len());
        for (begin, end) in found {
            match edges.last_mut() {
                Some(last) if begin <= *last => *last = end.max(*last),
                _ => edges.extend([begin, end]),
            }
        }
        if edges.len() > 2 * SPANS_MAX { Err(Code::TooMany) } else { Ok(Self { edges }) }
    }

    /// Whether nothing is known.
    pub fn is_unknown(&self) -> bool {
        self.edges.is_empty()
    }

    /// Whether it is open around the clock.
    pub fn is_always(&self) -> bool {
        self.edges == [0, WEEK]
    }

    /// The spans of the week, in minutes from Sunday 00:00.
    pub fn spans(&self) -> impl Iterator<Item = (u16, u16)> {
        self.edges.chunks_exact(2).map(|pair| (pair[0], pair[1]))
    }

    /// Whether it is open at a moment.
    pub fn at(&self, moment: Seconds) -> Opening {
        if self.is_unknown() {
            return Opening::Unknown;
        }
        if self.is_always() {
            return Opening::Open { closes_in: None };
        }
        let minute = minute_of_week(moment);
        let first = self.edges.first().copied().unwrap_or_default();
        let next = self.spans().find(|(_, end)| minute < *end);
        match next {
            Some((begin, end)) if begin <= minute => {
                // A night over the week's end was cut there: it closes where the first span does.
                let over =
                    if end == WEEK && first == 0 { self.edges.get(1).copied().unwrap_or(0) } else { 0 };
                Opening::Open { closes_in: Some(end - minute + over) }
            }
            Some((begin, _)) => Opening::Closed { opens_in: begin - minute },
            None => Opening::Closed { opens_in: WEEK - minute + first },
        }
    }
}

/// Minutes from Sunday 00:00 in Bangladesh. 1 January 1970 was a Thursday.
fn minute_of_week(moment: Seconds) -> u16 {
    let week = Seconds::from(WEEK);
    let minutes = moment.div_euclid(60) + LOCAL_OFFSET / 60 + 4 * Seconds::from(DAY);
    u16::try_from(minutes.rem_euclid(week)).unwrap_or_default()
}

impl TryFrom<Vec<u16>> for Hours {
    type Error = &'static str;

    fn try_from(edges: Vec<u16>) -> Result<Self, Self::Error> {
        let rising = edges.windows(2).all(|pair| pair[0] < pair[1]);
        let inside = edges.last().is_none_or(|last| *last <= WEEK);
        let fits = edges.len().is_multiple_of(2) && edges.len() <= 2 * SPANS_MAX;
        if rising && inside && fits { Ok(Self { edges }) } else { Err("not hours of a week") }
    }
}

impl From<Hours> for Vec<u16> {
    fn from(hours: Hours) -> Self {
        hours.edges
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, moment: Seconds) -> Opening {
        Hours::parse(text).expect("hours").at(moment)
    }

    #[test]
    fn open_and_closed_follow_the_clock_of_bangladesh() {
        // Monday 2026-03-09, 00:00 in Bangladesh.
        let monday = 1_773_014_400 - LOCAL_OFFSET;
        let hour = |hours: Seconds| monday + hours * 3600;
        assert_eq!(at("24/7", monday), Opening::Open { closes_in: None });
        assert_eq!(at("", monday), Opening::Unknown);
        assert_eq!(at("Su-Th 09:00-17:00", hour(8)), Opening::Closed { opens_in: 60 });
        assert_eq!(at("Su-Th 09:00-17:00", hour(9)), Opening::Open { closes_in: Some(480) });
        assert_eq!(at("Su-Th 09:00-17:00", hour(17)), Opening::Closed { opens_in: 16 * 60 });
        // Thursday evening: next is Sunday morning.
        assert_eq!(
            at("Su-Th 09:00-17:00", hour(3 * 24 + 17)),
            Opening::Closed { opens_in: (2 * 24 + 16) * 60 }
        );
        // A night over the week's end: Saturday 23:00 closes on Sunday at 06:00.
        assert_eq!(at("Sa 22:00-06:00", hour(5 * 24 + 23)), Opening::Open { closes_in: Some(420) });
        assert_eq!(at("Sa 22:00-06:00", hour(6 * 24 + 5)), Opening::Open { closes_in: Some(60) });
        assert_eq!(at("Sa 22:00-06:00", hour(6 * 24 + 6)), Opening::Closed { opens_in: (6 * 24 + 16) * 60 });
        for moment in [Seconds::MIN / 2, -1, 0, Seconds::MAX / 2] {
            let _ = at("Su-Th 09:00-17:00", moment);
        }
    }

    #[test]
    fn spans_that_touch_are_one() {
        let hours = Hours::new(&[(60, 120), (120, 180), (100, 150), (10_000, 10_080)]).expect("hours");
        assert_eq!(hours.spans().collect::<Vec<_>>(), [(60, 180), (10_000, 10_080)]);
        assert_eq!(Hours::new(&[(5, 5)]), Err(Code::Hours));
        assert_eq!(Hours::new(&[(10_080, 5)]), Err(Code::Hours));
        let many: Vec<_> = (0..29).map(|at| (at * 10, at * 10 + 5)).collect();
        assert_eq!(Hours::new(&many), Err(Code::TooMany));
    }
}
