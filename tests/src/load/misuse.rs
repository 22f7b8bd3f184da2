//! Everything that only wants to hold a server up. Each kind runs until it is told to stop, from the same address as the
//! honest devices.

use super::Failure;
use super::honest::{Device, Office, random};
use super::rogue::Rogue;
use super::wire::Wire;
use jonaki_protocol::sync::MEDIA_TYPE;
use jonaki_protocol::{Role, frame, limits};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A kind of misuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Connections that say nothing.
    HalfOpen,
    /// Heads that come a byte at a time.
    SlowHead,
    /// A megabyte that is announced and comes a little at a time.
    SlowBody,
    /// Bodies without an end.
    EndlessBody,
    /// Thousands of header fields.
    HeaderFlood,
    /// Bodies that are noise, or expand to more than is allowed.
    Garbage,
    /// One invite, used by ever new devices.
    RepeatedEnrolment,
    /// One signed request, again and again.
    Replay,
    /// Changes that depend on what nobody has.
    Orphans,
    /// One device that opens streams.
    Streams,
    /// Requests whose answers nobody takes.
    UnreadAnswers,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::HalfOpen,
        Self::SlowHead,
        Self::SlowBody,
        Self::EndlessBody,
        Self::HeaderFlood,
        Self::Garbage,
        Self::RepeatedEnrolment,
        Self::Replay,
        Self::Orphans,
        Self::Streams,
        Self::UnreadAnswers,
    ];

    /// Whether it takes an invite.
    fn needs_invite(self) -> bool {
        matches!(self, Self::RepeatedEnrolment | Self::Replay | Self::Orphans | Self::Streams)
    }

    /// How many do it at once, and how long each waits between its attempts: so that the generator leaves processor time
    /// to what it measures.
    fn scale(self) -> (usize, Duration) {
        let milliseconds = |count| Duration::from_millis(count);
        match self {
            Self::HalfOpen => (400, milliseconds(500)),
            Self::SlowHead => (200, milliseconds(1_000)),
            Self::SlowBody => (100, milliseconds(250)),
            Self::EndlessBody => (4, milliseconds(500)),
            Self::HeaderFlood => (4, milliseconds(250)),
            Self::Garbage => (4, milliseconds(100)),
            Self::RepeatedEnrolment => (2, milliseconds(250)),
            Self::Replay => (4, milliseconds(50)),
            Self::Orphans => (1, milliseconds(2_000)),
            Self::Streams => (1, milliseconds(250)),
            Self::UnreadAnswers => (8, milliseconds(500)),
        }
    }
}

/// Misuse under way.
#[derive(Debug)]
pub(super) struct Misuse {
    stop: Arc<AtomicBool>,
    counts: BTreeMap<Kind, Arc<AtomicU64>>,
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

impl Misuse {
    /// Starts every kind; a fraction of each at `share` below 1.
    pub(super) fn start(office: &Office, address: SocketAddr, share: f64) -> Result<Self, Failure> {
        let stop = Arc::new(AtomicBool::new(false));
        let mut misuse = Self { stop, counts: BTreeMap::new(), tasks: Vec::new() };
        for kind in Kind::ALL {
            let (most, pause) = kind.scale();
            let count = misuse.counts.entry(kind).or_default();
            for _ in 0..((most as f64 * share) as usize).max(1) {
                let abuser = Abuser {
                    kind,
                    address,
                    pause,
                    link: if kind.needs_invite() { office.invite(Role::Reporter)? } else { String::new() },
                    stop: Arc::clone(&misuse.stop),
                    count: Arc::clone(count),
                };
                misuse.tasks.push(tokio::spawn(abuser.run()));
            }
        }
        Ok(misuse)
    }

    /// Attempts of each kind until now.
    pub(super) fn counts(&self) -> BTreeMap<Kind, u64> {
        self.counts.iter().map(|(kind, count)| (*kind, count.load(Ordering::SeqCst))).collect()
    }

    /// Ends all of it.
    pub(super) async fn stop(self) -> BTreeMap<Kind, u64> {
        self.stop.store(true, Ordering::SeqCst);
        for task in &self.tasks {
            task.abort();
        }
        let counts = self.counts();
        for task in self.tasks {
            // Aborted, as told.
            let _ = task.await;
        }
        counts
    }
}

struct Abuser {
    kind: Kind,
    address: SocketAddr,
    pause: Duration,
    link: String,
    stop: Arc<AtomicBool>,
    count: Arc<AtomicU64>,
}

impl Abuser {
    async fn run(self) {
        let mut state = State::default();
        while !self.stop.load(Ordering::SeqCst) {
            // An attempt that the server cuts off is what is wanted of it.
            let _ = self.attempt(&mut state).await;
            self.count.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(self.pause).await;
        }
    }

