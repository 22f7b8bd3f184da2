//! Tests across crates: client and server together.

mod architecture;
mod http;
mod journey;
mod simulator;
