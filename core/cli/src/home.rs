//! The folder of a device: database, the database's key, and a token of the place.
//!
//! A terminal has no keystore: the key is a file that only its owner can read. Whoever copies the whole folder has copied the
//! device; the server notices when both go on.

use crate::commands::Failure;
use jonaki_core::protocol::Timestamp;
use jonaki_core::{Client, SecretFault, SecretName, SecretStore, SystemHost};
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use zeroize::Zeroizing;

/// A device's folder.
pub(crate) struct Home(PathBuf);

impl Home {
    pub(crate) fn new(chosen: Option<&Path>) -> Result<Self, Failure> {
        let folder = match chosen {
            Some(folder) => folder.to_owned(),
            None => std::env::home_dir().ok_or(Failure::File("home folder".to_owned()))?.join(".jonaki"),
        };
        fs::create_dir_all(&folder).map_err(|_| Failure::File(folder.display().to_string()))?;
        Ok(Self(folder))
    }

    pub(crate) fn open(&self) -> Result<Client, Failure> {
        let host = Box::new(SystemHost::new(clock));
        Ok(Client::open_with_store(&self.database(), &Files(&self.0), host)?)
    }

    pub(crate) fn salvage(&self) -> Result<Vec<(&'static str, usize)>, Failure> {
        Ok(Client::salvage_with_store(&self.database(), &Files(&self.0))?)
    }

    fn database(&self) -> PathBuf {
        self.0.join("jonaki.db")
    }
}

/// Files of the folder that only their owner can read.
struct Files<'a>(&'a Path);

impl SecretStore for Files<'_> {
    fn read(&self, name: SecretName) -> Result<Option<Zeroizing<Vec<u8>>>, SecretFault> {
        match fs::read(self.0.join(name.name())) {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(_) => Err(SecretFault),
        }
    }

    fn write(&self, name: SecretName, secret: &[u8]) -> Result<(), SecretFault> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(self.0.join(name.name())).map_err(|_| SecretFault)?;
        file.write_all(secret).and_then(|()| file.sync_all()).map_err(|_| SecretFault)
    }
}

/// The machine's clock.
pub(crate) fn clock() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
