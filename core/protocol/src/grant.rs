//! Wrapping keys with HPKE (RFC 9180, base mode; the batch's signature says who granted).
//!
//! One encapsulation per recipient and batch (the [`Capsule`]) exports a wrapping key; each record's keys are
//! wrapped under it on their own with AES-256-GCM, so that one record's wraps can be deleted alone.

use crate::cbor::{decode, encode};
use crate::key::{Kem, expand};
use crate::seal::{gcm_open, gcm_seal};
use crate::{
    Capsule, CaseKey, Code, CompartmentSet, EpochWrap, Grant, Holder, KemPrivate, KemPublic, OrganisationId,
    ProgrammeId, Recipient, RecordId,
};
use hpke::{Deserializable as _, OpModeR, OpModeS, Serializable as _};
use rand_core::CryptoRng;
use serde_bytes::ByteBuf;
use zeroize::Zeroizing;

type Aead = hpke::aead::AesGcm256;
type Kdf = hpke::kdf::HkdfSha256;

/// Wraps keys for one recipient within one batch.
pub struct Granter {
    programme: ProgrammeId,
    recipient: Recipient,
    capsule: Capsule,
    secret: Zeroizing<[u8; 32]>,
    next: u32,
}

impl Granter {
    /// Encapsulates once.
    ///
    /// # Errors
    /// [`Code::GrantRefused`] for a public key that HPKE refuses (a small-order point).
    pub fn new(
        programme: ProgrammeId,
        recipient: Recipient,
        public: &KemPublic,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, Code> {
        let info = info(b"jonaki/v1/grant", &programme, &encode(&recipient));
        let public =
            <Kem as hpke::Kem>::PublicKey::from_bytes(public.as_bytes()).map_err(|_| Code::GrantRefused)?;
        let (encapsulated, context) =
            hpke::setup_sender_with_rng::<Aead, Kdf, Kem>(&OpModeS::Base, &public, &info, rng)
                .map_err(|_| Code::GrantRefused)?;
        let mut secret = Zeroizing::new([0; 32]);
        context.export(EXPORT, secret.as_mut_slice()).map_err(|_| Code::GrantRefused)?;
        let capsule = Capsule { recipient, encapsulated: encapsulated.to_bytes().to_vec() };
        Ok(Self { programme, recipient, capsule, secret, next: 0 })
    }

    /// The capsule that must travel in the same batch as the grants.
    pub fn capsule(&self) -> &Capsule {
        &self.capsule
    }

    /// Wraps a record's keys, given in compartment order.
    ///
    /// # Errors
    /// [`Code::GrantRefused`] where keys and compartments do not fit, or there is no key to give.
    pub fn grant(
        &mut self,
        record: RecordId,
        compartments: CompartmentSet,
        keys: &[&CaseKey],
    ) -> Result<Grant, Code> {
        let sealed = compartments.iter().filter(|compartment| compartment.is_sealed()).count();
        if sealed == 0 || sealed != keys.len() {
            return Err(Code::GrantRefused);
        }
        let number = self.next;
        self.next = number.checked_add(1).ok_or(Code::GrantRefused)?;
        let mut plain = Zeroizing::new(Vec::with_capacity(keys.len() * 32));
        for key in keys {
            plain.extend(key.dangerously_bytes());
        }
        let aad = grant_aad(&self.programme, &record, &self.recipient, compartments);
        let wrapped = gcm_seal(&self.secret, nonce(number), &plain, &aad)?;
        Ok(Grant { record, recipient: self.recipient, compartments, number, wrapped })
    }
}

/// Opens the grants of one capsule.
pub struct Grantee {
    programme: ProgrammeId,
    recipient: Recipient,
    secret: Zeroizing<[u8; 32]>,
}

impl Grantee {
    /// Decapsulates once.
    ///
    /// # Errors
    /// [`Code::GrantRefused`] for bytes that are no encapsulated key.
    pub fn new(programme: ProgrammeId, capsule: &Capsule, private: &KemPrivate) -> Result<Self, Code> {
        let info = info(b"jonaki/v1/grant", &programme, &encode(&capsule.recipient));
        let encapsulated = <Kem as hpke::Kem>::EncappedKey::from_bytes(&capsule.encapsulated)
            .map_err(|_| Code::GrantRefused)?;
        let context =
            hpke::setup_receiver::<Aead, Kdf, Kem>(&OpModeR::Base, private.inner(), &encapsulated, &info)
                .map_err(|_| Code::GrantRefused)?;
        let mut secret = Zeroizing::new([0; 32]);
        context.export(EXPORT, secret.as_mut_slice()).map_err(|_| Code::GrantRefused)?;
        Ok(Self { programme, recipient: capsule.recipient, secret })
    }

