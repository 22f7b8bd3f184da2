//! Benchmarks: each figure beside a floor that is measured in the same run.

mod bytes;
mod client;
mod figure;
mod forms;
mod memory;
mod pull;
mod referrals;
mod server;
mod worst;

pub use figure::{Figure, Figures};
pub use memory::{fill, fill_client, hold_client, hold_server};

/// What stops a benchmark.
pub type Failure = Box<dyn std::error::Error>;

/// Runs all figures whose group's or own name contains `only`.
///
/// # Errors
/// Where a measurement breaks.
pub fn run(only: Option<&str>) -> Result<Vec<Figure>, Failure> {
    let mut figures = Figures::new(only);
    bytes::measure(&mut figures)?;
    pull::measure(&mut figures)?;
    server::measure(&mut figures)?;
    client::measure(&mut figures)?;
    forms::measure(&mut figures)?;
    memory::measure(&mut figures)?;
    worst::measure(&mut figures)?;
    referrals::measure(&mut figures)?;
    Ok(figures.all)
}
