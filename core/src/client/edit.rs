//! Editing a case: fields, versions to settle, notes, status.

use super::{Client, Session};
use crate::Error;
use crate::ledger::{case_row, keys, outbox};
use crate::report::locate;
use jonaki_document::{Edit, Scalar};
use jonaki_protocol::{
    CaseId, Compartment, CompartmentSet, DeviceId, DocumentId, EntryId, Principal, RecordId, Role,
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A field to write, or to empty. `Debug` shows no value.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct FieldEdit {
    /// The field's name; `safety.plan` names the compartment too.
    pub field: String,
    /// What it becomes; `None` empties it. For `concern_types`: the code to add, with a leading `-` to take away.
    pub value: Option<Scalar>,
}

/// A step of the case's status.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusChange {
    /// Somebody looks whether it is a case.
    Screening,
    /// Worked on.
    Opened,
    /// Waiting, for a reason's code.
    OnHold(String),
    /// Ended, for a reason's code.
    Closed(String),
    /// Taken up again.
    Reopened,
    /// The same as another case.
    DuplicateOf(CaseId),
    /// Not for this programme.
    OutOfScope,
}

impl Client {
    /// Writes fields of a case, all or none.
    ///
    /// # Errors
    /// [`Error::Field`], [`Error::NotFound`], [`Error::Refused`].
    pub fn edit(&mut self, case: CaseId, edits: &[FieldEdit]) -> Result<(), Error> {
        let mut by_compartment: BTreeMap<Compartment, Vec<Edit>> = BTreeMap::new();
        for edit in edits {
            let (compartment, document_edit) = translate(edit)?;
            by_compartment.entry(compartment).or_default().push(document_edit);
        }
        self.act(|session| session.work_on(case, by_compartment))
    }

    /// Settles a field that has several versions: 0 keeps the one shown first, 1 and up choose among the others.
    ///
    /// # Errors
    /// [`Error::Field`] where there is no such version; [`Error::NotFound`].
    pub fn resolve(&mut self, case: CaseId, field: &str, choice: usize) -> Result<(), Error> {
        let unknown = || Error::Field { field: field.to_owned() };
        let (compartment, name) = locate(field).ok_or_else(unknown)?;
        self.act(|session| {
            let id = DocumentId { record: case, compartment };
            let document = session.document(id)?.ok_or(Error::NotFound)?;
            let value = document.field(name).ok_or_else(unknown)?;
            let chosen = match choice {
                0 => value.current,
                _ => value.others.into_iter().nth(choice - 1).ok_or_else(unknown)?.value,
            };
            session.work_on(case, BTreeMap::from([(compartment, vec![Edit::set(name, chosen)])]))
        })
    }

    /// Adds a note to the account.
    ///
    /// # Errors
    /// [`Error::Field`] for an empty or too long note; [`Error::NotFound`].
    pub fn add_note(&mut self, case: CaseId, text: &str) -> Result<(), Error> {
        if text.trim().is_empty() {
            return Err(Error::Field { field: "notes.text".to_owned() });
        }
        self.act(|session| {
            let at = session.hour()?;
            let id = EntryId::from_bytes(session.random());
            let note = Edit::add_entry("notes", id, &[("text", text.into()), ("at", at)]);
            session.work_on(case, BTreeMap::from([(Compartment::Account, vec![note])]))
        })
    }

    /// Moves the case's status.
    ///
    /// # Errors
    /// [`Error::Refused`] for a role that may not; [`Error::Field`] for an unknown reason; [`Error::NotFound`].
    pub fn set_status(&mut self, case: CaseId, change: &StatusChange) -> Result<(), Error> {
        let (kind, reason, record) = match change {
            StatusChange::Screening => ("screening", None, None),
            StatusChange::Opened => ("opened", None, None),
            StatusChange::OnHold(reason) => ("on_hold", Some(reason.clone()), None),
            StatusChange::Closed(reason) => ("closed", Some(reason.clone()), None),
            StatusChange::Reopened => ("reopened", None, None),
            StatusChange::DuplicateOf(other) => ("duplicate_of", None, Some(other.to_string())),
            StatusChange::OutOfScope => ("out_of_scope", None, None),
        };
        self.act(|session| {
            let mut fields = vec![("kind", kind.into()), ("at", session.hour()?)];
            fields.extend(reason.map(|reason| ("reason", reason.into())));
            fields.extend(record.map(|record| ("record", record.into())));
            let event = Edit::add_entry("events", EntryId::from_bytes(session.random()), &fields);
            session.work_on(case, BTreeMap::from([(Compartment::Card, vec![event])]))
        })
    }
}

