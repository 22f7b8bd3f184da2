//! An enrolled device that does as it likes: real keys, a real certificate, any items.

use crate::world::{Device, World};
use jonaki_core::NewInvite;
use jonaki_core::protocol::grant::Granter;
use jonaki_core::protocol::sync::{Cursor, Request, Response, VERSION};
use jonaki_core::protocol::{
    ActorId, CaseKey, ChainPosition, Change, Code, Compartment, CompartmentSet, DocumentId, InviteLink, Item,
    KemPrivate, KeySet, ProgrammeId, Receipt, Recipient, RecordId, Role, SignPrivate, SignPublic,
    SignedBatch, Timestamp, VerifiedInvite, cose, encode, frame, seal,
};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::Rng as _;
use std::collections::BTreeMap;

/// The device.
pub struct Peer {
    /// Its signing key.
    pub sign: SignPrivate,
    /// Its programme.
    pub programme: ProgrammeId,
    /// Where its chain of batches stands.
    pub chain: ChainPosition,
    /// Its randomness.
    pub rng: ChaCha20Rng,
    server: SignPublic,
    invite: VerifiedInvite,
}

/// A record that a peer opened, with the keys that it made.
pub struct Opened {
    /// Its id.
    pub record: RecordId,
    /// The keys of its sealed compartments.
    pub keys: BTreeMap<Compartment, CaseKey>,
}

/// What became of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// HTTP status.
    pub status: u16,
    /// Positions refused, where a receipt came.
    pub refused: Option<BTreeMap<usize, Code>>,
}

impl Peer {
    /// Enrols with an invite like everybody else.
    ///
    /// # Panics
    /// Where the server or the founder refuses what is honest.
    pub fn enrol(world: &mut World, founder: &mut Device, role: Role) -> Self {
        let link = founder.client().invite(NewInvite { organisation: None, role }).expect("an invite").link;
        world.sync(founder).expect("synced");
        let now = world.clock.now();
        let invite = InviteLink::from_text(&link).and_then(|link| link.verify(now, None)).expect("a link");
        let mut rng = world.seeds.stream();
        let mut seeds = [[0; 32]; 2];
        seeds.iter_mut().for_each(|seed| rng.fill_bytes(seed));
        let (sign, kem) = (SignPrivate::from_seed(&seeds[0]), KemPrivate::derive(&seeds[1]));
        let certificate = invite.certify(&sign.public(), &kem.public(), now);
        let (programme, server) = (invite.programme(), invite.invite.server);
        let mut peer = Self { sign, programme, chain: ChainPosition::START, rng, server, invite };
        let said = peer.send(world, vec![certificate.to_item()]);
        assert_eq!(said.refused, Some(BTreeMap::new()), "enrolled");
        peer
    }

    /// An actor of this device.
    pub fn actor(&self, life: u32) -> ActorId {
        ActorId { device: self.sign.public().device_id(), incarnation: life.to_be_bytes() }
    }

    /// Random bytes.
    pub fn random<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.rng.fill_bytes(&mut bytes);
        bytes
    }

    /// A new record: its id, its keys, and the items that open it and let the organisation read it.
    ///
    /// # Panics
    /// Where keys cannot be wrapped.
    pub fn open(&mut self) -> (Opened, Vec<Item>) {
        let record = RecordId::from_bytes(self.random());
        let sealed = [Compartment::Account, Compartment::Identity];
        let keys: BTreeMap<_, _> =
            sealed.into_iter().map(|part| (part, CaseKey::make(&mut self.rng))).collect();
        let commitments =
            keys.iter().map(|(part, key)| (*part, key.commitment(&self.programme, &record, *part))).collect();
        let (epoch, public) = self.invite.invite.epoch.expect("the organisation's key");
        let recipient = Recipient::Organisation(self.invite.invite.organisation, epoch);
        let mut granter = Granter::new(self.programme, recipient, &public, &mut self.rng).expect("a granter");
        let parts: CompartmentSet = sealed.into_iter().collect();
        let held: Vec<&CaseKey> = keys.values().collect();
        let grant = granter.grant(record, parts.with(Compartment::Card), &held).expect("a grant");
        let set = KeySet { record, epoch: 0, commitments };
        let items = vec![granter.capsule().to_item(), set.to_item(), grant.to_item()];
        (Opened { record, keys }, items)
    }

    /// The item that carries a change, sealed where its compartment is.
    ///
    /// # Panics
    /// For a compartment without a key.
    pub fn change(&mut self, opened: &Opened, compartment: Compartment, change: &[u8]) -> Item {
        let record = opened.record;
        if !compartment.is_sealed() {
            return Change { record, compartment, change: change.to_vec() }.to_item();
        }
        let (document, key) = (DocumentId { record, compartment }, &opened.keys[&compartment]);
        seal::seal(&self.programme, document, key, change, &mut self.rng).expect("sealed").to_item()
    }

    /// Signs items as the next batch of the chain.
    ///
    /// # Panics
    /// For none or too many.
    pub fn batch(&mut self, now: Timestamp, items: Vec<Item>) -> SignedBatch {
        let items = items.into_iter().map(|item| (item, now)).collect();
        let batch = SignedBatch::sign(&self.programme, &self.sign, &self.chain, now, None, items);
        let batch = batch.expect("a batch");
        self.chain = ChainPosition { n: self.chain.n + 1, hash: batch.hash() };
        batch
    }

    /// A request that brings these batches and asks for nothing.
    pub fn request(&mut self, now: Timestamp, batches: Vec<SignedBatch>) -> Request {
        Request {
            version: VERSION,
            programme: self.programme,
            time: now,
            nonce: u64::from_le_bytes(self.random()),
            cursor: Cursor::default(),
            budget: 0,
            batches,
            offers: Vec::new(),
            digests: Vec::new(),
            prove: Vec::new(),
            founding: None,
        }
    }

    /// Signs and packs a request as fast as it can be done.
    pub fn pack(&self, request: &Request) -> Vec<u8> {
        let device = self.sign.public().device_id();
        let (purpose, payload) = (cose::Purpose::Request, encode(request));
        let message = cose::sign(purpose, &self.programme, &self.sign, device.as_bytes(), payload);
        frame::pack_quick(&message)
    }

    /// A packed request that brings these batches.
    pub fn body(&mut self, now: Timestamp, batches: Vec<SignedBatch>) -> Vec<u8> {
        let request = self.request(now, batches);
        self.pack(&request)
    }

    /// Sends items as one batch.
    ///
    /// # Panics
    /// Where the answer is none, or its receipt does not verify.
    pub fn send(&mut self, world: &mut World, items: Vec<Item>) -> Said {
        let now = world.clock.now();
        let batch = self.batch(now, items);
        let body = self.body(now, vec![batch]);
        let answer = world.exchange(&body);
        if answer.status != 200 {
            return Said { status: answer.status, refused: None };
        }
        let response = Response::from_body(&answer.body).expect("a response");
        let receipt = response.receipts.first();
        let refused = receipt.map(|receipt| {
            let receipt = Receipt::verify(receipt, &self.programme, &self.server).expect("a receipt");
            receipt.refused.iter().map(|(position, code)| (usize::from(*position), *code)).collect()
        });
        Said { status: answer.status, refused }
    }
}
