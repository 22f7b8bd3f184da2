//! An answer under change.

use jonaki_protocol::sync::{FeedEntry, News, Request, Response, UnverifiedRequest};
use jonaki_protocol::{
    Checkpoint, DeviceId, Item, ProgrammeId, Receipt, SignPrivate, SignedBatch, cose, merkle,
};
use serde_bytes::ByteBuf;

/// An honest answer, the request that it is for, and the key to sign anything else in its place.
pub struct Lie {
    /// What was asked.
    pub request: Request,
    /// Who asked.
    pub device: DeviceId,
    /// The answer; change it at will.
    pub response: Response,
    /// The programme.
    pub programme: ProgrammeId,
    key: SignPrivate,
}

impl Lie {
    /// Takes an honest exchange apart.
    ///
    /// # Panics
    /// Where it is none.
    pub fn new(request: &[u8], answer: &[u8], key: SignPrivate) -> Self {
        let request = UnverifiedRequest::from_body(request).expect("a request");
        let response = Response::from_body(answer).expect("an answer");
        let programme = request.claimed.programme;
        Self { device: request.device, request: request.claimed, response, programme, key }
    }

    /// The answer as it is now.
    ///
    /// # Panics
    /// Where it grew too large.
    pub fn to_body(&self) -> Vec<u8> {
        self.response.to_body().expect("packed")
    }

    /// A receipt of the answer, read.
    ///
    /// # Panics
    /// Where there is none.
    pub fn receipt(&self, index: usize) -> Receipt {
        Receipt::verify(&self.response.receipts[index], &self.programme, &self.key.public())
            .expect("a receipt")
    }

    /// Signs a receipt anew, with the real key.
    pub fn set_receipt(&mut self, index: usize, receipt: &Receipt) {
        self.response.receipts[index] = ByteBuf::from(receipt.sign(&self.programme, &self.key));
    }

    /// The checkpoint of the answer, read.
    ///
    /// # Panics
    /// Where it does not verify.
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint::verify(&self.response.checkpoint, &self.programme, &self.key.public())
            .expect("a checkpoint")
    }

    /// Changes the checkpoint and signs it anew, with the real key; the cursor follows its log.
    pub fn set_checkpoint(&mut self, change: impl FnOnce(&mut Checkpoint)) {
        let mut checkpoint = self.checkpoint();
        change(&mut checkpoint);
        self.response.cursor.log = Some(checkpoint.head.log);
        self.response.checkpoint = ByteBuf::from(checkpoint.sign(&self.programme, &self.key));
    }

    /// Signs the same checkpoint with another key.
    pub fn sign_checkpoint_with(&mut self, key: &SignPrivate) {
        self.response.checkpoint = ByteBuf::from(self.checkpoint().sign(&self.programme, key));
    }

    /// Adds news at the end of the feed, in the log's last entry.
    pub fn add(&mut self, news: &News) {
        let entry = self.checkpoint().head.size;
        self.add_at(entry, news);
    }

    /// Adds news at the end of the feed.
    pub fn add_at(&mut self, entry: u64, news: &News) {
        self.response.feed.push(FeedEntry::new(entry, news));
    }

    /// The batches of the feed.
    pub fn batches(&self) -> Vec<SignedBatch> {
        let news = self.response.feed.iter().filter_map(|entry| entry.news().ok());
        news.filter_map(|news| match news {
            News::Batch(batch) => Some(batch),
            _ => None,
        })
        .collect()
    }

    /// Changes every batch of the feed, or drops it.
    pub fn each_batch(&mut self, change: impl Fn(SignedBatch) -> Option<SignedBatch>) {
        let feed = std::mem::take(&mut self.response.feed);
        self.response.feed = feed
            .into_iter()
            .filter_map(|entry| match entry.news() {
                Ok(News::Batch(batch)) => {
                    change(batch).map(|batch| FeedEntry::new(entry.entry, &News::Batch(batch)))
                }
                _ => Some(entry),
            })
            .collect();
    }

    /// Keeps the items of the feed for which `keeps` says so, and hides the rest as a server does.
    ///
    /// # Panics
    /// Where a batch is not whole.
    pub fn withhold(&mut self, keeps: impl Fn(&Item) -> bool) {
        self.each_batch(|batch| {
            let leaves: Vec<_> = batch.items.iter().map(|item| item.as_ref().map(Item::hash)).collect();
            let shown: Vec<Option<Item>> =
                batch.items.iter().map(|item| item.clone().filter(|item| keeps(item))).collect();
            if shown.iter().all(Option::is_none) {
                return None;
            }
            let visible = |index: usize| shown.get(index).is_some_and(Option::is_some);
            let hidden = merkle::narrow(&leaves, &batch.hidden, &visible).expect("a whole batch");
            Some(SignedBatch { header: batch.header.clone(), items: shown, hidden })
        });
    }
}

/// A signed message with the signature of another key under the same words.
pub fn signed_by(
    message: &[u8],
    purpose: cose::Purpose,
    programme: &ProgrammeId,
    key: &SignPrivate,
) -> Vec<u8> {
    let signed = cose::Signed::parse(message).expect("a message");
    cose::sign(purpose, programme, key, signed.key_id(), signed.unverified_payload().to_vec())
}

/// A message whose signature is zeros.
pub fn stripped(message: &[u8]) -> Vec<u8> {
    let mut message = message.to_vec();
    let from = message.len().saturating_sub(64);
    message[from..].fill(0);
    message
}
