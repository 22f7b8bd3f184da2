//! What coordinators do about a case: triage, questions, consent, tasks, plan, risk, team, closing.

use crate::changes::Area;
use crate::errors::CaseError;
use crate::ids::{CaseId, DeviceId, EntryId, known};
use crate::records::{
    Alike, Due, NewAim, NewConsent, NewRisk, NewTask, NotFor, Relation, StatusChange, StepKind, TeamPart,
    Triage,
};
use crate::shared::Shared;
use crate::words::Organisations;
use jonaki_core::{Client, Error};
use std::sync::Arc;

/// The work on cases.
#[derive(uniffi::Object)]
pub struct Work {
    shared: Arc<Shared>,
}

impl Work {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    fn write<T>(&self, action: impl FnOnce(&mut Client) -> Result<T, Error>) -> Result<T, CaseError> {
        Ok(self.shared.write(Area::CASE, action)?)
    }

    /// What may end a referral, or allow one.
    fn terms<T>(&self, action: impl FnOnce(&mut Client) -> Result<T, Error>) -> Result<T, CaseError> {
        Ok(self.shared.write(Area::TERMS, action)?)
    }

    fn adds(
        &self,
        action: impl FnOnce(&mut Client) -> Result<jonaki_core::protocol::EntryId, Error>,
    ) -> Result<EntryId, CaseError> {
        Ok(self.write(action)?.into())
    }
}

