//! Deterministic CBOR (RFC 8949, section 4.2): one encoding per value, checked by encoding again.

use crate::{Code, limits};
use serde::{Serialize, de::DeserializeOwned};

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
/// [`Code::Malformed`] for anything else than exactly one canonical encoding of a `T`.
pub fn decode<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Result<T, Code> {
    let value: T = ciborium::de::from_reader_with_recursion_limit(bytes, limits::CBOR_DEPTH)
        .map_err(|_| Code::Malformed)?;
    if encode(&value) == bytes { Ok(value) } else { Err(Code::Malformed) }
}
