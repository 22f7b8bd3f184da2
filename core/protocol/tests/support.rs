//! A small programme made from fixed seeds, and bytes in fixed order.

use jonaki_protocol::directory::{OrganisationRecord, ProgrammeRecord, RootRecord};
use jonaki_protocol::{
    Body, Certificate, ChainPosition, Directory, Freshness, Invite, InviteLink, InviteSeed, Item, KemPrivate,
    OrganisationId, ProgrammeId, RecordId, Role, RootSigned, Seen, SignPrivate, SignedBatch, Timestamp,
    VerifiedInvite,
};
use rand_chacha::ChaCha20Rng;
use rand_core::{SeedableRng, TryCryptoRng, TryRng};
use std::convert::Infallible;
use std::path::PathBuf;

pub(crate) const NOW: Timestamp = Timestamp(1_764_000_000);
pub(crate) const RECORD: RecordId = RecordId::from_bytes([0x5a; 16]);
pub(crate) const ORGANISATION: OrganisationId = OrganisationId::from_bytes([0x0a; 16]);
pub(crate) const OTHER_ORGANISATION: OrganisationId = OrganisationId::from_bytes([0x0b; 16]);
pub(crate) const SERVER_URL: &str = "https://sync.example.org";

/// A device's two key pairs.
pub(crate) struct Keys {
    pub(crate) sign: SignPrivate,
    pub(crate) kem: KemPrivate,
}

impl Keys {
    pub(crate) fn of(seed: u8) -> Self {
        Self { sign: SignPrivate::from_seed(&[seed; 32]), kem: KemPrivate::derive(&[seed; 32]) }
    }

    pub(crate) fn id(&self) -> jonaki_protocol::DeviceId {
        self.sign.public().device_id()
    }
}

