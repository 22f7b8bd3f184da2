//! Signing: what waits becomes a batch. Grants are wrapped and changes sealed here: only now it is known which keys are
//! the newest, one encapsulation can serve the whole batch, and nobody waits for it.

use crate::Error;
use crate::client::Session;
use crate::error::StateFault;
use crate::ledger::outbox::{ToSeal, Waiting};
use crate::ledger::parcel::{Envelope, State};
use crate::ledger::{keys, outbox, parcel, setting};
use jonaki_protocol::grant::Granter;
use jonaki_protocol::{
    BatchHeader, Body, CaseKey, ChainPosition, Code, Compartment, CompartmentSet, Digest, DocumentId, Grant,
    Item, KemPublic, Principal, Recipient, RecordId, Seen, SignedBatch, Timestamp, decode, limits, seal,
};
use serde_bytes::ByteBuf;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Room for capsules beside the items of a batch.
const CAPSULES: usize = 16;

/// An item on its way into a batch, with the outbox row that it came from.
struct Ready {
    item: Item,
    saved_at: Timestamp,
    row: Option<i64>,
}

impl Session<'_, '_> {
    /// Signs what waits, up to `most` bytes, and keeps the batch as in flight; `None` where nothing of it can be sent.
    pub(super) fn sign_waiting(&mut self, most: usize) -> Result<Option<SignedBatch>, Error> {
        let waiting = self.sealable(most)?;
        let ready = self.ready(waiting)?;
        if ready.is_empty() {
            return Ok(None);
        }
        let chain: ChainPosition = setting::get(self.tx, setting::CHAIN)?.unwrap_or(ChainPosition::START);
        let seen: Option<Seen> = setting::get(self.tx, setting::CHECKPOINT)?;
        let items = ready.iter().map(|ready| (ready.item.clone(), ready.saved_at)).collect();
        let profile = &self.me.profile;
        let batch = SignedBatch::sign(&profile.programme(), &profile.sign, &chain, self.now, seen, items)?;
        let header = batch.verify(&profile.programme(), &profile.sign.public())?;
        let id = self.keep(
            &batch,
            &header,
            &Envelope { device: profile.device(), entry: 0, state: State::InFlight },
        )?;
        for (position, ready) in ready.iter().enumerate() {
            if let Some(row) = ready.row {
                outbox::signed(self.tx, row, id, position)?;
            }
        }
        setting::set(self.tx, setting::CHAIN, &ChainPosition { n: header.n, hash: batch.hash() })?;
        Ok(Some(batch))
    }

    /// Whether anything can be signed and sent now.
    pub(super) fn is_waiting(&self) -> Result<bool, Error> {
        outbox::is_waiting(self.tx, self.sendable())
    }

    /// The last priority that can leave: until our organisation's key is known (it comes with the directory, for which the
    /// certificate must be sent first) reports cannot be wrapped for anybody.
    fn sendable(&self) -> outbox::Priority {
        match self.recipient(&Principal::Organisation(self.me.profile.organisation)) {
            Some(_) => outbox::Priority::View,
            None => outbox::Priority::Keys,
        }
    }

    /// Keeps a copy of a batch with the record and compartment of each item.
    pub(super) fn keep(
        &self,
        batch: &SignedBatch,
        header: &BatchHeader,
        envelope: &Envelope,
    ) -> Result<i64, Error> {
        let place = |item: &Option<Item>| match item.as_ref().and_then(|item| item.parse().ok()) {
            Some(Body::Change(body)) => (Some(body.record), Some(body.compartment)),
            Some(Body::Sealed(body)) => (Some(body.record), Some(body.compartment)),
            Some(body) => (body.record(), None),
            None => (None, None),
        };
        let places: Vec<_> = batch.items.iter().map(place).collect();
        parcel::insert(self.tx, batch, header, envelope, &places)
    }

    /// What waits, up to `most` bytes. A change whose keys went with a refused key set is refused like the key set was: the
    /// person is shown what it said.
    fn sealable(&mut self, most: usize) -> Result<Vec<Waiting>, Error> {
        loop {
            let mut waiting = outbox::waiting(self.tx, most, self.sendable())?;
            trim(&mut waiting);
            let mut lost = None;
            for Waiting { entry, .. } in &waiting {
                if let Some((document, waits)) = entry.to_seal()?
                    && keys::committed(self.tx, document, waits.key)?.is_none()
                {
                    lost = entry.change.map(|change| (document, change));
                    break;
                }
            }
            let Some((document, change)) = lost else { return Ok(waiting) };
            self.replay(document, &[(change, Code::NoAccess)])?;
        }
    }

