//! Set F: HTTP, before any signature. Bytes on a real socket to the served router.

use super::{Allowance, Answer, Bound, Case, Entrance, Scene, Set, Tables};
use crate::served::{Served, reply};
use crate::world::World;
use jonaki_core::protocol::CaseId;
use jonaki_core::protocol::limits;
use jonaki_core::protocol::sync::MEDIA_TYPE;
use jonaki_core::{Client, FieldEdit, Report, Scalar, Transport};
use std::io::{Read as _, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::runtime::Runtime;

/// How long the server waits for a body: short, so that the slow ones do not hold the test.
const REQUEST: Duration = Duration::from_millis(300);

/// What is written to the server.
#[derive(Debug, Clone)]
pub enum Wire {
    /// These bytes, and then silence on an open connection; and how many answers they may get.
    Bytes(Vec<u8>, usize),
    /// These bytes, and the word that nothing follows.
    Gone(Vec<u8>),
    /// The bytes one by one, each in a packet of its own.
    Slowly(Vec<u8>),
    /// So many connections that say nothing, and then these bytes on another.
    Crowd(usize, Vec<u8>),
    /// The bytes on the operator's port.
    Metrics(Vec<u8>),
}

/// A served programme with an honest reporter.
pub struct Street {
    served: Served,
    path: PathBuf,
    reporter: Mutex<Client>,
    case: CaseId,
    runtime: Runtime,
    round: u32,
    _world: World,
}

impl Street {
    /// A new programme, served.
    ///
    /// # Panics
    /// Where honest work fails.
    pub fn new(seed: u64) -> Self {
        let mut world = World::new(seed);
        // The server has the machine's clock.
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
        world.clock.pass(since.as_secs() as i64 - world.clock.now().0);
        let mut founder = world.founder();
        world.sync(&mut founder).expect("founded");
        let mut reporter = world.invited(&mut founder, "reporter", jonaki_core::protocol::Role::Reporter);
        world.sync(&mut reporter).expect("enrolled");
        let case = reporter.client().report(&Report::default()).expect("saved");
        let path = world.server_path();
        let served = Served::start(Arc::new(world.take_service()), REQUEST);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let reporter = reporter.take_client();
        let mut street = Self { served, path, reporter, case, runtime, round: 0, _world: world };
        street.go_on().expect("an honest beginning");
        street
    }
}

impl Street {
    /// Writes packets on a connection of its own and reads until the server closes it.
    fn write(&self, address: SocketAddr, packets: &[&[u8]]) -> Vec<u8> {
        let mut stream = crate::served::connect(address);
        stream.set_nodelay(true).expect("an option");
        for packet in packets {
            // A server that refuses early may close while we still write.
            let _ = stream.write_all(packet);
        }
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        answer
    }
}

/// The statuses of the answers in what came back.
fn statuses(answer: &[u8], most: usize) -> Answer {
    let text = String::from_utf8_lossy(answer);
    match reply(answer) {
        Some(first) if text.matches("HTTP/1.1 ").count() <= most => Answer::Status(first.status),
        // More answers than requests: somebody's request was hidden in another's.
        Some(_) => Answer::Taken,
        None => Answer::Ignored,
    }
}

impl Scene for Street {
    type Input = Wire;

    fn play(&mut self, input: &Wire) -> Answer {
        match input {
            Wire::Gone(bytes) => statuses(&self.served.say(bytes), 1),
            Wire::Metrics(bytes) => statuses(&self.write(self.served.metrics, &[bytes]), 1),
            Wire::Bytes(bytes, most) => statuses(&self.write(self.served.address, &[bytes]), *most),
            Wire::Slowly(bytes) => {
                let single: Vec<&[u8]> = bytes.chunks(1).collect();
                statuses(&self.write(self.served.address, &single), 1)
            }
            Wire::Crowd(count, bytes) => {
                let crowd: Vec<_> = (0..*count).map(|_| self.served.connect()).collect();
                let answer = statuses(&self.write(self.served.address, &[bytes]), 1);
                drop(crowd);
                answer
            }
        }
    }

    fn state(&mut self) -> Tables {
        Tables::of(&self.path, &[], &[])
    }

    fn leaves(&self, _: &Answer) -> Vec<Allowance> {
        Vec::new()
    }

    fn go_on(&mut self) -> Result<(), String> {
        self.round += 1;
        let text = format!("পরীক্ষার বিবরণ {}", self.round);
        let edit = FieldEdit { field: "narrative".to_owned(), value: Some(Scalar::from(text.as_str())) };
        {
            let mut client = self.reporter.lock().map_err(|_| "the reporter's app panicked".to_owned())?;
            client.edit(self.case, &[edit]).map_err(|error| error.code().to_owned())?;
        }
        let url = format!("http://{}", self.served.address);
        // A connection of its own: what the peer did to others is nothing to it.
        let synced = self.runtime.block_on(async {
            let transport = Transport::new(&url)?;
            jonaki_core::sync(&self.reporter, &transport).await
        });
        match synced {
            Ok(summary) if summary.receipts > 0 => Ok(()),
            Ok(_) => Err("the reporter's work got no receipt".to_owned()),
            Err(error) => Err(format!("the reporter cannot sync: {}", error.code())),
        }
    }
}

fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").into_bytes()
}

