//! A person answering a form: which page is shown, what is on it, what is missing. Shells draw what is here and evaluate
//! nothing; [`crate::Client`] saves each answer as it is given.

mod keys;
mod page;
mod pages;
mod place;
mod search;
pub(crate) mod standard;
mod submit;
mod summary;
mod update;
mod view;
mod words;

pub use summary::{Missing, SummaryLine};
pub use update::{FormChange, FormUpdate};
pub use view::{ChoiceView, FoldedView, PageKind, PageView, QuestionKind, QuestionView, RepeatView};

pub(crate) use keys::{Keys, forms};
pub(crate) use place::{compartment, is_in, repeats};
pub(crate) use submit::Sorted;
pub(crate) use words::refused;

use crate::{Error, StateFault};
use jonaki_forms::definition::Form;
use jonaki_forms::filling::{Changes, Context, Facts, Filling, NodePath};
use jonaki_forms::lists::BuiltIn;
use jonaki_protocol::{CaseId, Digest, Timestamp};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Number of a form that is being answered, on this device.
pub type FillingId = i64;

/// Bangladesh keeps one time and no summer time: minutes ahead of UTC.
const OFFSET_MINUTES: i32 = 6 * 60;

/// One person's answers to one form, open on a screen. It is bound to the version with which it was started.
pub struct FormSession {
    pub(crate) id: FillingId,
    pub(crate) hash: Digest,
    pub(crate) case: Option<CaseId>,
    form: Arc<Form>,
    filling: Filling,
    /// Key of the page that is shown.
    at: String,
    /// Pages that the person wanted to leave: only there what is missing is said.
    tried: BTreeSet<String>,
}

/// Answers are personal: only where the person stands is shown.
impl std::fmt::Debug for FormSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FormSession")
            .field("form", &self.form.id)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Where to go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Move {
    /// Forward, once nothing on this page is missing or wrong.
    Next,
    /// Backward, always.
    Back,
    /// To the page on which a question is, by its path; or to a page by its key.
    To(String),
}

impl FormSession {
    /// The form, in the version that this answers.
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// Number of the filling: [`crate::Client::open_filling`] opens it again.
    pub fn id(&self) -> FillingId {
        self.id
    }

    /// The case that the answers are about; `None` for a new report.
    pub fn case(&self) -> Option<CaseId> {
        self.case
    }

    /// BCP 47 tag of the language that is spoken.
    pub fn language(&self) -> &str {
        self.filling.language()
    }

    /// A question's answer as it is stored; empty without one.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn value(&self, path: &str) -> Result<&str, Error> {
        self.filling.value(&self.path(path)?).ok_or(Error::NotFound)
    }

    /// Leaves the page, or not: then [`FormSession::page`] says what is missing. Whether the page is another one now.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a page that is not there now.
    pub(crate) fn go(&mut self, step: &Move) -> Result<bool, Error> {
        let pages = self.pages();
        let from = pages.settle(&self.at);
        let to = match step {
            Move::Next => {
                self.tried.insert(from.clone());
                if self.holds_back(&pages, &from) {
                    return Ok(false);
                }
                pages.next(&from)
            }
            Move::Back => pages.back(&from),
            Move::To(place) => Some(pages.find(&self.filling, place).ok_or(Error::NotFound)?),
        };
        let moved = to.as_ref().is_some_and(|to| *to != from);
        self.at = to.unwrap_or(from);
        Ok(moved)
    }

    /// Key of the page that is shown.
    pub(crate) fn at(&self) -> &str {
        &self.at
    }

    /// The hidden question whose answer goes to a field of the card.
    pub(crate) fn hidden(&self, field: &str) -> Option<String> {
        use jonaki_forms::definition::{Kind, Store};
        let goes = |store: &Store| matches!(store, Store::Card(known) if known == field);
        let mut nodes = (0..).zip(&self.form.nodes);
        let (index, _) = nodes.find(|(_, node)| node.kind == Kind::Hidden && goes(&node.store))?;
        Some(self.filling.path_text(&NodePath::new(index, [])))
    }

    /// Whether the answers say that somebody is in danger now: then helplines go before everything else.
    pub fn in_danger(&self) -> bool {
        use jonaki_forms::definition::Store;
        let asks = |store: &Store| matches!(store, Store::Card(field) if field == "immediate_danger");
        let mut nodes = (0..).zip(&self.form.nodes);
        let found = nodes.find(|(_, node)| asks(&node.store));
        found.is_some_and(|(index, _)| self.filling.value(&NodePath::new(index, [])) == Some("yes"))
    }

    /// How many instances a repeat has.
    pub(crate) fn instances(&self, repeat: &str) -> usize {
        self.path(repeat).map(|path| self.filling.count(&path)).unwrap_or_default()
    }

    fn path(&self, text: &str) -> Result<NodePath, Error> {
        NodePath::parse(&self.form, text).ok_or(Error::NotFound)
    }

    pub(crate) fn answer(&mut self, path: &str, answer: &str) -> Result<Changes, Error> {
        let path = self.path(path)?;
        Ok(self.filling.answer(&path, answer.trim().into())?)
    }

    pub(crate) fn add_repeat(&mut self, repeat: &str) -> Result<Changes, Error> {
        let path = self.path(repeat)?;
        Ok(self.filling.add_repeat(&path)?)
    }

    pub(crate) fn remove_repeat(&mut self, instance: &str) -> Result<Changes, Error> {
        let path = self.path(instance)?;
        Ok(self.filling.remove_repeat(&path)?)
    }

    pub(crate) fn speak(&mut self, language: &str) -> Result<Changes, Error> {
        Ok(self.filling.set_language(language)?)
    }

    pub(crate) fn complete(&mut self, now: Timestamp) -> Result<Changes, Error> {
        Ok(self.filling.complete(now.0.saturating_mul(1000))?)
    }
}

/// What opening a filling needs.
pub(crate) struct Opening {
    pub(crate) id: FillingId,
    pub(crate) hash: Digest,
    pub(crate) case: Option<CaseId>,
    pub(crate) form: Arc<Form>,
    pub(crate) language: String,
    pub(crate) now: Timestamp,
    pub(crate) seed: [u8; 32],
}

impl Opening {
    fn context(&self) -> Context {
        Context {
            now_ms: self.now.0.saturating_mul(1000),
            offset_minutes: OFFSET_MINUTES,
            language: self.language.clone(),
            seed: self.seed,
            facts: Facts::default(),
            lists: Arc::new(BuiltIn),
        }
    }

    /// A new filling, and the rows to store first.
    pub(crate) fn start(self) -> Result<(FormSession, Vec<(String, String)>), Error> {
        let filling = Filling::start(Arc::clone(&self.form), self.context()).map_err(unusable)?;
        let rows = filling.rows();
        Ok((self.session(filling, String::new()), rows))
    }

    /// A filling from its rows, on the page where it was left.
    pub(crate) fn restore(self, rows: Vec<(String, String)>, at: String) -> Result<FormSession, Error> {
        let filling = Filling::restore(Arc::clone(&self.form), self.context(), rows).map_err(unusable)?;
        Ok(self.session(filling, at))
    }

    fn session(self, filling: Filling, at: String) -> FormSession {
        let Self { id, hash, case, form, .. } = self;
        FormSession { id, hash, case, form, filling, at, tried: BTreeSet::new() }
    }
}

/// The rows stay in the database whatever the reason.
fn unusable(_: jonaki_forms::filling::OpenError) -> Error {
    Error::State(StateFault::FormUnusable)
}
