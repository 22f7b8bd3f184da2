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
#[derive(Debug)]
pub struct Signed {
    cose: CoseSign1,
}

impl Signed {
    /// Parses exactly the profile above.
    ///
    /// # Errors
    /// [`Code::Malformed`] for any other COSE or CBOR.
    pub fn parse(bytes: &[u8]) -> Result<Self, Code> {
        let cose = CoseSign1::from_slice(bytes).map_err(|_| Code::Malformed)?;
        let again = profile(&cose.unprotected.key_id, cose.payload.clone().ok_or(Code::Malformed)?)
            .signature(cose.signature.clone())
            .build();
        match again.to_vec() {
            Ok(canonical) if canonical == bytes && cose.signature.len() == 64 => Ok(Self { cose }),
            _ => Err(Code::Malformed),
        }
    }

    /// Who claims to have signed. Not proven before [`Signed::verify`].
    pub fn key_id(&self) -> &[u8] {
        &self.cose.unprotected.key_id
    }

    /// The payload before verification, for looking up the key that must verify it; trust nothing in it.
    pub fn unverified_payload(&self) -> &[u8] {
        self.cose.payload.as_deref().unwrap_or_default()
    }

    /// Verifies and returns the payload.
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

fn profile(key_id: &[u8], payload: Vec<u8>) -> CoseSign1Builder {
    CoseSign1Builder::new()
        .protected(HeaderBuilder::new().algorithm(iana::Algorithm::EdDSA).build())
        .unprotected(Header { key_id: key_id.to_vec(), ..Header::default() })
        .payload(payload)
}
