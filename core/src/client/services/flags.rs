//! What was noticed about services and their owners have not answered. What came first is what the server's log says: no clock
//! of a phone counts, which may be wrong by a day.

use crate::Error;
use crate::client::Client;
use crate::ledger::{listing, parcel, setting};
use jonaki_protocol::cose::Signed;
use jonaki_protocol::{BatchHeader, Digest, Receipt, RecordId, Seen, decode};
use jonaki_services::{Flag, FlagKind, Id};
use std::collections::BTreeMap;

/// Not in the log yet: after everything that is.
const ON_ITS_WAY: u64 = u64::MAX;

impl Client {
    /// The flags that their service's owner had not seen when it last wrote about the service.
    pub(super) fn unanswered_flags(&self) -> Result<Vec<Flag>, Error> {
        let (mut answered, mut flags) = (BTreeMap::new(), Vec::new());
        for noticed in listing::noticed(self.connection())? {
            let service = noticed.flag.service;
            let answered = match answered.get(&service) {
                Some(known) => *known,
                None => *answered.entry(service).or_insert(self.answered_until(service)?),
            };
            let place = match noticed.entry {
                0 => self.place_in_log(noticed.item)?.map_or(ON_ITS_WAY, |(entry, _)| entry),
                entry => entry,
            };
            if let Some(kind) = FlagKind::ALL.get(usize::from(noticed.flag.what)).filter(|_| place > answered)
            {
                let id = |bytes: &[u8; 16]| Id::from_bytes(*bytes);
                flags.push(Flag {
                    service: id(service.as_bytes()),
                    kind: *kind,
                    by: id(noticed.by.as_bytes()),
                });
            }
        }
        Ok(flags)
    }

    /// Up to which entry of the log a service's newest version answers: what its author had seen, and never what came after
    /// it. One of ours that has no place yet answers what is here.
    fn answered_until(&self, service: RecordId) -> Result<u64, Error> {
        let Some(item) = listing::item(self.connection(), service)? else { return Ok(0) };
        let Some((entry, header)) = self.place_in_log(item)? else { return Ok(ON_ITS_WAY - 1) };
        let log = setting::get::<Seen>(self.connection(), setting::CHECKPOINT)?.map(|seen| seen.log);
        let signed: Option<BatchHeader> =
            Signed::parse(&header).ok().and_then(|signed| decode(signed.unverified_payload()).ok());
        let seen = match signed.map(|header| header.checkpoint_seen) {
            Some(Some(seen)) if Some(seen.log) == log => seen.size,
            // Numbers of another life of the log say nothing here.
            Some(Some(_)) | None => entry,
            Some(None) => 0,
        };
        Ok(entry.min(seen))
    }

    /// Where the log has an item, and the header of its batch: as it was delivered, or by the receipt for ours.
    fn place_in_log(&self, item: Digest) -> Result<Option<(u64, Vec<u8>)>, Error> {
        let profile = &self.me()?.profile;
        let mut found: Option<(u64, Vec<u8>)> = None;
        for copy in parcel::copies(self.connection(), item)? {
            let receipt = copy
                .receipt
                .and_then(|message| Receipt::verify(&message, &profile.programme(), &profile.server).ok());
            let entry = receipt.map_or(copy.entry, |receipt| receipt.entry);
            if entry > 0 && found.as_ref().is_none_or(|(known, _)| entry < *known) {
                found = Some((entry, copy.header));
            }
        }
        Ok(found)
    }
}
