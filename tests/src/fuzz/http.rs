//! The router in process: any method, path, headers and body.

use super::Reached;
use super::exchange::honest_request;
use super::input::Input;
use super::programme::programme;
use super::server::Bench;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, Method, Request, Response as Answer, header};
use jonaki_protocol::sync::{MEDIA_TYPE, Refusal, Request as Sync, Response, UnverifiedRequest};
use jonaki_protocol::{Timestamp, frame, limits};
use jonaki_server::http::App;
use std::cell::RefCell;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

/// Requests that one server lives through: fewer than one device may make at once.
const LIVES: u32 = 200;

struct Serving {
    bench: Bench,
    router: Router,
    runtime: Runtime,
    runs: u32,
}

impl Serving {
    fn new() -> Self {
        let bench = Bench::new();
        let router = App::new(Arc::clone(&bench.service), Duration::from_secs(5)).router();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        Self { bench, router, runtime, runs: 0 }
    }

    fn renewed(self) -> Self {
        let Self { bench, router, runtime, .. } = self;
        drop(router);
        let bench = bench.again();
        let router = App::new(Arc::clone(&bench.service), Duration::from_secs(5)).router();
        Self { bench, router, runtime, runs: 0 }
    }
}

thread_local! {
    static SERVING: RefCell<Option<Serving>> = const { RefCell::new(None) };
}

/// A request over HTTP: a code for everything, hardened headers, no failure of the server's own.
pub fn http(data: &[u8]) -> Reached {
    SERVING.with_borrow_mut(|slot| {
        let mut serving = slot.take().unwrap_or_else(Serving::new);
        serving.runs += 1;
        if serving.runs > LIVES {
            serving = serving.renewed();
        }
        let before = serving.bench.head();
        let reached = asked(&serving, data);
        *slot = Some(if serving.bench.head() == before { serving } else { serving.renewed() });
        reached
    })
}

const PATHS: [&str; 6] = ["/v1/sync", "/v1/live", "/v1/openapi.json", "/healthz", "/readyz", "/metrics"];

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970");
    Timestamp(since.as_secs() as i64)
}

fn asked(serving: &Serving, data: &[u8]) -> Reached {
    let mut input = Input(data);
    let (shape, kind) = (input.byte(), input.byte());
    let path = match shape % 8 {
        0..=3 => PATHS[0].to_owned(),
        4 => PATHS[1].to_owned(),
        5 => PATHS[input.below(PATHS.len())].to_owned(),
        _ => format!("/{}", String::from_utf8_lossy(input.part())),
    };
    let methods = [Method::POST, Method::GET, Method::HEAD, Method::PUT, Method::DELETE, Method::OPTIONS];
    let method = if shape & 128 == 0 {
        if shape % 8 == 4 { Method::GET } else { Method::POST }
    } else {
        methods[input.below(methods.len())].clone()
    };
    let mut request = Request::builder().method(method).uri(&path);
    if kind & 3 == 0 {
        request = request.header(header::CONTENT_TYPE, MEDIA_TYPE);
    } else if let Ok(value) = HeaderValue::from_bytes(input.part()) {
        request = request.header(header::CONTENT_TYPE, value);
    }
    let body = body(&mut input, kind);
    if shape % 8 == 4 {
        let token = if kind & 4 == 0 {
            data_encoding::BASE64URL_NOPAD.encode(&body).into_bytes()
        } else {
            body.clone()
        };
        if let Ok(value) = HeaderValue::from_bytes(&[b"Jonaki ", token.as_slice()].concat()) {
            request = request.header(header::AUTHORIZATION, value);
        }
    }
    // A path that is none is refused before there is a request.
    let Ok(request) = request.body(Body::from(body)) else { return Reached::Refused };
    let is_sync = request.uri().path() == PATHS[0] && request.method() == Method::POST;
    serving.runtime.block_on(async {
        let answer = serving.router.clone().oneshot(request).await.expect("the router does not fail");
        let reached = judged(answer, is_sync).await;
        let ready = Request::get("/readyz").body(Body::empty()).expect("a request");
        let ready = serving.router.clone().oneshot(ready).await.expect("the router does not fail");
        assert_eq!(ready.status(), 200, "and goes on");
        reached
    })
}

/// Bytes, a frame of them, or what an enrolled device signs now.
fn body(input: &mut Input<'_>, kind: u8) -> Vec<u8> {
    match kind >> 4 & 3 {
        0 => input.0.to_vec(),
        1 => frame::pack_quick(input.0),
        _ => {
            let world = programme();
            let keys = world.member(input.below(3));
            let request =
                UnverifiedRequest::from_body(&frame::pack_quick(input.0)).map(|found| found.claimed);
            let request = request.unwrap_or_else(|_| honest_request(Vec::new()));
            let time = now().plus(i64::from(input.byte()) * 16);
            let request = Sync { programme: world.id, time, founding: None, ..request };
            request.to_body(&keys.sign).unwrap_or_default()
        }
    }
}

async fn judged(answer: Answer<Body>, is_sync: bool) -> Reached {
    let status = answer.status().as_u16();
    assert!(matches!(status, 200 | 400 | 401 | 403 | 404 | 405 | 413 | 415 | 429), "status {status}");
    let headers = answer.headers();
    assert_eq!(
        headers.get(header::X_CONTENT_TYPE_OPTIONS).map(HeaderValue::as_bytes),
        Some(b"nosniff".as_slice())
    );
    assert_eq!(headers.get(header::CACHE_CONTROL).map(HeaderValue::as_bytes), Some(b"no-store".as_slice()));
    let events = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
    if events {
        return Reached::Taken;
    }
    let body = to_bytes(answer.into_body(), limits::BODY_BYTES).await.expect("an answer within its bound");
    if is_sync && status == 200 {
        Response::from_body(&body).expect("an answer is read");
    } else if is_sync {
        Refusal::from_body(&body).expect("a refusal says why");
    }
    if status == 200 { Reached::Taken } else { Reached::Refused }
}
