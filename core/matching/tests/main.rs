//! Tests through the public interface.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests say what they expect, and print their seeds and figures"
)]

mod index;
mod names;
mod pairs;
mod prints;
mod weighing;
