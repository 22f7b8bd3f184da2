//! Reports, from their reporter's side.

use crate::changes::Area;
use crate::errors::{CaseError, FormError};
use crate::form::FormSession;
use crate::ids::{CaseId, DraftId, EntryId, FormId, known};
use crate::records::{FormInfo, ReportPage, ReportScreen};
use crate::shared::Shared;
use jonaki_core::{Client, Error};
use std::sync::Arc;

/// One's own reports.
#[derive(uniffi::Object)]
pub struct Reports {
    shared: Arc<Shared>,
}

impl Reports {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    fn begin(
        &self,
        action: impl FnOnce(&mut Client) -> Result<jonaki_core::FormSession, Error>,
    ) -> Result<Arc<FormSession>, FormError> {
        let open = self.shared.write(&[Area::Reports], action)?;
        Ok(FormSession::new(Arc::clone(&self.shared), open))
    }
}

#[uniffi::export]
impl Reports {
    /// A page of one's own reports, each with its proven state and what it waits for; on the first page also drafts and
    /// questions.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn list(&self, after: Option<CaseId>, limit: u32) -> Result<ReportPage, CaseError> {
        Ok(self
            .shared
            .read(|client| ReportPage::read(client, known(after.as_ref(), CaseId::known)?, limit as usize))?)
    }

    /// A report with everything that came back about it; its answers in a language (BCP 47).
    ///
    /// # Errors
    /// [`CaseError::NotFound`].
    pub fn one(&self, report: CaseId, language: String) -> Result<ReportScreen, CaseError> {
        Ok(self
            .shared
            .write(&[Area::Sync], |client| ReportScreen::read(client, report.known()?, &language))?)
    }

    /// Answers a coordinator's question.
    ///
    /// # Errors
    /// [`CaseError::Field`] for an empty or too long answer.
    pub fn answer_question(&self, report: CaseId, question: EntryId, text: String) -> Result<(), CaseError> {
        Ok(self.shared.write(Area::REPORT, |client| {
            client.answer_question(report.known()?, question.known()?, &text)
        })?)
    }

    /// Adds a note that coordinators read.
    ///
    /// # Errors
    /// [`CaseError::Field`] for an empty or too long note.
    pub fn add_note(&self, report: CaseId, text: String) -> Result<(), CaseError> {
        Ok(self.shared.write(Area::REPORT, |client| client.add_note(report.known()?, &text))?)
    }

    /// The forms that can be answered here, the newest version of each.
    ///
    /// # Errors
    /// [`FormError`].
    pub fn forms(&self) -> Result<Vec<FormInfo>, FormError> {
        Ok(self.shared.read(|client| client.forms())?.into_iter().map(FormInfo::from).collect())
    }

    /// Begins a new report with the programme's report form, in a language of it.
    ///
    /// # Errors
    /// [`FormError::NotEnrolled`].
    pub fn begin_report(&self, language: String) -> Result<Arc<FormSession>, FormError> {
        self.begin(|client| client.start_report(&language))
    }

    /// Begins any form; about a case, what is filed is written into that case.
    ///
    /// # Errors
    /// [`FormError::NotFound`].
    pub fn begin_form(
        &self,
        form: FormId,
        about: Option<CaseId>,
        language: String,
    ) -> Result<Arc<FormSession>, FormError> {
        self.begin(|client| match about {
            Some(case) => client.start_form_about(case.known()?, form.known()?, &language),
            None => client.start_form(form.known()?, &language),
        })
    }

    /// Goes on with a draft, on the page where it was left.
    ///
    /// # Errors
    /// [`FormError::NotFound`]; [`FormError::Unusable`]: nothing of it is lost.
    pub fn resume(&self, draft: DraftId) -> Result<Arc<FormSession>, FormError> {
        let open = self.shared.read(|client| client.open_filling(draft.0))?;
        Ok(FormSession::new(Arc::clone(&self.shared), open))
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// [`FormError::NotFound`].
    pub fn discard(&self, draft: DraftId) -> Result<(), FormError> {
        Ok(self.shared.write(&[Area::Reports], |client| client.discard_filling(draft.0))?)
    }
}
