//! What a server gives away to those who only want to hold it up: bounded places, bounded bytes, bounded time. Everything
//! here comes from one address, and the honest device does too: no limit is on an address.

use crate::http::{Started, contains, now, raw, runtime, start_within};
use jonaki_core::protocol::sync::MEDIA_TYPE;
use jonaki_core::protocol::{Role, limits};
use jonaki_core::{Client, Transport};
use jonaki_server::http::Limits;
use jonaki_tests::synthetic::{Synthetic, Vocabulary};
use jonaki_tests::world::World;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;

const PATIENCE: Duration = Duration::from_secs(60);
const SECOND: Duration = Duration::from_secs(1);

/// A served programme with an honest reporter who goes on working.
struct Stage {
    runtime: Runtime,
    address: SocketAddr,
    metrics: SocketAddr,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    served: Option<tokio::task::JoinHandle<Result<(), jonaki_server::http::ServeError>>>,
    reporter: Mutex<Client>,
    transport: Transport,
    filed: u64,
    _world: World,
}

impl Stage {
    fn new(seed: u64, limits: Limits) -> Self {
        let runtime = runtime();
        let mut world = World::new(seed);
        let mut founder = world.founder();
        world.sync(&mut founder).expect("founded");
        let mut reporter = world.invited(&mut founder, "reporter", Role::Reporter);
        world.sync(&mut reporter).expect("enrolled");
        reporter.offset.store(now() - world.clock.now().0, Ordering::SeqCst);
        let reporter = reporter.take_client();
        let ((address, metrics), stop, served): Started =
            start_within(&runtime, &mut world, limits, Duration::from_secs(600));
        let transport = Transport::new(&format!("http://{address}")).expect("a transport");
        let (stop, served) = (Some(stop), Some(served));
        Self { runtime, address, metrics, stop, served, reporter, transport, filed: 0, _world: world }
    }

    /// Files a report and syncs it.
    fn honest_work(&mut self) {
        self.filed += 1;
        let report = Synthetic::new(self.filed, Vocabulary::Evaluation).report();
        self.reporter.lock().expect("the client").report(&report).expect("saved");
        // Connections of before may have been closed meanwhile.
        self.transport = Transport::new(&format!("http://{}", self.address)).expect("a transport");
        let synced = self.runtime.block_on(jonaki_core::sync(&self.reporter, &self.transport));
        assert_eq!(synced.expect("honest work goes on").receipts, 1);
    }

    /// A value of the metrics; 0 where it was not counted yet.
    fn metric(&self, name: &str) -> u64 {
        let (_, _, body) = self.runtime.block_on(raw(self.metrics, "GET /metrics HTTP/1.1\r\n", b""));
        let text = String::from_utf8_lossy(&body).into_owned();
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
        line.unwrap_or_default()
    }

    fn until(&self, what: &str, mut holds: impl FnMut(&Self) -> bool) {
        let began = std::time::Instant::now();
        while !holds(self) {
            assert!(began.elapsed() < PATIENCE, "{what} did not come");
            std::thread::yield_now();
        }
    }

    /// Opens connections and says this much on each.
    fn open(&self, count: usize, said: &[u8]) -> Vec<TcpStream> {
        self.runtime.block_on(async {
            let mut streams = Vec::new();
            for _ in 0..count {
                let mut stream = TcpStream::connect(self.address).await.expect("connected");
                // One that was closed for a later one cannot be written to.
                let _ = stream.write_all(said).await;
                streams.push(stream);
            }
            streams
        })
    }

    /// Waits until the server has ended all of these; what it said on the last.
    fn ended(&self, streams: Vec<TcpStream>) -> Vec<u8> {
        self.runtime.block_on(async {
            let mut last = Vec::new();
            for mut stream in streams {
                last.clear();
                let read = stream.read_to_end(&mut last);
                let _ = tokio::time::timeout(PATIENCE, read).await.expect("the server ended it");
            }
            last
        })
    }
}

