//! The server on the network: routes, limits, waking, TLS, and the real client over it.

use jonaki_core::protocol::sync::{MEDIA_TYPE, Refusal, Request, VERSION};
use jonaki_core::protocol::{Code, limits};
use jonaki_core::{Budget, CaseQuery, Transport};
use jonaki_server::http::{App, Limits, OPENAPI, Serving, serve};
use jonaki_tests::proxy::{self, Link};
use jonaki_tests::synthetic::{Synthetic, Vocabulary};
use jonaki_tests::world::World;
use rand_chacha::rand_core::Rng as _;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;

pub(crate) fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

/// Serves a world's service on free ports until `stop` is dropped.
fn start(runtime: &Runtime, world: &mut World) -> (SocketAddr, SocketAddr, tokio::sync::oneshot::Sender<()>) {
    let limits = Limits { request: Duration::from_secs(5), ..Limits::default() };
    let (addresses, stop, _) = start_within(runtime, world, limits, Duration::from_secs(5));
    (addresses.0, addresses.1, stop)
}

/// A server in this process: its addresses, for devices and for metrics; what stops it when dropped; what ends with it.
pub(crate) type Started = ((SocketAddr, SocketAddr), tokio::sync::oneshot::Sender<()>, Served);
type Served = tokio::task::JoinHandle<Result<(), jonaki_server::http::ServeError>>;

/// Serves within these limits.
pub(crate) fn start_within(runtime: &Runtime, world: &mut World, limits: Limits, grace: Duration) -> Started {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let metrics = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let addresses = (listener.local_addr().expect("an address"), metrics.local_addr().expect("an address"));
    let app = App::with_limits(Arc::new(world.take_service()), limits);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = Serving { app, listener, metrics_listener: Some(metrics), tls: None, grace };
    let shutdown = Box::pin(async {
        let _ = stopped.await;
    });
    let served = runtime.spawn(serve(serving, shutdown));
    (addresses, stop, served)
}