    async fn attempt(&self, state: &mut State) -> Result<(), Failure> {
        match self.kind {
            Kind::HalfOpen => self.hold(b"", &[], 0).await,
            Kind::SlowHead => self.hold(b"POST /v1/sync HTTP/1.1\r\nX-Slow: ", b"a", 0).await,
            Kind::SlowBody => {
                let head = format!(
                    "POST /v1/sync HTTP/1.1\r\nHost: x\r\nContent-Type: {MEDIA_TYPE}\r\nContent-Length: {}\r\n\r\n",
                    limits::BODY_BYTES
                );
                self.hold(head.as_bytes(), &[7; 2_048], limits::BODY_BYTES - 1).await
            }
            Kind::EndlessBody => {
                let head = format!(
                    "POST /v1/sync HTTP/1.1\r\nHost: x\r\nContent-Type: {MEDIA_TYPE}\r\nTransfer-Encoding: chunked\r\n\r\n"
                );
                self.flood(head.as_bytes(), &[b"1000\r\n".as_slice(), &[7; 0x1000], b"\r\n"].concat()).await
            }
            Kind::HeaderFlood => self.flood(b"GET /healthz HTTP/1.1\r\n", b"X-Field: some value\r\n").await,
            Kind::Garbage => {
                let noise: [u8; 4_096] = random();
                let bomb = frame::pack_quick(&vec![0; limits::REQUEST_BYTES + 1]);
                self.send(&noise).await?;
                self.send(&frame::pack_quick(&noise)).await?;
                self.send(&bomb).await
            }
            Kind::RepeatedEnrolment => {
                let body = Rogue::new(&self.link, self.address)?.enrolment()?;
                self.send(&body).await
            }
            Kind::Replay => {
                if state.kept.is_empty() {
                    state.kept = self.rogue(state).await?.idle()?;
                }
                self.send(&state.kept).await
            }
            Kind::Orphans => self.rogue(state).await?.orphans().await.map(drop),
            Kind::Streams => self.stream(state).await,
            Kind::UnreadAnswers => self.flood(b"", b"GET /v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n").await,
        }
    }

    async fn rogue<'a>(&self, state: &'a mut State) -> Result<&'a mut Rogue, Failure> {
        if state.rogue.is_none() {
            let mut rogue = Rogue::new(&self.link, self.address)?;
            rogue.enrol().await?;
            state.rogue = Some(rogue);
        }
        state.rogue.as_mut().ok_or_else(|| "no rogue".into())
    }

    /// Says the beginning, then a little more after each pause up to so many bytes, until the server ends it.
    async fn hold(&self, begin: &[u8], more: &[u8], most: usize) -> Result<(), Failure> {
        let mut stream = TcpStream::connect(self.address).await?;
        stream.write_all(begin).await?;
        let (mut sent, mut answer) = (0, [0; 256]);
        loop {
            tokio::select! {
                read = stream.read(&mut answer) => {
                    if read? == 0 {
                        return Ok(());
                    }
                }
                () = tokio::time::sleep(self.pause) => {}
            }
            if !more.is_empty() && (most == 0 || sent + more.len() <= most) {
                stream.write_all(more).await?;
                sent += more.len();
            }
        }
    }

    /// Says the beginning and then the same again and again, as fast as it is taken, and reads nothing.
    async fn flood(&self, begin: &[u8], again: &[u8]) -> Result<(), Failure> {
        let mut stream = TcpStream::connect(self.address).await?;
        stream.write_all(begin).await?;
        loop {
            stream.write_all(again).await?;
        }
    }

    /// Sends a body and reads the answer, whatever it is.
    async fn send(&self, body: &[u8]) -> Result<(), Failure> {
        Wire::new(self.address).exchange(body).await.map(drop)
    }

    /// Opens one more stream of the same device and keeps it.
    async fn stream(&self, state: &mut State) -> Result<(), Failure> {
        if state.device.is_none() {
            let mut device = Device::enrol(&self.link, self.address)?;
            device.sync().await?;
            state.device = Some(device);
        }
        let device = state.device.as_ref().ok_or("no device")?;
        let token = device.token().await?;
        let mut stream = TcpStream::connect(self.address).await?;
        let head = format!("GET /v1/live HTTP/1.1\r\nHost: x\r\nAuthorization: Jonaki {token}\r\n\r\n");
        stream.write_all(head.as_bytes()).await?;
        state.streams.push(stream);
        // As many as a device may ask for; a leak would show long before.
        if state.streams.len() > 200 {
            state.streams.remove(0);
        }
        Ok(())
    }
}

/// What an abuser keeps between its attempts.
#[derive(Default)]
struct State {
    rogue: Option<Rogue>,
    device: Option<Device>,
    kept: Vec<u8>,
    streams: Vec<TcpStream>,
}
