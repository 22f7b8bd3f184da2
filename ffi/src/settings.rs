//! What the person prefers, kept in the encrypted database. What must be known before the app is unlocked is the platform's.

use crate::changes::Area;
use crate::errors::SessionError;
use crate::shared::Shared;
use crate::words::Language;
use std::sync::Arc;

/// What the person prefers.
#[derive(uniffi::Object)]
pub struct Settings {
    shared: Arc<Shared>,
}

impl Settings {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }
}

#[uniffi::export]
impl Settings {
    /// The language of the screens; nothing until somebody chose.
    ///
    /// # Errors
    /// [`SessionError`].
    pub fn language(&self) -> Result<Option<Language>, SessionError> {
        Ok(self.shared.read(|client| client.language())?.map(Language::from))
    }

    /// Chooses the language of the screens.
    ///
    /// # Errors
    /// [`SessionError`].
    pub fn set_language(&self, language: Language) -> Result<(), SessionError> {
        Ok(self.shared.write(&[Area::Device], |client| client.set_language(language.into()))?)
    }
}
