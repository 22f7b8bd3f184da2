//! Cases: what waits, lists, one case and its fields.

use crate::changes::Area;
use crate::errors::CaseError;
use crate::ids::{CaseId, known};
use crate::records::{
    CasePage, CaseRow, CaseScreen, FieldWrite, QueueSection, Refusal, ReportState, SearchHit, Today, WhoSaw,
};
use crate::shared::Shared;
use crate::words::Organisations;
use jonaki_core::{CaseQuery, Client, Error, QueueFilter};
use std::sync::Arc;

/// Cases that the search index takes in at once: a few milliseconds.
const AT_ONCE: usize = 20;

/// Cases.
#[derive(uniffi::Object)]
pub struct Cases {
    shared: Arc<Shared>,
}

impl Cases {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    fn read<T>(&self, action: impl FnOnce(&mut Client) -> Result<T, Error>) -> Result<T, CaseError> {
        Ok(self.shared.read(action)?)
    }

    fn write<T>(&self, action: impl FnOnce(&mut Client) -> Result<T, Error>) -> Result<T, CaseError> {
        Ok(self.shared.write(Area::CASE, action)?)
    }
}

#[uniffi::export]
impl Cases {
    /// Everything that waits, with the first rows of each section.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn today(&self, limit: u32) -> Result<Today, CaseError> {
        self.queue(None, 0, limit)
    }

    /// A page of one section of what waits, leaving out the rows that were shown already.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn queue(&self, only: Option<QueueSection>, skip: u32, limit: u32) -> Result<Today, CaseError> {
        let filter = QueueFilter { only: only.map(Into::into), skip: skip as usize };
        self.read(|client| {
            let queue = client.queue(&filter, limit as usize)?;
            Ok(Today::of(queue, &Organisations::of(client)?))
        })
    }

    /// A page of the list of cases, newest first; of one state alone, where it is asked for.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn list(
        &self,
        state: Option<ReportState>,
        after: Option<CaseId>,
        limit: u32,
    ) -> Result<CasePage, CaseError> {
        self.read(|client| {
            let after = known(after.as_ref(), CaseId::known)?;
            let limit = limit as usize;
            let state = state.map(Into::into);
            let query = CaseQuery { limit: limit.saturating_add(1), after, state, mine: false };
            Ok(CasePage::of(client.cases(&query)?, limit))
        })
    }

    /// Cases in whose readable text all words occur, best first; either script.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn search(&self, text: String, limit: u32) -> Result<Vec<SearchHit>, CaseError> {
        let hits = self.read(|client| client.search(&text, limit as usize))?;
        Ok(hits.into_iter().map(SearchHit::from).collect())
    }

    /// Puts some of what came into the search index; whether more is waiting. Call it when nobody waits: the next search is
    /// quick then.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn catch_up(&self) -> Result<bool, CaseError> {
        self.read(|client| client.catch_up(AT_ONCE))
    }

    /// The case that a person names, by its short code or id.
    ///
    /// # Errors
    /// [`CaseError::NotFound`], also when several fit.
    pub fn named(&self, text: String) -> Result<CaseId, CaseError> {
        Ok(self.read(|client| client.find_case(&text))?.into())
    }

    /// Cases in which a person must choose between versions.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn in_conflict(&self) -> Result<Vec<CaseRow>, CaseError> {
        self.read(|client| {
            let cases = client.conflicts()?;
            cases.into_iter().map(|case| Ok(client.peek(case)?.row.into())).collect()
        })
    }

    /// Everything that a case's screen shows, answers in a language (BCP 47). On a coordinator's device the first look is
    /// noted: the reporter will see it.
    ///
    /// # Errors
    /// [`CaseError::NotFound`].
    pub fn one(&self, case: CaseId, language: String) -> Result<CaseScreen, CaseError> {
        Ok(self.shared.write(&[Area::Sync], |client| CaseScreen::read(client, &case, &language))?)
    }

    /// Writes fields of a case, all or none.
    ///
    /// # Errors
    /// [`CaseError::Field`] names the field.
    pub fn edit(&self, case: CaseId, fields: Vec<FieldWrite>) -> Result<(), CaseError> {
        let edits: Vec<_> = fields.into_iter().map(FieldWrite::core).collect();
        self.write(|client| client.edit(case.known()?, &edits))
    }

    /// Settles a field that has several versions: 0 keeps the one shown first, 1 and up choose among the others.
    ///
    /// # Errors
    /// [`CaseError::Field`] where there is no such version.
    pub fn settle(&self, case: CaseId, field: String, version: u32) -> Result<(), CaseError> {
        self.write(|client| client.resolve(case.known()?, &field, version as usize))
    }

    /// Adds a note that the reporter reads too.
    ///
    /// # Errors
    /// [`CaseError::Field`] for an empty or too long note.
    pub fn add_note(&self, case: CaseId, text: String) -> Result<(), CaseError> {
        self.write(|client| client.add_note(case.known()?, &text))
    }

    /// Who saw a case, who may read it, what was disclosed and given out.
    ///
    /// # Errors
    /// [`CaseError::NotFound`].
    pub fn who_saw(&self, case: CaseId) -> Result<WhoSaw, CaseError> {
        self.read(|client| {
            let accessed = client.who_saw(case.known()?)?;
            Ok(WhoSaw::of(accessed, &Organisations::of(client)?))
        })
    }

    /// What the server refused, with what the person wrote.
    ///
    /// # Errors
    /// [`CaseError`].
    pub fn refused(&self) -> Result<Vec<Refusal>, CaseError> {
        Ok(self.read(|client| client.refused())?.into_iter().map(Refusal::from).collect())
    }

    /// Puts a refused entry away; the person has seen it.
    ///
    /// # Errors
    /// [`CaseError::NotFound`].
    pub fn dismiss(&self, refused: i64) -> Result<(), CaseError> {
        Ok(self.shared.write(&[Area::Sync], |client| client.dismiss(refused))?)
    }
}
