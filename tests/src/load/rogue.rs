//! A device with real keys and a real certificate that does not behave.

use super::Failure;
use super::honest::{clock, random};
use super::wire::Wire;
use jonaki_document::hostile::Attack;
use jonaki_document::{Document, Edit};
use jonaki_protocol::sync::{Cursor, Request, Response, VERSION};
use jonaki_protocol::{
    ActorId, ChainPosition, Change, Code, Compartment, Digest, InviteLink, Item, KemPrivate, KeySet,
    ProgrammeId, RecordId, SignPrivate, SignedBatch, limits,
};
use std::net::SocketAddr;

/// The device.
pub(super) struct Rogue {
    sign: SignPrivate,
    programme: ProgrammeId,
    certificate: Item,
    chain: ChainPosition,
    pub(super) wire: Wire,
}

fn failed(code: Code) -> Failure {
    format!("a rogue's own bytes: {code}").into()
}

impl Rogue {
    /// Takes an invite, offline.
    pub(super) fn new(link: &str, address: SocketAddr) -> Result<Self, Failure> {
        let verified =
            InviteLink::from_text(link).and_then(|link| link.verify(clock(), None)).map_err(failed)?;
        let sign = SignPrivate::from_seed(&random());
        let kem = KemPrivate::derive(&random());
        let certificate = verified.certify(&sign.public(), &kem.public(), clock()).to_item();
        let (programme, chain) = (verified.programme(), ChainPosition::START);
        Ok(Self { sign, programme, certificate, chain, wire: Wire::new(address) })
    }

    fn request(&self, batches: Vec<SignedBatch>) -> Result<Vec<u8>, Failure> {
        let request = Request {
            version: VERSION,
            programme: self.programme,
            time: clock(),
            nonce: u64::from_le_bytes(random()),
            cursor: Cursor::default(),
            budget: 10_000,
            batches,
            offers: Vec::new(),
            digests: Vec::new(),
            prove: Vec::new(),
            founding: None,
        };
        request.to_body(&self.sign).map_err(failed)
    }

    fn batch(&self, items: Vec<Item>) -> Result<SignedBatch, Failure> {
        let now = clock();
        let items = items.into_iter().map(|item| (item, now)).collect();
        SignedBatch::sign(&self.programme, &self.sign, &self.chain, now, None, items).map_err(failed)
    }

    /// The request that enrols.
    pub(super) fn enrolment(&self) -> Result<Vec<u8>, Failure> {
        let batch = self.batch(vec![self.certificate.clone()])?;
        self.request(vec![batch])
    }

    /// Enrols; whether the server took it.
    pub(super) async fn enrol(&mut self) -> Result<bool, Failure> {
        let batch = self.batch(vec![self.certificate.clone()])?;
        self.push(batch).await
    }

    /// A request that asks for nothing and brings nothing.
    pub(super) fn idle(&self) -> Result<Vec<u8>, Failure> {
        self.request(Vec::new())
    }

    /// Sends a batch of changes that depend on what nobody has; whether the server took the batch.
    pub(super) async fn orphans(&mut self) -> Result<bool, Failure> {
        let record = RecordId::from_bytes(random());
        let actor = ActorId { device: self.sign.public().device_id(), incarnation: random() };
        let mut card = Document::new(Compartment::Card).map_err(|_| "no document")?;
        let first = card.edit(actor, &[Edit::set("district", "khulna".into())]).map_err(|_| "no edit")?;
        let first = first.ok_or("nothing to send")?;
        let commitments = vec![(Compartment::Account, Digest::from_bytes(random()))];
        let item = |change| Change { record, compartment: Compartment::Card, change }.to_item();
        let mut items = vec![KeySet { record, epoch: 0, commitments }.to_item(), item(first.bytes)];
        while items.len() < limits::BATCH_ITEMS {
            let other = ActorId { incarnation: random(), ..actor };
            items.push(item(Attack::Orphan.change(&card, other)));
        }
        let batch = self.batch(items)?;
        self.push(batch).await
    }

    async fn push(&mut self, batch: SignedBatch) -> Result<bool, Failure> {
        let hash = batch.hash();
        let body = self.request(vec![batch])?;
        let answered = self.wire.exchange(&body).await?;
        if answered.status != 200 {
            return Ok(false);
        }
        let response = Response::from_body(&answered.body).map_err(failed)?;
        if !response.receipts.is_empty() {
            self.chain = ChainPosition { n: self.chain.n + 1, hash };
        }
        Ok(!response.receipts.is_empty())
    }
}
