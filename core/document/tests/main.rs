//! The crate through its public surface: honest work, hostile bytes, and what merging must never break.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests say what they expect, and print their seeds"
)]

mod attacks;
mod bounds;
mod fold;
mod genesis;
mod layouts;
mod merging;
mod mutations;
mod policy;
mod reading;
mod referral;
mod speed;
mod support;
