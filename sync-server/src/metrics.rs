//! Prometheus metrics. Codes and counts only.

use crate::Answer;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::time::Duration;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ByCode {
    code: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ByReason {
    reason: &'static str,
}

/// Why the server ended a connection, or cut off what it held for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closed {
    /// There were too many, all being worked on: the new one.
    Full,
    /// There were too many, and it had kept us waiting longest.
    MadePlace,
    /// A handshake or the head of a request took too long.
    SlowHead,
    /// Nothing was asked for too long.
    Idle,
    /// The peer did not take what we wrote.
    Stalled,
    /// No place for bodies and answers was left, and this one cost most.
    Buffers,
}

impl Closed {
    const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::MadePlace => "made_place",
            Self::SlowHead => "slow_head",
            Self::Idle => "idle",
            Self::Stalled => "stalled",
            Self::Buffers => "buffers",
        }
    }
}

/// The server's metrics.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<ByCode, Counter>,
    admitted: Counter,
    refused: Family<ByCode, Counter>,
    bytes_in: Counter,
    bytes_out: Counter,
    seconds: Histogram,
    live: Gauge,
    connections: Gauge,
    closed: Family<ByReason, Counter>,
    buffered: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("jonaki");
        let buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
        let metrics = Self {
            requests: Family::default(),
            admitted: Counter::default(),
            refused: Family::default(),
            bytes_in: Counter::default(),
            bytes_out: Counter::default(),
            seconds: Histogram::new(buckets),
            live: Gauge::default(),
            connections: Gauge::default(),
            closed: Family::default(),
            buffered: Gauge::default(),
            registry: Registry::default(),
        };
        registry.register("sync_requests", "Sync requests by outcome", metrics.requests.clone());
        registry.register("items_admitted", "Items admitted to the log", metrics.admitted.clone());
        registry.register("items_refused", "Items refused, by code", metrics.refused.clone());
        registry.register_with_unit("sync_in", "Request bodies", Unit::Bytes, metrics.bytes_in.clone());
        registry.register_with_unit("sync_out", "Response bodies", Unit::Bytes, metrics.bytes_out.clone());
        registry.register_with_unit("sync", "Time to answer", Unit::Seconds, metrics.seconds.clone());
        registry.register("live_streams", "Open streams of GET /v1/live", metrics.live.clone());
        registry.register("connections", "Open connections", metrics.connections.clone());
        registry.register("connections_closed", "Connections ended, by reason", metrics.closed.clone());
        let held = "Bodies and answers that are held";
        registry.register_with_unit("buffered", held, Unit::Bytes, metrics.buffered.clone());
        Self { registry, ..metrics }
    }
}

impl Metrics {
    /// Counts an answered request.
    pub(crate) fn answered(&self, answer: &Answer, bytes_in: usize, took: Duration) {
        let code = answer.refusal.map_or("ok", |code| code.name());
        self.requests.get_or_create(&ByCode { code }).inc();
        for code in &answer.refused_items {
            self.refused.get_or_create(&ByCode { code: code.name() }).inc();
        }
        self.admitted.inc_by(answer.admitted as u64);
        self.bytes_in.inc_by(bytes_in as u64);
        self.bytes_out.inc_by(answer.body.len() as u64);
        self.seconds.observe(took.as_secs_f64());
    }

    /// Counts a connection that the server ended.
    pub(crate) fn closed(&self, reason: Closed) {
        self.closed.get_or_create(&ByReason { reason: reason.name() }).inc();
    }

    /// Shows how many connections are open.
    pub(crate) fn connections(&self, open: usize) {
        self.connections.set(open as i64);
    }

    /// Shows how many bytes are held.
    pub(crate) fn buffered(&self, bytes: usize) {
        self.buffered.set(bytes as i64);
    }

    /// Counts an open stream until the guard is dropped.
    pub(crate) fn live(&self) -> LiveGuard {
        self.live.inc();
        LiveGuard(self.live.clone())
    }

    /// The OpenMetrics text.
    pub(crate) fn text(&self) -> String {
        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = text::encode(&mut out, &self.registry);
        out
    }
}

/// Counts a stream as closed when dropped.
#[derive(Debug)]
pub(crate) struct LiveGuard(Gauge);

impl Drop for LiveGuard {
    fn drop(&mut self) {
        self.0.dec();
    }
}
