//! A report as a person files it: a typed record of the first report's questions, with the field names of the
//! programme's data model. The card's fields are codes; what names a person is sealed.

use jonaki_document::{Edit, Scalar, layout};
use jonaki_protocol::Compartment;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

macro_rules! report {
    ($($(#[$doc:meta])* $field:ident: $type:ty,)*) => {
        /// What a reporter fills in. Everything is optional here; the layouts say what each field takes.
        #[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct Report {
            /// What it is about: codes such as `child_labour`.
            #[serde(skip_serializing_if = "Vec::is_empty")]
            pub concern_types: Vec<String>,
            $($(#[$doc])* #[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<$type>,)*
        }

        impl Report {
            /// The filled fields by name.
            pub(crate) fn fields(&self) -> BTreeMap<&'static str, Scalar> {
                let mut fields = BTreeMap::new();
                $(if let Some(value) = &self.$field {
                    fields.insert(stringify!($field), Scalar::from(value.clone()));
                })*
                fields
            }
        }
    };
}

report! {
    /// `real` or `practice`.
    mode: String,
    /// Language of the report: `bn` or `en`.
    locale: String,
    /// How it reached the programme.
    source_channel: String,
    /// Who reports, by role.
    reporter_role: String,
    /// How the reporter is related to the child.
    reporter_relation: String,
    /// `named`, `confidential_to_coordinator` or `anonymous`.
    reporter_identity_choice: String,
    /// Where in the process the child is.
    phase: String,
    /// Whether somebody is in danger now.
    immediate_danger: bool,
    /// How many victims, estimated.
    number_of_victims: i64,
    /// How many of them are children.
    number_of_children: i64,
    /// Division, by its code.
    division: String,
    /// District, by its code.
    district: String,
    /// Day on which it was noticed, `YYYY-MM-DD`.
    when_noticed: String,
    /// Sex or gender of the first child.
    victim_sex: String,
    /// Age band of the first child.
    victim_age_band: String,
    /// Whether the victim agreed to the report.
    consent_to_report: String,
    /// How urgent.
    urgency: String,
    /// What was seen or told. Sealed.
    narrative: String,
    /// Where exactly, in words. Sealed.
    place_detail: String,
    /// Upazila. Sealed.
    upazila: String,
    /// Union. Sealed.
    union: String,
    /// Village. Sealed.
    village: String,
    /// When it happened, in words. Sealed.
    when_happened: String,
    /// Whether the reporter or family can be contacted safely. Sealed.
    safe_to_contact: bool,
    /// How. Sealed.
    safe_contact_how: String,
    /// Who must not learn of it. Sealed.
    do_not_share_with: String,
    /// The child's given name. Sealed.
    name_given: String,
    /// Nickname. Sealed.
    name_nick: String,
    /// Family name. Sealed.
    name_family: String,
    /// Father's name. Sealed.
    father_name: String,
    /// Mother's name. Sealed.
    mother_name: String,
    /// Telephone. Sealed.
    phone: String,
    /// Address. Sealed.
    address: String,
    /// Day of birth, `YYYY-MM-DD`. Sealed.
    birth_date: String,
    /// Number of an identity document. Sealed.
    id_number: String,
    /// Kind of that document. Sealed.
    id_type: String,
    /// The reporter's name. Sealed.
    reporter_name: String,
    /// The reporter's telephone. Sealed.
    reporter_phone: String,
}

impl std::fmt::Debug for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Report").field("filled", &self.fields().len()).finish_non_exhaustive()
    }
}

impl Report {
    /// The edits of each compartment that the report fills.
    pub fn edits(&self) -> Vec<(Compartment, Vec<Edit>)> {
        let fields = self.fields();
        let of = |compartment: Compartment| {
            let known = layout(compartment).fields.iter();
            known.filter_map(|field| Some(Edit::set(field.name, fields.get(field.name)?.clone()))).collect()
        };
        let mut card: Vec<Edit> = of(Compartment::Card);
        card.extend(self.concern_types.iter().map(|code| Edit::add_member("concern_types", code)));
        vec![
            (Compartment::Card, card),
            (Compartment::Account, of(Compartment::Account)),
            (Compartment::Identity, of(Compartment::Identity)),
        ]
    }
}

/// The compartment that has a field, and the field's name there. `safety.plan` names the compartment itself.
pub(crate) fn locate(field: &str) -> Option<(Compartment, &str)> {
    if let Some((name, rest)) = field.split_once('.')
        && let Some(compartment) =
            Compartment::CASE.into_iter().find(|compartment| compartment.name() == name)
    {
        return known(compartment, rest).then_some((compartment, rest));
    }
    let found = Compartment::CASE.into_iter().find(|compartment| known(*compartment, field))?;
    Some((found, field))
}

fn known(compartment: Compartment, field: &str) -> bool {
    let layout = layout(compartment);
    match field.split_once('.') {
        Some((map, _)) => layout.map(map).is_some(),
        None => layout.field(field).is_some() || layout.map(field).is_some(),
    }
}
