//! Items: everything that travels. On the wire `[kind, body]`, the body being the CBOR of one of the structs here.

mod form;
mod letter;
mod listing;
mod party;

pub use form::{Form, FormVersion};
pub use letter::{Letter, Topic};
pub use listing::{Listing, ListingFlag};
pub use party::{Holder, Principal, Recipient};

use crate::cbor::{decode, encode};
use crate::{
    Code, Compartment, CompartmentSet, DeviceId, Digest, DocumentId, KemPublic, OrganisationId, RecordId,
    limits,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

/// An item as it travels and is stored: its kind and its exact bytes, over which the hash goes.
#[derive(Clone, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Item {
    /// Number of the kind; see [`Body`].
    pub kind: u8,
    /// CBOR of the kind's struct.
    #[serde(with = "serde_bytes")]
    pub body: Vec<u8>,
}

impl std::fmt::Debug for Item {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Item(kind {}, {} bytes)", self.kind, self.body.len())
    }
}

impl Item {
    /// The item's hash: its name for idempotency and the leaf in its batch's Merkle tree.
    pub fn hash(&self) -> Digest {
        Digest::of("jonaki/v1/item", &[&[self.kind], &self.body])
    }

    /// Parses the body.
    ///
    /// # Errors
    /// [`Code::TooLarge`], [`Code::UnknownKind`], [`Code::Malformed`].
    pub fn parse(&self) -> Result<Body, Code> {
        if self.body.len() > limits::ITEM_BYTES {
            return Err(Code::TooLarge);
        }
        Ok(match self.kind {
            Change::KIND => Body::Change(Change::checked(decode(&self.body)?)?),
            Sealed::KIND => Body::Sealed(Sealed::checked(decode(&self.body)?)?),
            KeySet::KIND => Body::KeySet(KeySet::checked(decode(&self.body)?)?),
            Capsule::KIND => Body::Capsule(Capsule::checked(decode(&self.body)?)?),
            Grant::KIND => Body::Grant(Grant::checked(decode(&self.body)?)?),
            Withdraw::KIND => Body::Withdraw(decode(&self.body)?),
            Certificate::KIND => Body::Certificate(decode(&self.body)?),
            RootSigned::KIND => Body::RootSigned(decode(&self.body)?),
            Epoch::KIND => Body::Epoch(decode(&self.body)?),
            Removal::KIND => Body::Removal(decode(&self.body)?),
            EpochWrap::KIND => Body::EpochWrap(EpochWrap::checked(decode(&self.body)?)?),
            Erase::KIND => Body::Erase(decode(&self.body)?),
            Form::KIND => Body::Form(Form::checked(decode(&self.body)?)?),
            Listing::KIND => Body::Listing(Listing::checked(decode(&self.body)?)?),
            ListingFlag::KIND => Body::ListingFlag(ListingFlag::checked(decode(&self.body)?)?),
            Letter::KIND => Body::Letter(Letter::checked(decode(&self.body)?)?),
            _ => return Err(Code::UnknownKind),
        })
    }
}

