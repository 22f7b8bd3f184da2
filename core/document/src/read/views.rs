//! Typed records of what a document holds, for display and for JSON.

use super::{Entry, Member, View};
use crate::document::Document;
use crate::fold::{CaseStatus, case_status};
use crate::value::Value;
use serde::Serialize;

macro_rules! view {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $path:literal),* $(,)? } { $($(#[$more:meta])* $rest:ident: $type:ty = $read:expr),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        pub struct $name {
            $(#[doc = concat!("The register `", $path, "`.")] #[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<Value>,)*
            $($(#[$more])* pub $rest: $type,)*
        }

        impl $name {
            /// Reads a document; a register that another compartment has is empty here.
            pub fn of(document: &Document) -> Self {
                Self { $($field: document.field($path),)* $($rest: $read(document),)* }
            }
        }
    };
}

view! {
    /// What a card says.
    CardView {
        mode: "mode", locale: "locale", source_channel: "source_channel", reporter_role: "reporter_role",
        recorded_hour: "recorded_hour", reporter_relation: "reporter_relation",
        reporter_identity_choice: "reporter_identity_choice", phase: "phase", immediate_danger: "immediate_danger",
        number_of_victims: "number_of_victims", number_of_children: "number_of_children", division: "division",
        district: "district", when_noticed: "when_noticed", victim_sex: "victim_sex",
        victim_age_band: "victim_age_band", consent_to_report: "consent_to_report", urgency: "urgency",
    } {
        /// What it is about.
        concern_types: Vec<Member> = |document: &Document| document.members("concern_types"),
        /// Everything that happened, by id.
        events: Vec<Entry> = |document: &Document| document.entries("events"),
        /// Who has seen it.
        views: Vec<View> = Document::views,
        /// What the events amount to.
        status: CaseStatus = case_status,
    }
}

view! {
    /// What an account says.
    AccountView {
        narrative: "narrative", place_detail: "place_detail", upazila: "upazila", union: "union",
        village: "village", when_happened: "when_happened", safe_to_contact: "safe_to_contact",
        safe_contact_how: "safe_contact_how", do_not_share_with: "do_not_share_with",
    } {
        /// Answers to a form's questions, by question.
        answers: Vec<(String, Value)> = |document: &Document| document.answers("answers"),
        /// Notes, by id.
        notes: Vec<Entry> = |document: &Document| document.entries("notes"),
    }
}

view! {
    /// What an identity says.
    IdentityView {
        name_given: "name_given", name_nick: "name_nick", name_family: "name_family", father_name: "father_name",
        mother_name: "mother_name", phone: "phone", address: "address", birth_date: "birth_date",
        id_number: "id_number", id_type: "id_type", reporter_name: "reporter_name", reporter_phone: "reporter_phone",
    } {
        /// Answers to a form's questions, by question.
        answers: Vec<(String, Value)> = |document: &Document| document.answers("answers"),
    }
}

view! {
    /// What a safety plan says.
    SafetyView { shelter: "shelter", placement: "placement", plan: "plan", contact: "contact" } {
        /// Answers to a form's questions, by question.
        answers: Vec<(String, Value)> = |document: &Document| document.answers("answers"),
        /// Notes, by id.
        notes: Vec<Entry> = |document: &Document| document.entries("notes"),
    }
}
