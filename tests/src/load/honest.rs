//! Honest devices: the real core, each with a database in memory.

use super::Failure;
use super::wire::Wire;
use crate::synthetic::{Synthetic, Vocabulary};
use jonaki_core::{
    Budget, CaseQuery, Client, Host as _, Location, NewInvite, NewOrganisation, NewProgramme, SyncStep,
    SystemHost,
};
use jonaki_protocol::{CaseId, Code, Role, Timestamp};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// The machine's clock.
pub(super) fn clock() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// Random bytes of the operating system.
pub(super) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemHost::new(clock).fill(&mut bytes);
    bytes
}

/// A fresh client.
pub(super) fn client() -> Result<Client, Failure> {
    let host = Box::new(SystemHost::new(clock));
    Ok(Client::open(Location::Memory, &random(), &random::<16>(), host)?)
}

/// The device that made the programme and invites everybody.
#[derive(Debug, Clone)]
pub(super) struct Office(Arc<Mutex<Client>>);

impl Office {
    /// Makes a programme on a server.
    pub(super) fn found(server_line: &str) -> Result<Self, Failure> {
        let mut client = client()?;
        let organisation = NewOrganisation {
            kind: "ngo".to_owned(),
            name_bn: "পরীক্ষা".to_owned(),
            name_en: "Test".to_owned(),
        };
        client.found_programme(&NewProgramme { server_line: server_line.to_owned(), organisation })?;
        Ok(Self(Arc::new(Mutex::new(client))))
    }

    /// An invite's link.
    pub(super) fn invite(&self, role: Role) -> Result<String, Failure> {
        let mut client = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(client.invite(NewInvite { organisation: None, role })?.link)
    }

    /// Syncs it.
    pub(super) async fn sync(&self, address: SocketAddr) -> Result<(), Failure> {
        let mut device = Device { client: Arc::clone(&self.0), wire: Wire::new(address) };
        device.sync().await.map(drop)
    }
}

/// A device with its connection.
#[derive(Debug)]
pub(super) struct Device {
    client: Arc<Mutex<Client>>,
    wire: Wire,
}

/// What a sync took.
#[derive(Debug, Default)]
pub(super) struct Synced {
    /// Each exchange.
    pub(super) took: Vec<Duration>,
    /// Verified receipts.
    pub(super) receipts: usize,
    /// Times that the server said to come again.
    pub(super) later: usize,
}

/// How often an honest device comes again before it leaves it for another day.
const PATIENCE: usize = 20;

impl Device {
    /// Enrols with a link, offline.
    pub(super) fn enrol(link: &str, address: SocketAddr) -> Result<Self, Failure> {
        let mut client = client()?;
        client.enrol(link)?;
        Ok(Self { client: Arc::new(Mutex::new(client)), wire: Wire::new(address) })
    }

    /// Works on the client, away from the threads that carry bytes.
    async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Client) -> Result<T, jonaki_core::Error> + Send + 'static,
    ) -> Result<T, Failure> {
        let client = Arc::clone(&self.client);
        let work = move || work(&mut client.lock().unwrap_or_else(PoisonError::into_inner));
        Ok(tokio::task::spawn_blocking(work).await??)
    }

    /// Files a report.
    pub(super) async fn report(&self, seed: u64) -> Result<CaseId, Failure> {
        let report = Synthetic::new(seed, Vocabulary::Evaluation).typical();
        self.with(move |client| client.report(&report)).await
    }

    /// The body that this device would send now.
    pub(super) async fn body(&self) -> Result<Vec<u8>, Failure> {
        self.with(|client| client.sync_request(Budget::default())).await.map(|request| request.body)
    }

    /// How many of these cases it reads.
    pub(super) async fn reads(&self, filed: &[CaseId]) -> Result<usize, Failure> {
        let read = self.with(|client| {
            let (mut read, mut after) = (BTreeSet::new(), None);
            loop {
                let page = client.cases(&CaseQuery { limit: 500, after, state: None, mine: false })?;
                let Some(last) = page.last() else { return Ok(read) };
                after = Some(last.id);
                read.extend(page.iter().map(|row| row.id));
            }
        });
        let read = read.await?;
        Ok(filed.iter().filter(|case| read.contains(case)).count())
    }

    /// A token for the live stream.
    pub(super) async fn token(&self) -> Result<String, Failure> {
        self.with(|client| client.live_token()).await
    }

    /// Syncs until nothing is left.
    pub(super) async fn sync(&mut self) -> Result<Synced, Failure> {
        let mut synced = Synced::default();
        loop {
            let body = self.body().await?;
            let step = match self.wire.exchange(&body).await {
                Ok(answered) => {
                    synced.took.push(answered.took);
                    let taken =
                        move |client: &mut Client| client.sync_answer(answered.status, &answered.body);
                    let (step, round) = self.with(taken).await?;
                    synced.receipts += round.receipts;
                    step
                }
                Err(_) => SyncStep::Wait { code: Code::Unavailable, seconds: 1 },
            };
            match step {
                SyncStep::Done => return Ok(synced),
                SyncStep::More | SyncStep::RetryNow => {}
                SyncStep::Wait { code: Code::Unavailable | Code::RateLimited, .. }
                    if synced.later < PATIENCE =>
                {
                    synced.later += 1;
                    tokio::time::sleep(Duration::from_millis(250)).await;
                }
                SyncStep::Wait { code, .. } => {
                    return Err(format!("an honest device was refused: {code}").into());
                }
            }
        }
    }
}
