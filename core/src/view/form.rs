//! Forms as a shell lists them.

use crate::form::SummaryLine;
use jonaki_forms::definition::Form;
use jonaki_protocol::{CaseId, Digest, FormScope, Timestamp};
use serde::Serialize;

/// A version of a form.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct FormView {
    /// The form's id.
    pub form: String,
    /// The version's name: SHA-256 of its definition.
    pub hash: Digest,
    /// Title in the form's default language.
    pub title: String,
    /// What its author calls the version.
    pub version: String,
    /// Whose form it is; `None`: everybody's.
    pub organisation: FormScope,
    /// Which version; `None` for the form that ships with the app.
    pub number: Option<u32>,
    /// Languages, the default first (BCP 47).
    pub languages: Vec<String>,
}

/// A form that is being answered on this device.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct FillingView {
    /// Its number on this device.
    pub id: i64,
    /// The form's id; empty for a form that this version of the app cannot read.
    pub form: String,
    /// The form's title.
    pub title: String,
    /// The case that it is about.
    pub case: Option<CaseId>,
    /// When it was started.
    pub started_at: Timestamp,
    /// When it was last touched.
    pub updated_at: Timestamp,
    /// A newer version that could be taken.
    pub newer: Option<Digest>,
}

/// A form that was answered for a case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct AnsweredForm {
    /// The form's id.
    pub form: String,
    /// The version with which it was answered.
    pub hash: Digest,
    /// The form's title.
    pub title: String,
    /// Questions and answers, in the form's order.
    pub lines: Vec<SummaryLine>,
}

impl FormView {
    pub(crate) fn of(form: &Form, hash: Digest) -> Self {
        Self {
            form: form.id.clone(),
            hash,
            title: form.title.clone(),
            version: form.version.clone(),
            organisation: None,
            number: None,
            languages: form.languages.clone(),
        }
    }
}
