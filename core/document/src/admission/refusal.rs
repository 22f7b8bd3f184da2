//! What a refused change is answered with.

use jonaki_protocol::{Code, Digest};

/// Where a change was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Bytes and bounds.
    Guard,
    /// Operations against document and layout.
    Shape,
    /// The rule table.
    Policy,
    /// The copy that did not survive.
    Shadow,
}

impl Stage {
    /// The stable name, for logs and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Guard => "guard",
            Self::Shape => "shape",
            Self::Policy => "policy",
            Self::Shadow => "shadow",
        }
    }
}

/// A change that is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code} at {}", stage.name())]
pub struct Refusal {
    /// Why, with a text for people.
    pub code: Code,
    /// Where.
    pub stage: Stage,
    /// With [`Code::Pending`]: the changes it waits for, sorted. Otherwise empty.
    pub missing: Vec<Digest>,
}

impl Refusal {
    pub(crate) fn new(code: Code, stage: Stage) -> Self {
        Self { code, stage, missing: Vec::new() }
    }
}
