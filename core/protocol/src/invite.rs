//! Invites and certificates: how a device gets into a programme with one QR code, verified without a network.
//!
//! An invite is signed by an admin's device and names the public half of a key that follows from the seed in the
//! link. The enrolling device signs its own certificate (a CWT, RFC 8392, with a `cnf` key, RFC 8747) with that
//! key: nobody else needs to be reachable.

use crate::cbor::{decode, encode};
use crate::cose::{self, Purpose, Signed};
use crate::{
    Certificate, Code, DeviceId, Directory, InviteId, InviteSeed, Item, KemPrivate, KemPublic,
    OrganisationId, ProgrammeId, Role, SignPrivate, SignPublic, Timestamp, limits,
};
use ciborium::Value;
use coset::cwt::{ClaimsSet, ClaimsSetBuilder, Timestamp as CwtTime};
use coset::{CborSerializable as _, iana};
use serde_bytes::ByteBuf;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

/// What an admin signs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct Invite {
    /// Into which organisation.
    pub organisation: OrganisationId,
    /// As what.
    pub role: Role,
    /// Last moment at which a server accepts it.
    pub not_after: Timestamp,
    /// Public half of the key that follows from the seed.
    pub key: SignPublic,
    /// The organisation's newest key pair when the invite was made: what the first reports are sealed to, before
    /// the device has ever reached the server.
    pub epoch: Option<(u32, KemPublic)>,
    /// The identity key of the programme's server.
    pub server: SignPublic,
    /// Where the server is: `https://…` (or `http://` on loopback), at most 200 bytes.
    pub url: String,
}

impl Invite {
    /// The invite's id, used once.
    pub fn id(&self) -> InviteId {
        self.key.invite_id()
    }

    /// Signs with the issuer's device key.
    pub fn sign(&self, programme: &ProgrammeId, issuer: &SignPrivate) -> Vec<u8> {
        let device = issuer.public().device_id();
        cose::sign(Purpose::Invite, programme, issuer, device.as_bytes(), encode(self))
    }

    /// Verifies the issuer's signature.
    ///
    /// # Errors
    /// [`Code::InviteAltered`].
    pub fn verify(message: &[u8], programme: &ProgrammeId, issuer: &SignPublic) -> Result<Self, Code> {
        let signed = Signed::parse(message).map_err(|_| Code::InviteAltered)?;
        let device = issuer.device_id();
        let payload = signed
            .verify_as(device.as_bytes(), Purpose::Invite, programme, issuer)
            .map_err(|_| Code::InviteAltered)?;
        Self::checked(payload)
    }

    /// Who claims to have issued it, and the invite, both unverified.
    ///
    /// # Errors
    /// [`Code::InviteAltered`].
    pub fn claimed(message: &[u8]) -> Result<(DeviceId, Self), Code> {
        let signed = Signed::parse(message).map_err(|_| Code::InviteAltered)?;
        let issuer = DeviceId::from_slice(signed.key_id()).ok_or(Code::InviteAltered)?;
        Ok((issuer, Self::checked(signed.unverified_payload())?))
    }

    fn checked(payload: &[u8]) -> Result<Self, Code> {
        let invite: Self = decode(payload).map_err(|_| Code::InviteAltered)?;
        if is_server_url(&invite.url) { Ok(invite) } else { Err(Code::InviteAltered) }
    }
}

/// Whether a server's address is one that an invite may name: TLS everywhere but on this machine.
pub fn is_server_url(url: &str) -> bool {
    let loopback = url.strip_prefix("http://").is_some_and(|rest| {
        let host = rest.split('/').next().unwrap_or_default();
        ["127.0.0.1", "localhost", "[::1]"].iter().any(|name| {
            host.strip_prefix(name).is_some_and(|port| {
                port.strip_prefix(':')
                    .map_or(port.is_empty(), |port| port.bytes().all(|byte| byte.is_ascii_digit()))
            })
        })
    });
    let printable = url.bytes().all(|byte| byte.is_ascii_graphic());
    (url.starts_with("https://") || loopback) && printable && url.len() <= 200
}

