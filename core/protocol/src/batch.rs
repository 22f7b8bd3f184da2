//! Batches: items signed together by one device.

mod root;

use crate::cbor::{decode, encode};
use crate::cose::{self, Purpose, Signed};
use crate::{
    Code, DeviceId, Digest, Item, LogId, ProgrammeId, SignPrivate, SignPublic, Timestamp, limits, merkle,
};
use serde_bytes::ByteBuf;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

/// The last checkpoint that a device saw when it signed: what lets two devices prove that a server showed them
/// different logs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct Seen {
    /// Which life of the log.
    pub log: LogId,
    /// Entries in it.
    pub size: u64,
    /// Head of the hash chain at that size.
    pub head: Digest,
}

/// What a device signs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct BatchHeader {
    /// Counts the device's batches, from 1.
    pub n: u64,
    /// [`SignedBatch::hash`] of the device's batch `n - 1`; zeros for the first.
    pub prev: Digest,
    /// The device's clock at signing.
    pub time: Timestamp,
    /// How long before signing the items were saved, as runs of (items, seconds more than the run before); what is not
    /// covered: 0 seconds. A day of work signed at once keeps the time of each entry, in two bytes or so.
    pub ages: Vec<(u16, i32)>,
    /// The newest checkpoint that the device verified.
    pub checkpoint_seen: Option<Seen>,
    /// How many items.
    pub count: u16,
    /// Merkle root over the items' hashes.
    pub root: Digest,
}

impl BatchHeader {
    /// When the item at this index was saved, by the device's clock.
    pub fn time_of(&self, index: usize) -> Timestamp {
        let (mut end, mut age) = (0, 0_i64);
        for (items, step) in &self.ages {
            end += usize::from(*items);
            age += i64::from(*step);
            if index < end {
                return self.time.plus(-age.max(0));
            }
        }
        self.time
    }
}

fn ages(time: Timestamp, items: &[(Item, Timestamp)]) -> Vec<(u16, i32)> {
    let mut runs: Vec<(u16, i32)> = Vec::new();
    let mut before = 0;
    for (_, saved) in items {
        let age = i32::try_from(time.0.saturating_sub(saved.0).max(0)).unwrap_or(i32::MAX);
        match runs.last_mut() {
            Some((count, _)) if before == age => *count += 1,
            _ => runs.push((1, age - before)),
        }
        before = age;
    }
    if before == 0 {
        runs.pop();
    }
    runs
}

/// A batch as it travels: the signed header, the items that the receiver may see, and the hashes of the rest.
///
/// On the wire the header is without the root, which whoever has the items computes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignedBatch {
    /// COSE_Sign1 over a [`BatchHeader`], key id = device id.
    pub header: ByteBuf,
    /// The items in order; `None` where the receiver may not see one.
    pub items: Vec<Option<Item>>,
    /// Hashes of the largest hidden subtrees, left to right ([`merkle::hidden`]).
    pub hidden: Vec<Digest>,
}

impl SignedBatch {
    /// Signs items, each with the time at which it was saved.
    ///
    /// # Errors
    /// [`Code::TooLarge`] for none or more than [`limits::BATCH_ITEMS`]; [`Code::Malformed`] where the chain is at
    /// its end (no honest server says so).
    pub fn sign(
        programme: &ProgrammeId,
        key: &SignPrivate,
        chain: &ChainPosition,
        time: Timestamp,
        checkpoint_seen: Option<Seen>,
        items: Vec<(Item, Timestamp)>,
    ) -> Result<Self, Code> {
        if items.is_empty() || items.len() > limits::BATCH_ITEMS {
            return Err(Code::TooLarge);
        }
        let leaves: Vec<Digest> = items.iter().map(|(item, _)| item.hash()).collect();
        let header = BatchHeader {
            n: chain.n.checked_add(1).ok_or(Code::Malformed)?,
            prev: chain.hash,
            time,
            ages: ages(time, &items),
            checkpoint_seen,
            count: items.len() as u16,
            root: merkle::root(&leaves),
        };
        let device = key.public().device_id();
        let header = cose::sign(Purpose::Batch, programme, key, device.as_bytes(), encode(&header));
        let items = items.into_iter().map(|(item, _)| Some(item)).collect();
        Ok(Self { header: ByteBuf::from(header), items, hidden: Vec::new() })
    }

    /// The batch's hash: of its signed header, so it is the same however many items a copy shows.
    pub fn hash(&self) -> Digest {
        batch_hash(&self.header)
    }

    /// Who claims to have signed it, and what; not verified.
    ///
    /// # Errors
    /// [`Code::Malformed`].
    pub fn claimed_device(&self) -> Result<DeviceId, Code> {
        DeviceId::from_slice(Signed::parse(&self.header)?.key_id()).ok_or(Code::Malformed)
    }

    /// Verifies the signature, and that the items and hidden hashes are exactly what was signed.
    ///
    /// # Errors
    /// [`Code::Malformed`], [`Code::TooLarge`], [`Code::BadSignature`].
    pub fn verify(&self, programme: &ProgrammeId, key: &SignPublic) -> Result<BatchHeader, Code> {
        if self.items.len() > limits::BATCH_ITEMS {
            return Err(Code::TooLarge);
        }
        let signed = Signed::parse(&self.header)?;
        if signed.key_id() != key.device_id().as_bytes() {
            return Err(Code::BadSignature);
        }
        let header: BatchHeader = decode(signed.verify(Purpose::Batch, programme, key)?)?;
        let leaves: Vec<_> = self.items.iter().map(|item| item.as_ref().map(Item::hash)).collect();
        let fits = usize::from(header.count) == self.items.len()
            && (1..=BATCHES).contains(&header.n)
            && header.ages.len() <= self.items.len()
            && merkle::root_from_parts(&leaves, &self.hidden)? == header.root;
        if fits { Ok(header) } else { Err(Code::BadSignature) }
    }

    /// The same batch showing only some of its items.
    ///
    /// `leaves` are all items' hashes; `visible` says which of the items this copy holds are to be shown.
    #[must_use]
    pub fn redacted(header: &[u8], leaves: &[Digest], visible: Vec<Option<Item>>) -> Self {
        let shown: Vec<bool> = visible.iter().map(Option::is_some).collect();
        let hidden = merkle::hidden(leaves, &|index| shown.get(index).copied().unwrap_or(false));
        Self { header: ByteBuf::from(header), items: visible, hidden }
    }
}

/// Batches of one device: far more than any makes, and a number that every database can hold.
const BATCHES: u64 = 1 << 48;

/// [`SignedBatch::hash`] from the header's bytes.
pub fn batch_hash(header: &[u8]) -> Digest {
    Digest::of("jonaki/v1/batch-header", &[header])
}

/// Where a device's chain of batches stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct ChainPosition {
    /// Number of the last batch; 0 before the first.
    pub n: u64,
    /// Its hash; zeros before the first.
    pub hash: Digest,
}

impl ChainPosition {
    /// Before the first batch.
    pub const START: Self = Self { n: 0, hash: Digest::from_bytes([0; 32]) };
}
