//! The network adapter: reqwest over rustls, HTTP/2, connections kept alive. On a phone and in a browser the same.
//!
//! A frame starts small and grows while frames succeed, and shrinks when one fails: on a bad link each small frame is
//! committed on its own, on a good one a day's work goes in one request.

use crate::engine::{Budget, Round, SyncStep};
use crate::{Client, Error};
use jonaki_protocol::{Code, limits, sync::MEDIA_TYPE};
use serde::Serialize;
use std::sync::{Mutex, MutexGuard, Once};
use std::time::Duration;

/// A connection to the programme's server.
#[derive(Debug, Clone)]
pub struct Transport {
    http: reqwest::Client,
    url: String,
}

/// What a whole sync did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SyncSummary {
    /// Requests that were answered.
    pub rounds: u32,
    /// Request bodies, bytes.
    pub bytes_up: usize,
    /// Response bodies, bytes.
    pub bytes_down: usize,
    /// Batches whose receipt was verified.
    pub receipts: usize,
    /// Entries of the feed that were taken in.
    pub news: usize,
    /// Changes that the server refused; see [`Client::refused`].
    pub refused: usize,
}

/// Attempts in a row that may fail before a sync gives up; everything is kept for the next.
const ATTEMPTS: u32 = 4;

impl Transport {
    /// Connects lazily to a server such as `https://jonaki.example`.
    ///
    /// # Errors
    /// [`Error::Network`] where the TLS set-up fails.
    pub fn new(url: &str) -> Result<Self, Error> {
        install_crypto();
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(30))
            .timeout(Duration::from_secs(120))
            .pool_idle_timeout(Duration::from_secs(300))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|_| Error::Network)?;
        Ok(Self { http, url: url.trim_end_matches('/').to_owned() })
    }

    /// Sends one body and returns status and answer; neither is trusted.
    ///
    /// # Errors
    /// [`Error::Network`]; [`Error::Refused`] with [`Code::TooLarge`] for an answer without end.
    pub async fn exchange(&self, body: Vec<u8>) -> Result<(u16, Vec<u8>), Error> {
        let request = self.http.post(format!("{}/v1/sync", self.url));
        let request = request.header("content-type", MEDIA_TYPE).body(body);
        let mut response = request.send().await.map_err(|_| Error::Network)?;
        let status = response.status().as_u16();
        let mut answer = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|_| Error::Network)? {
            if answer.len() + chunk.len() > limits::BODY_BYTES {
                return Err(Error::Refused(Code::TooLarge));
            }
            answer.extend_from_slice(&chunk);
        }
        Ok((status, answer))
    }
}

/// Syncs until nothing is left, or until the network or the server says no. The client is locked only between requests,
/// so a person can go on working; every frame that succeeded stays committed whatever happens after.
///
/// # Errors
/// [`Error::Network`] when the server cannot be reached; what a refusal of the whole request says otherwise.
pub async fn sync(client: &Mutex<Client>, transport: &Transport) -> Result<SyncSummary, Error> {
    let mut summary = SyncSummary::default();
    let mut up = lock(client).frame_bytes();
    let mut failures = 0;
    loop {
        let body = lock(client).sync_request(Budget { up, down: limits::RESPONSE_BYTES })?.body;
        let sent = body.len();
        let (status, answer) = match transport.exchange(body).await {
            Ok(answer) => answer,
            Err(error) => {
                failures += 1;
                up = (up / 2).max(limits::FRAME_BYTES_MIN);
                lock(client).remember_frame_bytes(up)?;
                if failures >= ATTEMPTS {
                    return Err(error);
                }
                continue;
            }
        };
        summary.rounds += 1;
        summary.bytes_up += sent;
        summary.bytes_down += answer.len();
        let (step, round) = lock(client).sync_answer(status, &answer)?;
        summary.add(&round);
        match step {
            SyncStep::Done => {
                lock(client).remember_frame_bytes(up)?;
                return Ok(summary);
            }
            SyncStep::More => {
                failures = 0;
                up = (up * 2).min(limits::FRAME_BYTES_MAX);
            }
            SyncStep::RetryNow if failures < ATTEMPTS => failures += 1,
            SyncStep::RetryNow => return Err(Error::Refused(Code::Unavailable)),
            SyncStep::Wait { code, .. } => return Err(Error::Refused(code)),
        }
    }
}

impl SyncSummary {
    fn add(&mut self, round: &Round) {
        self.receipts += round.receipts;
        self.news += round.news;
        self.refused += round.refused;
    }
}

/// A client whose holder panicked is still whole: every action is one transaction.
fn lock(client: &Mutex<Client>) -> MutexGuard<'_, Client> {
    client.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn install_crypto() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Another part of the process may have installed one already; either serves.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}
