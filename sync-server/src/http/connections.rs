//! Every open connection, what it does, and which of them go when there are too many or one takes too long.
//!
//! No timer for each: one sweep looks at all of them. Who keeps the server waiting longest goes first, so that thousands of
//! half-open or idle connections cost an honest device nothing but a place that is made for it.

use super::limits::Limits;
use crate::metrics::{Closed, Metrics};
use futures_util::task::AtomicWaker;
use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Context;
use std::time::{Duration, Instant};

/// The open connections.
#[derive(Debug)]
pub(super) struct Connections {
    most: usize,
    times: Limits,
    metrics: Arc<Metrics>,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    next: u64,
    slots: HashMap<u64, Arc<Slot>>,
}

/// One connection.
#[derive(Debug)]
pub(super) struct Slot {
    closed: AtomicBool,
    waker: AtomicWaker,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    phase: Phase,
    /// When the phase began.
    since: Instant,
    /// Requests under way, and those of them whose body is still coming.
    requests: usize,
    reading: usize,
    /// Since when the peer takes nothing of what we write.
    stalled: Option<Instant>,
    /// Whether the connection speaks HTTP/2, where bytes between requests are not the beginning of a head.
    multiplexed: bool,
}

/// What a connection without a request is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Its handshake, or its first head.
    Opening,
    /// The head of a later request.
    Head,
    /// Nothing.
    Idle,
}

impl Connections {
    /// For so many at once.
    pub(super) fn new(most: usize, times: Limits, metrics: Arc<Metrics>) -> Arc<Self> {
        Arc::new(Self { most, times, metrics, open: Mutex::default() })
    }

    /// Takes a new connection in. Where there is no place, the one that has kept us waiting longest is closed; where all
    /// are being worked on, the new one is refused.
    pub(super) fn admit(self: &Arc<Self>) -> Option<Ticket> {
        let mut open = self.lock();
        if open.slots.len() >= self.most {
            let now = Instant::now();
            let waiting = |(id, slot): (&u64, &Arc<Slot>)| Some((slot.waiting(now)?, *id));
            let Some((_, victim)) = open.slots.iter().filter_map(waiting).max() else {
                self.metrics.closed(Closed::Full);
                return None;
            };
            if let Some(slot) = open.slots.remove(&victim) {
                slot.close();
                self.metrics.closed(Closed::MadePlace);
            }
        }
        open.next += 1;
        let id = open.next;
        let slot = Arc::new(Slot::new());
        open.slots.insert(id, Arc::clone(&slot));
        self.metrics.connections(open.slots.len());
        Some(Ticket { connections: Arc::clone(self), id, slot })
    }

    /// Closes what takes too long.
    pub(super) fn sweep(&self) {
        let now = Instant::now();
        let mut open = self.lock();
        let metrics = &self.metrics;
        open.slots.retain(|_, slot| match slot.overdue(now, &self.times) {
            Some(why) => {
                slot.close();
                metrics.closed(why);
                false
            }
            None => true,
        });
        metrics.connections(open.slots.len());
    }

    fn remove(&self, id: u64) {
        let mut open = self.lock();
        open.slots.remove(&id);
        self.metrics.connections(open.slots.len());
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of a connection, given back when dropped.
#[derive(Debug)]
pub(super) struct Ticket {
    connections: Arc<Connections>,
    id: u64,
    pub(super) slot: Arc<Slot>,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.connections.remove(self.id);
    }
}

impl Slot {
    fn new() -> Self {
        let state = State {
            phase: Phase::Opening,
            since: Instant::now(),
            requests: 0,
            reading: 0,
            stalled: None,
            multiplexed: false,
        };
        Self { closed: AtomicBool::new(false), waker: AtomicWaker::new(), state: Mutex::new(state) }
    }

    /// Ends the connection: what it is polled for next fails.
    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        self.waker.wake();
    }

    /// Fails once the connection is to end; otherwise it is woken when that comes.
    pub(super) fn check(&self, context: &Context<'_>) -> io::Result<()> {
        self.waker.register(context.waker());
        if self.closed.load(Ordering::SeqCst) {
            return Err(io::Error::from(io::ErrorKind::ConnectionAborted));
        }
        Ok(())
    }

