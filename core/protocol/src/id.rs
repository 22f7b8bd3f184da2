//! Identifiers: newtypes over random or derived bytes, made by one macro. They are pseudonyms, never names.

mod compartment;

pub use compartment::{Compartment, CompartmentSet};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest as _, Sha256};
use std::fmt;

macro_rules! byte_id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; $len]);

        impl $name {
            /// Length in bytes.
            pub const LEN: usize = $len;

            /// Wraps raw bytes.
            pub const fn from_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// The raw bytes.
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }

            /// Reads an id from a slice of exactly the right length.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }

            /// Reads an id from lower-case hexadecimal digits.
            pub fn from_hex(text: &str) -> Option<Self> {
                Self::from_slice(&data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    serializer.collect_str(self)
                } else {
                    serializer.serialize_bytes(&self.0)
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if deserializer.is_human_readable() {
                    let text = String::deserialize(deserializer)?;
                    Self::from_hex(&text).ok_or_else(|| de::Error::custom("not an id in hexadecimal"))
                } else {
                    let bytes = serde_bytes::ByteBuf::deserialize(deserializer)?;
                    Self::from_slice(&bytes).ok_or_else(|| de::Error::custom("an id of the wrong length"))
                }
            }
        }
    };
}

byte_id!(
    /// One deployment of the service: the first 16 bytes of SHA-256 of its root public key, so that
    /// the id in an invite is also the fingerprint of the root.
    ProgrammeId, 16
);
byte_id!(
    /// An organisation of a programme. Random.
    OrganisationId, 16
);
byte_id!(
    /// A device: the first 16 bytes of SHA-256 of its signing public key, so that an id cannot be claimed
    /// with another key.
    DeviceId, 16
);
byte_id!(
    /// What a group of documents belongs to: a case, later also a referral. Random.
    RecordId, 16
);
byte_id!(
    /// An invite. Random; single use is enforced on it.
    InviteId, 16
);
byte_id!(
    /// One life of a server's log: new at `init` and at every `restore`.
    LogId, 16
);
byte_id!(
    /// An immutable entry in a map of a document: an event or a note. Random.
    EntryId, 12
);
byte_id!(
    /// A SHA-256 digest.
    Digest, 32
);

/// The id of a case is the id of the record that its documents share.
pub type CaseId = RecordId;

impl DeviceId {
    /// The author of items that no device signed into a batch, such as the links of an invite's chain. No key
    /// has this id.
    pub const NOBODY: DeviceId = DeviceId([0; 16]);
}

impl RecordId {
    /// The programme's directory, where digests of records are exchanged (no case ever has this id).
    pub const DIRECTORY: RecordId = RecordId([0; 16]);

    /// Eight characters to say on the telephone: Crockford base-32 of the first 40 bits.
    pub fn short_code(&self) -> String {
        const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let bits = self.0.iter().take(5).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        (0..8).rev().map(|step| char::from(ALPHABET[(bits >> (step * 5) & 31) as usize])).collect()
    }
}

impl Digest {
    /// SHA-256 over a domain label and parts, each preceded by its length so that no two splits collide.
    pub fn of(label: &str, parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in std::iter::once(label.as_bytes()).chain(parts.iter().copied()) {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }

    /// The first 16 bytes, for ids derived from a digest.
    pub(crate) fn truncated(&self) -> [u8; 16] {
        let mut out = [0; 16];
        out.copy_from_slice(&self.0[..16]);
        out
    }
}

/// One Automerge document: a compartment of a record.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct DocumentId {
    /// The case (later also: the referral).
    pub record: RecordId,
    /// Which of its documents.
    pub compartment: Compartment,
}

/// An Automerge actor: 16 bytes of device id and 4 of incarnation.
///
/// The incarnation is new whenever a database is opened somewhere else or restored, so that a cloned
/// database cannot reuse a sequence number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ActorId {
    /// Whose changes these are.
    pub device: DeviceId,
    /// Which life of that device's database.
    pub incarnation: [u8; 4],
}

impl ActorId {
    /// Length in bytes.
    pub const LEN: usize = 20;

    /// The 20 bytes that Automerge carries.
    pub fn to_bytes(self) -> [u8; 20] {
        let mut out = [0; 20];
        out[..16].copy_from_slice(self.device.as_bytes());
        out[16..].copy_from_slice(&self.incarnation);
        out
    }

    /// Splits 20 bytes.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        let (device, incarnation) = bytes.split_at_checked(16)?;
        Some(Self { device: DeviceId::from_slice(device)?, incarnation: incarnation.try_into().ok()? })
    }
}

/// What a device is certified to do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Role {
    /// Files reports and follows its own; holds no organisation key.
    Reporter = 0,
    /// Reads and works on the organisation's cases.
    Coordinator = 1,
    /// Reads what was disclosed to the organisation and answers it.
    Provider = 2,
    /// A coordinator who also invites, removes and rotates keys.
    Admin = 3,
}

impl Role {
    /// All roles, in wire order.
    pub const ALL: [Role; 4] = [Self::Reporter, Self::Coordinator, Self::Provider, Self::Admin];

    /// Whether a device of this role holds the organisation's private keys and reads its feed.
    pub const fn reads_for_organisation(self) -> bool {
        !matches!(self, Self::Reporter)
    }

    /// Whether it may work on cases (write the coordinator's parts).
    pub const fn coordinates(self) -> bool {
        matches!(self, Self::Coordinator | Self::Admin)
    }

    /// The name used in tables, texts and the terminal.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reporter => "reporter",
            Self::Coordinator => "coordinator",
            Self::Provider => "provider",
            Self::Admin => "admin",
        }
    }

    /// From its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

impl Serialize for Role {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(self.name())
        } else {
            serializer.serialize_u8(*self as u8)
        }
    }
}

impl<'de> Deserialize<'de> for Role {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let found = if deserializer.is_human_readable() {
            Self::from_name(&String::deserialize(deserializer)?)
        } else {
            let code = u8::deserialize(deserializer)?;
            Self::ALL.into_iter().find(|role| *role as u8 == code)
        };
        found.ok_or_else(|| de::Error::custom("unknown role"))
    }
}

/// Seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Rounded down to the hour: all that an open document may say about when something happened.
    #[must_use]
    pub const fn floor_hour(self) -> Self {
        Self(self.0.saturating_sub(self.0.rem_euclid(3600)))
    }

    /// This many seconds later.
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }
}
