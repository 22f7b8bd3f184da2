//! Configuration: a TOML file, each key overridden by an environment variable. What is wrong stops the start with a
//! sentence that says which key and why.

use crate::http::Limits;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Every key, with its variable and default.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Folder of the database and the identity key. `JONAKI_DATA_DIR`, default `data`.
    pub data_dir: PathBuf,
    /// Address for devices. `JONAKI_LISTEN`, default `127.0.0.1:8420`; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Address for Prometheus; an empty text turns it off. `JONAKI_METRICS_LISTEN`, default `127.0.0.1:9420`.
    pub metrics_listen: String,
    /// Where devices reach the server from outside: goes into invites. `JONAKI_URL`, default `http://127.0.0.1:8420`.
    pub url: String,
    /// Certificate chain in PEM; without it the server speaks plain HTTP, behind a proxy or on loopback.
    /// `JONAKI_TLS_CERTIFICATE`.
    pub tls_certificate: Option<PathBuf>,
    /// Private key in PEM, together with the certificate. `JONAKI_TLS_KEY`.
    pub tls_key: Option<PathBuf>,
    /// Seconds that a request may take, body included. `JONAKI_REQUEST_SECONDS`, default 60: a frame over 2G.
    pub request_seconds: u64,
    /// Seconds that a handshake and the head of a request may take. `JONAKI_HEAD_SECONDS`, default 30.
    pub head_seconds: u64,
    /// Seconds that a connection may do nothing between requests. `JONAKI_IDLE_SECONDS`, default 300.
    pub idle_seconds: u64,
    /// Connections at once; each is a file handle. `JONAKI_CONNECTIONS`, default 4096.
    pub connections: usize,
    /// Bodies and answers that are held at once, MiB. `JONAKI_BUFFER_MEGABYTES`, default 64.
    pub buffer_megabytes: usize,
    /// Seconds that a shutdown waits for requests. `JONAKI_SHUTDOWN_SECONDS`, default 20.
    pub shutdown_seconds: u64,
    /// What is logged: `error`, `warn`, `info` or `debug`. `JONAKI_LOG`, default `info`.
    pub log: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("data"),
            listen: SocketAddr::from(([127, 0, 0, 1], 8420)),
            metrics_listen: "127.0.0.1:9420".to_owned(),
            url: "http://127.0.0.1:8420".to_owned(),
            tls_certificate: None,
            tls_key: None,
            request_seconds: 60,
            head_seconds: 30,
            idle_seconds: 300,
            connections: 4_096,
            buffer_megabytes: 64,
            shutdown_seconds: 20,
            log: "info".to_owned(),
        }
    }
}

/// Why the server does not start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("configuration key `{key}`: {why}")]
pub struct ConfigError {
    /// Which key.
    pub key: String,
    /// What is wrong and what would be right.
    pub why: String,
}

