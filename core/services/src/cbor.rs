//! Deterministic CBOR (RFC 8949, section 4.2): one encoding per value, checked by encoding again.
//!
//! A record is `[version, fields]`, both arrays of fixed length.

use crate::{Code, Error};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The version of records that this library writes and reads.
const VERSION: u8 = 1;

/// Deepest nesting of a record, with room.
const DEPTH: usize = 12;

/// A record as it stands in bytes.
#[derive(Serialize, Deserialize)]
struct Versioned<T>(u8, T);

/// Encodes a record. Writing to memory does not fail, and our types serialise without errors of their own.
pub(crate) fn encode<T: Serialize>(value: &T, most: usize) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    ciborium::into_writer(&Versioned(VERSION, value), &mut out)
        .map_err(|_| Error::Record(Code::Malformed))?;
    if out.len() > most { Err(Error::Record(Code::TooLarge)) } else { Ok(out) }
}

/// Decodes exactly one record in its one encoding. The bound on bytes bounds what is allocated.
pub(crate) fn decode<T: Serialize + DeserializeOwned>(bytes: &[u8], most: usize) -> Result<T, Error> {
    if bytes.len() > most {
        return Err(Error::Record(Code::TooLarge));
    }
    // A newer app wrote it: say so instead of calling it broken.
    if let [0x82, version @ 0..=23, ..] = bytes
        && *version > VERSION
    {
        return Err(Error::Record(Code::Newer));
    }
    let found: Result<Versioned<T>, _> = ciborium::de::from_reader_with_recursion_limit(bytes, DEPTH);
    let Ok(Versioned(VERSION, value)) = found else { return Err(Error::Record(Code::Malformed)) };
    if encode(&value, most)? == bytes { Ok(value) } else { Err(Error::Record(Code::Malformed)) }
}
