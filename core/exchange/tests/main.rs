//! Rows of partners, both ways.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests say what they expect, and print their seeds"
)]

mod answers;
mod codes;
mod ctdc;
mod docs;
mod export;
mod facts;
mod golden;
mod hostile;
mod import;
mod page;
mod round_trip;
mod support;
mod variants;
