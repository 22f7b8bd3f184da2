//! The work on a case: what coordinators plan, judge and agree among themselves. Sealed, and never readable by the
//! reporter.

use super::account::NOTE;
use super::codes::SERVICES;
use super::{EntryField, EntryKey, EntrySpec, FieldSpec, FieldType, Layout, MapContent, MapSpec};
use crate::admission::policy::PathClass;
use jonaki_protocol::{Compartment, limits};

const SHORT: FieldType = FieldType::Text(limits::TEXT_CHARS);

const fn required(name: &'static str, kind: FieldType) -> EntryField {
    EntryField { name, kind, required: true }
}

const fn optional(name: &'static str, kind: FieldType) -> EntryField {
    EntryField { name, kind, required: false }
}

const fn entries(fields: &'static [EntryField]) -> EntrySpec {
    EntrySpec { key: EntryKey::Entry, fields, class: PathClass::Work, classes: &[] }
}

const TASKS: &[&str] = &[
    "home_visit",
    "phone_call",
    "school_check",
    "court_date",
    "service_check",
    "after_reunification",
    "in_care",
    "for_assessment",
    "monthly_victim_information",
    "provider_verification",
    "callback_to_reporter",
    "other",
];

/// Something to be done by a day. What became of it are the [`STEP`]s that name it.
static TASK: EntrySpec = entries(&[
    required("kind", FieldType::Code(TASKS)),
    required("at", FieldType::Hour),
    required("due", FieldType::Date),
    optional("repeats", FieldType::Fixed(&["weekly", "monthly", "quarterly"])),
    optional("assigned", FieldType::Record),
    optional("referral", FieldType::Record),
    optional("text", SHORT),
]);

/// An aim of the plan.
static AIM: EntrySpec = entries(&[
    required("at", FieldType::Hour),
    required("goal", SHORT),
    optional("need", SHORT),
    optional("service", FieldType::Code(SERVICES)),
    optional("responsible", SHORT),
    optional("due", FieldType::Date),
]);

/// What became of a task, an aim, a link, a member of the team or a flag.
static STEP: EntrySpec = entries(&[
    required("of", FieldType::Entry),
    required("kind", FieldType::Fixed(&["done", "not_found", "postponed", "cancelled", "removed", "reopened"])),
    required("at", FieldType::Hour),
    optional("due", FieldType::Date),
    optional("safe", FieldType::Bool),
    optional("text", SHORT),
]);

/// A judgement of how much danger there is, until a day.
static RISK: EntrySpec = entries(&[
    required("level", FieldType::Fixed(&["low", "medium", "high"])),
    required("at", FieldType::Hour),
    required("until", FieldType::Date),
    optional("individual", SHORT),
    optional("household", SHORT),
    optional("community", SHORT),
]);

/// Another case that belongs to this one.
static LINK: EntrySpec = entries(&[
    required("record", FieldType::Record),
    required("relation", FieldType::Fixed(&["family", "same_event", "same_child", "other"])),
    required("at", FieldType::Hour),
]);

/// Who works on the case: a device.
static MEMBER: EntrySpec = entries(&[
    required("device", FieldType::Record),
    required("part", FieldType::Fixed(&["member", "supervisor", "watcher"])),
    required("at", FieldType::Hour),
]);

/// Something to keep in mind until a day.
static FLAG: EntrySpec = entries(&[
    required("text", SHORT),
    required("at", FieldType::Hour),
    optional("until", FieldType::Date),
]);

/// How a consent on the card came about, in words.
static CONSENT: EntrySpec = entries(&[
    required("of", FieldType::Entry),
    required("at", FieldType::Hour),
    optional("language", SHORT),
    optional("explained", FieldType::Int(0, 127)),
    optional("text", SHORT),
]);

const fn entry_map(name: &'static str, spec: &'static EntrySpec) -> MapSpec {
    MapSpec { name, content: MapContent::Entries(spec) }
}

pub(super) static WORK: Layout = Layout {
    compartment: Compartment::Work,
    fields: &[
        FieldSpec { name: "owner", kind: FieldType::Record, class: PathClass::Assessment },
        FieldSpec {
            name: "trafficking_status",
            kind: FieldType::Code(&["possible", "actual", "not_a_victim"]),
            class: PathClass::Assessment,
        },
    ],
    maps: &[
        MapSpec { name: "answers", content: MapContent::Answers },
        entry_map("notes", &NOTE),
        entry_map("tasks", &TASK),
        entry_map("plan", &AIM),
        entry_map("steps", &STEP),
        entry_map("risks", &RISK),
        entry_map("links", &LINK),
        entry_map("team", &MEMBER),
        entry_map("flags", &FLAG),
        entry_map("consents", &CONSENT),
    ],
};
