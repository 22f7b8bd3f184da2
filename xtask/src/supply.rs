//! The supply chain: what the server is made of, and that the same source gives the same bytes.

use crate::steps::{cargo, run, say};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const CYCLONEDX_VERSION: &str = "0.5.9";
/// Programs that people install.
const PROGRAMS: [(&str, &str); 2] = [("jonaki-server", "sync-server"), ("jonaki-cli", "core/cli")];

/// A CycloneDX bill of materials for each program, in `target/sbom`, checked against what cargo builds.
pub(crate) fn sbom() -> Result<(), String> {
    if !succeeds(cargo(&["cyclonedx", "--version"])) {
        let install = ["install", "--locked", "cargo-cyclonedx", "--version", CYCLONEDX_VERSION];
        run("install cargo-cyclonedx", &mut cargo(&install))?;
    }
    let folder = Path::new("target/sbom");
    fs::create_dir_all(folder).map_err(|error| format!("target/sbom: {error}"))?;
    for (package, place) in PROGRAMS {
        let manifest = format!("{place}/Cargo.toml");
        let name = format!("{package}.sbom");
        let make =
            ["cyclonedx", "--format", "json", "--manifest-path", &manifest, "--override-filename", &name];
        run(&format!("bill of materials of {package}"), &mut cargo(&make))?;
        let target = folder.join(format!("{package}.cdx.json"));
        // It is written for every crate of the workspace that the program is made of; the program's own is kept.
        for crate_folder in crate_folders()? {
            let made = crate_folder.join(format!("{name}.json"));
            if made.starts_with(place) {
                fs::rename(&made, &target).map_err(|error| format!("{}: {error}", made.display()))?;
            } else if made.exists() {
                fs::remove_file(&made).map_err(|error| format!("{}: {error}", made.display()))?;
            }
        }
        let listed = listed(&target)?;
        let missing: Vec<String> = built(package)?.difference(&listed).cloned().collect();
        if !missing.is_empty() {
            return Err(format!("{} does not list {}", target.display(), missing.join(", ")));
        }
        say(&format!("{}: {} crates, none that is built is missing", target.display(), listed.len()));
    }
    Ok(())
}

/// Folders of the workspace's crates, relative to its root.
fn crate_folders() -> Result<Vec<PathBuf>, String> {
    let metadata = json(cargo(&["metadata", "--format-version", "1", "--no-deps", "--locked"]))?;
    let root = metadata["workspace_root"].as_str().unwrap_or_default().to_owned();
    let manifests = metadata["packages"].as_array().into_iter().flatten();
    let manifests = manifests.filter_map(|package| package["manifest_path"].as_str().map(PathBuf::from));
    let folders = manifests.filter_map(|path| Some(path.parent()?.strip_prefix(&root).ok()?.to_owned()));
    Ok(folders.collect())
}

/// Names and versions in a bill of materials.
fn listed(path: &Path) -> Result<BTreeSet<String>, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let bill: Value = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    let components = bill["components"].as_array().into_iter().flatten();
    let name = |part: &Value| Some(format!("{} {}", part["name"].as_str()?, part["version"].as_str()?));
    Ok(components.filter_map(name).collect())
}

/// Names and versions of what cargo links into a program on this machine.
fn built(package: &str) -> Result<BTreeSet<String>, String> {
    let tree =
        ["tree", "--locked", "-p", package, "--edges", "normal", "--prefix", "none", "--format", "{p}"];
    let lines = String::from_utf8(output(cargo(&tree))?).map_err(|error| error.to_string())?;
    let crates = lines.lines().filter_map(|line| {
        let mut words = line.split(' ');
        let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
        (name != package).then(|| format!("{name} {version}"))
    });
    Ok(crates.collect())
}

/// Builds the server's release twice from fresh copies of the committed state, and compares.
///
/// Both times in a folder of the same name, and with the same folder of cargo: the vendored OpenSSL writes the folder of its
/// build (`MODULESDIR`, `ENGINESDIR`) and the compiler's options into the library, and takes no option to leave them out. Whoever
/// wants the published hash builds in that folder too; it is printed.
pub(crate) fn reproduce() -> Result<(), String> {
    let place = std::env::temp_dir().join("jonaki-build");
    if place.exists() {
        return Err(format!("{} is there already: remove it, the build needs that name", place.display()));
    }
    say(&format!("building in {}", place.display()));
    let first = built_in(&place)?;
    say(&format!("first build  {first}"));
    let second = built_in(&place)?;
    say(&format!("second build {second}"));
    if first == second { Ok(()) } else { Err("the two builds differ".to_owned()) }
}

/// The SHA-256 of the server built from a fresh copy of the committed state.
fn built_in(place: &Path) -> Result<String, String> {
    let shown = place.display().to_string();
    let mut clone = Command::new("git");
    clone.args(["clone", "--quiet", "--no-hardlinks", ".", &shown]);
    run("copy the committed state", &mut clone)?;
    let mut build =
        cargo(&["build", "--release", "--locked", "-p", "jonaki-server", "--bin", "jonaki-server"]);
    build.current_dir(place).env("CARGO_TARGET_DIR", place.join("target"));
    same_bytes_anywhere(&mut build, place)?;
    run("build the server's release", &mut build)?;
    let made = place.join("target/release/jonaki-server");
    let bytes = fs::read(&made).map_err(|error| format!("{}: {error}", made.display()))?;
    let hash = Sha256::digest(&bytes);
    fs::remove_dir_all(place).map_err(|error| format!("{shown}: {error}"))?;
    Ok(hash.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Takes folders and times out of what a build writes.
fn same_bytes_anywhere(build: &mut Command, place: &Path) -> Result<(), String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let home = home.ok_or("neither CARGO_HOME nor HOME is set")?;
    let (place, home) = (place.display(), home.display());
    build
        .env("RUSTFLAGS", format!("--remap-path-prefix={place}=/jonaki --remap-path-prefix={home}=/cargo"))
        .env("CFLAGS", format!("-ffile-prefix-map={place}=/jonaki -ffile-prefix-map={home}=/cargo"))
        .env("SOURCE_DATE_EPOCH", "0")
        .env("CARGO_INCREMENTAL", "0");
    Ok(())
}

fn succeeds(mut command: Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn output(mut command: Command) -> Result<Vec<u8>, String> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| error.to_string())?;
    if output.status.success() { Ok(output.stdout) } else { Err(format!("{command:?} failed")) }
}

fn json(command: Command) -> Result<Value, String> {
    serde_json::from_slice(&output(command)?).map_err(|error| error.to_string())
}
