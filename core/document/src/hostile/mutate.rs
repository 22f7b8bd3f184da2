//! What an attacker does to an honest change: damage its bytes, rearrange its encoding, alter its operations, or send it
//! where it does not belong.

use super::history::Base;
use super::operation;
use super::parts::{Parts, sign};
use super::random::Random;
use crate::quiet;
use automerge::Change;
use jonaki_protocol::ActorId;

/// Makes mutants. Of a hundred, so many are made in each way; the rest of the hundred is sent to another document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mutator {
    /// Bytes damaged behind the checksum, which is put right.
    pub bytes: usize,
    /// Fields and columns of the encoding.
    pub parts: usize,
    /// Operations, encoded by automerge itself.
    pub operations: usize,
}

impl Default for Mutator {
    fn default() -> Self {
        Self { bytes: 45, parts: 40, operations: 13 }
    }
}

impl Mutator {
    /// A mutant of an honest change of one of the bases: which base is attacked, and with what.
    pub fn make(&self, random: &mut Random, bases: &[Base]) -> (usize, Vec<u8>) {
        // The last one is the largest: work on it costs most, and says the least that is new.
        let at = if random.below(300) == 0 { bases.len() - 1 } else { random.below(bases.len().max(2) - 1) };
        let base = &bases[at];
        let way = random.below(100);
        let raw = if way < self.bytes {
            let mut raw = base.change.clone();
            for _ in 0..=random.below(3) {
                damage(random, &mut raw);
            }
            sign(&mut raw);
            raw
        } else if way < self.bytes + self.parts {
            let mut parts = base.parts.clone();
            for _ in 0..=random.below(2) {
                rearrange(random, base, bases, &mut parts);
            }
            parts.build()
        } else if way < self.bytes + self.parts + self.operations {
            operations(random, base, bases)
        } else {
            elsewhere(random, bases)
        };
        (at, raw)
    }
}

fn operations(random: &mut Random, base: &Base, bases: &[Base]) -> Vec<u8> {
    let mut change = base.expanded.clone();
    for _ in 0..=random.below(2) {
        operation::alter(random, base, bases, &mut change);
    }
    // Some of what is made here automerge does not even encode.
    quiet::contain(|| Change::from(change).raw_bytes().to_vec()).unwrap_or_else(|_| base.change.clone())
}

/// An honest change of another document, or one that this document has had.
fn elsewhere(random: &mut Random, bases: &[Base]) -> Vec<u8> {
    let other = random.pick(bases);
    match other.known.len() {
        0 => other.change.clone(),
        known => {
            let hash = other.known[random.below(known)];
            let found = other.document.change(&jonaki_protocol::Digest::from_bytes(hash));
            found.map_or_else(|| other.change.clone(), |change| change.bytes)
        }
    }
}

/// One damage behind magic and checksum, so that more than the first comparison is tried.
pub fn damage(random: &mut Random, raw: &mut Vec<u8>) {
    if raw.len() <= 9 {
        return;
    }
    let at = 8 + random.below(raw.len() - 8);
    match random.below(6) {
        0 => raw[at] ^= 1 << random.below(8),
        1 => raw[at] = random.byte(),
        2 => raw[at] = *random.pick(&[0, 1, 2, 0x7e, 0x7f, 0x80, 0xff]),
        3 => raw[at] = raw[at].wrapping_add(*random.pick(&[1, 0xff])),
        4 => raw.insert(at, random.byte()),
        _ => drop(raw.remove(at)),
    }
}

