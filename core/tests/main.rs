//! Integration tests of the client.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod keystore;
mod labels;
mod offline;
mod support;
