//! Frames: zstd (RFC 8878) with a shared 32 kB dictionary, its id in the frame's header.
//!
//! The dictionary is trained from synthetic data by `cargo xtask dictionary`. What is written takes the newest; every one
//! that was released is read for ever. A frame without a dictionary is always accepted; one with a dictionary that this build
//! does not carry is refused by a code of its own.

use crate::{Code, limits};
use std::sync::{Mutex, OnceLock, PoisonError};
use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::{bulk, zstd_safe};

/// The newest dictionary, as trained. Its id is one byte, 2.
pub const DICTIONARY: &[u8] = include_bytes!("../dictionary/v2.zdict");
/// The first one, from before there were referrals. Frames inside a seal did not name it.
const FIRST_DICTIONARY: &[u8] = include_bytes!("../dictionary/v1.zdict");
/// Compression level of what a phone sends: small and over slow links, so the best ratio is worth a fraction of a
/// millisecond.
const LEVEL: i32 = 19;
/// Compression level of what a server answers to many: a hundred times faster for a tenth more bytes.
const QUICK_LEVEL: i32 = 3;
/// Compression level inside a seal: padding hides what the last levels would save, and the person waits.
const SEAL_LEVEL: i32 = 9;

/// Compresses a body.
pub fn pack(plain: &[u8]) -> Vec<u8> {
    static ENCODER: Encoder = Encoder::new();
    compress(&ENCODER, LEVEL, plain)
}

/// Compresses an answer: quickly.
pub fn pack_quick(plain: &[u8]) -> Vec<u8> {
    static ENCODER: Encoder = Encoder::new();
    compress(&ENCODER, QUICK_LEVEL, plain)
}

/// The first bytes of every frame.
pub(crate) const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// Compresses beside something that the reader has as well.
pub(crate) fn pack_beside(plain: &[u8], beside: &[u8]) -> Vec<u8> {
    let packed = || -> std::io::Result<Vec<u8>> {
        let mut context = bulk::Compressor::with_dictionary(LEVEL, &[DICTIONARY, beside].concat())?;
        context.set_parameter(zstd_safe::CParameter::DictIdFlag(false))?;
        context.compress(plain)
    };
    packed().unwrap_or_else(|_| stored(plain))
}

/// As [`unpack`], what was compressed beside something.
///
/// # Errors
/// [`Code::Malformed`], [`Code::TooLarge`].
pub(crate) fn unpack_beside(packed: &[u8], most: usize, beside: &[u8]) -> Result<Vec<u8>, Code> {
    let size = size(packed, most)?;
    let context = bulk::Decompressor::with_dictionary(&[DICTIONARY, beside].concat());
    let plain = context.map_err(|_| Code::Unavailable)?.decompress(packed, size);
    plain.ok().filter(|plain| plain.len() == size).ok_or(Code::Malformed)
}

/// Decompresses a body of at most `most` bytes; the bound holds before memory is taken.
///
/// # Errors
/// [`Code::Malformed`], [`Code::TooLarge`], [`Code::UnknownDictionary`].
pub fn unpack(packed: &[u8], most: usize) -> Result<Vec<u8>, Code> {
    let size = size(packed, most)?;
    let [newest, first] = &DECODERS;
    let decoder = match zstd_safe::get_dict_id_from_frame(packed) {
        // No id: either no dictionary at all, or the first one inside a seal; both decode with the first one loaded.
        None => first,
        id if id == newest.id() => newest,
        id if id == first.id() => first,
        Some(_) => return Err(Code::UnknownDictionary),
    };
    decoder.decompress(packed, size)
}

/// The size of what is in a frame that is all of `packed`.
fn size(packed: &[u8], most: usize) -> Result<usize, Code> {
    let size = match zstd_safe::get_frame_content_size(packed) {
        Ok(Some(size)) => usize::try_from(size).map_err(|_| Code::TooLarge)?,
        _ => return Err(Code::Malformed),
    };
    if size > most {
        return Err(Code::TooLarge);
    }
    if zstd_safe::find_frame_compressed_size(packed) != Ok(packed.len()) {
        return Err(Code::Malformed);
    }
    Ok(size)
}

static DECODERS: [Decoder; 2] = [Decoder::new(DICTIONARY), Decoder::new(FIRST_DICTIONARY)];

