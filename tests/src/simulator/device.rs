//! A simulated device: a client over a file that can crash, be copied and be put back.

use super::Failure;
use super::disk::{Disk, Tear};
use super::host::{Clock, SimHost};
use jonaki_core::{CaseQuery, CaseView, Client, Location, ReferralQuery, ReferralView};
use jonaki_protocol::{CaseId, DeviceId, RecordId, Role};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a device shows: every case and every referral in its lists.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Sight {
    pub(super) cases: BTreeMap<CaseId, CaseView>,
    pub(super) referrals: BTreeMap<RecordId, ReferralView>,
}

/// How a device answered to its last complete sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Served.
    Served,
    /// The server does not know it, or does not serve it any more.
    Refused,
}

/// A device.
pub(super) struct Device {
    pub(super) number: usize,
    pub(super) organisation: usize,
    pub(super) role: Role,
    pub(super) id: DeviceId,
    pub(super) skew: Clock,
    pub(super) disk: Disk,
    pub(super) snapshots: Vec<PathBuf>,
    /// The answer that waits to be heard.
    pub(super) reply: Option<(u16, Vec<u8>)>,
    pub(super) standing: Standing,
    /// The step at which an administrator removed it.
    pub(super) removed: Option<usize>,
    /// Whether the database ever went back in time.
    pub(super) went_back: bool,
    /// The step at which the server first refused it, and in which life of the server.
    pub(super) refused_at: Option<(usize, u64)>,
    client: Option<Client>,
    folder: PathBuf,
    key: [u8; 32],
    place: u64,
    opened: u64,
    seed: u64,
    clock: Clock,
}

impl Device {
    /// A new device with an empty database.
    pub(super) fn new(number: usize, seed: u64, root: &Path, clock: &Clock) -> Result<Self, Failure> {
        let folder = root.join(format!("device-{number}"));
        std::fs::create_dir_all(&folder)?;
        let mut device = Self {
            number,
            organisation: 0,
            role: Role::Reporter,
            id: DeviceId::NOBODY,
            skew: Clock::zero(),
            disk: Disk::new(folder.join("jonaki.db")),
            snapshots: Vec::new(),
            reply: None,
            standing: Standing::Served,
            removed: None,
            went_back: false,
            refused_at: None,
            client: None,
            folder,
            key: [number as u8; 32],
            place: number as u64,
            opened: 0,
            seed,
            clock: clock.clone(),
        };
        device.open()?;
        Ok(device)
    }

    pub(super) fn client(&mut self) -> Result<&mut Client, Failure> {
        self.client.as_mut().ok_or_else(|| Failure::new("harness", "a device without a client"))
    }

    pub(super) fn peer(&self) -> Result<&Client, Failure> {
        self.client.as_ref().ok_or_else(|| Failure::new("harness", "a device without a client"))
    }

    pub(super) fn key(&self) -> &[u8; 32] {
        &self.key
    }

    /// Everything that it shows.
    pub(super) fn sight(&mut self) -> Result<Sight, Failure> {
        let number = self.number;
        look(self.client()?)
            .map_err(|error| Failure::new("database", format!("device {number} cannot be read: {error}")))
    }

    fn open(&mut self) -> Result<(), Failure> {
        self.opened += 1;
        let numbers = [self.seed, self.number as u64, self.opened];
        let host = Box::new(SimHost::new(numbers, &self.clock, &self.skew));
        let place = self.place.to_le_bytes();
        let opened = Client::open(Location::File(self.disk.path()), &self.key, &place, host);
        let number = self.number;
        self.client =
            Some(opened.map_err(|error| {
                Failure::new("database", format!("device {number} does not open: {error}"))
            })?);
        Ok(())
    }

    /// The power fails and comes back.
    pub(super) fn crash(&mut self, tear: Option<Tear>) -> Result<(), Failure> {
        let copy = self.folder.join("crash.db");
        self.disk.copy_to(&copy)?;
        self.client = None;
        self.disk.put_back(&copy, tear)?;
        self.reply = None;
        self.open()
    }

    /// Keeps a copy.
    pub(super) fn snapshot(&mut self) -> Result<(), Failure> {
        let copy = self.folder.join(format!("snapshot-{}.db", self.snapshots.len()));
        self.disk.copy_to(&copy)?;
        self.snapshots.push(copy);
        Ok(())
    }

    /// Starts again from a copy, in a new place: what marks the place is not in the copy.
    pub(super) fn restore(&mut self, which: usize) -> Result<(), Failure> {
        let copy = self.snapshots[which % self.snapshots.len()].clone();
        self.client = None;
        self.disk.put_back(&copy, None)?;
        self.reply = None;
        self.place += 1 << 32;
        self.went_back = true;
        self.open()
    }

    /// A second life of the same database, beside this one.
    pub(super) fn copy_as(&mut self, number: usize, root: &Path) -> Result<Self, Failure> {
        let folder = root.join(format!("device-{number}"));
        std::fs::create_dir_all(&folder)?;
        let disk = Disk::new(folder.join("jonaki.db"));
        self.disk.copy_to(disk.path())?;
        let mut copy = Self {
            number,
            organisation: self.organisation,
            role: self.role,
            id: self.id,
            skew: Clock::zero(),
            disk,
            snapshots: Vec::new(),
            reply: None,
            standing: self.standing,
            removed: self.removed,
            went_back: self.went_back,
            refused_at: self.refused_at,
            client: None,
            folder,
            key: self.key,
            place: number as u64,
            opened: 0,
            seed: self.seed,
            clock: self.clock.clone(),
        };
        copy.open()?;
        Ok(copy)
    }

    /// Feeds bytes to a copy of this device that is thrown away: it may say no, it may not panic.
    pub(super) fn try_on_copy(&mut self, status: u16, body: &[u8], root: &Path) -> Result<(), Failure> {
        let mut copy = self.copy_as(10_000 + self.number, root)?;
        let _ = copy.client()?.sync_answer(status, body);
        copy.sight().map(drop)
    }
}

fn look(client: &mut Client) -> Result<Sight, jonaki_core::Error> {
    let mut sight = Sight::default();
    for row in client.cases(&CaseQuery { limit: 10_000, ..CaseQuery::default() })? {
        sight.cases.insert(row.id, client.peek(row.id)?);
    }
    for sent in [true, false] {
        for row in client.referrals(&ReferralQuery { limit: 10_000, sent, ..ReferralQuery::default() })? {
            sight.referrals.insert(row.id, client.peek_referral(row.id)?);
        }
    }
    Ok(sight)
}
