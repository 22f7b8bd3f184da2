//! Jonaki's central server: admits what devices send, stores it, forwards it. It can read cards and the directory, and
//! nothing that names a person.
//!
//! [`Service`] is the whole of it without HTTP and without a clock; [`http`] puts it on the network; [`operations`] is
//! what an operator does.

pub mod config;
pub mod http;
mod metrics;
pub mod operations;
mod run;
mod service;
pub mod storage;

pub use run::{RunError, log_panics, run};
pub use service::{Answer, Randomness, Service, founding_hash};
