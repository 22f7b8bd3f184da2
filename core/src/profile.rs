//! Who this device is: its keys, programme, organisation and role, as kept in the encrypted database.

use jonaki_protocol::{
    ActorId, DeviceId, KemPrivate, OrganisationId, ProgrammeId, Role, SignPrivate, SignPublic,
};
use serde_bytes::ByteBuf;
use serde_tuple::{Deserialize_tuple, Serialize_tuple};
use zeroize::Zeroize;

/// An enrolled device.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    pub(crate) root: SignPublic,
    pub(crate) server: SignPublic,
    pub(crate) url: String,
    pub(crate) organisation: OrganisationId,
    pub(crate) role: Role,
    pub(crate) sign: SignPrivate,
    pub(crate) kem: KemPrivate,
    /// The invite's own key, until the organisation's key that waits for it was unwrapped.
    pub(crate) invite_kem: Option<KemPrivate>,
    /// Only on the device that made the programme.
    pub(crate) root_key: Option<SignPrivate>,
    /// What the invite said of the organisation's newest key, until the directory says more.
    pub(crate) first_epoch: Option<(u32, jonaki_protocol::KemPublic)>,
    /// Which life of this database.
    pub(crate) incarnation: [u8; 4],
}

/// The profile at rest, inside SQLCipher only.
#[derive(Serialize_tuple, Deserialize_tuple)]
struct Stored {
    root: SignPublic,
    server: SignPublic,
    url: String,
    organisation: OrganisationId,
    role: Role,
    sign: ByteBuf,
    kem: ByteBuf,
    invite_kem: Option<ByteBuf>,
    root_key: Option<ByteBuf>,
    first_epoch: Option<(u32, jonaki_protocol::KemPublic)>,
    incarnation: ByteBuf,
}

impl Profile {
    pub(crate) fn programme(&self) -> ProgrammeId {
        self.root.programme_id()
    }

    pub(crate) fn device(&self) -> DeviceId {
        self.sign.public().device_id()
    }

    pub(crate) fn actor(&self) -> ActorId {
        ActorId { device: self.device(), incarnation: self.incarnation }
    }

    /// Encodes for the encrypted database.
    pub(crate) fn to_bytes(&self) -> zeroize::Zeroizing<Vec<u8>> {
        let kem = |key: &KemPrivate| ByteBuf::from(key.dangerously_bytes().to_vec());
        let sign = |key: &SignPrivate| ByteBuf::from(key.dangerously_seed().to_vec());
        let mut stored = Stored {
            root: self.root,
            server: self.server,
            url: self.url.clone(),
            organisation: self.organisation,
            role: self.role,
            sign: sign(&self.sign),
            kem: kem(&self.kem),
            invite_kem: self.invite_kem.as_ref().map(kem),
            root_key: self.root_key.as_ref().map(sign),
            first_epoch: self.first_epoch,
            incarnation: ByteBuf::from(self.incarnation.to_vec()),
        };
        let bytes = zeroize::Zeroizing::new(jonaki_protocol::encode(&stored));
        stored.wipe();
        bytes
    }

    /// Decodes what [`Profile::to_bytes`] made.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut stored: Stored = jonaki_protocol::decode(bytes).ok()?;
        let sign = |seed: &ByteBuf| Some(SignPrivate::from_seed(seed.as_slice().try_into().ok()?));
        let profile = Self {
            root: stored.root,
            server: stored.server,
            url: stored.url.clone(),
            organisation: stored.organisation,
            role: stored.role,
            sign: sign(&stored.sign)?,
            kem: KemPrivate::from_bytes(&stored.kem).ok()?,
            invite_kem: stored.invite_kem.as_ref().and_then(|key| KemPrivate::from_bytes(key).ok()),
            root_key: stored.root_key.as_ref().and_then(sign),
            first_epoch: stored.first_epoch,
            incarnation: stored.incarnation.as_slice().try_into().ok()?,
        };
        stored.wipe();
        Some(profile)
    }
}

impl Stored {
    fn wipe(&mut self) {
        self.sign.zeroize();
        self.kem.zeroize();
        self.invite_kem.iter_mut().for_each(|key| key.zeroize());
        self.root_key.iter_mut().for_each(|key| key.zeroize());
    }
}
