//! Tests across crates: client and server together.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod architecture;
mod attack;
mod budget;
mod catalogue;
mod crash;
mod fuzz;
mod http;
mod journey;
mod mending;
mod rights;
mod simulator;
mod upgrade;
