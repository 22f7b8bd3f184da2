//! The real server as a process of its own.

use super::Failure;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A server's data folder, and its process while it runs.
pub(super) struct Server {
    binary: PathBuf,
    pub(super) data: PathBuf,
    url: String,
    running: Option<Child>,
}

impl Server {
    /// Around the binary that was built beside this one.
    pub(super) fn new(data: PathBuf, url: String) -> Result<Self, Failure> {
        let beside = std::env::current_exe()?;
        let folder = beside.parent().ok_or("this program has no folder")?;
        let binary = folder.join(format!("jonaki-server{}", std::env::consts::EXE_SUFFIX));
        if !binary.exists() {
            return Err(format!("{} is not built: run `cargo xtask demo`", binary.display()).into());
        }
        Ok(Self { binary, data, url, running: None })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.binary);
        command
            .env("JONAKI_DATA_DIR", &self.data)
            .env("JONAKI_LISTEN", "127.0.0.1:0")
            .env("JONAKI_METRICS_LISTEN", "")
            .env("JONAKI_URL", &self.url);
        command
    }

    /// Runs a subcommand to its end and returns what it printed.
    pub(super) fn run(&self, arguments: &[&str]) -> Result<String, Failure> {
        let output = self.command().args(arguments).output()?;
        let text = String::from_utf8(output.stdout)?;
        if output.status.success() {
            Ok(text.trim().to_owned())
        } else {
            Err(format!("jonaki-server {arguments:?}: {}", String::from_utf8_lossy(&output.stderr)).into())
        }
    }

    /// Starts serving; where it listens.
    pub(super) fn start(&mut self) -> Result<SocketAddr, Failure> {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(self.log())?;
        let mut child = self.command().arg("serve").stdout(Stdio::piped()).stderr(log).spawn()?;
        let out = child.stdout.take().ok_or("the server has no output")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        let address = line.trim().strip_prefix("listening on ").ok_or("the server did not start")?.parse()?;
        self.running = Some(child);
        Ok(address)
    }

    /// The server's log file.
    pub(super) fn log(&self) -> PathBuf {
        self.data.with_extension("log")
    }

    /// The process, while it runs.
    pub(super) fn process(&self) -> Option<u32> {
        self.running.as_ref().map(Child::id)
    }

    /// Kills the process, as a power cut would.
    pub(super) fn kill(&mut self) -> Result<(), Failure> {
        if let Some(mut child) = self.running.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }

    /// The database file.
    pub(super) fn database(&self) -> PathBuf {
        self.data.join("server.db")
    }

    /// Waits until the process ends by itself or is stopped.
    pub(super) fn wait(&mut self) -> Result<(), Failure> {
        if let Some(child) = &mut self.running {
            child.wait()?;
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing of the demo stays behind.
        let _ = self.kill();
    }
}

/// Files of a folder, with those in folders below it.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}
