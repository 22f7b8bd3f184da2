//! Who belongs to the programme, and removing a device.

use super::{Client, NewOrganisation, Session};
use crate::Error;
use crate::error::StateFault;
use crate::ledger::outbox;
use crate::view::MemberView;
use jonaki_protocol::{Code, DeviceId, OrganisationId, Removal, Role};

impl Client {
    /// Adds an organisation to the programme. Its own administrator, invited into it, makes its keys.
    ///
    /// # Errors
    /// [`Error::State`] on a device without the root key; [`Error::Refused`] for names that do not fit.
    pub fn add_organisation(&mut self, new: &NewOrganisation) -> Result<OrganisationId, Error> {
        self.act(|session| {
            let id = OrganisationId::from_bytes(session.random());
            session.found_organisation(id, new)?;
            Ok(id)
        })
    }

    /// The devices that this one knows of, ours first.
    ///
    /// # Errors
    /// [`Error::State`] before enrolment.
    pub fn members(&self) -> Result<Vec<MemberView>, Error> {
        let me = self.me()?;
        let own = me.profile.device();
        let mut found: Vec<_> = me
            .directory
            .members()
            .map(|(device, member)| MemberView {
                device: *device,
                organisation: member.organisation,
                role: member.role,
                active: member.is_active(),
                is_me: *device == own,
            })
            .collect();
        let ours = me.profile.organisation;
        found.sort_by_key(|member| {
            (member.organisation != ours, member.organisation, !member.is_me, member.role, member.device)
        });
        Ok(found)
    }

    /// Removes a device of this administrator's organisation: its certificate ends, the organisation gets new keys, and open
    /// cases get new keys at their next edit. What the device copied before stays copied.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Refused`] with [`Code::NotAllowed`] on a device that is not an administrator's of the
    /// same organisation, or for this device itself.
    pub fn remove_member(&mut self, device: DeviceId) -> Result<(), Error> {
        self.act(|session| {
            let own = session.me.profile.device();
            let member = session.me.directory.member(&device).ok_or(Error::NotFound)?;
            let ours = member.organisation == session.me.profile.organisation;
            if session.me.profile.role != Role::Admin || !ours || device == own {
                return Err(Error::Refused(Code::NotAllowed));
            }
            if !member.is_active() {
                return Ok(());
            }
            // Who stays gets a new key that follows the newest: it must be here.
            if !session.holds_newest_key()? {
                return Err(Error::State(StateFault::NoOrganisationKey));
            }
            let sending = session.sending(outbox::Priority::Keys)?;
            session.take_in(Removal { device }.to_item(), sending)?;
            session.new_epoch(sending)
        })
    }
}

impl Session<'_, '_> {
    /// Signs an organisation into the programme.
    pub(crate) fn found_organisation(
        &mut self,
        id: OrganisationId,
        new: &NewOrganisation,
    ) -> Result<(), Error> {
        let record = self.sign_organisation(id, new)?;
        let sending = self.sending(outbox::Priority::Keys)?;
        self.publish(record, sending)
    }
}
