//! What a form is: its nodes in document order, choice lists and languages, as XLSForm describes them.

mod check;
mod codec;
mod kind;
mod list;

use serde::{Deserialize, Serialize};

pub use self::codec::DefinitionError;
pub use self::kind::{Choices, Fact, Kind, Range, Repeat, Select, Shuffle};
pub use self::list::{Choice, Items, List, Source};
use crate::expression::Expr;

/// A form. Build one by filling the fields, then [`Form::check`]; what [`Form::decode`] gives back is checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The form's id (XLSForm `form_id`).
    #[serde(rename = "i")]
    pub id: String,
    /// BCP 47 tags; the first is the default. Texts are given in this order. Never empty.
    #[serde(rename = "l")]
    pub languages: Vec<String>,
    /// Nodes in document order; node 0 is the root group (pyxform's `data`), a parent comes before its children.
    #[serde(rename = "n")]
    pub nodes: Vec<Node>,
    /// Choice lists, of which questions name the index, and expressions the name (`instance('name')`).
    #[serde(rename = "o", default, skip_serializing_if = "Vec::is_empty")]
    pub lists: Vec<List>,
    /// XLSForm `style`: `pages`, `theme-grid` and the like; empty if none.
    #[serde(rename = "s", default, skip_serializing_if = "String::is_empty")]
    pub style: String,
    /// Title in the default language.
    #[serde(rename = "t")]
    pub title: String,
    /// Version as the author wrote it.
    #[serde(rename = "v", default, skip_serializing_if = "String::is_empty")]
    pub version: String,
}

/// A question, group, repeat or calculation. Fields are in the order of their encoded keys.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// Appearance hints, as written.
    #[serde(rename = "a", default, skip_serializing_if = "String::is_empty")]
    pub appearance: String,
    /// Calculation. With a [`Node::trigger`] it runs when that changes, else whenever something it names changes.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub calculation: Option<Expr>,
    /// Constraint; `.` is the answer.
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub constraint: Option<Expr>,
    /// Default value.
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Preset>,
    /// What is said when the constraint does not hold.
    #[serde(rename = "e", default, skip_serializing_if = "Text::is_empty")]
    pub constraint_message: Text,
    /// Guidance hint: longer help for whoever trains or supervises.
    #[serde(rename = "g", default, skip_serializing_if = "Text::is_empty")]
    pub guidance: Text,
    /// Hint.
    #[serde(rename = "h", default, skip_serializing_if = "Text::is_empty")]
    pub hint: Text,
    /// HTCDS field of this answer; empty if none.
    #[serde(rename = "i", default, skip_serializing_if = "String::is_empty")]
    pub htcds: String,
    /// What kind of node this is.
    #[serde(rename = "k", default, skip_serializing_if = "Kind::is_text")]
    pub kind: Kind,
    /// Label.
    #[serde(rename = "l", default, skip_serializing_if = "Text::is_empty")]
    pub label: Text,
    /// What is said when a required answer is missing.
    #[serde(rename = "m", default, skip_serializing_if = "Text::is_empty")]
    pub required_message: Text,
    /// Name, unique among its siblings.
    #[serde(rename = "n")]
    pub name: String,
    /// Whether it must not be edited; `Some(true())` for a constant.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub read_only: Option<Expr>,
    /// Index of the group or repeat it lies in; 0 for the root itself.
    #[serde(rename = "p", default, skip_serializing_if = "is_zero")]
    pub parent: u32,
    /// Whether an answer is required.
    #[serde(rename = "q", default, skip_serializing_if = "Option::is_none")]
    pub required: Option<Expr>,
    /// Relevance; absent means always. Children of what is not relevant are not relevant.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub relevant: Option<Expr>,
    /// Compartment of the case that the answer goes to.
    #[serde(rename = "s", default, skip_serializing_if = "Store::is_account")]
    pub store: Store,
    /// Nodes whose change runs the calculation (XLSForm `trigger`).
    #[serde(rename = "t", default, skip_serializing_if = "Vec::is_empty")]
    pub trigger: Vec<u32>,
    /// Parameters of the question type that the engine does not read itself, as written, sorted by name.
    #[serde(rename = "x", default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<(String, String)>,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Default value of a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Preset {
    /// A literal, stored as written.
    #[serde(rename = "s")]
    Static(String),
    /// Evaluated once: when the form is first opened, and in a repeat when an instance is added.
    #[serde(rename = "d")]
    Dynamic(Expr),
}

/// A text in each language of the form; fewer entries than languages, or an empty entry, means none in that language.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(pub Vec<Vec<Piece>>);

impl Text {
    /// Whether no language has a text.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Vec::is_empty)
    }

    /// The same literal in every one of `languages` languages is written once per language.
    pub fn literal(text: &str, languages: usize) -> Self {
        Self(vec![vec![Piece::Literal(text.to_owned())]; languages])
    }
}

/// Part of a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Letters as they are.
    Literal(String),
    /// The string value of an expression is put here (`${name}` in a label).
    Value(Expr),
}

/// Compartment that an answer goes to. As text: `card.<field>`, `account`, `identity`, `safety`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Store {
    /// A field of the open card.
    Card(String),
    /// The account.
    #[default]
    Account,
    /// Who the people are.
    Identity,
    /// Shelter, placement, safety plan.
    Safety,
}

impl Store {
    fn is_account(&self) -> bool {
        *self == Self::Account
    }
}

impl From<Store> for String {
    fn from(store: Store) -> Self {
        match store {
            Store::Card(field) => format!("card.{field}"),
            Store::Account => "account".into(),
            Store::Identity => "identity".into(),
            Store::Safety => "safety".into(),
        }
    }
}

impl TryFrom<String> for Store {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_str() {
            "account" => Ok(Self::Account),
            "identity" => Ok(Self::Identity),
            "safety" => Ok(Self::Safety),
            _ => match text.strip_prefix("card.") {
                Some(field) if !field.is_empty() => Ok(Self::Card(field.to_owned())),
                _ => Err("a store is card.<field>, account, identity or safety"),
            },
        }
    }
}
