//! Running code that may panic on hostile input, without a trace of it in the process's output.
//!
//! Automerge 0.12 panics on some malformed input. Such a panic is an answer, not a fault of this process: it
//! is caught, the copy that it happened on is thrown away, and the panic hook stays silent for this thread
//! meanwhile. On targets that abort on panic (wasm32) the guard and shape stages are what keeps such input
//! out.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

static HOOK: Once = Once::new();

/// Code on a throw-away copy panicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Panicked;

struct Quiet {
    before: bool,
}

impl Quiet {
    fn begin() -> Self {
        // Installed once and for ever, in front of whatever hook the program has: replacing it back and forth
        // would race.
        HOOK.call_once(|| {
            let loud = panic::take_hook();
            panic::set_hook(Box::new(move |info| {
                if !QUIET.try_with(Cell::get).unwrap_or(false) {
                    loud(info);
                }
            }));
        });
        Self { before: QUIET.replace(true) }
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        QUIET.set(self.before);
    }
}

/// Runs `work`; a panic in it becomes an error. Whatever `work` touched must not be used after one.
pub(crate) fn contain<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    let _quiet = Quiet::begin();
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|_| Panicked)
}
