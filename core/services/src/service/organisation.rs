//! Whose services they are.

use super::{Names, limits};
use crate::{Error, Id, Word, cbor};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

/// An organisation as the directory of services knows it. Names of organisations are public.
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct Organisation {
    /// Its id in the programme.
    pub id: Id,
    /// What tables know it by; unique in the programme.
    pub code: Word,
    /// What people call it.
    pub names: Names,
    /// A code of the list `organisation_types`.
    pub kind: Word,
}

impl Organisation {
    /// The deterministic bytes.
    ///
    /// # Errors
    /// What [`Self::check`] finds.
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        self.check()?;
        cbor::encode(self, limits::ORGANISATION_BYTES)
    }

    /// Reads exactly the deterministic bytes of one organisation.
    ///
    /// # Errors
    /// As [`super::Service::decode`].
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let found: Self = cbor::decode(bytes, limits::ORGANISATION_BYTES)?;
        found.check()?;
        Ok(found)
    }
}
