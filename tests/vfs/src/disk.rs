//! What a disk may hold after the power failed: the durable files, and any part of what was not synced.
//!
//! The model: a sync makes the content and the existence of its file durable; where SQLite would sync the folder too (the first
//! sync of a new journal or write-ahead log, a deletion that asks for it), all creations and deletions before it are durable.
//! Everything else is pending: each pending write, truncation, creation or deletion reached the disk or did not,
//! in any combination, and a write may have reached it in part, cut between two sectors.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The files of a folder, by path.
pub type Files = BTreeMap<PathBuf, Vec<u8>>;

/// What SQLite did to the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    /// Made an empty file.
    Create(PathBuf),
    /// Wrote bytes at an offset.
    Write(PathBuf, u64, Vec<u8>),
    /// Cut or extended a file.
    Truncate(PathBuf, u64),
    /// Made what was written to a file durable; with the folder it is in, where the flag says so.
    Sync(PathBuf, bool),
    /// Tried to make it durable, which failed.
    FailedSync(PathBuf),
    /// Deleted a file; durably, where the flag says so.
    Delete(PathBuf, bool),
}

/// Which of the pending operations reached the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keep {
    /// None.
    Nothing,
    /// Every one.
    Everything,
    /// The first so many.
    First(usize),
    /// Those whose bit is set; the bits repeat.
    Subset(u64),
    /// Only the last.
    Last,
    /// All but a part of the last write: so many of its sectors of this size arrived. What it was to extend is there, in
    /// zeros, where the flag says so.
    Torn {
        /// Bytes in a sector.
        sector: u64,
        /// Sectors that arrived.
        arrived: u64,
        /// Whether the file has its new length already.
        extended: bool,
    },
}

/// A disk between two operations.
#[derive(Debug, Clone, Default)]
pub struct Cut {
    durable: Files,
    pending: Vec<Operation>,
    /// Whether a failed sync throws away what it was to make durable, as kernels do that call those pages clean.
    forgetful: bool,
}

/// Where a disk stood, and what was done from there on.
#[derive(Debug, Clone, Default)]
pub struct Recording {
    start: Cut,
    operations: Vec<Operation>,
}

impl Cut {
    /// A disk with these files, all durable.
    pub fn of(durable: Files) -> Self {
        Self { durable, ..Self::default() }
    }

    /// How many operations are not durable.
    pub fn pending(&self) -> usize {
        self.pending.len()
    }

    /// Bytes of the last pending write and where they go; `None` where the last pending operation is none.
    pub fn last_write(&self) -> Option<(u64, u64)> {
        match self.pending.last() {
            Some(Operation::Write(_, at, bytes)) => Some((*at, bytes.len() as u64)),
            _ => None,
        }
    }

    /// Does an operation.
    pub fn act(&mut self, operation: &Operation) {
        match operation {
            Operation::Sync(path, folder) => self.settle(|of| match of {
                Operation::Write(other, ..) | Operation::Truncate(other, _) | Operation::Create(other) => {
                    other == path || *folder && matches!(of, Operation::Create(_))
                }
                Operation::Delete(..) => *folder,
                Operation::Sync(..) | Operation::FailedSync(_) => true,
            }),
            Operation::FailedSync(path) if self.forgetful => self.pending.retain(|of| {
                !matches!(of, Operation::Write(other, ..) | Operation::Truncate(other, _) if other == path)
            }),
            Operation::Delete(_, true) => {
                self.pending.push(operation.clone());
                // What was written to other files stays pending; that the files are there does not.
                self.settle(|of| matches!(of, Operation::Create(_) | Operation::Delete(..)));
            }
            _ => self.pending.push(operation.clone()),
        }
    }

    /// Makes the pending operations durable for which `now` holds, in their order. A deleted file takes with it what was
    /// written to it.
    fn settle(&mut self, now: impl Fn(&Operation) -> bool) {
        let (done, mut rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.pending).into_iter().partition(now);
        for operation in &done {
            apply(&mut self.durable, operation, None);
        }
        let gone: BTreeSet<_> = done
            .iter()
            .filter_map(|operation| match operation {
                Operation::Delete(path, _) if !self.durable.contains_key(path) => Some(path.clone()),
                _ => None,
            })
            .collect();
        rest.retain(|operation| !matches!(operation, Operation::Write(path, ..) | Operation::Truncate(path, _) if gone.contains(path)));
        self.pending = rest;
    }

    /// The files that are found after the power failed here.
    pub fn image(&self, keep: &Keep) -> Files {
        let mut files = self.durable.clone();
        let last = self.pending.len().saturating_sub(1);
        for (index, operation) in self.pending.iter().enumerate() {
            let kept = match keep {
                Keep::Nothing => false,
                Keep::Everything | Keep::Torn { .. } => true,
                Keep::First(count) => index < *count,
                Keep::Subset(bits) => bits.rotate_right(u32::try_from(index % 64).unwrap_or(0)) & 1 == 1,
                Keep::Last => index == last,
            };
            if kept {
                let tear = match keep {
                    Keep::Torn { sector, arrived, extended } if index == last => {
                        Some((*sector, *arrived, *extended))
                    }
                    _ => None,
                };
                apply(&mut files, operation, tear);
            }
        }
        files
    }
}

