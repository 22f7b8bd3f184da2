//! Devices that all come at the same moment, each with one request that enrols it and brings its report. They are prepared
//! before: what is measured is the server.

use super::Failure;
use super::honest::{Device, Office};
use super::samples::percentile;
use super::stage::Load;
use super::wire::Wire;
use jonaki_protocol::sync::Response;
use jonaki_protocol::{CaseId, Role};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// How they fared.
#[derive(Debug, Default, Clone)]
pub struct AtOnce {
    /// Devices with a receipt.
    pub stored: usize,
    /// Times that one was told to come again, or was cut off.
    pub later: usize,
    /// Until the last had its receipt, seconds.
    pub seconds: f64,
    /// Median and 95th percentile until a device had its receipt, milliseconds.
    pub spread: (f64, f64),
}

/// The requests, packed and signed, and the cases in them.
pub(super) type Crowd = (Vec<Vec<u8>>, Vec<CaseId>);

/// Prepares the devices.
pub(super) async fn prepare(office: &Office, load: &Load) -> Result<Crowd, Failure> {
    let (mut crowd, mut cases) = (Vec::new(), Vec::new());
    for number in 0..load.at_once {
        // No address is reached yet.
        let device = Device::enrol(&office.invite(Role::Reporter)?, SocketAddr::from(([127, 0, 0, 1], 9)))?;
        let seed = load.seed.wrapping_mul(7_000_000).wrapping_add(number as u64);
        cases.push(device.report(seed).await?);
        crowd.push(device.body().await?);
    }
    Ok((crowd, cases))
}

/// Sends all of them.
pub(super) async fn release(crowd: Vec<Vec<u8>>, address: SocketAddr) -> Result<AtOnce, Failure> {
    let began = Instant::now();
    let tasks: Vec<_> = crowd.into_iter().map(|body| tokio::spawn(one(body, address))).collect();
    let (mut at_once, mut took) = (AtOnce::default(), Vec::new());
    for task in tasks {
        let (stored, later) = task.await?;
        at_once.later += later;
        if let Some(time) = stored {
            at_once.stored += 1;
            took.push(time);
        }
    }
    took.sort_unstable();
    at_once.seconds = began.elapsed().as_secs_f64();
    at_once.spread = (percentile(&took, 50), percentile(&took, 95));
    Ok(at_once)
}

/// How often a device comes again.
const PATIENCE: usize = 40;

async fn one(body: Vec<u8>, address: SocketAddr) -> (Option<Duration>, usize) {
    let (began, mut wire) = (Instant::now(), Wire::new(address));
    for later in 0..PATIENCE {
        if let Ok(answered) = wire.exchange(&body).await {
            let response = Response::from_body(&answered.body).ok().filter(|_| answered.status == 200);
            // The same signed request again, after its answer was lost, is a replay: the server has it.
            let replayed = answered.status == 401 && later > 0;
            if replayed || response.is_some_and(|response| response.receipts.len() == 1) {
                return (Some(began.elapsed()), later);
            }
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    (None, PATIENCE)
}
