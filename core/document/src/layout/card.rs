//! The card: the open document of a case. Codes, numbers, days and ids; nobody can type a name into it.

use super::codes::{ORGANISATION_KINDS, PURPOSES, SERVICES};
use super::{DISTRICTS, DIVISIONS};
use super::{EntryField, EntryKey, EntrySpec, FieldSpec, FieldType, Layout, MapContent, MapSpec};
use crate::admission::policy::PathClass;
use crate::referral::FieldGroups;
use jonaki_protocol::Compartment;

const fn origin(name: &'static str, kind: FieldType) -> FieldSpec {
    FieldSpec { name, kind, class: PathClass::Origin }
}

const fn fact(name: &'static str, kind: FieldType) -> FieldSpec {
    FieldSpec { name, kind, class: PathClass::Fact }
}

const fn assessment(name: &'static str, kind: FieldType) -> FieldSpec {
    FieldSpec { name, kind, class: PathClass::Assessment }
}

const fn optional(name: &'static str, kind: FieldType) -> EntryField {
    EntryField { name, kind, required: false }
}

const CHANNELS: &[&str] = &[
    "app",
    "web_public",
    "assisted",
    "helpline_1098",
    "helpline_109",
    "helpline_999",
    "phone",
    "sms",
    "walk_in",
    "paper_backlog",
    "partner_import",
];

const RELATIONS: &[&str] = &[
    "self",
    "parent",
    "relative",
    "neighbour",
    "teacher",
    "employer",
    "co_worker",
    "official",
    "ngo",
    "passer_by",
    "other",
];

const PHASES: &[&str] =
    &["suspected_risk", "recruitment", "in_transit", "being_exploited", "escaped", "rescued", "returned"];

/// What a report may be about.
const CONCERNS: &[&str] = &[
    "child_trafficking",
    "sexual_exploitation",
    "child_labour",
    "child_marriage_risk",
    "missing_child",
    "forced_labour",
    "online_exploitation",
    "organ",
    "begging",
    "other",
];

/// Events of the person who reported.
const REPORTER_EVENTS: &[&str] = &["filed", "addendum", "sent_in_error", "consent_withdrawn", "not_for"];

/// Events that move the case's status.
const STATUS_EVENTS: &[&str] =
    &["screening", "opened", "on_hold", "closed", "reopened", "duplicate_of", "out_of_scope"];

/// What coordinators did for the case. The reporter reads it: it says that something happened, never where or with whom.
const CASE_EVENTS: &[&str] = &[
    "consent_given",
    "consent_approved",
    "not_for_lifted",
    "asked",
    "referred",
    "helped",
    "not_referred",
    "closure_asked",
    "closure_refused",
];

/// Every kind of event.
const EVENTS: &[&str] = &[
    "filed",
    "addendum",
    "sent_in_error",
    "consent_withdrawn",
    "screening",
    "opened",
    "on_hold",
    "closed",
    "reopened",
    "duplicate_of",
    "out_of_scope",
    "not_for",
    "consent_given",
    "consent_approved",
    "not_for_lifted",
    "asked",
    "referred",
    "helped",
    "not_referred",
    "closure_asked",
    "closure_refused",
];

const REASONS: &[&str] = &[
    "goals_met",
    "referred_out",
    "victim_withdrew",
    "lost_contact",
    "repatriated",
    "relocated",
    "deceased",
    "not_in_scope",
    "duplicate",
    "sent_in_error",
    "waiting_for_reporter",
    "waiting_for_provider",
    "waiting_for_court",
    "safety",
    "no_service_available",
    "help_not_wanted",
    "other",
];

/// On what data is shared without consent: the guardian may be a suspect, a child may be in danger.
const BASES: &[&str] = &[
    "vital_interests",
    "beneficiary_interests",
    "legal_obligation",
    "guardian_is_suspect",
    "other_legitimate_interests",
];

static EVENT: EntrySpec = EntrySpec {
    key: EntryKey::Entry,
    fields: &[
        EntryField { name: "kind", kind: FieldType::Fixed(EVENTS), required: true },
        EntryField { name: "at", kind: FieldType::Hour, required: true },
        EntryField { name: "reason", kind: FieldType::Code(REASONS), required: false },
        EntryField { name: "record", kind: FieldType::Record, required: false },
        // The event that this one is about: which consent is withdrawn or approved, which exclusion is lifted.
        optional("of", FieldType::Entry),
        // Consent: who gave it, for which groups of fields and which purpose, for whom, until when, how.
        optional("giver", FieldType::Fixed(&["self", "guardian", "child_assent_guardian", "none"])),
        optional("basis", FieldType::Fixed(BASES)),
        optional("groups", FieldType::Int(1, FieldGroups::ALL.bits())),
        optional("purpose", FieldType::Fixed(PURPOSES)),
        optional("service", FieldType::Fixed(SERVICES)),
        optional("until", FieldType::Hour),
        optional("how", FieldType::Fixed(&["written", "verbal", "thumb", "audio"])),
        // Exclusion of a whole kind of organisations.
        optional("whom", FieldType::Fixed(ORGANISATION_KINDS)),
    ],
    class: PathClass::StatusEvent,
    classes: &[
        (REPORTER_EVENTS, PathClass::ReportEvent),
        (STATUS_EVENTS, PathClass::StatusEvent),
        (CASE_EVENTS, PathClass::CaseEvent),
    ],
};

static VIEW: EntrySpec = EntrySpec {
    key: EntryKey::Device,
    fields: &[EntryField { name: "at", kind: FieldType::Hour, required: true }],
    class: PathClass::View,
    classes: &[],
};

pub(super) static CARD: Layout = Layout {
    compartment: Compartment::Card,
    fields: &[
        origin("mode", FieldType::Fixed(&["real", "practice"])),
        origin("locale", FieldType::Fixed(&["bn", "en"])),
        origin("source_channel", FieldType::Fixed(CHANNELS)),
        origin(
            "reporter_role",
            FieldType::Code(&["ctc_member", "teacher", "ngo_worker", "coordinator", "helpline", "public"]),
        ),
        origin("recorded_hour", FieldType::Hour),
        fact("reporter_relation", FieldType::Code(RELATIONS)),
        fact(
            "reporter_identity_choice",
            FieldType::Code(&["named", "confidential_to_coordinator", "anonymous"]),
        ),
        fact("phase", FieldType::Code(PHASES)),
        fact("immediate_danger", FieldType::Bool),
        fact("number_of_victims", FieldType::Int(0, 999)),
        fact("number_of_children", FieldType::Int(0, 999)),
        fact("division", FieldType::Code(DIVISIONS)),
        fact("district", FieldType::Code(DISTRICTS)),
        fact("when_noticed", FieldType::Date),
        fact("victim_sex", FieldType::Code(&["female", "male", "hijra_third_gender", "other"])),
        fact("victim_age_band", FieldType::Code(&["0-4", "5-11", "12-13", "14-17", "adult"])),
        fact("consent_to_report", FieldType::Code(&["yes", "no", "not_possible"])),
        assessment("urgency", FieldType::Code(&["low", "medium", "high", "critical"])),
    ],
    maps: &[
        MapSpec {
            name: "concern_types",
            content: MapContent::Members { codes: CONCERNS, class: PathClass::Member },
        },
        MapSpec { name: "events", content: MapContent::Entries(&EVENT) },
        MapSpec { name: "views", content: MapContent::Entries(&VIEW) },
    ],
};
