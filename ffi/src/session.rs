//! The session: a database folder, opened with the key of the platform's keystore.

use crate::cases::Cases;
use crate::changes::{Area, ChangeObserver, Subscription};
use crate::directory::Directory;
use crate::errors::SessionError;
use crate::host::{Connectivity, Keystore, LogLevel, LogSink, SecretStore};
use crate::records::{Invitation, WhoAmI};
use crate::referrals::Referrals;
use crate::reports::Reports;
use crate::settings::Settings;
use crate::shared::{Shared, guard};
use crate::sync::SyncEngine;
use crate::work::Work;
use jonaki_core::protocol::Timestamp;
use jonaki_core::{Client, Error, OpenFault, SystemHost};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// An open database. Everything else comes from here, and is locked with it.
#[derive(uniffi::Object)]
pub struct Session {
    shared: Arc<Shared>,
}

impl Session {
    /// A session over a client that is open already: tests bring their own clock and randomness.
    #[doc(hidden)]
    pub fn over(client: Client, log: Option<Arc<dyn LogSink>>) -> Arc<Self> {
        Arc::new(Self { shared: Shared::new(client, log) })
    }
}

#[uniffi::export]
impl Session {
    /// Opens the database of a folder, or makes it: folder, key and database.
    ///
    /// # Errors
    /// [`SessionError`]; folder and keystore are left as they are.
    #[uniffi::constructor]
    pub fn open(
        folder: String,
        secrets: Arc<dyn SecretStore>,
        log: Option<Arc<dyn LogSink>>,
    ) -> Result<Arc<Self>, SessionError> {
        let client = guard(|| {
            std::fs::create_dir_all(&folder).map_err(|_| Error::Open(OpenFault::Io))?;
            let host = Box::new(SystemHost::new(clock));
            Client::open_with_store(&database(Path::new(&folder)), &Keystore(secrets), host)
        })?;
        let session = Self::over(client, log);
        session.shared.say(LogLevel::Info, "session_opened", "");
        Ok(session)
    }

    /// What an invite offers, verified without a network. Nothing is changed.
    ///
    /// # Errors
    /// [`SessionError::Refused`] for an altered, expired or foreign invite.
    pub fn invitation(&self, link: String) -> Result<Invitation, SessionError> {
        Ok(self.shared.read(|client| client.check_invite(&link))?.into())
    }

    /// Enrols this device by an invite, without a network.
    ///
    /// # Errors
    /// As [`Session::invitation`]; [`SessionError::AlreadyEnrolled`].
    pub fn enrol(&self, link: String) -> Result<WhoAmI, SessionError> {
        self.shared.write(Area::ALL, |client| client.enrol(&link))?;
        self.who_am_i()
    }

    /// Who this device is, and how it stands with its programme.
    ///
    /// # Errors
    /// [`SessionError`].
    pub fn who_am_i(&self) -> Result<WhoAmI, SessionError> {
        Ok(self.shared.read(|client| client.status())?.into())
    }

    /// Closes the database and forgets its key; a sync that is under way ends. Every object of this session is locked for good:
    /// open a new session.
    pub fn lock(&self) {
        self.shared.close();
        self.shared.say(LogLevel::Info, "session_locked", "");
    }

    /// Whether it is open: not locked, and not closed after a fault.
    pub fn is_open(&self) -> bool {
        self.shared.is_open()
    }

    /// Calls an observer after each committed change, until the subscription is cancelled or dropped.
    pub fn changes(&self, observer: Arc<dyn ChangeObserver>) -> Arc<Subscription> {
        Arc::new(self.shared.observers.subscribe(observer))
    }

    /// Reports, from their reporter's side.
    pub fn reports(&self) -> Arc<Reports> {
        Arc::new(Reports::new(Arc::clone(&self.shared)))
    }

    /// Cases: what waits, lists, one case.
    pub fn cases(&self) -> Arc<Cases> {
        Arc::new(Cases::new(Arc::clone(&self.shared)))
    }

    /// What coordinators do about a case.
    pub fn work(&self) -> Arc<Work> {
        Arc::new(Work::new(Arc::clone(&self.shared)))
    }

    /// Referrals, from both sides.
    pub fn referrals(&self) -> Arc<Referrals> {
        Arc::new(Referrals::new(Arc::clone(&self.shared)))
    }

    /// Services, organisations, members.
    pub fn directory(&self) -> Arc<Directory> {
        Arc::new(Directory::new(Arc::clone(&self.shared)))
    }

    /// The way to the server. Keep one: it keeps its connection.
    pub fn sync(&self, connectivity: Option<Arc<dyn Connectivity>>) -> Arc<SyncEngine> {
        Arc::new(SyncEngine::new(Arc::clone(&self.shared), connectivity))
    }

    /// What the person prefers.
    pub fn settings(&self) -> Arc<Settings> {
        Arc::new(Settings::new(Arc::clone(&self.shared)))
    }
}

/// Keeps a damaged database under another name and saves what can be read of it, what is unsent first; then the session opens
/// again. How many rows were saved.
///
/// # Errors
/// [`SessionError`].
#[uniffi::export]
pub fn salvage(folder: String, secrets: Arc<dyn SecretStore>) -> Result<u64, SessionError> {
    let path = database(Path::new(&folder));
    let saved = guard(|| Client::salvage_with_store(&path, &Keystore(secrets)))?;
    Ok(saved.iter().map(|(_, rows)| *rows as u64).sum())
}

fn database(folder: &Path) -> PathBuf {
    folder.join("jonaki.db")
}

/// The phone's clock.
pub(crate) fn clock() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
