//! What Jonaki's tests, demo, simulator and benchmarks share.

pub mod world;