    /// The peer said something.
    pub(super) fn heard(&self, bytes: &[u8]) {
        let mut state = self.lock();
        if state.phase == Phase::Opening && bytes.starts_with(b"PRI ") {
            state.multiplexed = true;
        }
        if state.requests == 0 && state.phase == Phase::Idle && !state.multiplexed {
            state.phase = Phase::Head;
            state.since = Instant::now();
        }
    }

    /// The peer took, or did not take, what we wrote.
    pub(super) fn wrote(&self, taken: bool) {
        let mut state = self.lock();
        if taken {
            state.stalled = None;
        } else {
            state.stalled.get_or_insert_with(Instant::now);
        }
    }

    /// A request begins; it is under way until the guard is dropped.
    pub(super) fn request(self: &Arc<Self>) -> Busy {
        self.lock().requests += 1;
        Busy(Arc::clone(self))
    }

    /// A body begins to come; it does until the guard is dropped.
    pub(super) fn read(self: &Arc<Self>) -> Reading {
        let mut state = self.lock();
        state.reading += 1;
        state.since = Instant::now();
        Reading(Arc::clone(self))
    }

    /// How long the peer has kept us waiting; `None` while we work.
    fn waiting(&self, now: Instant) -> Option<Duration> {
        let state = self.lock();
        (state.requests == state.reading).then(|| now.saturating_duration_since(state.since))
    }

    fn overdue(&self, now: Instant, times: &Limits) -> Option<Closed> {
        let state = self.lock();
        let passed = |since: Instant| now.saturating_duration_since(since);
        if state.stalled.is_some_and(|since| passed(since) > times.request) {
            return Some(Closed::Stalled);
        }
        if state.requests > 0 {
            return None;
        }
        let (most, why) = match state.phase {
            Phase::Opening | Phase::Head => (times.head, Closed::SlowHead),
            Phase::Idle => (times.idle, Closed::Idle),
        };
        (passed(state.since) > most).then_some(why)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request under way.
#[derive(Debug)]
pub(super) struct Busy(Arc<Slot>);

impl Drop for Busy {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.requests = state.requests.saturating_sub(1);
        if state.requests == 0 {
            state.phase = Phase::Idle;
            state.since = Instant::now();
        }
    }
}

/// A body that is coming.
#[derive(Debug)]
pub(super) struct Reading(Arc<Slot>);

impl Drop for Reading {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.reading = state.reading.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connections(most: usize) -> Arc<Connections> {
        Connections::new(most, Limits::default(), Arc::new(Metrics::default()))
    }

    fn ages(ticket: &Ticket, by: Duration) {
        let mut state = ticket.slot.lock();
        state.since = state.since.checked_sub(by).expect("the clock is older");
    }

    #[test]
    fn who_keeps_us_waiting_longest_makes_place_and_work_is_never_cut() {
        let connections = connections(3);
        let first = connections.admit().expect("a place");
        let busy = connections.admit().expect("a place");
        let slow = connections.admit().expect("a place");
        let working = busy.slot.request();
        let request = slow.slot.request();
        let reading = slow.slot.read();
        ages(&busy, Duration::from_secs(500));
        ages(&slow, Duration::from_secs(20));
        let fourth = connections.admit().expect("the slow body makes place");
        let closed = |ticket: &Ticket| ticket.slot.closed.load(Ordering::SeqCst);
        assert_eq!([&first, &busy, &slow, &fourth].map(closed), [false, false, true, false]);
        drop((reading, request));
        let others = [&first, &fourth].map(|ticket| ticket.slot.request());
        assert!(connections.admit().is_none(), "all are being worked on");
        drop((working, others));
        assert!(connections.admit().is_some());
    }

    #[test]
    fn each_phase_has_its_time() {
        let times = Limits::default();
        let connections = connections(8);
        let ticket = connections.admit().expect("a place");
        let after = |seconds| ticket.slot.overdue(Instant::now() + Duration::from_secs(seconds), &times);
        assert_eq!((after(29), after(31)), (None, Some(Closed::SlowHead)));
        let request = ticket.slot.request();
        assert_eq!(after(10_000), None, "bodies and answers have times of their own");
        ticket.slot.wrote(false);
        assert_eq!((after(59), after(61)), (None, Some(Closed::Stalled)));
        ticket.slot.wrote(true);
        drop(request);
        assert_eq!((after(299), after(301)), (None, Some(Closed::Idle)));
        ticket.slot.heard(b"POST");
        assert_eq!((after(29), after(31)), (None, Some(Closed::SlowHead)));
    }
}
