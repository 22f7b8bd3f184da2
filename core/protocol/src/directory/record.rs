//! Records that only the programme's root signs.

use crate::cbor::{decode, encode};
use crate::cose::{self, Purpose, Signed};
use crate::item::{FormVersion, Listing};
use crate::{
    Code, Digest, KemPublic, OrganisationId, RootSigned, SignPrivate, SignPublic, Timestamp, limits,
};
use serde_bytes::ByteBuf;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

/// The programme itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct ProgrammeRecord {
    /// The root; must be the key that signs.
    pub root: SignPublic,
    /// The server's identity key: signs receipts and checkpoints.
    pub server: SignPublic,
    /// The recovery key's public half: every organisation key is wrapped to it too.
    pub recovery: KemPublic,
    /// When it was signed; a newer one replaces it.
    pub time: Timestamp,
}

/// An organisation of the programme. Names of organisations are public.
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct OrganisationRecord {
    /// Its id.
    pub organisation: OrganisationId,
    /// Type, a code of the field (`ngo`, `shelter`, `law_enforcement`, …), at most [`limits::CODE_BYTES`].
    pub kind: String,
    /// Name in Bangla, at most [`limits::NAME_CHARS`].
    pub name_bn: String,
    /// Name in English, at most [`limits::NAME_CHARS`].
    pub name_en: String,
    /// Devices that may issue its first invites, by their signing keys; they need not be members.
    pub issuers: Vec<SignPublic>,
    /// When it was signed; a newer one replaces it.
    pub time: Timestamp,
}

/// Which organisation compares the fingerprints of children across organisations, and under which key they are made. That
/// organisation never has the key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct MatchingRecord {
    /// The organisation; `None` ends the comparing.
    pub organisation: Option<OrganisationId>,
    /// Counts the keys, from 1; a higher one replaces.
    pub number: u32,
    /// What the key commits to: a holder takes no other for it.
    pub commitment: Digest,
}

/// A record signed by the root.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RootRecord {
    /// The programme.
    Programme(ProgrammeRecord),
    /// An organisation.
    Organisation(OrganisationRecord),
    /// A form for everybody.
    Form(FormVersion),
    /// A service, entered for its organisation.
    Listing(Listing),
    /// Who compares fingerprints.
    Matching(MatchingRecord),
}

impl RootRecord {
    /// Signs with the root key.
    pub fn sign(&self, root: &SignPrivate) -> RootSigned {
        let (tag, body) = match self {
            Self::Programme(record) => (0_u8, encode(record)),
            Self::Organisation(record) => (1, encode(record)),
            Self::Form(version) => (2, encode(version)),
            Self::Listing(listing) => (3, encode(listing)),
            Self::Matching(record) => (4, encode(record)),
        };
        let programme = root.public().programme_id();
        let payload = encode(&(tag, ByteBuf::from(body)));
        RootSigned {
            message: cose::sign(Purpose::Directory, &programme, root, programme.as_bytes(), payload),
        }
    }

    /// Verifies against the root.
    ///
    /// # Errors
    /// [`Code::DirectoryRefused`].
    pub fn verify(message: &[u8], root: &SignPublic) -> Result<Self, Code> {
        let signed = Signed::parse(message).map_err(|_| Code::DirectoryRefused)?;
        let programme = root.programme_id();
        let payload = signed
            .verify_as(programme.as_bytes(), Purpose::Directory, &programme, root)
            .map_err(|_| Code::DirectoryRefused)?;
        match Self::read(payload)? {
            Self::Programme(record) if record.root != *root => Err(Code::DirectoryRefused),
            record => Ok(record),
        }
    }

    /// Reads a record whose signature was checked before, or whose root is about to be checked.
    ///
    /// # Errors
    /// [`Code::DirectoryRefused`].
    pub fn unverified(message: &[u8]) -> Result<Self, Code> {
        Self::read(Signed::parse(message).map_err(|_| Code::DirectoryRefused)?.unverified_payload())
    }

    fn read(payload: &[u8]) -> Result<Self, Code> {
        let (tag, body): (u8, ByteBuf) = decode(payload).map_err(|_| Code::DirectoryRefused)?;
        match tag {
            0 => decode(&body).map(Self::Programme).map_err(|_| Code::DirectoryRefused),
            1 => {
                let record: OrganisationRecord = decode(&body).map_err(|_| Code::DirectoryRefused)?;
                let named = [&record.name_bn, &record.name_en]
                    .iter()
                    .all(|name| !name.trim().is_empty() && name.chars().count() <= limits::NAME_CHARS);
                let bounded = record.kind.len() <= limits::CODE_BYTES && record.issuers.len() <= 16;
                if named && bounded { Ok(Self::Organisation(record)) } else { Err(Code::DirectoryRefused) }
            }
            2 => decode::<FormVersion>(&body).map_err(|_| Code::DirectoryRefused)?.checked().map(Self::Form),
            3 => decode::<Listing>(&body).map_err(|_| Code::DirectoryRefused)?.checked().map(Self::Listing),
            4 => match decode::<MatchingRecord>(&body) {
                Ok(record) if record.number > 0 => Ok(Self::Matching(record)),
                _ => Err(Code::DirectoryRefused),
            },
            _ => Err(Code::DirectoryRefused),
        }
    }
}
