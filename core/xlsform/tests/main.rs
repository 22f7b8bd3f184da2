//! Tests of the compiler, through the public interface.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests say what they expect, and print their seeds"
)]

mod documentation;
mod forms;
mod hostile;
mod invalid;
mod ours;
mod valid;
mod warned;
mod workbooks;