/// A request with these header lines and body; nothing is added but the host.
fn request(line: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n").into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

fn post(headers: &str, body: &[u8]) -> Vec<u8> {
    request("POST /v1/sync", &format!("Content-Type: {MEDIA_TYPE}\r\n{headers}"), body)
}

fn posted(body: &[u8]) -> Vec<u8> {
    post(&format!("Content-Length: {}\r\n", body.len()), body)
}

/// What, what must come of it, what is written.
type Bad = (&'static str, Answer, Wire);

fn one(what: &'static str, status: u16, bytes: Vec<u8>) -> Bad {
    (what, Answer::Status(status), Wire::Bytes(bytes, 1))
}

/// The set.
pub fn set() -> Set<Street> {
    let mut bad = lines();
    bad.extend(methods());
    bad.extend(headers());
    bad.extend(lengths());
    bad.extend(bodies());
    bad.extend(live());
    bad.extend(connections());
    let cases = bad.into_iter().zip(1..).map(|((what, expected, wire), number)| {
        let bound = Bound { memory: 8 << 20, processor: Duration::from_millis(2_000) };
        let case =
            Case::new(number, what, Entrance::Http("bytes"), expected, move |_: &mut Street| wire.clone());
        case.within(bound)
    });
    let title = "HTTP, before any signature (memory and time are those of the peer)";
    Set { letter: 'F', title, least: 52, cases: cases.collect() }
}

fn lines() -> Vec<Bad> {
    let long = format!("/{}", "a".repeat(70_000));
    vec![
        one("no request at all: letters", 400, b"hello\r\n\r\n".to_vec()),
        one("bytes of TLS on a port without", 400, [&[0x16, 3, 1, 2, 0, 1, 0][..], &[0; 64]].concat()),
        one("a version that there is not", 400, b"GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n".to_vec()),
        one("a request line without a version", 400, b"GET /healthz\r\nHost: x\r\n\r\n".to_vec()),
        one("a path with NUL", 400, b"GET /health\0z HTTP/1.1\r\nHost: x\r\n\r\n".to_vec()),
        one("a path upwards", 404, get("/../../etc/passwd")),
        one("a path upwards, in escapes", 404, get("/v1/%2e%2e/%2e%2e/etc/passwd")),
        one("a path upwards, with backslashes", 404, get("/v1/..\\..\\server.db")),
        one("a path with a slash behind it", 404, get("/v1/sync/")),
        one("a path in capitals", 404, get("/V1/OPENAPI.JSON")),
        one("a path with two slashes", 404, get("//healthz")),
        one("a path of 70,000 letters", 431, get(&long)),
        one("a whole address for a path", 200, get("http://elsewhere.example/healthz")),
        one("parameters that nobody asked for, twice", 200, get("/healthz?device=1&device=2&admin=true")),
        one("a file of the data folder", 404, get("/server.db")),
    ]
}

fn methods() -> Vec<Bad> {
    let method = |what, method: &str, path: &str, status| {
        one(what, status, request(&format!("{method} {path}"), "Content-Length: 0\r\n", b""))
    };
    vec![
        method("TRACE", "TRACE", "/v1/sync", 405),
        method("PUT of a sync", "PUT", "/v1/sync", 405),
        method("DELETE of a sync", "DELETE", "/v1/sync", 405),
        method("GET of a sync", "GET", "/v1/sync", 405),
        method("OPTIONS of a browser elsewhere", "OPTIONS", "/v1/sync", 405),
        method("POST to the live stream", "POST", "/v1/live", 405),
        method("a method that there is not", "BREW", "/v1/sync", 405),
        one(
            "CONNECT to somebody else",
            404,
            b"CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".to_vec(),
        ),
        one(
            "POST hidden in a header of GET",
            405,
            request("GET /v1/sync", "X-HTTP-Method-Override: POST\r\n", b""),
        ),
        ("HEAD of the health", Answer::Status(200), Wire::Bytes(request("HEAD /healthz", "", b""), 1)),
    ]
}

fn headers() -> Vec<Bad> {
    let flood: String = (0..150).map(|number| format!("X-{number}: y\r\n")).collect();
    let large = format!("X-Long: {}\r\n", "a".repeat(600_000));
    vec![
        one("150 headers", 431, request("GET /healthz", &flood, b"")),
        one("a header of 600 kB", 431, request("GET /healthz", &large, b"")),
        one("a header without a name", 400, request("GET /healthz", ": y\r\n", b"")),
        one("a header with NUL", 400, request("GET /healthz", "X-Y: a\0b\r\n", b"")),
        one("a header with a line of its own", 400, request("GET /healthz", "X-Y: a\r\n folded\r\n", b"")),
        one("a blank before the colon", 400, request("GET /healthz", "X-Y : a\r\n", b"")),
        one(
            "two types",
            415,
            request(
                "POST /v1/sync",
                &format!("Content-Type: text/plain\r\nContent-Type: {MEDIA_TYPE}\r\nContent-Length: 1\r\n"),
                b"x",
            ),
        ),
        one(
            "a type with a parameter",
            415,
            request(
                "POST /v1/sync",
                &format!("Content-Type: {MEDIA_TYPE}; charset=utf-8\r\nContent-Length: 1\r\n"),
                b"x",
            ),
        ),
        one("no type", 415, request("POST /v1/sync", "Content-Length: 1\r\n", b"x")),
        one(
            "a body that says it is gzip",
            400,
            post("Content-Encoding: gzip\r\nContent-Length: 3\r\n", &[0x1f, 0x8b, 8]),
        ),
    ]
}

fn lengths() -> Vec<Bad> {
    let hidden = b"0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";
    let smuggled = |headers: &str| post(headers, hidden);
    vec![
        one(
            "a length and chunks at once",
            400,
            smuggled("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n"),
        ),
        one(
            "chunks, and a length behind",
            400,
            smuggled("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n"),
        ),
        one("two lengths", 400, smuggled("Content-Length: 4\r\nContent-Length: 40\r\n")),
        one("two lengths in one header", 400, smuggled("Content-Length: 4, 40\r\n")),
        one("a length with a sign", 400, smuggled("Content-Length: +4\r\n")),
        one("a length below nothing", 400, smuggled("Content-Length: -1\r\n")),
        one("a length of 2⁷⁰", 400, smuggled("Content-Length: 1180591620717411303424\r\n")),
        one("a coding that there is not", 400, smuggled("Transfer-Encoding: xchunked\r\n")),
        one("chunked twice", 400, smuggled("Transfer-Encoding: chunked, chunked\r\n")),
        one("a chunk whose size is no number", 400, post("Transfer-Encoding: chunked\r\n", b"xyz\r\n")),
        one("a chunk of 2⁶⁴ bytes", 400, post("Transfer-Encoding: chunked\r\n", b"10000000000000000\r\nx")),
        one(
            "a chunk with 40 kB of extensions",
            400,
            post(
                "Transfer-Encoding: chunked\r\n",
                format!("1;{}\r\nx\r\n0\r\n\r\n", "a".repeat(40_000)).as_bytes(),
            ),
        ),
    ]
}

fn bodies() -> Vec<Bad> {
    let chunked: Vec<u8> = std::iter::repeat_n(
        b"10000\r\n".iter().copied().chain(std::iter::repeat_n(0, 65_536)).chain(*b"\r\n"),
        17,
    )
    .flatten()
    .chain(*b"0\r\n\r\n")
    .collect();
    vec![
        one("a body without a byte", 400, posted(b"")),
        one("a body of one byte", 400, posted(b"x")),
        one("a JSON body", 400, posted(b"{\"device\":1}")),
        one("a body of 1 MiB and one byte", 413, posted(&vec![0; limits::BODY_BYTES + 1])),
        one("17 chunks of 64 KiB", 413, post("Transfer-Encoding: chunked\r\n", &chunked)),
        one("says 100 MB and sends none", 413, post("Content-Length: 100000000\r\n", b"")),
        (
            "says 100 bytes, sends 10, and waits",
            Answer::Status(408),
            Wire::Bytes(post("Content-Length: 100\r\n", b"0123456789"), 1),
        ),
        (
            "one chunk, and waits for the next",
            Answer::Status(408),
            Wire::Bytes(post("Transfer-Encoding: chunked\r\n", b"1\r\nx\r\n"), 1),
        ),
        (
            "expects 100-continue and waits",
            Answer::Status(100),
            Wire::Bytes(post("Expect: 100-continue\r\nContent-Length: 5\r\n", b""), 2),
        ),
        ("a whole request, byte by byte", Answer::Status(400), Wire::Slowly(posted(b"hello"))),
    ]
}

fn live() -> Vec<Bad> {
    let with = |what, authorization: &str| {
        let headers = format!("Authorization: {authorization}\r\n");
        one(what, 401, request("GET /v1/live", &headers, b""))
    };
    vec![
        one("the stream without a proof", 401, request("GET /v1/live", "", b"")),
        with("the stream with a password", "Basic YWRtaW46YWRtaW4="),
        with("the stream with a bearer's token", "Bearer AAAA"),
        with("a proof that is not base64", "Jonaki !!!!"),
        with("a proof with padding", "Jonaki AAAA===="),
        with("a proof without a byte", "Jonaki "),
        with("a proof of 5,000 letters", &format!("Jonaki {}", "A".repeat(5_000))),
        with("a scheme in small letters", "jonaki AAAA"),
        one("the proof as a parameter", 401, get("/v1/live?authorization=Jonaki%20AAAA")),
    ]
}

fn connections() -> Vec<Bad> {
    let mut two = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".to_vec();
    two.extend(get("/readyz"));
    let many: Vec<u8> = std::iter::repeat_n(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(), 500)
        .flatten()
        .chain(get("/healthz"))
        .collect();
    vec![
        ("two requests at once", Answer::Status(200), Wire::Bytes(two, 2)),
        ("501 requests at once", Answer::Status(200), Wire::Bytes(many, 501)),
        ("half a request line", Answer::Ignored, Wire::Gone(b"GET /heal".to_vec())),
        ("half a header", Answer::Ignored, Wire::Gone(b"GET /healthz HTTP/1.1\r\nHost".to_vec())),
        ("nothing", Answer::Ignored, Wire::Gone(Vec::new())),
        ("line ends alone", Answer::Ignored, Wire::Gone(b"\r\n\r\n\r\n".to_vec())),
        (
            "HTTP/2 without its settings",
            Answer::Ignored,
            Wire::Gone(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec()),
        ),
        (
            "HTTP/2 with a frame of 16 MB",
            Answer::Ignored,
            Wire::Gone(
                [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".as_slice(), &[0xff, 0xff, 0xff, 4, 0, 0, 0, 0, 0]]
                    .concat(),
            ),
        ),
        one(
            "asks to become a web socket",
            401,
            request("GET /v1/live", "Upgrade: websocket\r\nSec-WebSocket-Key: AAAA\r\n", b""),
        ),
        one(
            "asks to become HTTP/2",
            200,
            request("GET /healthz", "Upgrade: h2c\r\nHTTP2-Settings: AAAA\r\n", b""),
        ),
        (
            "400 connections that say nothing, and one that asks",
            Answer::Status(200),
            Wire::Crowd(400, get("/healthz")),
        ),
        ("a sync on the operator's port", Answer::Status(404), Wire::Metrics(posted(b"hello"))),
    ]
}
