//! Watched folders: what is noted of them, and which of their operations fail.

use crate::disk::{Cut, Files, Operation, Recording};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What an operation is, for faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Reading from a file.
    Read,
    /// Writing to a file, or changing its length.
    Write,
    /// Making durable.
    Sync,
    /// Opening, making or deleting a file.
    Entry,
}

/// How an operation fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The disk is full.
    Full,
    /// The disk does not do it.
    Io,
    /// The disk is full when half of the bytes are written.
    Short,
}

/// Which operation fails: the n-th from now on, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// Its number among all operations of the folder.
    pub at: u64,
    /// How.
    pub kind: FaultKind,
    /// Whether everything of that sort fails after it too, until the fault is taken away.
    pub lasting: bool,
}

/// What a fault has hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// What failed first.
    pub target: Target,
    /// How many operations failed.
    pub times: u64,
}

#[derive(Default)]
struct State {
    cut: Cut,
    operations: Vec<Operation>,
    targets: Vec<Target>,
    fault: Option<(Fault, u64)>,
    hit: Option<Hit>,
}

static FOLDERS: Mutex<BTreeMap<PathBuf, State>> = Mutex::new(BTreeMap::new());

fn folders() -> MutexGuard<'static, BTreeMap<PathBuf, State>> {
    FOLDERS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A folder that is watched until this is dropped.
#[derive(Debug)]
pub struct Watch {
    folder: PathBuf,
}

impl Watch {
    /// Watches a folder; what it holds counts as durable.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub fn over(folder: &Path) -> io::Result<Self> {
        let folder = folder.canonicalize()?;
        let mut files = Files::new();
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            // The index of the write-ahead log lives in memory and is made anew.
            if path.is_file() && !shared_memory(&path) {
                files.insert(path.clone(), fs::read(&path)?);
            }
        }
        folders().insert(folder.clone(), State { cut: Cut::of(files), ..State::default() });
        Ok(Self { folder })
    }

    /// Hands over what was recorded since the last time.
    pub fn take(&self) -> Recording {
        let mut folders = folders();
        let Some(state) = folders.get_mut(&self.folder) else { return Recording::default() };
        let operations = std::mem::take(&mut state.operations);
        let start = state.cut.clone();
        for operation in &operations {
            state.cut.act(operation);
        }
        Recording::new(start, operations)
    }

    /// What was done since the last time, reads too: what an armed fault counts.
    pub fn targets(&self) -> Vec<Target> {
        folders().get_mut(&self.folder).map(|state| std::mem::take(&mut state.targets)).unwrap_or_default()
    }

    /// From here on an operation fails.
    pub fn arm(&self, fault: Fault) {
        if let Some(state) = folders().get_mut(&self.folder) {
            state.fault = Some((fault, 0));
            state.hit = None;
        }
    }

    /// The disk works again; what failed meanwhile.
    pub fn disarm(&self) -> Option<Hit> {
        let mut folders = folders();
        let state = folders.get_mut(&self.folder)?;
        state.fault = None;
        state.hit.take()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        folders().remove(&self.folder);
    }
}

/// Whether a path is that of a write-ahead log's index.
pub(crate) fn shared_memory(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().ends_with(b"-shm")
}

/// Runs with the state of the folder that a file is in, where it is watched.
fn with<T>(path: &Path, job: impl FnOnce(&mut State) -> T) -> Option<T> {
    let mut folders = folders();
    path.parent().and_then(|folder| folders.get_mut(folder)).map(job)
}

/// Counts an operation; how it fails, where it does.
pub(crate) fn before(path: &Path, target: Target) -> Option<FaultKind> {
    with(path, |state| {
        state.targets.push(target);
        let (fault, counted) = state.fault.as_mut()?;
        let number = *counted;
        *counted += 1;
        let first = state.hit.map_or(target, |hit| hit.target);
        // A full disk stays full for writes; it can be read.
        let again = fault.lasting && number > fault.at && first == target;
        if number != fault.at && !again {
            return None;
        }
        let times = state.hit.map_or(0, |hit| hit.times) + 1;
        state.hit = Some(Hit { target: first, times });
        Some(fault.kind)
    })
    .flatten()
}

/// Notes an operation that was done.
pub(crate) fn note(path: &Path, operation: impl FnOnce() -> Operation) {
    with(path, |state| state.operations.push(operation()));
}

/// Whether anybody watches a file.
pub(crate) fn is_watched(path: &Path) -> bool {
    !shared_memory(path) && with(path, |_| ()).is_some()
}
