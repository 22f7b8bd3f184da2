//! Keeping a referral's row true to its document, and a receiver's copy no longer than its access.

use crate::Error;
use crate::client::Session;
use crate::ledger::{self, keys, outbox, parcel, referral, setting};
use jonaki_document::Entry;
use jonaki_document::referral::{Access, Header, ReferralEvent, ReferralStatus};
use jonaki_protocol::{
    Code, Compartment, CompartmentSet, DeviceId, DocumentId, Principal, RecordId, Timestamp, limits,
};

impl Session<'_, '_> {
    /// Brings everything that is kept of a referral up to what its documents say now.
    pub(crate) fn refresh_referral(&mut self, record: RecordId) -> Result<(), Error> {
        self.revisit_referral(record)?;
        ledger::search::mark(self.tx, record)
    }

    /// Writes a referral's row anew from its document. Where access has ended, a receiver's copy of what was disclosed goes;
    /// what its organisation wrote itself stays. Where nothing but time passed, there is most often nothing to write.
    pub(crate) fn revisit_referral(&mut self, record: RecordId) -> Result<(), Error> {
        let id = DocumentId { record, compartment: Compartment::Referral };
        let document = self.document(id)?;
        let Some((document, header)) =
            document.and_then(|known| Header::of(&known).map(|header| (known, header)))
        else {
            // Its beginning was refused: there is nothing to wait for.
            return referral::remove(self.tx, record);
        };
        let receives = |device: &DeviceId| {
            self.me.directory.member(device).is_some_and(|member| member.organisation == header.to)
                || *device == self.me.profile.device() && self.me.profile.organisation == header.to
        };
        let opened =
            document.views().iter().any(|view| receives(&view.author.device)) || self.viewed(id)?.is_some();
        let entries = document.entries_in_time("events");
        let taken = self.taken(record, &entries)?;
        let row = referral::Row {
            record,
            fault: self.fault_of(&header)?,
            events: entries.iter().filter_map(ReferralEvent::of).collect(),
            header,
            opened,
            taken,
        };
        let now = self.server_time()?.0;
        let status = row.status(now);
        let readable = status.is_readable();
        if readable && self.had_ended(record, now)? {
            self.disclose_again(&row)?;
        }
        // What the sender still has to do about an end, the rules do, and settle it then.
        let over =
            !readable && row.header.from != self.me.profile.organisation && self.is_sure(&row, &status)?;
        referral::put(self.tx, &row, over)?;
        if over && row.header.to == self.me.profile.organisation {
            self.close_disclosure(record)?;
        }
        Ok(())
    }

    /// The first entry of the server's log in which the receiver took it.
    fn taken(&self, record: RecordId, entries: &[Entry]) -> Result<Option<u64>, Error> {
        let mut taken: Option<u64> = None;
        for entry in entries {
            if ReferralEvent::of(entry).is_some_and(|event| event.step.takes()) {
                let at = parcel::entry_of(self.tx, record, entry.change)?;
                taken = taken.into_iter().chain(at).min();
            }
        }
        Ok(taken)
    }

    /// Whether an end is one for this device's copy. That time ended it a colleague's yes may still take back; once the server
    /// has told everything after that time it closed it too, and a yes that comes then is followed by new keys.
    fn is_sure(&self, row: &referral::Row, status: &ReferralStatus) -> Result<bool, Error> {
        let heard: Option<Timestamp> = setting::get(self.tx, setting::HEARD_ALL)?;
        let closed = row.header.expires + limits::CLOCK_SKEW_SECONDS;
        Ok(status.access != Access::Expired || heard.is_some_and(|heard| heard.0 > closed))
    }

    /// Whether a referral was over by what was known of it before.
    fn had_ended(&self, record: RecordId, now: i64) -> Result<bool, Error> {
        let before = referral::get(self.tx, record)?;
        Ok(before.is_some_and(|before| !before.status(now).is_readable())
            || referral::is_settled(self.tx, record)?)
    }

    /// A yes that was given in time arrived after the end: the server has destroyed what opened the disclosure.
    fn disclose_again(&mut self, row: &referral::Row) -> Result<(), Error> {
        let ours = self.me.profile.organisation;
        if row.header.from != ours || !self.me.profile.role.coordinates() {
            return Ok(());
        }
        let sets = keys::sets(self.tx, row.record, CompartmentSet::EMPTY.with(Compartment::Disclosure))?;
        let sending = self.sending(outbox::Priority::Edit)?;
        let to = Principal::Organisation(row.header.to);
        self.queue_grant(row.record, (to, CompartmentSet::PAIR), &sets, sending)
    }

    /// Why a referral rests on nothing, where this device reads the case.
    fn fault_of(&mut self, header: &Header) -> Result<Option<Code>, Error> {
        match self.terms(header.case) {
            Ok(terms) => Ok(terms.allowed(header).err()),
            Err(Error::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Takes the disclosure off a receiver's device.
    fn close_disclosure(&mut self, record: RecordId) -> Result<(), Error> {
        let id = DocumentId { record, compartment: Compartment::Disclosure };
        let Some(document) = self.document(id)? else { return Ok(()) };
        let ours = self.me.profile.organisation;
        for note in document.entries_in_time("notes") {
            let author = self.me.directory.member(&note.author.device).map(|member| member.organisation);
            let text = note.text("text").unwrap_or_default();
            if author == Some(ours) || note.author.device == self.me.profile.device() {
                let kept = (note.id.as_bytes().as_slice(), text, note.int("at").unwrap_or_default());
                referral::keep_note(self.tx, record, kept)?;
            }
        }
        self.left(record, CompartmentSet::EMPTY.with(Compartment::Disclosure))?;
        ledger::search::mark(self.tx, record)
    }
}
