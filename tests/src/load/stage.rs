//! The stage of a load: the real server process, an office that invites, somebody who watches; and what must hold.

use super::Failure;
use super::arrivals::{self, Arrivals};
use super::at_once::{self, AtOnce};
use super::honest::Office;
use super::misuse::{Kind, Misuse};
use super::samples::{Series, Times, Watch};
use super::wire::get;
use crate::process::ServerProcess;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::runtime::Runtime;

/// What to play.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// Devices that enrol, file and sync one after another.
    pub devices: usize,
    /// Over so many seconds; misuse goes on beside the last three quarters of them.
    pub seconds: u64,
    /// Devices that do all that in one request each, at the same moment.
    pub at_once: usize,
    /// What the reports say follows from it.
    pub seed: u64,
    /// Connections and MiB of buffers that the server is given.
    pub server: (usize, usize),
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The devices that came one after another.
    pub arrivals: Arrivals,
    /// Those that came at once.
    pub at_once: AtOnce,
    /// What was seen of the server.
    pub series: Series,
    /// Attempts of misuse.
    pub misuse: BTreeMap<Kind, u64>,
    /// What the server ended, by reason, and refused, by code.
    pub server_said: BTreeMap<String, u64>,
    /// What did not hold. Empty is good.
    pub faults: Vec<String>,
}

/// The programs on their stage.
pub(super) struct Stage {
    pub(super) runtime: Runtime,
    _folder: tempfile::TempDir,
    pub(super) server: ServerProcess,
    pub(super) address: SocketAddr,
    pub(super) office: Office,
    pub(super) times: Times,
}

/// Memory beside buffers and connections that a server of any size may take, MiB.
const BASE_MEMORY: f64 = 100.0;
/// Memory of one connection, MiB.
const CONNECTION_MEMORY: f64 = 0.04;

impl Stage {
    pub(super) fn new((connections, buffers): (usize, usize)) -> Result<Self, Failure> {
        let text = |error: crate::process::Failure| Failure::from(error.to_string());
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let folder = tempfile::Builder::new().prefix("jonaki-load-").tempdir()?;
        let mut server =
            ServerProcess::new(folder.path().join("server"), "http://127.0.0.1:9").map_err(text)?;
        for (name, value) in [
            ("JONAKI_LOG", "warn".to_owned()),
            ("JONAKI_CONNECTIONS", connections.to_string()),
            ("JONAKI_BUFFER_MEGABYTES", buffers.to_string()),
            ("JONAKI_REQUEST_SECONDS", "10".to_owned()),
            ("JONAKI_HEAD_SECONDS", "5".to_owned()),
            ("JONAKI_IDLE_SECONDS", "30".to_owned()),
            ("JONAKI_SHUTDOWN_SECONDS", "20".to_owned()),
        ] {
            server.set(name, &value);
        }
        let line = server.expect(&["init"]).map_err(text)?;
        let address = server.start().map_err(text)?;
        let office = Office::found(&line)?;
        runtime.block_on(office.sync(address))?;
        Ok(Self { runtime, _folder: folder, server, address, office, times: Times::default() })
    }

    fn watch(&self) -> Result<Watch, Failure> {
        let process = self.server.process().ok_or("the server is not running")?;
        let metrics = self.server.metrics().ok_or("no metrics")?;
        Ok(Watch::new(process, metrics, Arc::clone(&self.times)))
    }

    /// Watches in the background until told to stop.
    pub(super) fn watching(&self, every: Duration) -> Result<Watching, Failure> {
        let mut watch = self.watch()?;
        let stop = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&stop);
        let task = self.runtime.spawn(async move {
            let mut series = Series::default();
            while !told.load(Ordering::SeqCst) {
                tokio::time::sleep(every).await;
                series.0.push(watch.look().await?);
            }
            Ok(series)
        });
        Ok(Watching { stop, task })
    }

    /// What the server counted.
    pub(super) fn server_said(&self) -> Result<BTreeMap<String, u64>, Failure> {
        let metrics = self.server.metrics().ok_or("no metrics")?;
        let text = self.runtime.block_on(get(metrics, "/metrics"))?;
        let mut said = BTreeMap::new();
        for line in text.lines() {
            for (head, name) in [
                ("jonaki_connections_closed_total{reason=\"", "connections ended"),
                ("jonaki_sync_requests_total{code=\"", "requests answered"),
                ("jonaki_items_refused_total{code=\"", "items refused"),
            ] {
                if let Some((label, value)) = line.strip_prefix(head).and_then(|rest| rest.split_once("\"} "))
                {
                    said.insert(format!("{name}: {label}"), value.trim().parse()?);
                }
            }
        }
        Ok(said)
    }

    /// Stops the server as an operator would, and verifies its whole log; how many cases are in it.
    pub(super) fn finish(&mut self, faults: &mut Vec<String>) -> Result<u64, Failure> {
        if !self.server.stop()? {
            faults.push("the server did not end well".to_owned());
        }
        let output = self.server.run(&["check"])?;
        if !output.status.success() {
            faults.push(format!("check: {}", String::from_utf8_lossy(&output.stderr)));
        }
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        Ok(report["records"].as_u64().unwrap_or_default())
    }
}

