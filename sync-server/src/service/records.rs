//! Records: who opened them, who may read them, their keys, their end.

use super::push::Context;
use super::{Work, budget};
use crate::storage::{RecordRow, Stored};
use jonaki_document::{Standing, Writer};
use jonaki_protocol::sync::digest_part;
use jonaki_protocol::{
    Code, Compartment, CompartmentSet, DeviceId, Erase, Grant, Item, KeyId, KeySet, Member, Principal,
    Recipient, RecordId, Role, Withdraw, limits,
};

const SAFETY: CompartmentSet = CompartmentSet::EMPTY.with(Compartment::Safety);

fn all() -> CompartmentSet {
    Compartment::ALL.into_iter().collect()
}

/// A record and what the device at hand may read of it.
pub(super) struct Sight {
    pub(super) row: RecordRow,
    pub(super) readable: CompartmentSet,
    is_new: bool,
}

impl Work<'_> {
    /// The record as this device finds it, or as it would be if the device opened it: what is refused opens nothing.
    pub(super) fn sight(&mut self, context: &Context, id: RecordId) -> Stored<Result<Sight, Code>> {
        if let Some(row) = self.tx.record(&id)? {
            let readable = self.readable(&context.device, &context.member, &id)?;
            return Ok(Ok(Sight { row, readable, is_new: false }));
        }
        if context.member.role == Role::Provider || id == RecordId::DIRECTORY {
            return Ok(Err(Code::NotAllowed));
        }
        let row = RecordRow { id, creator: context.device, epoch: None, digest: 0, erased: false };
        let readable = if context.member.role.coordinates() { all() } else { all().without(SAFETY) };
        Ok(Ok(Sight { row, readable, is_new: true }))
    }

    /// Opens the record where it is new.
    pub(super) fn open_record(&mut self, context: &Context, sight: &Sight) -> Stored<()> {
        if !sight.is_new {
            return Ok(());
        }
        let id = &sight.row.id;
        self.tx.put_record(&sight.row)?;
        self.tx.set_access(id, &Principal::Device(context.device), all().without(SAFETY))?;
        if context.member.role.coordinates() {
            self.tx.set_access(id, &Principal::Organisation(context.member.organisation), all())?;
        }
        Ok(())
    }

    /// What a device may read of a record, by itself or for its organisation.
    pub(super) fn readable(
        &mut self,
        device: &DeviceId,
        member: &Member,
        record: &RecordId,
    ) -> Stored<CompartmentSet> {
        let organisation = Principal::Organisation(member.organisation);
        let mut readable = CompartmentSet::EMPTY;
        for (principal, set) in self.tx.access(record)? {
            let for_organisation = principal == organisation && member.role.reads_for_organisation();
            if principal == Principal::Device(*device) || for_organisation {
                readable = readable.union(set);
            }
        }
        Ok(readable)
    }

    /// What a device is to a record, for the rule table.
    pub(super) fn writer(&self, context: &Context, row: &RecordRow, readable: CompartmentSet) -> Writer {
        let has_access = readable.contains(Compartment::Card);
        let standing = match context.member.role {
            Role::Reporter if context.device == row.creator => Standing::ReporterOfCase,
            Role::Reporter => Standing::OtherReporter,
            Role::Coordinator if has_access => Standing::CoordinatorWithAccess,
            Role::Coordinator => Standing::CoordinatorWithoutAccess,
            Role::Provider => Standing::Provider,
            Role::Admin if has_access => Standing::AdminWithAccess,
            Role::Admin => Standing::Stranger,
        };
        Writer { device: context.device, standing }
    }

    pub(super) fn key_set(
        &mut self,
        context: &Context,
        position: u16,
        item: &Item,
        set: &KeySet,
    ) -> Stored<Result<(), Code>> {
        let sight = match self.sight(context, set.record)? {
            Ok(sight) => sight,
            Err(code) => return Ok(Err(code)),
        };
        if self.is_full(&set.record)? {
            return Ok(Err(Code::DocumentFull));
        }
        let (mut row, readable) = (sight.row, sight.readable);
        let named: CompartmentSet = set.commitments.iter().map(|(compartment, _)| *compartment).collect();
        let by_creator =
            context.device == row.creator && set.epoch == 0 && !named.contains(Compartment::Safety);
        // New keys for what one may read; the safety compartment is opened by the reporter's organisation.
        let own = if self.is_home(context, &row) { readable.union(SAFETY) } else { readable };
        let by_coordinator = context.member.role.coordinates()
            && readable.contains(Compartment::Card)
            && named.without(own).is_empty();
        if !by_creator && !by_coordinator || set.epoch > row.epoch.map_or(0, |epoch| epoch + 1) {
            return Ok(Err(Code::KeySetRefused));
        }
        self.open_record(context, &sight)?;
        for (compartment, commitment) in &set.commitments {
            self.tx.add_key(&set.record, *compartment, KeyId::of(commitment))?;
        }
        row.epoch = Some(row.epoch.map_or(set.epoch, |epoch| epoch.max(set.epoch)));
        row.digest ^= digest_part(&item.hash());
        self.tx.put_record(&row)?;
        for (principal, _) in self.tx.access(&set.record)? {
            self.deliver_item(&principal, context, position)?;
        }
        Ok(Ok(()))
    }

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
        let readable = self.readable(&context.device, &context.member, &grant.record)?;
        let coordinates = context.member.role.coordinates() && readable.contains(Compartment::Card);
        if !coordinates && context.device != row.creator {
            return Ok(Err(Code::GrantRefused));
        }
        let opens = coordinates && self.is_home(context, &row);
        let giving = if opens { readable.union(SAFETY) } else { readable };
        let granted = grant.compartments.with(Compartment::Card);
        if !granted.without(giving).is_empty() || !self.may_receive(&grant.recipient, granted) {
            return Ok(Err(Code::GrantRefused));
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

    /// Whether a record has all the items that it may have: keys and grants of it are read as a whole.
    fn is_full(&mut self, record: &RecordId) -> Stored<bool> {
        let size = self.tx.record_size(record)?;
        self.charge(size as u64 / 16);
        Ok(size >= limits::RECORD_ITEMS)
    }

    /// Whether a device is of the organisation of the device that opened the record: who opens its
    /// safety compartment, takes access away and erases.
    fn is_home(&self, context: &Context, row: &RecordRow) -> bool {
        let creator = self.programme.directory.member(&row.creator);
        creator.is_some_and(|creator| creator.organisation == context.member.organisation)
    }

    fn may_receive(&self, recipient: &Recipient, compartments: CompartmentSet) -> bool {
        let directory = &self.programme.directory;
        match recipient {
            Recipient::Organisation(organisation, epoch) => directory.epoch(organisation, *epoch).is_some(),
            Recipient::Device(device) => directory.member(device).is_some_and(|member| {
                member.is_active()
                    && (member.role != Role::Reporter || !compartments.contains(Compartment::Safety))
            }),
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
        if !context.member.role.coordinates() || !readable.contains(Compartment::Card) {
            return Ok(Err(Code::NotAllowed));
        }
        let principal = withdraw.recipient.principal();
        // Who was only shown a case gives it back; it does not take it from others.
        let own = principal == Principal::Organisation(context.member.organisation);
        if !own && !self.is_home(context, &row) {
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
    fn destroy_wraps(&mut self, record: &RecordId, principal: &Principal) -> Stored<()> {
        let items = self.tx.record_items(record)?;
        self.charge(budget::ROW * items.len() as u64);
        for place in items.into_iter().filter(|item| item.kind == Grant::KIND && item.stands) {
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

    pub(super) fn erase(
        &mut self,
        context: &Context,
        position: u16,
        erase: &Erase,
    ) -> Stored<Result<(), Code>> {
        let Some(mut row) = self.tx.record(&erase.record)? else { return Ok(Err(Code::NoAccess)) };
        let readable = self.readable(&context.device, &context.member, &erase.record)?;
        let reads = readable.contains(Compartment::Card);
        // For ever, and for everybody: the word of the reporter's organisation, not of one that was shown the case.
        if context.member.role != Role::Admin || !reads || !self.is_home(context, &row) {
            return Ok(Err(Code::NotAllowed));
        }
        let access = self.tx.access(&erase.record)?;
        self.tx.erase_record(&erase.record)?;
        row.erased = true;
        self.tx.put_record(&row)?;
        // The signed item itself: nobody destroys a copy for our word.
        for (principal, _) in access {
            self.deliver_item(&principal, context, position)?;
        }
        Ok(Ok(()))
    }
}
