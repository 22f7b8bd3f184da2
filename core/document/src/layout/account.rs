//! The account: what was told. Sealed.

use super::{EntryField, EntryKey, EntrySpec, FieldSpec, FieldType, Layout, MapContent, MapSpec};
use crate::admission::policy::PathClass;
use jonaki_protocol::{Compartment, limits};

const fn fact(name: &'static str, kind: FieldType) -> FieldSpec {
    FieldSpec { name, kind, class: PathClass::Fact }
}

/// A note: text and the hour; who wrote it is the change's author. A question waits for an answer that names it.
pub(super) static NOTE: EntrySpec = EntrySpec {
    key: EntryKey::Entry,
    fields: &[
        EntryField { name: "text", kind: FieldType::Text(limits::NOTE_CHARS), required: true },
        EntryField { name: "at", kind: FieldType::Hour, required: true },
        EntryField { name: "asks", kind: FieldType::Bool, required: false },
        EntryField { name: "of", kind: FieldType::Entry, required: false },
    ],
    class: PathClass::Note,
    classes: &[],
};

const SHORT: FieldType = FieldType::Text(limits::TEXT_CHARS);

pub(super) static ACCOUNT: Layout = Layout {
    compartment: Compartment::Account,
    fields: &[
        fact("narrative", FieldType::Text(limits::NOTE_CHARS)),
        fact("place_detail", SHORT),
        fact("upazila", SHORT),
        fact("union", SHORT),
        fact("village", SHORT),
        fact("when_happened", SHORT),
        fact("safe_to_contact", FieldType::Bool),
        fact("safe_contact_how", SHORT),
        fact("do_not_share_with", SHORT),
    ],
    maps: &[
        MapSpec { name: "answers", content: MapContent::Answers },
        MapSpec { name: "notes", content: MapContent::Entries(&NOTE) },
        MapSpec { name: "tasks", content: MapContent::Reserved },
    ],
};
