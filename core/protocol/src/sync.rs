//! `POST /v1/sync`: one round trip for everything. Bodies are frames ([`crate::frame`]) of the CBOR here.

use crate::batch::ChainPosition;
use crate::cbor::{bounded, decode, encode};
use crate::cose::{self, Purpose, Signed};
use crate::shared::{Resting, Shared, Tag};
use crate::{
    Code, Compartment, CompartmentSet, DeviceId, Digest, LogId, OrganisationId, Principal, ProgrammeId,
    RecordId, SignPrivate, SignPublic, SignedBatch, Timestamp, frame, limits,
};
use serde_bytes::ByteBuf;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

/// The protocol's version.
pub const VERSION: u8 = 1;
/// Media type of request and response bodies.
pub const MEDIA_TYPE: &str = "application/vnd.jonaki.sync";

/// How far a device has read each of its feeds.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize_tuple, Deserialize_tuple)]
pub struct Cursor {
    /// The log that the positions belong to; `None` before the first response.
    pub log: Option<LogId>,
    /// In the feed of everyone.
    pub everyone: u64,
    /// In the device's own feed.
    pub device: u64,
    /// In the feeds of its organisations.
    pub organisations: Vec<(OrganisationId, u64)>,
}

impl Cursor {
    /// The position in a feed; 0 for one that is not listed.
    pub fn position(&self, principal: &Principal) -> u64 {
        match principal {
            Principal::Everyone => self.everyone,
            Principal::Device(_) => self.device,
            Principal::Organisation(id) => {
                self.organisations.iter().find(|(known, _)| known == id).map_or(0, |(_, at)| *at)
            }
        }
    }

    /// Moves the position in a feed.
    pub fn advance(&mut self, principal: &Principal, at: u64) {
        match principal {
            Principal::Everyone => self.everyone = at,
            Principal::Device(_) => self.device = at,
            Principal::Organisation(id) => {
                match self.organisations.iter_mut().find(|(known, _)| known == id) {
                    Some(position) => position.1 = at,
                    None => self.organisations.push((*id, at)),
                }
            }
        }
    }
}

/// What a device holds of a record: the exclusive-or of the first eight bytes of the hashes of its changes, sealed
/// changes and key sets, over the named compartments. Enough to notice a difference after a restore.
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct RecordDigest {
    /// Which record; [`RecordId::DIRECTORY`] for the directory.
    pub record: RecordId,
    /// Over which compartments.
    pub compartments: CompartmentSet,
    /// The eight bytes.
    pub digest: u64,
}

/// The part of a hash that goes into a [`RecordDigest`].
pub fn digest_part(hash: &Digest) -> u64 {
    hash.as_bytes().iter().take(8).fold(0, |bits, byte| bits << 8 | u64::from(*byte))
}

/// The first request of a programme, with the code that the operator gave.
#[derive(Clone, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Founding {
    /// The programme's root.
    pub root: SignPublic,
    /// The one-time code from `jonaki-server init`.
    pub code: ByteBuf,
}

impl std::fmt::Debug for Founding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Founding").field("root", &self.root).finish_non_exhaustive()
    }
}

/// What a device says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct Request {
    /// [`VERSION`].
    pub version: u8,
    /// Whose programme.
    pub programme: ProgrammeId,
    /// The device's clock, corrected by what the server last said.
    pub time: Timestamp,
    /// Random: with device and time it makes the request unique.
    pub nonce: u64,
    /// How far it has read.
    pub cursor: Cursor,
    /// How many bytes of feed it wants at most, before compression.
    pub budget: u32,
    /// New batches of this device, in order.
    #[serde(deserialize_with = "bounded::<_, _, { limits::REQUEST_BATCHES }>")]
    pub batches: Vec<SignedBatch>,
    /// Batches of any device that the server may have lost.
    #[serde(deserialize_with = "bounded::<_, _, { limits::REQUEST_BATCHES }>")]
    pub offers: Vec<SignedBatch>,
    /// What the device holds, after the server's log changed.
    pub digests: Vec<RecordDigest>,
    /// Records whose every change it wants with proof of authorship.
    pub prove: Vec<RecordId>,
    /// Only in the very first request of a programme.
    pub founding: Option<Founding>,
}

impl Request {
    /// Signs and packs.
    ///
    /// # Errors
    /// [`Code::TooLarge`].
    pub fn to_body(&self, key: &SignPrivate) -> Result<Vec<u8>, Code> {
        frame::pack_bounded(&self.signed(key))
    }

    /// As [`Self::to_body`], smaller: for a server that shares this with the device.
    ///
    /// # Errors
    /// [`Code::TooLarge`].
    pub fn to_body_beside(&self, key: &SignPrivate, shared: &Shared) -> Result<Vec<u8>, Code> {
        let plain = self.signed(key);
        if plain.len() > limits::REQUEST_BYTES {
            return Err(Code::TooLarge);
        }
        Ok(shared.pack(&plain))
    }

