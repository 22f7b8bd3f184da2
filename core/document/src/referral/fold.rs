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
use super::step::{Access, Progress, Step};
use crate::document::Document;
use crate::read::Entry;
use jonaki_protocol::{DeviceId, EntryId};
use serde::{Deserialize, Serialize};

/// An event of a referral.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
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
    let access = top_access.map_or(if expired { Access::Expired } else { Access::Open }, |(rank, _)| rank);
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
