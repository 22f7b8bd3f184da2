//! Fuzzing: builds `tests/fuzz` with cargo-fuzz, runs every target for a while, says what came of it.
//!
//! The stable toolchain is enough: coverage comes from LLVM's SanitizerCoverage, which rustc takes as plain codegen
//! options. Only a sanitizer (`--sanitizer address`) needs options that a stable rustc refuses unless `RUSTC_BOOTSTRAP` is
//! set; our code has no `unsafe`, so nothing is lost without one.

mod outcome;

use crate::steps::{cargo, run, say};
use clap::Args;
use outcome::{Outcome, json, print, read};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const CARGO_FUZZ: &str = "0.13.2";
/// The crate around libFuzzer, from the workspace's folder.
const FOLDER: &str = "tests/fuzz";
/// The only platform on which this is run: cargo-fuzz builds for a named target.
const TRIPLE: &str = "x86_64-unknown-linux-gnu";
/// Memory of one process, MiB, and time of one execution, seconds: beyond them is a finding.
const RSS_MIB: u32 = 1_024;
const TIMEOUT: u32 = 10;
/// What of a corpus is checked in, bytes and inputs of one target, the smallest first: the rest is found again.
const CORPUS_BYTES: u64 = 128 * 1024;
const CORPUS_INPUTS: usize = 300;

/// How to fuzz.
#[derive(Debug, Args)]
pub(crate) struct Fuzz {
    /// Seconds for each target.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Only this target.
    #[arg(long)]
    target: Option<String>,
    /// Targets at once.
    #[arg(long, default_value_t = 1)]
    jobs: usize,
    /// Seed of libFuzzer; 0 is a new one each time. A crash repeats from its input, not from the seed.
    #[arg(long, default_value_t = 0)]
    seed: u32,
    /// Also write a summary to this file.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Afterwards merge what was found into the corpora that are checked in, and keep only what adds coverage.
    #[arg(long)]
    minimise: bool,
    /// Write golden bytes, honest work and attacks into the corpora first.
    #[arg(long)]
    seeds: bool,
    /// `none`, or `address`.
    #[arg(long, default_value = "none")]
    sanitizer: String,
}

/// A target: its name and the longest input.
#[derive(Debug, Clone)]
struct Target {
    name: String,
    most: String,
}

