//! Where a service is whose address endangers somebody: told, sealed, to the organisations of the programme, and never in
//! the clear. Reporters' devices do not get it.

use crate::Error;
use crate::client::{Client, Session};
use crate::ledger::letter;
use crate::letters::envelope;
use jonaki_protocol::{OrganisationId, RecordId, Topic};
use jonaki_services::{Hidden, Id};
use zeroize::Zeroizing;

impl Client {
    /// The hidden parts of services that this device may read, for a table that is kept as safe as the shelters.
    ///
    /// # Errors
    /// [`Error::State`] before enrolment.
    pub fn hidden_services(&self) -> Result<Vec<Hidden>, Error> {
        let own = self.me()?.profile.organisation;
        let letters = letter::to(self.connection(), Topic::HiddenPart, own)?.into_iter();
        // An empty one says that there is nothing to hide any more.
        Ok(letters.filter_map(|letter| Hidden::decode(letter.message.as_deref()?).ok()).collect())
    }

    /// The hidden part of one service, where this device may read it.
    ///
    /// # Errors
    /// [`Error::State`] before enrolment.
    pub fn hidden_service(&self, service: RecordId) -> Result<Option<Hidden>, Error> {
        let mut found = self.hidden_services()?.into_iter();
        Ok(found.find(|hidden| hidden.service.as_bytes() == service.as_bytes()))
    }
}

impl Session<'_, '_> {
    /// Tells the programme's organisations where a service of this one is, or that there is nothing to hide any more; `false`
    /// for another organisation's service.
    pub(super) fn tell_hidden(&mut self, service: Id, hidden: Option<&Hidden>) -> Result<bool, Error> {
        let own = self.me.profile.organisation;
        let service = RecordId::from_bytes(*service.as_bytes());
        let listed = self.me.directory.listings().get(&service);
        if listed.is_none_or(|listed| listed.organisation != own) {
            return Ok(false);
        }
        let message = hidden.map_or(Ok(Vec::new()), Hidden::encode);
        let message = message.map_err(|_| Error::Field { field: "hidden_address".to_owned() })?;
        let message = Zeroizing::new(message);
        let before = letter::get(self.tx, (Topic::HiddenPart, service), (own, own))?;
        if before.as_ref().is_some_and(|before| before.message.as_deref() == Some(&*message)) {
            return Ok(true);
        }
        let number = before.map_or(1, |before| before.number + 1);
        self.write_letter(envelope(Topic::HiddenPart, service, number), own, &message)?;
        self.give_hidden_on((service, number), &message)?;
        Ok(true)
    }

    /// Tells organisations that joined since where this one's services are.
    pub(crate) fn share_hidden(&mut self) -> Result<bool, Error> {
        if !self.me.profile.role.coordinates() {
            return Ok(false);
        }
        let own = self.me.profile.organisation;
        let mut told = false;
        for known in
            letter::to(self.tx, Topic::HiddenPart, own)?.into_iter().filter(|known| known.sender == own)
        {
            if let Some(message) = known.message {
                told |= self.give_hidden_on((known.about, known.number), &message)?;
            }
        }
        Ok(told)
    }

    fn give_hidden_on(
        &mut self,
        (service, number): (RecordId, u32),
        message: &Zeroizing<Vec<u8>>,
    ) -> Result<bool, Error> {
        let own = self.me.profile.organisation;
        let all: Vec<OrganisationId> =
            self.me.directory.organisations().map(|record| record.organisation).collect();
        let mut told = false;
        for to in all.into_iter().filter(|to| *to != own) {
            let sent = letter::get(self.tx, (Topic::HiddenPart, service), (own, to))?;
            if sent.is_none_or(|sent| sent.number < number) {
                told |= self.write_letter(envelope(Topic::HiddenPart, service, number), to, message)?;
            }
        }
        Ok(told)
    }
}
