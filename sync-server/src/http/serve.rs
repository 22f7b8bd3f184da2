//! Listening, with TLS or without, until told to stop.

use super::App;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::future::Future;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Why listening failed.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// A socket failed.
    #[error("the listener failed: {0}")]
    Io(#[from] std::io::Error),
    /// The certificate or key cannot be used.
    #[error("the TLS certificate or key cannot be used: {0}")]
    Tls(String),
}

/// What to serve, and where.
pub struct Serving {
    /// The application.
    pub app: App,
    /// For devices.
    pub listener: TcpListener,
    /// For Prometheus.
    pub metrics_listener: Option<TcpListener>,
    /// Certificate chain and key in PEM.
    pub tls: Option<RustlsConfig>,
    /// How long a shutdown waits for requests under way.
    pub grace: Duration,
}

/// Reads PEM files into a TLS configuration (TLS 1.3 and 1.2, HTTP/2 and HTTP/1.1).
///
/// # Errors
/// [`ServeError::Tls`].
pub(crate) fn tls(certificate: &Path, key: &Path) -> Result<RustlsConfig, ServeError> {
    let wrong = |what: &str, error: &dyn std::fmt::Display| ServeError::Tls(format!("{what}: {error}"));
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| wrong("certificate", &error))?;
    let key = PrivateKeyDer::from_pem_file(key).map_err(|error| wrong("key", &error))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|error| wrong("certificate and key", &error))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(RustlsConfig::from_config(Arc::new(config)))
}

/// A future that ends when the server is to stop.
pub type Shutdown = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

/// Serves until `shutdown` ends, then finishes the requests under way.
///
/// # Errors
/// [`ServeError::Io`].
pub async fn serve(serving: Serving, shutdown: Shutdown) -> Result<(), ServeError> {
    let Serving { app, listener, metrics_listener, tls, grace } = serving;
    let handle = Handle::new();
    let stopping = handle.clone();
    tokio::spawn(async move {
        shutdown.await;
        tracing::info!("stopping: finishing the requests under way");
        stopping.graceful_shutdown(Some(grace));
    });
    if let Some(metrics) = metrics_listener {
        metrics.set_nonblocking(true)?;
        let router = app.metrics_router();
        tokio::spawn(axum_server::from_tcp(metrics)?.serve(router.into_make_service()));
    }
    listener.set_nonblocking(true)?;
    let service = app.router().into_make_service();
    match tls {
        Some(tls) => axum_server::from_tcp_rustls(listener, tls)?.handle(handle).serve(service).await?,
        None => axum_server::from_tcp(listener)?.handle(handle).serve(service).await?,
    }
    Ok(())
}

/// The address that a listener got: with port 0 the one that was free.
pub(crate) fn address(listener: &TcpListener) -> Result<SocketAddr, ServeError> {
    Ok(listener.local_addr()?)
}
