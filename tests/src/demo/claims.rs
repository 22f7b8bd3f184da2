//! Telling, and proving.

use super::Failure;
use std::io::Write as _;

/// What was claimed so far.
#[derive(Default)]
pub(super) struct Claims {
    failed: usize,
    held: usize,
}

impl Claims {
    /// A chapter's heading.
    pub(super) fn chapter(&self, text: &str) {
        say(&format!("\n{text}"));
    }

    /// Proves a claim; the evidence is printed beside it.
    pub(super) fn prove(&mut self, claim: &str, proof: impl FnOnce() -> Result<String, Failure>) {
        match proof() {
            Ok(evidence) => {
                self.held += 1;
                say(&format!("  ✓ {claim}: {evidence}"));
            }
            Err(failure) => {
                self.failed += 1;
                say(&format!("  ✗ {claim}: {failure}"));
            }
        }
    }

    /// How it ended.
    pub(super) fn summary(&self) -> bool {
        say(&format!("\n{} claims held, {} failed.", self.held, self.failed));
        self.failed == 0
    }
}

/// Prints a line at once.
pub(super) fn say(text: &str) {
    let mut out = std::io::stdout();
    // A reader who is gone stops nothing.
    let _ = writeln!(out, "{text}");
    let _ = out.flush();
}

/// Fails with a sentence unless the condition holds.
pub(super) fn ensure(condition: bool, sentence: &str) -> Result<(), Failure> {
    if condition { Ok(()) } else { Err(sentence.to_owned().into()) }
}
