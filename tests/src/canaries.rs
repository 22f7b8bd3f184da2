//! Canaries: texts and keys that only people and their devices may know, looked for in everything that a programme leaves
//! behind, in clear and in common encodings.

mod cast;
mod forms;
mod secrets;
mod sources;
mod stage;

pub use forms::{Found, Searcher, Secret};
pub use secrets::{Canary, Case};
pub use sources::{PublicType, public_types};
pub use stage::{Report, run};

/// What stops a run before it can say anything.
pub type Failure = Box<dyn std::error::Error>;