/// Does an operation to files. One on a file whose creation never arrived does nothing.
fn apply(files: &mut Files, operation: &Operation, tear: Option<(u64, u64, bool)>) {
    match operation {
        Operation::Create(path) => {
            files.entry(path.clone()).or_default();
        }
        Operation::Write(path, at, bytes) => {
            if let Some(file) = files.get_mut(path) {
                write(file, *at, bytes, tear);
            }
        }
        Operation::Truncate(path, length) => {
            if let Some(file) = files.get_mut(path) {
                file.resize(size(*length), 0);
            }
        }
        Operation::Delete(path, _) => {
            files.remove(path);
        }
        Operation::Sync(..) | Operation::FailedSync(_) => {}
    }
}

fn write(file: &mut Vec<u8>, at: u64, bytes: &[u8], tear: Option<(u64, u64, bool)>) {
    let arrived = match tear {
        None => bytes.len(),
        Some((sector, arrived, _)) => {
            // Sectors are counted from the start of the file, not of the write.
            let end = (at / sector + arrived) * sector;
            size(end.saturating_sub(at)).min(bytes.len())
        }
    };
    let start = size(at);
    let length = if tear.is_some_and(|(_, _, extended)| extended) { bytes.len() } else { arrived };
    if length > 0 && file.len() < start + length {
        file.resize(start + length, 0);
    }
    if let (Some(target), Some(source)) = (file.get_mut(start..start + arrived), bytes.get(..arrived)) {
        target.copy_from_slice(source);
    }
}

fn size(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

impl Recording {
    pub(crate) fn new(start: Cut, operations: Vec<Operation>) -> Self {
        Self { start, operations }
    }

    /// What was done.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The same on a disk that forgets, or keeps, what it could not sync.
    #[must_use]
    pub fn forgetful(mut self, forgetful: bool) -> Self {
        self.start.forgetful = forgetful;
        self
    }

    /// The disk before the first operation, after the first, and so on until after the last.
    pub fn cuts(&self) -> impl Iterator<Item = Cut> + '_ {
        let first = std::iter::once(self.start.clone());
        first.chain(self.operations.iter().scan(self.start.clone(), |cut, operation| {
            cut.act(operation);
            Some(cut.clone())
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn path() -> PathBuf {
        Path::new("file").to_owned()
    }

    fn written(parts: &[(u64, &[u8])]) -> Cut {
        let mut cut = Cut::default();
        cut.act(&Operation::Create(path()));
        cut.act(&Operation::Sync(path(), true));
        for (at, bytes) in parts {
            cut.act(&Operation::Write(path(), *at, bytes.to_vec()));
        }
        cut
    }

    #[test]
    fn what_was_not_synced_may_be_lost_in_any_combination() {
        let mut cut = written(&[(0, b"one"), (3, b"two")]);
        assert_eq!(cut.image(&Keep::Nothing)[&path()], b"");
        assert_eq!(cut.image(&Keep::Everything)[&path()], b"onetwo");
        assert_eq!(cut.image(&Keep::First(1))[&path()], b"one");
        assert_eq!(cut.image(&Keep::Last)[&path()], b"\0\0\0two");
        assert_eq!(cut.image(&Keep::Subset(1))[&path()], b"one");
        cut.act(&Operation::Sync(path(), false));
        assert_eq!(cut.image(&Keep::Nothing)[&path()], b"onetwo");
        assert_eq!(cut.pending(), 0);
    }

    #[test]
    fn a_write_is_torn_between_sectors() {
        let cut = written(&[(2, b"abcdef")]);
        let torn =
            |arrived, extended| cut.image(&Keep::Torn { sector: 4, arrived, extended })[&path()].clone();
        assert_eq!(torn(0, false), b"");
        assert_eq!(torn(1, false), b"\0\0ab");
        assert_eq!(torn(1, true), b"\0\0ab\0\0\0\0");
        assert_eq!(torn(2, false), b"\0\0abcdef");
    }

    #[test]
    fn a_file_that_was_made_or_deleted_without_a_sync_is_there_or_not() {
        let mut cut = Cut::default();
        cut.act(&Operation::Create(path()));
        cut.act(&Operation::Write(path(), 0, b"new".to_vec()));
        assert!(cut.image(&Keep::Nothing).is_empty());
        assert!(cut.image(&Keep::Last).is_empty());
        cut.act(&Operation::Sync(path(), true));
        cut.act(&Operation::Delete(path(), false));
        assert_eq!(cut.image(&Keep::Nothing)[&path()], b"new");
        assert!(cut.image(&Keep::Everything).is_empty());
        cut.act(&Operation::Delete(path(), true));
        assert!(cut.image(&Keep::Nothing).is_empty());
    }
}
