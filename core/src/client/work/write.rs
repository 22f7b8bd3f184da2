//! Writing the work on a case: entries, notes, questions.

use super::NewTask;
use crate::Error;
use crate::client::Session;
use jonaki_document::{Edit, Entry, Scalar};
use jonaki_protocol::{CaseId, Code, Compartment, DeviceId, DocumentId, EntryId, Role};
use std::collections::BTreeMap;

/// A map of the work document with the words that an entry of it takes.
type Words<'a> = [(&'static str, Option<&'a str>)];

impl Session<'_, '_> {
    pub(super) fn open_case(&mut self, case: CaseId) -> Result<(), Error> {
        let me = self.me.profile.device();
        let (_, opened) = self.card_event("opened", &[])?;
        let duty = NewTask {
            kind: "monthly_victim_information".to_owned(),
            due: day_after(self.server_time()?.0, 30),
            repeats: Some("monthly".to_owned()),
            assigned: None,
            referral: None,
            text: None,
        };
        let owner = Edit::set("owner", me.to_string().into());
        let mut work = vec![self.work_edit("tasks", &task_words(&duty))?.1];
        let known = self.document(DocumentId { record: case, compartment: Compartment::Work })?;
        if known.is_none_or(|work| work.field("owner").is_none()) {
            work.push(owner);
        }
        self.work_on(case, BTreeMap::from([(Compartment::Card, vec![opened]), (Compartment::Work, work)]))
    }

    pub(super) fn ask(&mut self, case: CaseId, question: &str) -> Result<(), Error> {
        self.write_note((case, Compartment::Account), question, &[("asks", Scalar::Bool(true))])?;
        self.add_card_event(case, "asked", &[])
    }

    pub(super) fn write_note(
        &mut self,
        (case, compartment): (CaseId, Compartment),
        text: &str,
        more: &[(&str, Scalar)],
    ) -> Result<(), Error> {
        if text.trim().is_empty() {
            return Err(Error::Field { field: "notes.text".to_owned() });
        }
        let mut fields = vec![("text", text.into()), ("at", self.hour()?)];
        fields.extend(more.iter().cloned());
        let note = Edit::add_entry("notes", EntryId::from_bytes(self.random()), &fields);
        self.work_on(case, BTreeMap::from([(compartment, vec![note])]))
    }

    pub(super) fn questions(&mut self, case: CaseId) -> Result<Vec<(EntryId, String)>, Error> {
        let id = DocumentId { record: case, compartment: Compartment::Account };
        let Some(account) = self.document(id)? else { return Ok(Vec::new()) };
        let shown = |note: &Entry| (note.id, note.text("text").unwrap_or_default().to_owned());
        Ok(super::waiting::questions(&account).iter().map(shown).collect())
    }

    pub(super) fn add_task(&mut self, case: CaseId, new: &NewTask) -> Result<EntryId, Error> {
        let assigned = new.assigned.map(|device| device.to_string());
        let referral = new.referral.map(|record| record.to_string());
        let mut words = task_words(new).to_vec();
        words.push(("assigned", assigned.as_deref()));
        words.push(("referral", referral.as_deref()));
        self.add_work(case, "tasks", &words)
    }

    /// An entry of the work document, with its id.
    pub(super) fn work_edit(&mut self, map: &str, words: &Words<'_>) -> Result<(EntryId, Edit), Error> {
        let id = EntryId::from_bytes(self.random());
        let mut fields = vec![("at", self.hour()?)];
        fields.extend(words.iter().filter_map(|(name, value)| Some((*name, Scalar::from((*value)?)))));
        Ok((id, Edit::add_entry(map, id, &fields)))
    }

    pub(super) fn add_work(&mut self, case: CaseId, map: &str, words: &Words<'_>) -> Result<EntryId, Error> {
        let (id, edit) = self.work_edit(map, words)?;
        self.work_entry(case, edit)?;
        Ok(id)
    }

    pub(super) fn work_entry(&mut self, case: CaseId, edit: Edit) -> Result<(), Error> {
        self.work_on(case, BTreeMap::from([(Compartment::Work, vec![edit])]))
    }

    /// A closing that waits for a second person: its reason and who asked.
    pub(super) fn closings(&mut self, case: CaseId) -> Result<Vec<(String, DeviceId)>, Error> {
        let id = DocumentId { record: case, compartment: Compartment::Card };
        let card = self.document(id)?.ok_or(Error::NotFound)?;
        Ok(super::waiting::closings(&card))
    }

    /// Whether this device's organisation has another one that coordinates.
    pub(super) fn has_colleague(&self) -> bool {
        let (me, ours) = (self.me.profile.device(), self.me.profile.organisation);
        self.me.directory.members().any(|(device, member)| {
            *device != me && member.organisation == ours && member.is_active() && member.role.coordinates()
        })
    }

    pub(super) fn coordinating(&self, device: DeviceId) -> Result<(), Error> {
        let role = self.me.directory.member(&device).filter(|member| member.is_active());
        let role = role.map(|member| member.role).or({
            let own = device == self.me.profile.device();
            own.then_some(self.me.profile.role)
        });
        match role {
            Some(role) if role.coordinates() => Ok(()),
            Some(Role::Reporter | Role::Provider | Role::Coordinator | Role::Admin) => {
                Err(Error::Refused(Code::NotAllowed))
            }
            None => Err(Error::NotFound),
        }
    }
}

fn task_words(new: &NewTask) -> [(&'static str, Option<&str>); 4] {
    [
        ("kind", Some(new.kind.as_str())),
        ("due", Some(new.due.as_str())),
        ("repeats", new.repeats.as_deref()),
        ("text", new.text.as_deref()),
    ]
}

/// The day so many days after a moment, in Bangladesh.
pub(crate) fn day_after(seconds: i64, days: u16) -> String {
    super::show::day(seconds + i64::from(days) * 24 * 3600)
}
