//! Typed records of what a document holds, for display and for JSON.

use super::{Entry, Member, View};
use crate::document::Document;
use crate::fold::{CaseStatus, case_status};
use crate::value::Value;
use serde::Serialize;

macro_rules! view {
    (
        $(#[$doc:meta])*
        $name:ident { $($field:ident),* $(,)? }
        $($(#[$more:meta])* $rest:ident: $type:ty = $read:expr;)*
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        pub struct $name {
            $(
                #[doc = concat!("The register `", stringify!($field), "`.")]
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $field: Option<Value>,
            )*
            $($(#[$more])* pub $rest: $type,)*
        }

        impl $name {
            /// Reads a document; a register that another compartment has is empty here.
            pub fn of(document: &Document) -> Self {
                Self { $($field: document.field(stringify!($field)),)* $($rest: $read(document),)* }
            }
        }
    };
}

view! {
    /// What a card says.
    CardView {
        mode, locale, source_channel, reporter_role, recorded_hour, reporter_relation, reporter_identity_choice,
        phase, immediate_danger, number_of_victims, number_of_children, division, district, when_noticed,
        victim_sex, victim_age_band, consent_to_report, urgency,
    }
    /// What it is about.
    concern_types: Vec<Member> = |document: &Document| document.members("concern_types");
    /// Everything that happened, by id.
    events: Vec<Entry> = |document: &Document| document.entries("events");
    /// Who has seen it.
    views: Vec<View> = Document::views;
    /// What the events amount to.
    status: CaseStatus = case_status;
}

view! {
    /// What an account says.
    AccountView {
        narrative, place_detail, upazila, union, village, when_happened, safe_to_contact, safe_contact_how,
        do_not_share_with,
    }
    /// Answers to a form's questions, by question.
    answers: Vec<(String, Value)> = |document: &Document| document.answers("answers");
    /// Notes, by id.
    notes: Vec<Entry> = |document: &Document| document.entries("notes");
}

view! {
    /// What an identity says.
    IdentityView {
        name_given, name_nick, name_family, father_name, mother_name, phone, address, birth_date, id_number,
        id_type, reporter_name, reporter_phone,
    }
    /// Answers to a form's questions, by question.
    answers: Vec<(String, Value)> = |document: &Document| document.answers("answers");
}

view! {
    /// What a safety plan says.
    SafetyView { shelter, placement, plan, contact }
    /// Answers to a form's questions, by question.
    answers: Vec<(String, Value)> = |document: &Document| document.answers("answers");
    /// Notes, by id.
    notes: Vec<Entry> = |document: &Document| document.entries("notes");
}
