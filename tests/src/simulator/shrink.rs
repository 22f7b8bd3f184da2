//! The shortest script that still fails: delta debugging over the steps, each try a complete deterministic run.

use super::script::Script;
use super::{Failure, run};
use std::time::{Duration, Instant};

/// Takes steps out of a failing script as long as it fails for the same invariant, for at most this long.
pub fn shrink(script: &Script, failure: &Failure, most: Duration) -> (Script, Failure) {
    let began = Instant::now();
    let mut best = (script.clone(), failure.clone());
    if let Some(at) = failure.step {
        // Nothing after the failing step matters.
        try_out(&mut best, |steps| steps.truncate(at + 1));
    }
    let mut size = best.0.steps.len().div_ceil(2);
    while size > 0 && began.elapsed() < most {
        let mut from = 0;
        let mut shrunk = false;
        while from < best.0.steps.len() && began.elapsed() < most {
            let cut = |steps: &mut Vec<_>| {
                let to = steps.len().min(from + size);
                steps.drain(from..to);
            };
            if try_out(&mut best, cut) { shrunk = true } else { from += size }
        }
        if !shrunk || size > 1 {
            size /= 2;
        }
    }
    best
}

fn try_out(best: &mut (Script, Failure), change: impl FnOnce(&mut Vec<super::Step>)) -> bool {
    let mut script = best.0.clone();
    change(&mut script.steps);
    match run(&script).failure {
        Some(failure) if failure.invariant == best.1.invariant => {
            *best = (script, failure);
            true
        }
        _ => false,
    }
}
