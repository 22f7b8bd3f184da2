//! The bytes of bodies and answers that are held at once, over all connections. What we work on ourselves goes by itself; of
//! what waits for a peer, the one that costs most goes first: bytes times the time that they are held.

use super::connections::Slot;
use super::limits::Limits;
use crate::metrics::{Closed, Metrics};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// All that is held.
#[derive(Debug)]
pub(super) struct Buffers {
    limits: Limits,
    metrics: Arc<Metrics>,
    held: Mutex<Held>,
    freed: Notify,
}

#[derive(Debug, Default)]
struct Held {
    bytes: usize,
    /// Of which nobody but us must do anything.
    ours: usize,
    next: u64,
    parts: BTreeMap<u64, Part>,
}

#[derive(Debug)]
struct Part {
    bytes: usize,
    since: Instant,
    waits_for: WaitsFor,
}

#[derive(Debug, Clone)]
enum WaitsFor {
    /// The rest of a body; the reader hears when it is cut off.
    Body(Arc<Notify>),
    /// Our work.
    Us,
    /// A peer that takes an answer; its connection is closed when it is cut off.
    Reader(Option<Arc<Slot>>),
}

/// The part was cut off: there was no place and it cost most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CutOff;

enum Grown {
    Yes,
    Wait,
    No,
}

impl Buffers {
    /// Within these limits.
    pub(super) fn new(limits: Limits, metrics: Arc<Metrics>) -> Arc<Self> {
        Arc::new(Self { limits, metrics, held: Mutex::default(), freed: Notify::new() })
    }

    /// Holds a body that is about to come: nothing of it yet.
    pub(super) fn body(self: &Arc<Self>) -> Hold {
        let cut = Arc::new(Notify::new());
        let mut held = self.lock();
        held.next += 1;
        let id = held.next;
        let part = Part { bytes: 0, since: Instant::now(), waits_for: WaitsFor::Body(Arc::clone(&cut)) };
        held.parts.insert(id, part);
        drop(held);
        Hold { buffers: Arc::clone(self), id, cut }
    }

    /// Cuts off what takes too long to be taken by its reader.
    pub(super) fn sweep(&self) {
        let most = self.limits.answer();
        let mut held = self.lock();
        let late = |part: &Part| matches!(part.waits_for, WaitsFor::Reader(_)) && part.since.elapsed() > most;
        let late: Vec<u64> = held.parts.iter().filter(|(_, part)| late(part)).map(|(id, _)| *id).collect();
        for id in late {
            self.cut(&mut held, id);
        }
        self.metrics.buffered(held.bytes);
    }

    fn grow(&self, id: u64, more: usize) -> Grown {
        let mut held = self.lock();
        while held.bytes + more > self.limits.buffers {
            if !held.parts.contains_key(&id) {
                return Grown::No;
            }
            // What we work on goes by itself, and soon.
            if held.ours * 2 >= self.limits.buffers {
                return Grown::Wait;
            }
            match held.costliest(id, more) {
                Some(victim) => self.cut(&mut held, victim),
                None => return Grown::Wait,
            }
        }
        let Some(part) = held.parts.get_mut(&id) else { return Grown::No };
        part.bytes += more;
        held.bytes += more;
        Grown::Yes
    }

    /// Takes a part out and tells who is concerned.
    fn cut(&self, held: &mut Held, id: u64) {
        let Some(part) = held.parts.remove(&id) else { return };
        held.bytes -= part.bytes;
        self.metrics.closed(Closed::Buffers);
        match part.waits_for {
            WaitsFor::Body(cut) => cut.notify_one(),
            WaitsFor::Reader(Some(slot)) => slot.close(),
            WaitsFor::Reader(None) => {}
            WaitsFor::Us => held.ours -= part.bytes,
        }
    }

    fn change(&self, id: u64, bytes: usize, waits_for: WaitsFor) {
        let mut held = self.lock();
        let Some(part) = held.parts.get_mut(&id) else { return };
        let before = std::mem::replace(part, Part { bytes, since: Instant::now(), waits_for });
        let ours = matches!(part.waits_for, WaitsFor::Us);
        held.bytes = held.bytes - before.bytes + bytes;
        if matches!(before.waits_for, WaitsFor::Us) {
            held.ours -= before.bytes;
        }
        if ours {
            held.ours += bytes;
        }
        drop(held);
        self.freed.notify_waiters();
    }

