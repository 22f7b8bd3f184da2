//! A set of features as a row of slots that shows how much two sets have in common and nothing else: min-wise hashing
//! (Broder 1997) with two bits a slot (Li and König 2010), under a key.
//!
//! For each slot every feature has a keyed 16-bit rank; the slot keeps the two lowest bits of the least rank. Two sets have
//! the same least rank in a slot as often as the share of features that they have in common (Jaccard), and else the
//! same two bits by chance, one time in four. A row has the same length and looks as random for one feature as for a hundred.

use crate::key::FieldKey;

/// Ranks that one HMAC yields.
const RANKS: usize = 16;

/// Slots in a byte.
const PER_BYTE: usize = 4;

/// A row of `N` bytes, so of `4 N` slots; `N` is a multiple of 8.
pub(crate) type Row<const N: usize> = [u8; N];

/// The least ranks so far.
pub(crate) struct Sketch<'a, const N: usize> {
    key: &'a FieldKey,
    least: [[u16; PER_BYTE]; N],
}

impl<'a, const N: usize> Sketch<'a, N> {
    /// Of the empty set.
    pub(crate) fn new(key: &'a FieldKey) -> Self {
        Self { key, least: [[u16::MAX; PER_BYTE]; N] }
    }

    /// Adds a feature that counts `times`.
    pub(crate) fn add(&mut self, feature: &[u8], times: u8) {
        for copy in 0..times {
            for (block, chunk) in self.least.as_flattened_mut().chunks_mut(RANKS).enumerate() {
                let bytes = self.key.bytes([block as u8, copy], feature);
                for (least, rank) in chunk.iter_mut().zip(bytes.as_chunks::<2>().0) {
                    *least = (*least).min(u16::from_le_bytes(*rank));
                }
            }
        }
    }

    /// The row: the first slot in the lowest bits of the first byte.
    pub(crate) fn row(&self) -> Row<N> {
        self.least.map(|slots| {
            slots.iter().enumerate().fold(0, |byte, (at, rank)| byte | ((rank & 3) as u8) << (2 * at))
        })
    }
}

/// How much two sets have in common, in thousandths (Jaccard), as far as their rows tell: a third of them is within 35 of
/// the truth for rows of 96 bytes, nearly all within 100.
pub(crate) fn common<const N: usize>(left: &Row<N>, right: &Row<N>) -> u16 {
    let words = left.as_chunks::<8>().0.iter().zip(right.as_chunks::<8>().0);
    let equal: u32 = words
        .map(|(left, right)| {
            let differ = u64::from_le_bytes(*left) ^ u64::from_le_bytes(*right);
            (!(differ | differ >> 1) & 0x5555_5555_5555_5555).count_ones()
        })
        .sum();
    let slots = (N * PER_BYTE) as u32;
    // Equal slots = slots * (common + (1 - common) / 4).
    ((4 * equal).saturating_sub(slots) * 1000 / (3 * slots)) as u16
}
