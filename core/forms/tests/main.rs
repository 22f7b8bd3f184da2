//! Tests of forms, through the public interface.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    dead_code,
    reason = "tests say what they expect, and print their seeds"
)]

mod answers;
mod definitions;
mod figures;
mod functions;
mod hostile;
mod incremental;
mod parsing;
mod repeats;
mod stored;
mod support;