macro_rules! bodies {
    ($($(#[$doc:meta])* $kind:literal $name:ident;)*) => {
        /// A parsed item.
        #[derive(Clone, PartialEq, Eq, Debug)]
        pub enum Body {
            $($(#[$doc])* $name($name),)*
        }

        $(impl $name {
            /// The kind's number on the wire.
            pub const KIND: u8 = $kind;

            /// The item that carries this.
            pub fn to_item(&self) -> Item {
                Item { kind: Self::KIND, body: encode(self) }
            }
        }

        impl From<$name> for Body {
            fn from(body: $name) -> Self {
                Self::$name(body)
            }
        })*
    };
}

bodies! {
    /// A change of an open document.
    0 Change;
    /// A change of a sealed document.
    1 Sealed;
    /// Commitments to a record's keys.
    2 KeySet;
    /// One HPKE encapsulation.
    3 Capsule;
    /// A record's keys, wrapped for one recipient.
    4 Grant;
    /// A grant taken away.
    5 Withdraw;
    /// A device's certificate and the invite that it rests on.
    6 Certificate;
    /// A directory record signed by the programme's root.
    7 RootSigned;
    /// A new key pair of an organisation.
    8 Epoch;
    /// A device removed by its organisation.
    9 Removal;
    /// An organisation's private key, wrapped for one holder.
    10 EpochWrap;
    /// A record erased for ever.
    11 Erase;
    /// A version of a form.
    12 Form;
    /// A service of the directory.
    13 Listing;
    /// Something that was noticed about a service.
    14 ListingFlag;
    /// A sealed message to an organisation.
    15 Letter;
}

impl Body {
    /// The record that the item belongs to; `None` for items of the directory, capsules and letters about no case.
    pub fn record(&self) -> Option<RecordId> {
        match self {
            Self::Change(body) => Some(body.record),
            Self::Sealed(body) => Some(body.record),
            Self::KeySet(body) => Some(body.record),
            Self::Grant(body) => Some(body.record),
            Self::Withdraw(body) => Some(body.record),
            Self::Erase(body) => Some(body.record),
            Self::Letter(body) if body.topic.is_of_case() => Some(body.about),
            _ => None,
        }
    }

    /// Whether the item is part of the directory.
    pub fn is_directory(&self) -> bool {
        matches!(
            self,
            Self::Certificate(_)
                | Self::RootSigned(_)
                | Self::Epoch(_)
                | Self::Removal(_)
                | Self::EpochWrap(_)
                | Self::Form(_)
                | Self::Listing(_)
                | Self::ListingFlag(_)
        )
    }
}

/// A change of an open document, as `raw_bytes()` of Automerge give it; the genesis never travels.
#[derive(Clone, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Change {
    /// The case.
    pub record: RecordId,
    /// Which open document.
    pub compartment: Compartment,
    /// The change chunk, at most [`limits::CHANGE_BYTES`].
    #[serde(with = "serde_bytes")]
    pub change: Vec<u8>,
}

impl std::fmt::Debug for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { record, compartment, change } = self;
        write!(f, "Change({record:?}, {compartment:?}, {} bytes)", change.len())
    }
}

impl Change {
    /// Clear text never enters a sealed compartment.
    fn checked(self) -> Result<Self, Code> {
        if self.compartment.is_sealed() {
            return Err(Code::Malformed);
        }
        if self.change.len() > limits::CHANGE_BYTES { Err(Code::TooLarge) } else { Ok(self) }
    }

    /// The document it belongs to.
    pub fn document(&self) -> DocumentId {
        DocumentId { record: self.record, compartment: self.compartment }
    }
}

/// The first four bytes of a key's commitment: tells a reader which of the record's keys to use.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct KeyId([u8; 4]);

impl KeyId {
    /// Of a commitment.
    pub fn of(commitment: &Digest) -> Self {
        let bytes = commitment.as_bytes();
        Self([bytes[0], bytes[1], bytes[2], bytes[3]])
    }

    /// The four bytes.
    pub const fn as_bytes(&self) -> &[u8; 4] {
        &self.0
    }
}

impl Serialize for KeyId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for KeyId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = serde_bytes::ByteBuf::deserialize(deserializer)?;
        let bytes = bytes.as_slice().try_into().map_err(|_| de::Error::custom("not 4 bytes"))?;
        Ok(Self(bytes))
    }
}

/// A change of a sealed document: `COSE_Encrypt0` over the padded, compressed change (see [`crate::seal`]).
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct Sealed {
    /// The case.
    pub record: RecordId,
    /// Which sealed document.
    pub compartment: Compartment,
    /// Which of the record's keys.
    pub key: KeyId,
    /// The COSE_Encrypt0 message.
    #[serde(with = "serde_bytes")]
    pub message: Vec<u8>,
}

impl Sealed {
    fn checked(self) -> Result<Self, Code> {
        if self.compartment.is_sealed() { Ok(self) } else { Err(Code::Malformed) }
    }

    /// The document it belongs to.
    pub fn document(&self) -> DocumentId {
        DocumentId { record: self.record, compartment: self.compartment }
    }
}

/// Commitments to the keys of a record's sealed compartments for one epoch.
///
/// Two devices may rotate at once: both sets stand, readers hold the keys of both, writers use the highest
/// (epoch, hash).
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct KeySet {
    /// The case.
    pub record: RecordId,
    /// Counts rotations, from 0.
    pub epoch: u32,
    /// For each compartment with a new key: the key's commitment. At least one, in compartment order.
    pub commitments: Vec<(Compartment, Digest)>,
}

