//! Sealing letters with HPKE (RFC 9180, base mode): to one organisation, by one device, about one thing. The batch's
//! signature says who wrote; the device is bound into the encapsulation too, so that nobody sends another's letter as its
//! own.

use crate::cbor::encode;
use crate::key::Kem;
use crate::{Code, DeviceId, KemPrivate, KemPublic, Letter, ProgrammeId, limits};
use hpke::{Deserializable as _, OpModeR, OpModeS, Serializable as _};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

type Aead = hpke::aead::AesGcm256;
type Kdf = hpke::kdf::HkdfSha256;

/// Seals a message: fills in `encapsulated` and `sealed` of a letter that has everything else.
///
/// # Errors
/// [`Code::TooLarge`] for more than [`limits::LETTER_BYTES`] less two; [`Code::LetterRefused`] for a public key that HPKE refuses.
pub fn seal(
    programme: &ProgrammeId,
    author: &DeviceId,
    letter: Letter,
    message: &[u8],
    public: &KemPublic,
    rng: &mut impl CryptoRng,
) -> Result<Letter, Code> {
    let plain = pad(message)?;
    let info = info(programme, author, &letter);
    let public =
        <Kem as hpke::Kem>::PublicKey::from_bytes(public.as_bytes()).map_err(|_| Code::LetterRefused)?;
    let mode = OpModeS::Base;
    let sealed = hpke::single_shot_seal_with_rng::<Aead, Kdf, Kem>(&mode, &public, &info, &plain, &[], rng);
    let (encapsulated, sealed) = sealed.map_err(|_| Code::LetterRefused)?;
    Ok(Letter { encapsulated: encapsulated.to_bytes().to_vec(), sealed, ..letter })
}

/// Opens a letter that this device wrote in a batch.
///
/// # Errors
/// [`Code::LetterRefused`] for another's key, and for what was altered, moved or is not padded as it must be.
pub fn open(
    programme: &ProgrammeId,
    author: &DeviceId,
    letter: &Letter,
    private: &KemPrivate,
) -> Result<Zeroizing<Vec<u8>>, Code> {
    let info = info(programme, author, letter);
    let encapsulated =
        <Kem as hpke::Kem>::EncappedKey::from_bytes(&letter.encapsulated).map_err(|_| Code::LetterRefused)?;
    let mode = OpModeR::Base;
    let plain = hpke::single_shot_open::<Aead, Kdf, Kem>(
        &mode,
        private.inner(),
        &encapsulated,
        &info,
        &letter.sealed,
        &[],
    );
    let plain = plain.map(Zeroizing::new).map_err(|_| Code::LetterRefused)?;
    unpad(&plain).map(|message| Zeroizing::new(message.to_vec())).ok_or(Code::LetterRefused)
}

/// Everything of a letter but its seal: what is moved to another topic, case, number or reader does not open.
fn info(programme: &ProgrammeId, author: &DeviceId, letter: &Letter) -> Vec<u8> {
    let Letter { topic, about, number, mark, recipient, .. } = letter;
    let context = encode(&(author, topic, about, number, mark, recipient));
    [b"jonaki/v1/letter", programme.as_bytes().as_slice(), &context].concat()
}

/// The length before and zeros behind: messages of one topic are of few lengths.
fn pad(message: &[u8]) -> Result<Zeroizing<Vec<u8>>, Code> {
    let size = (message.len() + 2).next_multiple_of(limits::LETTER_STEP);
    let length = u16::try_from(message.len()).map_err(|_| Code::TooLarge)?;
    if size > limits::LETTER_BYTES {
        return Err(Code::TooLarge);
    }
    let mut plain = Zeroizing::new(Vec::with_capacity(size));
    plain.extend(length.to_be_bytes());
    plain.extend(message);
    plain.resize(size, 0);
    Ok(plain)
}

fn unpad(plain: &[u8]) -> Option<&[u8]> {
    let (length, rest) = plain.split_first_chunk::<2>()?;
    let (message, padding) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    let exact = (message.len() + 2).next_multiple_of(limits::LETTER_STEP) == plain.len();
    (exact && padding.iter().all(|byte| *byte == 0)).then_some(message)
}
