//! The open streams of `GET /v1/live`, found by the feeds that they wait for: waking costs what is woken, not what is open.

use super::limits::STREAMS_PER_DEVICE;
use crate::metrics::LiveGuard;
use jonaki_protocol::Principal;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// All streams.
#[derive(Debug, Default)]
pub(super) struct Streams(Arc<Mutex<Open>>);

#[derive(Debug, Default)]
struct Open {
    next: u64,
    /// After the server began to stop nothing is opened.
    stopping: bool,
    pokes: HashMap<u64, Arc<Poke>>,
    waiting: HashMap<Principal, BTreeSet<u64>>,
    of_device: HashMap<Principal, VecDeque<u64>>,
}

#[derive(Debug, Default)]
struct Poke {
    notify: Notify,
    ended: AtomicBool,
}

impl Poke {
    fn end(&self) {
        self.ended.store(true, Ordering::SeqCst);
        self.notify.notify_one();
    }
}

impl Streams {
    /// Opens a stream for a device that reads these feeds; where it has too many, its oldest ends.
    pub(super) fn open(&self, feeds: &[Principal], guard: LiveGuard) -> Stream {
        let mut open = lock(&self.0);
        open.next += 1;
        let id = open.next;
        let poke = Arc::new(Poke::default());
        if open.stopping {
            poke.end();
        }
        open.pokes.insert(id, Arc::clone(&poke));
        for feed in feeds {
            open.waiting.entry(*feed).or_default().insert(id);
            if matches!(feed, Principal::Device(_)) {
                open.add(*feed, id);
            }
        }
        Stream { id, feeds: feeds.to_vec(), poke, open: Arc::clone(&self.0), _guard: guard }
    }

    /// Tells everybody who waits for one of these feeds that there is something. Two pokes that nobody heard yet are one.
    pub(super) fn wake(&self, touched: &[Principal]) {
        let open = lock(&self.0);
        for id in touched.iter().filter_map(|feed| open.waiting.get(feed)).flatten() {
            if let Some(poke) = open.pokes.get(id) {
                poke.notify.notify_one();
            }
        }
    }

    /// Ends all streams, so that a server that stops waits for none.
    pub(super) fn stop(&self) {
        let mut open = lock(&self.0);
        open.stopping = true;
        open.pokes.values().for_each(|poke| poke.end());
    }
}

impl Open {
    fn add(&mut self, device: Principal, id: u64) {
        let streams = self.of_device.entry(device).or_default();
        streams.push_back(id);
        while streams.len() > STREAMS_PER_DEVICE
            && let Some(oldest) = streams.pop_front()
        {
            if let Some(poke) = self.pokes.get(&oldest) {
                poke.end();
            }
        }
    }
}

/// One stream; closed when dropped.
#[derive(Debug)]
pub(super) struct Stream {
    id: u64,
    feeds: Vec<Principal>,
    poke: Arc<Poke>,
    open: Arc<Mutex<Open>>,
    _guard: LiveGuard,
}

impl Stream {
    /// Waits until there is something; false at the stream's end.
    pub(super) async fn next(&self) -> bool {
        self.poke.notify.notified().await;
        !self.poke.ended.load(Ordering::SeqCst)
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        let mut open = lock(&self.open);
        open.pokes.remove(&self.id);
        for feed in &self.feeds {
            if let Some(waiting) = open.waiting.get_mut(feed) {
                waiting.remove(&self.id);
                if waiting.is_empty() {
                    open.waiting.remove(feed);
                }
            }
            if let Some(streams) = open.of_device.get_mut(feed) {
                streams.retain(|id| *id != self.id);
                if streams.is_empty() {
                    open.of_device.remove(feed);
                }
            }
        }
    }
}

fn lock(open: &Mutex<Open>) -> MutexGuard<'_, Open> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Metrics;
    use jonaki_protocol::DeviceId;

    fn feeds(device: u8) -> Vec<Principal> {
        vec![Principal::Everyone, Principal::Device(DeviceId::from_bytes([device; 16]))]
    }

    fn is_ended(stream: &Stream) -> bool {
        stream.poke.ended.load(Ordering::SeqCst)
    }

    #[tokio::test]
    async fn one_device_has_few_and_takes_none_from_others() {
        let (streams, metrics) = (Streams::default(), Metrics::default());
        let other = streams.open(&feeds(2), metrics.live());
        let all: Vec<Stream> = (0..100).map(|_| streams.open(&feeds(1), metrics.live())).collect();
        assert_eq!(all.iter().filter(|stream| !is_ended(stream)).count(), STREAMS_PER_DEVICE);
        assert!(!is_ended(&other) && !all[0].next().await);
        streams.wake(&feeds(2)[1..]);
        streams.wake(&feeds(2)[1..]);
        assert!(other.next().await);
        drop(all);
        streams.stop();
        assert!(!other.next().await && !streams.open(&feeds(3), metrics.live()).next().await);
        drop(other);
        let open = lock(&streams.0);
        assert!(open.pokes.is_empty() && open.waiting.is_empty() && open.of_device.is_empty());
    }
}
