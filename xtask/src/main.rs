//! `cargo xtask …`: every task that a person or CI runs, under the same name for both.

mod android;
mod bindings;
mod ci;
mod fuzz;
mod misuse;
mod mutants;
mod reference;
mod steps;
mod supply;
mod texts;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Tasks of the Jonaki workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Play the main job against a real server on this machine, proving each claim.
    Demo {
        /// End instead of leaving the server running; exit code 0 only if every claim held.
        #[arg(long)]
        once: bool,
    },
    /// Run everything that has tests.
    Test,
    /// Format, lints, licences, documentation, tests: what CI runs.
    Ci,
    /// Measure, each figure beside a floor of the same run.
    Bench {
        /// Only figures whose name contains this.
        #[arg(long)]
        only: Option<String>,
        /// Also write the figures to this file.
        #[arg(long)]
        json: Option<String>,
    },
    /// Run the simulator on many seeds.
    Simulate {
        /// How many.
        #[arg(long, default_value_t = 200)]
        seeds: u64,
        /// The first.
        #[arg(long)]
        seed: Option<u64>,
        /// Threads; one for each processor unless told.
        #[arg(long)]
        threads: Option<usize>,
    },
    /// Play the catalogue of bad inputs and write `docs/bad-inputs.md` anew.
    Catalogue,
    /// Write a bill of materials (CycloneDX) for each program and check it against what is built.
    Sbom,
    /// Build the server's release twice, in two folders, and compare the bytes.
    Reproduce,
    /// Kill clients and servers in the middle of their work, and count what they were told.
    Crash {
        /// How often.
        #[arg(long, default_value_t = 2_000)]
        kills: u64,
        /// Decides what they do, and whom and when to kill.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Let the power fail after every operation of every deed, and let every operation fail.
    Power {
        /// Decides which part of what was not synced is kept.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Random subsets at each point, beside the fixed variants.
        #[arg(long, default_value_t = 4)]
        variants: u64,
        /// Only one of so many points, and of so many faults.
        #[arg(long, default_value_t = 1)]
        points: u64,
    },
    /// Fuzz every parser of foreign bytes.
    Fuzz(fuzz::Fuzz),
    /// Mutated changes against admission, judged as server and clients do.
    Attack {
        /// At least how many.
        #[arg(long, default_value_t = 1_000_000)]
        changes: u64,
        /// Everything follows from it.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many at a time.
        #[arg(long, default_value_t = 1)]
        threads: u64,
        /// Judge a kept case again instead.
        #[arg(long)]
        replay: Option<String>,
    },
    /// Load and misuse the real server; needs a few minutes.
    Load {
        /// Devices that enrol, file and sync one after another.
        #[arg(long, default_value_t = 610)]
        devices: usize,
        /// Over so many seconds.
        #[arg(long, default_value_t = 300)]
        seconds: u64,
        /// Devices that do it at the same moment.
        #[arg(long, default_value_t = 2_000)]
        at_once: usize,
        /// What the reports say follows from it.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Write the section `Load` of `docs/performance.md`, the samples and the graph.
        #[arg(long)]
        write: bool,
    },
    /// Soak the real server: steady load, some misuse, memory and file handles judged over the second half.
    Soak {
        /// For how long.
        #[arg(long, default_value_t = 60.0)]
        minutes: f64,
        /// What the reports say follows from it.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Write the section `Soak` of `docs/performance.md`, the samples and the graph.
        #[arg(long)]
        write: bool,
    },
    /// Look for texts and keys of a programme in everything that it leaves behind.
    Canaries {
        /// How many programmes.
        #[arg(long, default_value_t = 1)]
        runs: u64,
        /// The first seed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Take the checks of the verifying modules away one by one: a test must notice each (cargo-mutants).
    Mutants {
        /// Only this module (`cose`, `feed`, …).
        #[arg(long)]
        module: Option<String>,
    },
    /// Train the shared compression dictionary anew from synthetic data. A new one is a new version: those that were released are read for ever.
    Dictionary,
    /// Write the texts of the apps, from `ffi/texts/app.json` into each platform's format.
    Texts,
    /// Write the compact tables of places, code lists and helplines anew from `core/reference/data/*.csv`, and test them.
    Reference,
    /// Write the Kotlin and Swift bindings of the core, and compare its surface with `ffi/surface.txt`.
    Bindings {
        /// The surface has changed and is meant to: write `ffi/surface.txt` anew.
        #[arg(long)]
        accept: bool,
    },
    /// Build, test, package and lint the Android app, without Gradle, SDK or emulator.
    Android(android::Android),
    /// Compile the forms that ship with the app anew from `forms/`.
    Forms,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Demo { once } => ci::demo(once),
        Task::Test => ci::test(),
        Task::Ci => ci::ci(),
        Task::Bench { only, json } => ci::bench(only, json),
        Task::Catalogue => ci::catalogue(),
        Task::Simulate { seeds, seed, threads } => ci::simulate(seeds, seed, threads),
        Task::Sbom => supply::sbom(),
        Task::Reproduce => supply::reproduce(),
        Task::Crash { kills, seed } => ci::crash(kills, seed),
        Task::Power { seed, variants, points } => ci::power(seed, variants, points),
        Task::Fuzz(options) => fuzz::fuzz(&options),
        Task::Attack { changes, seed, threads, replay } => ci::attack(changes, seed, threads, replay),
        Task::Load { devices, seconds, at_once, seed, write } => {
            let counts =
                [("--devices", devices as u64), ("--seconds", seconds), ("--at-once", at_once as u64)];
            misuse::load(&counts, seed, write)
        }
        Task::Soak { minutes, seed, write } => misuse::soak(minutes, seed, write),
        Task::Canaries { runs, seed } => misuse::canaries(runs, seed),
        Task::Mutants { module } => mutants::mutants(module.as_deref()),
        Task::Dictionary => ci::dictionary(),
        Task::Texts => texts::texts(),
        Task::Reference => reference::reference(),
        Task::Bindings { accept } => bindings::bindings(accept),
        Task::Android(options) => android::android(&options),
        Task::Forms => ci::forms(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            steps::say(&format!("failed: {failure}"));
            ExitCode::FAILURE
        }
    }
}
