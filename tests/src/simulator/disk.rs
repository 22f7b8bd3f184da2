//! Database files as a power failure leaves them: what was committed, and perhaps a part of what was being written.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A database file with its write-ahead log.
#[derive(Debug)]
pub(super) struct Disk {
    path: PathBuf,
}

/// What a power failure leaves of a write that was under way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tear {
    /// Length of the write-ahead log before the write.
    pub(super) from: u64,
    /// So many 256ths of the write reached the disk.
    pub(super) at: u8,
}

impl Disk {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Length of the write-ahead log.
    pub(super) fn log_length(&self) -> u64 {
        fs::metadata(beside(&self.path, "-wal")).map_or(0, |found| found.len())
    }

    /// Copies the files as they are now, while the database is open.
    pub(super) fn copy_to(&self, target: &Path) -> io::Result<()> {
        copy(&self.path, target)
    }

    /// Puts a copy in the place of the files, which nobody may have open.
    pub(super) fn put_back(&self, from: &Path, tear: Option<Tear>) -> io::Result<()> {
        let _ = fs::remove_file(beside(&self.path, "-shm"));
        copy(from, &self.path)?;
        let log = beside(&self.path, "-wal");
        if let (Some(tear), Ok(found)) = (tear, fs::metadata(&log))
            && found.len() > tear.from
        {
            let written = (found.len() - tear.from) * u64::from(tear.at) / 256;
            fs::OpenOptions::new().write(true).open(&log)?.set_len(tear.from + written)?;
        }
        Ok(())
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for ending in ["", "-wal"] {
        let (from, to) = (beside(from, ending), beside(to, ending));
        if from.exists() {
            fs::copy(from, to)?;
        } else if to.exists() {
            fs::remove_file(to)?;
        }
    }
    Ok(())
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.to_owned().into_os_string();
    name.push(ending);
    PathBuf::from(name)
}
