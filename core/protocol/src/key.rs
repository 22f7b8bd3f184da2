//! Keys: Ed25519 for signing, X25519 for receiving, 32 random bytes for a sealed compartment.
//!
//! Private keys are wiped on drop, print nothing in `Debug`, are not `Clone` and cannot be serialised.

use crate::{Code, Compartment, DeviceId, Digest, InviteId, ProgrammeId, RecordId};
use ed25519_dalek::Signer as _;
use hkdf::Hkdf;
use hpke::{Deserializable as _, Kem as _, Serializable as _};
use rand_core::CryptoRng;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::Sha256;
use std::fmt;
use std::sync::OnceLock;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

pub(crate) type Kem = hpke::kem::X25519HkdfSha256;

macro_rules! public_key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $name([u8; 32]);

        impl $name {
            /// Wraps the 32 bytes.
            pub const fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// The 32 bytes.
            pub const fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), data_encoding::HEXLOWER.encode(&self.0[..8]))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_bytes(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let bytes = serde_bytes::ByteBuf::deserialize(deserializer)?;
                let bytes = bytes.as_slice().try_into().map_err(|_| de::Error::custom("not 32 bytes"))?;
                Ok(Self(bytes))
            }
        }
    };
}

public_key!(
    /// An Ed25519 public key (RFC 8032).
    SignPublic
);
public_key!(
    /// An X25519 public key (RFC 7748) for HPKE.
    KemPublic
);

impl SignPublic {
    /// Checks a signature, strictly (no small-order keys, no malleable scalars).
    ///
    /// # Errors
    /// [`Code::BadSignature`].
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Code> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(&self.0).map_err(|_| Code::BadSignature)?;
        let signature = ed25519_dalek::Signature::from_slice(signature).map_err(|_| Code::BadSignature)?;
        key.verify_strict(message, &signature).map_err(|_| Code::BadSignature)
    }

    /// The id of the device that signs with this key.
    pub fn device_id(&self) -> DeviceId {
        DeviceId::from_bytes(Digest::of("jonaki/v1/device", &[&self.0]).truncated())
    }

    /// The id of the programme whose root this is.
    pub fn programme_id(&self) -> ProgrammeId {
        ProgrammeId::from_bytes(Digest::of("jonaki/v1/programme", &[&self.0]).truncated())
    }

    /// The id of the invite whose seed yields this key.
    pub fn invite_id(&self) -> InviteId {
        InviteId::from_bytes(Digest::of("jonaki/v1/invite", &[&self.0]).truncated())
    }
}

impl KemPublic {
    /// Whether anything can be sealed to this key. With a point of small order the shared secret is one that everybody knows,
    /// and HPKE refuses it: a device or organisation with such a key would make others fail who grant to it.
    pub fn is_usable(&self) -> bool {
        static PROBE: OnceLock<KemPrivate> = OnceLock::new();
        // The product is zero for every private key or for none.
        let probe = PROBE.get_or_init(|| KemPrivate::derive(&[1; 32]));
        let point = <Kem as hpke::Kem>::EncappedKey::from_bytes(&self.0);
        point.is_ok_and(|point| <Kem as hpke::Kem>::decap(probe.inner(), None, &point).is_ok())
    }
}

/// An Ed25519 private key.
#[derive(Clone)]
pub struct SignPrivate(ed25519_dalek::SigningKey);

impl SignPrivate {
    /// A new random key.
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        Self::from_seed(&random_bytes(rng))
    }

    /// From the 32-byte seed of RFC 8032.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// The 32-byte seed, for the encrypted database and the recovery sheet only.
    pub fn dangerously_seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The public half.
    pub fn public(&self) -> SignPublic {
        SignPublic(self.0.verifying_key().to_bytes())
    }

    /// Signs a message (deterministic, RFC 8032).
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl fmt::Debug for SignPrivate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignPrivate(..)")
    }
}

/// An X25519 private key.
#[derive(Clone)]
pub struct KemPrivate(<Kem as hpke::Kem>::PrivateKey);

