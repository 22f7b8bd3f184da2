//! What one server gives away at most. All bounds are on connections, bytes and devices; none is on an address: whole
//! districts share one.

use std::time::Duration;

/// Bounds of the HTTP face.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How long a request's body may take; also how long a write may stall.
    pub request: Duration,
    /// How long a handshake and the head of a request may take.
    pub head: Duration,
    /// How long a connection may do nothing between requests.
    pub idle: Duration,
    /// Connections at once. Where one more comes, the one that has kept us waiting longest is closed for it.
    pub connections: usize,
    /// Bytes of bodies and answers that are held at once.
    pub buffers: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request: Duration::from_secs(60),
            head: Duration::from_secs(30),
            idle: Duration::from_secs(300),
            connections: 4_096,
            buffers: 64 * 1024 * 1024,
        }
    }
}

impl Limits {
    /// How long an answer may take to leave: at the slowest link that we serve a full one needs several times as long as a
    /// request, which is smaller.
    pub(super) fn answer(&self) -> Duration {
        self.request * 5
    }
}

/// Requests that the database works on at once; the others wait, their bodies counted. More would only wait for its lock.
pub(super) const WORKERS: usize = 8;
/// Threads for that, and a few for what else blocks.
pub(crate) const BLOCKING_THREADS: usize = WORKERS + 4;
/// Streams of `GET /v1/live` that one device may have; one more ends its oldest, which a phone that reconnects has
/// forgotten.
pub(super) const STREAMS_PER_DEVICE: usize = 4;
/// How long such a stream lasts before the device must prove itself again.
pub(super) const STREAM_TIME: Duration = Duration::from_secs(3_600);
/// The head of a request over HTTP/1, bytes: the largest that we need is the token of `/v1/live`.
pub(super) const HEAD_BYTES: usize = 16 * 1024;
/// Fields in such a head.
pub(super) const HEAD_FIELDS: usize = 64;
/// The head of a request over HTTP/2, bytes.
pub(super) const HEAD_LIST_BYTES: u32 = 8 * 1024;
/// Requests at once on one connection over HTTP/2.
pub(super) const STREAMS_PER_CONNECTION: u32 = 32;
/// What a peer may send over HTTP/2 before we have taken it in, bytes, on a stream and on a connection.
pub(super) const WINDOW_BYTES: u32 = 64 * 1024;
/// Bytes of an answer that are handed to a connection at once.
pub(super) const PIECE_BYTES: usize = 16 * 1024;
/// Connections to the metrics port.
pub(super) const METRICS_CONNECTIONS: usize = 32;
