//! One service of one organisation, and what of it only members may read.

mod check;
mod organisation;
mod parts;

pub use organisation::Organisation;
pub use parts::{Audience, Capacity, Contact, Fee, Names, Position, Status, Verified};

use crate::{Code, Day, Error, Hours, Id, Phone, Seconds, Word, Words, cbor};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};
use std::fmt;

/// How much a record holds.
pub mod limits {
    /// Bytes of a service, encoded.
    pub const SERVICE_BYTES: usize = 8 * 1024;
    /// Bytes of a hidden part, encoded.
    pub const HIDDEN_BYTES: usize = 2 * 1024;
    /// Bytes of an organisation, encoded.
    pub const ORGANISATION_BYTES: usize = 1024;
    /// Characters of a name.
    pub const NAME_CHARS: usize = 100;
    /// Characters of a label, and of who verified.
    pub const LABEL_CHARS: usize = 60;
    /// Characters of an address.
    pub const ADDRESS_CHARS: usize = 200;
    /// Codes of one list: needs, languages, papers, ways, sexes.
    pub const CODES: usize = 24;
    /// Places that a service covers by name.
    pub const PLACES: usize = 64;
    /// Contacts of a service.
    pub const CONTACTS: usize = 4;
    /// The oldest age that anybody has.
    pub const AGE: u8 = 120;
}

/// A service, as its organisation or the programme signs it. Everybody who is enrolled may read it.
///
/// Codes are those of `core/reference`; ones that this version does not know are kept, never refused.
#[derive(Clone, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Service {
    /// Its id.
    pub id: Id,
    /// Whose it is.
    pub organisation: Id,
    /// What tables know it by; unique in the programme.
    pub code: Word,
    /// What people call it.
    pub names: Names,
    /// What it does, of the list `service_types`.
    pub service_type: Word,
    /// Whom it takes.
    pub audience: Audience,
    /// The upazila or district where it is; nothing for one that is nowhere, such as a helpline.
    pub place: Option<Word>,
    /// The places that it serves; none for the whole country.
    pub coverage: Words,
    /// When it is open.
    pub hours: Hours,
    /// What is spoken, of the list `languages`; none when not known.
    pub languages: Words,
    /// What it costs.
    pub fee: Fee,
    /// How many it takes.
    pub capacity: Option<Capacity>,
    /// How it takes referrals, of the list `accepts_via`.
    pub via: Words,
    /// Papers that it asks for, of the list `service_documents`.
    pub documents: Words,
    /// Whom to call.
    pub contacts: Vec<Contact>,
    /// Where it is; nothing when hidden.
    pub address: Option<String>,
    /// Whether address, position and the telephone on site are in a [`Hidden`] and nowhere else.
    pub address_hidden: bool,
    /// When somebody last looked whether all this is so.
    pub verified: Option<Verified>,
    /// Whether it works.
    pub status: Status,
    /// The last day of the agreement with it.
    pub mou_until: Option<Day>,
    /// When its owner last wrote the record, by its clock.
    pub updated_at: Seconds,
}

impl Service {
    /// The deterministic bytes, to be signed.
    ///
    /// # Errors
    /// What [`Self::check`] finds; [`Code::TooLarge`].
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        self.check()?;
        cbor::encode(self, limits::SERVICE_BYTES)
    }

    /// Reads exactly the deterministic bytes of one service.
    ///
    /// # Errors
    /// [`Code::TooLarge`], [`Code::Malformed`], [`Code::Newer`]; what [`Self::check`] finds.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let found: Self = cbor::decode(bytes, limits::SERVICE_BYTES)?;
        found.check()?;
        Ok(found)
    }
}

/// Without names, contacts and addresses.
impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service")
            .field("id", &self.id)
            .field("organisation", &self.organisation)
            .field("service_type", &self.service_type)
            .field("contacts", &self.contacts.len())
            .field("address_hidden", &self.address_hidden)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// What would lead a trafficker to a shelter. Encoded apart from its service, for the caller to seal to members.
#[derive(Clone, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Hidden {
    /// The service that it belongs to.
    pub service: Id,
    /// Where it is.
    pub address: Option<String>,
    /// The point on the map.
    pub position: Option<Position>,
    /// The telephone on site.
    pub phone: Option<Phone>,
}

impl Hidden {
    /// The deterministic bytes, to be sealed.
    ///
    /// # Errors
    /// What [`Self::check`] finds.
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        self.check()?;
        cbor::encode(self, limits::HIDDEN_BYTES)
    }

    /// Reads exactly the deterministic bytes of one hidden part.
    ///
    /// # Errors
    /// As [`Service::decode`].
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let found: Self = cbor::decode(bytes, limits::HIDDEN_BYTES)?;
        found.check()?;
        Ok(found)
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.address.is_none() && self.position.is_none() && self.phone.is_none()
    }
}

/// Only whose it is.
impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hidden").field("service", &self.service).finish_non_exhaustive()
    }
}
