//! The changes of a report and of later edits of each of its documents.

use super::{Failure, Samples};
use jonaki_document::{Document, Edit, Scalar};

/// Registers that are written once.
const ORIGIN: &[&str] = &["mode", "locale", "source_channel", "reporter_role", "recorded_hour"];

/// What a coordinator notes on the card.
const EVENTS: &[&str] = &["screening", "opened", "referred", "helped", "consent_given", "asked"];

impl Samples {
    pub(super) fn report(&mut self) -> Result<(), Failure> {
        let first = self.source.report();
        let second = self.source.report();
        let record = self.record(9);
        for ((compartment, mut edits), (_, again)) in first.edits().into_iter().zip(second.edits()) {
            if !compartment.is_sealed() {
                edits.extend([
                    Edit::set("recorded_hour", Scalar::Int(self.hour())),
                    Edit::set("mode", "real".into()),
                ]);
            }
            let mut document = Document::new(compartment)?;
            let Some(made) = document.edit(self.actor(1), &edits)? else { continue };
            self.take(record, compartment, made);
            let fresh =
                |edit: &Edit| matches!(edit, Edit::Set { field, .. } if !ORIGIN.contains(&field.as_str()));
            let again: Vec<Edit> = again.into_iter().filter(fresh).collect();
            for salt in 2..5 {
                // Three fields here and there, as people correct them.
                let start = (self.seed.wrapping_mul(salt) % 7) as usize;
                let few: Vec<Edit> = again.iter().skip(start).step_by(2).take(3).cloned().collect();
                if let Some(change) = document.edit(self.actor(salt), &few)? {
                    self.take(record, compartment, change);
                }
            }
            if !compartment.is_sealed() {
                // Opened, and worked on.
                let view = Edit::add_entry("views", self.entry(35), &[("at", self.hour().into())]);
                let worked = self.event(31, self.one(3, EVENTS));
                let edits = if self.seed.is_multiple_of(2) { vec![worked, view] } else { vec![worked] };
                if let Some(change) = document.edit(self.actor(6), &edits)? {
                    self.take(record, compartment, change);
                }
                if let Some(change) = document.edit(self.actor(1), &[self.event(36, "referred")])? {
                    let item = self.take(record, compartment, change);
                    self.opened.extend(item);
                }
            }
        }
        Ok(())
    }
    fn event(&self, salt: u64, kind: &str) -> Edit {
        let fields = [("kind", kind.into()), ("at", self.hour().into())];
        Edit::add_entry("events", self.entry(salt), &fields)
    }
}
