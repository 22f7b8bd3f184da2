//! The directory of services through its public interface.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests say what they expect, and print their seeds"
)]

mod flags;
mod hostile;
mod measure;
mod record;
mod sample;
mod search;
mod support;
mod table;
mod table_faults;
