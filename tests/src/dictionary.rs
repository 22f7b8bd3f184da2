//! What the shared compression dictionary is trained on: what people write, as it is compressed. Alone inside a seal, as an
//! item inside a frame, and the frame around it.

mod referrals;
mod reports;
mod requests;

use crate::synthetic::{Synthetic, Vocabulary};
use jonaki_document::NewChange;
use jonaki_protocol::{
    ActorId, Change, Compartment, DeviceId, EntryId, Item, OrganisationId, RecordId, encode,
};
use std::error::Error;

/// Why nothing was made.
pub type Failure = Box<dyn Error>;

/// So that the last request is a usual one.
const SEEDS: u64 = 2_992;

/// What a dictionary is made of.
#[derive(Debug, Default)]
pub struct Training {
    /// What it is trained on.
    pub pieces: Vec<Vec<u8>>,
    /// Requests with everything in its place: none, a report's, an answer's, a referral's.
    pub requests: Vec<Vec<u8>>,
}

/// The samples, the same each time.
///
/// # Errors
/// Where a document refuses what is written into it.
pub fn samples() -> Result<Training, Failure> {
    let mut samples = Training::default();
    for seed in 0..SEEDS {
        let source = Synthetic::new(seed, Vocabulary::Training);
        let mut of = Samples { seed, source, samples, opened: Vec::new(), answered: Vec::new() };
        of.report()?;
        of.referral()?;
        of.requests()?;
        samples = of.samples;
    }
    Ok(samples)
}

/// The samples of one seed.
struct Samples {
    seed: u64,
    source: Synthetic,
    samples: Training,
    /// The items of a request that opens a referral, and of one that answers it, without keys.
    opened: Vec<Item>,
    answered: Vec<Item>,
}

impl Samples {
    /// Bytes that follow from seed and salt, and look like nothing.
    fn bytes(&self, salt: u64) -> [u8; 16] {
        let seed = self.seed;
        let mut bytes = [0; 16];
        bytes[..8]
            .copy_from_slice(&seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(salt).to_le_bytes());
        bytes[8..]
            .copy_from_slice(&seed.rotate_left(29).wrapping_mul(0xbf58_476d_1ce4_e5b9 ^ salt).to_le_bytes());
        bytes
    }

    /// More of them.
    fn long(&self, salt: u64, length: usize) -> Vec<u8> {
        let hashed = |block: u64| {
            let seed = self.bytes(salt.wrapping_add(block << 32));
            jonaki_protocol::Digest::of("dictionary", &[&seed]).as_bytes().to_vec()
        };
        let mut bytes: Vec<u8> = (0..(length as u64).div_ceil(32)).flat_map(hashed).collect();
        bytes.truncate(length);
        bytes
    }

    fn actor(&self, salt: u64) -> ActorId {
        ActorId {
            device: DeviceId::from_bytes(self.bytes(salt)),
            incarnation: [salt as u8, self.seed as u8, 3, 4],
        }
    }

    fn record(&self, salt: u64) -> RecordId {
        RecordId::from_bytes(self.bytes(salt))
    }

    fn organisation(&self, salt: u64) -> OrganisationId {
        OrganisationId::from_bytes(self.bytes(salt))
    }

    fn entry(&self, salt: u64) -> EntryId {
        let mut bytes = [0; 12];
        bytes.copy_from_slice(&self.long(salt, 12));
        EntryId::from_bytes(bytes)
    }

    /// One of a list's, as the seed and the salt say.
    fn one<'a>(&self, salt: u64, list: &[&'a str]) -> &'a str {
        list[(self.seed.wrapping_mul(7).wrapping_add(salt) % list.len() as u64) as usize]
    }

    /// An hour of the last years.
    fn hour(&self) -> i64 {
        1_772_344_800 + 3_600 * (self.seed as i64 % 2_000)
    }

    /// Takes a change as it is compressed: alone inside a seal, or as an item, which is returned.
    fn take(&mut self, record: RecordId, compartment: Compartment, change: NewChange) -> Option<Item> {
        let change = change.bytes;
        if compartment.is_sealed() {
            self.samples.pieces.push(change);
            return None;
        }
        let item = Change { record, compartment, change }.to_item();
        self.samples.pieces.push(encode(&item));
        Some(item)
    }
}
