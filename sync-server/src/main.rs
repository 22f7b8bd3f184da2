//! `jonaki-server`: one binary with subcommands.

use clap::{Parser, Subcommand};
use jonaki_server::config::Config;
use jonaki_server::operations::{self, OperationError};
use jonaki_server::{run, storage::StorageError};
use std::path::PathBuf;
use std::process::ExitCode;

/// Jonaki's sync server: stores and forwards what devices seal; can read no name.
#[derive(Debug, Parser)]
#[command(name = "jonaki-server", version)]
struct Arguments {
    /// Configuration file in TOML; each key can be overridden by an environment variable JONAKI_<KEY>.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Set the data folder up and print the line with which a programme is founded.
    Init,
    /// Print another line with a new one-time founding code.
    FoundingCode,
    /// Serve until SIGTERM or Ctrl-C.
    Serve,
    /// Copy the database, consistently, while the server runs.
    Backup {
        /// The file to write.
        file: PathBuf,
    },
    /// Put a backup in the place of the database of a stopped server.
    Restore {
        /// The backup.
        file: PathBuf,
    },
    /// Verify the whole log: hashes, signatures, documents, feeds.
    Check,
}

#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a terminal program speaks through the terminal"
)]
fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let config = Config::load(arguments.config.as_deref(), |name| std::env::var(name).ok());
    let done = match config {
        Ok(config) => execute(&arguments.command, &config),
        Err(error) => Err(error.to_string()),
    };
    match done {
        Ok(text) => {
            if !text.is_empty() {
                println!("{text}");
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("jonaki-server: {error}");
            ExitCode::FAILURE
        }
    }
}

fn execute(command: &Command, config: &Config) -> Result<String, String> {
    let text = |error: OperationError| error.to_string();
    match command {
        Command::Init => {
            operations::init(config).map_err(text)?;
            Ok(operations::server_line(config).map_err(text)?.to_text())
        }
        Command::FoundingCode => Ok(operations::server_line(config).map_err(text)?.to_text()),
        Command::Serve => run(config).map_err(|error| error.to_string()).map(|()| String::new()),
        Command::Backup { file } => {
            operations::backup(config, file).map_err(text)?;
            Ok(format!("backed up to {}; keep the identity key apart and safe", file.display()))
        }
        Command::Restore { file } => {
            operations::restore(config, file).map_err(text)?;
            Ok("restored; the devices bring back what the backup misses at their next sync".to_owned())
        }
        Command::Check => check(config),
    }
}

fn check(config: &Config) -> Result<String, String> {
    let service = operations::open(config).map_err(|error| error.to_string())?;
    let report = operations::check(&service).map_err(|error: StorageError| error.to_string())?;
    let json = serde_json::to_string_pretty(&report).map_err(|error| error.to_string())?;
    if report.faults.is_empty() { Ok(json) } else { Err(format!("the log has faults\n{json}")) }
}
