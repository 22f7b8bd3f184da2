//! Groups of fields: what a person agrees to and what a referral discloses are sets of these.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! groups {
    ($($(#[$doc:meta])* $bit:literal $variant:ident $name:literal;)*) => {
        /// Fields that are agreed to, and disclosed, together. Numbers and names are wire format.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        #[repr(u8)]
        pub enum FieldGroup {
            $($(#[$doc])* $variant = $bit,)*
        }

        impl FieldGroup {
            /// All, in wire order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

groups! {
    /// Kind of concern, phase, danger, district, age band, sex: what is on the card.
    0 Situation "situation";
    /// What was told, in words.
    1 Story "story";
    /// The child's names.
    2 Name "name";
    /// How to reach the child or the family.
    3 Contact "contact";
    /// Parents and guardians.
    4 Family "family";
    /// Birth date and identity papers.
    5 Papers "papers";
    /// The exact place.
    6 Place "place";
    /// Health, needs, languages.
    7 Needs "needs";
    /// Where the child is kept safe.
    8 Safety "safety";
    /// Other answers.
    9 Answers "answers";
}

/// A set of groups: one integer of bits in CBOR, a list of names in JSON.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct FieldGroups(i64);

impl Serialize for FieldGroups {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_seq(self.iter().map(FieldGroup::name))
        } else {
            serializer.serialize_i64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for FieldGroups {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return i64::deserialize(deserializer).map(Self);
        }
        let group = |name: &String| {
            let found = FieldGroup::ALL.iter().copied().find(|group| group.name() == name);
            found.ok_or_else(|| D::Error::custom("a group of fields that there is not"))
        };
        Vec::<String>::deserialize(deserializer)?.iter().map(group).collect()
    }
}

impl FieldGroups {
    /// None.
    pub const EMPTY: Self = Self(0);
    /// Every group.
    pub const ALL: Self = Self((1 << FieldGroup::ALL.len()) - 1);

    /// One bit for each group.
    pub const fn bits(self) -> i64 {
        self.0
    }

    /// From bits; those of no group are refused.
    pub const fn from_bits(bits: i64) -> Option<Self> {
        if bits >= 0 && bits & !Self::ALL.0 == 0 { Some(Self(bits)) } else { None }
    }

    /// This set with a group.
    #[must_use]
    pub const fn with(self, group: FieldGroup) -> Self {
        Self(self.0 | 1 << group as u8)
    }

    /// Whether it has a group.
    pub const fn contains(self, group: FieldGroup) -> bool {
        self.0 >> group as u8 & 1 == 1
    }

    /// Whether all of the other are in this one.
    pub const fn covers(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// Whether it has none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The groups in wire order.
    pub fn iter(self) -> impl Iterator<Item = FieldGroup> {
        FieldGroup::ALL.iter().copied().filter(move |group| self.contains(*group))
    }
}

impl FromIterator<FieldGroup> for FieldGroups {
    fn from_iter<I: IntoIterator<Item = FieldGroup>>(groups: I) -> Self {
        groups.into_iter().fold(Self::EMPTY, Self::with)
    }
}

/// The group of a disclosed field, by its name in the disclosure: a field of the case (`name_given`), or an answer to a
/// form's question (any other name). Nothing that names the reporter, or says who is not to know, is ever disclosed.
pub fn group_of(field: &str) -> Option<FieldGroup> {
    Some(match field {
        "reporter_name"
        | "reporter_phone"
        | "reporter_relation"
        | "reporter_role"
        | "reporter_identity_choice"
        | "do_not_share_with"
        | "safe_to_contact"
        | "safe_contact_how"
        | "mode"
        | "locale"
        | "source_channel"
        | "recorded_hour"
        | "consent_to_report" => return None,
        "concern_types" | "phase" | "immediate_danger" | "number_of_victims" | "number_of_children"
        | "division" | "district" | "when_noticed" | "victim_sex" | "victim_age_band" | "urgency" => {
            FieldGroup::Situation
        }
        "narrative" | "when_happened" => FieldGroup::Story,
        "name_given" | "name_nick" | "name_family" => FieldGroup::Name,
        "phone" | "address" => FieldGroup::Contact,
        "father_name" | "mother_name" => FieldGroup::Family,
        "birth_date" | "id_number" | "id_type" => FieldGroup::Papers,
        "place_detail" | "upazila" | "union" | "village" => FieldGroup::Place,
        "health" | "disability" | "languages" | "interpreter_needed" | "pregnant" => FieldGroup::Needs,
        "shelter" | "placement" | "plan" => FieldGroup::Safety,
        _ if field.starts_with("reporter") => return None,
        _ => FieldGroup::Answers,
    })
}