    fn release(&self, id: u64) {
        let mut held = self.lock();
        let Some(part) = held.parts.remove(&id) else { return };
        held.bytes -= part.bytes;
        if matches!(part.waits_for, WaitsFor::Us) {
            held.ours -= part.bytes;
        }
        drop(held);
        self.freed.notify_waiters();
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// Which part waits for a peer and costs most, were `id` to have so much more.
    fn costliest(&self, id: u64, more: usize) -> Option<u64> {
        let cost = |(other, part): (&u64, &Part)| {
            if matches!(part.waits_for, WaitsFor::Us) {
                return None;
            }
            let bytes = part.bytes + if *other == id { more } else { 0 };
            let held = part.since.elapsed().max(Duration::from_millis(1));
            (bytes > 0).then(|| (bytes as u128 * held.as_millis(), *other))
        };
        self.parts.iter().filter_map(cost).max().map(|(_, id)| id)
    }
}

/// A part that is held until this is dropped.
#[derive(Debug)]
pub(super) struct Hold {
    buffers: Arc<Buffers>,
    id: u64,
    cut: Arc<Notify>,
}

impl Hold {
    /// Holds so many bytes more. Waits while what fills the place is being worked on.
    pub(super) async fn grow(&self, more: usize) -> Result<(), CutOff> {
        loop {
            let freed = self.buffers.freed.notified();
            tokio::pin!(freed);
            freed.as_mut().enable();
            match self.buffers.grow(self.id, more) {
                Grown::Yes => return Ok(()),
                Grown::No => return Err(CutOff),
                Grown::Wait => freed.await,
            }
        }
    }

    /// Ends when the part is cut off.
    pub(super) async fn cut_off(&self) {
        self.cut.notified().await;
    }

    /// The body is whole: now it is our turn.
    pub(super) fn is_ours(&self, bytes: usize) {
        self.buffers.change(self.id, bytes, WaitsFor::Us);
    }

    /// Now an answer of so many bytes waits for its reader.
    pub(super) fn is_answer(&self, bytes: usize, slot: Option<Arc<Slot>>) {
        self.buffers.change(self.id, bytes, WaitsFor::Reader(slot));
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.buffers.release(self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::Future as _;

    fn buffers(most: usize) -> Arc<Buffers> {
        Buffers::new(Limits { buffers: most, ..Limits::default() }, Arc::new(Metrics::default()))
    }

    fn ages(hold: &Hold, seconds: u64) {
        let mut held = hold.buffers.lock();
        let part = held.parts.get_mut(&hold.id).expect("held");
        part.since = part.since.checked_sub(Duration::from_secs(seconds)).expect("the clock is older");
    }

    #[tokio::test]
    async fn the_costliest_that_waits_for_a_peer_is_cut_off() {
        let buffers = buffers(1_000);
        let slow = buffers.body();
        slow.grow(600).await.expect("a place");
        ages(&slow, 50);
        let honest = buffers.body();
        honest.grow(300).await.expect("a place");
        let next = buffers.body();
        next.grow(300).await.expect("the slow one made place");
        slow.cut_off().await;
        assert_eq!(slow.grow(1).await, Err(CutOff));
        assert_eq!(buffers.lock().bytes, 600);
        ages(&next, 9);
        assert_eq!(next.grow(600).await, Err(CutOff), "itself the costliest");
        drop((slow, honest, next));
        let held = buffers.lock();
        assert_eq!((held.bytes, held.parts.len()), (0, 0));
    }

    #[tokio::test]
    async fn a_reader_waits_for_our_own_work_and_harms_nobody() {
        let buffers = buffers(1_000);
        let working = buffers.body();
        working.grow(800).await.expect("a place");
        working.is_ours(800);
        let other = buffers.body();
        other.grow(100).await.expect("a place");
        let waiting = buffers.body();
        let grow = waiting.grow(300);
        tokio::pin!(grow);
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(grow.as_mut().poll(&mut context).is_pending());
        working.is_answer(100, None);
        assert_eq!(grow.await, Ok(()));
        assert_eq!(other.grow(1).await, Ok(()));
        let held = buffers.lock();
        assert_eq!((held.bytes, held.ours), (501, 0));
    }
}
