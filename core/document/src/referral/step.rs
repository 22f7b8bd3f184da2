//! What events of a referral say, and the two ranks that they have.

use serde::{Deserialize, Serialize};

/// What an event of a referral says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The sender took it back.
    Recalled,
    /// The consent was withdrawn.
    Withdrawn,
    /// Another provider of the same round took the child.
    Superseded,
    /// The next provider, or the coordinator, was told that nobody answered.
    Escalated,
    /// The sender answered the provider's question.
    InfoGiven,
    /// The provider takes the child.
    Accepted,
    /// The provider does not.
    Declined,
    /// The provider asks something first.
    NeedsInfo,
    /// Help has begun.
    InService,
    /// Help was given.
    Completed,
    /// Help was not given after all.
    NotCompleted,
}

impl Step {
    /// All.
    pub const ALL: [Self; 11] = [
        Self::Recalled,
        Self::Withdrawn,
        Self::Superseded,
        Self::Escalated,
        Self::InfoGiven,
        Self::Accepted,
        Self::Declined,
        Self::NeedsInfo,
        Self::InService,
        Self::Completed,
        Self::NotCompleted,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Recalled => "recalled",
            Self::Withdrawn => "withdrawn",
            Self::Superseded => "superseded",
            Self::Escalated => "escalated",
            Self::InfoGiven => "info_given",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::NeedsInfo => "needs_info",
            Self::InService => "in_service",
            Self::Completed => "completed",
            Self::NotCompleted => "not_completed",
        }
    }

    /// From the name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    /// Whether the receiver says it.
    pub const fn is_answer(self) -> bool {
        self.progress().is_some()
    }

    pub(super) const fn access(self) -> Option<Access> {
        match self {
            Self::Withdrawn => Some(Access::Withdrawn),
            Self::Recalled | Self::Superseded => Some(Access::Revoked),
            _ => None,
        }
    }

    pub(super) const fn progress(self) -> Option<Progress> {
        match self {
            Self::Accepted => Some(Progress::Accepted),
            Self::Declined => Some(Progress::Declined),
            Self::NeedsInfo => Some(Progress::NeedsInfo),
            Self::InService => Some(Progress::InService),
            Self::Completed => Some(Progress::Completed),
            Self::NotCompleted => Some(Progress::NotCompleted),
            _ => None,
        }
    }

    /// Whether it means that the provider took the child.
    pub const fn takes(self) -> bool {
        matches!(self, Self::Accepted | Self::InService | Self::Completed | Self::NotCompleted)
    }
}

/// Whether the receiver may still read, in rising precedence.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// It may.
    Open,
    /// Nobody took it up in time.
    Expired,
    /// Taken back, or another provider leads.
    Revoked,
    /// The consent was withdrawn.
    Withdrawn,
}

/// What happened to the child, in rising precedence.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// On its way.
    Sent,
    /// A device of the receiver has opened it.
    Delivered,
    /// The provider asks something first.
    NeedsInfo,
    /// The provider does not take the child.
    Declined,
    /// The provider takes the child.
    Accepted,
    /// Help has begun.
    InService,
    /// Help was not given after all.
    NotCompleted,
    /// Help was given.
    Completed,
}

impl Access {
    /// All, in rising precedence.
    pub const ALL: [Self; 4] = [Self::Open, Self::Expired, Self::Revoked, Self::Withdrawn];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl Progress {
    /// All, in rising precedence.
    pub const ALL: [Self; 8] = [
        Self::Sent,
        Self::Delivered,
        Self::NeedsInfo,
        Self::Declined,
        Self::Accepted,
        Self::InService,
        Self::NotCompleted,
        Self::Completed,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::NeedsInfo => "needs_info",
            Self::Declined => "declined",
            Self::Accepted => "accepted",
            Self::InService => "in_service",
            Self::NotCompleted => "not_completed",
            Self::Completed => "completed",
        }
    }

    /// Whether nothing more is expected of the provider.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Declined | Self::NotCompleted | Self::Completed)
    }

    /// Whether the provider has said yes or no.
    pub const fn is_answered(self) -> bool {
        !matches!(self, Self::Sent | Self::Delivered | Self::NeedsInfo)
    }

    /// Whether the child is, or was, in the provider's hands.
    pub const fn is_taken(self) -> bool {
        matches!(self, Self::Accepted | Self::InService | Self::NotCompleted | Self::Completed)
    }
}
