//! An enrolled device that cheats: real keys, a real certificate, and whatever it likes to sign.

use crate::world::World;
use jonaki_core::protocol::sync::{Cursor, Request, Response, VERSION};
use jonaki_core::protocol::{
    ActorId, CaseKey, ChainPosition, DeviceId, InviteLink, Item, KemPrivate, ProgrammeId, Receipt, RecordId,
    SignPrivate, SignedBatch,
};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::Rng as _;

/// The cheat.
pub struct Cheat {
    /// Its signature key.
    pub sign: SignPrivate,
    /// Its key for grants.
    pub kem: KemPrivate,
    /// The programme that it is enrolled in.
    pub programme: ProgrammeId,
    /// Its randomness, from the world's seed.
    pub rng: ChaCha20Rng,
}

impl Cheat {
    /// Enrols with an invite like everybody else.
    ///
    /// # Panics
    /// Where the invite is refused.
    pub fn enrol(world: &mut World, link: &str) -> Self {
        let now = world.clock.now();
        let verified =
            InviteLink::from_text(link).and_then(|link| link.verify(now, None)).expect("an invite");
        let mut rng = world.seeds.stream();
        let mut seed = [0; 32];
        rng.fill_bytes(&mut seed);
        let (sign, kem) = (SignPrivate::from_seed(&seed), KemPrivate::derive(&seed));
        let certificate = verified.certify(&sign.public(), &kem.public(), now);
        let mut cheat = Self { sign, kem, programme: verified.programme(), rng };
        cheat.send(world, vec![certificate.to_item()]);
        cheat
    }

    /// Its id.
    pub fn id(&self) -> DeviceId {
        self.sign.public().device_id()
    }

    /// Random bytes.
    pub fn random<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.rng.fill_bytes(&mut bytes);
        bytes
    }

    /// A new life of its actor, which has written nothing yet.
    pub fn actor(&mut self) -> ActorId {
        ActorId { device: self.id(), incarnation: self.random() }
    }

    /// A record id that nobody has.
    pub fn record(&mut self) -> RecordId {
        RecordId::from_bytes(self.random())
    }

    /// A key of a case.
    ///
    /// # Panics
    /// Never: 32 bytes are a key.
    pub fn key(&mut self) -> CaseKey {
        CaseKey::from_slice(&self.random::<32>()).expect("32 bytes")
    }

    /// Where its chain stands on the server.
    ///
    /// # Panics
    /// Where the server cannot be read.
    pub fn chain(&self, world: &World) -> ChainPosition {
        let (device, mut chain) = (self.id(), ChainPosition::START);
        let read = world.service().inspect(&mut |_, _, tx| {
            chain = tx.chain(&device)?;
            Ok(())
        });
        read.expect("the server's database");
        chain
    }

    /// Signs items as its next batch.
    ///
    /// # Panics
    /// For no items or more than a batch has.
    pub fn batch(&self, world: &World, items: Vec<Item>) -> SignedBatch {
        let now = world.clock.now();
        let items = items.into_iter().map(|item| (item, now)).collect();
        let chain = self.chain(world);
        SignedBatch::sign(&self.programme, &self.sign, &chain, now, None, items).expect("a batch")
    }

    /// A request that brings batches and is honest in everything else.
    pub fn request(&mut self, world: &World, batches: Vec<SignedBatch>) -> Request {
        Request {
            version: VERSION,
            programme: self.programme,
            time: world.clock.now(),
            nonce: u64::from_le_bytes(self.random()),
            cursor: Cursor::default(),
            budget: 1_000,
            batches,
            offers: Vec::new(),
            digests: Vec::new(),
            prove: Vec::new(),
            founding: None,
        }
    }

    /// The body that brings items in a batch.
    ///
    /// # Panics
    /// For more than a request may carry.
    pub fn body(&mut self, world: &World, items: Vec<Item>) -> Vec<u8> {
        let batch = self.batch(world, items);
        self.request(world, vec![batch]).to_body(&self.sign).expect("a request")
    }

    /// Sends items; the server's word on them.
    ///
    /// # Panics
    /// Where the batch is not stored.
    pub fn send(&mut self, world: &mut World, items: Vec<Item>) -> Receipt {
        let body = self.body(world, items);
        let answer = world.exchange(&body);
        assert_eq!(answer.status, 200, "refused: {:?}", answer.refusal);
        let response = Response::from_body(&answer.body).expect("an answer");
        let receipt = response.receipts.first().expect("a receipt");
        Receipt::verify(receipt, &self.programme, &world.server_key().public()).expect("a true receipt")
    }

    /// Sends items that must all be admitted.
    ///
    /// # Panics
    /// Where one is refused.
    pub fn send_honest(&mut self, world: &mut World, items: Vec<Item>) {
        let receipt = self.send(world, items);
        assert_eq!(receipt.refused, [], "an honest beginning");
    }
}
