//! A device that was enrolled rightly and then signs whatever it likes.

use crate::world::World;
use jonaki_protocol::sync::{Cursor, Request, VERSION};
use jonaki_protocol::{
    Certificate, ChainPosition, DeviceId, InviteLink, Item, KemPrivate, ProgrammeId, Seen, SignPrivate,
    SignedBatch, Timestamp,
};

/// Keys with a certificate.
pub struct Accomplice {
    /// The programme.
    pub programme: ProgrammeId,
    /// What it signs with.
    pub sign: SignPrivate,
    /// What is wrapped for it opens with this.
    pub kem: KemPrivate,
    /// What makes it a member.
    pub certificate: Certificate,
    /// Where its chain of batches stands.
    pub chain: ChainPosition,
    /// Which checkpoint it says that it saw.
    pub seen: Option<Seen>,
    nonce: u64,
}

impl Accomplice {
    /// Uses an invite, without any client.
    ///
    /// # Panics
    /// Where the invite does not verify.
    pub fn enrol(link: &str, seed: u8, now: Timestamp) -> Self {
        let verified = InviteLink::from_text(link).expect("a link").verify(now, None).expect("an invite");
        let sign = SignPrivate::from_seed(&[seed; 32]);
        let kem = KemPrivate::from_bytes(&[seed; 32]).expect("a key");
        let certificate = verified.certify(&sign.public(), &kem.public(), now);
        Self {
            programme: verified.programme(),
            sign,
            kem,
            certificate,
            chain: ChainPosition::START,
            seen: None,
            nonce: 0,
        }
    }

    /// Its id.
    pub fn device(&self) -> DeviceId {
        self.sign.public().device_id()
    }

    /// Signs items as its next batch; nobody is asked.
    ///
    /// # Panics
    /// Where they are too many.
    pub fn signs(&mut self, now: Timestamp, items: Vec<Item>) -> SignedBatch {
        let items = items.into_iter().map(|item| (item, now)).collect();
        let batch = SignedBatch::sign(&self.programme, &self.sign, &self.chain, now, self.seen, items);
        let batch = batch.expect("a batch");
        self.chain = ChainPosition { n: self.chain.n + 1, hash: batch.hash() };
        batch
    }

    /// Brings batches to the honest server; the status of its answer.
    ///
    /// # Panics
    /// Where the request is too large.
    pub fn brings(&mut self, world: &mut World, batches: Vec<SignedBatch>) -> u16 {
        self.nonce += 1;
        let request = Request {
            version: VERSION,
            programme: self.programme,
            time: world.clock.now(),
            nonce: self.nonce,
            cursor: Cursor::default(),
            budget: 0,
            batches,
            offers: Vec::new(),
            digests: Vec::new(),
            prove: Vec::new(),
            founding: None,
        };
        world.exchange(&request.to_body(&self.sign).expect("a request")).status
    }

    /// Joins: its certificate goes to the honest server.
    ///
    /// # Panics
    /// Where the server does not take it.
    pub fn joins(mut self, world: &mut World) -> Self {
        let batch = self.signs(world.clock.now(), vec![self.certificate.to_item()]);
        assert_eq!(self.brings(world, vec![batch]), 200, "enrolled");
        self
    }
}
