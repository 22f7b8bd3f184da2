//! What a device and the server both know once an answer has arrived: the programme, the device, how far it has read, the
//! log's head, where its chain of batches stands. Nothing compresses ids and hashes, and a request repeats most of them; so
//! they stand behind the dictionary when a request is compressed that follows an answer, as they will stand in it, and cost a
//! reference each.
//!
//! Such a body is `mark, tag, frame`: the tag names what is shared, the frame is without its magic number and without a
//! dictionary's id. A server that remembers something else, or nothing, because an answer was lost or it was started anew,
//! answers [`Code::UnknownDictionary`], and the device sends the same request whole. Both forms carry the same signed
//! request: what is shared decides nothing but its size.

use crate::cbor::encode;
use crate::sync::{Cursor, VERSION};
use crate::{ChainPosition, Code, DeviceId, Digest, ProgrammeId, Seen, cose, frame, limits};

/// The first byte of a body that rests on what is shared; a frame begins with 0x28.
const MARK: u8 = 0x4a;

/// Names what is shared.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Tag([u8; 8]);

/// What both sides know.
#[derive(Clone, PartialEq, Eq)]
pub struct Shared {
    content: Vec<u8>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Shared({} bytes)", self.content.len())
    }
}

impl Shared {
    /// After an answer with this cursor, head and chain.
    pub fn new(
        programme: &ProgrammeId,
        device: &DeviceId,
        cursor: &Cursor,
        head: &Seen,
        chain: &ChainPosition,
    ) -> Self {
        let parts = [
            encode(&(chain.n.saturating_add(1), chain.hash)),
            encode(head),
            cose::beginning(device.as_bytes()),
            encode(&(VERSION, programme)),
            encode(cursor),
        ];
        Self { content: parts.concat() }
    }

    /// Its name: as good as unique.
    pub fn tag(&self) -> Tag {
        let digest = Digest::of("jonaki/v1/shared", &[&self.content]);
        let mut tag = [0; 8];
        tag.copy_from_slice(&digest.as_bytes()[..8]);
        Tag(tag)
    }

    /// The body of a request.
    pub(crate) fn pack(&self, plain: &[u8]) -> Vec<u8> {
        let frame = frame::pack_beside(plain, &self.content);
        let frame = frame.strip_prefix(&frame::MAGIC).unwrap_or(&frame);
        [&[MARK], self.tag().0.as_slice(), frame].concat()
    }
}

/// A body that rests on what is shared.
pub(crate) struct Resting<'a> {
    pub(crate) tag: Tag,
    frame: &'a [u8],
}

impl<'a> Resting<'a> {
    /// `None` for a whole one.
    pub(crate) fn parse(body: &'a [u8]) -> Option<Self> {
        let (tag, frame) = body.strip_prefix(&[MARK])?.split_first_chunk()?;
        Some(Self { tag: Tag(*tag), frame })
    }

    /// What is inside, at most [`limits::REQUEST_BYTES`].
    ///
    /// # Errors
    /// [`Code::UnknownDictionary`] where something else is shared; else as [`frame::unpack`].
    pub(crate) fn unpack(&self, shared: Option<Shared>) -> Result<Vec<u8>, Code> {
        let shared = shared.filter(|shared| shared.tag() == self.tag).ok_or(Code::UnknownDictionary)?;
        let frame = [&frame::MAGIC, self.frame].concat();
        frame::unpack_beside(&frame, limits::REQUEST_BYTES, &shared.content)
    }
}