    fn signed(&self, key: &SignPrivate) -> Vec<u8> {
        let device = key.public().device_id();
        cose::sign(Purpose::Request, &self.programme, key, device.as_bytes(), encode(self))
    }
}

/// A request as received, of which nothing but the envelope was read: whose signature it claims to carry costs little, what
/// is inside costs more.
#[derive(Debug)]
pub struct SignedRequest {
    /// Who claims to ask.
    pub device: DeviceId,
    signed: Signed,
}

impl SignedRequest {
    /// Unpacks a whole body under the limits.
    ///
    /// # Errors
    /// [`Code::TooLarge`], [`Code::UnknownDictionary`], [`Code::Malformed`].
    pub fn from_body(body: &[u8]) -> Result<Self, Code> {
        Self::from_body_beside(body, |_| None)
    }

    /// Unpacks a body under the limits, also one that rests on what is shared by that name.
    ///
    /// # Errors
    /// [`Code::TooLarge`], [`Code::UnknownDictionary`], [`Code::Malformed`].
    pub fn from_body_beside(body: &[u8], shared: impl FnOnce(&Tag) -> Option<Shared>) -> Result<Self, Code> {
        if body.len() > limits::BODY_BYTES {
            return Err(Code::TooLarge);
        }
        let plain = match Resting::parse(body) {
            Some(resting) => resting.unpack(shared(&resting.tag))?,
            None => frame::unpack(body, limits::REQUEST_BYTES)?,
        };
        let signed = Signed::parse(&plain)?;
        let device = DeviceId::from_slice(signed.key_id()).ok_or(Code::Malformed)?;
        Ok(Self { device, signed })
    }

    /// Bytes after decompression.
    pub fn len(&self) -> usize {
        self.signed.unverified_payload().len()
    }

    /// Whether there is nothing inside.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Verifies the signature, and that the key is the claimed device's.
    ///
    /// # Errors
    /// [`Code::BadSignature`].
    pub fn verify(&self, programme: &ProgrammeId, key: &SignPublic) -> Result<(), Code> {
        if key.device_id() != self.device {
            return Err(Code::BadSignature);
        }
        self.signed.verify(Purpose::Request, programme, key).map(drop)
    }

    /// Parses what is inside, verified or not.
    ///
    /// # Errors
    /// [`Code::Malformed`], [`Code::UnsupportedVersion`], [`Code::TooLarge`].
    pub fn claims(self) -> Result<UnverifiedRequest, Code> {
        let claimed: Request = decode(self.signed.unverified_payload())?;
        if claimed.version != VERSION {
            return Err(Code::UnsupportedVersion);
        }
        let bounded = claimed.batches.len() + claimed.offers.len() <= limits::REQUEST_BATCHES
            && claimed.digests.len() <= limits::REQUEST_DIGESTS
            && claimed.prove.len() <= limits::REQUEST_DIGESTS
            && claimed.cursor.organisations.len() <= limits::CURSOR_PRINCIPALS;
        let Self { device, signed } = self;
        if bounded { Ok(UnverifiedRequest { device, claimed, signed }) } else { Err(Code::TooLarge) }
    }
}

/// A request as received, parsed but not yet verified.
#[derive(Debug)]
pub struct UnverifiedRequest {
    /// Who claims to ask.
    pub device: DeviceId,
    /// What is claimed; good for nothing but looking up the device and its certificate.
    pub claimed: Request,
    signed: Signed,
}

impl UnverifiedRequest {
    /// Unpacks and parses a body under the limits.
    ///
    /// # Errors
    /// [`Code::TooLarge`], [`Code::UnknownDictionary`], [`Code::Malformed`], [`Code::UnsupportedVersion`].
    pub fn from_body(body: &[u8]) -> Result<Self, Code> {
        SignedRequest::from_body(body)?.claims()
    }

    /// Verifies the signature and that it is the claimed device's.
    ///
    /// # Errors
    /// [`Code::BadSignature`].
    pub fn verify(self, key: &SignPublic) -> Result<(DeviceId, Request), Code> {
        if key.device_id() != self.device {
            return Err(Code::BadSignature);
        }
        self.signed.verify(Purpose::Request, &self.claimed.programme, key)?;
        Ok((self.device, self.claimed))
    }
}

/// What a server answers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct Response {
    /// The server's clock.
    pub time: Timestamp,
    /// The positions after this feed, in the server's present log.
    pub cursor: Cursor,
    /// For each stored batch: the signed receipt ([`crate::Receipt`]).
    pub receipts: Vec<ByteBuf>,
    /// Batches that were not stored: hash and why ([`Code::Gap`], [`Code::Fork`], …).
    pub refused: Vec<(Digest, Code)>,
    /// Where the server's copy of the device's chain stands, when a batch was refused or the log changed.
    pub chain: Option<ChainPosition>,
    /// What is new for the device.
    pub feed: Vec<FeedEntry>,
    /// Whether the server asks for digests, because its log is another than the cursor's.
    pub reconcile: bool,
    /// Records of which the server wants everything that the device holds.
    pub want: Vec<RecordId>,
    /// The signed head of the log ([`crate::Checkpoint`]).
    pub checkpoint: ByteBuf,
    /// Whether there is more to read.
    pub more: bool,
}

