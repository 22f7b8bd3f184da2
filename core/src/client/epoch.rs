//! The organisation's key pair of each epoch: made, wrapped for everybody who stays, made again where another
//! administrator was first.

use super::{Enrolled, Session};
use crate::Error;
use crate::error::StateFault;
use crate::ledger::{case_row, directory, keys, organisation_key, outbox, setting};
use jonaki_protocol::{
    Body, Compartment, CompartmentSet, Digest, Epoch, Holder, Item, KemPrivate, KemPublic, Principal,
    RecordId, grant,
};

impl Session<'_, '_> {
    /// Whether this device holds the private key of its organisation's newest epoch.
    pub(crate) fn holds_newest_key(&self) -> Result<bool, Error> {
        let organisation = self.me.profile.organisation;
        let Some(newest) = self.me.directory.current_epoch(&organisation) else { return Ok(false) };
        Ok(organisation_key::get(self.tx, organisation, newest.number)?.is_some())
    }

    /// Makes the next key pair of this device's organisation and wraps it for everybody who stays.
    pub(crate) fn new_epoch(&mut self, sending: super::compose::Sending) -> Result<(), Error> {
        let organisation = self.me.profile.organisation;
        let number = self.me.directory.current_epoch(&organisation).map_or(0, |epoch| epoch.number + 1);
        let private = KemPrivate::make(&mut self.rng());
        let mut earlier = Vec::new();
        for epoch in organisation_key::epochs(self.tx, organisation)? {
            earlier.extend(organisation_key::get(self.tx, organisation, epoch)?.map(|key| (epoch, key)));
        }
        let history = if number == 0 {
            Vec::new()
        } else {
            let earlier: Vec<_> = earlier.iter().map(|(epoch, key)| (*epoch, key)).collect();
            grant::seal_history(&private, &earlier)?
        };
        let epoch = Epoch { organisation, number, public: private.public(), history };
        self.take_in(epoch.to_item(), sending)?;
        organisation_key::keep(self.tx, organisation, number, &private)?;
        for (holder, public) in self.holders()? {
            let programme = self.me.profile.programme();
            let target = (organisation, number);
            let wrap = grant::wrap_epoch(&programme, target, &private, (holder, &public), &mut self.rng())?;
            self.take_in(wrap.to_item(), sending)?;
        }
        Ok(())
    }

    /// Who is to hold the organisation's private key: its active reading devices, open invites for reading roles, and
    /// the recovery key.
    fn holders(&self) -> Result<Vec<(Holder, KemPublic)>, Error> {
        let me = self.me.profile.device();
        let ours = self.me.profile.organisation;
        let members = self.me.directory.members().filter(|(device, member)| {
            **device != me
                && member.organisation == ours
                && member.is_active()
                && member.role.reads_for_organisation()
        });
        let mut holders: Vec<_> =
            members.map(|(device, member)| (Holder::Device(*device), member.kem)).collect();
        holders.push((Holder::Device(me), self.me.profile.kem.public()));
        let invites = organisation_key::issued(self.tx, self.now)?.into_iter();
        let invites = invites.filter(|invite| invite.role.reads_for_organisation());
        holders.extend(invites.map(|invite| (Holder::Invite(invite.id), invite.kem)));
        holders.extend(self.me.directory.record().map(|record| (Holder::Recovery, record.recovery)));
        holders.sort_by_key(|(holder, _)| *holder);
        Ok(holders)
    }

    /// Wraps a key that another administrator made for whom only this device knows of: the invites that it issued.
    pub(crate) fn wrap_for_issued(&mut self) -> Result<(), Error> {
        let now = self.server_time()?;
        for invite in organisation_key::issued(self.tx, now)?
            .into_iter()
            .filter(|invite| invite.role.reads_for_organisation())
        {
            self.wrap_for_invite(Holder::Invite(invite.id), &invite.kem)?;
        }
        Ok(())
    }

    /// Wraps the newest key of our organisation for one holder.
    pub(super) fn wrap_for_invite(&mut self, holder: Holder, public: &KemPublic) -> Result<(), Error> {
        let organisation = self.me.profile.organisation;
        let missing = Error::State(StateFault::NoOrganisationKey);
        let number = self.me.directory.current_epoch(&organisation).ok_or(missing.clone())?.number;
        let private = organisation_key::get(self.tx, organisation, number)?.ok_or(missing)?;
        let programme = self.me.profile.programme();
        let target = (organisation, number);
        let wrap = grant::wrap_epoch(&programme, target, &private, (holder, public), &mut self.rng())?;
        let sending = self.sending(outbox::Priority::Keys)?;
        self.take_in(wrap.to_item(), sending)
    }

    /// Another administrator made the next key pair of our organisation first. Ours is forgotten; another follows theirs, for
    /// those who stay after both removals.
    pub(crate) fn overtaken(&mut self, item: &Item) -> Result<(), Error> {
        let Ok(Body::Epoch(epoch)) = item.parse() else { return Ok(()) };
        directory::remove(self.tx, item.hash())?;
        let mut again: Vec<(RecordId, Digest)> =
            setting::get(self.tx, setting::OVERTAKEN)?.unwrap_or_default();
        again.extend(organisation_key::forget(self.tx, epoch.organisation, epoch.number)?);
        setting::set(self.tx, setting::OVERTAKEN, &again)?;
        *self.me_mut() = Enrolled::load(self.tx)?.ok_or(Error::Storage)?;
        Ok(())
    }

    /// After [`Self::overtaken`], once the other's key is here: the next key pair, and what was granted to the lost one.
    pub(crate) fn overtake(&mut self) -> Result<(), Error> {
        let Some(again) = setting::get::<Vec<(RecordId, Digest)>>(self.tx, setting::OVERTAKEN)? else {
            return Ok(());
        };
        if !self.holds_newest_key()? {
            return Ok(());
        }
        setting::remove(self.tx, setting::OVERTAKEN)?;
        let sending = self.sending(outbox::Priority::Keys)?;
        self.new_epoch(sending)?;
        let ours = Principal::Organisation(self.me.profile.organisation);
        let all: CompartmentSet = Compartment::ALL.into_iter().collect();
        for (record, set) in again {
            let held =
                keys::of_set(self.tx, (record, set), all)?.into_iter().map(|(compartment, _)| compartment);
            let held: CompartmentSet = held.collect();
            let referral = case_row::get(self.tx, record)?.is_some_and(|kept| kept.referral);
            let open = if referral { Compartment::Referral } else { Compartment::Card };
            self.queue_grant(record, (ours, held.with(open)), &[set], sending)?;
        }
        Ok(())
    }
}
