//! Jonaki's central server: admits what devices send, stores it, forwards it. It can read cards and the directory, and
//! nothing that names a person.

mod service;
pub mod storage;

pub use service::{Answer, Randomness, Service, founding_hash};
