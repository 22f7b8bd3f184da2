//! A TCP proxy that makes a link bad: down, slow, or losing replies. Loopback only.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until};

/// What the link does.
#[derive(Debug, Default)]
pub struct Link {
    upstream: Mutex<Option<SocketAddr>>,
    /// Every so many replies one is lost after the server has answered; 0 loses none.
    pub lose_every: AtomicUsize,
    /// One round trip, milliseconds: handshake, request and reply each wait for it.
    pub round_trip_ms: AtomicU64,
    replies: AtomicUsize,
    /// Replies that were lost.
    pub lost: AtomicUsize,
    /// Connections that were opened.
    pub connections: AtomicUsize,
    /// Whether what goes over the link is kept.
    pub records: AtomicBool,
    recorded: Mutex<BTreeMap<(usize, bool), Vec<u8>>>,
}

impl Link {
    /// Points the link at a server, or at none.
    pub fn connect(&self, upstream: Option<SocketAddr>) {
        *self.upstream.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = upstream;
    }

    /// Where the link leads.
    pub fn upstream(&self) -> Option<SocketAddr> {
        *self.upstream.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// What went over the link while it was recorded: each way of each connection.
    pub fn recorded(&self) -> Vec<Vec<u8>> {
        let recorded = self.recorded.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        recorded.values().cloned().collect()
    }

    fn record(&self, connection: usize, replies: bool, bytes: &[u8]) {
        if self.records.load(Ordering::SeqCst) {
            let mut recorded = self.recorded.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            recorded.entry((connection, replies)).or_default().extend_from_slice(bytes);
        }
    }

    fn loses_this_reply(&self) -> bool {
        let every = self.lose_every.load(Ordering::SeqCst);
        let reply = self.replies.fetch_add(1, Ordering::SeqCst) + 1;
        let lost = every > 0 && reply.is_multiple_of(every);
        if lost {
            self.lost.fetch_add(1, Ordering::SeqCst);
        }
        lost
    }

    fn half_trip(&self) -> Duration {
        Duration::from_millis(self.round_trip_ms.load(Ordering::SeqCst)) / 2
    }
}

/// Starts a proxy on a free port of the loopback; it ends with the runtime.
///
/// # Errors
/// Where no port can be bound.
pub async fn start(link: Arc<Link>) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let link = Arc::clone(&link);
            let number = link.connections.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(async move {
                // A connection that fails is what a bad link is.
                let _ = carry(client, &link, number).await;
            });
        }
    });
    Ok(address)
}

async fn carry(client: TcpStream, link: &Arc<Link>, number: usize) -> io::Result<()> {
    let Some(upstream) = link.upstream() else { return Ok(()) };
    // The handshake's round trip.
    sleep(link.half_trip() * 2).await;
    let server = TcpStream::connect(upstream).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (client_read, client_write) = client.into_split();
    let (server_read, server_write) = server.into_split();
    let up = tokio::spawn(pump(client_read, server_write, Arc::clone(link), (number, false)));
    let down = pump(server_read, client_write, Arc::clone(link), (number, true)).await;
    up.abort();
    down
}

/// Carries bytes one way, each piece half a round trip late, in order.
async fn pump(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    link: Arc<Link>,
    (number, replies): (usize, bool),
) -> io::Result<()> {
    let (sender, mut pieces) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    let writer = async move {
        while let Some((due, piece)) = pieces.recv().await {
            sleep_until(due).await;
            to.write_all(&piece).await?;
        }
        to.shutdown().await
    };
    let reader = async move {
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let size = from.read(&mut buffer).await?;
            if size == 0 {
                return Ok(());
            }
            link.record(number, replies, &buffer[..size]);
            // A reply begins with its status line; what follows belongs to it.
            let begins = replies && buffer[..size].starts_with(b"HTTP/1.1 ");
            if begins && link.loses_this_reply() {
                return Err(io::Error::other("the reply was lost"));
            }
            let due = Instant::now() + link.half_trip();
            if sender.send((due, buffer[..size].to_vec())).is_err() {
                return Ok(());
            }
        }
    };
    tokio::try_join!(writer, reader).map(drop)
}
