//! Answering forms: every answer is saved as it is given, in a transaction of its own; the documents change when the form is
//! filed.

use super::forms::read;
use super::{Client, Session};
use crate::form::{FillingId, FormSession, FormUpdate, Move, Opening, Sorted};
use crate::host::random;
use crate::ledger::filling::{self, Row};
use crate::view::FillingView;
use crate::{Error, FormChange};
use jonaki_document::Edit;
use jonaki_document::policy::PathClass;
use jonaki_forms::definition::Form;
use jonaki_forms::filling::Changes;
use jonaki_protocol::{CaseId, Compartment, Digest, Role, decode, encode};
use std::sync::Arc;

impl Client {
    /// Starts to answer a form, in a language (BCP 47) of it.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a form that is not here; [`Error::State`] for one that cannot be evaluated.
    pub fn start_form(&mut self, form: Digest, language: &str) -> Result<FormSession, Error> {
        self.start(form, language, None)
    }

    /// Starts to answer a form about a case: what is filed is written into the case's documents.
    ///
    /// # Errors
    /// As [`Client::start_form`]; [`Error::NotFound`] for a case that is not here.
    pub fn start_form_about(
        &mut self,
        case: CaseId,
        form: Digest,
        language: &str,
    ) -> Result<FormSession, Error> {
        crate::ledger::case_row::get(self.connection(), case)?.ok_or(Error::NotFound)?;
        self.start(form, language, Some(case))
    }

    fn start(&mut self, hash: Digest, language: &str, case: Option<CaseId>) -> Result<FormSession, Error> {
        let definition = self.definition(hash)?;
        let form = read(&definition)?;
        let (mut open, rows) = self.opening((0, hash, case), form, language).start()?;
        self.act(|session| {
            crate::ledger::form::keep(session.tx, hash, &definition)?;
            open.id = filling::begin(session.tx, hash, case, &encode(&language), session.now)?;
            for (path, value) in rows {
                filling::answer(session.tx, open.id, &path, Some(&value))?;
            }
            for (field, value) in session.known(open.language()) {
                session.prefill(&mut open, field, value)?;
            }
            Ok(())
        })?;
        Ok(open)
    }

    /// Opens a filling where it was left.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::State`] where this version of the app cannot evaluate the form: nothing of it is lost.
    pub fn open_filling(&mut self, id: FillingId) -> Result<FormSession, Error> {
        let row = filling::get(self.connection(), id)?.ok_or(Error::NotFound)?;
        let form = self.form(row.form)?;
        let rows = filling::answers(self.connection(), id)?;
        self.opening((id, row.form, row.record), form, &language(&row)).restore(rows, row.page)
    }

    /// What opening a form needs of this device.
    pub(super) fn opening(
        &mut self,
        (id, hash, case): (FillingId, Digest, Option<CaseId>),
        form: Arc<Form>,
        language: &str,
    ) -> Opening {
        let (now, seed) = (self.now(), random(self.host.as_mut()));
        Opening { id, hash, case, form, language: language.to_owned(), now, seed }
    }

