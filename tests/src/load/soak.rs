//! A soak: steady honest work with some misuse beside it, for as long as wanted, and whether memory and file handles stay
//! flat.

use super::Failure;
use super::arrivals::coordinator;
use super::honest::{Device, Office};
use super::misuse::{Kind, Misuse};
use super::samples::{Sample, Series, Times, Trend};
use super::stage::Stage;
use jonaki_protocol::{CaseId, Role};
use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

/// What came of a soak.
#[derive(Debug)]
pub struct Soak {
    /// What was seen of the server.
    pub series: Series,
    /// Reports that were stored.
    pub filed: usize,
    /// Cases that the coordinator reads at the end.
    pub read: usize,
    /// Attempts of misuse.
    pub misuse: BTreeMap<Kind, u64>,
    /// What the server ended and refused.
    pub server_said: BTreeMap<String, u64>,
    /// Memory and handles over the second half.
    pub trends: (Trend, Trend),
    /// What did not hold. Empty is good.
    pub faults: Vec<String>,
}

/// Phones at work at the same time; one is exchanged for a new one every so many reports.
const PHONES: usize = 20;
const REPORTS_PER_PHONE: usize = 40;
/// Between two reports.
const PAUSE: Duration = Duration::from_millis(500);
/// Reports between two pulls of the coordinator.
const PULL_EVERY: usize = 10;
/// A share of what a load does.
const MISUSE: f64 = 0.05;
/// By how much a value may rise over the second half: of its mean, and at least so much.
const RISE: f64 = 0.03;
const MEMORY_RISE: f64 = 3.0;
const HANDLES_RISE: f64 = 5.0;

/// Soaks for so long. `seed` decides what the reports say.
///
/// # Errors
/// Where the stage itself breaks; what does not hold is in [`Soak::faults`].
pub fn soak(time: Duration, seed: u64) -> Result<Soak, Failure> {
    let mut stage = Stage::new((4_096, 64))?;
    let watching = stage.watching(Duration::from_secs(5).min(time / 40))?;
    let (office, address, times) = (stage.office.clone(), stage.address, Arc::clone(&stage.times));
    let (filed, read, misuse) = stage.runtime.block_on(async {
        let misuse = Misuse::start(&office, address, MISUSE)?;
        let (filed, coordinator) = work(&office, address, &times, (time, seed)).await?;
        let counts = misuse.stop().await;
        let read = super::arrivals::read(coordinator, &filed).await?;
        Ok::<_, Failure>((filed.len(), read, counts))
    })?;
    let series = watching.end(&stage.runtime)?;
    let server_said = stage.server_said()?;
    let trends = (series.trend(|sample| sample.memory), series.trend(|sample| sample.handles));
    let mut faults = Vec::new();
    stage.finish(&mut faults)?;
    if read != filed {
        faults.push(format!("the coordinator reads {read} of {filed} cases"));
    }
    for (name, trend, least) in [("memory", trends.0, MEMORY_RISE), ("file handles", trends.1, HANDLES_RISE)]
    {
        if trend.rise > least.max(trend.mean * RISE) {
            faults.push(format!(
                "{name} rose by {:.1} over the second half, from {:.1}",
                trend.rise, trend.mean
            ));
        }
    }
    Ok(Soak { series, filed, read, misuse, server_said, trends, faults })
}

async fn work(
    office: &Office,
    address: SocketAddr,
    times: &Times,
    (time, seed): (Duration, u64),
) -> Result<(Vec<CaseId>, Device), Failure> {
    let mut reader = coordinator(office, address).await?;
    let mut phones: VecDeque<(Device, usize)> = VecDeque::new();
    let (began, mut filed) = (Instant::now(), Vec::new());
    let mut tick = tokio::time::interval(PAUSE);
    while began.elapsed() < time {
        tick.tick().await;
        if phones.len() < PHONES {
            phones.push_back((Device::enrol(&office.invite(Role::Reporter)?, address)?, 0));
        }
        let Some((mut phone, mut reports)) = phones.pop_front() else { continue };
        filed.push(phone.report(seed.wrapping_add(filed.len() as u64)).await?);
        let synced = phone.sync().await?;
        times.lock().unwrap_or_else(PoisonError::into_inner).extend(&synced.took);
        reports += 1;
        if reports < REPORTS_PER_PHONE {
            phones.push_back((phone, reports));
        }
        if filed.len() % PULL_EVERY == 0 {
            reader.sync().await?;
        }
    }
    Ok((filed, reader))
}

impl Soak {
    /// The highest of a value.
    pub fn most(&self, value: impl Fn(&Sample) -> f64) -> f64 {
        self.series.most(value)
    }
}
