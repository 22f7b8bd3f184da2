//! The surface as Kotlin and Swift use it, against the real core and a real server.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod boundary;
mod cancelled;
mod changes;
mod errors;
mod journey;
mod stage;
