//! A change chunk taken apart into its fields and columns, and put together again under a right checksum: mutations of the
//! encoding that pass the first comparison cost a fraction of what automerge's own encoder costs.

use sha2::{Digest as _, Sha256};

/// The parts of a change chunk, in their order. [`Parts::build`] writes whatever stands here, allowed or not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    /// Hashes of dependencies.
    pub deps: Vec<[u8; 32]>,
    /// The author.
    pub actor: Vec<u8>,
    /// Its sequence number.
    pub seq: u64,
    /// The first operation's counter.
    pub start: u64,
    /// The commit's time, as encoded.
    pub time: i64,
    /// The commit's message.
    pub message: Vec<u8>,
    /// Other actors.
    pub others: Vec<Vec<u8>>,
    /// Column specifications with their data.
    pub columns: Vec<(u64, Vec<u8>)>,
    /// What follows the columns.
    pub extra: Vec<u8>,
}

impl Parts {
    /// Takes a well-formed change apart; `None` for anything else.
    pub fn of(raw: &[u8]) -> Option<Self> {
        let mut input = raw.get(9..)?;
        let length = length(&mut input)?;
        if length != input.len() {
            return None;
        }
        let input = &mut input;
        let mut parts = Self::default();
        for _ in 0..self::length(input)? {
            parts.deps.push(take(input, 32)?.try_into().ok()?);
        }
        parts.actor = prefixed(input)?;
        (parts.seq, parts.start) = (unsigned(input)?, unsigned(input)?);
        // Honest changes say 0 in one byte.
        parts.time = i64::from(*take(input, 1)?.first()?);
        parts.message = prefixed(input)?;
        for _ in 0..self::length(input)? {
            parts.others.push(prefixed(input)?);
        }
        let mut table = Vec::new();
        for _ in 0..self::length(input)? {
            table.push((unsigned(input)?, self::length(input)?));
        }
        for (spec, length) in table {
            parts.columns.push((spec, take(input, length)?.to_vec()));
        }
        parts.extra = input.to_vec();
        Some(parts)
    }

    /// The chunk.
    pub fn build(&self) -> Vec<u8> {
        let mut body = Vec::with_capacity(256);
        put_unsigned(&mut body, self.deps.len() as u64);
        for dep in &self.deps {
            body.extend(dep);
        }
        put_prefixed(&mut body, &self.actor);
        put_unsigned(&mut body, self.seq);
        put_unsigned(&mut body, self.start);
        put_signed(&mut body, self.time);
        put_prefixed(&mut body, &self.message);
        put_unsigned(&mut body, self.others.len() as u64);
        for other in &self.others {
            put_prefixed(&mut body, other);
        }
        put_unsigned(&mut body, self.columns.len() as u64);
        for (spec, data) in &self.columns {
            put_unsigned(&mut body, *spec);
            put_unsigned(&mut body, data.len() as u64);
        }
        for (_, data) in &self.columns {
            body.extend(data);
        }
        body.extend(&self.extra);
        let mut chunk = Vec::with_capacity(body.len() + 16);
        chunk.extend([0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, 1]);
        put_unsigned(&mut chunk, body.len() as u64);
        chunk.extend(body);
        sign(&mut chunk);
        chunk
    }
}

/// Puts the checksum of a chunk right.
pub fn sign(chunk: &mut [u8]) {
    if chunk.len() >= 8 {
        let sum = Sha256::digest(&chunk[8..]);
        chunk[4..8].copy_from_slice(&sum[..4]);
    }
}

fn take<'a>(input: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, rest) = input.split_at_checked(length)?;
    *input = rest;
    Some(taken)
}

fn unsigned(input: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..63).step_by(7) {
        let byte = *take(input, 1)?.first()?;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn length(input: &mut &[u8]) -> Option<usize> {
    usize::try_from(unsigned(input)?).ok()
}

fn prefixed(input: &mut &[u8]) -> Option<Vec<u8>> {
    let length = length(input)?;
    take(input, length).map(<[u8]>::to_vec)
}

fn put_prefixed(out: &mut Vec<u8>, bytes: &[u8]) {
    put_unsigned(out, bytes.len() as u64);
    out.extend(bytes);
}

/// Unsigned LEB128.
pub fn put_unsigned(out: &mut Vec<u8>, mut value: u64) {
    while value > 0x7f {
        out.push(value as u8 & 0x7f | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Signed LEB128.
pub fn put_signed(out: &mut Vec<u8>, mut value: i64) {
    while !(-64..64).contains(&value) {
        out.push(value as u8 & 0x7f | 0x80);
        value >>= 7;
    }
    out.push(value as u8 & 0x7f);
}
