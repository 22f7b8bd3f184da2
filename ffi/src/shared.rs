//! The open database behind all objects of a session: lent to one call at a time, taken away when the app is locked.
//!
//! A panic in the core comes out as [`Error::Internal`]. Its transaction was rolled back; because what was held in memory may
//! be half changed, the session closes itself then: every later call says that it is locked, and a new session opens the
//! database as it was last committed.

use crate::changes::{Area, Observers};
use crate::host::{LogLevel, LogLine, LogSink, call};
use jonaki_core::{Client, Error, Lender, StateFault};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// What all objects of a session share.
pub(crate) struct Shared {
    client: Mutex<Option<Client>>,
    pub(crate) observers: Arc<Observers>,
    log: Option<Arc<dyn LogSink>>,
    /// Counts up when what is under way has to stop.
    stop: watch::Sender<u64>,
}

impl Shared {
    pub(crate) fn new(client: Client, log: Option<Arc<dyn LogSink>>) -> Arc<Self> {
        Arc::new(Self {
            client: Mutex::new(Some(client)),
            observers: Arc::default(),
            log,
            stop: watch::Sender::new(0),
        })
    }

    fn slot(&self) -> MutexGuard<'_, Option<Client>> {
        self.client.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads. What it may write on the way (an index that catches up) is nobody's news.
    pub(crate) fn read<T>(&self, action: impl FnOnce(&mut Client) -> Result<T, Error>) -> Result<T, Error> {
        self.run(&[], action)
    }

    /// Writes, and tells whoever wants to know of these areas.
    pub(crate) fn write<T>(
        &self,
        areas: &[Area],
        action: impl FnOnce(&mut Client) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.run(areas, action)
    }

    fn run<T>(
        &self,
        areas: &[Area],
        action: impl FnOnce(&mut Client) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let (done, wrote) = self.locked(action);
        if let Err(error) = &done {
            self.say(LogLevel::Warning, "call_failed", error.code());
        }
        if wrote && !areas.is_empty() {
            self.observers.tell(areas);
        }
        done
    }

    /// Runs an action on the client, and whether it wrote anything.
    fn locked<T>(&self, action: impl FnOnce(&mut Client) -> Result<T, Error>) -> (Result<T, Error>, bool) {
        let mut slot = self.slot();
        let Some(client) = slot.as_mut() else { return (Err(Error::State(StateFault::Locked)), false) };
        let before = client.changes();
        match guard(|| action(client)) {
            Err(Error::Internal) => {
                let broken = slot.take();
                let _ = guard(|| {
                    drop(broken);
                    Ok(())
                });
                (Err(Error::Internal), true)
            }
            done => {
                let wrote = client.changes() != before;
                (done, wrote)
            }
        }
    }

    /// Closes the database and stops what is under way.
    pub(crate) fn close(&self) {
        self.stop();
        drop(self.slot().take());
    }

    pub(crate) fn is_open(&self) -> bool {
        self.slot().is_some()
    }

    /// Stops what is under way on the network.
    pub(crate) fn stop(&self) {
        self.stop.send_modify(|count| *count += 1);
    }

    /// Changes once what is under way has to stop.
    pub(crate) fn stopped(&self) -> watch::Receiver<u64> {
        self.stop.subscribe()
    }

    /// Writes a line of the log: names and codes only.
    pub(crate) fn say(&self, level: LogLevel, event: &str, code: &str) {
        if let Some(log) = &self.log {
            let line = LogLine { level, event: event.to_owned(), code: code.to_owned() };
            let _ = call(|| log.log(line));
        }
    }
}

/// The client is lent step by step: a person works on in between, and once the app is locked a sync ends at its next step.
impl Lender for Shared {
    fn lend<T>(&self, step: impl FnOnce(&mut Client) -> Result<T, Error>) -> Result<T, Error> {
        self.run(Area::ALL, step)
    }
}

/// A panic as an error. Its text may hold anything, and is dropped.
pub(crate) fn guard<T>(action: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(action)).unwrap_or(Err(Error::Internal))
}
