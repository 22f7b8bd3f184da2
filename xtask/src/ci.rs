//! The tasks.

use crate::android;
use crate::steps::{cargo, run, say};
use std::process::{Command, Stdio};

const DENY_VERSION: &str = "0.20.2";

/// The main job, played.
pub(crate) fn demo(once: bool) -> Result<(), String> {
    let build =
        ["build", "--locked", "-p", "jonaki-server", "-p", "jonaki-cli", "-p", "jonaki-tests", "--bins"];
    run("build the server, the terminal client and the demo", &mut cargo(&build))?;
    let mut demo = cargo(&["run", "--quiet", "--locked", "-p", "jonaki-tests", "--bin", "demo", "--"]);
    if once {
        demo.arg("--once");
    }
    // The demo talks to a person: it keeps the terminal.
    let status = demo.status().map_err(|error| error.to_string())?;
    if status.success() { Ok(()) } else { Err("a claim of the demo did not hold".to_owned()) }
}

/// Everything that has tests. Needs Rust, a C compiler and perl (SQLCipher's OpenSSL is built from source), and for the reference
/// engine of forms Python and Java.
pub(crate) fn test() -> Result<(), String> {
    for (tool, why) in [("cc", "a C compiler builds SQLCipher and zstd"), ("perl", "it configures OpenSSL")] {
        if !exists(tool) {
            return Err(format!(
                "`{tool}` is missing: {why}. On Debian: apt-get install build-essential perl"
            ));
        }
    }
    oracle()?;
    // The end-to-end tests start the real server and client.
    run("build the programs", &mut cargo(&["build", "--locked", "--workspace", "--bins"]))?;
    run("tests", &mut cargo(&["test", "--locked", "--workspace", "--no-fail-fast"]))
}

/// What the comparison of forms with the reference engine needs: Java with JavaRosa, Python with pyxform.
pub(crate) fn oracle() -> Result<(), String> {
    run("prepare the reference engine of forms", &mut Command::new("tests/oracle/prepare"))
}

/// The forms that ship with the app, compiled anew from `forms/`.
pub(crate) fn forms() -> Result<(), String> {
    let mut write = cargo(&["test", "--locked", "-p", "jonaki-cli", "--test", "main", "standard"]);
    run("standard forms", write.env("UPDATE_FORMS", "1"))
}

/// What CI runs.
pub(crate) fn ci() -> Result<(), String> {
    run("format", &mut cargo(&["fmt", "--all", "--check"]))?;
    let clippy = ["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"];
    run("lints", &mut cargo(&clippy))?;
    deny()?;
    let doc = ["doc", "--locked", "--workspace", "--no-deps", "--document-private-items"];
    run("documentation", cargo(&doc).env("RUSTDOCFLAGS", "-D warnings"))?;
    demo(true)?;
    test()?;
    android::everything()
}

/// Licences, sources and bans always; advisories where their database can be had.
fn deny() -> Result<(), String> {
    let installed = cargo(&["deny", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !installed {
        let install = ["install", "--locked", "cargo-deny", "--version", DENY_VERSION];
        run("install cargo-deny", &mut cargo(&install))?;
    }
    run("licences, bans, sources", &mut cargo(&["deny", "check", "licenses", "bans", "sources"]))?;
    let fetched = cargo(&["deny", "fetch", "db"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if fetched {
        return run("advisories", &mut cargo(&["deny", "check", "advisories"]));
    }
    say("advisories: NOT checked, their database cannot be reached from here");
    Ok(())
}

/// The figures, in release.
pub(crate) fn bench(only: Option<String>, json: Option<String>) -> Result<(), String> {
    let mut bench = cargo(&["run", "--release", "--locked", "-p", "jonaki-tests", "--bin", "bench", "--"]);
    if let Some(only) = only {
        bench.args(["--only", &only]);
    }
    if let Some(json) = json {
        bench.args(["--json", &json]);
    }
    run("benchmarks", &mut bench)
}

/// The simulator on many seeds: optimised, with the checks of a debug build.
pub(crate) fn simulate(seeds: u64, seed: Option<u64>, threads: Option<usize>) -> Result<(), String> {
    let threads = threads.or_else(|| std::thread::available_parallelism().ok().map(usize::from));
    let mut simulate = campaign("simulate");
    simulate.args(["--seeds", &seeds.to_string(), "--threads", &threads.unwrap_or(1).to_string()]);
    if let Some(seed) = seed {
        simulate.args(["--seed", &seed.to_string()]);
    }
    run("simulator", &mut simulate)
}

/// The catalogue of bad inputs, played and written down.
pub(crate) fn catalogue() -> Result<(), String> {
    let mut play = cargo(&["test", "--locked", "-p", "jonaki-tests", "--test", "main", "catalogue"]);
    run("bad inputs", play.env("UPDATE_CATALOGUE", "1"))
}

/// Mutated changes against admission.
pub(crate) fn attack(changes: u64, seed: u64, threads: u64, replay: Option<String>) -> Result<(), String> {
    let mut attack = cargo(&["run", "--release", "--locked", "-p", "jonaki-tests", "--bin", "attack", "--"]);
    match replay {
        Some(file) => attack.args(["--replay", &file]),
        None => attack.args([
            "--changes",
            &changes.to_string(),
            "--seed",
            &seed.to_string(),
            "--threads",
            &threads.to_string(),
        ]),
    };
    run("attack", &mut attack)
}

/// A program of the tests in the profile for campaigns.
fn campaign(program: &str) -> Command {
    cargo(&["run", "--profile", "campaign", "--locked", "-p", "jonaki-tests", "--bin", program, "--"])
}

/// Processes killed in the middle of their work.
pub(crate) fn crash(kills: u64, seed: u64) -> Result<(), String> {
    run("build the programs", &mut cargo(&["build", "--locked", "--workspace", "--bins"]))?;
    let mut crash = cargo(&["run", "--locked", "-p", "jonaki-tests", "--bin", "crash", "--"]);
    crash.args(["--kills", &kills.to_string(), "--seed", &seed.to_string()]);
    run("kills", &mut crash)
}

/// Power that fails, disks that fail.
pub(crate) fn power(seed: u64, variants: u64, points: u64) -> Result<(), String> {
    let mut power = campaign("power");
    power.args(["--seed", &seed.to_string(), "--variants", &variants.to_string()]);
    power.args(["--points", &points.to_string()]);
    run("power losses and disk faults", &mut power)
}

/// The dictionary, trained anew.
pub(crate) fn dictionary() -> Result<(), String> {
    let train = ["run", "--release", "--locked", "-p", "jonaki-tests", "--bin", "train-dictionary"];
    run("train the dictionary", &mut cargo(&train))
}

fn exists(tool: &str) -> bool {
    let found = Command::new(tool).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    found.is_ok()
}
