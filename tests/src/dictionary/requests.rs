//! What is around the changes: requests with the batch of a referral, of an answer, of a report, and without any.

use super::{Failure, Samples};
use jonaki_protocol::sync::{Cursor, Request, VERSION};
use jonaki_protocol::{
    Capsule, ChainPosition, Compartment, CompartmentSet, Digest, Grant, Item, KeySet, LogId, ProgrammeId,
    Recipient, RecordId, Seen, SignPrivate, SignedBatch, Timestamp, frame, limits,
};

impl Samples {
    pub(super) fn requests(&mut self) -> Result<(), Failure> {
        // One in four: what they share is the same in all.
        if !self.seed.is_multiple_of(4) {
            return Ok(());
        }
        let pair = CompartmentSet::PAIR;
        let case: CompartmentSet =
            [Compartment::Card, Compartment::Account, Compartment::Identity].into_iter().collect();
        let mut referral = self.keys(&[11, 12], pair, &[Compartment::Disclosure]);
        referral.extend(std::mem::take(&mut self.opened));
        let answer = std::mem::take(&mut self.answered);
        let report = self.keys(&[11], case, &[Compartment::Account, Compartment::Identity]);
        self.samples.requests.clear();
        for items in [Vec::new(), report, answer, referral] {
            let request = self.request(items)?;
            self.samples.pieces.push(request.clone());
            self.samples.requests.push(request);
        }
        Ok(())
    }

    /// Keys of a record for some organisations.
    fn keys(&self, to: &[u64], set: CompartmentSet, sealed: &[Compartment]) -> Vec<Item> {
        let record: RecordId = self.record(10);
        let digest = |salt| Digest::of("dictionary", &[&self.long(salt, 32)]);
        let recipient = |salt: &u64| Recipient::Organisation(self.organisation(*salt), 0);
        let mut items: Vec<Item> = to
            .iter()
            .map(|salt| {
                Capsule { recipient: recipient(salt), encapsulated: self.long(40 + salt, 32) }.to_item()
            })
            .collect();
        let commitments = sealed.iter().zip(60..).map(|(part, salt)| (*part, digest(salt))).collect();
        items.push(KeySet { record, epoch: 0, commitments }.to_item());
        items.extend(to.iter().map(|salt| {
            let wrapped = self.long(80 + salt, 32 * sealed.len() + 16);
            Grant { record, recipient: recipient(salt), compartments: set, number: 0, wrapped }.to_item()
        }));
        items
    }

    /// A signed request as it is before compression.
    fn request(&self, items: Vec<Item>) -> Result<Vec<u8>, Failure> {
        let mut secret = [0; 32];
        secret.copy_from_slice(&self.long(100, 32));
        let key = SignPrivate::from_seed(&secret);
        let programme = ProgrammeId::from_bytes(self.bytes(20));
        let log = LogId::from_bytes(self.bytes(21));
        let time = Timestamp(self.hour() + 1_234);
        let digest = |salt| Digest::of("dictionary", &[&self.long(salt, 32)]);
        let mut batches = Vec::new();
        if !items.is_empty() {
            let chain = ChainPosition { n: 20 + self.seed % 90, hash: digest(22) };
            let seen = Some(Seen { log, size: 300 + self.seed, head: digest(23) });
            let items = items.into_iter().map(|item| (item, time)).collect();
            batches.push(SignedBatch::sign(&programme, &key, &chain, time, seen, items)?);
        }
        let cursor = Cursor {
            log: Some(log),
            everyone: 40 + self.seed % 100,
            device: 50 + self.seed % 200,
            organisations: vec![(self.organisation(11), 300 + self.seed)],
        };
        let request = Request {
            version: VERSION,
            programme,
            time,
            nonce: u64::from_le_bytes(self.long(24, 8).try_into().unwrap_or_default()),
            cursor,
            budget: limits::RESPONSE_BYTES as u32,
            batches,
            offers: Vec::new(),
            digests: Vec::new(),
            prove: Vec::new(),
            founding: None,
        };
        // The bytes that are compressed, signature and all.
        Ok(frame::unpack(&request.to_body(&key)?, limits::REQUEST_BYTES)?)
    }
}
