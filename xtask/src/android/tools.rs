//! The programs that must be there, and how they are called.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A program, an argument with which it ends at once, and the Debian package that brings it.
const NEEDED: [(&str, &str, &str); 7] = [
    ("java", "-version", "openjdk-17-jdk-headless"),
    ("javac", "-version", "openjdk-17-jdk-headless"),
    ("mvn", "--version", "maven"),
    ("aapt2", "version", "aapt"),
    ("aapt", "version", "aapt"),
    ("zipalign", "--help", "zipalign"),
    ("apksigner", "--version", "apksigner"),
];

/// All of them at once, so that nobody installs one after another.
///
/// # Errors
/// One line: what is missing, and the command that brings it.
pub(super) fn check() -> Result<(), String> {
    let found = |(tool, argument, _): &&(&str, &str, &str)| {
        let mut command = Command::new(tool);
        command.arg(argument).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_err()
    };
    let missing: Vec<_> = NEEDED.iter().filter(found).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|(tool, _, _)| *tool).collect();
    let mut packages: Vec<&str> = missing.iter().map(|(_, _, package)| *package).collect();
    packages.dedup();
    Err(format!("missing: {}. On Debian: apt-get install {}", names.join(", "), packages.join(" ")))
}

/// Java with this much memory, a class path and a main class.
pub(super) fn java(memory: &str, path: &[PathBuf], main: &str) -> Result<Command, String> {
    let mut java = Command::new("java");
    java.arg(format!("-Xmx{memory}")).arg("-cp").arg(joined(path)?).arg(main);
    Ok(java)
}

/// Java's own folder: R8 takes the classes of the language from it, as android-all has only Android's.
pub(super) fn java_home() -> Result<PathBuf, String> {
    let mut java = program("java", &["-XshowSettings:properties", "-version"]);
    let output = java.stdin(Stdio::null()).output().map_err(|error| format!("java: {error}"))?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let home = text.lines().find_map(|line| line.trim().strip_prefix("java.home = "));
    home.map(PathBuf::from).ok_or_else(|| "java does not say where its home is".to_owned())
}

/// A class path.
pub(super) fn joined(paths: &[PathBuf]) -> Result<String, String> {
    let joined = std::env::join_paths(paths).map_err(|error| error.to_string())?;
    joined.into_string().map_err(|path| format!("{}: not Unicode", path.to_string_lossy()))
}

/// A program with arguments.
pub(super) fn program<S: AsRef<OsStr>>(name: &str, arguments: &[S]) -> Command {
    let mut command = Command::new(name);
    command.args(arguments);
    command
}

/// What a program prints.
///
/// # Errors
/// What it printed as an error.
pub(super) fn output(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("{name}: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        Ok(text)
    } else {
        Err(format!("{name}: {text}{}", String::from_utf8_lossy(&output.stderr)))
    }
}

/// Runs quietly: what it prints is shown only where it failed.
///
/// # Errors
/// What it printed.
pub(super) fn quiet(command: &mut Command) -> Result<(), String> {
    output(command).map(|_| ())
}

/// A path as an argument within a text.
pub(super) fn shown(path: &Path) -> String {
    path.display().to_string()
}