/// The document edit of a field edit.
fn translate(edit: &FieldEdit) -> Result<(Compartment, Edit), Error> {
    let unknown = || Error::Field { field: edit.field.clone() };
    let (compartment, name) = locate(&edit.field).ok_or_else(unknown)?;
    let edit = match (name, &edit.value) {
        ("concern_types", Some(Scalar::Text(code))) => match code.strip_prefix('-') {
            Some(code) => Edit::remove_member(name, code),
            None => Edit::add_member(name, code),
        },
        ("concern_types", _) => return Err(unknown()),
        (_, Some(value)) => Edit::set(name, value.clone()),
        (_, None) => Edit::clear(name),
    };
    Ok((compartment, edit))
}

impl Session<'_, '_> {
    /// Edits documents of a case as one action, with new keys first where they are due.
    pub(crate) fn work_on(
        &mut self,
        record: CaseId,
        edits: BTreeMap<Compartment, Vec<Edit>>,
    ) -> Result<(), Error> {
        let kept = case_row::get(self.tx, record)?.ok_or(Error::NotFound)?;
        let sending = self.sending(outbox::Priority::Edit)?;
        let sealed: Vec<Compartment> = edits.keys().copied().filter(|part| part.is_sealed()).collect();
        if !sealed.is_empty() {
            self.renew_keys(record, kept.creator, &sealed, sending)?;
        }
        for (compartment, edits) in edits {
            self.write(DocumentId { record, compartment }, kept.creator, &edits, sending)?;
        }
        if let Some(mut kept) = case_row::get(self.tx, record)? {
            kept.row.updated_at = self.now;
            case_row::put(self.tx, &kept)?;
        }
        self.refresh(record)
    }

    /// Gives the record new keys where a member was removed since the last ones, and first keys to a compartment that
    /// has none yet. Only coordinators' devices renew: a reporter cannot know who reads.
    fn renew_keys(
        &mut self,
        record: RecordId,
        creator: DeviceId,
        wanted: &[Compartment],
        sending: super::compose::Sending,
    ) -> Result<(), Error> {
        if !self.me.profile.role.coordinates() {
            return Ok(());
        }
        let organisation = self.me.profile.organisation;
        let current = self.me.directory.current_epoch(&organisation).map(|epoch| epoch.number);
        let readable = keys::readable(self.tx, record)?;
        let mut due: CompartmentSet = CompartmentSet::EMPTY;
        for compartment in readable.iter() {
            let known = keys::newest(self.tx, DocumentId { record, compartment })?;
            let stale = known.is_some_and(|known| known.organisation_epoch < current);
            if stale {
                due = due.with(compartment);
            }
        }
        // The reporter's organisation opens what is closed to reporters; others write there once they were given its keys.
        let home = self.me.directory.member(&creator).map(|member| member.organisation);
        for compartment in CompartmentSet::CLOSED_TO_REPORTERS.iter() {
            let opens = wanted.contains(&compartment) && home == Some(organisation);
            if opens && !keys::is_listed(self.tx, DocumentId { record, compartment })? {
                due = due.with(compartment);
            }
        }
        if due.is_empty() {
            return Ok(());
        }
        let epoch = keys::highest_epoch(self.tx, record)?.map_or(0, |epoch| epoch + 1);
        let compartments: Vec<Compartment> = due.iter().collect();
        let made = self.new_keys(record, epoch, &compartments, sending)?;
        for (principal, set) in self.readers(record, creator)? {
            let granted: CompartmentSet = due.iter().filter(|part| set.contains(*part)).collect();
            if !granted.is_empty() {
                self.queue_grant(record, (principal, granted.with(Compartment::Card)), &[made], sending)?;
            }
        }
        Ok(())
    }

    /// Who reads a record: our organisation everything, the reporter's device all but safety, others what they were
    /// granted.
    fn readers(
        &self,
        record: RecordId,
        creator: DeviceId,
    ) -> Result<Vec<(Principal, CompartmentSet)>, Error> {
        let all = CompartmentSet::CASE;
        let ours = Principal::Organisation(self.me.profile.organisation);
        let mut readers = vec![(ours, all)];
        let reporter = self.me.directory.member(&creator);
        if reporter.is_some_and(|member| member.is_active() && member.role == Role::Reporter) {
            readers.push((Principal::Device(creator), all.without(CompartmentSet::CLOSED_TO_REPORTERS)));
        }
        let known: Vec<Principal> = readers.iter().map(|(principal, _)| *principal).collect();
        let others = keys::access(self.tx, record)?.into_iter();
        readers.extend(others.filter(|(principal, _)| !known.contains(principal)));
        Ok(readers)
    }
}
