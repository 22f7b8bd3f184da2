//! The changes of a referral: its header, what it discloses, what is answered.

use super::{Failure, Samples};
use jonaki_document::layout::{DISTRICTS, PURPOSES, SERVICES};
use jonaki_document::referral::{FieldGroup, FieldGroups, Header, Urgency, group_of};
use jonaki_document::{Document, Edit};
use jonaki_protocol::Compartment;

const SITUATION: FieldGroups = FieldGroups::EMPTY.with(FieldGroup::Situation);
const KINDS: &[&str] = &[
    "service_referral",
    "service_referral",
    "service_referral",
    "transfer_of_case",
    "request_for_information",
    "police_complaint",
];
const ANSWERS: &[&str] =
    &["accepted", "accepted", "accepted", "declined", "needs_info", "in_service", "completed", "recalled"];

impl Samples {
    pub(super) fn referral(&mut self) -> Result<(), Failure> {
        let record = self.record(10);
        let mut document = Document::new(Compartment::Referral)?;
        if let Some(made) = document.edit(self.actor(1), &self.header().edits())? {
            let item = self.take(record, Compartment::Referral, made);
            self.opened.extend(item);
        }
        let event = [("kind", self.one(4, ANSWERS).into()), ("at", self.hour().into())];
        let event = Edit::add_entry("events", self.entry(32), &event);
        let view = Edit::add_entry("views", self.entry(33), &[("at", self.hour().into())]);
        let edits = match self.seed % 5 {
            0 => vec![view],
            1 => vec![event],
            _ => vec![event, view],
        };
        if let Some(answered) = document.edit(self.actor(7), &edits)? {
            let item = self.take(record, Compartment::Referral, answered);
            self.answered.extend(item);
        }
        let disclosed = self.disclosed();
        let mut document = Document::new(Compartment::Disclosure)?;
        if let Some(made) = document.edit(self.actor(1), &disclosed)? {
            self.take(record, Compartment::Disclosure, made);
        }
        Ok(())
    }

    fn header(&self) -> Header {
        let urgency = Urgency::ALL[(self.seed % 5) as usize];
        let made = Header::hour(self.hour());
        let due = made + urgency.hours() * 3_600;
        let asked_at_once = self.seed.is_multiple_of(8);
        Header {
            case: self.record(9),
            from: self.organisation(11),
            to: self.organisation(12),
            kind: self.one(1, KINDS).to_owned(),
            service: self.one(2, SERVICES).to_owned(),
            purpose: self.one(5, PURPOSES).to_owned(),
            consent: self.entry(34),
            groups: if asked_at_once { FieldGroups::ALL } else { SITUATION },
            urgency,
            made,
            due,
            expires: due + 7 * 24 * 3_600,
            district: Some(DISTRICTS[(self.seed % DISTRICTS.len() as u64) as usize].to_owned()),
            round: asked_at_once.then(|| self.record(13)),
            previous: None,
            next: (self.seed % 8 == 1).then(|| self.organisation(14)),
            listing: (self.seed % 8 == 2).then(|| self.record(15)),
        }
    }

    /// A half to all of what may be disclosed of a report, in the order in which it is written.
    fn disclosed(&mut self) -> Vec<Edit> {
        let report = self.source.report();
        let mut said: Vec<Edit> = Vec::new();
        for edit in report.edits().into_iter().flat_map(|(_, edits)| edits) {
            match edit {
                Edit::Set { field, value } if group_of(&field).is_some() => {
                    let left_out = field == "narrative" || (self.seed + field.len() as u64).is_multiple_of(5);
                    if !left_out {
                        said.push(Edit::set(&format!("answers.{field}"), value));
                    }
                }
                Edit::AddMember { map, key } => {
                    said.push(Edit::set(&format!("answers.{map}"), key.as_str().into()));
                }
                _ => {}
            }
        }
        let name = |edit: &Edit| match edit {
            Edit::Set { field, .. } => field.clone(),
            _ => String::new(),
        };
        said.sort_by_key(name);
        said.dedup_by_key(|edit| name(edit));
        said
    }
}
