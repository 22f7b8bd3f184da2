//! A form that is being answered. Every answer is saved when the call returns: there is no draft to lose.

use crate::changes::Area;
use crate::errors::FormError;
use crate::ids::DraftId;
use crate::records::{Choice, Filed, FormChange, FormScreen, FormUpdate};
use crate::shared::Shared;
use jonaki_core as core;
use jonaki_core::{Client, Error, Move};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A form that is being answered, on the page where the person is. Each step gives the page that is to be drawn next.
#[derive(uniffi::Object)]
pub struct FormSession {
    shared: Arc<Shared>,
    open: Mutex<core::FormSession>,
}

impl FormSession {
    pub(crate) fn new(shared: Arc<Shared>, open: core::FormSession) -> Arc<Self> {
        Arc::new(Self { shared, open: Mutex::new(open) })
    }

    fn open(&self) -> MutexGuard<'_, core::FormSession> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read<T>(&self, action: impl FnOnce(&core::FormSession) -> Result<T, Error>) -> Result<T, FormError> {
        let open = self.open();
        Ok(self.shared.read(|_| action(&open))?)
    }

    /// One step, and the page on which the person is then.
    fn step(
        &self,
        action: impl FnOnce(&mut Client, &mut core::FormSession) -> Result<(), Error>,
    ) -> Result<FormScreen, FormError> {
        let screen = {
            let mut open = self.open();
            self.shared.read(|client| {
                action(client, &mut open)?;
                Ok(FormScreen::of(&open))
            })
        };
        Ok(screen?)
    }

    fn go(&self, step: &Move) -> Result<FormScreen, FormError> {
        self.step(|client, open| client.go(open, step).map(drop))
    }
}

#[uniffi::export]
impl FormSession {
    /// The page where the person is.
    ///
    /// # Errors
    /// [`FormError`].
    pub fn screen(&self) -> Result<FormScreen, FormError> {
        self.read(|open| Ok(FormScreen::of(open)))
    }

    /// Its number on this device.
    pub fn draft(&self) -> DraftId {
        DraftId(self.open().id())
    }

    /// Answers a question; an empty answer takes the old one away. It is saved when this returns.
    ///
    /// # Errors
    /// [`FormError::Answer`]: the old answer stays.
    pub fn answer(&self, path: String, answer: String) -> Result<FormScreen, FormError> {
        self.step(|client, open| client.answer(open, &path, &answer))
    }

    /// Goes on; where something is missing or wrong, the page stays and says so.
    ///
    /// # Errors
    /// [`FormError`].
    pub fn next(&self) -> Result<FormScreen, FormError> {
        self.go(&Move::Next)
    }

    /// Goes back; never loses anything.
    ///
    /// # Errors
    /// [`FormError`].
    pub fn back(&self) -> Result<FormScreen, FormError> {
        self.go(&Move::Back)
    }

    /// Goes to the page of a question, to a folded group, or to a page by its key.
    ///
    /// # Errors
    /// [`FormError::NotFound`].
    pub fn go_to(&self, place: String) -> Result<FormScreen, FormError> {
        self.go(&Move::To(place))
    }

    /// Adds an instance at the end of a repeat.
    ///
    /// # Errors
    /// [`FormError::Answer`].
    pub fn add_repeat(&self, repeat: String) -> Result<FormScreen, FormError> {
        self.step(|client, open| client.add_repeat(open, &repeat))
    }

    /// Takes an instance of a repeat away, with its answers.
    ///
    /// # Errors
    /// [`FormError::Answer`].
    pub fn remove_repeat(&self, instance: String) -> Result<FormScreen, FormError> {
        self.step(|client, open| client.remove_repeat(open, &instance))
    }

    /// Goes on in another language of the form.
    ///
    /// # Errors
    /// [`FormError`].
    pub fn speak(&self, language: String) -> Result<FormScreen, FormError> {
        self.step(|client, open| client.speak(open, &language))
    }

    /// Choices that fit what was typed, the likeliest first.
    ///
    /// # Errors
    /// [`FormError::NotFound`].
    pub fn search_choices(&self, path: String, text: String, limit: u32) -> Result<Vec<Choice>, FormError> {
        let found = self.read(|open| open.search_choices(&path, &text, limit as usize))?;
        Ok(found.into_iter().map(Choice::from).collect())
    }

    /// What a newer version of the form would change; nothing if there is none.
    ///
    /// # Errors
    /// [`FormError`].
    pub fn update(&self) -> Result<Option<FormUpdate>, FormError> {
        let open = self.open();
        Ok(self.shared.read(|client| client.form_update(&open))?.map(FormUpdate::from))
    }

    /// Takes the answers to the newer version; what it does not take is said.
    ///
    /// # Errors
    /// [`FormError::NotFound`] where there is none.
    pub fn take_update(&self) -> Result<Vec<FormChange>, FormError> {
        let mut open = self.open();
        let changes = self.shared.read(|client| client.update_form(&mut open))?;
        Ok(changes.into_iter().map(FormChange::from).collect())
    }

    /// Files the answers: from here on they are saved, whatever happens to the phone's power or network.
    ///
    /// # Errors
    /// [`FormError::Incomplete`] names the question to go back to; the answers are kept.
    pub fn finish(&self) -> Result<Filed, FormError> {
        let case = {
            let mut open = self.open();
            self.shared.read(|client| client.file_form(&mut open))?
        };
        // Once the form is free again: an observer may come back at once.
        self.shared.observers.tell(Area::REPORT);
        Ok(Filed { short_code: case.short_code(), case: case.into() })
    }
}
