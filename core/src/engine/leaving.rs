//! Losing a record: access taken away, or the record erased. Both destroy the copy here, so neither is believed on the
//! server's word: only the item that a coordinator or administrator signed counts, and what a person wrote and nobody
//! has yet is never lost with it.

use super::feed::Taken;
use crate::Error;
use crate::client::Session;
use crate::ledger::parcel::Kept;
use crate::ledger::{
    case_row, intent, keys, letter, outbox, parcel, referral, search, setting, task, waiting,
};
use jonaki_protocol::{
    Code, Compartment, CompartmentSet, DeviceId, DocumentId, Erase, OrganisationId, Principal, RecordId,
    Role, Topic, Withdraw,
};

/// Records that were left while something of ours was unsent.
const LEAVING: &str = "leaving";

impl Session<'_, '_> {
    /// Whether a device's word counts for who reads a record: it opened it, or coordinates in an organisation that reads it.
    pub(super) fn decides(
        &self,
        author: DeviceId,
        (record, creator): (RecordId, DeviceId),
        entry: u64,
    ) -> Result<bool, Error> {
        let Some(member) = self.me.directory.member(&author) else { return Ok(false) };
        if !member.acted_rightly_at(entry) {
            return Ok(false);
        }
        Ok(author == creator
            || member.role.coordinates() && self.me.has_access(self.tx, author, record, creator)?)
    }

    /// Access taken away by somebody who may.
    pub(super) fn withdraw_item(&mut self, withdraw: &Withdraw, kept: &Kept) -> Taken {
        let Some(row) = case_row::get(self.tx, withdraw.record)? else { return Ok(Ok(())) };
        let author = self.me.directory.member(&kept.author);
        if !author.is_some_and(|member| member.role.coordinates()) {
            return Ok(Err(Code::NotAllowed));
        }
        if !self.decides(kept.author, (withdraw.record, row.creator), kept.entry)? {
            // What gave its organisation access may yet come.
            return Ok(Err(Code::Pending));
        }
        self.withdrawn(withdraw).map(Ok)
    }

    /// Notes who does not read a record any more; where that is us, the copy goes.
    pub(super) fn withdrawn(&mut self, withdraw: &Withdraw) -> Result<(), Error> {
        let record = withdraw.record;
        let principal = withdraw.recipient.principal();
        keys::disallow(self.tx, record, principal)?;
        let Some(row) = case_row::get(self.tx, record)? else { return Ok(()) };
        let lost = Self::parts(&row).without(self.still_read(record, &row, principal)?);
        if self.is_ours(&principal) && !lost.is_empty() {
            self.left(record, lost)?;
        }
        Ok(())
    }

    /// Whether a principal is this device or its organisation.
    fn is_ours(&self, principal: &Principal) -> bool {
        let profile = &self.me.profile;
        match principal {
            Principal::Everyone => false,
            Principal::Device(device) => *device == profile.device(),
            Principal::Organisation(organisation) => {
                *organisation == profile.organisation && profile.role.reads_for_organisation()
            }
        }
    }

    /// What this device reads of a record once this principal does not read it any more.
    fn still_read(
        &self,
        record: RecordId,
        row: &case_row::Kept,
        leaving: Principal,
    ) -> Result<CompartmentSet, Error> {
        let mut read = CompartmentSet::EMPTY;
        for (principal, set) in keys::access(self.tx, record)? {
            if principal != leaving && self.is_ours(&principal) {
                read = read.union(set);
            }
        }
        if row.row.mine && leaving != Principal::Device(self.me.profile.device()) {
            read = read.union(Self::parts(row).without(CompartmentSet::CLOSED_TO_REPORTERS));
        }
        Ok(read)
    }

