//! Devices for tests: seeded, in temporary folders, with a clock that only moves when told.

use jonaki_core::protocol::{Role, ServerLine, SignPrivate, Timestamp};
use jonaki_core::{Client, Host, Location, NewInvite, NewOrganisation, NewProgramme, Report};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// 2026-03-01T06:00:00Z.
pub(crate) const START: i64 = 1_772_344_800;

/// A clock shared by all devices of a test.
#[derive(Clone)]
pub(crate) struct Clock(Arc<AtomicI64>);

impl Clock {
    pub(crate) fn new() -> Self {
        Self(Arc::new(AtomicI64::new(START)))
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

struct SeededHost {
    rng: ChaCha20Rng,
    clock: Clock,
}

impl Host for SeededHost {
    fn now(&mut self) -> Timestamp {
        self.clock.now()
    }

    fn fill(&mut self, bytes: &mut [u8]) {
        self.rng.fill_bytes(bytes);
    }
}

/// A device's database and how to open it again.
pub(crate) struct Device {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) key: [u8; 32],
    pub(crate) client: Client,
    seed: u64,
    clock: Clock,
}

impl Device {
    pub(crate) fn new(seed: u64, clock: &Clock) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let key = [seed as u8; 32];
        let client = open(&folder, &key, seed, clock);
        Self { folder, key, client, seed, clock: clock.clone() }
    }

    pub(crate) fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("jonaki.db")
    }

    /// Closes and opens again, as after a restart.
    pub(crate) fn restart(&mut self) {
        self.seed += 1000;
        let placeholder =
            Client::open(Location::Memory, &[0; 32], b"", host(0, &self.clock)).expect("in memory");
        drop(std::mem::replace(&mut self.client, placeholder));
        self.client = open(&self.folder, &self.key, self.seed, &self.clock);
    }
}

fn open(folder: &tempfile::TempDir, key: &[u8; 32], seed: u64, clock: &Clock) -> Client {
    let path = folder.path().join("jonaki.db");
    Client::open(Location::File(&path), key, b"here", host(seed, clock)).expect("the database opens")
}

pub(crate) fn host(seed: u64, clock: &Clock) -> Box<dyn Host> {
    Box::new(SeededHost { rng: ChaCha20Rng::seed_from_u64(seed), clock: clock.clone() })
}

/// The identity of the server in tests.
pub(crate) fn server_key() -> SignPrivate {
    SignPrivate::from_seed(&[42; 32])
}

pub(crate) fn server_line(code: &[u8]) -> String {
    let code = serde_bytes::ByteBuf::from(code.to_vec());
    ServerLine { url: "http://127.0.0.1:9".to_owned(), server: server_key().public(), code }.to_text()
}

pub(crate) fn organisation(name: &str) -> NewOrganisation {
    NewOrganisation {
        kind: "ngo".to_owned(), name_bn: format!("{name} সংস্থা"), name_en: name.to_owned()
    }
}

/// A founder's device.
pub(crate) fn founder(clock: &Clock) -> Device {
    let mut device = Device::new(1, clock);
    let new = NewProgramme { server_line: server_line(b"code"), organisation: organisation("Test") };
    device.client.found_programme(&new).expect("founding works offline");
    device
}

/// A device invited by another.
pub(crate) fn invited(by: &mut Device, seed: u64, role: Role, clock: &Clock) -> Device {
    let link = by.client.invite(NewInvite { organisation: None, role }).expect("an invite").link;
    let mut device = Device::new(seed, clock);
    device.client.enrol(&link).expect("enrolling works offline");
    device
}

/// A report with a little of everything.
pub(crate) fn report(name: &str) -> Report {
    Report {
        concern_types: vec!["child_labour".to_owned()],
        immediate_danger: Some(false),
        number_of_children: Some(1),
        division: Some("khulna".to_owned()),
        district: Some("jashore".to_owned()),
        victim_sex: Some("female".to_owned()),
        victim_age_band: Some("12-13".to_owned()),
        narrative: Some("মেয়েটিকে সকালে ইটভাটায় কাজ করতে দেখা গেছে।".to_owned()),
        name_given: Some(name.to_owned()),
        father_name: Some("পরীক্ষা পিতা".to_owned()),
        phone: Some("০১৭০০০০০০০০".to_owned()),
        ..Report::default()
    }
}
