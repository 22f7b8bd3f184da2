//! The programs that are started and killed. Only processes that were started here are killed, by their own handle.

use super::Failure;
use super::journal::Journal;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// The folder with the built programs.
#[derive(Debug, Clone)]
pub(super) struct Programs(PathBuf);

impl Programs {
    /// In this folder.
    pub(super) fn new(folder: &Path) -> Result<Self, Failure> {
        let programs = Self(folder.to_owned());
        for name in ["crash", "jonaki", "jonaki-server"] {
            if !programs.path(name).exists() {
                return Err(format!("{name} is not built: cargo build --workspace --bins").into());
            }
        }
        Ok(programs)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    pub(super) fn command(&self, name: &str) -> Command {
        Command::new(self.path(name))
    }
}

/// A child that does not outlive us.
pub(super) struct Process(Child);

impl Process {
    pub(super) fn new(command: &mut Command) -> Result<Self, Failure> {
        Ok(Self(command.spawn()?))
    }

    /// Kills it (SIGKILL) and waits until it is gone; whether it ended well before.
    pub(super) fn kill(&mut self) -> Result<bool, Failure> {
        // One that has ended cannot be killed; how it ended is what counts then.
        let _ = self.0.kill();
        Ok(self.0.wait()?.success())
    }

    /// What it reads and what it prints; once, where both were asked for.
    pub(super) fn pipes(&mut self) -> Option<(ChildStdin, ChildStdout)> {
        Some((self.0.stdin.take()?, self.0.stdout.take()?))
    }

    /// Whether it has ended, and well; `None` while it runs.
    pub(super) fn ended(&mut self) -> Result<Option<bool>, Failure> {
        Ok(self.0.try_wait()?.map(|status| status.success()))
    }

    /// Waits for its end, at most so long.
    pub(super) fn wait(&mut self, moment: Duration) -> Result<(), Failure> {
        let until = Instant::now() + moment;
        while self.ended()?.is_none() && Instant::now() < until {
            std::thread::yield_now();
        }
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}

/// The real server over one data folder.
pub(super) struct Server {
    programs: Programs,
    data: PathBuf,
    address: PathBuf,
    running: Option<Process>,
}

impl Server {
    pub(super) fn new(programs: Programs, folder: &Path) -> Self {
        Self { programs, data: folder.join("server"), address: folder.join("address"), running: None }
    }

    fn command(&self, task: &str) -> Command {
        let mut command = self.programs.command("jonaki-server");
        command
            .arg(task)
            .env("JONAKI_DATA_DIR", &self.data)
            .env("JONAKI_LISTEN", "127.0.0.1:0")
            .env("JONAKI_METRICS_LISTEN", "")
            .env("JONAKI_LOG", "error")
            .env("JONAKI_URL", "http://127.0.0.1:9");
        command
    }

    /// Runs a subcommand to its end; what it printed.
    pub(super) fn run(&self, task: &str) -> Result<String, Failure> {
        let output = self.command(task).output()?;
        if !output.status.success() {
            return Err(format!("jonaki-server {task}: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// The file that holds the address.
    pub(super) fn address(&self) -> &Path {
        &self.address
    }

    /// Where the server is now.
    pub(super) fn url(&self) -> Result<String, Failure> {
        Ok(format!("http://{}", std::fs::read_to_string(&self.address)?.trim()))
    }

    /// Starts serving and says where.
    pub(super) fn start(&mut self) -> Result<(), Failure> {
        let mut process =
            Process::new(self.command("serve").stdout(Stdio::piped()).stderr(Stdio::inherit()))?;
        let out = process.0.stdout.take().ok_or("the server has no output")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        let address = line.trim().strip_prefix("listening on ").ok_or("the server does not start")?;
        // Written beside and moved: no worker reads half of it.
        let beside = self.address.with_extension("new");
        std::fs::write(&beside, address)?;
        std::fs::rename(&beside, &self.address)?;
        self.running = Some(process);
        Ok(())
    }

    pub(super) fn kill(&mut self) -> Result<(), Failure> {
        match self.running.take() {
            Some(mut process) => process.kill().map(drop),
            None => Ok(()),
        }
    }
}

/// What a worker said so far, and who waits to hear more.
#[derive(Default)]
struct Heard {
    journal: Mutex<(Journal, Option<Failure>)>,
    news: Condvar,
}

/// A worker's process and what it says.
pub(super) struct Speaker {
    process: Process,
    listener: Option<JoinHandle<()>>,
    heard: Arc<Heard>,
    from: usize,
}

/// The journal of a device, over all lives of its worker.
#[derive(Clone, Default)]
pub(super) struct Listening(Arc<Heard>);

impl Listening {
    pub(super) fn journal(&self) -> MutexGuard<'_, (Journal, Option<Failure>)> {
        self.0.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a worker whose words are added to this journal.
    pub(super) fn start(&self, command: &mut Command) -> Result<Speaker, Failure> {
        let mut process = Process::new(command.stdout(Stdio::piped()).stderr(Stdio::inherit()))?;
        let out = process.0.stdout.take().ok_or("a worker has no output")?;
        let heard = Arc::clone(&self.0);
        let listener = std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                let mut said = heard.journal.lock().unwrap_or_else(PoisonError::into_inner);
                if let Err(failure) = said.0.line(&line) {
                    said.1.get_or_insert(failure);
                }
                heard.news.notify_all();
            }
        });
        let from = self.journal().0.told;
        Ok(Speaker { process, listener: Some(listener), heard: Arc::clone(&self.0), from })
    }
}

impl Speaker {
    /// Waits until the worker was told something so many times in this life, then a moment more.
    pub(super) fn wait(&self, count: usize, moment: Duration) {
        let until = Instant::now() + Duration::from_secs(5);
        let lock = || self.heard.journal.lock().unwrap_or_else(PoisonError::into_inner);
        let mut said = lock();
        while said.0.told < self.from + count && said.1.is_none() && Instant::now() < until {
            let rest = until.saturating_duration_since(Instant::now());
            said = self.heard.news.wait_timeout(said, rest).unwrap_or_else(PoisonError::into_inner).0;
        }
        // In the middle of what it does next, or when it says that it is done, whichever is first.
        let _unused = self.heard.news.wait_timeout(said, moment).unwrap_or_else(PoisonError::into_inner);
    }

    /// Kills the worker and hears the last of what it said.
    ///
    /// # Errors
    /// Where it had ended by itself: a call failed that must not.
    pub(super) fn kill(mut self) -> Result<(), Failure> {
        let ended = self.process.ended()?;
        self.process.kill()?;
        if let Some(listener) = self.listener.take() {
            listener.join().map_err(|_| "a listener panicked")?;
        }
        match ended {
            Some(_) => Err("a worker ended by itself".into()),
            None => Ok(()),
        }
    }
}
