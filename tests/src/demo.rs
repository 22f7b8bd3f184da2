//! The demo: the main job against a real server over real HTTP, with real keys and a database for each device. Every claim
//! that it makes is proven before its eyes, or the demo fails.

mod cast;
mod claims;
mod hostile;
mod play;
mod scan;
mod server;

pub use cast::file_reports_until_killed;
pub use play::play;

/// What stops the demo.
pub type Failure = Box<dyn std::error::Error>;
