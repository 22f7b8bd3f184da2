//! What a provider says to a referral.

use serde::Deserialize;

/// What a provider answers. Text travels sealed.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Takes the child.
    Accept,
    /// Does not, for a code of the list `reject_reasons`.
    Decline(String),
    /// Asks something first.
    NeedsInfo(String),
    /// Help has begun.
    InService,
    /// Help was given: `full`, `partial` or `none`.
    Completed(String),
    /// Help was not given after all, for a code of the list `not_completed_reasons`.
    NotCompleted(String),
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.parts().0)
    }
}

impl Answer {
    /// Kind of the event, and a field of it with its code.
    pub(super) fn parts(&self) -> (&'static str, Option<(&'static str, &str)>) {
        match self {
            Self::Accept => ("accepted", None),
            Self::Decline(reason) => ("declined", Some(("reason", reason))),
            Self::NeedsInfo(_) => ("needs_info", None),
            Self::InService => ("in_service", None),
            Self::Completed(outcome) => ("completed", Some(("outcome", outcome))),
            Self::NotCompleted(reason) => ("not_completed", Some(("reason", reason))),
        }
    }
}
