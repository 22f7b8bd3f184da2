//! The referral: the open half of a pair. Who asks whom for what, until when, on which consent, and what became of it.

use super::codes::{PURPOSES, SERVICES};
use super::{DISTRICTS, EntryField, EntryKey, EntrySpec, FieldSpec, FieldType, Layout, MapContent, MapSpec};
use crate::admission::policy::PathClass;
use crate::referral::FieldGroups;
use jonaki_protocol::{Compartment, EntryId, RecordId};

const fn header(name: &'static str, kind: FieldType) -> FieldSpec {
    FieldSpec { name, kind, class: PathClass::Header }
}

/// What the sender says after sending.
const SENDER_EVENTS: &[&str] = &["recalled", "withdrawn", "superseded", "escalated", "info_given"];

/// What the receiver says.
const RECEIVER_EVENTS: &[&str] =
    &["accepted", "declined", "needs_info", "in_service", "completed", "not_completed"];

/// Every kind of event.
const EVENTS: &[&str] = &[
    "recalled",
    "withdrawn",
    "superseded",
    "escalated",
    "info_given",
    "accepted",
    "declined",
    "needs_info",
    "in_service",
    "completed",
    "not_completed",
];

/// Why somebody declined, did not complete or recalled.
const REASONS: &[&str] = &[
    "no_capacity",
    "out_of_area",
    "wrong_age_or_sex",
    "service_not_offered",
    "needs_documents",
    "conflict_of_interest",
    "safety",
    "duplicate",
    "no_show",
    "unreachable",
    "unsafe",
    "no_capacity_after_all",
    "victim_declined",
    "sent_in_error",
    "no_longer_needed",
    "other",
];

static EVENT: EntrySpec = EntrySpec {
    key: EntryKey::Entry,
    fields: &[
        EntryField { name: "kind", kind: FieldType::Fixed(EVENTS), required: true },
        EntryField { name: "at", kind: FieldType::Hour, required: true },
        EntryField { name: "reason", kind: FieldType::Code(REASONS), required: false },
        EntryField { name: "outcome", kind: FieldType::Fixed(&["full", "partial", "none"]), required: false },
    ],
    class: PathClass::SenderEvent,
    classes: &[(SENDER_EVENTS, PathClass::SenderEvent), (RECEIVER_EVENTS, PathClass::ReceiverEvent)],
};

static VIEW: EntrySpec = EntrySpec {
    key: EntryKey::Device,
    fields: &[EntryField { name: "at", kind: FieldType::Hour, required: true }],
    class: PathClass::View,
    classes: &[],
};

pub(super) static REFERRAL: Layout = Layout {
    compartment: Compartment::Referral,
    fields: &[
        header("case", FieldType::Id(RecordId::LEN)),
        header("from", FieldType::Id(RecordId::LEN)),
        header("to", FieldType::Id(RecordId::LEN)),
        header(
            "kind",
            FieldType::Fixed(&[
                "service_referral",
                "transfer_of_case",
                "request_for_information",
                "police_complaint",
            ]),
        ),
        header("service", FieldType::Fixed(SERVICES)),
        header("purpose", FieldType::Fixed(PURPOSES)),
        header("consent", FieldType::Id(EntryId::LEN)),
        header("groups", FieldType::Int(1, FieldGroups::ALL.bits())),
        header("urgency", FieldType::Fixed(&["1_hour", "3_hours", "1_day", "3_days", "7_days"])),
        header("made", FieldType::Hour),
        header("due", FieldType::Hour),
        header("expires", FieldType::Hour),
        header("district", FieldType::Code(DISTRICTS)),
        // Several providers asked at once share a round; an escalation names what it follows and who is next.
        header("round", FieldType::Id(RecordId::LEN)),
        header("previous", FieldType::Id(RecordId::LEN)),
        header("next", FieldType::Id(RecordId::LEN)),
        header("listing", FieldType::Id(RecordId::LEN)),
    ],
    maps: &[
        MapSpec { name: "events", content: MapContent::Entries(&EVENT) },
        MapSpec { name: "views", content: MapContent::Entries(&VIEW) },
    ],
};
