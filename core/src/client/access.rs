//! Giving and taking access, and erasing.

use super::Client;
use crate::Error;
use crate::ledger::{case_row, keys, outbox, referral};
use jonaki_protocol::{
    CaseId, Code, Compartment, CompartmentSet, DeviceId, Erase, Principal, Recipient, Withdraw,
};

impl Client {
    /// Lets an organisation or a device read compartments of a case; it learns of the case at its next sync.
    ///
    /// # Errors
    /// [`Error::Refused`] with [`Code::GrantRefused`] where this device cannot read them itself, or for the safety
    /// compartment and a reporter's device; with [`Code::Excluded`] for whom the case is not; [`Error::NotFound`].
    pub fn grant(&mut self, case: CaseId, to: Principal, compartments: CompartmentSet) -> Result<(), Error> {
        self.act(|session| session.share_case(case, to, compartments))
    }

    /// Takes access away: the server deletes the wraps and the other side's devices purge the case at their next sync.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Refused`] with [`Code::NotAllowed`] on a device that does not coordinate, and where
    /// a case of another organisation would be taken from anybody but this one's own.
    pub fn withdraw(&mut self, case: CaseId, from: Principal) -> Result<(), Error> {
        self.act(|session| session.withdraw(case, from))
    }

    /// Erases a case for everybody, for ever. Only an administrator's device of the reporter's organisation may.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Refused`] with [`Code::NotAllowed`].
    pub fn erase(&mut self, case: CaseId) -> Result<(), Error> {
        self.act(|session| {
            let kept = case_row::get(session.tx, case)?.ok_or(Error::NotFound)?;
            if session.me.profile.role != jonaki_protocol::Role::Admin || !session.is_home(kept.creator) {
                return Err(Error::Refused(Code::NotAllowed));
            }
            let sending = session.sending(outbox::Priority::Edit)?;
            // What was disclosed of it goes with it.
            let referrals = referral::of_case(session.tx, case)?.into_iter().map(|row| row.record);
            for record in referrals.chain([case]) {
                session.queue(Erase { record }.to_item(), Some(record), None, None, sending)?;
            }
            Ok(())
        })
    }
}

impl super::Session<'_, '_> {
    /// Queues that access is taken away.
    pub(crate) fn withdraw(&mut self, case: CaseId, from: Principal) -> Result<(), Error> {
        let kept = case_row::get(self.tx, case)?.ok_or(Error::NotFound)?;
        let own = from == Principal::Organisation(self.me.profile.organisation);
        if !self.me.profile.role.coordinates() || !own && !self.is_home(kept.creator) {
            return Err(Error::Refused(Code::NotAllowed));
        }
        let recipient = self.recipient(&from).ok_or(Error::Refused(Code::GrantRefused))?;
        let sending = self.sending(outbox::Priority::Edit)?;
        keys::disallow(self.tx, case, from)?;
        let item = Withdraw { record: case, recipient }.to_item();
        self.queue(item, Some(case), None, None, sending)
    }

    /// Queues a case's keys for somebody whom it is not kept from.
    pub(crate) fn share_case(
        &mut self,
        case: CaseId,
        to: Principal,
        compartments: CompartmentSet,
    ) -> Result<(), Error> {
        case_row::get(self.tx, case)?.ok_or(Error::NotFound)?;
        self.check_exclusion(case, &to)?;
        let card = CompartmentSet::EMPTY.with(Compartment::Card);
        let sealed = compartments.without(card);
        let readable = keys::readable(self.tx, case)?;
        if sealed.is_empty() || !sealed.without(readable).is_empty() || self.recipient(&to).is_none() {
            return Err(Error::Refused(Code::GrantRefused));
        }
        let sending = self.sending(outbox::Priority::Edit)?;
        let sets = keys::sets(self.tx, case, sealed)?;
        self.queue_grant(case, (to, compartments.union(card)), &sets, sending)
    }

    /// Whether a record of this creator is one of our organisation.
    fn is_home(&self, creator: DeviceId) -> bool {
        let creator = self.me.directory.member(&creator).map(|member| member.organisation);
        creator == Some(self.me.profile.organisation)
    }

    /// The recipient that stands for a principal now: an organisation by its newest key.
    pub(crate) fn recipient(&self, principal: &Principal) -> Option<Recipient> {
        match principal {
            Principal::Everyone => None,
            Principal::Device(device) => {
                let member = self.me.directory.member(device)?;
                member.is_active().then_some(Recipient::Device(*device))
            }
            Principal::Organisation(organisation) => {
                let known = self.me.directory.current_epoch(organisation).map(|epoch| epoch.number);
                let ours = *organisation == self.me.profile.organisation;
                let first = self.me.profile.first_epoch.filter(|_| ours).map(|(number, _)| number);
                known.or(first).map(|epoch| Recipient::Organisation(*organisation, epoch))
            }
        }
    }
}
