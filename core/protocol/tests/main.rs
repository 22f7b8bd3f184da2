//! Tests of the protocol through its public interface: formats, vectors, attacks, limits.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why and stops")]

mod canonical;
mod directory;
mod forms;
mod golden;
mod grants;
mod invites;
mod letters;
mod limits;
mod mutations;
mod properties;
mod purposes;
mod samples;
mod seal;
mod secrets;
mod shared;
mod support;
mod vectors;
