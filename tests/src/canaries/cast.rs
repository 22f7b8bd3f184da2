//! The devices: the terminal client as a process, a folder each.

use super::Failure;
use crate::process::program;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;

/// Runs the terminal client and keeps what it wrote to its standard error.
#[derive(Debug)]
pub(super) struct Devices {
    program: PathBuf,
    /// The devices' folders are here.
    pub(super) homes: PathBuf,
    /// The folder in which they run, and their temporary folder: both empty at first.
    watched: PathBuf,
    errors: Mutex<Vec<u8>>,
}

impl Devices {
    pub(super) fn new(folder: &Path, watched: &Path) -> Result<Self, Failure> {
        let homes = folder.join("homes");
        std::fs::create_dir_all(&homes)?;
        let watched = watched.to_owned();
        Ok(Self { program: program("jonaki")?, homes, watched, errors: Mutex::default() })
    }

    pub(super) fn home(&self, name: &str) -> PathBuf {
        self.homes.join(name)
    }

    /// Runs a command to its end, however it ends.
    pub(super) fn run(&self, name: &str, arguments: &[&str]) -> Result<Output, Failure> {
        let mut command = Command::new(&self.program);
        command.arg("--home").arg(self.home(name)).arg("--json").args(arguments);
        command.current_dir(&self.watched).env("TMPDIR", &self.watched).env("RUST_BACKTRACE", "full");
        let output = command.output()?;
        let mut errors = self.errors.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        errors.extend_from_slice(&output.stderr);
        Ok(output)
    }

    /// Runs a command that must succeed; what it printed.
    pub(super) fn expect(&self, name: &str, arguments: &[&str]) -> Result<serde_json::Value, Failure> {
        let output = self.run(name, arguments)?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(format!("{name}: {:?}: {said}", arguments.first()).into());
        }
        Ok(serde_json::from_slice(&output.stdout).unwrap_or_default())
    }

    /// Runs a command that must be refused.
    pub(super) fn refused(&self, name: &str, arguments: &[&str]) -> Result<(), Failure> {
        if self.run(name, arguments)?.status.success() {
            return Err(format!("{name}: {:?} was not refused", arguments.first()).into());
        }
        Ok(())
    }

    /// Everything that was written to the standard error.
    pub(super) fn errors(&self) -> Vec<u8> {
        self.errors.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}
