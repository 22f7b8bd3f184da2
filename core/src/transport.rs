//! The network adapter: reqwest over rustls, HTTP/2, connections kept alive. On a phone and in a browser the same.
//!
//! A frame starts small and grows while frames succeed, and shrinks when one fails: on a bad link each small frame is
//! committed on its own, on a good one a day's work goes in one request.

use crate::engine::{Answer, Budget, Patience, Round, SyncRequest, SyncStep};
use crate::{Client, Error};
use jonaki_protocol::{Code, limits, sync::MEDIA_TYPE};
use serde::Serialize;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Mutex, Once, PoisonError};
use std::task::Poll;
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

/// Who lends the client to a sync, for one step at a time: between two steps a person goes on working, or locks the app.
pub trait Lender {
    /// Runs one step.
    ///
    /// # Errors
    /// What the step says; [`crate::StateFault::Locked`] where the client is not to be had any more.
    fn lend<T>(&self, step: impl FnOnce(&mut Client) -> Result<T, Error>) -> Result<T, Error>;
}

impl Lender for Mutex<Client> {
    fn lend<T>(&self, step: impl FnOnce(&mut Client) -> Result<T, Error>) -> Result<T, Error> {
        // A client whose holder panicked is still whole: every action is one transaction.
        step(&mut self.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Syncs until nothing is left, until the network or the server says no, or until the server only says "more" and brings
/// nothing ([`Patience`]). The client is lent only between requests, so a person can go on working; every frame that
/// succeeded stays committed whatever happens after, also where this is dropped before it ends.
///
/// Runs the rules before ([`Client::run_rules`]), and again once everything has come: a provider's no is followed by the
/// next one's question in one sync.
///
/// # Errors
/// [`Error::Network`] when the server cannot be reached; what a refusal of the whole request says otherwise.
pub async fn sync(client: &impl Lender, transport: &Transport) -> Result<SyncSummary, Error> {
    let mut summary = SyncSummary::default();
    rules(client)?;
    exchange_all(client, transport, &mut summary).await?;
    if rules(client)? && client.lend(|client| client.status())?.unsent_items > 0 {
        exchange_all(client, transport, &mut summary).await?;
    }
    Ok(summary)
}

/// Runs the rules; whether there was anything to look at. One that cannot be followed now stops no sync: it is found again.
fn rules(client: &impl Lender) -> Result<bool, Error> {
    let parts = client.lend(|client| client.rules_due())?;
    let (mut looked, mut broken) = (false, false);
    for part in &parts {
        // Lent for each alone: a person can go on working in between.
        match client.lend(|client| client.run_part(part)) {
            Ok(count) => looked |= count > 0,
            Err(Error::Internal) => return Err(Error::Internal),
            Err(error) => broken |= error == Error::Storage,
        }
    }
    if broken { Err(Error::Storage) } else { Ok(looked) }
}

async fn exchange_all(
    client: &impl Lender,
    transport: &Transport,
    summary: &mut SyncSummary,
) -> Result<(), Error> {
    let mut pace = Pace {
        up: client.lend(|client| Ok(client.frame_bytes()))?,
        failures: 0,
        patience: Patience::default(),
    };
    let mut ahead = None;
    loop {
        let exchange = match ahead.take() {
            Some(exchange) => exchange,
            None => Exchange::begin(transport, client.lend(|client| client.sync_request(pace.budget()))?),
        };
        let (sent, outcome) = exchange.end().await;
        let (status, body) = match outcome {
            Ok(answer) => answer,
            Err(error) => {
                pace.failed(client, error)?;
                continue;
            }
        };
        summary.rounds += 1;
        summary.bytes_up += sent;
        summary.bytes_down += body.len();
        let answer = Answer::parse(status, &body)?;
        let next = read_ahead(client, &answer)?;
        if let Some(next) = next {
            let mut exchange = Exchange::begin(transport, next);
            exchange.start().await;
            ahead = Some(exchange);
        }
        let (step, round) = client.lend(|client| client.take_in(&answer))?;
        summary.add(&round);
        if pace.is_done(client, step, &round)? {
            return Ok(());
        }
        // What was asked for rests on this answer as it was taken in.
        ahead = ahead.filter(|_| step == SyncStep::More);
    }
}

/// What can be asked for before this answer is taken in.
fn read_ahead(client: &impl Lender, answer: &Answer) -> Result<Option<SyncRequest>, Error> {
    match answer {
        Answer::Response(response) => {
            client.lend(|client| client.read_ahead(response, limits::RESPONSE_BYTES))
        }
        _ => Ok(None),
    }
}

/// How large frames are, how often in a row they failed, and how long to go on.
struct Pace {
    up: usize,
    failures: u32,
    patience: Patience,
}

impl Pace {
    fn budget(&self) -> Budget {
        Budget { up: self.up, down: limits::RESPONSE_BYTES }
    }

    /// Shrinks after a frame that got no answer; gives up after too many.
    fn failed(&mut self, client: &impl Lender, error: Error) -> Result<(), Error> {
        self.failures += 1;
        self.up = (self.up / 2).max(limits::FRAME_BYTES_MIN);
        client.lend(|client| client.remember_frame_bytes(self.up))?;
        if self.failures >= ATTEMPTS { Err(error) } else { Ok(()) }
    }

    /// Goes on after an answer; whether nothing is left.
    fn is_done(&mut self, client: &impl Lender, step: SyncStep, round: &Round) -> Result<bool, Error> {
        let goes_on = self.patience.goes_on(step, round);
        match step {
            SyncStep::Done => {
                client.lend(|client| client.remember_frame_bytes(self.up))?;
                return Ok(true);
            }
            SyncStep::More | SyncStep::RetryNow if !goes_on => return Err(Error::Refused(Code::Unavailable)),
            SyncStep::More => {
                self.failures = 0;
                self.up = (self.up * 2).min(limits::FRAME_BYTES_MAX);
            }
            SyncStep::RetryNow if self.failures < ATTEMPTS => self.failures += 1,
            SyncStep::RetryNow => return Err(Error::Refused(Code::Unavailable)),
            SyncStep::Wait { code, .. } => return Err(Error::Refused(code)),
        }
        Ok(false)
    }
}

type Outcome = Result<(u16, Vec<u8>), Error>;

/// A request on its way.
struct Exchange<F> {
    sent: usize,
    under_way: Pin<Box<F>>,
    early: Option<Outcome>,
}

impl Exchange<()> {
    fn begin(
        transport: &Transport,
        request: SyncRequest,
    ) -> Exchange<impl Future<Output = Outcome> + use<'_>> {
        let sent = request.body.len();
        Exchange { sent, under_way: Box::pin(transport.exchange(request.body)), early: None }
    }
}

impl<F: Future<Output = Outcome>> Exchange<F> {
    /// Puts the request on the wire without waiting for the answer.
    async fn start(&mut self) {
        let under_way = &mut self.under_way;
        self.early = poll_fn(|context| {
            Poll::Ready(match under_way.as_mut().poll(context) {
                Poll::Ready(outcome) => Some(outcome),
                Poll::Pending => None,
            })
        })
        .await;
    }

    /// The answer, with the size of what was sent.
    async fn end(self) -> (usize, Outcome) {
        let outcome = match self.early {
            Some(outcome) => outcome,
            None => self.under_way.await,
        };
        (self.sent, outcome)
    }
}

impl SyncSummary {
    fn add(&mut self, round: &Round) {
        self.receipts += round.receipts;
        self.news += round.news;
        self.refused += round.refused;
    }
}

fn install_crypto() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Another part of the process may have installed one already; either serves.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}
