//! What became of tasks, aims, links, members and flags: the steps that name them.

use crate::view::{AimView, StepView, TaskView};
use jonaki_document::{Document, Entry, Scalar};
use jonaki_exchange::Date;
use jonaki_protocol::{DeviceId, EntryId, RecordId, Timestamp};
use std::collections::BTreeMap;

/// The steps of a work document by what they are about, in the order of their hours; within an hour, each after
/// what its author had seen.
pub(super) struct Steps(BTreeMap<String, Vec<Entry>>);

impl Steps {
    pub(super) fn of(work: &Document) -> Self {
        let mut steps: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        for entry in work.entries_in_time("steps") {
            if let Some(of) = entry.text("of").map(str::to_owned) {
                steps.entry(of).or_default().push(entry);
            }
        }
        Self(steps)
    }

    fn about(&self, id: EntryId) -> &[Entry] {
        self.0.get(&id.to_string()).map_or(&[], Vec::as_slice)
    }

    pub(super) fn removed(&self, id: EntryId) -> bool {
        let last = self.about(id).iter().rev().find_map(|step| match step.text("kind")? {
            "removed" | "cancelled" => Some(true),
            "reopened" => Some(false),
            _ => None,
        });
        last.unwrap_or(false)
    }

    fn views(&self, id: EntryId) -> Vec<StepView> {
        let view = |step: &Entry| StepView {
            kind: step.text("kind").unwrap_or_default().to_owned(),
            author: step.author.device,
            at: Timestamp(step.int("at").unwrap_or_default()),
            due: step.text("due").map(str::to_owned),
            safe: step.get("safe").and_then(Scalar::as_bool),
            text: step.text("text").map(str::to_owned),
        };
        self.about(id).iter().map(view).collect()
    }

    pub(super) fn task(&self, entry: &Entry) -> TaskView {
        let text = |name| entry.text(name).map(str::to_owned);
        let (mut due, repeats) = (text("due").unwrap_or_default(), text("repeats"));
        let mut closed = false;
        for step in self.about(entry.id) {
            match (step.text("kind").unwrap_or_default(), &repeats) {
                ("done", Some(every)) => due = next(&due, every),
                ("done" | "cancelled" | "removed", _) => closed = true,
                ("postponed", _) => due = step.text("due").unwrap_or(&due).to_owned(),
                ("reopened", _) => closed = false,
                _ => {}
            }
        }
        TaskView {
            id: entry.id,
            kind: text("kind").unwrap_or_default(),
            due,
            repeats,
            assigned: entry.text("assigned").and_then(DeviceId::from_hex),
            referral: entry.text("referral").and_then(RecordId::from_hex),
            text: text("text"),
            closed,
            steps: self.views(entry.id),
        }
    }

    pub(super) fn aim(&self, entry: &Entry) -> AimView {
        let text = |name| entry.text(name).map(str::to_owned);
        AimView {
            id: entry.id,
            goal: text("goal").unwrap_or_default(),
            need: text("need"),
            service: text("service"),
            responsible: text("responsible"),
            due: text("due"),
            steps: self.views(entry.id),
        }
    }
}

/// The day on which something that repeats is due again: the same of the next month where there is one.
fn next(due: &str, every: &str) -> String {
    let Some(day) = Date::parse(due) else { return due.to_owned() };
    let months = match every {
        "monthly" => 1,
        "quarterly" => 3,
        _ => {
            let later = Date::from_unix_days(day.unix_days() + 7);
            return later.map_or_else(|| due.to_owned(), |day| day.to_string());
        }
    };
    let month = u16::from(day.month()) - 1 + months;
    let (year, month) = (day.year() + month / 12, (month % 12) as u8 + 1);
    let fits = (28..=day.day().max(28)).rev().find_map(|last| Date::new(year, month, day.day().min(last)));
    fits.map_or_else(|| due.to_owned(), |day| day.to_string())
}