    /// What is being answered on this device, the one last touched first.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn fillings(&self) -> Result<Vec<FillingView>, Error> {
        let rows = filling::all(self.connection())?.into_iter();
        let view = |row: Row| {
            let form = self.form(row.form).ok();
            Ok(FillingView {
                id: row.id,
                form: form.as_ref().map(|form| form.id.clone()).unwrap_or_default(),
                title: form.as_ref().map(|form| form.title.clone()).unwrap_or_default(),
                case: row.record,
                started_at: row.started_at,
                updated_at: row.updated_at,
                newer: form.map_or(Ok(None), |form| self.newer(&form, row.form))?,
            })
        };
        rows.map(view).collect()
    }

    /// Answers a question; an empty answer takes the old one away. It is saved when this returns. An answer that breaks the
    /// form's constraint is kept and shown as wrong.
    ///
    /// # Errors
    /// [`Error::Answer`] for one that is not of the question's type or none of its choices: the old answer stays.
    pub fn answer(&mut self, open: &mut FormSession, path: &str, answer: &str) -> Result<(), Error> {
        self.change(open, |open| open.answer(path, answer))
    }

    /// Adds an instance at the end of a repeat.
    ///
    /// # Errors
    /// [`Error::Answer`].
    pub fn add_repeat(&mut self, open: &mut FormSession, repeat: &str) -> Result<(), Error> {
        self.change(open, |open| open.add_repeat(repeat))
    }

    /// Takes an instance of a repeat away, with its answers.
    ///
    /// # Errors
    /// [`Error::Answer`].
    pub fn remove_repeat(&mut self, open: &mut FormSession, instance: &str) -> Result<(), Error> {
        self.change(open, |open| open.remove_repeat(instance))
    }

    /// Goes on in another language of the form.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn speak(&mut self, open: &mut FormSession, language: &str) -> Result<(), Error> {
        self.change(open, |open| open.speak(language))?;
        let context = encode(&open.language());
        self.act(|session| filling::rebind(session.tx, open.id, open.hash, &context))
    }

    /// Goes to another page; whether it is another one now. Going on needs a page on which nothing is missing or wrong.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a page that is not there.
    pub fn go(&mut self, open: &mut FormSession, step: &Move) -> Result<bool, Error> {
        let moved = open.go(step)?;
        self.act(|session| filling::touch(session.tx, open.id, open.at(), session.now))?;
        Ok(moved)
    }

    /// Files the answers: a new report, or changes of the case that they are about. The filling ends in the same transaction.
    ///
    /// # Errors
    /// [`Error::Incomplete`] names the question to go back to; otherwise as [`Client::report`]. The answers are kept then.
    pub fn file_form(&mut self, open: &mut FormSession) -> Result<CaseId, Error> {
        let id = open.id;
        self.act(|session| {
            filling::get(session.tx, id)?.ok_or(Error::NotFound)?;
            open.complete(session.now)?;
            let edits = open.edits()?;
            let case = match open.case {
                Some(case) => session.work_on(case, about(edits)).map(|()| case)?,
                None => session.file_sorted(edits)?,
            };
            filling::remove(session.tx, id)?;
            Ok(case)
        })
    }

    /// Throws a filling away.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn discard_filling(&mut self, id: FillingId) -> Result<(), Error> {
        self.act(|session| if filling::remove(session.tx, id)? { Ok(()) } else { Err(Error::NotFound) })
    }

    /// What a newer version of the form would change for these answers; nothing if there is none.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn form_update(&self, open: &FormSession) -> Result<Option<FormUpdate>, Error> {
        let Some(hash) = self.newer(open.form(), open.hash)? else { return Ok(None) };
        Ok(Some(open.compare(&*self.form(hash)?, hash)))
    }

    /// Takes the answers to the newer version, because the person wants to; what it does not take is said. Without this call a
    /// filling stays with its version for ever.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no newer version; the filling is as it was then.
    pub fn update_form(&mut self, open: &mut FormSession) -> Result<Vec<FormChange>, Error> {
        let hash = self.newer(open.form(), open.hash)?.ok_or(Error::NotFound)?;
        let form = self.form(hash)?;
        let (mut newer, _) = self.opening((open.id, hash, open.case), form, open.language()).start()?;
        let refused = open.carry_over(&mut newer);
        self.act(|session| {
            filling::rebind(session.tx, open.id, hash, &encode(&newer.language()))?;
            filling::clear(session.tx, open.id)?;
            for (path, value) in newer.rows() {
                filling::answer(session.tx, open.id, &path, Some(&value))?;
            }
            Ok(())
        })?;
        *open = newer;
        Ok(refused)
    }

    /// The newest version of the same form, if it is not this one.
    fn newer(&self, form: &Form, hash: Digest) -> Result<Option<Digest>, Error> {
        let newest = self.newest_forms()?.get(&form.id).map(|newest| newest.hash);
        Ok(newest.filter(|newest| *newest != hash))
    }

    /// Changes a filling and saves what changed.
    fn change(
        &mut self,
        open: &mut FormSession,
        change: impl FnOnce(&mut FormSession) -> Result<Changes, Error>,
    ) -> Result<(), Error> {
        let changes = change(open)?;
        let saved = self.act(|session| session.save(open, &changes));
        if saved.is_err() {
            // What is shown is what is saved.
            *open = self.open_filling(open.id)?;
        }
        saved
    }
}

fn language(row: &Row) -> String {
    decode(&row.context).unwrap_or_default()
}

impl Session<'_, '_> {
    fn save(&self, open: &FormSession, changes: &Changes) -> Result<(), Error> {
        filling::touch(self.tx, open.id, open.at(), self.now)?;
        for (path, value) in &changes.rows {
            filling::answer(self.tx, open.id, path, value.as_deref())?;
        }
        Ok(())
    }

    /// What the device knows better than a form's author: fields of the card with their codes.
    fn known(&self, language: &str) -> Vec<(&'static str, String)> {
        // A reporter's certificate does not tell a teacher from a member of a committee, and what a form's author wrote is a guess.
        let role = if self.me.profile.role == Role::Reporter { "unknown" } else { "coordinator" };
        vec![
            ("locale", language.split('-').next().unwrap_or_default().to_owned()),
            ("reporter_role", role.to_owned()),
        ]
    }

    /// Answers the hidden question that goes to a field of the card, if the form has one.
    fn prefill(&self, open: &mut FormSession, field: &str, value: String) -> Result<(), Error> {
        match open.hidden(field) {
            Some(path) => {
                let changes = open.answer(&path, &value)?;
                self.save(open, &changes)
            }
            None => Ok(()),
        }
    }

    /// Files a report from answers.
    fn file_sorted(&mut self, mut sorted: Sorted) -> Result<CaseId, Error> {
        // A reporter's devices never hold keys of this compartment.
        let safety = sorted.remove(&Compartment::Safety).unwrap_or_default();
        if !safety.is_empty() && !self.me.profile.role.coordinates() {
            return Err(Error::Refused(jonaki_protocol::Code::NotAllowed));
        }
        let case = self.file_edits(sorted.into_iter().collect())?;
        if !safety.is_empty() {
            self.work_on(case, [(Compartment::Safety, safety)].into())?;
        }
        Ok(case)
    }
}

/// What a form about an existing case writes: how its report came to be was written when it was filed.
fn about(mut edits: Sorted) -> Sorted {
    let card = jonaki_document::layout(Compartment::Card);
    let origin = |field: &str| card.field(field).is_some_and(|spec| spec.class == PathClass::Origin);
    if let Some(card) = edits.get_mut(&Compartment::Card) {
        card.retain(|edit| !matches!(edit, Edit::Set { field, .. } if origin(field)));
    }
    edits.retain(|_, edits| !edits.is_empty());
    edits
}

/// Whether edits say something of a field already.
pub(super) fn says(edits: &[Edit], field: &str) -> bool {
    edits.iter().any(|edit| matches!(edit, Edit::Set { field: known, .. } if known == field))
}
