//! A batch's bytes. The root stands last in the signed header and follows from the items, so its 32 bytes, which nothing
//! compresses, do not travel: the reader computes the root and puts it back. A signature over another root than the items'
//! then fits nothing that was signed.
//!
//! A header that does not end as one does, or whose root is not the items', is written as it is.

use super::SignedBatch;
use crate::cbor::bounded;
use crate::{Digest, Item, limits, merkle};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_bytes::{ByteBuf, Bytes};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

/// The head of a byte string of 32 bytes: the root's.
const ROOT: [u8; 2] = [0x58, 0x20];
/// The head of a byte string of 64 bytes, and that many: the signature behind the root.
const SIGNATURE: [u8; 2] = [0x58, 0x40];
const BEHIND: usize = 2 + 64;

#[derive(Serialize_tuple)]
struct Written<'a> {
    header: &'a Bytes,
    items: &'a [Option<Item>],
    hidden: &'a [Digest],
}

#[derive(Deserialize_tuple)]
struct Read {
    header: ByteBuf,
    #[serde(deserialize_with = "bounded::<_, _, { limits::BATCH_ITEMS }>")]
    items: Vec<Option<Item>>,
    #[serde(deserialize_with = "bounded::<_, _, { limits::BATCH_ITEMS }>")]
    hidden: Vec<Digest>,
}

impl Serialize for SignedBatch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { header, items, hidden } = self;
        let cut = root(items, hidden).and_then(|root| without(header, &root));
        let header = Bytes::new(cut.as_deref().unwrap_or(header));
        Written { header, items, hidden }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for SignedBatch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Read { header, items, hidden } = Read::deserialize(deserializer)?;
        let whole = place(&header).and_then(|at| {
            let root = root(&items, &hidden)?;
            Some([&header[..at], root.as_bytes(), &header[at..]].concat())
        });
        Ok(Self { header: whole.map_or(header, ByteBuf::from), items, hidden })
    }
}

/// The root of what a copy shows and hides.
fn root(items: &[Option<Item>], hidden: &[Digest]) -> Option<Digest> {
    let leaves: Vec<_> = items.iter().map(|item| item.as_ref().map(Item::hash)).collect();
    merkle::root_from_parts(&leaves, hidden).ok()
}

/// A header without this root, where it stands in its place.
fn without(header: &[u8], root: &Digest) -> Option<Vec<u8>> {
    let (before, signature) = header.split_at_checked(header.len().checked_sub(BEHIND)?)?;
    let before = before.strip_suffix(root.as_bytes())?;
    let cut = [before, signature].concat();
    place(&cut).map(|_| cut)
}

/// Where the root was taken out of a header.
fn place(cut: &[u8]) -> Option<usize> {
    let at = cut.len().checked_sub(BEHIND)?;
    (cut[..at].ends_with(&ROOT) && cut[at..].starts_with(&SIGNATURE)).then_some(at)
}
