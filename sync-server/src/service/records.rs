//! Records: who opened them, who may read them, their keys, their end.

use super::Work;
use super::push::Context;
use crate::storage::{Ending, RecordRow, Stored};
use jonaki_document::{Standing, Writer};
use jonaki_protocol::sync::digest_part;
use jonaki_protocol::{
    Code, Compartment, CompartmentSet, DeviceId, Erase, Item, KeyId, KeySet, Member, OrganisationId,
    Principal, RecordId, Role,
};
use std::collections::BTreeSet;

/// What of a case who opens it reads on its own device, whatever its role.
const OF_CREATOR: CompartmentSet = CompartmentSet::CASE.without(CompartmentSet::CLOSED_TO_REPORTERS);
/// What of a referral its receiver reads in any case: what became of it.
const OF_RECEIVER: CompartmentSet = CompartmentSet::EMPTY.with(Compartment::Referral);

/// A record and what the device at hand may read of it.
pub(super) struct Sight {
    pub(super) row: RecordRow,
    pub(super) readable: CompartmentSet,
    is_new: bool,
    /// It would be opened as a referral, by the header that is under admission.
    pub(super) opens_referral: bool,
}

impl Work<'_> {
    /// The record as this device finds it, or as it would be if the device opened it: what is refused opens nothing. Of a
    /// record that is a case nothing of a referral is touched, and the other way round.
    pub(super) fn sight(
        &mut self,
        context: &Context,
        id: RecordId,
        touched: CompartmentSet,
    ) -> Stored<Result<Sight, Code>> {
        if let Some(row) = self.tx.record(&id)? {
            if !touched.without(row.compartments()).is_empty() {
                return Ok(Err(Code::NotAllowed));
            }
            let readable = self.readable(&context.device, &context.member, &id)?;
            return Ok(Ok(Sight { row, readable, is_new: false, opens_referral: false }));
        }
        let coordinates = context.member.role.coordinates();
        // Its header opens a referral, and nothing else does.
        let opens_referral = touched == OF_RECEIVER && coordinates;
        let opens_case =
            touched.without(CompartmentSet::CASE).is_empty() && context.member.role != Role::Provider;
        if id == RecordId::DIRECTORY || !opens_case && !opens_referral {
            return Ok(Err(Code::NotAllowed));
        }
        let row =
            RecordRow { id, creator: context.device, epoch: None, digest: 0, erased: false, referral: None };
        let readable = match (opens_referral, coordinates) {
            (true, _) => CompartmentSet::PAIR,
            (false, true) => CompartmentSet::CASE,
            (false, false) => OF_CREATOR,
        };
        Ok(Ok(Sight { row, readable, is_new: true, opens_referral }))
    }

    /// Opens the record where it is new.
    pub(super) fn open_record(&mut self, context: &Context, sight: &Sight) -> Stored<()> {
        if !sight.is_new {
            return Ok(());
        }
        let id = &sight.row.id;
        let (device, own) =
            (Principal::Device(context.device), Principal::Organisation(context.member.organisation));
        self.tx.put_record(&sight.row)?;
        if let Some(referral) = sight.row.referral {
            self.tx.set_access(id, &device, CompartmentSet::PAIR)?;
            self.tx.set_access(id, &own, CompartmentSet::PAIR)?;
            return self.tx.set_access(id, &Principal::Organisation(referral.to), OF_RECEIVER);
        }
        self.tx.set_access(id, &device, OF_CREATOR)?;
        if context.member.role.coordinates() {
            self.tx.set_access(id, &own, CompartmentSet::CASE)?;
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
    pub(super) fn writer(&self, context: &Context, sight: &Sight) -> Writer {
        let Sight { row, readable, opens_referral, .. } = sight;
        let (role, own) = (context.member.role, context.member.organisation);
        let has_access = readable.contains(row.open_part());
        let standing = match (role, row.referral) {
            // Who opens a referral sends it; whether it is its own organisation's is asked of the header.
            _ if *opens_referral => Standing::Sender,
            (_, Some(referral)) if has_access && own == referral.from && role.coordinates() => {
                Standing::Sender
            }
            (_, Some(referral)) if has_access && own == referral.to && role != Role::Reporter => {
                Standing::Receiver
            }
            (_, Some(_)) => Standing::Stranger,
            (Role::Reporter, _) if context.device == row.creator => Standing::ReporterOfCase,
            (Role::Reporter, _) => Standing::OtherReporter,
            (Role::Coordinator, _) if has_access => Standing::CoordinatorWithAccess,
            (Role::Coordinator, _) => Standing::CoordinatorWithoutAccess,
            (Role::Provider, _) => Standing::Provider,
            (Role::Admin, _) if has_access => Standing::AdminWithAccess,
            (Role::Admin, _) => Standing::Stranger,
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
        let named: CompartmentSet = set.commitments.iter().map(|(compartment, _)| *compartment).collect();
        let sight = match self.sight(context, set.record, named)? {
            Ok(sight) => sight,
            Err(code) => return Ok(Err(code)),
        };
        if self.is_full(&set.record)? {
            return Ok(Err(Code::DocumentFull));
        }
        let (mut row, readable) = (sight.row, sight.readable);
        let by_creator = row.referral.is_none()
            && context.device == row.creator
            && set.epoch == 0
            && named.without(OF_CREATOR).is_empty();
        // New keys for what one may read; what is closed to reporters is opened by the reporter's organisation. The keys of a
        // referral are its sender's.
        let own = match row.referral {
            None if self.is_home(context, &row) => readable.union(CompartmentSet::CLOSED_TO_REPORTERS),
            Some(referral) if referral.from != context.member.organisation => CompartmentSet::EMPTY,
            _ => readable,
        };
        let by_coordinator = context.member.role.coordinates()
            && readable.contains(row.open_part())
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

    /// The organisation of the device that opened a record: who opens what of a case is closed to reporters, takes access
    /// away and erases.
    pub(super) fn home(&self, row: &RecordRow) -> Option<OrganisationId> {
        self.programme.directory.member(&row.creator).map(|creator| creator.organisation)
    }

    /// Whether a device is of that organisation.
    pub(super) fn is_home(&self, context: &Context, row: &RecordRow) -> bool {
        self.home(row) == Some(context.member.organisation)
    }

    pub(super) fn erase(
        &mut self,
        context: &Context,
        position: u16,
        erase: &Erase,
    ) -> Stored<Result<(), Code>> {
        let Some(mut row) = self.tx.record(&erase.record)? else { return Ok(Err(Code::NoAccess)) };
        let readable = self.readable(&context.device, &context.member, &erase.record)?;
        let reads = readable.contains(row.open_part());
        // For ever, and for everybody: the word of the reporter's organisation, not of one that was shown the case.
        if context.member.role != Role::Admin || !reads || !self.is_home(context, &row) {
            return Ok(Err(Code::NotAllowed));
        }
        // What was disclosed of a case does not outlive it in others' hands.
        for referral in self.tx.referrals_of(&erase.record)? {
            self.end_referral(&referral, Ending::Case)?;
        }
        let mut readers: BTreeSet<Principal> =
            self.tx.access(&erase.record)?.into_iter().map(|(principal, _)| principal).collect();
        readers.extend(self.letter_readers(&erase.record)?);
        self.tx.erase_record(&erase.record)?;
        row.erased = true;
        if let Some(referral) = &mut row.referral {
            (referral.waits, referral.ended) = (false, Some(Ending::Case));
        }
        self.tx.put_record(&row)?;
        // The signed item itself: nobody destroys a copy for our word.
        for principal in readers {
            self.deliver_item(&principal, context, position)?;
        }
        Ok(Ok(()))
    }
}