/// Everything in a link or QR code.
#[derive(Serialize_tuple, Deserialize_tuple)]
pub struct InviteLink {
    /// The programme's root: its fingerprint is the programme's id.
    pub root: SignPublic,
    /// The signed invite.
    pub invite: ByteBuf,
    /// Directory items that lead from the root to the issuer, in order: the organisation's record, then
    /// certificates where the issuer is not named in it.
    pub chain: Vec<Item>,
    /// The invite's secret.
    seed: ByteBuf,
}

const SCHEME: &str = "jonaki:invite/";

impl InviteLink {
    /// Joins the parts.
    pub fn new(root: SignPublic, invite: Vec<u8>, chain: Vec<Item>, seed: &InviteSeed) -> Self {
        let seed = ByteBuf::from(seed.dangerously_bytes().to_vec());
        Self { root, invite: ByteBuf::from(invite), chain, seed }
    }

    /// The link's text; also what the QR code holds. A secret: whoever has it can enrol.
    pub fn dangerously_to_text(&self) -> String {
        format!("{SCHEME}{}", data_encoding::BASE64URL_NOPAD.encode(&encode(self)))
    }

    /// Reads a link, bounded before it is decoded.
    ///
    /// # Errors
    /// [`Code::InviteAltered`], [`Code::TooLarge`].
    pub fn from_text(text: &str) -> Result<Self, Code> {
        let text = text.trim().strip_prefix(SCHEME).ok_or(Code::InviteAltered)?;
        if text.len() > limits::INVITE_BYTES * 4 / 3 + 4 {
            return Err(Code::TooLarge);
        }
        let bytes =
            data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| Code::InviteAltered)?;
        let link: Self = decode(&bytes).map_err(|_| Code::InviteAltered)?;
        if link.chain.len() > limits::CHAIN_DEPTH { Err(Code::TooLarge) } else { Ok(link) }
    }

    /// Verifies the whole chain without a network.
    ///
    /// # Errors
    /// [`Code::InviteAltered`], [`Code::InviteExpired`], [`Code::IssuerRefused`], [`Code::InviteForeign`] where
    /// `expected` is another programme than the link's.
    pub fn verify(&self, now: Timestamp, expected: Option<ProgrammeId>) -> Result<VerifiedInvite, Code> {
        let mut directory = Directory::new(self.root);
        if expected.is_some_and(|programme| programme != directory.programme()) {
            return Err(Code::InviteForeign);
        }
        for item in &self.chain {
            let body = item.parse().map_err(|_| Code::InviteAltered)?;
            directory.admit_chain(&body)?;
        }
        let invite = directory.verify_invite(&self.invite)?;
        if directory.record().is_some_and(|record| record.server != invite.server) {
            return Err(Code::InviteAltered);
        }
        let seed = InviteSeed::from_slice(&self.seed)?;
        if seed.sign_key().public() != invite.key {
            return Err(Code::InviteAltered);
        }
        if now > invite.not_after {
            return Err(Code::InviteExpired);
        }
        Ok(VerifiedInvite { root: self.root, invite, message: self.invite.to_vec(), seed })
    }
}

/// An invite whose chain up to the root was verified.
pub struct VerifiedInvite {
    /// The programme's root.
    pub root: SignPublic,
    /// What was offered.
    pub invite: Invite,
    message: Vec<u8>,
    seed: InviteSeed,
}

impl VerifiedInvite {
    /// The programme.
    pub fn programme(&self) -> ProgrammeId {
        self.root.programme_id()
    }

    /// The key to which the organisation's key waits wrapped, for reading roles.
    pub fn kem_key(&self) -> KemPrivate {
        self.seed.kem_key()
    }

