//! Running one command after another, saying what and how long.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Prints a line, flushed, so that it stands before what the next command prints.
pub(crate) fn say(text: &str) {
    let mut out = std::io::stdout();
    let _ = writeln!(out, "xtask: {text}");
    let _ = out.flush();
}

/// Cargo, as the one that runs us.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(arguments);
    command
}

/// Runs a step and says how long it took.
///
/// # Errors
/// The step's name, when it did not end well.
pub(crate) fn run(name: &str, command: &mut Command) -> Result<(), String> {
    say(name);
    let started = Instant::now();
    let status = command.stdin(Stdio::null()).status().map_err(|error| format!("{name}: {error}"))?;
    say(&format!("{name}: {:.0} s", started.elapsed().as_secs_f64()));
    if status.success() { Ok(()) } else { Err(name.to_owned()) }
}