fn rearrange(random: &mut Random, base: &Base, bases: &[Base], parts: &mut Parts) {
    match random.below(12) {
        0 => parts.seq = number(random, parts.seq),
        1 => parts.start = number(random, parts.start),
        2 => dependency(random, base, parts),
        3 => parts.actor = someone(random, base),
        4 => others(random, base, parts),
        5 => match random.below(3) {
            0 => parts.time = random.bits() as i64 >> random.below(64),
            1 => parts.message = vec![b'x'; 1 + random.below(3)],
            _ => parts.extra = vec![random.byte(); 1 + random.below(3)],
        },
        // Two columns of the same change exchange what they say, or one says what another change says.
        6 if parts.columns.len() > 1 => {
            let (one, two) = (random.below(parts.columns.len()), random.below(parts.columns.len()));
            let data = parts.columns[one].1.clone();
            parts.columns[one].1 = std::mem::replace(&mut parts.columns[two].1, data);
        }
        7 => {
            let other = random.pick(bases);
            if let Some((spec, data)) = other.parts.columns.get(random.below(other.parts.columns.len())) {
                match parts.columns.iter_mut().find(|(own, _)| own == spec) {
                    Some(column) => column.1.clone_from(data),
                    None => parts.columns.push((*spec, data.clone())),
                }
            }
        }
        _ => column(random, parts),
    }
}

/// A number near another, or far from all.
fn number(random: &mut Random, near: u64) -> u64 {
    match random.below(6) {
        0 => near.wrapping_add(1),
        1 => near.wrapping_sub(1),
        2 => random.bits() % 40,
        3 => 1 << random.below(64),
        4 => u64::MAX >> random.below(64),
        _ => near,
    }
}

fn dependency(random: &mut Random, base: &Base, parts: &mut Parts) {
    let at = random.below(parts.deps.len());
    match random.below(6) {
        0 if !parts.deps.is_empty() => drop(parts.deps.remove(at)),
        1 if !parts.deps.is_empty() => parts.deps.push(parts.deps[at]),
        2 => parts.deps.push([random.byte(); 32]),
        3 if !parts.deps.is_empty() && !base.known.is_empty() => parts.deps[at] = *random.pick(&base.known),
        4 if !parts.deps.is_empty() => parts.deps.swap(0, at),
        _ if !base.known.is_empty() => {
            parts.deps.push(*random.pick(&base.known));
            parts.deps.sort_unstable();
            parts.deps.dedup();
        }
        _ => {}
    }
}

/// An actor: of the document, of nobody, or another life of the sender.
pub(super) fn someone(random: &mut Random, base: &Base) -> Vec<u8> {
    match random.below(4) {
        0 => vec![0; ActorId::LEN],
        1 => {
            ActorId { device: base.writer.device, incarnation: [random.byte(), 0, 0, 0] }.to_bytes().to_vec()
        }
        2 => vec![random.byte(); ActorId::LEN],
        _ => random.pick(&base.actors).to_bytes().to_vec(),
    }
}

fn others(random: &mut Random, base: &Base, parts: &mut Parts) {
    let at = random.below(parts.others.len());
    match random.below(4) {
        0 if !parts.others.is_empty() => drop(parts.others.remove(at)),
        1 if !parts.others.is_empty() => parts.others.swap(0, at),
        2 if !parts.others.is_empty() => parts.others[at] = someone(random, base),
        _ => {
            parts.others.push(someone(random, base));
            parts.others.sort_unstable();
            parts.others.dedup();
        }
    }
}

/// One column: its bytes, its runs, its specification.
fn column(random: &mut Random, parts: &mut Parts) {
    if parts.columns.is_empty() {
        return;
    }
    let at = random.below(parts.columns.len());
    let (spec, data) = &mut parts.columns[at];
    match random.below(8) {
        0 => *spec = random.bits() % 128,
        1 => {
            let copy = (*spec, data.clone());
            parts.columns.push(copy);
        }
        2 => drop(parts.columns.remove(at)),
        3 => {
            super::put_signed(data, (1 << random.below(40)) - 1);
            super::put_unsigned(data, random.bits() % 20);
        }
        4 => data.truncate(random.below(data.len() + 1)),
        _ if data.is_empty() => data.push(random.byte()),
        5 => {
            let place = random.below(data.len());
            data[place] = data[place].wrapping_add(*random.pick(&[1, 2, 0xff, 0xfe]));
        }
        6 => {
            let place = random.below(data.len());
            data[place] = *random.pick(&[0, 1, 2, 3, 0x7e, 0x7f, 0x80, 0xff]);
        }
        _ => {
            // The same bytes again: more rows of the same.
            let again = data.clone();
            data.extend(again);
        }
    }
}
