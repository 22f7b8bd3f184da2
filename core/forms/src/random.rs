//! Randomness from the context's seed, and the shuffle of the specification.

use sha2::{Digest, Sha256};

/// 32 bytes for one use of randomness: the same seed, place and turn give the same bytes.
pub(crate) fn bytes(seed: &[u8; 32], place: &[u64]) -> [u8; 32] {
    let mut hash = Sha256::new_with_prefix(seed);
    place.iter().for_each(|part| hash.update(part.to_be_bytes()));
    hash.finalize().into()
}

/// From 0 to below 1.
pub(crate) fn fraction(bytes: &[u8; 32]) -> f64 {
    let [a, b, c, d, e, f, g, h, ..] = *bytes;
    (u64::from_be_bytes([a, b, c, d, e, f, g, h]) >> 11) as f64 / (1_u64 << 53) as f64
}

/// A version 4 UUID.
pub(crate) fn uuid(bytes: &[u8; 32]) -> String {
    let mut id = [0; 16];
    id.copy_from_slice(&bytes[..16]);
    id[6] = id[6] & 0x0f | 0x40;
    id[8] = id[8] & 0x3f | 0x80;
    let hex = data_encoding::HEXLOWER.encode(&id);
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// So many letters and digits, as JavaRosa's `uuid(n)`.
pub(crate) fn letters(seed: &[u8; 32], place: &[u64], length: usize) -> String {
    const ALPHABET: &[u8; 36] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    let block = |at: usize| bytes(seed, &[place, &[at as u64]].concat());
    let letters = |at: usize| block(at).map(|byte| char::from(ALPHABET[usize::from(byte) % 36]));
    (0..length.div_ceil(32)).flat_map(letters).take(length).collect()
}

/// The generator of Park and Miller with JavaRosa's treatment of the seed.
struct ParkMiller(f64);

const MODULUS: f64 = 2_147_483_647.0;

impl ParkMiller {
    fn new(seed: i64) -> Self {
        let seed = seed as f64 % MODULUS;
        Self(if seed <= 0.0 { seed + MODULUS - 1.0 } else { seed })
    }

    fn next(&mut self) -> f64 {
        self.0 = self.0 * 16_807.0 % MODULUS;
        (self.0 - 1.0) / (MODULUS - 1.0)
    }
}

/// The inside-out shuffle of Fisher and Yates.
pub(crate) fn shuffle<T: Clone>(items: &[T], seed: i64) -> Vec<T> {
    let mut random = ParkMiller::new(seed);
    let mut shuffled: Vec<T> = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        let other = ((random.next() * (at + 1) as f64) as usize).min(at);
        if other == at {
            shuffled.push(item.clone());
        } else {
            let moved = shuffled[other].clone();
            shuffled.push(moved);
            shuffled[other] = item.clone();
        }
    }
    shuffled
}
