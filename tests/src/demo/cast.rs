//! The devices: a folder each, as the terminal client keeps it.

use super::Failure;
use crate::reports::complete;
use jonaki_core::protocol::{Code, Timestamp};
use jonaki_core::{Client, Error, Host as _, Location, SyncSummary, SystemHost, Transport};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

/// A device and whose it is.
pub(super) struct Person {
    pub(super) name: &'static str,
    pub(super) home: PathBuf,
    client: Mutex<Client>,
}

impl Person {
    /// A new device in a folder that the terminal client can open too.
    pub(super) fn new(folder: &Path, name: &'static str) -> Result<Self, Failure> {
        let home = folder.join(name);
        std::fs::create_dir_all(&home)?;
        for (file, size) in [("key", 32), ("place", 16)] {
            let mut bytes = vec![0; size];
            SystemHost::new(clock).fill(&mut bytes);
            std::fs::write(home.join(file), bytes)?;
        }
        let client = Mutex::new(open(&home)?);
        Ok(Self { name, home, client })
    }

    /// The client.
    pub(super) fn client(&self) -> MutexGuard<'_, Client> {
        self.client.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Syncs over the network, again after a failure, as a person would press the button again.
    pub(super) fn sync(&self, runtime: &tokio::runtime::Runtime) -> Result<SyncSummary, Failure> {
        let transport = Transport::new(&self.client().server_url()?)?;
        let mut last = Error::Network;
        for _ in 0..10 {
            match runtime.block_on(jonaki_core::sync(&self.client, &transport)) {
                Ok(summary) => return Ok(summary),
                Err(error @ (Error::Network | Error::Refused(Code::Unavailable))) => last = error,
                Err(error) => return Err(format!("{}: {error}", self.name).into()),
            }
        }
        Err(format!("{}: {last}", self.name).into())
    }

    /// One attempt, for showing that it fails while the server is down.
    pub(super) fn try_sync(&self, runtime: &tokio::runtime::Runtime) -> Result<(), Error> {
        let url = self.client().server_url()?;
        runtime.block_on(jonaki_core::sync(&self.client, &Transport::new(&url)?)).map(drop)
    }

    /// Closes the database so that another process may have it, and opens it again afterwards.
    pub(super) fn lend<T>(&self, borrow: impl FnOnce(&Path) -> Result<T, Failure>) -> Result<T, Failure> {
        let mut client = self.client();
        let placeholder = Client::open(Location::Memory, &[0; 32], b"", Box::new(SystemHost::new(clock)))?;
        drop(std::mem::replace(&mut *client, placeholder));
        let done = borrow(&self.home);
        *client = open(&self.home)?;
        done
    }
}

fn open(home: &Path) -> Result<Client, Failure> {
    let key: [u8; 32] =
        std::fs::read(home.join("key"))?.try_into().map_err(|_| "the key file has the wrong size")?;
    let place = std::fs::read(home.join("place"))?;
    let host = Box::new(SystemHost::new(clock));
    Ok(Client::open(Location::File(&home.join("jonaki.db")), &key, &place, host)?)
}

/// The machine's clock.
pub(super) fn clock() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// Files reports into a home until somebody kills the process; prints the id of each once it is saved.
///
/// # Errors
/// Where the database fails.
pub fn file_reports_until_killed(home: &Path) -> Result<(), Failure> {
    let mut client = open(home)?;
    let mut out = std::io::stdout();
    for report in complete() {
        let case = report.file(&mut client)?;
        writeln!(out, "{case}")?;
        out.flush()?;
    }
    Ok(())
}