impl Response {
    /// Packs.
    ///
    /// # Errors
    /// [`Code::TooLarge`].
    pub fn to_body(&self) -> Result<Vec<u8>, Code> {
        let plain = encode(self);
        if plain.len() > limits::REQUEST_BYTES { Err(Code::TooLarge) } else { Ok(frame::pack_quick(&plain)) }
    }

    /// Unpacks and parses a body under the limits. Each part carries its own proof; nothing here is trusted yet.
    ///
    /// # Errors
    /// [`Code::TooLarge`], [`Code::UnknownDictionary`], [`Code::Malformed`].
    pub fn from_body(body: &[u8]) -> Result<Self, Code> {
        if body.len() > limits::BODY_BYTES {
            return Err(Code::TooLarge);
        }
        decode(&frame::unpack(body, limits::REQUEST_BYTES)?)
    }
}

/// One entry of a feed, on the wire `[kind, entry, body]`.
#[derive(Clone, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct FeedEntry {
    kind: u8,
    /// Number of the log entry.
    pub entry: u64,
    #[serde(with = "serde_bytes")]
    body: Vec<u8>,
}

impl std::fmt::Debug for FeedEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FeedEntry(kind {}, entry {}, {} bytes)", self.kind, self.entry, self.body.len())
    }
}

/// What happened, as far as the device may see it.
#[derive(Clone, PartialEq, Eq)]
pub enum News {
    /// Items of a batch.
    Batch(SignedBatch),
    /// A long open document, seen for the first time: as saved, its authorship still to be proven.
    Snapshot {
        /// The record.
        record: RecordId,
        /// Which open document.
        compartment: Compartment,
        /// `save_nocompress()` of Automerge.
        saved: Vec<u8>,
    },
    /// The device may no longer see these compartments of the record.
    Left {
        /// The record.
        record: RecordId,
        /// What is taken away.
        compartments: CompartmentSet,
    },
    /// The record was erased.
    Erased(RecordId),
}

impl std::fmt::Debug for News {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Batch(batch) => f.debug_tuple("Batch").field(batch).finish(),
            Self::Snapshot { record, compartment, saved } => {
                write!(f, "Snapshot({record:?}, {compartment:?}, {} bytes)", saved.len())
            }
            Self::Left { record, compartments } => write!(f, "Left({record:?}, {compartments:?})"),
            Self::Erased(record) => write!(f, "Erased({record:?})"),
        }
    }
}

impl FeedEntry {
    /// Encodes.
    pub fn new(entry: u64, news: &News) -> Self {
        let (kind, body) = match news {
            News::Batch(batch) => (0, encode(batch)),
            News::Snapshot { record, compartment, saved } => {
                (1, encode(&(record, compartment, serde_bytes::Bytes::new(saved))))
            }
            News::Left { record, compartments } => (2, encode(&(record, compartments))),
            News::Erased(record) => (3, encode(record)),
        };
        Self { kind, entry, body }
    }

    /// Parses.
    ///
    /// # Errors
    /// [`Code::Malformed`], [`Code::UnknownKind`].
    pub fn news(&self) -> Result<News, Code> {
        Ok(match self.kind {
            0 => News::Batch(decode(&self.body)?),
            1 => {
                let (record, compartment, saved): (_, Compartment, ByteBuf) = decode(&self.body)?;
                if compartment.is_sealed() {
                    return Err(Code::Malformed);
                }
                News::Snapshot { record, compartment, saved: saved.into_vec() }
            }
            2 => {
                let (record, compartments) = decode(&self.body)?;
                News::Left { record, compartments }
            }
            3 => News::Erased(decode(&self.body)?),
            _ => return Err(Code::UnknownKind),
        })
    }

    /// Roughly how many bytes the entry takes before compression.
    pub fn len(&self) -> usize {
        self.body.len() + 12
    }

    /// Never true: an entry has at least its kind.
    pub fn is_empty(&self) -> bool {
        false
    }
}

/// The body of an answer other than 200: why the request as a whole was refused.
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct Refusal {
    /// Why.
    pub code: Code,
    /// The server's clock, for [`Code::ClockSkew`].
    pub time: Timestamp,
    /// Seconds to wait before the next attempt.
    pub retry_after: u32,
}

impl Refusal {
    /// Packs.
    pub fn to_body(&self) -> Vec<u8> {
        frame::pack_quick(&encode(self))
    }

    /// Unpacks; at most 1 KiB.
    ///
    /// # Errors
    /// [`Code::Malformed`] and the other codes of [`frame::unpack`].
    pub fn from_body(body: &[u8]) -> Result<Self, Code> {
        decode(&frame::unpack(body, 1024)?)
    }
}
