//! Kinds of nodes.

use serde::{Deserialize, Serialize};

use crate::expression::Expr;

/// Kinds of nodes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Free text.
    #[default]
    Text,
    /// Whole number.
    Integer,
    /// Decimal number.
    Decimal,
    /// A number on a scale.
    Range(Range),
    /// `YYYY-MM-DD`.
    Date,
    /// `HH:MM:SS.sss±HH:MM`.
    Time,
    /// `YYYY-MM-DDTHH:MM:SS.sss±HH:MM`.
    DateTime,
    /// One choice.
    SelectOne(Select),
    /// Several choices, divided by blanks.
    SelectMultiple(Select),
    /// All choices in an order, divided by blanks.
    Rank(Select),
    /// A label without an answer.
    Note,
    /// `OK` once agreed to.
    Acknowledge,
    /// `latitude longitude altitude accuracy`.
    Geopoint,
    /// Points divided by `;`.
    Geotrace,
    /// A closed geotrace.
    Geoshape,
    /// Text that is scanned.
    Barcode,
    /// Never shown; its value comes from the calculation.
    Calculate,
    /// Never shown; its value comes from a default or a trigger.
    Hidden,
    /// Name of an attachment.
    Image,
    /// Name of an attachment.
    Audio,
    /// Name of an attachment.
    Video,
    /// Name of an attachment.
    File,
    /// Groups questions; no value of its own.
    Group,
    /// A group that occurs as often as it is added.
    Repeat(Repeat),
    /// A fact about the filling itself, from the context.
    Metadata(Fact),
}

impl Kind {
    pub(super) fn is_text(&self) -> bool {
        *self == Self::Text
    }

    /// Whether other nodes may lie in it.
    pub fn is_container(&self) -> bool {
        matches!(self, Self::Group | Self::Repeat(_))
    }

    /// The choices of a question that has some.
    pub fn select(&self) -> Option<&Select> {
        match self {
            Self::SelectOne(select) | Self::SelectMultiple(select) | Self::Rank(select) => Some(select),
            _ => None,
        }
    }
}

/// Bounds of a [`Kind::Range`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// Whether values are decimals (any of the three below has a fraction).
    #[serde(rename = "d")]
    pub decimal: bool,
    /// Last value.
    #[serde(rename = "e")]
    pub end: f64,
    /// First value.
    #[serde(rename = "s")]
    pub start: f64,
    /// Distance of two values.
    #[serde(rename = "t")]
    pub step: f64,
}

/// Where a question's choices come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Select {
    /// Choice filter: evaluated for each item, with the item as the context and the question as `current()`.
    #[serde(rename = "f", default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Expr>,
    /// Where the choices are.
    #[serde(rename = "l")]
    pub choices: Choices,
    /// Choices in random order.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub randomize: Option<Shuffle>,
}

/// Source of choices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Choices {
    /// Index into [`super::Form::lists`].
    #[serde(rename = "l")]
    List(u32),
    /// A node-set of this form (`select_one ${name}` of a repeat): value and label are the nodes' values.
    #[serde(rename = "n")]
    Nodes(Expr),
}

/// Random order of choices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Shuffle {
    /// Another order at each evaluation of the list, from the context's seed.
    #[serde(rename = "u")]
    Unseeded,
    /// The order that this seed gives.
    #[serde(rename = "s")]
    Seed(Expr),
}

/// How often a [`Kind::Repeat`] occurs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// `repeat_count`; without one, whoever fills the form adds and removes instances.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub count: Option<Expr>,
}

/// Facts that a [`Kind::Metadata`] node holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// When the filling was started.
    Start,
    /// When the filling was finished.
    End,
    /// The day on which it was started.
    Today,
    /// The device's pseudonym.
    DeviceId,
    /// The person's name in the application.
    Username,
    /// Telephone number.
    PhoneNumber,
    /// Electronic mail address.
    Email,
    /// `uuid:…`, made when the filling was started (pyxform's `meta/instanceID`).
    InstanceId,
}
