//! Tests across crates: client and server together.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod architecture;
mod attack;
mod budget;
mod canaries;
mod catalogue;
mod crash;
mod exchange;
mod filling;
mod forms;
mod fuzz;
mod http;
mod journey;
mod keystrokes;
mod liar;
mod load;
mod matching;
mod mending;
mod misuse;
mod printed;
mod referrals;
mod rights;
mod services;
mod shared;
mod simulator;
mod upgrade;