/// Sends bytes as they are and returns status, headers and body.
pub(crate) async fn raw(address: SocketAddr, head: &str, body: &[u8]) -> (u16, String, Vec<u8>) {
    let mut stream = TcpStream::connect(address).await.expect("connected");
    let head = format!("{head}Host: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).await.expect("sent");
    // A server that refuses early may close while we still send.
    let _ = stream.write_all(body).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("a head");
    let headers = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    let status = headers.split(' ').nth(1).and_then(|text| text.parse().ok()).expect("a status");
    (status, headers, answer[end + 4..].to_vec())
}

fn post(kind: &str) -> String {
    format!("POST /v1/sync HTTP/1.1\r\nContent-Type: {kind}\r\n")
}

#[test]
fn every_route_answers_and_every_bad_body_gets_a_code() {
    let runtime = runtime();
    let mut world = World::new(21);
    let (address, metrics, _stop) = start(&runtime, &mut world);
    runtime.block_on(async {
        for (path, text) in [("/healthz", "ok"), ("/readyz", "ready")] {
            let (status, headers, body) = raw(address, &format!("GET {path} HTTP/1.1\r\n"), b"").await;
            assert_eq!((status, String::from_utf8_lossy(&body).trim()), (200, text));
            assert!(
                headers.contains("x-content-type-options: nosniff")
                    && headers.contains("cache-control: no-store")
            );
        }
        let (_, _, body) = raw(address, "GET /v1/openapi.json HTTP/1.1\r\n", b"").await;
        assert_eq!(body, OPENAPI.as_bytes(), "what is served is what is checked in");
        let bomb = jonaki_core::protocol::frame::pack(&vec![0; limits::REQUEST_BYTES + 1]);
        let cases: Vec<(&str, Vec<u8>, u16, Code)> = vec![
            (MEDIA_TYPE, b"hello".to_vec(), 400, Code::Malformed),
            (MEDIA_TYPE, Vec::new(), 400, Code::Malformed),
            (MEDIA_TYPE, bomb, 413, Code::TooLarge),
            (MEDIA_TYPE, vec![0; limits::BODY_BYTES + 1], 413, Code::TooLarge),
            ("text/plain", b"hello".to_vec(), 415, Code::Malformed),
        ];
        for (kind, body, status, code) in cases {
            let size = body.len();
            let (found, _, answer) = raw(address, &post(kind), &body).await;
            assert_eq!(found, status, "{size} bytes of {kind}");
            assert_eq!(Refusal::from_body(&answer).map(|refusal| refusal.code), Ok(code));
        }
        let (status, _, _) = raw(address, "GET /v1/sync HTTP/1.1\r\n", b"").await;
        assert_eq!(status, 405);
        let (status, _, _) = raw(address, "GET /../etc/passwd HTTP/1.1\r\n", b"").await;
        assert_eq!(status, 404);
        let (status, _, body) = raw(metrics, "GET /metrics HTTP/1.1\r\n", b"").await;
        let text = String::from_utf8_lossy(&body).into_owned();
        assert_eq!(status, 200);
        assert!(text.contains("jonaki_sync_requests_total{code=\"malformed\"} 2"), "{text}");
        let (status, _, _) = raw(address, "GET /metrics HTTP/1.1\r\n", b"").await;
        assert_eq!(status, 404, "metrics have a port of their own");
    });
}

#[test]
fn the_real_client_syncs_and_live_wakes_others() {
    let runtime = runtime();
    let mut world = World::new(22);
    let mut founder = world.founder();
    world.sync(&mut founder).expect("founded");
    let mut reporter = world.invited(&mut founder, "reporter", jonaki_core::protocol::Role::Reporter);
    world.sync(&mut reporter).expect("enrolled");
    let case = reporter.client().report(&Synthetic::new(1, Vocabulary::Evaluation).report()).expect("saved");
    // The founder's token for the live stream: a signed request without contents, by the machine's clock.
    founder.offset.store(now() - world.clock.now().0, std::sync::atomic::Ordering::SeqCst);
    let token = founder.client().live_token().expect("a token");
    let (address, metrics, stop) = start(&runtime, &mut world);
    let founder = founder.take_client();
    let reporter = reporter.take_client();
    runtime.block_on(async {
        let (status, _, _) = raw(address, "GET /v1/live HTTP/1.1\r\n", b"").await;
        assert_eq!(status, 401);
        let (status, _, body) =
            raw(address, "GET /v1/live HTTP/1.1\r\nAuthorization: Jonaki AAAA\r\n", b"").await;
        assert_eq!((status, String::from_utf8_lossy(&body).into_owned()), (401, "malformed".to_owned()));
        let mut live = TcpStream::connect(address).await.expect("connected");
        let head = format!("GET /v1/live HTTP/1.1\r\nHost: x\r\nAuthorization: Jonaki {token}\r\n\r\n");
        live.write_all(head.as_bytes()).await.expect("sent");
        let mut heard = Vec::new();
        while !contains(&heard, b"\r\n\r\n") {
            assert!(live.read_buf(&mut heard).await.expect("the head of the stream") > 0);
        }
        assert!(heard.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&heard));
        let (status, _, body) = raw(metrics, "GET /metrics HTTP/1.1\r\n", b"").await;
        assert!(status == 200 && contains(&body, b"jonaki_live_streams 1"));

        let transport = Transport::new(&format!("http://{address}")).expect("a transport");
        let summary =
            jonaki_core::sync(&reporter, &transport).await.expect("synced, the clock corrected on the way");
        assert_eq!((summary.receipts, summary.refused), (1, 0));
        while !contains(&heard, b"data: something") {
            assert!(live.read_buf(&mut heard).await.expect("the stream") > 0);
        }
        jonaki_core::sync(&founder, &transport).await.expect("synced");
    });
    assert!(founder.lock().expect("the client").peek(case).is_ok());
    drop(stop);
}

