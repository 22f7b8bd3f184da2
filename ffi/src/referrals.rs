//! Referrals, from both sides.

use crate::changes::Area;
use crate::errors::ReferralError;
use crate::ids::{CaseId, ReferralId};
use crate::records::{
    NewReferral, ReferralAnswer, ReferralPage, ReferralPreview, ReferralQuery, ReferralScreen,
};
use crate::shared::Shared;
use crate::words::Organisations;
use jonaki_core::{Client, Error};
use std::sync::Arc;

/// Referrals.
#[derive(uniffi::Object)]
pub struct Referrals {
    shared: Arc<Shared>,
}

impl Referrals {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    fn write<T>(&self, action: impl FnOnce(&mut Client) -> Result<T, Error>) -> Result<T, ReferralError> {
        Ok(self.shared.write(Area::REFERRAL, action)?)
    }
}

#[uniffi::export]
impl Referrals {
    /// A page of the referrals that this organisation made or received.
    ///
    /// # Errors
    /// [`ReferralError`].
    pub fn list(&self, query: ReferralQuery) -> Result<ReferralPage, ReferralError> {
        Ok(self.shared.read(|client| {
            let rows = client.referrals(&query.core()?)?;
            Ok(ReferralPage::of(rows, query.limit as usize, &Organisations::of(client)?))
        })?)
    }

    /// Everything that a referral's screen shows. On a device of the receiver the first look is noted: the sender will see
    /// that it was delivered.
    ///
    /// # Errors
    /// [`ReferralError::NotFound`].
    pub fn one(&self, referral: ReferralId) -> Result<ReferralScreen, ReferralError> {
        Ok(self.shared.write(&[Area::Sync], |client| {
            let view = client.referral(referral.known()?)?;
            Ok(ReferralScreen::of(view, &Organisations::of(client)?))
        })?)
    }

    /// The referral that a person names, by its short code or id.
    ///
    /// # Errors
    /// [`ReferralError::NotFound`], also when several fit.
    pub fn named(&self, text: String) -> Result<ReferralId, ReferralError> {
        Ok(self.shared.read(|client| client.find_referral(&text))?.into())
    }

    /// What a referral would disclose, to each that is asked; nothing is made.
    ///
    /// # Errors
    /// [`ReferralError::Field`], [`ReferralError::NotFound`].
    pub fn preview(&self, case: CaseId, new: NewReferral) -> Result<Vec<ReferralPreview>, ReferralError> {
        let previews = self.shared.read(|client| {
            let (case, round) = (case.known()?, new.core()?);
            round.iter().map(|new| client.preview_referral(case, new)).collect::<Result<Vec<_>, _>>()
        })?;
        Ok(previews.into_iter().map(ReferralPreview::from).collect())
    }

    /// Refers a case, to all that are asked or to none; without a network as well.
    ///
    /// # Errors
    /// [`ReferralError::Refused`] with the code that says what is missing.
    pub fn refer(&self, case: CaseId, new: NewReferral) -> Result<Vec<ReferralId>, ReferralError> {
        let made = self.write(|client| client.refer_to_all(case.known()?, &new.core()?))?;
        Ok(made.into_iter().map(ReferralId::from).collect())
    }

    /// Answers a referral in one step, with a note if there is something to say.
    ///
    /// # Errors
    /// [`ReferralError::First`] for what follows an acceptance that there was not; [`ReferralError::Refused`] where it has ended.
    pub fn answer(
        &self,
        referral: ReferralId,
        answer: ReferralAnswer,
        note: Option<String>,
    ) -> Result<(), ReferralError> {
        self.write(|client| client.answer_referral(referral.known()?, &answer.into(), note.as_deref()))
    }

    /// Takes a referral back, for a code of the list `recall_reasons`.
    ///
    /// # Errors
    /// [`ReferralError::Refused`] for anybody but the sender.
    pub fn recall(&self, referral: ReferralId, reason: String) -> Result<(), ReferralError> {
        self.write(|client| client.recall_referral(referral.known()?, &reason))
    }

    /// Writes a note: the sender's answer to a question, the provider's note to hand the child back with.
    ///
    /// # Errors
    /// [`ReferralError::Refused`] once access has ended.
    pub fn note(&self, referral: ReferralId, text: String) -> Result<(), ReferralError> {
        self.write(|client| client.note_referral(referral.known()?, &text))
    }
}
