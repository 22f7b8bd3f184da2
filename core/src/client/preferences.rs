//! What the person at this device prefers, kept in the encrypted database.

use super::Client;
use crate::Error;
use crate::ledger::setting;
use crate::schema;
use jonaki_reference::Language;

impl Client {
    /// The language of the screens; `None` until somebody chose.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn language(&self) -> Result<Option<Language>, Error> {
        let kept = setting::bytes(self.connection(), setting::LANGUAGE)?;
        Ok(kept.and_then(|tag| Language::from_tag(&String::from_utf8_lossy(&tag))))
    }

    /// Chooses the language of the screens.
    ///
    /// # Errors
    /// [`Error::Storage`].
    pub fn set_language(&mut self, language: Language) -> Result<(), Error> {
        schema::write(&mut self.database, |tx| {
            setting::set_bytes(tx, setting::LANGUAGE, language.tag().as_bytes())
        })
    }
}
