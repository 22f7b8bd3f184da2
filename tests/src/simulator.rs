//! A whole programme in one process, deterministic from a seed: clients, a server, a network that loses and repeats,
//! machines that crash and are restored, people who come and go. After it has come to rest everything that a person
//! was told must hold.
//!
//! ```text
//! cargo run -p jonaki-tests --bin simulate -- --seeds 1000
//! ```

mod act;
mod check;
mod device;
mod disk;
mod generate;
mod host;
mod model;
mod network;
mod refer;
mod referred;
mod rest;
mod rng;
mod script;
mod server;
mod shrink;
mod trouble;
mod world;

pub(crate) use rest::canonical;

pub use generate::Length;
pub use script::{Fate, ParseScriptError, Script, Step};
pub use shrink::shrink;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// An invariant that did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Its name.
    pub invariant: &'static str,
    /// The step after which it was seen; `None` at the end.
    pub step: Option<usize>,
    /// What was seen. Simulated people only.
    pub detail: String,
}

impl Failure {
    fn new(invariant: &'static str, detail: impl Into<String>) -> Self {
        Self { invariant, step: None, detail: detail.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.invariant)?;
        if let Some(step) = self.step {
            write!(f, " after step {}", step + 1)?;
        }
        write!(f, ": {}", self.detail)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::new("harness", error.to_string())
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::new("harness", error.to_string())
    }
}

/// What a run showed.
#[derive(Debug, Clone, Default)]
pub struct Run {
    /// The first invariant that did not hold.
    pub failure: Option<Failure>,
    /// A line for each step: what it did.
    pub trace: Vec<String>,
    /// The same with every request that the server processed.
    pub log: Vec<String>,
    /// What happened, in numbers.
    pub figures: Figures,
    /// Digest of the server's state at the end: the same for the same script.
    pub digest: [u8; 32],
}

/// What happened in a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Reports that were filed.
    pub reports: usize,
    /// Referrals that were made, by people and by rules.
    pub referrals: usize,
    /// Things that people were told are saved.
    pub saved: usize,
    /// Of those: gone with a machine that was restored to before them, which nobody can help.
    pub excused: usize,
    /// Requests that the server processed.
    pub requests: usize,
}

impl Figures {
    /// Adds those of another run.
    pub fn add(&mut self, other: &Self) {
        self.reports += other.reports;
        self.referrals += other.referrals;
        self.saved += other.saved;
        self.excused += other.excused;
        self.requests += other.requests;
    }
}

/// Runs a script from the founding of the programme until it has come to rest, and checks.
pub fn run(script: &Script) -> Run {
    let mut run = Run::default();
    let done = catch_unwind(AssertUnwindSafe(|| world::play(script, &mut run)));
    run.failure = match done {
        Ok(done) => done.err(),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            let step = run.trace.len().checked_sub(1).filter(|step| *step < script.steps.len());
            Some(Failure { step, ..Failure::new("panic", text.unwrap_or_default()) })
        }
    };
    run
}