#[uniffi::export]
impl Work {
    /// What is due by now, the oldest first.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn due(&self, limit: u32) -> Result<Vec<Due>, CaseError> {
        Ok(self.shared.read(|client| client.due(limit as usize))?.into_iter().map(Due::from).collect())
    }

    /// Decides about a report.
    ///
    /// # Errors
    /// [`CaseError::Refused`] for a role that may not.
    pub fn triage(&self, case: CaseId, decision: Triage) -> Result<(), CaseError> {
        self.write(|client| client.triage(case.known()?, &decision.core()?))
    }

    /// Moves a case's status. Closing is [`Work::close`].
    ///
    /// # Errors
    /// [`CaseError::Refused`] for a role that may not; [`CaseError::Field`] for an unknown reason.
    pub fn set_status(&self, case: CaseId, change: StatusChange) -> Result<(), CaseError> {
        self.write(|client| client.set_status(case.known()?, &change.into()))
    }

    /// Of which other cases it may be the same child's, and whom to ask. [`Work::link`] links them.
    ///
    /// # Errors
    /// [`CaseError::NotFound`].
    pub fn alike(&self, case: CaseId) -> Result<Vec<Alike>, CaseError> {
        Ok(self.shared.read(|client| {
            let (found, organisations) = (client.alike(case.known()?)?, Organisations::of(client)?);
            Ok(found.into_iter().map(|view| Alike::of(view, &organisations)).collect())
        })?)
    }

    /// Asks the reporter; the question shows on the reporter's phone.
    ///
    /// # Errors
    /// [`CaseError::Field`] for an empty or too long question.
    pub fn ask_reporter(&self, case: CaseId, question: String) -> Result<(), CaseError> {
        self.write(|client| client.ask_reporter(case.known()?, &question))
    }

    /// Adds a note that coordinators read and the reporter does not.
    ///
    /// # Errors
    /// [`CaseError::Field`] for an empty or too long note.
    pub fn add_note(&self, case: CaseId, text: String) -> Result<(), CaseError> {
        self.write(|client| client.add_work_note(case.known()?, &text))
    }

    /// Records a consent, or another basis in its place.
    ///
    /// # Errors
    /// [`CaseError::Field`] for a code that there is not.
    pub fn give_consent(&self, case: CaseId, consent: NewConsent) -> Result<EntryId, CaseError> {
        Ok(self.terms(|client| client.give_consent(case.known()?, &consent.core()?))?.into())
    }

    /// Confirms, as a second person, that another basis than consent holds.
    ///
    /// # Errors
    /// [`CaseError::Refused`] on the device that recorded it.
    pub fn approve_consent(&self, case: CaseId, consent: EntryId) -> Result<(), CaseError> {
        self.terms(|client| client.approve_consent(case.known()?, consent.known()?))
    }

    /// Takes a consent back, or all of them: open referrals that rest on it are recalled at once.
    ///
    /// # Errors
    /// [`CaseError::NotFound`].
    pub fn withdraw_consent(&self, case: CaseId, consent: Option<EntryId>) -> Result<(), CaseError> {
        self.terms(|client| client.withdraw_consent(case.known()?, known(consent.as_ref(), EntryId::known)?))
    }

    /// Notes whom a case is not for.
    ///
    /// # Errors
    /// [`CaseError::First`] for this device's own organisation.
    pub fn exclude(&self, case: CaseId, whom: NotFor) -> Result<EntryId, CaseError> {
        Ok(self.terms(|client| client.exclude(case.known()?, &whom.core()?))?.into())
    }

    /// Takes an exclusion back.
    ///
    /// # Errors
    /// [`CaseError::NotFound`].
    pub fn lift_exclusion(&self, case: CaseId, exclusion: EntryId) -> Result<(), CaseError> {
        self.terms(|client| client.lift_exclusion(case.known()?, exclusion.known()?))
    }

    /// Adds a task.
    ///
    /// # Errors
    /// [`CaseError::Field`] for a code, day or text that is not taken.
    pub fn add_task(&self, case: CaseId, task: NewTask) -> Result<EntryId, CaseError> {
        self.adds(|client| client.add_task(case.known()?, &task.core()?))
    }

    /// Adds an aim to the plan.
    ///
    /// # Errors
    /// As [`Work::add_task`].
    pub fn add_aim(&self, case: CaseId, aim: NewAim) -> Result<EntryId, CaseError> {
        self.adds(|client| client.add_aim(case.known()?, &aim.core()))
    }

    /// Judges the danger.
    ///
    /// # Errors
    /// As [`Work::add_task`].
    pub fn assess_risk(&self, case: CaseId, risk: NewRisk) -> Result<EntryId, CaseError> {
        self.adds(|client| client.assess_risk(case.known()?, &risk.core()))
    }

    /// Links another case.
    ///
    /// # Errors
    /// [`CaseError::NotFound`].
    pub fn link(&self, case: CaseId, other: CaseId, relation: Relation) -> Result<EntryId, CaseError> {
        self.adds(|client| client.link_case(case.known()?, other.known()?, relation.into()))
    }

    /// Raises a flag, until a day.
    ///
    /// # Errors
    /// As [`Work::add_task`].
    pub fn add_flag(&self, case: CaseId, text: String, until: Option<String>) -> Result<EntryId, CaseError> {
        self.adds(|client| client.add_flag(case.known()?, &text, until.as_deref()))
    }

    /// Names the owner of a case.
    ///
    /// # Errors
    /// [`CaseError::Refused`] for a device that does not coordinate.
    pub fn set_owner(&self, case: CaseId, owner: DeviceId) -> Result<(), CaseError> {
        self.write(|client| client.set_owner(case.known()?, owner.known()?))
    }

    /// Adds somebody to the team.
    ///
    /// # Errors
    /// As [`Work::set_owner`].
    pub fn add_to_team(&self, case: CaseId, device: DeviceId, part: TeamPart) -> Result<EntryId, CaseError> {
        self.adds(|client| client.add_to_team(case.known()?, device.known()?, part.into()))
    }

    /// Says what became of a task, an aim, a link, a member of the team or a flag; `due` is a new day when it is postponed.
    ///
    /// # Errors
    /// [`CaseError::NotFound`].
    pub fn step(
        &self,
        case: CaseId,
        of: EntryId,
        kind: StepKind,
        due: Option<String>,
        text: Option<String>,
    ) -> Result<(), CaseError> {
        self.write(|client| {
            client.step(case.known()?, of.known()?, kind.into(), due.as_deref(), text.as_deref())
        })
    }

    /// Closes a case, for a code of the list `closure_reasons`, or asks a second person to; whether it is closed now.
    ///
    /// # Errors
    /// [`CaseError::Field`] for an unknown reason.
    pub fn close(&self, case: CaseId, reason: String) -> Result<bool, CaseError> {
        self.terms(|client| client.close_case(case.known()?, &reason))
    }

    /// Says no to a closing that somebody asked for.
    ///
    /// # Errors
    /// [`CaseError::NotFound`] where nobody asked.
    pub fn refuse_closing(&self, case: CaseId) -> Result<(), CaseError> {
        self.write(|client| client.refuse_closing(case.known()?))
    }

    /// Notes why a child is not referred: a code of the list `not_referred_reasons`.
    ///
    /// # Errors
    /// [`CaseError::First`] where a referral of the case is open or brought help.
    pub fn not_referred(&self, case: CaseId, reason: String) -> Result<(), CaseError> {
        self.write(|client| client.not_referred(case.known()?, &reason))
    }
}
