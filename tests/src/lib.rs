//! What Jonaki's tests, demo, simulator and benchmarks share.

#[allow(clippy::expect_used, clippy::panic, reason = "a broken world is a failed test")]
pub mod attack;
pub mod bench;
pub mod canaries;
#[allow(clippy::expect_used, clippy::panic, reason = "a broken scene is a failed test")]
pub mod catalogue;
pub mod crash;
pub mod demo;
pub mod dictionary;
#[allow(clippy::expect_used, clippy::panic, reason = "a fault that was found must stop the fuzzer")]
pub mod fuzz;
#[allow(clippy::expect_used, reason = "a broken world is a failed test")]
pub mod liar;
pub mod load;
pub mod power;
pub mod process;
pub mod proxy;
#[allow(clippy::expect_used, clippy::panic, reason = "a broken world is a failed test")]
pub mod reports;
pub mod rows;
#[allow(clippy::expect_used, reason = "a broken server is a failed test")]
pub mod served;
pub mod simulator;
pub mod synthetic;
#[allow(clippy::expect_used, reason = "a broken world is a failed test")]
pub mod world;
