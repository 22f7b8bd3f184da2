//! Forms as a shell lists them.

use jonaki_forms::definition::Form;
use jonaki_protocol::{Digest, FormScope};
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
