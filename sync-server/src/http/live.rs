//! `GET /v1/live`: server-sent events that only say "there is something". Open phones and browsers then sync.

use super::App;
use super::limits::STREAM_TIME;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

/// What a client sends: `Authorization: Jonaki <base64url of a signed request body without contents>`.
const SCHEME: &str = "Jonaki ";
/// Longest token, bytes of text.
const TOKEN: usize = 4_096;

pub(super) async fn live(State(app): State<App>, headers: HeaderMap) -> Response {
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = token.and_then(|value| value.strip_prefix(SCHEME)).filter(|token| token.len() <= TOKEN);
    let body = token.and_then(|token| data_encoding::BASE64URL_NOPAD.decode(token.as_bytes()).ok());
    let Some(body) = body else {
        return (StatusCode::UNAUTHORIZED, "sign the request as described in the OpenAPI document\n")
            .into_response();
    };
    let service = Arc::clone(&app.service);
    let mine = match app.work(move |now| service.authenticate(now, &body)).await {
        Some(Ok(mine)) => mine,
        Some(Err(code)) => return (StatusCode::UNAUTHORIZED, code.name()).into_response(),
        None => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    let stream = app.streams.open(&mine, app.metrics.live());
    let ends = tokio::time::Instant::now() + STREAM_TIME;
    let events = stream::unfold(stream, move |stream| async move {
        tokio::select! {
            more = stream.next() => {
                more.then(|| (Ok::<_, Infallible>(Event::default().data("something")), stream))
            }
            () = tokio::time::sleep_until(ends) => None,
        }
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(25))).into_response()
}
