//! The disclosure: the sealed half of a referral. The snapshot of what was chosen for this provider, and the provider's notes.

use super::account::NOTE;
use super::{FieldSpec, FieldType, Layout, MapContent, MapSpec};
use crate::admission::policy::PathClass;
use jonaki_protocol::{Compartment, limits};

pub(super) static DISCLOSURE: Layout = Layout {
    compartment: Compartment::Disclosure,
    fields: &[
        FieldSpec { name: "message", kind: FieldType::Text(limits::NOTE_CHARS), class: PathClass::Fact },
        FieldSpec { name: "contact", kind: FieldType::Text(limits::TEXT_CHARS), class: PathClass::Fact },
    ],
    maps: &[
        // By the name of the field that was disclosed.
        MapSpec { name: "answers", content: MapContent::Answers },
        MapSpec { name: "notes", content: MapContent::Entries(&NOTE) },
    ],
};
