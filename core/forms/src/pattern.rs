//! Regular expressions in Java's syntax, run by a linear-time engine.

use regex::{Regex, RegexBuilder};

use crate::limits;

/// A pattern that must match the whole text, as in Java's `matches`.
pub(crate) fn compile(pattern: &str) -> Result<Regex, String> {
    if pattern.len() > limits::REGEX_BYTES {
        return Err(format!("it is longer than {} bytes", limits::REGEX_BYTES));
    }
    RegexBuilder::new(&format!("^(?:{pattern})$"))
        .size_limit(limits::REGEX_PROGRAM_BYTES)
        .build()
        .map_err(|error| error.to_string())
}
