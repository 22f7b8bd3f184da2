//! A change chunk in its parts, each of which can be made to lie before they are put together again with a true
//! checksum.

use super::{put_signed as signed, put_unsigned as unsigned};
use sha2::{Digest as _, Sha256};

/// A change chunk, part by part, as bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// The first four bytes.
    pub magic: [u8; 4],
    /// 0 document, 1 change, 2 compressed change, 3 bundle.
    pub kind: u8,
    /// How many dependencies it says it has; `None`: as many as it has.
    pub dep_count: Option<u64>,
    /// Hashes of its dependencies.
    pub deps: Vec<[u8; 32]>,
    /// Its author.
    pub actor: Vec<u8>,
    /// Sequence number, as LEB128.
    pub seq: Vec<u8>,
    /// Number of its first operation, as LEB128.
    pub start_op: Vec<u8>,
    /// Time, as signed LEB128.
    pub time: Vec<u8>,
    /// Length and text of the message.
    pub message: Vec<u8>,
    /// Other actors that it names.
    pub others: Vec<Vec<u8>>,
    /// How many other actors it says it names; `None`: as many as it does.
    pub other_count: Option<u64>,
    /// How many columns it says it has; `None`: as many as it has.
    pub column_count: Option<u64>,
    /// Columns: specification and content, in this order.
    pub columns: Vec<(u64, Vec<u8>)>,
    /// What comes after the columns.
    pub tail: Vec<u8>,
}

impl Chunk {
    /// Takes a whole, honest chunk apart.
    ///
    /// # Panics
    /// For anything else: this is for forging, from what this crate itself made.
    #[must_use]
    #[allow(clippy::expect_used, reason = "a forger's tool, behind the feature `hostile`")]
    pub fn of(raw: &[u8]) -> Self {
        let mut rest = raw.get(9..).expect("a chunk");
        number(&mut rest);
        let deps = (0..number(&mut rest)).map(|_| take(&mut rest, 32).try_into().expect("a hash")).collect();
        let actor = sized(&mut rest);
        let (seq, start_op, time) = (leb(&mut rest), leb(&mut rest), leb(&mut rest));
        let length = number(&mut rest);
        let mut message = unsigned_bytes(length);
        message.extend(take(&mut rest, length));
        let others = (0..number(&mut rest)).map(|_| sized(&mut rest)).collect();
        let table: Vec<(u64, u64)> =
            (0..number(&mut rest)).map(|_| (number(&mut rest), number(&mut rest))).collect();
        let columns = table.into_iter().map(|(spec, length)| (spec, take(&mut rest, length))).collect();
        Self {
            magic: [0x85, 0x6f, 0x4a, 0x83],
            kind: 1,
            dep_count: None,
            deps,
            actor,
            seq,
            start_op,
            time,
            message,
            others,
            other_count: None,
            column_count: None,
            columns,
            tail: rest.to_vec(),
        }
    }

    /// The content of a column, empty if it is not there.
    pub fn column(&mut self, spec: u64) -> &mut Vec<u8> {
        let place = self.columns.iter().position(|(known, _)| *known == spec).unwrap_or_else(|| {
            let place = self.columns.iter().take_while(|(known, _)| *known < spec).count();
            self.columns.insert(place, (spec, Vec::new()));
            place
        });
        &mut self.columns[place].1
    }

    /// Everything after type and length.
    pub fn body(&self) -> Vec<u8> {
        let mut body = unsigned_bytes(self.dep_count.unwrap_or(self.deps.len() as u64));
        body.extend(self.deps.iter().flatten());
        body.extend(unsigned_bytes(self.actor.len() as u64));
        body.extend(&self.actor);
        for part in [&self.seq, &self.start_op, &self.time, &self.message] {
            body.extend(part);
        }
        body.extend(unsigned_bytes(self.other_count.unwrap_or(self.others.len() as u64)));
        for other in &self.others {
            body.extend(unsigned_bytes(other.len() as u64));
            body.extend(other);
        }
        body.extend(unsigned_bytes(self.column_count.unwrap_or(self.columns.len() as u64)));
        for (spec, content) in &self.columns {
            body.extend(unsigned_bytes(*spec));
            body.extend(unsigned_bytes(content.len() as u64));
        }
        body.extend(self.columns.iter().flat_map(|(_, content)| content));
        body.extend(&self.tail);
        body
    }

    /// The chunk with a true length and checksum.
    pub fn bytes(&self) -> Vec<u8> {
        chunk(self.magic, self.kind, &self.body())
    }
}

/// A chunk around any body, with a true length and checksum.
pub fn chunk(magic: [u8; 4], kind: u8, body: &[u8]) -> Vec<u8> {
    let mut hashed = vec![kind];
    unsigned(&mut hashed, body.len() as u64);
    hashed.extend(body);
    let checksum = Sha256::digest(&hashed);
    let mut out = magic.to_vec();
    out.extend(checksum.iter().take(4));
    out.extend(hashed);
    out
}

/// An unsigned LEB128 number.
pub fn unsigned_bytes(value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    unsigned(&mut out, value);
    out
}

/// A signed LEB128 number.
pub fn signed_bytes(value: i64) -> Vec<u8> {
    let mut out = Vec::new();
    signed(&mut out, value);
    out
}

/// The bytes of one LEB128 number.
fn leb(rest: &mut &[u8]) -> Vec<u8> {
    let length = rest.iter().take_while(|byte| **byte & 0x80 != 0).count() as u64 + 1;
    take(rest, length)
}

fn number(rest: &mut &[u8]) -> u64 {
    leb(rest).iter().rev().fold(0, |value, byte| value << 7 | u64::from(byte & 0x7f))
}

fn sized(rest: &mut &[u8]) -> Vec<u8> {
    let length = number(rest);
    take(rest, length)
}

fn take(rest: &mut &[u8], length: u64) -> Vec<u8> {
    let (taken, after) = rest.split_at(length as usize);
    *rest = after;
    taken.to_vec()
}
