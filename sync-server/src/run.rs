//! `serve`: everything that a configured server does until it is told to stop.

use crate::config::{Config, ConfigError};
use crate::http::{App, ServeError, Serving, Shutdown, serve};
use crate::operations::{self, OperationError};
use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

/// Why a server does not start, or stopped.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The data folder cannot be used.
    #[error(transparent)]
    Operation(#[from] OperationError),
    /// Listening failed.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// The runtime cannot start.
    #[error("the server cannot start: {0}")]
    Io(#[from] std::io::Error),
}

/// Serves until SIGTERM or Ctrl-C. Prints `listening on ADDRESS` once it does, and `metrics on ADDRESS` where they are on.
///
/// # Errors
/// [`RunError`].
pub fn run(config: &Config) -> Result<(), RunError> {
    start_log(config);
    log_panics();
    reserve_handles(config.connections)?;
    let service = Arc::new(operations::open(config)?);
    let listener = listen(config.listen)?;
    let metrics_listener = config.metrics_address()?.map(TcpListener::bind).transpose()?;
    let address = crate::http::address(&listener)?;
    let metrics = metrics_listener.as_ref().map(crate::http::address).transpose()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(crate::http::BLOCKING_THREADS)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let tls = match (&config.tls_certificate, &config.tls_key) {
            (Some(certificate), Some(key)) => Some(crate::http::tls(certificate, key)?),
            _ => None,
        };
        let app = App::with_limits(service, config.limits());
        let grace = Duration::from_secs(config.shutdown_seconds);
        let mut out = std::io::stdout();
        let _ = writeln!(out, "listening on {address}");
        if let Some(metrics) = metrics {
            let _ = writeln!(out, "metrics on {metrics}");
        }
        let _ = out.flush();
        serve(Serving { app, listener, metrics_listener, tls, grace }, signal()).await
    })?;
    Ok(())
}

/// Ends at SIGTERM or Ctrl-C.
fn signal() -> Shutdown {
    Box::pin(async {
        #[cfg(unix)]
        {
            let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
            if let Ok(mut terminate) = terminate {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = tokio::signal::ctrl_c() => {}
                }
                return;
            }
        }
        let _ = tokio::signal::ctrl_c().await;
    })
}

fn start_log(config: &Config) {
    // Only our own lines are known to name nobody: of libraries, which may write what a peer sent, no more than faults.
    let others = if config.log == "error" { "error" } else { "warn" };
    let filter = tracing_subscriber::EnvFilter::new(format!("{others},jonaki_server={}", config.log));
    // Another part of the process may have set a log up already.
    let _ = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}

/// Logs where a panic happened and nothing more: its message may quote what a device sent.
pub fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location();
        tracing::error!(
            file = place.map_or("", std::panic::Location::file),
            line = place.map_or(0, std::panic::Location::line),
            "a panic; the request that caused it is answered as unavailable"
        );
    }));
}

/// Connections that the system holds until we accept them: when a whole district comes back to the network at once, 128, as
/// usual, would send most of them into repeating their first packet.
#[cfg(unix)]
const BACKLOG: i32 = 4_096;

fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let listener = TcpListener::bind(address)?;
    #[cfg(unix)]
    rustix::net::listen(&listener, BACKLOG)?;
    Ok(listener)
}

/// Handles for the database, logs, listeners and workers, beside those of connections.
const OTHER_HANDLES: u64 = 128;

/// Makes sure that there are file handles for so many connections: without them nobody at all could connect.
#[cfg(unix)]
fn reserve_handles(connections: usize) -> Result<(), ConfigError> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let needed = connections as u64 + OTHER_HANDLES;
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_none_or(|current| current >= needed) {
        return Ok(());
    }
    let raised = Rlimit { current: Some(needed), ..limit };
    let allowed = limit.maximum.is_none_or(|most| most >= needed);
    if allowed && setrlimit(Resource::Nofile, raised).is_ok() {
        return Ok(());
    }
    let most = limit.maximum.unwrap_or_default();
    let why = format!(
        "{connections} connections need {needed} file handles and the system allows {most}: raise that limit (`ulimit -n`, LimitNOFILE=) or lower `connections`"
    );
    Err(ConfigError { key: "connections".to_owned(), why })
}

#[cfg(not(unix))]
fn reserve_handles(_: usize) -> Result<(), ConfigError> {
    Ok(())
}
