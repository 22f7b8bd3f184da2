//! What work costs. The unit stands for about a microsecond under the lock on a small server; that it follows from what is
//! asked alone, and from no clock, makes the same request cost the same everywhere and in every test.
//!
//! One request is served until [`SLICE`] is spent. What of its batches was not reached gets no receipt, and the device sends
//! it again; of a batch that costs more than that the rest is taken in the next request. So one request holds the lock for a
//! bounded time, whatever is in it, and nothing that is honest is refused. How many slices a device gets is the
//! [gate](super::gate)'s matter.

use super::Work;

/// What one request may cost before the rest of it waits for the next.
pub(super) const SLICE: u64 = 250_000;
/// A request with nothing in it: its transaction, the head, the nonce.
pub(super) const REQUEST: u64 = 150;
/// A batch: its signature, its rows, its entry in the log, its receipt.
pub(super) const BATCH: u64 = 300;
/// An item: its rows and its verdict.
pub(super) const ITEM: u64 = 50;
/// A referral that ends, apart from its wraps: its access and its row.
pub(super) const ENDED: u64 = 50;
/// A position written into a feed.
pub(super) const DELIVERY: u64 = 25;
/// A row read.
pub(super) const ROW: u64 = 4;
/// A record compared with what a device says that it holds.
pub(super) const COMPARED: u64 = 25;

/// Bytes that came in: unpacked, parsed, hashed.
pub(super) fn incoming(bytes: usize) -> u64 {
    bytes as u64 / 64
}

/// Bytes read and written back out.
pub(super) fn outgoing(bytes: usize) -> u64 {
    bytes as u64 / 128
}

/// An open change through the four stages, by its own size and by what it is tried on.
pub(super) fn admission(change: usize, document: usize, changes: u64) -> u64 {
    100 + (change as u64 + document as u64) / 16 + changes / 4
}

impl Work<'_> {
    pub(super) fn charge(&mut self, units: u64) {
        self.spent = self.spent.saturating_add(units);
    }

    /// Whether what is left has to wait for the next request.
    pub(super) fn is_spent(&self) -> bool {
        self.spent >= SLICE
    }
}
