//! Sealing: a change of a sealed document as `COSE_Encrypt0` (RFC 9052, section 5.2), AES-256-GCM.
//!
//! Plaintext: a big-endian 16-bit length, the change compressed with the shared dictionary, zeros up to the next
//! of 40, 104, 168, ... bytes. External additional data: programme, record, compartment and the key's commitment, so
//! that a ciphertext cannot be moved and a key cannot be swapped.

use crate::cose::byte_string;
use crate::{CaseKey, Code, Digest, DocumentId, ProgrammeId, Sealed, frame, item::KeyId, limits};
use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use coset::{CborSerializable as _, CoseEncrypt0Builder, HeaderBuilder, iana};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// Room for the longest compressed change: incompressible, framed, with its length.
const PLAIN_BYTES: usize = limits::CHANGE_BYTES - 1;

/// A change of this many bytes can always be sealed, even where nothing of it can be compressed.
pub const SURE_BYTES: usize = limits::CHANGE_BYTES - 1024;

/// Seals a raw change.
///
/// # Errors
/// [`Code::TooLarge`] where the change does not fit [`limits::CHANGE_BYTES`].
pub fn seal(
    programme: &ProgrammeId,
    document: DocumentId,
    key: &CaseKey,
    change: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<Sealed, Code> {
    let plain = pad(&frame::pack_sealed(change))?;
    let commitment = key.commitment(programme, &document.record, document.compartment);
    let aad = aad(programme, document, &commitment);
    let mut iv = [0; 12];
    rng.fill_bytes(&mut iv);
    let message = profile(&iv)
        .try_create_ciphertext(&plain, &aad, |plain, aad| gcm_seal(key.dangerously_bytes(), iv, plain, aad))?
        .build();
    Ok(Sealed {
        record: document.record,
        compartment: document.compartment,
        key: KeyId::of(&commitment),
        message: message.to_vec().map_err(|_| Code::TooLarge)?,
    })
}

/// Opens a sealed change; the result is still hostile until it passed admission.
///
/// # Errors
/// [`Code::SealBroken`] for a wrong key, moved or altered bytes; [`Code::TooLarge`].
pub fn open(programme: &ProgrammeId, sealed: &Sealed, key: &CaseKey) -> Result<Zeroizing<Vec<u8>>, Code> {
    // As with signatures: a general parser would build a tree of whatever a stranger sends.
    let (iv, ciphertext) = split(&sealed.message).ok_or(Code::SealBroken)?;
    let message = profile(&iv).ciphertext(ciphertext.to_vec()).build();
    let commitment = key.commitment(programme, &sealed.record, sealed.compartment);
    let aad = aad(programme, sealed.document(), &commitment);
    let plain = message.decrypt_ciphertext(
        &aad,
        || Code::SealBroken,
        |cipher, aad| gcm_open(key.dangerously_bytes(), iv, cipher, aad),
    )?;
    let plain = Zeroizing::new(plain);
    frame::unpack(unpad(&plain)?, limits::CHANGE_BYTES).map(Zeroizing::new).map_err(|code| match code {
        Code::TooLarge => code,
        _ => Code::SealBroken,
    })
}

pub(crate) fn gcm_seal(key: &[u8; 32], nonce: [u8; 12], plain: &[u8], aad: &[u8]) -> Result<Vec<u8>, Code> {
    let cipher = Aes256Gcm::new(key.into());
    cipher.encrypt(&Nonce::from(nonce), Payload { msg: plain, aad }).map_err(|_| Code::TooLarge)
}

pub(crate) fn gcm_open(key: &[u8; 32], nonce: [u8; 12], data: &[u8], aad: &[u8]) -> Result<Vec<u8>, Code> {
    let cipher = Aes256Gcm::new(key.into());
    cipher.decrypt(&Nonce::from(nonce), Payload { msg: data, aad }).map_err(|_| Code::SealBroken)
}

/// Nonce and ciphertext of a message in the profile: an array of three, the protected header, the byte string {1: 3}, the
/// unprotected header {5: nonce}, the ciphertext.
fn split(message: &[u8]) -> Option<([u8; 12], &[u8])> {
    let rest = message.strip_prefix(&[0x83, 0x43, 0xa1, 0x01, 0x03, 0xa1, 0x05, 0x4c])?;
    let (iv, rest) = rest.split_first_chunk()?;
    let (ciphertext, rest) = byte_string(rest)?;
    rest.is_empty().then_some((*iv, ciphertext))
}

fn profile(iv: &[u8; 12]) -> CoseEncrypt0Builder {
    CoseEncrypt0Builder::new()
        .protected(HeaderBuilder::new().algorithm(iana::Algorithm::A256GCM).build())
        .unprotected(HeaderBuilder::new().iv(iv.to_vec()).build())
}

fn aad(programme: &ProgrammeId, document: DocumentId, commitment: &Digest) -> Vec<u8> {
    let parts: [&[u8]; 5] = [
        b"jonaki/v1/seal",
        programme.as_bytes(),
        document.record.as_bytes(),
        &[document.compartment.code()],
        commitment.as_bytes(),
    ];
    parts.concat()
}

fn pad(packed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Code> {
    let length = u16::try_from(packed.len()).map_err(|_| Code::TooLarge)?;
    let size = padded(packed.len(), limits::PADDING_FIRST);
    if size > PLAIN_BYTES + 1 {
        return Err(Code::TooLarge);
    }
    let mut plain = Zeroizing::new(Vec::with_capacity(size));
    plain.extend(length.to_be_bytes());
    plain.extend(packed);
    plain.resize(size, 0);
    Ok(plain)
}

/// The length of the plaintext around a frame, on the grid that begins here.
fn padded(frame: usize, first: usize) -> usize {
    first + (frame + 2).saturating_sub(first).next_multiple_of(limits::PADDING_STEP)
}

fn unpad(plain: &[u8]) -> Result<&[u8], Code> {
    let (length, rest) = plain.split_first_chunk::<2>().ok_or(Code::SealBroken)?;
    let length = usize::from(u16::from_be_bytes(*length));
    let (packed, padding) = rest.split_at_checked(length).ok_or(Code::SealBroken)?;
    // What was sealed when the grid began at 64 stays readable.
    let exact = [limits::PADDING_FIRST, limits::PADDING_STEP]
        .map(|first| padded(length, first))
        .contains(&plain.len());
    if exact && padding.iter().all(|byte| *byte == 0) { Ok(packed) } else { Err(Code::SealBroken) }
}
