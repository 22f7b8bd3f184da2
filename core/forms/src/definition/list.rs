//! Choice lists.

use serde::{Deserialize, Serialize};

use super::Text;

/// A choice list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// Its name, for `instance('name')`.
    #[serde(rename = "n")]
    pub name: String,
    /// Where its items are.
    #[serde(rename = "s")]
    pub source: Source,
}

/// Where the items of a list are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Source {
    /// In the definition.
    #[serde(rename = "i")]
    Inline(Items),
    /// Built in under this name (`bd-districts`, `codes-exploitation`); the caller's lists provider has it.
    #[serde(rename = "b")]
    BuiltIn(String),
}

/// Items of an inline list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Items {
    /// Names of the columns beside `name` and `label`.
    #[serde(rename = "c", default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// The items in order.
    #[serde(rename = "i")]
    pub items: Vec<Choice>,
}

/// One choice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Label.
    #[serde(rename = "l", default, skip_serializing_if = "Text::is_empty")]
    pub label: Text,
    /// Value that is stored.
    #[serde(rename = "n")]
    pub name: String,
    /// Values of the list's columns, in their order; missing ones at the end are empty.
    #[serde(rename = "v", default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
}
