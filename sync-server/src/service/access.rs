//! Access: given by grants, taken by withdrawals.

use super::push::Context;
use super::{Work, budget};
use crate::storage::{RecordRow, ReferralRow, Stored};
use jonaki_protocol::{
    Code, CompartmentSet, Grant, OrganisationId, Principal, Recipient, RecordId, Role, Withdraw, limits,
};

impl Work<'_> {
    pub(super) fn grant(
        &mut self,
        context: &Context,
        position: u16,
        grant: &Grant,
    ) -> Stored<Result<(), Code>> {
        let Some(row) = self.tx.record(&grant.record)? else { return Ok(Err(Code::NoAccess)) };
        if self.is_full(&grant.record)? {
            return Ok(Err(Code::DocumentFull));
        }
        let granted = grant.compartments.with(row.open_part());
        let allowed = match row.referral {
            None => self.may_grant_case(context, &row, &grant.recipient, granted)?,
            Some(referral) => {
                self.may_grant_referral(context, (&row, &referral), &grant.recipient, granted)?
            }
        };
        if let Err(code) = allowed {
            return Ok(Err(code));
        }
        let principal = grant.recipient.principal();
        let access = self.tx.access(&grant.record)?;
        let before = access.iter().find(|(known, _)| *known == principal).map(|(_, set)| *set);
        let before = before.unwrap_or(CompartmentSet::EMPTY);
        self.tx.set_access(&grant.record, &principal, before.union(granted))?;
        self.first_sight(&grant.record, &principal, granted.without(before), context)?;
        self.deliver_item(&principal, context, position)?;
        for (other, _) in access {
            // Organisations that work on a case know who else may read it.
            if other != principal && matches!(other, Principal::Organisation(_)) {
                self.deliver_item(&other, context, position)?;
            }
        }
        Ok(Ok(()))
    }

    /// Of what one reads oneself, by who filed the case and by who coordinates it; never to whom the case is not for.
    fn may_grant_case(
        &mut self,
        context: &Context,
        row: &RecordRow,
        recipient: &Recipient,
        granted: CompartmentSet,
    ) -> Stored<Result<(), Code>> {
        let readable = self.readable(&context.device, &context.member, &row.id)?;
        let coordinates = context.member.role.coordinates() && readable.contains(row.open_part());
        if !coordinates && context.device != row.creator {
            return Ok(Err(Code::GrantRefused));
        }
        let opens = coordinates && self.is_home(context, row);
        let giving = if opens { readable.union(CompartmentSet::CLOSED_TO_REPORTERS) } else { readable };
        if !granted.without(giving).is_empty() || !self.may_receive(recipient, granted) {
            return Ok(Err(Code::GrantRefused));
        }
        let excluded = match self.organisation_of(&recipient.principal()) {
            Some(organisation) => self.is_excluded(row, &organisation)?,
            None => false,
        };
        Ok(if excluded { Err(Code::Excluded) } else { Ok(()) })
    }

    /// Of a referral, by who made it, to its two organisations and to one's own devices, as long as it lasts.
    fn may_grant_referral(
        &mut self,
        context: &Context,
        (row, referral): (&RecordRow, &ReferralRow),
        recipient: &Recipient,
        granted: CompartmentSet,
    ) -> Stored<Result<(), Code>> {
        let readable = self.readable(&context.device, &context.member, &row.id)?;
        let sends = referral.from == context.member.organisation
            && context.member.role.coordinates()
            && readable.contains(row.open_part());
        let receives = match recipient {
            Recipient::Organisation(organisation, _) => [referral.from, referral.to].contains(organisation),
            Recipient::Device(device) => {
                let member = self.programme.directory.member(device);
                member.is_some_and(|member| {
                    member.organisation == referral.from && member.role != Role::Reporter
                })
            }
        };
        let within = granted.without(readable).is_empty();
        if !sends || !receives || !within || !self.may_receive(recipient, granted) {
            return Ok(Err(Code::GrantRefused));
        }
        // The sender's people go on reading what they disclosed, also of one that was over before it was sent.
        let own = self.organisation_of(&recipient.principal()) == Some(referral.from);
        Ok(if !own && self.is_over(row)? { Err(Code::ReferralOver) } else { Ok(()) })
    }

    /// Whether a record has all the items that it may have: keys and grants of it are read as a whole.
    pub(super) fn is_full(&mut self, record: &RecordId) -> Stored<bool> {
        let size = self.tx.record_size(record)?;
        self.charge(size as u64 / 16);
        Ok(size >= limits::RECORD_ITEMS)
    }

    fn may_receive(&self, recipient: &Recipient, compartments: CompartmentSet) -> bool {
        let directory = &self.programme.directory;
        let for_reporters = compartments.without(CompartmentSet::CLOSED_TO_REPORTERS) == compartments;
        match recipient {
            Recipient::Organisation(organisation, epoch) => directory.epoch(organisation, *epoch).is_some(),
            Recipient::Device(device) => directory
                .member(device)
                .is_some_and(|member| member.is_active() && (member.role != Role::Reporter || for_reporters)),
        }
    }

    /// The organisation that reads a feed, or whose device does.
    pub(super) fn organisation_of(&self, principal: &Principal) -> Option<OrganisationId> {
        match principal {
            Principal::Everyone => None,
            Principal::Organisation(organisation) => Some(*organisation),
            Principal::Device(device) => {
                self.programme.directory.member(device).map(|member| member.organisation)
            }
        }
    }

    pub(super) fn withdraw(
        &mut self,
        context: &Context,
        position: u16,
        withdraw: &Withdraw,
    ) -> Stored<Result<(), Code>> {
        let Some(row) = self.tx.record(&withdraw.record)? else { return Ok(Err(Code::NotAllowed)) };
        let readable = self.readable(&context.device, &context.member, &withdraw.record)?;
        if !context.member.role.coordinates() || !readable.contains(row.open_part()) {
            return Ok(Err(Code::NotAllowed));
        }
        let principal = withdraw.recipient.principal();
        // Who was only shown a case gives it back; it does not take it from others.
        let own = principal == Principal::Organisation(context.member.organisation);
        if !own && !self.is_home(context, &row) {
            return Ok(Err(Code::NotAllowed));
        }
        // A referral ends by its events: both organisations go on to learn what became of it.
        if row.referral.is_some() && matches!(principal, Principal::Organisation(_)) {
            return Ok(Err(Code::NotAllowed));
        }
        let access = self.tx.access(&withdraw.record)?;
        let organisations =
            access.iter().filter(|(known, _)| matches!(known, Principal::Organisation(_))).count();
        let last = matches!(principal, Principal::Organisation(_)) && organisations <= 1;
        let held = access.iter().any(|(known, _)| *known == principal);
        if !held {
            return Ok(Ok(()));
        }
        // Somebody must remain who follows the case.
        if last {
            return Ok(Err(Code::NotAllowed));
        }
        self.tx.set_access(&withdraw.record, &principal, CompartmentSet::EMPTY)?;
        self.destroy_wraps(&withdraw.record, &principal)?;
        // Also to whom it names: a device gives up its copy for what a coordinator signed, never for our word.
        for (reader, _) in access {
            self.deliver_item(&reader, context, position)?;
        }
        Ok(Ok(()))
    }

    /// Deletes the wrapped keys of a recipient; the hashes stay, so that the batches still prove who granted what.
    pub(super) fn destroy_wraps(&mut self, record: &RecordId, principal: &Principal) -> Stored<()> {
        let items = self.tx.record_items(record)?;
        self.charge(budget::ROW * items.len() as u64);
        for place in items.into_iter().filter(|item| item.kind == Grant::KIND && item.stands) {
            self.charge(budget::ITEM);
            let Some(mut row) = self.tx.item(place.batch, place.position)? else { continue };
            let theirs = row.item().and_then(|item| item.parse().ok()).is_some_and(|body| match body {
                jonaki_protocol::Body::Grant(grant) => grant.recipient.principal() == *principal,
                _ => false,
            });
            if theirs {
                row.body = None;
                self.tx.put_item(place.batch, &row)?;
            }
        }
        Ok(())
    }
}
