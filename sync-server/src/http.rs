//! The HTTP face: routes, limits, waking, shutting down. Handlers take bytes to the service and bring bytes back.

mod body;
mod buffers;
mod connections;
mod gate;
mod limits;
mod live;
mod serve;
mod streams;

pub(crate) use limits::BLOCKING_THREADS;
pub use limits::Limits;
pub use serve::{ServeError, Serving, Shutdown, serve};
pub(crate) use serve::{address, tls};

use crate::metrics::Metrics;
use crate::{Answer, Service};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use body::Received;
use buffers::Buffers;
use connections::Slot;
use jonaki_protocol::sync::{MEDIA_TYPE, Refusal};
use jonaki_protocol::{Code, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};
use streams::Streams;
use tokio::sync::Semaphore;

/// The OpenAPI document, as served and as checked in.
pub const OPENAPI: &str = include_str!("../../docs/formats/openapi.json");

/// What handlers share.
#[derive(Clone)]
pub struct App {
    service: Arc<Service>,
    metrics: Arc<Metrics>,
    limits: Limits,
    buffers: Arc<Buffers>,
    streams: Arc<Streams>,
    workers: Arc<Semaphore>,
    /// Whether the database answered, and when it was asked.
    ready: Arc<Mutex<Option<(Instant, bool)>>>,
}

impl App {
    /// Around a service, within the usual limits.
    pub fn new(service: Arc<Service>, request_time: Duration) -> Self {
        Self::with_limits(service, Limits { request: request_time, ..Limits::default() })
    }

    /// Around a service, within these limits.
    pub fn with_limits(service: Arc<Service>, limits: Limits) -> Self {
        let metrics = Arc::new(Metrics::default());
        Self {
            service,
            buffers: Buffers::new(limits, Arc::clone(&metrics)),
            metrics,
            limits,
            streams: Arc::default(),
            workers: Arc::new(Semaphore::new(limits::WORKERS)),
            ready: Arc::default(),
        }
    }

    /// Does what blocks, a few at a time and in the order in which they came; `None` after a panic.
    async fn work<T: Send + 'static>(&self, job: impl FnOnce(Timestamp) -> T + Send + 'static) -> Option<T> {
        let worker = Arc::clone(&self.workers).acquire_owned().await.ok()?;
        // A request that was begun is finished even when its device is gone: the worker goes along.
        let job = move || {
            let done = job(now());
            drop(worker);
            done
        };
        tokio::task::spawn_blocking(job).await.ok()
    }

    /// The routes for devices and browsers.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/v1/sync", post(sync))
            .route("/v1/live", get(live::live))
            .route("/v1/openapi.json", get(openapi))
            .route("/healthz", get(|| async { "ok\n" }))
            .route("/readyz", get(ready))
            .layer(middleware::from_fn(harden))
            .with_state(self.clone())
    }

    /// The route for Prometheus, on a port of its own.
    pub fn metrics_router(&self) -> Router {
        let metrics = Arc::clone(&self.metrics);
        let show = move || async move {
            let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            ([(header::CONTENT_TYPE, kind)], metrics.text())
        };
        Router::new().route("/metrics", get(show))
    }
}

/// The server's clock.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

async fn sync(State(app): State<App>, request: Request) -> Response {
    let started = Instant::now();
    let typed = request.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == MEDIA_TYPE);
    if !typed {
        return refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::Malformed);
    }
    let slot = request.extensions().get::<Arc<Slot>>().cloned();
    let Received { bytes, hold } = match body::read(&app, request).await {
        Ok(received) => received,
        Err((status, code)) => return refusal(status, code),
    };
    let size = bytes.len();
    let service = Arc::clone(&app.service);
    let answer = app.work(move |now| service.sync(now, &bytes)).await;
    let Some(answer) = answer else {
        tracing::error!(route = "/v1/sync", "a request panicked; its transaction was rolled back");
        return refusal(StatusCode::SERVICE_UNAVAILABLE, Code::Unavailable);
    };
    let took = started.elapsed();
    app.metrics.answered(&answer, size, took);
    log(&answer, size, took);
    app.streams.wake(&answer.touched);
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CONTENT_TYPE, MEDIA_TYPE)], body::leaving(answer.body, hold, slot)).into_response()
}

fn refusal(status: StatusCode, code: Code) -> Response {
    let body = Refusal { code, time: now(), retry_after: 0 }.to_body();
    (status, [(header::CONTENT_TYPE, MEDIA_TYPE)], body).into_response()
}

/// One line a request: route, outcome, pseudonym, sizes. Never an address, never content.
fn log(answer: &Answer, bytes_in: usize, took: Duration) {
    let device = answer.device.map(|device| device.to_string()).unwrap_or_default();
    tracing::info!(
        route = "/v1/sync",
        http.status = answer.status,
        device.id = device,
        code = answer.refusal.map_or("ok", Code::name),
        items.admitted = answer.admitted,
        items.refused = answer.refused_items.len(),
        bytes.r#in = bytes_in,
        bytes.out = answer.body.len(),
        duration_us = took.as_micros() as u64,
    );
}

async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], OPENAPI).into_response()
}

/// Asks the database once a second at most: anybody may ask us.
async fn ready(State(app): State<App>) -> Response {
    let fresh = |(asked, ready): (Instant, bool)| (asked.elapsed() < Duration::from_secs(1)).then_some(ready);
    let known = app.ready.lock().unwrap_or_else(PoisonError::into_inner).and_then(fresh);
    let ready = match known {
        Some(ready) => ready,
        None => {
            let service = Arc::clone(&app.service);
            let ready = app.work(move |_| service.is_ready()).await.unwrap_or(false);
            *app.ready.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), ready));
            ready
        }
    };
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, if ready { "ready\n" } else { "the database does not answer\n" }).into_response()
}

/// Headers that every answer carries; the request counts as under way until the answer left.
async fn harden(request: Request, next: Next) -> Response {
    let busy = request.extensions().get::<Arc<Slot>>().map(Slot::request);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    body::keep(response, busy)
}