/// Somebody who watches.
pub(super) struct Watching {
    stop: Arc<AtomicBool>,
    task: tokio::task::JoinHandle<Result<Series, Failure>>,
}

impl Watching {
    pub(super) fn end(self, runtime: &Runtime) -> Result<Series, Failure> {
        self.stop.store(true, Ordering::SeqCst);
        runtime.block_on(self.task)?
    }
}

/// What a server with so many connections and so much for buffers may take, MiB.
pub(super) fn memory_bound((connections, buffers): (usize, usize)) -> f64 {
    BASE_MEMORY + buffers as f64 + connections as f64 * CONNECTION_MEMORY
}

/// Plays a load.
///
/// # Errors
/// Where the stage itself breaks; what the server does wrong is in [`Outcome::faults`].
pub fn load(load: &Load) -> Result<Outcome, Failure> {
    let mut stage = Stage::new(load.server)?;
    let mut outcome = Outcome::default();
    let watching = stage.watching(Duration::from_millis(500))?;
    let (office, address) = (stage.office.clone(), stage.address);
    let played = stage.runtime.block_on(async {
        let (crowd, mut filed) = at_once::prepare(&office, load).await?;
        let coordinator = arrivals::coordinator(&office, address).await?;
        let calm = arrivals::calm(&office, address, &stage.times, load).await?;
        let misuse = Misuse::start(&office, address, 1.0)?;
        let busy = arrivals::busy(&office, address, &stage.times, load).await;
        let at_once = at_once::release(crowd, address).await;
        let counts = misuse.stop().await;
        let arrivals = calm.and(busy?);
        filed.extend(&arrivals.filed);
        let read = arrivals::read(coordinator, &filed).await?;
        Ok::<_, Failure>((arrivals, at_once?, counts, read))
    });
    let (arrivals, at_once, counts, read) = played?;
    outcome.arrivals = Arrivals { read, ..arrivals };
    outcome.at_once = at_once;
    outcome.misuse = counts;
    outcome.series = watching.end(&stage.runtime)?;
    outcome.server_said = stage.server_said()?;
    let records = stage.finish(&mut outcome.faults)?;
    outcome.judge(load, records);
    Ok(outcome)
}

impl Outcome {
    fn judge(&mut self, load: &Load, records: u64) {
        let mut faults = Vec::new();
        if self.arrivals.done != load.devices {
            faults.push(format!("{} of {} devices did their work", self.arrivals.done, load.devices));
        }
        if self.at_once.stored != load.at_once {
            faults.push(format!("{} of {} devices at once were stored", self.at_once.stored, load.at_once));
        }
        let filed = self.arrivals.filed.len() + self.at_once.stored;
        if self.arrivals.read != filed {
            faults.push(format!("a coordinator reads {} of {filed} cases", self.arrivals.read));
        }
        // Those of the misuse are there too.
        if records < filed as u64 {
            faults.push(format!("the server has {records} of {filed} cases"));
        }
        let (memory, bound) = (self.series.most(|sample| sample.memory), memory_bound(load.server));
        if memory > bound {
            faults.push(format!("the server took {memory:.0} MiB of {bound:.0}"));
        }
        let buffered = self.series.most(|sample| sample.buffered);
        if buffered > load.server.1 as f64 {
            faults.push(format!("{buffered:.1} MiB of bodies and answers were held"));
        }
        let connections = self.series.most(|sample| sample.connections);
        if connections > load.server.0 as f64 {
            faults.push(format!("{connections} connections were open"));
        }
        let idle: Vec<&Kind> = Kind::ALL.iter().filter(|kind| !self.misuse.contains_key(kind)).collect();
        if !idle.is_empty() {
            faults.push(format!("{idle:?} did not take place"));
        }
        self.faults.extend(faults);
    }
}