#[test]
fn slow_heads_and_idle_connections_end_by_themselves() {
    let limits = Limits { head: SECOND, idle: SECOND, ..Limits::default() };
    let mut stage = Stage::new(71, limits);
    let mut streams = stage.open(100, b"");
    streams.extend(stage.open(100, b"POST /v1/sync HTTP/1.1\r\nX-Slow: a"));
    stage.honest_work();
    stage.ended(streams);
    assert_eq!(stage.metric("jonaki_connections_closed_total{reason=\"slow_head\"}"), 200);
    let idle = stage.open(50, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(contains(&stage.ended(idle), b"200 OK"));
    assert!(stage.metric("jonaki_connections_closed_total{reason=\"idle\"}") >= 50);
    stage.honest_work();
    stage.until("closing of all connections", |stage| stage.metric("jonaki_connections") <= 1);
}

#[test]
fn thousands_of_half_open_connections_cost_an_honest_device_nothing() {
    let limits = Limits { connections: 100, ..Limits::default() };
    let mut stage = Stage::new(72, limits);
    let mut streams = stage.open(600, b"");
    stage.honest_work();
    streams.extend(stage.open(300, b"POST /v1/sync HTTP/1.1\r\n"));
    stage.honest_work();
    let body = format!(
        "POST /v1/sync HTTP/1.1\r\nHost: x\r\nContent-Type: {MEDIA_TYPE}\r\nContent-Length: 900\r\n\r\na"
    );
    streams.extend(stage.open(300, body.as_bytes()));
    stage.honest_work();
    assert!(stage.metric("jonaki_connections") <= 100);
    assert!(stage.metric("jonaki_connections_closed_total{reason=\"made_place\"}") >= 1_100);
}

#[test]
fn floods_of_header_fields_are_refused_early() {
    let mut stage = Stage::new(73, Limits::default());
    stage.runtime.block_on(async {
        let many = "X-Field: a\r\n".repeat(200);
        let (status, _, _) = raw(stage.address, &format!("GET /healthz HTTP/1.1\r\n{many}"), b"").await;
        assert_eq!(status, 431, "200 fields");
        let long = format!("GET /healthz HTTP/1.1\r\nX-Field: {}\r\n", "a".repeat(64 * 1024));
        let (status, _, _) = raw(stage.address, &long, b"").await;
        assert_eq!(status, 431, "64 KiB in one field");
        let (status, _, _) =
            raw(stage.address, &format!("GET /{} HTTP/1.1\r\n", "a".repeat(64 * 1024)), b"").await;
        assert!([414, 431].contains(&status), "a long path: {status}");
        let mut endless = TcpStream::connect(stage.address).await.expect("connected");
        endless.write_all(b"GET / HTTP/1.1\r\nX-Field: ").await.expect("sent");
        while endless.write_all(&[b'a'; 4_096]).await.is_ok() {}
    });
    stage.honest_work();
}

#[test]
fn bodies_that_never_end_hold_a_bounded_place_for_a_bounded_time() {
    let limits = Limits { buffers: 4 * 1024 * 1024, request: 5 * SECOND, ..Limits::default() };
    let mut stage = Stage::new(74, limits);
    let size = limits::BODY_BYTES;
    let mut said = format!(
        "POST /v1/sync HTTP/1.1\r\nHost: x\r\nContent-Type: {MEDIA_TYPE}\r\nContent-Length: {size}\r\n\r\n"
    )
    .into_bytes();
    said.resize(said.len() + size - 1, 7);
    let streams = stage.open(20, &said);
    for _ in 0..3 {
        stage.honest_work();
        assert!(stage.metric("jonaki_buffered_bytes") <= 4 * 1024 * 1024);
    }
    assert!(stage.metric("jonaki_connections_closed_total{reason=\"buffers\"}") >= 16);
    stage.ended(streams);
    // A stream without an end is cut off at the limit.
    stage.runtime.block_on(async {
        let mut endless = TcpStream::connect(stage.address).await.expect("connected");
        let head = format!("POST /v1/sync HTTP/1.1\r\nHost: x\r\nContent-Type: {MEDIA_TYPE}\r\nTransfer-Encoding: chunked\r\n\r\n");
        endless.write_all(head.as_bytes()).await.expect("sent");
        let chunk = [b"4000\r\n".as_slice(), &[7; 0x4000], b"\r\n"].concat();
        let mut sent = 0;
        while sent < 64 * size && endless.write_all(&chunk).await.is_ok() {
            sent += 0x4000;
        }
        assert!(sent < 64 * size, "the stream was read to its end");
    });
    stage.honest_work();
    stage.until("release of all bytes", |stage| stage.metric("jonaki_buffered_bytes") == 0);
}

#[test]
fn a_peer_that_takes_no_answers_is_let_go() {
    let limits = Limits { request: SECOND, ..Limits::default() };
    let mut stage = Stage::new(75, limits);
    let asked = b"GET /v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n".repeat(64);
    let mut stream = stage.open(1, b"").pop().expect("one");
    stage.runtime.block_on(async {
        // Until the server answers no more because nobody takes its answers.
        while stream.write_all(&asked).await.is_ok() {}
    });
    assert!(stage.metric("jonaki_connections_closed_total{reason=\"stalled\"}") >= 1);
    stage.honest_work();
}

#[test]
fn one_device_has_few_streams_and_a_stopping_server_waits_for_none() {
    let mut stage = Stage::new(76, Limits::default());
    let mut streams = Vec::new();
    for _ in 0..40 {
        let token = stage.reporter.lock().expect("the client").live_token().expect("a token");
        let head = format!("GET /v1/live HTTP/1.1\r\nHost: x\r\nAuthorization: Jonaki {token}\r\n\r\n");
        streams.extend(stage.open(1, head.as_bytes()));
    }
    stage.until("the end of 36 streams", |stage| stage.metric("jonaki_live_streams") == 4);
    stage.honest_work();
    drop(stage.stop.take());
    let served = stage.served.take().expect("serving");
    let ended = stage.runtime.block_on(async { tokio::time::timeout(PATIENCE, served).await });
    ended.expect("it does not wait its ten minutes").expect("no panic").expect("served");
}

#[test]
fn requests_that_are_reset_at_once_end_their_connection_and_no_other() {
    let mut stage = Stage::new(77, Limits::default());
    stage.runtime.block_on(async {
        let stream = TcpStream::connect(stage.address).await.expect("connected");
        let (mut client, connection) = h2::client::handshake(stream).await.expect("HTTP/2");
        let connection = tokio::spawn(connection);
        let mut sent = 0_u32;
        while sent < 100_000 {
            let request = post_request(stage.address);
            let Ok(mut ready) = client.ready().await else { break };
            let Ok((_answer, mut body)) = ready.send_request(request, false) else { break };
            body.send_reset(h2::Reason::CANCEL);
            client = ready;
            sent += 1;
        }
        assert!(sent < 100_000, "a flood of resets was taken to its end");
        let _ = connection.await;
    });
    stage.honest_work();
}

fn post_request(address: SocketAddr) -> ::http::Request<()> {
    let request = ::http::Request::post(format!("http://{address}/v1/sync"));
    request.header("content-type", MEDIA_TYPE).body(()).expect("a request")
}
