//! One device's connection: plain HTTP/1.1 over the loopback, kept alive, measured.

use super::Failure;
use jonaki_protocol::limits;
use jonaki_protocol::sync::MEDIA_TYPE;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// No honest exchange takes longer; a phone would give up too.
const PATIENCE: Duration = Duration::from_secs(120);

/// A connection, made when it is needed.
#[derive(Debug)]
pub(super) struct Wire {
    address: SocketAddr,
    stream: Option<TcpStream>,
}

/// An answer, and how long it took.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    pub(super) took: Duration,
}

impl Wire {
    pub(super) fn new(address: SocketAddr) -> Self {
        Self { address, stream: None }
    }

    /// Sends a body to `/v1/sync`. A connection that the server had closed meanwhile is made again, once.
    pub(super) async fn exchange(&mut self, body: &[u8]) -> Result<Answered, Failure> {
        let began = Instant::now();
        let kept = self.stream.is_some();
        let answered = match tokio::time::timeout(PATIENCE, self.once(body)).await? {
            Err(_) if kept => tokio::time::timeout(PATIENCE, self.once(body)).await?,
            other => other,
        };
        if answered.is_err() {
            self.stream = None;
        }
        let (status, body) = answered?;
        Ok(Answered { status, body, took: began.elapsed() })
    }

    async fn once(&mut self, body: &[u8]) -> Result<(u16, Vec<u8>), Failure> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => TcpStream::connect(self.address).await?,
        };
        stream.set_nodelay(true)?;
        stream.write_all(&request(body)).await?;
        let mut answer = Vec::new();
        let (status, begins, length) = loop {
            if stream.read_buf(&mut answer).await? == 0 {
                return Err("the connection ended in the middle of an answer".into());
            }
            if let Some(head) = head(&answer)? {
                break head;
            }
        };
        while answer.len() < begins + length {
            if stream.read_buf(&mut answer).await? == 0 {
                return Err("the connection ended in the middle of an answer".into());
            }
        }
        self.stream = Some(stream);
        Ok((status, answer.split_off(begins)))
    }
}

/// A request to sync, as bytes.
fn request(body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST /v1/sync HTTP/1.1\r\nHost: x\r\nContent-Type: {MEDIA_TYPE}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// Status, where the body begins, and its length, once the head is whole.
fn head(answer: &[u8]) -> Result<Option<(u16, usize, usize)>, Failure> {
    let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
    let text = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or("no status")?;
    let length = text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    let length: usize = length.ok_or("no length")?;
    if length > limits::BODY_BYTES {
        Err("an answer without end".into())
    } else {
        Ok(Some((status, end + 4, length)))
    }
}

/// A page by GET, for metrics.
pub(super) async fn get(address: SocketAddr, path: &str) -> Result<String, Failure> {
    let mut stream = TcpStream::connect(address).await?;
    let head = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