impl Config {
    /// Reads a file (if any), then the environment, then checks.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn load(file: Option<&Path>, variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut config = match file {
            Some(path) => Self::read(path)?,
            None => Self::default(),
        };
        config.apply(variable)?;
        config.check()?;
        Ok(config)
    }

    fn read(path: &Path) -> Result<Self, ConfigError> {
        let wrong = |why: String| ConfigError { key: path.display().to_string(), why };
        let text = std::fs::read_to_string(path)
            .map_err(|error| wrong(format!("the file cannot be read ({})", error.kind())))?;
        toml::from_str(&text).map_err(|error| wrong(error.message().to_owned()))
    }

    fn apply(&mut self, variable: impl Fn(&str) -> Option<String>) -> Result<(), ConfigError> {
        let read = |key: &str| variable(&format!("JONAKI_{}", key.to_uppercase()));
        if let Some(value) = read("data_dir") {
            self.data_dir = PathBuf::from(value);
        }
        if let Some(value) = read("listen") {
            self.listen = parse("listen", &value, "an address such as 0.0.0.0:8420")?;
        }
        if let Some(value) = read("metrics_listen") {
            self.metrics_listen = value;
        }
        if let Some(value) = read("url") {
            self.url = value;
        }
        self.tls_certificate = read("tls_certificate").map(PathBuf::from).or(self.tls_certificate.take());
        self.tls_key = read("tls_key").map(PathBuf::from).or(self.tls_key.take());
        for (key, target) in [
            ("request_seconds", &mut self.request_seconds),
            ("head_seconds", &mut self.head_seconds),
            ("idle_seconds", &mut self.idle_seconds),
            ("shutdown_seconds", &mut self.shutdown_seconds),
        ] {
            if let Some(value) = read(key) {
                *target = parse(key, &value, "a whole number of seconds")?;
            }
        }
        for (key, target) in
            [("connections", &mut self.connections), ("buffer_megabytes", &mut self.buffer_megabytes)]
        {
            if let Some(value) = read(key) {
                *target = parse(key, &value, "a whole number")?;
            }
        }
        if let Some(value) = read("log") {
            self.log = value;
        }
        Ok(())
    }

    fn check(&self) -> Result<(), ConfigError> {
        let wrong = |key: &str, why: &str| Err(ConfigError { key: key.to_owned(), why: why.to_owned() });
        if self.tls_certificate.is_some() != self.tls_key.is_some() {
            return wrong("tls_key", "tls_certificate and tls_key go together: give both or neither");
        }
        for (key, path) in [("tls_certificate", &self.tls_certificate), ("tls_key", &self.tls_key)] {
            if path.as_ref().is_some_and(|path| !path.is_file()) {
                return wrong(key, "there is no such file");
            }
        }
        if !(self.url.starts_with("https://") || self.url.starts_with("http://")) {
            return wrong("url", "must begin with https:// (or http:// on loopback)");
        }
        if !["error", "warn", "info", "debug"].contains(&self.log.as_str()) {
            return wrong("log", "must be error, warn, info or debug");
        }
        for (key, value) in [("request_seconds", self.request_seconds), ("head_seconds", self.head_seconds)] {
            if !(1..=3_600).contains(&value) {
                return wrong(key, "must be from 1 to 3600");
            }
        }
        if !(self.head_seconds..=86_400).contains(&self.idle_seconds) {
            return wrong("idle_seconds", "must be at least head_seconds and at most 86400");
        }
        if !(16..=1_000_000).contains(&self.connections) {
            return wrong("connections", "must be from 16 to 1000000");
        }
        if !(4..=65_536).contains(&self.buffer_megabytes) {
            return wrong("buffer_megabytes", "must be from 4 to 65536");
        }
        self.metrics_address().map(drop)
    }

    /// The address for Prometheus; `None` when it is off.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn metrics_address(&self) -> Result<Option<SocketAddr>, ConfigError> {
        if self.metrics_listen.is_empty() {
            return Ok(None);
        }
        let expected = "an address such as 127.0.0.1:9420, or empty to turn metrics off";
        parse("metrics_listen", &self.metrics_listen, expected).map(Some)
    }

    /// The bounds of the HTTP face.
    pub fn limits(&self) -> Limits {
        Limits {
            request: Duration::from_secs(self.request_seconds),
            head: Duration::from_secs(self.head_seconds),
            idle: Duration::from_secs(self.idle_seconds),
            connections: self.connections,
            buffers: self.buffer_megabytes * 1024 * 1024,
        }
    }

    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.data_dir.join("server.db")
    }

    /// The file of the identity key.
    pub fn identity(&self) -> PathBuf {
        self.data_dir.join("identity.key")
    }
}

fn parse<T: std::str::FromStr>(key: &str, value: &str, expected: &str) -> Result<T, ConfigError> {
    value
        .trim()
        .parse()
        .map_err(|_| ConfigError { key: key.to_owned(), why: format!("`{value}` is not {expected}") })
}
