//! Listening, with TLS or without, until told to stop.

use super::App;
use super::buffers::Buffers;
use super::connections::Connections;
use super::gate::Gate;
use super::limits::{
    HEAD_BYTES, HEAD_FIELDS, HEAD_LIST_BYTES, METRICS_CONNECTIONS, PIECE_BYTES, STREAMS_PER_CONNECTION,
    WINDOW_BYTES,
};
use axum_server::accept::DefaultAcceptor;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use axum_server::{Handle, Server};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::future::Future;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::{Arc, Weak};
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
    let limits = app.limits;
    let handle = Handle::new();
    let (stopping, streams) = (handle.clone(), Arc::clone(&app.streams));
    tokio::spawn(async move {
        shutdown.await;
        tracing::info!("stopping: finishing the requests under way");
        streams.stop();
        stopping.graceful_shutdown(Some(grace));
    });
    if let Some(metrics) = metrics_listener {
        let connections = Connections::new(METRICS_CONNECTIONS, limits, Arc::default());
        tokio::spawn(sweep(Arc::downgrade(&connections), None));
        let gate = Gate::new(DefaultAcceptor::new(), connections);
        let server = bounded(axum_server::from_tcp(metrics)?.acceptor(gate));
        tokio::spawn(server.serve(app.metrics_router().into_make_service()));
    }
    let connections = Connections::new(limits.connections, limits, Arc::clone(&app.metrics));
    let sweeper = tokio::spawn(sweep(Arc::downgrade(&connections), Some(Arc::clone(&app.buffers))));
    let service = app.router().into_make_service();
    let server = axum_server::from_tcp(listener)?.handle(handle);
    let served = match tls {
        Some(tls) => {
            let tls = RustlsAcceptor::new(tls).handshake_timeout(limits.head);
            bounded(server.acceptor(Gate::new(tls, connections))).serve(service).await
        }
        None => bounded(server.acceptor(Gate::new(DefaultAcceptor::new(), connections))).serve(service).await,
    };
    sweeper.abort();
    Ok(served?)
}

/// Bounds what one connection may make us hold.
fn bounded<A>(mut server: Server<SocketAddr, A>) -> Server<SocketAddr, A> {
    let builder = server.http_builder();
    builder.http1().max_buf_size(HEAD_BYTES).max_headers(HEAD_FIELDS);
    builder
        .http2()
        .max_header_list_size(HEAD_LIST_BYTES)
        .max_concurrent_streams(STREAMS_PER_CONNECTION)
        .initial_stream_window_size(WINDOW_BYTES)
        .initial_connection_window_size(WINDOW_BYTES)
        .max_send_buf_size(2 * PIECE_BYTES)
        .max_local_error_reset_streams(Some(64));
    server
}

/// Ends what takes too long, until the connections are gone.
async fn sweep(connections: Weak<Connections>, buffers: Option<Arc<Buffers>>) {
    let mut tick = tokio::time::interval(Duration::from_millis(250));
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        let Some(connections) = connections.upgrade() else { return };
        connections.sweep();
        if let Some(buffers) = &buffers {
            buffers.sweep();
        }
    }
}

/// The address that a listener got: with port 0 the one that was free.
pub(crate) fn address(listener: &TcpListener) -> Result<SocketAddr, ServeError> {
    Ok(listener.local_addr()?)
}
