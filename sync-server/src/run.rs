//! `serve`: everything that a configured server does until it is told to stop.

use crate::config::{Config, ConfigError};
use crate::http::{App, ServeError, Serving, Shutdown, serve};
use crate::operations::{self, OperationError};
use std::io::Write as _;
use std::net::TcpListener;
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

/// Serves until SIGTERM or Ctrl-C. Prints `listening on ADDRESS` once it does.
///
/// # Errors
/// [`RunError`].
pub fn run(config: &Config) -> Result<(), RunError> {
    start_log(config);
    let service = Arc::new(operations::open(config)?);
    let listener = TcpListener::bind(config.listen)?;
    let metrics_listener = config.metrics_address()?.map(TcpListener::bind).transpose()?;
    let address = crate::http::address(&listener)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(16)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let tls = match (&config.tls_certificate, &config.tls_key) {
            (Some(certificate), Some(key)) => Some(crate::http::tls(certificate, key)?),
            _ => None,
        };
        let app = App::new(service, Duration::from_secs(config.request_seconds));
        let grace = Duration::from_secs(config.shutdown_seconds);
        let mut out = std::io::stdout();
        let _ = writeln!(out, "listening on {address}");
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
    let filter = tracing_subscriber::EnvFilter::new(&config.log);
    // Another part of the process may have set a log up already.
    let _ = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}
