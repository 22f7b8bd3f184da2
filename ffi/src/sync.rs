//! The way to the server: the only thing that waits for a network.

use crate::errors::SyncError;
use crate::host::{Connectivity, LogLevel, NetworkLink, call};
use crate::records::{SyncDone, SyncStatus};
use crate::shared::Shared;
use futures_util::future::{Either, select};
use jonaki_core::{Error, StateFault, SyncSummary, Transport, sync};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};

/// Sends what waits and fetches what is new.
#[derive(uniffi::Object)]
pub struct SyncEngine {
    shared: Arc<Shared>,
    connectivity: Option<Arc<dyn Connectivity>>,
    /// The connection, with the address to which it goes.
    transport: Mutex<Option<(String, Transport)>>,
    /// One sync at a time; the next one waits.
    turn: tokio::sync::Mutex<()>,
}

impl SyncEngine {
    pub(crate) fn new(shared: Arc<Shared>, connectivity: Option<Arc<dyn Connectivity>>) -> Self {
        Self { shared, connectivity, transport: Mutex::default(), turn: tokio::sync::Mutex::default() }
    }

    fn transport(&self) -> Result<Transport, Error> {
        let url = self.shared.read(|client| client.server_url())?;
        let mut kept = self.transport.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, transport)) = kept.as_ref()
            && *known == url
        {
            return Ok(transport.clone());
        }
        let transport = Transport::new(&url)?;
        *kept = Some((url, transport.clone()));
        Ok(transport)
    }

    /// Whether it is certain that there is no network.
    fn is_offline(&self) -> bool {
        let link = self.connectivity.as_ref().map(|known| call(|| known.link()));
        matches!(link, Some(Ok(NetworkLink::Offline)))
    }

    /// Syncs, or is stopped between two steps: each step is one transaction, so that nothing is left half done.
    async fn run(&self) -> Result<SyncSummary, Error> {
        let mut stopped = self.shared.stopped();
        let _turn = self.turn.lock().await;
        if self.is_offline() {
            return Err(Error::Network);
        }
        let transport = self.transport()?;
        let (stop, going) = (pin!(stopped.changed()), pin!(sync(self.shared.as_ref(), &transport)));
        match select(stop, going).await {
            Either::Right((done, _)) => done,
            Either::Left(_) if self.shared.is_open() => Err(Error::State(StateFault::Stopped)),
            Either::Left(_) => Err(Error::State(StateFault::Locked)),
        }
    }
}

#[uniffi::export]
impl SyncEngine {
    /// What waits, how much it is, when the server last answered.
    ///
    /// # Errors
    /// [`SyncError`].
    pub fn status(&self) -> Result<SyncStatus, SyncError> {
        Ok(self.shared.read(|client| client.status())?.into())
    }

    /// Stops what is under way: it says [`SyncError::Stopped`]. What was acknowledged stays so, the rest waits on.
    pub fn stop(&self) {
        self.shared.stop();
    }
}

#[uniffi::export(async_runtime = "tokio")]
impl SyncEngine {
    /// Syncs until nothing is left. Every frame that succeeds is committed on its own: whoever cancels, loses the network or
    /// kills the app in the middle finds everything either acknowledged or waiting.
    ///
    /// # Errors
    /// [`SyncError`]: nothing is lost by it.
    pub async fn sync_once(&self) -> Result<SyncDone, SyncError> {
        let done = self.run().await;
        let code = done.as_ref().err().map_or("done", Error::code);
        self.shared.say(LogLevel::Info, "sync_ended", code);
        Ok(done?.into())
    }
}
