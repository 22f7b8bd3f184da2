//! The reference engine in a process of its own: one JSON object per line in, one out.

use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::lists::BuiltIn;
use crate::seen::Seen;
use crate::walk::{Dump, Engine};

/// The engine answers in milliseconds; a whole minute means that it hangs.
const PATIENCE: Duration = Duration::from_secs(60);
/// The engine's zone: six hours, always, as Bangladesh has now.
pub const ZONE: &str = "GMT+06:00";

/// Where `tests/oracle/prepare` puts things.
pub fn prepared() -> PathBuf {
    root().join("target/oracle")
}

/// The repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What is missing to run the reference engine, and how to get it; `None` if nothing is.
pub fn missing() -> Option<String> {
    let here = prepared();
    let parts = [
        (here.join("classes/oracle/Oracle.class"), "the compiled oracle"),
        (here.join("jars"), "the jars of JavaRosa"),
        (here.join("venv/bin/python"), "pyxform"),
        (here.join("stamp"), "the mark of a whole preparation"),
    ];
    let lacking: Vec<&str> = parts.iter().filter(|(path, _)| !path.exists()).map(|(_, what)| *what).collect();
    let java = Command::new("java").arg("-version").stderr(Stdio::null()).stdout(Stdio::null()).status();
    let java = if java.is_ok_and(|status| status.success()) { None } else { Some("java") };
    let lacking: Vec<&str> = java.into_iter().chain(lacking).collect();
    (!lacking.is_empty()).then(|| {
        format!(
            "The comparison with JavaRosa needs {}. Run tests/oracle/prepare (it says which packages it needs).",
            lacking.join(", ")
        )
    })
}

/// The XForms of these folders of sheets, and the built-in lists, under `target/oracle`; also what pyxform said of the
/// forms that it does not take, one per line.
///
/// # Errors
/// If the lists cannot be written or Python cannot be started.
pub fn convert(folders: &[PathBuf]) -> io::Result<(PathBuf, String)> {
    let [lists, forms] = ["lists", "forms"].map(|name| prepared().join(name));
    BuiltIn::new().write(&lists)?;
    let mut convert = Command::new(prepared().join("venv/bin/python"));
    let output =
        convert.arg(root().join("tests/oracle/convert.py")).arg(&lists).arg(&forms).args(folders).output()?;
    Ok((forms, String::from_utf8_lossy(&output.stderr).into_owned()))
}

/// A running engine; killed when dropped.
pub struct Oracle {
    child: Child,
    requests: ChildStdin,
    replies: Receiver<String>,
}

/// What the engine says when it has opened a form.
pub struct Opened {
    /// Its clock, milliseconds since 1970: our filling starts at the same moment.
    pub now: i64,
    /// Its zone, seconds east of Greenwich.
    pub offset: i32,
    /// Languages as the sheet names them; empty if the form has no translations.
    pub languages: Vec<String>,
}

impl Oracle {
    /// Starts the engine.
    ///
    /// # Errors
    /// If Java cannot be started.
    pub fn start() -> io::Result<Self> {
        let here = prepared();
        let classes = format!("{}:{}", here.join("jars/*").display(), here.join("classes").display());
        let mut child = Command::new("java")
            .args(["-XX:TieredStopAtLevel=1", "-Duser.language=en", "-Duser.country=US"])
            .arg(format!("-Duser.timezone={ZONE}"))
            .args(["-cp", &classes, "oracle.Oracle"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let requests = child.stdin.take().ok_or_else(|| io::Error::other("no pipe to the engine"))?;
        let output = child.stdout.take().ok_or_else(|| io::Error::other("no pipe from the engine"))?;
        let (sender, replies) = channel();
        // Ends when the engine does, or when nobody listens any more.
        thread::spawn(move || {
            BufReader::new(output).lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        Ok(Self { child, requests, replies })
    }

    /// Opens a form that [`convert`] has made.
    ///
    /// # Errors
    /// If the engine does not take it, with its reason.
    pub fn load(&mut self, folder: &Path) -> io::Result<Opened> {
        let reply = self.ask(&json!({ "do": "load", "form": folder.join("form.xml"), "files": folder }))?;
        let texts = reply["languages"].as_array().into_iter().flatten();
        Ok(Opened {
            now: reply["now_ms"].as_i64().unwrap_or_default(),
            offset: reply["offset_s"].as_i64().unwrap_or_default() as i32,
            languages: texts.filter_map(Value::as_str).map(str::to_owned).collect(),
        })
    }

    fn done(&mut self, request: &Value) -> Result<(), String> {
        self.ask(request).map(drop).map_err(|fault| fault.to_string())
    }

    fn ask(&mut self, request: &Value) -> io::Result<Value> {
        writeln!(self.requests, "{request}")?;
        self.requests.flush()?;
        let line = self.replies.recv_timeout(PATIENCE).map_err(|fault| match fault {
            RecvTimeoutError::Timeout => {
                io::Error::new(io::ErrorKind::TimedOut, "the engine does not answer")
            }
            RecvTimeoutError::Disconnected => io::Error::other("the engine has ended"),
        })?;
        let reply: Value = serde_json::from_str(&line)?;
        if reply["ok"].as_bool() == Some(true) {
            return Ok(reply);
        }
        Err(io::Error::new(io::ErrorKind::InvalidInput, format!("{}: {}", reply["kind"], reply["error"])))
    }
}

impl Engine for Oracle {
    fn set(&mut self, path: &str, value: Option<&str>) -> Result<(), String> {
        self.done(&json!({ "do": "set", "path": path, "value": value }))
    }

    fn add(&mut self, repeat: &str) -> Result<(), String> {
        self.done(&json!({ "do": "add", "path": repeat }))
    }

    fn remove(&mut self, instance: &str) -> Result<(), String> {
        self.done(&json!({ "do": "remove", "path": instance }))
    }

    fn dump(&mut self, texts: bool) -> Result<Dump, String> {
        let request = json!({ "do": "dump", "labels": texts });
        let reply = self.ask(&request).map_err(|fault| fault.to_string())?;
        let list = |name: &str| reply[name].as_array().into_iter().flatten();
        Ok(Dump {
            nodes: list("nodes").map(Seen::from_json).collect(),
            adds: list("adds").filter_map(Value::as_str).map(str::to_owned).collect(),
        })
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        // Both fail only if the engine is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
