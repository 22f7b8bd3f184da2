//! Where a referral stands: two independent folds over its events.
//!
//! *Access*: may the receiver still read? `withdrawn > revoked > expired > open`. *Progress*: what happened to the child?
//! `completed > not_completed > in_service > accepted > declined > needs_info > delivered > sent`. Each is the highest of
//! what the events say, whatever their order, their authors' clocks and who knew of whom: so neither a withdrawal nor a
//! service already given is lost to the other. Between two events of one rank the smaller entry id gives the reason.
//!
//! Two things depend on time. A referral that nobody took up by `expires` is expired; taking it up in time and arriving late
//! beats that. One that nobody answered by `due` is overdue, which is what escalation waits for. No event says either: every
//! device finds the same from the same data.

use super::Header;
use crate::document::Document;
use crate::read::Entry;
use jonaki_protocol::{DeviceId, EntryId};
use serde::Serialize;

/// What an event of a referral says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize)]
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

    const fn access(self) -> Option<Access> {
        match self {
            Self::Withdrawn => Some(Access::Withdrawn),
            Self::Recalled | Self::Superseded => Some(Access::Revoked),
            _ => None,
        }
    }

    const fn progress(self) -> Option<Progress> {
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

/// An event of a referral.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReferralEvent {
    /// What it says.
    pub step: Step,
    /// The entry's id.
    pub id: EntryId,
    /// Who wrote it.
    pub author: DeviceId,
    /// In which hour, by its author's clock.
    pub at: i64,
    /// The code of a reason.
    pub reason: Option<String>,
    /// How much of the service was given: `full`, `partial`, `none`.
    pub outcome: Option<String>,
}

impl ReferralEvent {
    /// From an entry of the map `events`.
    pub fn of(entry: &Entry) -> Option<Self> {
        let text = |name| entry.text(name).map(str::to_owned);
        Some(Self {
            step: Step::from_name(entry.text("kind")?)?,
            id: entry.id,
            author: entry.author.device,
            at: entry.get("at")?.as_int()?,
            reason: text("reason"),
            outcome: text("outcome"),
        })
    }
}

/// Where a referral stands at a time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ReferralStatus {
    /// May the receiver still read?
    pub access: Access,
    /// What happened to the child.
    pub progress: Progress,
    /// Why access ended or the provider did not help.
    pub reason: Option<String>,
    /// How much of the service was given.
    pub outcome: Option<String>,
    /// Nobody answered by the time that was asked for.
    pub overdue: bool,
    /// It was taken up after that time.
    pub late: bool,
    /// The next one was told.
    pub escalated: bool,
    /// Another provider of the round leads.
    pub superseded: bool,
    /// The provider's question was answered.
    pub info_given: bool,
    /// The hour of the first yes or no, by its author's clock.
    pub answered_at: Option<i64>,
}

impl ReferralStatus {
    /// Whether the receiver reads what was disclosed. A provider's access ends with the referral.
    pub fn is_readable(&self) -> bool {
        self.access == Access::Open && !self.progress.is_final()
    }

    /// Whether something is still expected of somebody.
    pub fn is_open(&self) -> bool {
        self.is_readable()
    }
}

/// The status of a referral from its document; `receives` tells whether a device is one of the receiver's. `None` when it has
/// no header.
pub fn referral_status(
    document: &Document,
    receives: impl Fn(&DeviceId) -> bool,
    now: i64,
) -> Option<ReferralStatus> {
    let header = Header::of(document)?;
    let events: Vec<_> = document.entries("events").iter().filter_map(ReferralEvent::of).collect();
    let opened = document.views().iter().any(|view| receives(&view.author.device));
    Some(fold_referral((header.due, header.expires), &events, opened, now))
}

/// What a set of events amounts to, for a referral that is due and expires at these times; see the module's documentation.
pub fn fold_referral(
    (due, expires): (i64, i64),
    events: &[ReferralEvent],
    opened: bool,
    now: i64,
) -> ReferralStatus {
    let top_progress = events.iter().filter_map(|event| Some((event.step.progress()?, event)));
    let top_progress = top_progress.max_by_key(|(rank, event)| (*rank, std::cmp::Reverse(event.id)));
    let top_access = events.iter().filter_map(|event| Some((event.step.access()?, event)));
    let top_access = top_access.max_by_key(|(rank, event)| (*rank, std::cmp::Reverse(event.id)));
    let beginning = if opened { Progress::Delivered } else { Progress::Sent };
    let progress = top_progress.map_or(beginning, |(rank, _)| rank);
    let in_time = events.iter().any(|event| event.step.takes() && event.at <= expires);
    let expired = now > expires && !in_time && !progress.is_final();
    let access =
        top_access.map_or(if expired { Access::Expired } else { Access::Open }, |(rank, _)| rank);
    let has = |step| events.iter().any(|event| event.step == step);
    let count = |step| events.iter().filter(|event| event.step == step).count();
    let first = |steps: &dyn Fn(Step) -> bool| {
        events.iter().filter(|event| steps(event.step)).map(|event| event.at).min()
    };
    let answers = |step: Step| step.takes() || step == Step::Declined;
    let reason = |found: Option<&ReferralEvent>| found.and_then(|event| event.reason.clone());
    ReferralStatus {
        access,
        progress,
        reason: reason(top_progress.map(|(_, event)| event)).or(reason(top_access.map(|(_, event)| event))),
        outcome: top_progress.and_then(|(_, event)| event.outcome.clone()),
        overdue: access == Access::Open && !progress.is_answered() && now > due,
        late: first(&Step::takes).is_some_and(|at| at > due),
        escalated: has(Step::Escalated),
        superseded: has(Step::Superseded),
        info_given: count(Step::InfoGiven) > 0 && count(Step::InfoGiven) >= count(Step::NeedsInfo),
        answered_at: first(&answers),
    }
}
