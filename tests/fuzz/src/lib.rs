//! libFuzzer around the targets of `jonaki_tests::fuzz`, with a count of what each execution allocates.

use jonaki_tests::fuzz::Target;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;

#[doc(hidden)]
pub use libfuzzer_sys;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What an execution may allocate for each byte of its input, beside the target's own allowance.
const PER_BYTE: usize = 512;

/// Makes the fuzz target of this name.
#[macro_export]
macro_rules! target {
    ($name:ident) => {
        $crate::libfuzzer_sys::fuzz_target!(|data: &[u8]| {
            $crate::bounded(stringify!($name), data);
        });
    };
}

/// Runs a target, and again where it took more memory than it may: the first time it may have made what is made once.
///
/// # Panics
/// Where a target finds a fault, or takes more than it may twice.
pub fn bounded(name: &str, data: &[u8]) {
    let target = jonaki_tests::fuzz::target(name).expect("a target");
    if allocated(target, data) > target.allowance + PER_BYTE * data.len() {
        let again = allocated(target, data);
        let most = target.allowance + PER_BYTE * data.len();
        assert!(again <= most, "{name}: {again} bytes allocated for an input of {}", data.len());
    }
}

fn allocated(target: &Target, data: &[u8]) -> usize {
    let region = Region::new(ALLOCATOR);
    (target.run)(data);
    region.change().bytes_allocated
}