    /// Items as they travel: capsules first, grants wrapped, changes sealed, the rest as it waited.
    fn ready(&mut self, waiting: Vec<Waiting>) -> Result<Vec<Ready>, Error> {
        let mut granters: BTreeMap<Recipient, Granter> = BTreeMap::new();
        let mut ready = Vec::new();
        for Waiting { id, entry, .. } in waiting {
            let item = if let Some((document, waits)) = entry.to_seal()? {
                Some(self.seal(document, &waits)?)
            } else if entry.item.kind == Grant::KIND {
                self.wrap(&entry.item, entry.record, &mut granters)?
            } else {
                Some(entry.item)
            };
            match item {
                Some(item) => ready.push(Ready { item, saved_at: entry.saved_at, row: Some(id) }),
                // Its recipient is gone: there is nobody to wrap for.
                None => outbox::remove(self.tx, id)?,
            }
        }
        let capsules = granters.values().map(|granter| Ready {
            item: granter.capsule().to_item(),
            saved_at: self.now,
            row: None,
        });
        Ok(capsules.chain(ready).collect())
    }

    fn seal(&mut self, document: DocumentId, waits: &ToSeal) -> Result<Item, Error> {
        let key = keys::committed(self.tx, document, waits.key)?.ok_or(Error::Refused(Code::NoAccess))?;
        let programme = self.me.profile.programme();
        Ok(seal::seal(&programme, document, &key, &waits.change, &mut self.rng())?.to_item())
    }

    fn wrap(
        &mut self,
        item: &Item,
        record: Option<RecordId>,
        granters: &mut BTreeMap<Recipient, Granter>,
    ) -> Result<Option<Item>, Error> {
        let (principal, compartments, set): (ByteBuf, CompartmentSet, Digest) = decode(&item.body)?;
        let principal = Principal::from_slice(&principal).ok_or(Error::Storage)?;
        let record = record.ok_or(Error::Storage)?;
        let ours = principal == Principal::Organisation(self.me.profile.organisation);
        let nobody = || if ours { Err(Error::State(StateFault::NoOrganisationKey)) } else { Ok(None) };
        let Some(recipient) = self.recipient(&principal) else { return nobody() };
        let held = keys::of_set(self.tx, (record, set), compartments)?;
        if held.is_empty() {
            return Ok(None);
        }
        let granter = match granters.entry(recipient) {
            Entry::Occupied(made) => made.into_mut(),
            Entry::Vacant(place) => {
                let public = self.public_key(&recipient).ok_or(Error::Refused(Code::GrantRefused))?;
                let programme = self.me.profile.programme();
                // A directory from before such keys were refused may hold one that nothing can be sealed to: what waits for
                // others must not wait for its owner.
                let Ok(granter) = Granter::new(programme, recipient, &public, &mut self.rng()) else {
                    return nobody();
                };
                place.insert(granter)
            }
        };
        let sealed = held.iter().map(|(compartment, _)| *compartment).collect::<CompartmentSet>();
        let keys: Vec<&CaseKey> = held.iter().map(|(_, key)| key).collect();
        let open =
            if sealed.contains(Compartment::Disclosure) { Compartment::Referral } else { Compartment::Card };
        let grant = granter.grant(record, sealed.with(open), &keys)?;
        self.note_epoch(record, &recipient, &held)?;
        Ok(Some(grant.to_item()))
    }

    /// Remembers which of our organisation's keys opens a record now: a newer one makes new case keys due.
    fn note_epoch(
        &self,
        record: RecordId,
        recipient: &Recipient,
        held: &[(Compartment, CaseKey)],
    ) -> Result<(), Error> {
        let Recipient::Organisation(organisation, epoch) = recipient else { return Ok(()) };
        if *organisation != self.me.profile.organisation {
            return Ok(());
        }
        let programme = self.me.profile.programme();
        for (compartment, key) in held {
            let commitment = key.commitment(&programme, &record, *compartment);
            let document = DocumentId { record, compartment: *compartment };
            keys::keep(self.tx, document, commitment, key, Some(*epoch))?;
        }
        Ok(())
    }

    pub(super) fn public_key(&self, recipient: &Recipient) -> Option<KemPublic> {
        match recipient {
            Recipient::Device(device) => self.me.directory.member(device).map(|member| member.kem),
            Recipient::Organisation(organisation, epoch) => {
                let known = self.me.directory.epoch(organisation, *epoch).map(|epoch| epoch.public);
                let first = self.me.profile.first_epoch.filter(|(number, _)| number == epoch);
                known.or(first.map(|(_, public)| public))
            }
        }
    }
}

/// Leaves as many whole actions as fit into one batch.
fn trim(waiting: &mut Vec<Waiting>) {
    let most = limits::BATCH_ITEMS - CAPSULES;
    if waiting.len() <= most {
        return;
    }
    let action = waiting[most].entry.action;
    let start = waiting.iter().position(|row| row.entry.action == action).unwrap_or(most);
    // An action larger than a batch (nobody types that much) is cut rather than stuck.
    waiting.truncate(if start == 0 { most } else { start });
}
