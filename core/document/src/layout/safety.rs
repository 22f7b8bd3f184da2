//! The safety plan: where the child is and what keeps it safe. Sealed, and never readable by the reporter.

use super::account::NOTE;
use super::{FieldSpec, FieldType, Layout, MapContent, MapSpec};
use crate::admission::policy::PathClass;
use jonaki_protocol::{Compartment, limits};

const fn assessment(name: &'static str, limit: usize) -> FieldSpec {
    FieldSpec { name, kind: FieldType::Text(limit), class: PathClass::Assessment }
}

pub(super) static SAFETY: Layout = Layout {
    compartment: Compartment::Safety,
    fields: &[
        assessment("shelter", limits::TEXT_CHARS),
        assessment("placement", limits::TEXT_CHARS),
        assessment("plan", limits::NOTE_CHARS),
        assessment("contact", limits::TEXT_CHARS),
    ],
    maps: &[
        MapSpec { name: "answers", content: MapContent::Answers },
        MapSpec { name: "notes", content: MapContent::Entries(&NOTE) },
    ],
};
