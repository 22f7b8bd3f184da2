//! Load and misuse against the real server process over the loopback: honest devices that enrol, file and sync, and beside
//! them everything that only wants to hold the server up.

mod arrivals;
mod at_once;
mod honest;
mod misuse;
mod paper;
mod rogue;
mod samples;
mod soak;
mod stage;
mod wire;

pub use misuse::Kind;
pub use paper::{replace_section, series};
pub use samples::{Sample, Series, Trend};
pub use soak::{Soak, soak};
pub use stage::{Load, Outcome, load};

/// What stops a run before it can say anything.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
