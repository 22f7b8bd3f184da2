//! What the core needs from the machine: a clock and randomness. Both are injected, so that a simulated year runs in a
//! second and the same seed gives the same bytes.

use jonaki_protocol::Timestamp;
use rand_core::{TryCryptoRng, TryRng};
use std::convert::Infallible;

/// Clock and randomness of a device.
pub trait Host: Send {
    /// The device's clock; it may be wrong.
    fn now(&mut self) -> Timestamp;

    /// Fills with random bytes that nobody can predict.
    fn fill(&mut self, bytes: &mut [u8]);
}

/// The operating system's randomness, and the clock that the shell passes in.
///
/// Core itself never reads a clock: a shell gives its platform's (`std`, `Date.now()`).
#[derive(Debug, Clone, Copy)]
pub struct SystemHost<C> {
    clock: C,
}

impl<C: FnMut() -> Timestamp + Send> SystemHost<C> {
    /// Uses this clock.
    pub fn new(clock: C) -> Self {
        Self { clock }
    }
}

impl<C: FnMut() -> Timestamp + Send> Host for SystemHost<C> {
    fn now(&mut self) -> Timestamp {
        (self.clock)()
    }

    #[expect(clippy::panic, reason = "a device without randomness must stop before it makes a guessable key")]
    fn fill(&mut self, bytes: &mut [u8]) {
        if getrandom::fill(bytes).is_err() {
            panic!("the operating system gives no random bytes");
        }
    }
}

/// A host as a random number generator for the crates that want one.
pub(crate) struct HostRng<'a>(pub(crate) &'a mut dyn Host);

impl TryRng for HostRng<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl TryCryptoRng for HostRng<'_> {}

/// `N` random bytes.
pub(crate) fn random<const N: usize>(host: &mut dyn Host) -> [u8; N] {
    let mut bytes = [0; N];
    host.fill(&mut bytes);
    bytes
}
