//! Devices that come one after another: each enrols, files, syncs, files again and syncs again.

use super::Failure;
use super::honest::{Device, Office, Synced};
use super::samples::{Times, percentile};
use super::stage::Load;
use jonaki_protocol::{CaseId, Role};
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

/// How they fared.
#[derive(Debug, Default, Clone)]
pub struct Arrivals {
    /// Devices that did all of it.
    pub done: usize,
    /// Cases whose report was stored.
    pub filed: Vec<CaseId>,
    /// Cases that a coordinator's device reads afterwards.
    pub read: usize,
    /// Times that a device was told to come again.
    pub later: usize,
    /// Median and 95th percentile of an exchange while nobody misuses, milliseconds.
    pub calm: (f64, f64),
    /// The same beside misuse.
    pub busy: (f64, f64),
    /// Why devices failed.
    pub failures: Vec<String>,
}

impl Arrivals {
    /// Both parts of a run.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            done: self.done + other.done,
            filed: [self.filed, other.filed].concat(),
            read: 0,
            later: self.later + other.later,
            calm: self.calm,
            busy: other.busy,
            failures: [self.failures, other.failures].concat(),
        }
    }
}

/// Enrols a coordinator's device.
pub(super) async fn coordinator(office: &Office, address: SocketAddr) -> Result<Device, Failure> {
    let link = office.invite(Role::Coordinator)?;
    office.sync(address).await?;
    let mut device = Device::enrol(&link, address)?;
    device.sync().await?;
    Ok(device)
}

/// Pulls everything; how many of these cases it reads.
pub(super) async fn read(mut coordinator: Device, filed: &[CaseId]) -> Result<usize, Failure> {
    coordinator.sync().await?;
    coordinator.reads(filed).await
}

/// The first quarter, without misuse.
pub(super) async fn calm(
    office: &Office,
    address: SocketAddr,
    times: &Times,
    load: &Load,
) -> Result<Arrivals, Failure> {
    let (mut arrivals, spread) = part(office, address, times, load, 0..load.devices / 4).await?;
    arrivals.calm = spread;
    Ok(arrivals)
}

/// The other three quarters.
pub(super) async fn busy(
    office: &Office,
    address: SocketAddr,
    times: &Times,
    load: &Load,
) -> Result<Arrivals, Failure> {
    let (mut arrivals, spread) = part(office, address, times, load, load.devices / 4..load.devices).await?;
    arrivals.busy = spread;
    Ok(arrivals)
}

async fn part(
    office: &Office,
    address: SocketAddr,
    times: &Times,
    load: &Load,
    numbers: std::ops::Range<usize>,
) -> Result<(Arrivals, (f64, f64)), Failure> {
    let pause = Duration::from_secs(load.seconds) / u32::try_from(load.devices.max(1))?;
    let mut tick = tokio::time::interval(pause);
    let mut tasks = Vec::new();
    for number in numbers {
        tick.tick().await;
        let seed = load.seed.wrapping_mul(1_000_000).wrapping_add(number as u64 * 2);
        tasks.push(tokio::spawn(life(office.clone(), address, Arc::clone(times), seed)));
    }
    let (mut arrivals, mut took) = (Arrivals::default(), Vec::new());
    for task in tasks {
        match task.await? {
            Ok((synced, cases)) => {
                arrivals.done += 1;
                arrivals.filed.extend(cases);
                arrivals.later += synced.later;
                took.extend(synced.took);
            }
            Err(failure) => arrivals.failures.push(failure.to_string()),
        }
    }
    took.sort_unstable();
    Ok((arrivals, (percentile(&took, 50), percentile(&took, 95))))
}

/// All exchanges of a device, and what it filed.
type Life = (Synced, [CaseId; 2]);

async fn life(office: Office, address: SocketAddr, times: Times, seed: u64) -> Result<Life, Failure> {
    let enrol = move || Device::enrol(&office.invite(Role::Reporter)?, address);
    let mut device = tokio::task::spawn_blocking(enrol).await??;
    let mut all = Synced::default();
    let first = step(&mut device, &times, seed, &mut all).await?;
    let second = step(&mut device, &times, seed + 1, &mut all).await?;
    if all.receipts < 2 { Err("a report has no receipt".into()) } else { Ok((all, [first, second])) }
}

/// Files a report and syncs it.
async fn step(device: &mut Device, times: &Times, seed: u64, all: &mut Synced) -> Result<CaseId, Failure> {
    let case = device.report(seed).await?;
    let synced = device.sync().await?;
    times.lock().unwrap_or_else(PoisonError::into_inner).extend(&synced.took);
    all.later += synced.later;
    all.receipts += synced.receipts;
    all.took.extend(synced.took);
    Ok(case)
}
