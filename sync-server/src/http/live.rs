//! `GET /v1/live`: server-sent events that only say "there is something". Open phones and browsers then sync.

use super::{App, now};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use jonaki_protocol::Principal;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;

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
    let mine = tokio::task::spawn_blocking(move || service.authenticate(now(), &body)).await;
    let mine = match mine {
        Ok(Ok(mine)) => mine,
        Ok(Err(code)) => return (StatusCode::UNAUTHORIZED, code.name()).into_response(),
        Err(_) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    let state = (app.wake.subscribe(), mine, app.metrics.live());
    let events = stream::unfold(state, |(mut wake, mine, guard)| async move {
        loop {
            match wake.recv().await {
                Ok(touched) if concerns(&touched, &mine) => {
                    return Some((
                        Ok::<_, Infallible>(Event::default().data("something")),
                        (wake, mine, guard),
                    ));
                }
                Ok(_) => {}
                // Too slow to hear each: there was something.
                Err(RecvError::Lagged(_)) => {
                    return Some((Ok(Event::default().data("something")), (wake, mine, guard)));
                }
                Err(RecvError::Closed) => return None,
            }
        }
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(25))).into_response()
}

fn concerns(touched: &[Principal], mine: &[Principal]) -> bool {
    touched.iter().any(|principal| mine.contains(principal))
}
