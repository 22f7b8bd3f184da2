//! COSE_Sign1 (RFC 9052, section 4.2) with EdDSA and a purpose that separates the domains.
//!
//! Profile: protected header `{alg: EdDSA}` only, unprotected `{kid}` only, payload present, untagged. The
//! external additional data is the purpose's label followed by the programme's id, so that a signature made for
//! one purpose or programme is worth nothing for another.

use crate::{Code, ProgrammeId, SignPrivate, SignPublic};
use coset::{CborSerializable as _, CoseSign1, CoseSign1Builder, Header, HeaderBuilder, iana};

/// What a signature is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// A request of a device.
    Request,
    /// The header of a batch.
    Batch,
    /// A server's receipt for a batch.
    Receipt,
    /// A server's signed head of its log.
    Checkpoint,
    /// An admin's invite.
    Invite,
    /// A device's certificate, signed with the invite's key.
    Certificate,
    /// A record signed by the programme's root.
    Directory,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Request => b"jonaki/v1/request",
            Self::Batch => b"jonaki/v1/batch",
            Self::Receipt => b"jonaki/v1/receipt",
            Self::Checkpoint => b"jonaki/v1/checkpoint",
            Self::Invite => b"jonaki/v1/invite",
            Self::Certificate => b"jonaki/v1/certificate",
            Self::Directory => b"jonaki/v1/directory",
        }
    }

    /// The external additional data of the signature.
    pub fn aad(self, programme: &ProgrammeId) -> Vec<u8> {
        [self.label(), programme.as_bytes()].concat()
    }
}

/// A signed message, parsed but not yet verified.
pub struct Signed {
    cose: CoseSign1,
}

impl std::fmt::Debug for Signed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A request's payload may hold the founding code.
        write!(f, "Signed({} bytes)", self.unverified_payload().len())
    }
}

impl Signed {
    /// Parses exactly the profile above.
    ///
    /// # Errors
    /// [`Code::Malformed`] for any other COSE or CBOR.
    pub fn parse(bytes: &[u8]) -> Result<Self, Code> {
        // A general COSE parser would build a tree of everything that a stranger sends, 32 bytes for each of his,
        // before anybody is known to have signed it. The profile has one layout: read just that.
        let (key_id, payload, signature) = split(bytes).ok_or(Code::Malformed)?;
        let cose = profile(key_id, payload.to_vec()).signature(signature.to_vec()).build();
        Ok(Self { cose })
    }

    /// Who claims to have signed. Not proven before [`Signed::verify`].
    pub fn key_id(&self) -> &[u8] {
        &self.cose.unprotected.key_id
    }

    /// The payload before verification, for looking up the key that must verify it; trust nothing in it.
    pub fn unverified_payload(&self) -> &[u8] {
        self.cose.payload.as_deref().unwrap_or_default()
    }

    /// Verifies and returns the payload, where the key id must be this one too. The key id is not covered by the
    /// signature; left free, one statement could travel in many forms.
    ///
    /// # Errors
    /// [`Code::BadSignature`].
    pub fn verify_as(
        &self,
        key_id: &[u8],
        purpose: Purpose,
        programme: &ProgrammeId,
        key: &SignPublic,
    ) -> Result<&[u8], Code> {
        if self.key_id() == key_id { self.verify(purpose, programme, key) } else { Err(Code::BadSignature) }
    }

    /// Verifies and returns the payload; the caller has compared the key id or looked the key up by it.
    ///
    /// # Errors
    /// [`Code::BadSignature`].
    pub fn verify(&self, purpose: Purpose, programme: &ProgrammeId, key: &SignPublic) -> Result<&[u8], Code> {
        self.cose.verify_signature(&purpose.aad(programme), |signature, data| key.verify(data, signature))?;
        Ok(self.unverified_payload())
    }
}

/// Signs a payload. `key_id` tells the verifier which key to look up.
pub fn sign(
    purpose: Purpose,
    programme: &ProgrammeId,
    key: &SignPrivate,
    key_id: &[u8],
    payload: Vec<u8>,
) -> Vec<u8> {
    let message = profile(key_id, payload)
        .create_signature(&purpose.aad(programme), |data| key.sign(data).to_vec())
        .build();
    // Our header holds no value that CBOR cannot carry.
    message.to_vec().unwrap_or_default()
}

/// The bytes with which a message of this key id begins.
pub(crate) fn beginning(key_id: &[u8]) -> Vec<u8> {
    let empty = profile(key_id, Vec::new()).build().to_vec().unwrap_or_default();
    // Behind the key id: an empty payload and an empty signature, one byte each.
    empty.strip_suffix(&[0x40, 0x40]).unwrap_or(&empty).to_vec()
}

/// Key id, payload and signature of a message in the profile.
fn split(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    // An array of four; the protected header, the byte string {1: -8}.
    let rest = bytes.strip_prefix(&[0x84, 0x43, 0xa1, 0x01, 0x27])?;
    let (key_id, rest) = match rest.split_first()? {
        (0xa0, rest) => (&[][..], rest),
        (0xa1, rest) => byte_string(rest.strip_prefix(&[0x04])?).filter(|(key_id, _)| !key_id.is_empty())?,
        _ => return None,
    };
    let (payload, rest) = byte_string(rest)?;
    let (signature, rest) = byte_string(rest)?;
    (rest.is_empty() && signature.len() == 64).then_some((key_id, payload, signature))
}

/// A definite byte string with the shortest head (RFC 8949, section 3), and what follows it.
pub(crate) fn byte_string(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (head, rest) = bytes.split_first()?;
    let width = match head {
        0x40..=0x57 => return rest.split_at_checked(usize::from(head - 0x40)),
        0x58..=0x5a => 1 << (head - 0x58),
        _ => return None,
    };
    let (length, rest) = rest.split_at_checked(width)?;
    let length = length.iter().fold(0_usize, |length, byte| length << 8 | usize::from(*byte));
    // What a shorter head could have said: 23 in the head itself, then one byte, then two.
    let shortest = match width {
        1 => length > 23,
        2 => length > 0xff,
        _ => length > 0xffff,
    };
    if shortest { rest.split_at_checked(length) } else { None }
}

fn profile(key_id: &[u8], payload: Vec<u8>) -> CoseSign1Builder {
    CoseSign1Builder::new()
        .protected(HeaderBuilder::new().algorithm(iana::Algorithm::EdDSA).build())
        .unprotected(Header { key_id: key_id.to_vec(), ..Header::default() })
        .payload(payload)
}
