//! What a referral asks, of whom, until when and on which consent.

use super::FieldGroups;
use crate::document::Document;
use crate::document::Edit;
use crate::layout::FieldType;
use crate::value::{Scalar, Value};
use jonaki_protocol::{Compartment, EntryId, OrganisationId, RecordId};
use serde::{Deserialize, Serialize};

/// How soon an answer is needed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Urgency {
    /// Within the hour.
    #[serde(rename = "1_hour")]
    Hour,
    /// Within three hours.
    #[serde(rename = "3_hours")]
    ThreeHours,
    /// Within a day.
    #[serde(rename = "1_day")]
    Day,
    /// Within three days.
    #[serde(rename = "3_days")]
    ThreeDays,
    /// Within a week.
    #[serde(rename = "7_days")]
    Week,
}

impl Urgency {
    /// All, most urgent first.
    pub const ALL: [Self; 5] = [Self::Hour, Self::ThreeHours, Self::Day, Self::ThreeDays, Self::Week];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hour => "1_hour",
            Self::ThreeHours => "3_hours",
            Self::Day => "1_day",
            Self::ThreeDays => "3_days",
            Self::Week => "7_days",
        }
    }

    /// From the name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|urgency| urgency.name() == name)
    }

    /// How long an answer may take, hours.
    pub const fn hours(self) -> i64 {
        match self {
            Self::Hour => 1,
            Self::ThreeHours => 3,
            Self::Day => 24,
            Self::ThreeDays => 72,
            Self::Week => 168,
        }
    }
}

/// A referral's header: written once, by the change that opens it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Header {
    /// The case.
    pub case: RecordId,
    /// Who asks.
    pub from: OrganisationId,
    /// Who is asked.
    pub to: OrganisationId,
    /// `service_referral`, `transfer_of_case`, `request_for_information` or `police_complaint`.
    pub kind: String,
    /// For what: a code of the list `service_types`.
    pub service: String,
    /// For what the disclosed data is used: a code of the list `consent_purpose`.
    pub purpose: String,
    /// The consent on the case's card on which it rests.
    pub consent: EntryId,
    /// Which groups of fields are disclosed.
    pub groups: FieldGroups,
    /// How soon an answer is needed.
    pub urgency: Urgency,
    /// When it was made, an hour in seconds since 1970.
    pub made: i64,
    /// When an answer is due.
    pub due: i64,
    /// After when nobody may accept any more.
    pub expires: i64,
    /// The district of the case.
    pub district: Option<String>,
    /// What it was asked together with: all of one round have the same.
    pub round: Option<RecordId>,
    /// The referral that it follows, because that one was declined or not answered.
    pub previous: Option<RecordId>,
    /// Who is asked next, if this one declines or does not answer.
    pub next: Option<OrganisationId>,
    /// The service of the directory.
    pub listing: Option<RecordId>,
}

impl Header {
    /// The most time that a referral may be open, seconds: 30 days.
    pub const MOST_OPEN: i64 = 30 * 24 * 3600;

    /// From a referral's document. `None` unless it is whole and says one thing: of two versions of a register neither is
    /// the header's, unless they are the same.
    pub fn of(document: &Document) -> Option<Self> {
        if document.compartment() != Compartment::Referral {
            return None;
        }
        let value = |name: &str| document.field(name).and_then(one);
        let text = |name: &str| match value(name)? {
            Scalar::Text(text) => Some(text),
            _ => None,
        };
        let number = |name: &str| value(name)?.as_int();
        let record = |name: &str| id(&value(name)?, RecordId::from_slice, RecordId::from_hex);
        let organisation =
            |name: &str| id(&value(name)?, OrganisationId::from_slice, OrganisationId::from_hex);
        let torn = document.fields().into_iter().any(|(_, value)| one(value).is_none());
        let header = Self {
            case: record("case")?,
            from: organisation("from")?,
            to: organisation("to")?,
            kind: text("kind")?,
            service: text("service")?,
            purpose: text("purpose")?,
            consent: id(&value("consent")?, EntryId::from_slice, EntryId::from_hex)?,
            groups: FieldGroups::from_bits(number("groups")?)?,
            urgency: Urgency::from_name(&text("urgency")?)?,
            made: number("made")?,
            due: number("due")?,
            expires: number("expires")?,
            district: text("district"),
            round: record("round"),
            previous: record("previous"),
            next: organisation("next"),
            listing: record("listing"),
        };
        (!torn && header.is_sensible()).then_some(header)
    }

    /// Whether times follow each other and nobody refers to himself.
    fn is_sensible(&self) -> bool {
        let due = self.made + self.urgency.hours() * 3600;
        self.from != self.to
            && self.due == due
            && self.due <= self.expires
            && self.expires <= self.made + Self::MOST_OPEN
    }

    /// The edits that write it.
    pub fn edits(&self) -> Vec<Edit> {
        let set = |name: &str, value: Scalar| Edit::set(name, value);
        let id = |bytes: &[u8]| Scalar::Bytes(bytes.to_vec());
        let mut edits = vec![
            set("case", id(self.case.as_bytes())),
            set("from", id(self.from.as_bytes())),
            set("to", id(self.to.as_bytes())),
            set("kind", self.kind.as_str().into()),
            set("service", self.service.as_str().into()),
            set("purpose", self.purpose.as_str().into()),
            set("consent", id(self.consent.as_bytes())),
            set("groups", self.groups.bits().into()),
            set("urgency", self.urgency.name().into()),
            set("made", self.made.into()),
            set("due", self.due.into()),
            set("expires", self.expires.into()),
        ];
        edits.extend(self.district.as_deref().map(|district| set("district", district.into())));
        edits.extend(self.round.map(|round| set("round", id(round.as_bytes()))));
        edits.extend(self.previous.map(|previous| set("previous", id(previous.as_bytes()))));
        edits.extend(self.next.map(|next| set("next", id(next.as_bytes()))));
        edits.extend(self.listing.map(|listing| set("listing", id(listing.as_bytes()))));
        edits
    }

    /// The hour in which a moment is, as headers and events take it.
    pub fn hour(seconds: i64) -> i64 {
        FieldType::hour_of(seconds)
    }
}

/// An id in either of its forms.
fn id<T>(value: &Scalar, bytes: fn(&[u8]) -> Option<T>, hex: fn(&str) -> Option<T>) -> Option<T> {
    match value {
        Scalar::Bytes(value) => bytes(value),
        Scalar::Text(value) => hex(value),
        _ => None,
    }
}

/// The value of a register whose versions all say the same.
fn one(value: Value) -> Option<Scalar> {
    value.others.iter().all(|other| other.value == value.current).then_some(value.current)
}
