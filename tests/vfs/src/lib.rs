//! A disk for tests that loses power, is full, or fails.
//!
//! [`install`] puts a shim before SQLite's own VFS and makes it the default of this process. Files in folders that nobody
//! watches pass through. For a watched folder ([`Watch`]) every write, truncation, sync, creation and deletion is noted
//! beside being done, so that [`Recording`] can say afterwards what a disk may hold when the power fails at any point of
//! it; and an armed [`Fault`] makes the n-th operation fail. The codec of SQLCipher works above the VFS: encrypted databases
//! are tried like plain ones.
//!
//! Nothing is really synced: the test would only wait for a disk that does not fail.

mod disk;
mod shim;
mod watch;

pub use disk::{Cut, Files, Keep, Operation, Recording};
pub use shim::{InstallError, install};
pub use watch::{Fault, FaultKind, Hit, Target, Watch};
