//! Tests across crates: client and server together.

mod journey;
mod simulator;