/// Root, server, an organisation with its admin, another one with its own.
pub(crate) struct World {
    pub(crate) root: SignPrivate,
    pub(crate) server: SignPrivate,
    pub(crate) recovery: KemPrivate,
    pub(crate) admin: Keys,
    pub(crate) other_admin: Keys,
    pub(crate) epoch: KemPrivate,
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            root: SignPrivate::from_seed(&[1; 32]),
            server: SignPrivate::from_seed(&[2; 32]),
            recovery: KemPrivate::derive(&[3; 32]),
            admin: Keys::of(4),
            other_admin: Keys::of(5),
            epoch: KemPrivate::derive(&[6; 32]),
        }
    }

    pub(crate) fn programme(&self) -> ProgrammeId {
        self.root.public().programme_id()
    }

    pub(crate) fn programme_record(&self) -> RootSigned {
        let record = ProgrammeRecord {
            root: self.root.public(),
            server: self.server.public(),
            recovery: self.recovery.public(),
            time: NOW,
        };
        RootRecord::Programme(record).sign(&self.root)
    }

    pub(crate) fn organisation(&self, id: OrganisationId, issuer: &Keys) -> OrganisationRecord {
        OrganisationRecord {
            organisation: id,
            kind: "ngo".to_owned(),
            name_bn: "আলো".to_owned(),
            name_en: "Light".to_owned(),
            issuers: vec![issuer.sign.public()],
            time: NOW,
        }
    }

    pub(crate) fn organisation_record(&self) -> RootSigned {
        RootRecord::Organisation(self.organisation(ORGANISATION, &self.admin)).sign(&self.root)
    }

    pub(crate) fn other_organisation_record(&self) -> RootSigned {
        RootRecord::Organisation(self.organisation(OTHER_ORGANISATION, &self.other_admin)).sign(&self.root)
    }

    pub(crate) fn invite(&self, role: Role, seed: &InviteSeed) -> Invite {
        Invite {
            organisation: ORGANISATION,
            role,
            not_after: NOW.plus(3600),
            key: seed.sign_key().public(),
            epoch: Some((0, self.epoch.public())),
            server: self.server.public(),
            url: SERVER_URL.to_owned(),
        }
    }

    pub(crate) fn link(&self, invite: &Invite, issuer: &SignPrivate, seed: &InviteSeed) -> InviteLink {
        let message = invite.sign(&self.programme(), issuer);
        InviteLink::new(self.root.public(), message, vec![self.organisation_record().to_item()], seed)
    }

    pub(crate) fn verified(&self, role: Role, number: u8) -> VerifiedInvite {
        let seed = seed(number);
        let link = self.link(&self.invite(role, &seed), &self.admin.sign, &seed);
        link.verify(NOW, None).expect("a good invite")
    }

    pub(crate) fn certificate(&self, role: Role, number: u8, keys: &Keys) -> Certificate {
        self.verified(role, number).certify(&keys.sign.public(), &keys.kem.public(), NOW)
    }

    /// The directory with both organisations and their admins enrolled by invites 100 and 101.
    pub(crate) fn directory(&self) -> Directory {
        let mut directory = Directory::new(self.root.public());
        let nobody = jonaki_protocol::DeviceId::NOBODY;
        for record in [self.programme_record(), self.organisation_record(), self.other_organisation_record()]
        {
            directory.admit(&nobody, &Body::from(record), 1, Freshness::At(NOW)).expect("a root record");
        }
        let own = self.certificate(Role::Admin, 100, &self.admin);
        directory.admit(&self.admin.id(), &own.into(), 1, Freshness::At(NOW)).expect("an admin");
        let other = self.other_certificate(Role::Admin, 101, &self.other_admin);
        directory.admit(&self.other_admin.id(), &other.into(), 1, Freshness::At(NOW)).expect("an admin");
        directory
    }

    /// A certificate into the other organisation.
    pub(crate) fn other_certificate(&self, role: Role, number: u8, keys: &Keys) -> Certificate {
        let seed = seed(number);
        let invite = Invite { organisation: OTHER_ORGANISATION, ..self.invite(role, &seed) };
        let message = invite.sign(&self.programme(), &self.other_admin.sign);
        let chain = vec![self.other_organisation_record().to_item()];
        let link = InviteLink::new(self.root.public(), message, chain, &seed);
        let verified = link.verify(NOW, None).expect("a good invite");
        verified.certify(&keys.sign.public(), &keys.kem.public(), NOW)
    }

    pub(crate) fn enrol(&self, directory: &mut Directory, role: Role, number: u8, keys: &Keys) {
        let certificate = self.certificate(role, number, keys);
        directory.admit(&keys.id(), &certificate.into(), 2, Freshness::At(NOW)).expect("enrolled");
    }

    pub(crate) fn batch(&self, items: Vec<Item>) -> SignedBatch {
        let items = items.into_iter().map(|item| (item, NOW.plus(-60))).collect();
        let seen = Seen { log: jonaki_protocol::LogId::from_bytes([7; 16]), size: 9, head: digest(9) };
        let (programme, start) = (self.programme(), ChainPosition::START);
        SignedBatch::sign(&programme, &self.admin.sign, &start, NOW, Some(seen), items).expect("a batch")
    }
}

pub(crate) fn seed(number: u8) -> InviteSeed {
    InviteSeed::from_slice(&[number; 32]).expect("32 bytes")
}

pub(crate) fn digest(number: u8) -> jonaki_protocol::Digest {
    jonaki_protocol::Digest::of("test", &[&[number]])
}

/// Seeded; nothing in a test is random without saying its seed.
pub(crate) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// Hands out given bytes, for vectors; panics when asked for more.
pub(crate) struct Given<'a>(pub(crate) &'a [u8]);

impl TryRng for Given<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        let (given, rest) = self.0.split_at(out.len());
        out.copy_from_slice(given);
        self.0 = rest;
        Ok(())
    }
}

impl TryCryptoRng for Given<'_> {}

/// A zstd frame of one raw block (RFC 8878): independent of any dictionary and compressor.
pub(crate) fn raw_frame(plain: &[u8]) -> Vec<u8> {
    let mut out = vec![0x28, 0xb5, 0x2f, 0xfd, 0xe0];
    out.extend((plain.len() as u64).to_le_bytes());
    out.extend(&((plain.len() as u32) << 3 | 1).to_le_bytes()[..3]);
    out.extend(plain);
    out
}

/// Length, frame and zeros: the plaintext of a seal.
pub(crate) fn padded(frame: &[u8]) -> Vec<u8> {
    let mut plain = (frame.len() as u16).to_be_bytes().to_vec();
    plain.extend(frame);
    plain.resize(40 + plain.len().saturating_sub(40).next_multiple_of(64), 0);
    plain
}

pub(crate) fn formats() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/formats")
}

/// Whether the files are to be written instead of compared.
pub(crate) fn updating() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some()
}