    /// A record erased by an administrator who may.
    pub(super) fn erase_item(&mut self, erase: &Erase, kept: &Kept) -> Taken {
        // Unknown here: the item is kept, and closes the id.
        let creator = case_row::get(self.tx, erase.record)?.map_or(DeviceId::NOBODY, |row| row.creator);
        let author = self.me.directory.member(&kept.author);
        if author.is_none_or(|member| member.role != Role::Admin) {
            return Ok(Err(Code::NotAllowed));
        }
        let own = author.map(|member| member.organisation);
        if self.wrote_about(erase.record, own)? {
            // Of a case that this organisation only compares there are letters, and no row.
            letter::forget(self.tx, erase.record)?;
            return Ok(Ok(()));
        }
        if !self.decides(kept.author, (erase.record, creator), kept.entry)? {
            return Ok(Err(Code::Pending));
        }
        self.erased(erase.record).map(Ok)
    }

    /// Whether all that is here of a record are letters that an organisation wrote about it.
    fn wrote_about(&self, record: RecordId, sender: Option<OrganisationId>) -> Result<bool, Error> {
        if case_row::get(self.tx, record)?.is_some() {
            return Ok(false);
        }
        let prints = letter::about(self.tx, Topic::Fingerprint, record)?;
        Ok(prints.iter().any(|print| Some(print.sender) == sender))
    }

    /// What a record can have.
    fn parts(row: &case_row::Kept) -> CompartmentSet {
        if row.referral { CompartmentSet::PAIR } else { CompartmentSet::CASE }
    }

    /// Destroys a record. What a person wrote into it and the server never had is shown as refused, with its text.
    pub(super) fn erased(&mut self, record: RecordId) -> Result<(), Error> {
        let all: CompartmentSet = Compartment::ALL.into_iter().collect();
        for compartment in all.iter() {
            for open in intent::open(self.tx, DocumentId { record, compartment })? {
                intent::refuse(self.tx, open.id, Code::Erased)?;
            }
        }
        outbox::remove_record(self.tx, record)?;
        self.purge(record, all)
    }

    /// Access was taken away. What of ours is still unsent goes first; the copy is purged when that was answered.
    pub(crate) fn left(&mut self, record: RecordId, compartments: CompartmentSet) -> Result<(), Error> {
        if outbox::has_record(self.tx, record)? {
            let mut leaving: Vec<(RecordId, CompartmentSet)> =
                setting::get(self.tx, LEAVING)?.unwrap_or_default();
            leaving.push((record, compartments));
            return setting::set(self.tx, LEAVING, &leaving);
        }
        self.purge(record, compartments)
    }

    /// Purges what we left once nothing of ours waits for an answer.
    pub(super) fn purge_left(&mut self) -> Result<(), Error> {
        let leaving: Vec<(RecordId, CompartmentSet)> = setting::get(self.tx, LEAVING)?.unwrap_or_default();
        if leaving.is_empty() {
            return Ok(());
        }
        let mut staying = Vec::new();
        for (record, compartments) in leaving {
            if outbox::has_record(self.tx, record)? {
                staying.push((record, compartments));
            } else {
                self.purge(record, compartments)?;
            }
        }
        setting::set(self.tx, LEAVING, &staying)
    }

    pub(super) fn purge(&mut self, record: RecordId, compartments: CompartmentSet) -> Result<(), Error> {
        for compartment in compartments.iter() {
            self.remove_document(DocumentId { record, compartment })?;
        }
        keys::destroy(self.tx, record, compartments)?;
        // What is still readable is indexed again: its row is written anew.
        search::remove(self.tx, record)?;
        // The open part goes last: with it goes the record.
        if compartments.contains(Compartment::Card) || compartments.contains(Compartment::Referral) {
            keys::remove(self.tx, record)?;
            referral::remove(self.tx, record)?;
            task::remove(self.tx, record)?;
            letter::forget(self.tx, record)?;
            waiting::remove(self.tx, record)?;
            case_row::remove(self.tx, record)?;
            parcel::purge(self.tx, record, None)?;
            self.touched.remove(&record);
        } else {
            let parts: Vec<Compartment> = compartments.iter().collect();
            parcel::purge(self.tx, record, Some(&parts))?;
            self.touched.insert(record);
        }
        Ok(())
    }
}