impl KeySet {
    fn checked(self) -> Result<Self, Code> {
        let ordered = self.commitments.windows(2).all(|pair| pair[0].0 < pair[1].0);
        let sealed = self.commitments.iter().all(|(compartment, _)| compartment.is_sealed());
        if ordered && sealed && !self.commitments.is_empty() { Ok(self) } else { Err(Code::KeySetRefused) }
    }
}

/// One HPKE encapsulation: the grants of the same batch to the same recipient are wrapped under it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct Capsule {
    /// For whom.
    pub recipient: Recipient,
    /// The encapsulated key (RFC 9180), 32 bytes.
    #[serde(with = "serde_bytes")]
    pub encapsulated: Vec<u8>,
}

impl Capsule {
    fn checked(self) -> Result<Self, Code> {
        if self.encapsulated.len() == 32 { Ok(self) } else { Err(Code::GrantRefused) }
    }
}

/// Keys of a record, wrapped for one recipient under the capsule of the same batch. Deletable alone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct Grant {
    /// The case.
    pub record: RecordId,
    /// For whom.
    pub recipient: Recipient,
    /// To what: at least one sealed compartment, whose keys are inside; [`Compartment::Card`] has no key.
    pub compartments: CompartmentSet,
    /// Counts the grants under one capsule: the nonce of the wrap.
    pub number: u32,
    /// The keys in compartment order, AES-256-GCM.
    #[serde(with = "serde_bytes")]
    pub wrapped: Vec<u8>,
}

impl Grant {
    fn checked(self) -> Result<Self, Code> {
        let keys = self.compartments.iter().filter(|compartment| compartment.is_sealed()).count();
        let fits = keys > 0 && self.wrapped.len() == keys * 32 + 16;
        if fits { Ok(self) } else { Err(Code::GrantRefused) }
    }
}

/// Takes the access of a recipient to a record away: the server deletes the wraps and tells the feed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct Withdraw {
    /// The case.
    pub record: RecordId,
    /// From whom; for an organisation all epochs.
    pub recipient: Recipient,
}

/// A device's certificate (CWT in COSE_Sign1, signed with the invite's key) and the invite (COSE_Sign1 of the
/// issuer's device). See [`crate::invite`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct Certificate {
    /// The device's CWT.
    #[serde(with = "serde_bytes")]
    pub certificate: Vec<u8>,
    /// The invite that it rests on.
    #[serde(with = "serde_bytes")]
    pub invite: Vec<u8>,
}

/// A directory record with the root's own COSE_Sign1: the programme or an organisation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct RootSigned {
    /// The COSE_Sign1 message; see [`crate::directory::RootRecord`].
    #[serde(with = "serde_bytes")]
    pub message: Vec<u8>,
}

/// A new key pair of an organisation, by one of its admins.
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct Epoch {
    /// Whose.
    pub organisation: OrganisationId,
    /// From 0, without gaps.
    pub number: u32,
    /// What grants are wrapped to.
    pub public: KemPublic,
    /// The private keys of all earlier epochs, AES-256-GCM under a key that follows from this epoch's private
    /// key, so that new members read old cases. Empty for epoch 0.
    #[serde(with = "serde_bytes")]
    pub history: Vec<u8>,
}

/// A device removed by an admin of its organisation. Final.
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct Removal {
    /// Which.
    pub device: DeviceId,
}

/// An organisation's private key of one epoch, wrapped (HPKE) for one holder.
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct EpochWrap {
    /// Whose key.
    pub organisation: OrganisationId,
    /// Of which epoch.
    pub number: u32,
    /// For whom.
    pub holder: Holder,
    /// Encapsulated key, 32 bytes.
    #[serde(with = "serde_bytes")]
    pub encapsulated: Vec<u8>,
    /// The wrapped private key, 48 bytes.
    #[serde(with = "serde_bytes")]
    pub wrapped: Vec<u8>,
}

impl EpochWrap {
    fn checked(self) -> Result<Self, Code> {
        let fits = self.encapsulated.len() == 32 && self.wrapped.len() == 48;
        if fits { Ok(self) } else { Err(Code::GrantRefused) }
    }
}

/// A record erased: keys, grants and documents are destroyed, the id stays closed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct Erase {
    /// Which.
    pub record: RecordId,
}
