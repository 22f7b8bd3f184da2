//! Reading a fuzzer's bytes as choices and parts: every input means something, so that no alteration is lost.

use jonaki_protocol::Item;
use sha2::{Digest as _, Sha256};

/// What is left of an input. Used up, it gives zeros and empty parts.
#[derive(Clone, Copy)]
pub(super) struct Input<'a>(pub(super) &'a [u8]);

impl<'a> Input<'a> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        usize::from(self.byte()) % bound.max(1)
    }

    pub(super) fn number(&mut self) -> u64 {
        let mut bytes = [0; 8];
        bytes.fill_with(|| self.byte());
        u64::from_le_bytes(bytes)
    }

    pub(super) fn array<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        bytes.fill_with(|| self.byte());
        bytes
    }

    /// A part: two bytes of length, and as much of it as there is.
    pub(super) fn part(&mut self) -> &'a [u8] {
        let length = usize::from(u16::from_le_bytes(self.array())).min(self.0.len());
        let (part, rest) = self.0.split_at(length);
        self.0 = rest;
        part
    }

    /// An item: its kind and a part; what is a change in it gets its checksum put right.
    pub(super) fn item(&mut self) -> Item {
        let kind = self.byte();
        let mut body = self.part().to_vec();
        mend(&mut body);
        Item { kind, body }
    }

    pub(super) fn items(&mut self, most: usize) -> Vec<Item> {
        let count = self.below(most);
        (0..count).map(|_| self.item()).collect()
    }
}

/// Writes what [`Input`] reads, for seeds.
#[derive(Default)]
pub(super) struct Output(pub(super) Vec<u8>);

impl Output {
    pub(super) fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(bytes);
        self
    }

    pub(super) fn part(mut self, part: &[u8]) -> Self {
        self.0.extend((part.len() as u16).to_le_bytes());
        self.bytes(part)
    }

    pub(super) fn item(mut self, item: &Item) -> Self {
        self.0.push(item.kind);
        self.part(&item.body)
    }

    pub(super) fn items(mut self, items: &[Item]) -> Self {
        self.0.push(items.len() as u8);
        items.iter().fold(self, Self::item)
    }
}

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];

/// A chunk of automerge's around a body, its length and checksum right: no fuzzer guesses a hash.
pub(super) fn chunk(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut inside = vec![kind];
    let mut length = body.len();
    while length > 0x7f {
        inside.push(length as u8 & 0x7f | 0x80);
        length >>= 7;
    }
    inside.push(length as u8);
    inside.extend_from_slice(body);
    let sum = Sha256::digest(&inside);
    [MAGIC.as_slice(), &sum[..4], &inside].concat()
}

/// What [`chunk`] would be given to make this chunk.
pub(super) fn inside(chunk: &[u8]) -> &[u8] {
    let rest = chunk.get(9..).unwrap_or_default();
    let length = rest.iter().take_while(|byte| **byte & 0x80 != 0).count() + 1;
    rest.get(length..).unwrap_or_default()
}

/// Puts the checksum of a chunk right that begins somewhere in these bytes and goes on to their end.
fn mend(bytes: &mut [u8]) {
    let start = bytes.windows(4).position(|window| window == MAGIC);
    if let Some(chunk) = start.and_then(|start| bytes.get_mut(start..))
        && chunk.len() > 8
    {
        let sum = Sha256::digest(&chunk[8..]);
        chunk[4..8].copy_from_slice(&sum[..4]);
    }
}