    /// Certifies a device with the invite's key.
    pub fn certify(&self, sign: &SignPublic, kem: &KemPublic, now: Timestamp) -> Certificate {
        let claims = Claims { invite: self.invite.id(), issued_at: now, sign: *sign, kem: *kem };
        let key = self.seed.sign_key();
        let id = self.invite.id();
        let certificate =
            cose::sign(Purpose::Certificate, &self.programme(), &key, id.as_bytes(), claims.to_bytes());
        Certificate { certificate, invite: self.message.clone() }
    }
}

/// A device as its certificate says, verified up to the invite.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Claims {
    /// The invite that the certificate rests on (`cti`).
    pub invite: InviteId,
    /// The device's clock at enrolment (`iat`).
    pub issued_at: Timestamp,
    /// Signing key (`cnf`).
    pub sign: SignPublic,
    /// Receiving key (private claim −70001: CWT's `cnf` holds only one key).
    pub kem: KemPublic,
}

const KEM_CLAIM: i64 = -70_001;

impl Claims {
    /// Verifies a certificate against its (verified) invite.
    ///
    /// # Errors
    /// [`Code::InviteAltered`].
    pub fn verify(certificate: &[u8], programme: &ProgrammeId, invite: &Invite) -> Result<Self, Code> {
        let signed = Signed::parse(certificate).map_err(|_| Code::InviteAltered)?;
        let id = invite.id();
        let payload = signed
            .verify_as(id.as_bytes(), Purpose::Certificate, programme, &invite.key)
            .map_err(|_| Code::InviteAltered)?;
        let claims = Self::from_bytes(payload).ok_or(Code::InviteAltered)?;
        if claims.invite == id { Ok(claims) } else { Err(Code::InviteAltered) }
    }

    /// Reads the signing key of a certificate before verification, to find whom it is about.
    ///
    /// # Errors
    /// [`Code::InviteAltered`].
    pub fn claimed(certificate: &[u8]) -> Result<Self, Code> {
        let signed = Signed::parse(certificate).map_err(|_| Code::InviteAltered)?;
        Self::from_bytes(signed.unverified_payload()).ok_or(Code::InviteAltered)
    }

    fn to_bytes(self) -> Vec<u8> {
        self.claims_set().to_vec().unwrap_or_default()
    }

    fn claims_set(&self) -> ClaimsSet {
        let integer = |value: i64| Value::Integer(value.into());
        let key = Value::Map(vec![
            (integer(1), integer(iana::KeyType::OKP as i64)),
            (integer(-1), integer(iana::EllipticCurve::Ed25519 as i64)),
            (integer(-2), Value::Bytes(self.sign.as_bytes().to_vec())),
        ]);
        ClaimsSetBuilder::new()
            .issued_at(CwtTime::WholeSeconds(self.issued_at.0))
            .cwt_id(self.invite.as_bytes().to_vec())
            .claim(iana::CwtClaimName::Cnf, Value::Map(vec![(integer(1), key)]))
            .private_claim(KEM_CLAIM, Value::Bytes(self.kem.as_bytes().to_vec()))
            .build()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let set = ClaimsSet::from_slice(bytes).ok()?;
        let invite = InviteId::from_slice(set.cwt_id.as_deref()?)?;
        let Some(CwtTime::WholeSeconds(issued_at)) = set.issued_at else { return None };
        let confirmation = set.rest.iter().find_map(|(_, value)| value.as_map())?;
        let key = confirmation.first()?.1.as_map()?;
        let sign = key.last()?.1.as_bytes()?.as_slice().try_into().ok()?;
        let kem = set.rest.iter().find_map(|(_, value)| value.as_bytes())?.as_slice().try_into().ok()?;
        let claims = Self {
            invite,
            issued_at: Timestamp(issued_at),
            sign: SignPublic::from_bytes(sign),
            kem: KemPublic::from_bytes(kem),
        };
        // Only the one profile that we write: what was read must encode to the same bytes.
        (claims.to_bytes() == bytes).then_some(claims)
    }
}
