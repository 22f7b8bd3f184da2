//! Before the lock: who asks, and whether that device may be served now.
//!
//! Each device has an account of requests and one of work ([budget](super::budget)). Work is charged after a request for what
//! it did cost, so an account can be overdrawn, once and by a bounded amount; until it has recovered, what claims to come
//! from that device is refused unread. Only what carried the device's signature was ever charged, so nobody can overdraw
//! somebody else's account. The account of work counts only while others are served too: a device that is alone with the
//! server is as fast as the server.

use super::Stop;
use jonaki_protocol::{Code, DeviceId, ProgrammeId, Shared, SignPublic, Tag, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Requests that a device may make at once, and how fast that fills up again. Per device, never per address: whole
/// districts share one.
const BURST: f64 = 240.0;
const PER_SECOND: f64 = 4.0;
/// Work that a device may ask for at once: a month of reports, or the first pull of a few thousand cases.
const WORK_BURST: i64 = 500_000;
/// And how fast that fills up again: a fiftieth of the lock's time.
const WORK_PER_SECOND: i64 = 20_000;
/// How far an account can be overdrawn: half a minute.
const WORK_DEBT: i64 = -600_000;
/// Seconds after which a device no longer counts as being served.
const QUIET_SECONDS: i64 = 10;
/// Devices remembered before those that have nothing to remember are forgotten.
const REMEMBERED: usize = 10_000;

/// Accounts, the keys that were seen to be devices', and what those devices were answered last.
#[derive(Default)]
pub(super) struct Gate {
    inner: Mutex<Books>,
}

#[derive(Default)]
struct Books {
    known: HashMap<DeviceId, Known>,
    /// What the known devices and this process know, if their last answer arrived.
    shared: HashMap<Tag, Shared>,
    accounts: HashMap<DeviceId, Account>,
    /// The two devices that were served last.
    latest: [Option<(DeviceId, Timestamp)>; 2],
}

struct Known {
    /// A device's id follows from its key, so this is true for ever; whether it is a member is asked under the lock.
    key: (ProgrammeId, SignPublic),
    /// What its next request may rest on.
    shared: Option<Tag>,
}

struct Account {
    requests: f64,
    work: i64,
    last: Timestamp,
    /// A request of the device is being served.
    busy: bool,
}

/// Leave to be served; what it cost is charged when it is dropped.
pub(super) struct Ticket<'a> {
    gate: &'a Gate,
    device: DeviceId,
    spent: u64,
}

impl Gate {
    /// The key of a device that was served before.
    pub(super) fn key(&self, device: &DeviceId) -> Option<(ProgrammeId, SignPublic)> {
        self.books().known.get(device).map(|known| known.key)
    }

    /// What a request may rest on.
    pub(super) fn shared(&self, tag: &Tag) -> Option<Shared> {
        self.books().shared.get(tag).cloned()
    }

    /// Remembers whose key that is, and what it was answered.
    pub(super) fn learn(&self, programme: ProgrammeId, key: SignPublic, shared: Option<Shared>) {
        let mut books = self.books();
        if books.known.len() >= REMEMBERED {
            // They are learnt again as they come.
            books.known.clear();
            books.shared.clear();
        }
        let tag = shared.as_ref().map(Shared::tag);
        let before = books.known.insert(key.device_id(), Known { key: (programme, key), shared: tag });
        if let Some(tag) = before.and_then(|known| known.shared) {
            books.shared.remove(&tag);
        }
        books.shared.extend(tag.zip(shared));
    }

    /// Refuses what claims to come from a device whose account is empty, before anything is spent on it.
    pub(super) fn look(&self, now: Timestamp, device: &DeviceId) -> Result<(), Stop> {
        let mut books = self.books();
        let alone = books.is_alone(now, device);
        match books.accounts.get_mut(device) {
            Some(account) => account.allows(now, alone),
            None => Ok(()),
        }
    }

    /// Lets a request in that carries the device's signature: one at a time.
    pub(super) fn enter(&self, now: Timestamp, device: DeviceId) -> Result<Ticket<'_>, Stop> {
        let mut books = self.books();
        books.forget(now);
        let alone = books.is_alone(now, &device);
        let account = books.accounts.entry(device).or_insert(Account {
            requests: BURST,
            work: WORK_BURST,
            last: now,
            busy: false,
        });
        account.allows(now, alone)?;
        account.requests -= 1.0;
        if account.busy {
            return Err(Stop::Refused { code: Code::RateLimited, retry_after: 1 });
        }
        account.busy = true;
        books.serve(device, now);
        Ok(Ticket { gate: self, device, spent: 0 })
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ticket<'_> {
    /// Adds to what the request costs.
    pub(super) fn charge(&mut self, units: u64) {
        self.spent = self.spent.saturating_add(units);
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        if let Some(account) = self.gate.books().accounts.get_mut(&self.device) {
            let spent = i64::try_from(self.spent).unwrap_or(i64::MAX);
            account.work = account.work.saturating_sub(spent).max(WORK_DEBT);
            account.busy = false;
        }
    }
}

impl Account {
    /// Fills the account up to now; whether the device may be served.
    fn allows(&mut self, now: Timestamp, alone: bool) -> Result<(), Stop> {
        let passed = now.0.saturating_sub(self.last.0).max(0);
        self.requests = (self.requests + passed as f64 * PER_SECOND).min(BURST);
        self.work = self.work.saturating_add(passed.saturating_mul(WORK_PER_SECOND)).min(WORK_BURST);
        self.last = now;
        if self.requests < 1.0 {
            return Err(Stop::Refused { code: Code::RateLimited, retry_after: 30 });
        }
        if self.work <= 0 && !alone {
            let seconds = self.work.unsigned_abs() / WORK_PER_SECOND.unsigned_abs() + 1;
            let retry_after = u32::try_from(seconds).unwrap_or(u32::MAX);
            return Err(Stop::Refused { code: Code::RateLimited, retry_after });
        }
        Ok(())
    }
}

impl Books {
    fn is_alone(&self, now: Timestamp, device: &DeviceId) -> bool {
        let served = |(other, time): &(DeviceId, Timestamp)| {
            other != device && time.0.saturating_add(QUIET_SECONDS) >= now.0
        };
        !self.latest.iter().flatten().any(served)
    }

    fn serve(&mut self, device: DeviceId, now: Timestamp) {
        if self.latest[0].is_none_or(|(latest, _)| latest != device) {
            self.latest[1] = self.latest[0];
        }
        self.latest[0] = Some((device, now));
    }

    fn forget(&mut self, now: Timestamp) {
        if self.accounts.len() > REMEMBERED {
            self.accounts.retain(|_, account| account.busy || account.last.0.saturating_add(300) > now.0);
        }
    }
}
