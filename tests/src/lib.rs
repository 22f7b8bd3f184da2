//! What Jonaki's tests, demo, simulator and benchmarks share.

pub mod bench;
pub mod demo;
pub mod proxy;
pub mod simulator;
pub mod synthetic;
pub mod world;
