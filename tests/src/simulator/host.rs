//! Clock and randomness of the simulated machines.

use jonaki_core::Host;
use jonaki_protocol::Timestamp;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// 2026-03-01T06:00:00Z.
const START: i64 = 1_772_344_800;

/// The true time, or how far a device's clock is off.
#[derive(Clone, Debug)]
pub(super) struct Clock(Arc<AtomicI64>);

impl Clock {
    pub(super) fn starting() -> Self {
        Self(Arc::new(AtomicI64::new(START)))
    }

    pub(super) fn zero() -> Self {
        Self(Arc::new(AtomicI64::new(0)))
    }

    pub(super) fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(super) fn set(&self, seconds: i64) {
        self.0.store(seconds, Ordering::SeqCst);
    }

    pub(super) fn seconds(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    pub(super) fn now(&self) -> Timestamp {
        Timestamp(self.seconds())
    }
}

/// A machine.
pub(super) struct SimHost {
    rng: ChaCha20Rng,
    clock: Clock,
    skew: Clock,
}

impl SimHost {
    pub(super) fn new(seed: [u64; 3], clock: &Clock, skew: &Clock) -> Self {
        let mut bytes = [0; 32];
        for (part, number) in bytes.chunks_mut(8).zip(seed) {
            part.copy_from_slice(&number.to_le_bytes());
        }
        Self { rng: ChaCha20Rng::from_seed(bytes), clock: clock.clone(), skew: skew.clone() }
    }
}

impl Host for SimHost {
    fn now(&mut self) -> Timestamp {
        Timestamp(self.clock.seconds() + self.skew.seconds())
    }

    fn fill(&mut self, bytes: &mut [u8]) {
        self.rng.fill_bytes(bytes);
    }
}
