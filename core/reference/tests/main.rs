//! Tests through the public interface.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests say what they expect, and print their seeds"
)]

mod codes;
mod lists;
mod misspellings;
mod places;
mod standards;
mod tables;