impl KemPrivate {
    /// A new random key.
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        Self::derive(&random_bytes(rng))
    }

    /// Derives the key pair from 32 secret bytes (`DeriveKeyPair`, RFC 9180 section 7.1.3).
    pub fn derive(secret: &[u8; 32]) -> Self {
        Self(Kem::derive_keypair(secret).0)
    }

    /// Reads a stored private key.
    ///
    /// # Errors
    /// [`Code::Malformed`] where the bytes are no key.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Code> {
        <Kem as hpke::Kem>::PrivateKey::from_bytes(bytes).map(Self).map_err(|_| Code::Malformed)
    }

    /// The private bytes, for the encrypted database, wraps and the recovery sheet only.
    pub fn dangerously_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes().into())
    }

    /// The public half.
    pub fn public(&self) -> KemPublic {
        KemPublic(Kem::sk_to_pk(&self.0).to_bytes().into())
    }

    pub(crate) fn inner(&self) -> &<Kem as hpke::Kem>::PrivateKey {
        &self.0
    }
}

impl fmt::Debug for KemPrivate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KemPrivate(..)")
    }
}

/// The symmetric key of one sealed compartment of one record, for one epoch.
pub struct CaseKey(Zeroizing<[u8; 32]>);

impl CaseKey {
    /// A new random key: independent of every other, so that each can be destroyed alone.
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        Self(random_bytes(rng))
    }

    /// From stored bytes.
    ///
    /// # Errors
    /// [`Code::Malformed`] where they are not 32.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, Code> {
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| Code::Malformed)?;
        Ok(Self(Zeroizing::new(bytes)))
    }

    /// The key's bytes, for the encrypted database and wraps only.
    pub fn dangerously_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// What a key set lists: binds the key to programme, record and compartment, because AES-GCM alone
    /// does not commit to its key.
    pub fn commitment(&self, programme: &ProgrammeId, record: &RecordId, compartment: Compartment) -> Digest {
        let parts: [&[u8]; 4] =
            [programme.as_bytes(), record.as_bytes(), &[compartment.code()], self.0.as_slice()];
        Digest::of("jonaki/v1/key-commitment", &parts)
    }

    /// Compares in constant time.
    pub fn same_as(&self, other: &Self) -> bool {
        self.0.as_slice().ct_eq(other.0.as_slice()).into()
    }
}

impl fmt::Debug for CaseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CaseKey(..)")
    }
}

/// The secret inside an invite; the invite's two key pairs are derived from it.
pub struct InviteSeed(Zeroizing<[u8; 32]>);

impl InviteSeed {
    /// A new random seed.
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        Self(random_bytes(rng))
    }

    /// From the bytes in a link.
    ///
    /// # Errors
    /// [`Code::InviteAltered`] where they are not 32.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, Code> {
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| Code::InviteAltered)?;
        Ok(Self(Zeroizing::new(bytes)))
    }

    /// The bytes, for the link only.
    pub fn dangerously_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key that certifies the enrolling device.
    pub fn sign_key(&self) -> SignPrivate {
        SignPrivate::from_seed(&expand(self.0.as_slice(), b"jonaki/v1/invite/sign"))
    }

    /// The key to which the organisation's key is wrapped for a reading role.
    pub fn kem_key(&self) -> KemPrivate {
        KemPrivate::derive(&expand(self.0.as_slice(), b"jonaki/v1/invite/kem"))
    }
}

impl fmt::Debug for InviteSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InviteSeed(..)")
    }
}

/// HKDF-SHA256 (RFC 5869) from a uniform secret to one 32-byte key.
pub(crate) fn expand(secret: &[u8], info: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut out = Zeroizing::new([0; 32]);
    // 32 bytes are always within HKDF's 255 * 32.
    let expanded = Hkdf::<Sha256>::new(None, secret).expand(info, out.as_mut_slice());
    debug_assert!(expanded.is_ok());
    out
}

fn random_bytes(rng: &mut impl CryptoRng) -> Zeroizing<[u8; 32]> {
    let mut bytes = Zeroizing::new([0; 32]);
    rng.fill_bytes(bytes.as_mut_slice());
    bytes
}
