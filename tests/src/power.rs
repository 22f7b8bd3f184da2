//! Power that fails, disks that are full or broken: at every write, sync, creation and deletion of everything that a device
//! or the server does.
//!
//! A script plays a programme from its founding on. Each deed's operations on its machine's files are recorded by the test VFS
//! (`tests/vfs`). [`power`] then builds, for the moment after each operation, the files that a disk may hold when the power
//! fails there, opens them as a phone or server would, and compares: the deed is wholly there or wholly not, wholly there once
//! its caller was told so, and the programme goes on and comes to agree. [`faults()`] plays each deed again with one of
//! its operations failing.

mod dump;
mod faults;
mod losses;
mod play;
mod script;
mod site;
mod trial;

pub use faults::{FaultFigures, faults};
pub use losses::{Effort, PowerFigures, power};

/// What does not hold.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
