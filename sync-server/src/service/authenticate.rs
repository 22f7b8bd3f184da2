//! Who asks: the signature on the request is the only proof, and it works once.

use super::{Inner, Programme, Stop, founding_hash};
use jonaki_protocol::sync::{Request, UnverifiedRequest};
use jonaki_protocol::{
    Body, Code, DeviceId, Directory, Freshness, SignPublic, SignedBatch, Timestamp, limits,
};
use std::collections::{HashMap, HashSet, VecDeque};

/// Requests that a device may make at once, and how fast that fills up again. Per device, never per address: whole
/// districts share one.
const BURST: f64 = 240.0;
const PER_SECOND: f64 = 4.0;

/// Nonces and rates of the devices that asked lately.
#[derive(Default)]
pub(super) struct Guard {
    nonces: HashSet<(DeviceId, u64)>,
    order: VecDeque<(Timestamp, DeviceId, u64)>,
    rates: HashMap<DeviceId, (f64, Timestamp)>,
}

impl Guard {
    /// Refuses a request that came before. Times outside of the window are refused elsewhere, so older nonces can go.
    fn once(&mut self, now: Timestamp, device: DeviceId, nonce: u64) -> Result<(), Code> {
        let oldest = now.plus(-2 * limits::CLOCK_SKEW_SECONDS);
        while let Some((time, device, nonce)) = self.order.front().copied()
            && time < oldest
        {
            self.order.pop_front();
            self.nonces.remove(&(device, nonce));
        }
        if !self.nonces.insert((device, nonce)) {
            return Err(Code::Replayed);
        }
        self.order.push_back((now, device, nonce));
        Ok(())
    }

    fn rate(&mut self, now: Timestamp, device: DeviceId) -> Result<(), Stop> {
        if self.rates.len() > 10_000 {
            self.rates.retain(|_, (_, last)| last.0 + 300 > now.0);
        }
        let (tokens, last) = self.rates.entry(device).or_insert((BURST, now));
        let passed = now.0.saturating_sub(last.0).max(0);
        *tokens = (*tokens + passed as f64 * PER_SECOND).min(BURST);
        *last = now;
        if *tokens < 1.0 {
            return Err(Stop::Refused { code: Code::RateLimited, retry_after: 30 });
        }
        *tokens -= 1.0;
        Ok(())
    }
}

impl Inner {
    /// Verifies a request; founds its programme where that is what it asks.
    pub(super) fn verify(
        &mut self,
        now: Timestamp,
        unverified: UnverifiedRequest,
    ) -> Result<(DeviceId, Request), Stop> {
        let id = unverified.claimed.programme;
        let device = unverified.device;
        // One that was founded without its first batch, because the server stopped in between, is founded still.
        let known = self.programmes.get(&id).filter(|programme| programme.directory.record().is_some());
        if let Some(programme) = known {
            let freshness = programme.freshness(now);
            let key = match programme.directory.member(&device) {
                Some(member) if member.is_active() => member.sign,
                Some(_) => return Err(Code::Revoked.into()),
                None => enrolling(&programme.directory, &unverified.claimed.batches, device, freshness)?,
            };
            let (device, request) = unverified.verify(&key)?;
            let programme = self.programmes.get_mut(&id).ok_or(Code::UnknownProgramme)?;
            programme.admit_request(now, device, &request)?;
            return Ok((device, request));
        }
        let Some(founding) = unverified.claimed.founding.clone() else {
            return Err(Code::UnknownProgramme.into());
        };
        let key = founder(&founding.root, &self.identity.public(), &unverified, now)?;
        let (device, request) = unverified.verify(&key)?;
        if let Some(programme) = self.programmes.get_mut(&id) {
            programme.admit_request(now, device, &request)?;
            return Ok((device, request));
        }
        let mut programme = Programme::new(founding.root, None);
        programme.admit_request(now, device, &request)?;
        let log = self.random_log();
        let mut used = false;
        self.storage.write(id, &mut |tx| {
            used = tx.found(&founding_hash(&founding.code), &founding.root, log)?;
            Ok(())
        })?;
        if !used {
            return Err(Code::FoundingRefused.into());
        }
        self.programmes.insert(id, programme);
        Ok((device, request))
    }
}

impl Programme {
    /// How fresh a certificate must be now.
    pub(super) fn freshness(&self, now: Timestamp) -> Freshness {
        // For a month after a restore, invites that were valid after the backup may have been used in what was lost.
        const WINDOW: i64 = 30 * 24 * 3600;
        match self.backup_time {
            Some(backup) if now.0 - backup.0 <= WINDOW => Freshness::Since(backup),
            _ => Freshness::At(now),
        }
    }

    fn admit_request(&mut self, now: Timestamp, device: DeviceId, request: &Request) -> Result<(), Stop> {
        if request.time.0.abs_diff(now.0) > limits::CLOCK_SKEW_SECONDS.unsigned_abs() {
            return Err(Code::ClockSkew.into());
        }
        self.guard.rate(now, device)?;
        self.guard.once(now, device, request.nonce)?;
        Ok(())
    }
}

/// The key of a device that enrols with this request: its certificate is in its first batch.
fn enrolling(
    directory: &Directory,
    batches: &[SignedBatch],
    device: DeviceId,
    freshness: Freshness,
) -> Result<SignPublic, Code> {
    let items = batches.first().into_iter().flat_map(|batch| batch.items.iter().flatten());
    for item in items {
        if let Ok(Body::Certificate(certificate)) = item.parse() {
            let (found, member) = directory.preview(&certificate, freshness)?;
            if found == device {
                return Ok(member.sign);
            }
        }
    }
    Err(Code::UnknownDevice)
}

/// The key of the device that founds a programme: its first batch brings everything that its certificate rests on.
fn founder(
    root: &SignPublic,
    identity: &SignPublic,
    unverified: &UnverifiedRequest,
    now: Timestamp,
) -> Result<SignPublic, Code> {
    if root.programme_id() != unverified.claimed.programme {
        return Err(Code::FoundingRefused);
    }
    let mut directory = Directory::new(*root);
    let first = unverified.claimed.batches.first().ok_or(Code::FoundingRefused)?;
    for item in first.items.iter().flatten() {
        if let body @ (Body::RootSigned(_) | Body::Certificate(_)) = item.parse()? {
            directory.admit(&unverified.device, &body, 0, Freshness::At(now))?;
        }
    }
    let ours = directory.record().is_some_and(|record| record.server == *identity);
    let member = directory.member(&unverified.device).ok_or(Code::FoundingRefused)?;
    if ours { Ok(member.sign) } else { Err(Code::WrongServer) }
}
