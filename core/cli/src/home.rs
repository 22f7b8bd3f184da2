//! The folder of a device: database, the database's key, and a token of the place.
//!
//! A terminal has no keystore: the key is a file that only its owner can read. Whoever copies the whole folder has copied the
//! device; the server notices when both go on.

use crate::commands::Failure;
use jonaki_core::protocol::Timestamp;
use jonaki_core::{Client, Location, SystemHost};
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

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
        let key = self.secret::<32>("key")?;
        let place = self.secret::<16>("place")?;
        let host = Box::new(SystemHost::new(clock));
        Ok(Client::open(Location::File(&self.database()), &key, &place, host)?)
    }

    pub(crate) fn salvage(&self) -> Result<Vec<(&'static str, usize)>, Failure> {
        Ok(Client::salvage(&self.database(), &self.secret::<32>("key")?)?)
    }

    fn database(&self) -> PathBuf {
        self.0.join("jonaki.db")
    }

    /// Reads a file of random bytes, or makes it.
    fn secret<const N: usize>(&self, name: &str) -> Result<[u8; N], Failure> {
        let path = self.0.join(name);
        let failed = || Failure::File(path.display().to_string());
        if let Ok(bytes) = fs::read(&path) {
            return bytes.as_slice().try_into().map_err(|_| failed());
        }
        // A database without its key must not be shadowed by a new key.
        if name == "key" && self.database().exists() {
            return Err(failed());
        }
        let bytes = random::<N>();
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path).map_err(|_| failed())?;
        file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(|_| failed())?;
        Ok(bytes)
    }
}

/// Bytes that nobody can guess.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    jonaki_core::Host::fill(&mut SystemHost::new(clock), &mut bytes);
    bytes
}

/// The machine's clock.
pub(crate) fn clock() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
