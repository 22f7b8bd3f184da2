//! The real programs, as processes of their own.

use std::io::{self, BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// Why a program could not be run.
pub type Failure = Box<dyn std::error::Error>;

/// A program that was built beside this one.
///
/// # Errors
/// A sentence that says what to build.
pub fn program(name: &str) -> Result<PathBuf, Failure> {
    let this = std::env::current_exe()?;
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    // Tests lie one folder deeper.
    let found = this.ancestors().skip(1).take(2).map(|folder| folder.join(&file)).find(|path| path.exists());
    found.ok_or_else(|| format!("{file} is not built: run `cargo build --workspace --bins` first").into())
}

/// A server's data folder, and its process while it runs.
#[derive(Debug)]
pub struct ServerProcess {
    binary: PathBuf,
    /// The data folder.
    pub data: PathBuf,
    variables: Vec<(String, String)>,
    running: Option<Child>,
    metrics: Option<SocketAddr>,
}

impl ServerProcess {
    /// A server that is to be reached under `url`.
    ///
    /// # Errors
    /// Where the program is not built.
    pub fn new(data: PathBuf, url: &str) -> Result<Self, Failure> {
        let mut server = Self {
            binary: program("jonaki-server")?,
            data,
            variables: Vec::new(),
            running: None,
            metrics: None,
        };
        server.set("JONAKI_LISTEN", "127.0.0.1:0");
        server.set("JONAKI_METRICS_LISTEN", "127.0.0.1:0");
        server.set("JONAKI_URL", url);
        Ok(server)
    }

    /// Sets a variable of its environment.
    pub fn set(&mut self, name: &str, value: &str) {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.binary);
        command.env("JONAKI_DATA_DIR", &self.data).envs(self.variables.iter().cloned());
        command
    }

    /// Runs a subcommand to its end.
    ///
    /// # Errors
    /// Where the program does not start.
    pub fn run(&self, arguments: &[&str]) -> io::Result<Output> {
        self.command().args(arguments).output()
    }

    /// Runs a subcommand that must succeed, and returns what it printed.
    ///
    /// # Errors
    /// What it wrote to its standard error.
    pub fn expect(&self, arguments: &[&str]) -> Result<String, Failure> {
        let output = self.run(arguments)?;
        if output.status.success() {
            Ok(String::from_utf8(output.stdout)?.trim().to_owned())
        } else {
            Err(format!("jonaki-server {arguments:?}: {}", String::from_utf8_lossy(&output.stderr)).into())
        }
    }

    /// Starts serving; where it listens.
    ///
    /// # Errors
    /// Where it does not start.
    pub fn start(&mut self) -> Result<SocketAddr, Failure> {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(self.log())?;
        let mut child = self.command().arg("serve").stdout(Stdio::piped()).stderr(log).spawn()?;
        let mut out = BufReader::new(child.stdout.take().ok_or("the server has no output")?);
        self.running = Some(child);
        let mut line = |head: &str| -> Result<SocketAddr, Failure> {
            let mut line = String::new();
            out.read_line(&mut line)?;
            let address = line.trim().strip_prefix(head).ok_or("the server did not start: see its log")?;
            Ok(address.parse()?)
        };
        let address = line("listening on ")?;
        self.metrics = Some(line("metrics on ")?);
        Ok(address)
    }

    /// Where its metrics are, while it serves.
    pub fn metrics(&self) -> Option<SocketAddr> {
        self.metrics
    }

    /// The log file.
    pub fn log(&self) -> PathBuf {
        self.data.with_extension("log")
    }

    /// The process, while it runs.
    pub fn process(&self) -> Option<u32> {
        self.running.as_ref().map(Child::id)
    }

    /// Kills the process, as a power cut would.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn kill(&mut self) -> io::Result<()> {
        if let Some(mut child) = self.running.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }

    /// Tells the process to end and waits until it did; whether it ended well.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn stop(&mut self) -> io::Result<bool> {
        let Some(mut child) = self.running.take() else { return Ok(true) };
        let id = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw);
        if let Some(id) = id {
            rustix::process::kill_process(id, rustix::process::Signal::TERM)?;
        }
        Ok(child.wait()?.success())
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // Nothing of a run stays behind.
        let _ = self.kill();
    }
}

/// Files of a folder and of those below it.
///
/// # Errors
/// Where a folder cannot be read.
pub fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
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
