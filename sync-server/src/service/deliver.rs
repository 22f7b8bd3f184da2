//! Fan-out on write: each admitted item goes into the feeds of those who may see it, with the certificates that prove it.

use super::push::Context;
use super::{Work, budget};
use crate::storage::{Delivery, DeliveryKind, Stored};
use jonaki_protocol::{
    Change, Compartment, CompartmentSet, DeviceId, Grant, KeySet, Principal, RecordId, Sealed, limits,
};

impl Work<'_> {
    /// Delivers an item of the batch under admission.
    pub(super) fn deliver_item(
        &mut self,
        principal: &Principal,
        context: &Context,
        position: u16,
    ) -> Stored<()> {
        self.certify(principal, &context.device)?;
        self.deliver_at(principal, context.batch, position, context.entry)
    }

    /// Delivers an item wherever it is; one that the feed has had is not sent again.
    pub(super) fn deliver_at(
        &mut self,
        principal: &Principal,
        batch: i64,
        position: u16,
        entry: u64,
    ) -> Stored<()> {
        self.charge(budget::ROW);
        if self.tx.was_delivered(principal, batch, position)? {
            return Ok(());
        }
        self.deliver_again(principal, batch, position, entry)
    }

    /// Delivers an item whether or not the feed has had it: who lost access has purged it.
    fn deliver_again(&mut self, principal: &Principal, batch: i64, position: u16, entry: u64) -> Stored<()> {
        self.charge(budget::DELIVERY);
        let delivery = Delivery {
            at: 0,
            kind: DeliveryKind::Item,
            entry,
            batch,
            position,
            record: None,
            compartments: CompartmentSet::EMPTY,
        };
        self.tx.deliver(principal, &delivery)?;
        self.touched.insert(*principal);
        Ok(())
    }

    /// Delivers a change to everybody who may read its compartment.
    pub(super) fn deliver_to_readers(
        &mut self,
        record: &RecordId,
        compartment: Compartment,
        context: &Context,
        position: u16,
    ) -> Stored<()> {
        for (principal, set) in self.tx.access(record)? {
            if set.contains(compartment) {
                self.deliver_item(&principal, context, position)?;
            }
        }
        Ok(())
    }

    /// Makes sure that a feed has the certificate of a device before anything that the device signed, and before that the
    /// certificate of who invited it.
    fn certify(&mut self, principal: &Principal, device: &DeviceId) -> Stored<()> {
        // Asked for every item: once is enough in one transaction, when the certificate is here.
        if self.programme.certificates.contains_key(device) && !self.certified.insert((*principal, *device)) {
            return Ok(());
        }
        let mut chain = Vec::new();
        let mut next = *device;
        while chain.len() < limits::CHAIN_DEPTH
            && let Some(place) = self.programme.certificates.get(&next).copied()
            && *principal != Principal::Device(next)
        {
            if self.tx.was_delivered(principal, place.0, place.1)? {
                break;
            }
            chain.push(place);
            match self.programme.directory.member(&next) {
                Some(member) if member.issuer != next => next = member.issuer,
                _ => break,
            }
        }
        for (batch, position, entry) in chain.into_iter().rev() {
            self.deliver_at(principal, batch, position, entry)?;
        }
        Ok(())
    }

    /// Everything of a record that a feed may see from now on, in the order of the log, each with its proof: key sets, and the
    /// changes of the compartments that are new to it. A snapshot would be our word alone.
    pub(super) fn first_sight(
        &mut self,
        record: &RecordId,
        principal: &Principal,
        fresh: CompartmentSet,
        context: &Context,
    ) -> Stored<()> {
        if fresh.is_empty() {
            return Ok(());
        }
        let items = self.tx.record_items(record)?;
        self.charge(budget::ROW * items.len() as u64);
        for row in items.into_iter().filter(|row| row.stands) {
            let batch = row.batch;
            let wanted = match (row.kind, row.compartment) {
                (KeySet::KIND, _) => true,
                // Organisations that work on a case know who else reads it: whoever renews its keys wraps them for all.
                (Grant::KIND, _) => matches!(principal, Principal::Organisation(_)),
                (Change::KIND | Sealed::KIND, Some(compartment)) => fresh.contains(compartment),
                _ => false,
            };
            if wanted {
                let entry = self.entry_of(batch, row.position, context)?;
                if let Some(author) = self.tx.batch(batch)?.map(|batch| batch.device) {
                    self.certify(principal, &author)?;
                }
                // Keys and grants went along with the first compartment already.
                if row.compartment.is_some() || fresh.iter().any(|part| !part.is_sealed()) {
                    self.deliver_again(principal, batch, row.position, entry)?;
                }
            }
        }
        Ok(())
    }

    fn entry_of(&mut self, batch: i64, position: u16, context: &Context) -> Stored<u64> {
        let entries = self.tx.entries_of(batch)?;
        let found = entries.iter().find(|entry| entry.admitted.contains(&position));
        Ok(found.map_or(context.entry, |entry| entry.number))
    }
}