    /// Unwraps a grant; the caller must still find each key's commitment in a key set of the record.
    ///
    /// # Errors
    /// [`Code::GrantRefused`] for another recipient's, altered or moved grants.
    pub fn open(&self, grant: &Grant) -> Result<Vec<(crate::Compartment, CaseKey)>, Code> {
        let aad = grant_aad(&self.programme, &grant.record, &self.recipient, grant.compartments);
        let plain = gcm_open(&self.secret, nonce(grant.number), &grant.wrapped, &aad)
            .map(Zeroizing::new)
            .map_err(|_| Code::GrantRefused)?;
        let sealed = grant.compartments.iter().filter(|compartment| compartment.is_sealed());
        let keys = plain.chunks_exact(32).map(CaseKey::from_slice);
        sealed.zip(keys).map(|(compartment, key)| Ok((compartment, key?))).collect()
    }
}

/// Wraps an organisation's private key for one holder.
///
/// # Errors
/// [`Code::GrantRefused`] for a public key that HPKE refuses.
pub fn wrap_epoch(
    programme: &ProgrammeId,
    (organisation, number): (OrganisationId, u32),
    private: &KemPrivate,
    (holder, public): (Holder, &KemPublic),
    rng: &mut impl CryptoRng,
) -> Result<EpochWrap, Code> {
    let info = info(b"jonaki/v1/epoch", programme, &encode(&(organisation, number, holder)));
    let public =
        <Kem as hpke::Kem>::PublicKey::from_bytes(public.as_bytes()).map_err(|_| Code::GrantRefused)?;
    let (encapsulated, wrapped) = hpke::single_shot_seal_with_rng::<Aead, Kdf, Kem>(
        &OpModeS::Base,
        &public,
        &info,
        private.dangerously_bytes().as_slice(),
        &[],
        rng,
    )
    .map_err(|_| Code::GrantRefused)?;
    Ok(EpochWrap { organisation, number, holder, encapsulated: encapsulated.to_bytes().to_vec(), wrapped })
}

/// Unwraps an organisation's private key and checks it against the epoch's public key.
///
/// # Errors
/// [`Code::GrantRefused`], [`Code::KeyMismatch`].
pub fn unwrap_epoch(
    programme: &ProgrammeId,
    wrap: &EpochWrap,
    private: &KemPrivate,
    expected: &KemPublic,
) -> Result<KemPrivate, Code> {
    let info = info(b"jonaki/v1/epoch", programme, &encode(&(wrap.organisation, wrap.number, wrap.holder)));
    let encapsulated =
        <Kem as hpke::Kem>::EncappedKey::from_bytes(&wrap.encapsulated).map_err(|_| Code::GrantRefused)?;
    let opened = hpke::single_shot_open::<Aead, Kdf, Kem>(
        &OpModeR::Base,
        private.inner(),
        &encapsulated,
        &info,
        &wrap.wrapped,
        &[],
    )
    .map(Zeroizing::new)
    .map_err(|_| Code::GrantRefused)?;
    let key = KemPrivate::from_bytes(&opened).map_err(|_| Code::GrantRefused)?;
    if key.public() == *expected { Ok(key) } else { Err(Code::KeyMismatch) }
}

/// Seals the private keys of all earlier epochs for holders of the new one.
///
/// # Errors
/// [`Code::TooLarge`] never in practice (AES-GCM's bound).
pub fn seal_history(newest: &KemPrivate, earlier: &[(u32, &KemPrivate)]) -> Result<Vec<u8>, Code> {
    let keys: Vec<(u32, ByteBuf)> = earlier
        .iter()
        .map(|(number, key)| (*number, ByteBuf::from(key.dangerously_bytes().to_vec())))
        .collect();
    let plain = Zeroizing::new(encode(&keys));
    // The sealing key is derived from a key pair that is sealed under it once: the nonce may be fixed.
    gcm_seal(&history_key(newest), [0; 12], &plain, b"jonaki/v1/history")
}

/// Opens [`seal_history`]. The caller checks each key against its epoch's public key.
///
/// # Errors
/// [`Code::GrantRefused`].
pub fn open_history(newest: &KemPrivate, history: &[u8]) -> Result<Vec<(u32, KemPrivate)>, Code> {
    let plain = gcm_open(&history_key(newest), [0; 12], history, b"jonaki/v1/history")
        .map(Zeroizing::new)
        .map_err(|_| Code::GrantRefused)?;
    let keys: Vec<(u32, ByteBuf)> = decode(&plain)?;
    keys.into_iter().map(|(number, key)| Ok((number, KemPrivate::from_bytes(&key)?))).collect()
}

const EXPORT: &[u8] = b"jonaki/v1/wrap";

fn history_key(newest: &KemPrivate) -> Zeroizing<[u8; 32]> {
    expand(newest.dangerously_bytes().as_slice(), b"jonaki/v1/history")
}

fn info(label: &[u8], programme: &ProgrammeId, context: &[u8]) -> Vec<u8> {
    [label, programme.as_bytes(), context].concat()
}

fn nonce(number: u32) -> [u8; 12] {
    let mut nonce = [0; 12];
    nonce[8..].copy_from_slice(&number.to_be_bytes());
    nonce
}

fn grant_aad(
    programme: &ProgrammeId,
    record: &RecordId,
    recipient: &Recipient,
    set: CompartmentSet,
) -> Vec<u8> {
    info(b"jonaki/v1/grant", programme, &encode(&(record, recipient, set)))
}
