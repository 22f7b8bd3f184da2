//! A programme from fixed keys, all of which the targets hold: they sign what a fuzzer wrote, so that it is tried behind
//! the signatures too.

use jonaki_protocol::directory::{OrganisationRecord, ProgrammeRecord, RootRecord};
use jonaki_protocol::{
    Body, CaseKey, Certificate, DeviceId, Directory, Epoch, Freshness, Invite, InviteLink, InviteSeed, Item,
    KemPrivate, LogId, OrganisationId, ProgrammeId, RecordId, Role, RootSigned, SignPrivate, Timestamp,
    VerifiedInvite,
};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use std::sync::OnceLock;

/// The time of everything.
pub(super) const NOW: Timestamp = Timestamp(crate::world::START);
pub(super) const RECORD: RecordId = RecordId::from_bytes([0x5a; 16]);
pub(super) const OURS: OrganisationId = OrganisationId::from_bytes([0x0a; 16]);
pub(super) const THEIRS: OrganisationId = OrganisationId::from_bytes([0x0b; 16]);
pub(super) const LOG: LogId = LogId::from_bytes([7; 16]);
pub(super) const URL: &str = "http://127.0.0.1:9";

/// A device's two key pairs.
pub(super) struct Keys {
    pub(super) sign: SignPrivate,
    pub(super) kem: KemPrivate,
}

impl Keys {
    pub(super) fn of(seed: u8) -> Self {
        Self { sign: SignPrivate::from_seed(&[seed; 32]), kem: KemPrivate::derive(&[seed; 32]) }
    }

    pub(super) fn id(&self) -> DeviceId {
        self.sign.public().device_id()
    }
}

/// Root, server, two organisations with an administrator each, a reporter of the first.
pub(super) struct Programme {
    pub(super) root: SignPrivate,
    pub(super) server: SignPrivate,
    pub(super) recovery: KemPrivate,
    pub(super) admin: Keys,
    pub(super) other: Keys,
    pub(super) reporter: Keys,
    pub(super) epoch: KemPrivate,
    pub(super) id: ProgrammeId,
}

/// Made once.
pub(super) fn programme() -> &'static Programme {
    static MADE: OnceLock<Programme> = OnceLock::new();
    MADE.get_or_init(|| {
        let root = SignPrivate::from_seed(&[1; 32]);
        let id = root.public().programme_id();
        Programme {
            root,
            server: SignPrivate::from_seed(&[2; 32]),
            recovery: KemPrivate::derive(&[3; 32]),
            admin: Keys::of(4),
            other: Keys::of(5),
            reporter: Keys::of(6),
            epoch: KemPrivate::derive(&[7; 32]),
            id,
        }
    })
}

impl Programme {
    pub(super) fn record(&self) -> RootSigned {
        let record = ProgrammeRecord {
            root: self.root.public(),
            server: self.server.public(),
            recovery: self.recovery.public(),
            time: NOW,
        };
        RootRecord::Programme(record).sign(&self.root)
    }

    pub(super) fn organisation(&self, id: OrganisationId) -> RootSigned {
        let issuer = if id == OURS { &self.admin } else { &self.other };
        let record = OrganisationRecord {
            organisation: id,
            kind: "ngo".to_owned(),
            name_bn: "আলো".to_owned(),
            name_en: "Light".to_owned(),
            issuers: vec![issuer.sign.public()],
            time: NOW,
        };
        RootRecord::Organisation(record).sign(&self.root)
    }

    pub(super) fn invite(&self, organisation: OrganisationId, role: Role, number: u8) -> Invite {
        Invite {
            organisation,
            role,
            not_after: NOW.plus(3600),
            key: seed(number).sign_key().public(),
            epoch: Some((0, self.epoch.public())),
            server: self.server.public(),
            url: URL.to_owned(),
        }
    }

    /// A link with an invite of an organisation's first administrator.
    pub(super) fn link(&self, invite: &Invite, number: u8) -> InviteLink {
        let issuer = if invite.organisation == OURS { &self.admin } else { &self.other };
        let message = invite.sign(&self.id, &issuer.sign);
        let chain = vec![self.organisation(invite.organisation).to_item()];
        InviteLink::new(self.root.public(), message, chain, &seed(number))
    }

    pub(super) fn verified(&self, organisation: OrganisationId, role: Role, number: u8) -> VerifiedInvite {
        let link = self.link(&self.invite(organisation, role, number), number);
        link.verify(NOW, None).expect("a good invite")
    }

    pub(super) fn certificate(&self, organisation: OrganisationId, role: Role, keys: &Keys) -> Certificate {
        let number = keys.id().as_bytes()[0];
        let verified = self.verified(organisation, role, number);
        verified.certify(&keys.sign.public(), &keys.kem.public(), NOW)
    }

    pub(super) fn first_epoch(&self) -> Epoch {
        Epoch { organisation: OURS, number: 0, public: self.epoch.public(), history: Vec::new() }
    }

    /// What the directory starts from, each with its author.
    pub(super) fn founding(&self) -> Vec<(DeviceId, Item)> {
        let admin = self.admin.id();
        vec![
            (admin, self.record().to_item()),
            (admin, self.organisation(OURS).to_item()),
            (admin, self.certificate(OURS, Role::Admin, &self.admin).to_item()),
            (admin, self.first_epoch().to_item()),
            (admin, self.organisation(THEIRS).to_item()),
            (self.other.id(), self.certificate(THEIRS, Role::Admin, &self.other).to_item()),
            (self.reporter.id(), self.certificate(OURS, Role::Reporter, &self.reporter).to_item()),
        ]
    }

    /// The directory with all that.
    pub(super) fn directory(&self) -> Directory {
        let mut directory = Directory::new(self.root.public());
        for (author, item) in self.founding() {
            let body: Body = item.parse().expect("our own item");
            directory.admit(&author, &body, 1, Freshness::At(NOW)).expect("admitted");
        }
        directory
    }

    /// Signing keys by number: the fuzzer's choice of an author.
    pub(super) fn member(&self, number: usize) -> &Keys {
        [&self.admin, &self.reporter, &self.other][number % 3]
    }
}

pub(super) fn seed(number: u8) -> InviteSeed {
    InviteSeed::from_slice(&[number; 32]).expect("32 bytes")
}

pub(super) fn key(number: u8) -> CaseKey {
    CaseKey::from_slice(&[number; 32]).expect("32 bytes")
}

/// Randomness that is the same in every execution.
pub(super) fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(1)
}
