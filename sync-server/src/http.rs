//! The HTTP face: routes, limits, waking, shutting down. Handlers take bytes to the service and bring bytes back.

mod live;
mod serve;

pub use serve::{ServeError, Serving, Shutdown, serve};
pub(crate) use serve::{address, tls};

use crate::metrics::Metrics;
use crate::{Answer, Service};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use jonaki_protocol::sync::{MEDIA_TYPE, Refusal};
use jonaki_protocol::{Code, Principal, Timestamp, limits};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};
use tokio::sync::broadcast;

/// The OpenAPI document, as served and as checked in.
pub const OPENAPI: &str = include_str!("../../docs/formats/openapi.json");

/// What handlers share.
#[derive(Clone)]
pub struct App {
    service: Arc<Service>,
    metrics: Arc<Metrics>,
    wake: broadcast::Sender<Arc<[Principal]>>,
    request_time: Duration,
}

impl App {
    /// Around a service.
    pub fn new(service: Arc<Service>, request_time: Duration) -> Self {
        let (wake, _) = broadcast::channel(256);
        Self { service, metrics: Arc::new(Metrics::default()), wake, request_time }
    }

    /// The routes for devices and browsers.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/v1/sync", post(sync))
            .route("/v1/live", get(live::live))
            .route("/v1/openapi.json", get(openapi))
            .route("/healthz", get(|| async { "ok\n" }))
            .route("/readyz", get(ready))
            .layer(DefaultBodyLimit::max(limits::BODY_BYTES))
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
    let body = read(request, app.request_time).await;
    let body = match body {
        Ok(body) => body,
        Err((status, code)) => return refusal(status, code),
    };
    let size = body.len();
    let service = Arc::clone(&app.service);
    // The database blocks: a request that was begun is finished even when its device is gone.
    let answer = tokio::task::spawn_blocking(move || service.sync(now(), &body)).await;
    let Ok(answer) = answer else {
        tracing::error!(route = "/v1/sync", "a request panicked; its transaction was rolled back");
        return refusal(StatusCode::SERVICE_UNAVAILABLE, Code::Unavailable);
    };
    let took = started.elapsed();
    app.metrics.answered(&answer, size, took);
    log(&answer, size, took);
    if !answer.touched.is_empty() {
        // Nobody listening is no fault.
        let _ = app.wake.send(Arc::from(answer.touched.as_slice()));
    }
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CONTENT_TYPE, MEDIA_TYPE)], answer.body).into_response()
}

/// Reads a body under the limit, within the time of a request: a slow sender holds nothing but its own connection.
async fn read(request: Request, most: Duration) -> Result<Bytes, (StatusCode, Code)> {
    let body = axum::body::to_bytes(request.into_body(), limits::BODY_BYTES);
    match tokio::time::timeout(most, body).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err((StatusCode::PAYLOAD_TOO_LARGE, Code::TooLarge)),
        Err(_) => Err((StatusCode::REQUEST_TIMEOUT, Code::Unavailable)),
    }
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

async fn ready(State(app): State<App>) -> Response {
    let service = Arc::clone(&app.service);
    let ready = tokio::task::spawn_blocking(move || service.is_ready()).await.unwrap_or(false);
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, if ready { "ready\n" } else { "the database does not answer\n" }).into_response()
}

/// Headers that every answer carries.
async fn harden(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
