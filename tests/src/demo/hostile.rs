//! An enrolled device that cheats: real keys, a real certificate, and a change made to destroy a case.

use super::Failure;
use super::cast::clock;
use jonaki_core::protocol::sync::{Cursor, Request, Response, VERSION};
use jonaki_core::protocol::{
    ActorId, ChainPosition, Change, Code, Compartment, Digest, InviteLink, Item, KemPrivate, KeySet,
    ProgrammeId, Receipt, RecordId, SignPrivate, SignPublic, SignedBatch,
};
use jonaki_core::{Error, Host as _, SystemHost, Transport};
use jonaki_document::{Document, Edit, hostile};

/// The cheat.
pub(super) struct Cheat {
    sign: SignPrivate,
    programme: ProgrammeId,
    server: SignPublic,
    chain: ChainPosition,
    transport: Transport,
}

/// What came of the attack.
pub(super) struct Outcome {
    /// Whether plain automerge took the change and then could not load what it saved.
    pub(super) bricks_automerge: bool,
    /// The code with which the server refused it.
    pub(super) refused: Option<Code>,
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemHost::new(clock).fill(&mut bytes);
    bytes
}

impl Cheat {
    /// Enrols with an invite like everybody else.
    pub(super) fn enrol(link: &str, runtime: &tokio::runtime::Runtime) -> Result<Self, Failure> {
        let verified =
            InviteLink::from_text(link).and_then(|link| link.verify(clock(), None)).map_err(Error::from)?;
        let sign = SignPrivate::from_seed(&random());
        let kem = KemPrivate::derive(&random());
        let certificate = verified.certify(&sign.public(), &kem.public(), clock());
        let mut cheat = Self {
            sign,
            programme: verified.programme(),
            server: verified.invite.server,
            chain: ChainPosition::START,
            transport: Transport::new(&verified.invite.url)?,
        };
        let receipt = cheat.send(vec![certificate.to_item()], runtime)?;
        if receipt.refused.is_empty() { Ok(cheat) } else { Err("the cheat could not enrol".into()) }
    }

    /// Opens a case of its own and then tries to destroy it for everybody who reads it.
    pub(super) fn attack(&mut self, runtime: &tokio::runtime::Runtime) -> Result<Outcome, Failure> {
        let record = RecordId::from_bytes(random());
        let actor = ActorId { device: self.sign.public().device_id(), incarnation: random() };
        let mut card = Document::new(Compartment::Card)?;
        let first = card.edit(actor, &[Edit::set("district", "khulna".into())])?.ok_or("nothing to send")?;
        let commitments = vec![(Compartment::Account, Digest::from_bytes(random()))];
        let item = |change| Change { record, compartment: Compartment::Card, change }.to_item();
        let honest = vec![KeySet { record, epoch: 0, commitments }.to_item(), item(first.bytes)];
        let receipt = self.send(honest, runtime)?;
        if !receipt.refused.is_empty() {
            return Err("the honest beginning was refused".into());
        }
        let change = hostile::unloadable_change(&card, actor);
        let bricks_automerge = hostile::bricks_plain_automerge(&card, &change);
        let receipt = self.send(vec![item(change)], runtime)?;
        Ok(Outcome { bricks_automerge, refused: receipt.refused.first().map(|(_, code)| *code) })
    }

    fn send(&mut self, items: Vec<Item>, runtime: &tokio::runtime::Runtime) -> Result<Receipt, Failure> {
        let now = clock();
        let items = items.into_iter().map(|item| (item, now)).collect();
        let batch = SignedBatch::sign(&self.programme, &self.sign, &self.chain, now, None, items)
            .map_err(Error::from)?;
        self.chain = ChainPosition { n: self.chain.n + 1, hash: batch.hash() };
        let request = Request {
            version: VERSION,
            programme: self.programme,
            time: now,
            nonce: u64::from_le_bytes(random()),
            cursor: Cursor::default(),
            budget: 10_000,
            batches: vec![batch],
            offers: Vec::new(),
            digests: Vec::new(),
            prove: Vec::new(),
            founding: None,
        };
        let body = request.to_body(&self.sign).map_err(Error::from)?;
        let (status, answer) = runtime.block_on(self.transport.exchange(body))?;
        if status != 200 {
            return Err(format!("the server answered {status}").into());
        }
        let response = Response::from_body(&answer).map_err(Error::from)?;
        let receipt = response.receipts.first().ok_or("no receipt")?;
        Ok(Receipt::verify(receipt, &self.programme, &self.server).map_err(Error::from)?)
    }
}
