//! Services of the directory: what an organisation offers, and what others noticed about it.

use crate::{Code, OrganisationId, RecordId, limits};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

/// One service of an organisation, by one of its coordinators or administrators, or signed by the root
/// ([`crate::directory::RootRecord::Listing`]). What it says is the entry's own encoding, which the protocol does not read.
#[derive(Clone, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Listing {
    /// Whose service. An id of a service stays with its organisation for ever.
    pub organisation: OrganisationId,
    /// Its id.
    pub service: RecordId,
    /// Counts its versions, from 1; a higher one replaces.
    pub number: u32,
    /// The entry, at most [`limits::LISTING_BYTES`].
    #[serde(with = "serde_bytes")]
    pub entry: Vec<u8>,
}

impl std::fmt::Debug for Listing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Listing({:?} {}, {} bytes)", self.service, self.number, self.entry.len())
    }
}

impl Listing {
    pub(crate) fn checked(self) -> Result<Self, Code> {
        if self.entry.len() > limits::LISTING_BYTES {
            return Err(Code::TooLarge);
        }
        if self.number == 0 || self.service == RecordId::DIRECTORY {
            return Err(Code::ListingRefused);
        }
        Ok(self)
    }
}

/// Somebody of the programme, reporters apart, noticed that a service is full, closed, or not to be reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct ListingFlag {
    /// Which service.
    pub service: RecordId,
    /// What: a number of the directory of services, less than [`limits::LISTING_FLAGS`].
    pub what: u8,
    /// Counts what this device said of this service, from 1: what it says again is new.
    pub number: u32,
}

impl ListingFlag {
    pub(super) fn checked(self) -> Result<Self, Code> {
        let known =
            self.what < limits::LISTING_FLAGS && (1..=limits::LISTING_FLAGS_MAX).contains(&self.number);
        if known { Ok(self) } else { Err(Code::ListingRefused) }
    }
}
