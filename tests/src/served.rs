//! A service on loopback with real sockets, and a peer that writes bytes to it as they are.

use jonaki_server::Service;
use jonaki_server::http::{App, Serving, serve};
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

/// Longest wait for anything on loopback: a test that needs it has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server that runs until this is dropped.
pub struct Served {
    /// For devices.
    pub address: SocketAddr,
    /// For Prometheus.
    pub metrics: SocketAddr,
    // Dropped first: it stops the server.
    _stop: oneshot::Sender<()>,
    _runtime: Runtime,
}

/// An answer of HTTP/1.1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Status line and headers in lower case.
    pub head: String,
    /// Everything after the head, as it came.
    pub body: Vec<u8>,
}

impl Served {
    /// Serves on free ports.
    ///
    /// # Panics
    /// Where there is no port.
    pub fn start(service: Arc<Service>, request_time: Duration) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let listen = || TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let (listener, metrics_listener) = (listen(), listen());
        let address = listener.local_addr().expect("an address");
        let metrics = metrics_listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel::<()>();
        let app = App::new(service, request_time);
        let grace = Duration::from_millis(100);
        let serving = Serving { app, listener, metrics_listener: Some(metrics_listener), tls: None, grace };
        let shutdown = Box::pin(async {
            let _ = stopped.await;
        });
        runtime.spawn(serve(serving, shutdown));
        Self { address, metrics, _stop: stop, _runtime: runtime }
    }

    /// A connection for devices.
    ///
    /// # Panics
    /// Where the server does not accept it.
    pub fn connect(&self) -> TcpStream {
        connect(self.address)
    }

    /// Writes bytes on a connection of their own, says that nothing follows, and reads until the server closes.
    pub fn say(&self, bytes: &[u8]) -> Vec<u8> {
        say(self.address, bytes)
    }
}

/// A connection that gives up after a while.
///
/// # Panics
/// Where nobody accepts it.
pub fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("connected");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
    stream.set_write_timeout(Some(PATIENCE)).expect("a time limit");
    stream
}

/// As [`Served::say`], to any address.
pub fn say(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = connect(address);
    // A server that refuses early may close while we still write.
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    answer
}

/// Reads the head of an answer whose body may have no end.
pub fn read_head(stream: &mut TcpStream) -> Option<Reply> {
    let mut read = Vec::new();
    let mut byte = [0];
    while !read.ends_with(b"\r\n\r\n") {
        if !matches!(stream.read(&mut byte), Ok(1)) {
            return None;
        }
        read.push(byte[0]);
    }
    reply(&read)
}

/// Takes an answer apart; `None` where there is none.
pub fn reply(bytes: &[u8]) -> Option<Reply> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Reply { status, head, body: bytes[end + 4..].to_vec() })
}
