//! Forms in step with ODK's reference engine.

mod conformance;
mod coverage;