/// Decompresses with one dictionary.
struct Decoder {
    dictionary: &'static [u8],
    prepared: OnceLock<DecoderDictionary<'static>>,
    /// Contexts, 160 kB each: making one takes longer than most bodies do.
    idle: Mutex<Vec<bulk::Decompressor<'static>>>,
}

impl Decoder {
    const MOST_IDLE: usize = 4;

    const fn new(dictionary: &'static [u8]) -> Self {
        Self { dictionary, prepared: OnceLock::new(), idle: Mutex::new(Vec::new()) }
    }

    fn id(&self) -> Option<std::num::NonZeroU32> {
        zstd_safe::get_dict_id_from_dict(self.dictionary)
    }

    fn decompress(&'static self, packed: &[u8], size: usize) -> Result<Vec<u8>, Code> {
        let mut context = self.context()?;
        let plain = context.decompress(packed, size);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < Self::MOST_IDLE {
            idle.push(context);
        }
        drop(idle);
        plain.ok().filter(|plain| plain.len() == size).ok_or(Code::Malformed)
    }

    fn context(&'static self) -> Result<bulk::Decompressor<'static>, Code> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(context) = idle {
            return Ok(context);
        }
        let prepared = self.prepared.get_or_init(|| DecoderDictionary::copy(self.dictionary));
        bulk::Decompressor::with_prepared_dictionary(prepared).map_err(|_| Code::Unavailable)
    }
}

/// Compresses for inside a seal.
pub(crate) fn pack_sealed(plain: &[u8]) -> Vec<u8> {
    static ENCODER: Encoder = Encoder::new();
    compress(&ENCODER, SEAL_LEVEL, plain)
}

/// The dictionary as prepared for one level.
type Encoder = OnceLock<EncoderDictionary<'static>>;

fn compress(encoder: &'static Encoder, level: i32, plain: &[u8]) -> Vec<u8> {
    let encoder = encoder.get_or_init(|| EncoderDictionary::copy(DICTIONARY, level));
    let packed = || -> std::io::Result<Vec<u8>> {
        bulk::Compressor::with_prepared_dictionary(encoder)?.compress(plain)
    };
    packed().unwrap_or_else(|_| stored(plain))
}

/// A frame of raw blocks (RFC 8878, section 3.1.1), for the case that the compressor has no memory.
fn stored(plain: &[u8]) -> Vec<u8> {
    const BLOCK: usize = 128 * 1024;
    let mut out = [MAGIC.as_slice(), &[0xe0]].concat();
    out.extend((plain.len() as u64).to_le_bytes());
    let blocks = plain.len().div_ceil(BLOCK).max(1);
    for index in 0..blocks {
        let block = &plain[index * BLOCK..plain.len().min((index + 1) * BLOCK)];
        let header = (block.len() as u32) << 3 | u32::from(index + 1 == blocks);
        out.extend(&header.to_le_bytes()[..3]);
        out.extend(block);
    }
    out
}

/// Packs a request or response, refusing what a peer would refuse.
///
/// # Errors
/// [`Code::TooLarge`] above [`limits::REQUEST_BYTES`].
pub fn pack_bounded(plain: &[u8]) -> Result<Vec<u8>, Code> {
    if plain.len() > limits::REQUEST_BYTES { Err(Code::TooLarge) } else { Ok(pack(plain)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_come_back_and_bounds_hold() {
        for size in [0, 1, 63, 4_096, 400_000] {
            let plain: Vec<u8> = (0..size).map(|i| (i * i % 251) as u8).collect();
            for packed in [pack(&plain), pack_sealed(&plain), stored(&plain)] {
                assert_eq!(unpack(&packed, size), Ok(plain.clone()));
                if size > 0 {
                    assert_eq!(unpack(&packed, size - 1), Err(Code::TooLarge));
                    assert!(unpack(&packed[..packed.len() - 1], size).is_err());
                }
                assert!(unpack(&[packed, vec![0]].concat(), size).is_err());
            }
        }
    }

    #[test]
    fn a_frame_of_a_foreign_dictionary_is_named_as_such() {
        // Magic, single segment with a 4-byte dictionary id, the id, size 0, one empty last block.
        let frame = [0x28, 0xb5, 0x2f, 0xfd, 0x23, 1, 2, 3, 4, 0, 1, 0, 0];
        assert_eq!(unpack(&frame, 100), Err(Code::UnknownDictionary));
    }
}
