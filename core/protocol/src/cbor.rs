//! Deterministic CBOR (RFC 8949, section 4.2): one encoding per value, checked by encoding again.

use crate::{Code, limits};
use serde::de::{DeserializeOwned, Deserializer, Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::marker::PhantomData;

/// Encodes a value deterministically: definite lengths, shortest integers, fields as arrays.
pub fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    let mut out = Vec::new();
    // Writing to a Vec cannot fail, and our types serialise without errors of their own.
    let written = ciborium::into_writer(value, &mut out);
    debug_assert!(written.is_ok());
    out
}

/// Decodes a value and refuses every encoding but the deterministic one, trailing bytes included.
///
/// # Errors
/// [`Code::Malformed`] for anything else than exactly one canonical encoding of a `T`; [`Code::TooLarge`] for an
/// array with more entries than its field may have.
pub fn decode<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Result<T, Code> {
    let value: T = ciborium::de::from_reader_with_recursion_limit(bytes, limits::CBOR_DEPTH).map_err(
        |fault| match fault {
            ciborium::de::Error::Semantic(_, message) if message == TOO_MANY => Code::TooLarge,
            _ => Code::Malformed,
        },
    )?;
    if encode(&value) == bytes { Ok(value) } else { Err(Code::Malformed) }
}

const TOO_MANY: &str = "more entries than allowed";

/// Reads an array of at most `MOST` entries: one byte on the wire can become many in memory, so the bound must
/// hold while reading, not after.
pub(crate) fn bounded<'de, D, T, const MOST: usize>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_seq(Bounded::<T, MOST>(PhantomData))
}

struct Bounded<T, const MOST: usize>(PhantomData<T>);

impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for Bounded<T, MOST> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at most {MOST} entries")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Vec<T>, A::Error> {
        let mut out = Vec::new();
        while let Some(entry) = entries.next_element()? {
            if out.len() == MOST {
                return Err(A::Error::custom(TOO_MANY));
            }
            out.push(entry);
        }
        Ok(out)
    }
}
