//! What Jonaki's tests, demo, simulator and benchmarks share.

pub mod simulator;
pub mod synthetic;
pub mod world;
