//! The folder of a device, as the terminal client keeps it.

use super::Failure;
use jonaki_core::protocol::{Code, Timestamp};
use jonaki_core::{Client, Error, Host as _, Location, SystemHost, Transport};
use std::path::Path;
use std::sync::Mutex;
use std::time::SystemTime;

/// Makes a folder with a key and a token of the place.
pub(super) fn make(home: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(home)?;
    for (file, size) in [("key", 32), ("place", 16)] {
        let mut bytes = vec![0; size];
        SystemHost::new(clock).fill(&mut bytes);
        std::fs::write(home.join(file), bytes)?;
    }
    Ok(())
}

/// Opens the database of a folder.
pub(super) fn open(home: &Path) -> Result<Client, Failure> {
    let key: [u8; 32] = std::fs::read(home.join("key"))?.try_into().map_err(|_| "a key has 32 bytes")?;
    let place = std::fs::read(home.join("place"))?;
    let host = Box::new(SystemHost::new(clock));
    Ok(Client::open(Location::File(&home.join("jonaki.db")), &key, &place, host)?)
}

/// Syncs until nothing is left; a server that is busy or counts our requests is asked again.
pub(super) fn sync(
    client: &Mutex<Client>,
    url: &str,
    runtime: &tokio::runtime::Runtime,
) -> Result<(), Failure> {
    let transport = Transport::new(url)?;
    let mut last = Error::Network;
    for _ in 0..200 {
        match runtime.block_on(jonaki_core::sync(client, &transport)) {
            Ok(_) => return Ok(()),
            Err(error @ Error::Refused(Code::RateLimited)) => {
                // What the device may ask fills up again with time.
                std::thread::park_timeout(std::time::Duration::from_millis(100));
                last = error;
            }
            Err(error @ (Error::Network | Error::Refused(Code::Unavailable))) => last = error,
            Err(error) => return Err(error.into()),
        }
    }
    Err(last.into())
}

/// The machine's clock.
pub(super) fn clock() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
