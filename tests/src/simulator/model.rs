//! What people were told is saved, and what must therefore be found again.

use super::device::Sight;
use jonaki_core::{CaseView, ReferralView, Scalar};
use jonaki_protocol::{CaseId, Compartment, CompartmentSet, DeviceId, RecordId};
use std::collections::BTreeSet;

/// A field that scripts write.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) compartment: Compartment,
    kind: Kind,
}

enum Kind {
    /// Free text, with a canary in it.
    Text,
    /// A day; each number another one.
    Day,
    /// A small number.
    Number,
    /// A judgement of few values: written, and compared between replicas, but not followed.
    Urgency,
}

const fn field(name: &'static str, compartment: Compartment, kind: Kind) -> Field {
    Field { name, compartment, kind }
}

/// The fields that scripts write.
pub(super) const FIELDS: [Field; 10] = [
    field("narrative", Compartment::Account, Kind::Text),
    field("when_noticed", Compartment::Card, Kind::Day),
    field("name_given", Compartment::Identity, Kind::Text),
    field("plan", Compartment::Safety, Kind::Text),
    field("number_of_children", Compartment::Card, Kind::Number),
    field("place_detail", Compartment::Account, Kind::Text),
    field("phone", Compartment::Identity, Kind::Text),
    field("urgency", Compartment::Card, Kind::Urgency),
    field("shelter", Compartment::Safety, Kind::Text),
    field("address", Compartment::Identity, Kind::Text),
];

impl Field {
    /// The value that mark `number` writes.
    pub(super) fn value(&self, seed: u64, number: usize) -> Scalar {
        match self.kind {
            Kind::Text => Scalar::Text(format!("{} আমিনা", canary(seed, number))),
            Kind::Day => Scalar::Text(day(number)),
            Kind::Number => Scalar::Int(number as i64 % 1_000),
            Kind::Urgency => Scalar::Text(["low", "medium", "high", "critical"][number % 4].to_owned()),
        }
    }

    /// Whether each mark's value is its own, so that it can be followed.
    pub(super) fn is_followed(&self) -> bool {
        !matches!(self.kind, Kind::Urgency)
    }
}

fn day(number: usize) -> String {
    format!("{}-{:02}-{:02}", 1900 + number / 336 % 200, 1 + number / 28 % 12, 1 + number % 28)
}

/// A word that occurs in nothing but what mark `number` wrote into a sealed compartment.
pub(super) fn canary(seed: u64, number: usize) -> String {
    format!("{}{number}z", canaries(seed))
}

/// The beginning of every canary of a seed.
pub(super) fn canaries(seed: u64) -> String {
    format!("zq{seed}n")
}

/// What somebody wrote.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Deed {
    /// A field's value.
    Field(&'static str, Compartment, Scalar),
    /// A note.
    Note(String),
    /// A step of the status.
    Event(&'static str),
    /// A coordinator opened the case.
    View,
    /// A referral was made.
    Referred,
    /// A step of a referral.
    Answer(&'static str),
    /// A note in a referral.
    Remark(String),
    /// The message of a referral.
    Message(String),
}

/// Something that a device said is saved.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) number: usize,
    pub(super) step: usize,
    pub(super) device: usize,
    pub(super) author: DeviceId,
    /// The case, or the referral.
    pub(super) case: RecordId,
    pub(super) deed: Deed,
    /// False while a power failure leaves it open whether it was saved.
    pub(super) certain: bool,
    /// The step at which its device knew that the server has all it wrote.
    pub(super) stored: Option<usize>,
    /// Why it may be gone: whoever held it was restored to before it, or the case was erased.
    pub(super) excused: Option<&'static str>,
    /// Marks whose values its author saw and overwrote.
    pub(super) supersedes: Vec<usize>,
}

impl Mark {
    /// Where it is written.
    pub(super) fn compartment(&self) -> Compartment {
        match self.deed {
            Deed::Field(_, compartment, _) => compartment,
            Deed::Note(_) => Compartment::Account,
            Deed::Event(_) | Deed::View => Compartment::Card,
            Deed::Referred | Deed::Answer(_) => Compartment::Referral,
            Deed::Remark(_) | Deed::Message(_) => Compartment::Disclosure,
        }
    }

    /// Whether a view of its case shows it.
    fn is_in(&self, view: &CaseView) -> bool {
        match &self.deed {
            Deed::Field(name, _, value) => versions(view, name).contains(&value),
            Deed::Note(text) => view.notes.iter().any(|note| note.text == *text),
            Deed::Event(kind) => {
                view.events.iter().any(|event| event.kind == *kind && event.author == self.author)
            }
            Deed::View => view.seen_by.iter().any(|seen| seen.device == self.author),
            Deed::Referred | Deed::Answer(_) | Deed::Remark(_) | Deed::Message(_) => false,
        }
    }

    /// Whether a view of its referral shows it.
    fn is_in_referral(&self, view: &ReferralView) -> bool {
        match &self.deed {
            Deed::Referred => true,
            Deed::Answer(kind) => {
                view.events.iter().any(|(name, _, _, author)| name == kind && *author == self.author)
            }
            Deed::Remark(text) => view.notes.iter().any(|note| note.text == *text),
            Deed::Message(text) => view.message.as_ref() == Some(text),
            Deed::Field(..) | Deed::Note(_) | Deed::Event(_) | Deed::View => false,
        }
    }

    /// Whether a device shows it.
    pub(super) fn is_shown(&self, sight: &Sight) -> bool {
        sight.cases.get(&self.case).is_some_and(|view| self.is_in(view))
            || sight.referrals.get(&self.case).is_some_and(|view| self.is_in_referral(view))
    }
}

/// All versions of a field that a view shows.
pub(super) fn versions<'a>(view: &'a CaseView, name: &str) -> Vec<&'a Scalar> {
    let shown = view.fields.iter().filter(|field| field.field == name);
    shown
        .flat_map(|field| {
            std::iter::once(&field.current.value).chain(field.others.iter().map(|other| &other.value))
        })
        .collect()
}

/// A case that was filed.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) id: CaseId,
    pub(super) creator: DeviceId,
    pub(super) organisation: usize,
    /// What was given to other organisations, and taken away: device, organisation, compartments.
    pub(super) given: Vec<(DeviceId, usize, Option<CompartmentSet>)>,
    /// Whether somebody erased it.
    pub(super) erased: bool,
}

/// A referral that was made, by a person or by a rule.
#[derive(Debug, Clone)]
pub(super) struct Referral {
    pub(super) id: RecordId,
    pub(super) case: CaseId,
    pub(super) from: usize,
    pub(super) to: usize,
    /// Marks whose words it discloses.
    pub(super) disclosed: BTreeSet<usize>,
}
