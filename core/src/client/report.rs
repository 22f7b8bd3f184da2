//! Drafts and reports.

use super::fillings::says;
use super::{Client, Session};
use crate::ledger::{self, case_row, outbox};
use crate::view::{CaseRow, State};
use crate::{Error, Report};
use jonaki_document::{Edit, layout, policy};
use jonaki_protocol::{
    CaseId, Code, Compartment, CompartmentSet, DocumentId, Principal, RecordId, Role, Timestamp,
};

/// Number of a draft on this device.
pub type DraftId = i64;

impl Client {
    /// Files a report: from here on it is `saved`, whatever happens to the phone's power or network.
    ///
    /// # Errors
    /// [`Error::Field`] names the first field whose value is not taken; [`Error::State`] before enrolment.
    pub fn report(&mut self, report: &Report) -> Result<CaseId, Error> {
        self.act(|session| session.file(report))
    }

    /// Saves a draft, new or again.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn save_draft(&mut self, id: Option<DraftId>, report: &Report) -> Result<DraftId, Error> {
        self.act(|session| ledger::draft::save(session.tx, id, report, session.now))
    }

    /// All drafts, newest first.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn drafts(&self) -> Result<Vec<(DraftId, Timestamp)>, Error> {
        ledger::draft::all(self.connection())
    }

    /// What a draft holds.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn draft(&self, id: DraftId) -> Result<Report, Error> {
        ledger::draft::get(self.connection(), id)?.ok_or(Error::NotFound)
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn delete_draft(&mut self, id: DraftId) -> Result<(), Error> {
        self.act(|session| if ledger::draft::remove(session.tx, id)? { Ok(()) } else { Err(Error::NotFound) })
    }

    /// Files a draft; the draft ends in the same transaction.
    ///
    /// # Errors
    /// As [`Client::report`]; the draft is kept then.
    pub fn submit_draft(&mut self, id: DraftId) -> Result<CaseId, Error> {
        self.act(|session| {
            let report = ledger::draft::get(session.tx, id)?.ok_or(Error::NotFound)?;
            let case = session.file(&report)?;
            ledger::draft::remove(session.tx, id)?;
            Ok(case)
        })
    }
}

impl Session<'_, '_> {
    fn file(&mut self, report: &Report) -> Result<CaseId, Error> {
        self.file_edits(report.edits())
    }

    /// Files a new report: what is written into each of its compartments.
    pub(super) fn file_edits(&mut self, mut all: Vec<(Compartment, Vec<Edit>)>) -> Result<CaseId, Error> {
        if all.iter().all(|(compartment, _)| *compartment != Compartment::Card) {
            all.push((Compartment::Card, Vec::new()));
        }
        let record = RecordId::from_bytes(self.random());
        let sending = self.sending(outbox::Priority::Report)?;
        let device = self.me.profile.device();
        let sealed = [Compartment::Account, Compartment::Identity];
        let first = CaseRow {
            id: record,
            short_code: record.short_code(),
            state: State::Saved,
            status: "new".to_owned(),
            urgency: None,
            immediate_danger: None,
            district: None,
            concern_types: Vec::new(),
            victim_age_band: None,
            saved_at: self.now,
            updated_at: self.now,
            conflicts: 0,
            unread: false,
            mine: true,
        };
        case_row::put(self.tx, &case_row::Kept { row: first, creator: device, referral: false })?;
        let set = self.new_keys(record, 0, &sealed, sending)?;
        let granted = sealed.into_iter().collect::<CompartmentSet>().with(Compartment::Card);
        let organisation = Principal::Organisation(self.me.profile.organisation);
        self.queue_grant(record, (organisation, granted), &[set], sending)?;
        for (compartment, mut edits) in all {
            if compartment == Compartment::Card {
                edits.extend(self.origin(&edits)?);
            }
            if !edits.is_empty() {
                let id = DocumentId { record, compartment };
                match (self.write(id, device, &edits, sending), self.not_to_file(compartment, &edits)) {
                    (Err(Error::Refused(Code::Policy)), Some(field)) => return Err(Error::Field { field }),
                    (written, _) => written?,
                };
            }
        }
        self.refresh(record)?;
        Ok(record)
    }

    /// The first field that whoever files this way does not judge: a reporter's urgency is the coordinator's word.
    fn not_to_file(&self, compartment: Compartment, edits: &[Edit]) -> Option<String> {
        let device = self.me.profile.device();
        let standing = self.me.writer(device, device, true).standing;
        let allowed = |field: &str| {
            let class = layout(compartment).field(field).map(|spec| spec.class);
            class.is_none_or(|class| policy::allows(standing, compartment, class, policy::Action::Create))
        };
        edits.iter().find_map(|edit| match edit {
            Edit::Set { field, .. } if !allowed(field) => Some(field.clone()),
            _ => None,
        })
    }

    /// What every card says of how its report came to be, where the report itself does not.
    fn origin(&self, said: &[Edit]) -> Result<Vec<Edit>, Error> {
        let mut edits = vec![Edit::set("recorded_hour", self.hour()?)];
        if !says(said, "mode") {
            edits.push(Edit::set("mode", "real".into()));
        }
        if !says(said, "source_channel") {
            edits.push(Edit::set("source_channel", "app".into()));
        }
        if !says(said, "reporter_role") && self.me.profile.role != Role::Reporter {
            edits.push(Edit::set("reporter_role", "coordinator".into()));
        }
        Ok(edits)
    }
}