/// Builds, runs, minimises.
///
/// # Errors
/// Where something cannot be built, or a target found something.
pub(crate) fn fuzz(options: &Fuzz) -> Result<(), String> {
    let targets = targets(options.target.as_deref())?;
    if options.seeds {
        let seeds = ["run", "--quiet", "--locked", "-p", "jonaki-tests", "--bin", "fuzz-seeds"];
        run("write the seeds", &mut cargo(&seeds))?;
    }
    build(options)?;
    let outcomes = all(options, &targets)?;
    print(&outcomes);
    if let Some(path) = &options.json {
        fs::write(path, json(&outcomes)).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let found: Vec<&str> =
        outcomes.iter().filter(|outcome| outcome.failed).map(|outcome| outcome.name.as_str()).collect();
    if !found.is_empty() {
        return Err(format!("found something in: {}", found.join(", ")));
    }
    if options.minimise {
        targets.iter().try_for_each(|target| minimise(options, target))?;
    }
    Ok(())
}

fn targets(only: Option<&str>) -> Result<Vec<Target>, String> {
    let path = Path::new(FOLDER).join("targets.txt");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let all = text.lines().filter_map(|line| line.split_once(' '));
    let all = all.map(|(name, most)| Target { name: name.to_owned(), most: most.to_owned() });
    let targets: Vec<Target> = all.filter(|target| only.is_none_or(|only| target.name == only)).collect();
    if targets.is_empty() {
        Err(format!("no such target; they are in {}", path.display()))
    } else {
        Ok(targets)
    }
}

fn build(options: &Fuzz) -> Result<(), String> {
    let installed = cargo(&["fuzz", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !installed {
        let install = ["install", "--locked", "cargo-fuzz", "--version", CARGO_FUZZ];
        run("install cargo-fuzz", &mut cargo(&install))?;
    }
    // The versions that are shipped: a lock of its own would drift.
    let lock = Path::new(FOLDER).join("Cargo.lock");
    fs::copy("Cargo.lock", &lock).map_err(|error| format!("{}: {error}", lock.display()))?;
    // The same code as is shipped: no crate may behave otherwise because it is fuzzed.
    let mut build = cargo(&["fuzz", "build", "--fuzz-dir", FOLDER, "--target", TRIPLE, "--no-cfg-fuzzing"]);
    build.args(["--sanitizer", &options.sanitizer]);
    if options.sanitizer != "none" {
        build.env("RUSTC_BOOTSTRAP", "1");
    }
    if let Some(target) = &options.target {
        build.arg(target);
    }
    run("build the fuzz targets", &mut build)
}

fn binary(target: &Target) -> PathBuf {
    let folder = Path::new(FOLDER).join("target").join(TRIPLE).join("release");
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or(folder, |target| Path::new(&target).join(TRIPLE).join("release"))
        .join(&target.name)
}

fn folder(kind: &str, target: &Target) -> Result<PathBuf, String> {
    let folder = Path::new(FOLDER).join(kind).join(&target.name);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(folder)
}

/// A run of a target's binary.
fn libfuzzer(target: &Target, arguments: &[String]) -> Result<Command, String> {
    let mut command = Command::new(binary(target));
    command.args(arguments);
    command.arg(format!("-max_len={}", target.most));
    command.arg(format!("-rss_limit_mb={RSS_MIB}"));
    command.arg(format!("-timeout={TIMEOUT}"));
    let dictionary = Path::new(FOLDER).join("dictionaries").join(format!("{}.dict", target.name));
    if dictionary.is_file() {
        command.arg(format!("-dict={}", dictionary.display()));
    }
    Ok(command)
}

fn all(options: &Fuzz, targets: &[Target]) -> Result<Vec<Outcome>, String> {
    let mut outcomes = Vec::new();
    for together in targets.chunks(options.jobs.max(1)) {
        let threads: Vec<_> = together
            .iter()
            .cloned()
            .map(|target| {
                let (seconds, seed) = (options.seconds, options.seed);
                std::thread::spawn(move || one(&target, seconds, seed))
            })
            .collect();
        for thread in threads {
            outcomes.push(thread.join().map_err(|_| "a run panicked".to_owned())??);
        }
    }
    Ok(outcomes)
}

/// What is found goes into a folder that is not checked in, until `--minimise`.
fn one(target: &Target, seconds: u64, seed: u32) -> Result<Outcome, String> {
    say(&format!("{}: {seconds} s", target.name));
    let (found, corpus) = (folder("target/found", target)?, folder("corpus", target)?);
    let artifacts = folder("artifacts", target)?;
    let before = names(&found).len();
    let arguments = [
        format!("-artifact_prefix={}/", artifacts.display()),
        format!("-max_total_time={seconds}"),
        format!("-seed={seed}"),
        "-print_final_stats=1".to_owned(),
        found.display().to_string(),
        corpus.display().to_string(),
    ];
    let known = names(&artifacts);
    let output = libfuzzer(target, &arguments)?
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{}: {error}", target.name))?;
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    let mut outcome = read(&target.name, &log);
    outcome.new_inputs = names(&found).len().saturating_sub(before) as u64;
    outcome.crashes = names(&artifacts).into_iter().filter(|name| !known.contains(name)).collect();
    outcome.failed = !output.status.success();
    if outcome.failed {
        let lines: Vec<&str> = log.lines().collect();
        say(&format!(
            "{} found something:\n{}",
            target.name,
            lines[lines.len().saturating_sub(60)..].join("\n")
        ));
        for crash in &outcome.crashes {
            let input = artifacts.join(crash);
            say(&format!("repeat it with: {} {}", binary(target).display(), input.display()));
            say(&format!("keep it with: mv {} {FOLDER}/crashers/{}/", input.display(), target.name));
        }
    }
    Ok(outcome)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// The smallest inputs of a folder, as many as are checked in.
fn smallest(folder: &Path) -> Vec<String> {
    let size = |name: &String| fs::metadata(folder.join(name)).map_or(u64::MAX, |found| found.len());
    let mut sized: Vec<(u64, String)> = names(folder).into_iter().map(|name| (size(&name), name)).collect();
    sized.sort();
    let mut sum = 0;
    let within = sized.into_iter().take(CORPUS_INPUTS).take_while(|(size, _)| {
        sum += size;
        sum <= CORPUS_BYTES
    });
    within.map(|(_, name)| name).collect()
}

/// Merges the corpus and what was found into the smallest set with the same coverage, by the hash of their contents.
fn minimise(options: &Fuzz, target: &Target) -> Result<(), String> {
    let (found, corpus) = (folder("target/found", target)?, folder("corpus", target)?);
    let merged = folder("target/merged", target)?;
    for name in names(&merged) {
        fs::remove_file(merged.join(&name)).map_err(|error| format!("{name}: {error}"))?;
    }
    let arguments = ["-merge=1".to_owned()]
        .into_iter()
        .chain([&merged, &corpus, &found].map(|folder| folder.display().to_string()))
        .collect::<Vec<_>>();
    let mut merge = libfuzzer(target, &arguments)?;
    let output = merge.stdin(Stdio::null()).output().map_err(|error| format!("{}: {error}", target.name))?;
    let kept = smallest(&merged);
    if !output.status.success() || kept.is_empty() {
        return Err(format!("{}: the corpus could not be merged", target.name));
    }
    let before = names(&corpus);
    for name in &before {
        fs::remove_file(corpus.join(name)).map_err(|error| format!("{name}: {error}"))?;
    }
    for name in &kept {
        fs::copy(merged.join(name), corpus.join(name)).map_err(|error| format!("{name}: {error}"))?;
    }
    say(&format!("{}: {} inputs, {} before ({})", target.name, kept.len(), before.len(), options.sanitizer));
    Ok(())
}
