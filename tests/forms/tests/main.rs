//! Forms in step with ODK's reference engine.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests say what they expect, and what they skip"
)]

mod conformance;
mod coverage;
