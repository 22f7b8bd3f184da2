//! Admission against an attacker: a campaign of mutated changes, and hostile devices for tests and benchmarks.

mod campaign;
pub mod peer;
mod replay;
mod wire;

pub use campaign::{Campaign, Outcome, run};
pub use replay::{Case, replay};
pub use wire::{Wire, wire_round};