#[test]
fn a_long_feed_comes_whole_over_a_link_that_loses_replies() {
    const CASES: usize = 8;
    const NOTES: usize = 30;
    let runtime = runtime();
    let mut world = World::new(26);
    world.clock.pass(now() - world.clock.now().0);
    let mut founder = world.founder();
    world.sync(&mut founder).expect("founded");
    let mut random = world.seeds.stream();
    let mut source = Synthetic::new(26, Vocabulary::Evaluation);
    for _ in 0..CASES {
        let case = founder.client().report(&source.typical()).expect("saved");
        for _ in 0..NOTES {
            let letters = (0..6_000).map(|_| char::from(b'a' + (random.next_u32() % 26) as u8));
            founder.client().add_note(case, &letters.collect::<String>()).expect("saved");
        }
    }
    let role = jonaki_core::protocol::Role::Coordinator;
    let fresh = world.invited(&mut founder, "fresh", role).take_client();
    world.sync(&mut founder).expect("synced");
    let (address, _, _stop) = start(&runtime, &mut world);
    let link = Arc::new(Link::default());
    link.connect(Some(address));
    // The second part of the feed is lost once; it was asked for while the first was taken in.
    link.lose_every.store(2, Ordering::SeqCst);
    let summary = runtime.block_on(async {
        let proxy = proxy::start(Arc::clone(&link)).await.expect("a proxy");
        let transport = Transport::new(&format!("http://{proxy}")).expect("a transport");
        jonaki_core::sync(&fresh, &transport).await.expect("synced")
    });
    assert!(summary.rounds >= 2 && link.lost.load(Ordering::SeqCst) >= 1, "{summary:?}");
    let client = fresh.into_inner().expect("the client");
    let cases = client.cases(&CaseQuery { limit: 100, ..CaseQuery::default() }).expect("the list");
    assert_eq!(cases.len(), CASES);
    for row in cases {
        assert_eq!(client.peek(row.id).expect("the case").notes.len(), NOTES);
    }
}

pub(crate) fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

pub(crate) fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    since.as_secs() as i64
}

#[test]
fn requests_of_a_device_are_limited_by_device_and_by_nothing_else() {
    let mut world = World::new(23);
    let mut founder = world.founder();
    world.sync(&mut founder).expect("founded");
    let mut other = world.invited(&mut founder, "other", jonaki_core::protocol::Role::Reporter);
    world.sync(&mut other).expect("enrolled");
    let mut refused = None;
    for _ in 0..400 {
        let body = founder.client().sync_request(Budget::default()).expect("a request").body;
        let answer = world.exchange(&body);
        founder.client().sync_answer(answer.status, &answer.body).expect("taken in");
        refused = answer.refusal;
        if refused.is_some() {
            break;
        }
    }
    assert_eq!(refused, Some(Code::RateLimited));
    world.sync(&mut other).expect("somebody else goes on");
    world.clock.pass(120);
    world.sync(&mut founder).expect("and after a while the device too");
}

#[test]
fn a_request_that_is_not_ours_is_refused_by_its_code() {
    let mut world = World::new(24);
    let mut founder = world.founder();
    let body = founder.client().sync_request(Budget::default()).expect("a request").body;
    // Nobody founded with this code before; damaged in every byte, it is refused and founds nothing.
    for position in 0..body.len() {
        let mut damaged = body.clone();
        damaged[position] ^= 0x40;
        let answer = world.exchange(&damaged);
        assert_ne!(answer.status, 200, "byte {position}");
    }
    for length in 0..body.len() {
        assert_ne!(world.exchange(&body[..length]).status, 200, "{length} bytes");
    }
    world.sync(&mut founder).expect("the honest request still founds the programme");
    let mut stranger = World::new(25).founder();
    let foreign = stranger.client().sync_request(Budget::default()).expect("a request").body;
    assert_eq!(world.exchange(&foreign).refusal, Some(Code::FoundingRefused));
    let unsigned = Request {
        version: VERSION + 1,
        programme: founder.client().status().expect("status").programme.expect("enrolled"),
        time: world.clock.now(),
        nonce: 1,
        cursor: jonaki_core::protocol::sync::Cursor::default(),
        budget: 1,
        batches: Vec::new(),
        offers: Vec::new(),
        digests: Vec::new(),
        prove: Vec::new(),
        founding: None,
    };
    let key = jonaki_core::protocol::SignPrivate::from_seed(&[1; 32]);
    let body = unsigned.to_body(&key).expect("packed");
    assert_eq!(world.exchange(&body).refusal, Some(Code::UnsupportedVersion));
    let body = Request { version: VERSION, ..unsigned }.to_body(&key).expect("packed");
    assert_eq!(world.exchange(&body).refusal, Some(Code::UnknownDevice));
    founder.offset.store(3_600, std::sync::atomic::Ordering::SeqCst);
    let early = founder.client().sync_request(Budget::default()).expect("a request").body;
    let answer = world.exchange(&early);
    assert_eq!((answer.status, answer.refusal), (401, Some(Code::ClockSkew)));
    founder.client().sync_answer(answer.status, &answer.body).expect("the clock is corrected");
    world.sync(&mut founder).expect("and the device goes on");
}
