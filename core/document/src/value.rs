//! Scalars, and values with every version that concurrent writers left.

use jonaki_protocol::{ActorId, Digest};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a field holds. `Debug` shows types and sizes only: a scalar may be somebody's name.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Scalar {
    /// A boolean.
    Bool(bool),
    /// A signed integer.
    Int(i64),
    /// Text or a code.
    Text(String),
    /// Bytes: an id.
    Bytes(Vec<u8>),
}

impl Scalar {
    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The number, if it is one.
    pub fn as_int(&self) -> Option<i64> {
        if let Self::Int(number) = self { Some(*number) } else { None }
    }

    /// The boolean, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(truth) = self { Some(*truth) } else { None }
    }

    pub(crate) fn from_automerge(value: &automerge::ScalarValue) -> Option<Self> {
        use automerge::ScalarValue as Stored;
        match value {
            Stored::Boolean(truth) => Some(Self::Bool(*truth)),
            Stored::Int(number) => Some(Self::Int(*number)),
            Stored::Str(text) => Some(Self::Text(text.to_string())),
            Stored::Bytes(bytes) => Some(Self::Bytes(bytes.clone())),
            _ => None,
        }
    }

    pub(crate) fn to_automerge(&self) -> automerge::ScalarValue {
        match self {
            Self::Bool(truth) => (*truth).into(),
            Self::Int(number) => (*number).into(),
            Self::Text(text) => text.as_str().into(),
            Self::Bytes(bytes) => bytes.clone().into(),
        }
    }
}

impl fmt::Debug for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(_) => f.write_str("Bool"),
            Self::Int(_) => f.write_str("Int"),
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Bytes(bytes) => write!(f, "Bytes({} bytes)", bytes.len()),
        }
    }
}

impl From<&str> for Scalar {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Scalar {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Scalar {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Scalar {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

/// A field's value with every other version that was written at the same time.
///
/// Which version is `current` follows from (operation counter, actor), the same on every device; it says
/// nothing about who is right. Writing the field again settles the conflict for everybody.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Value<T = Scalar> {
    /// The version shown first.
    pub current: T,
    /// Who wrote it.
    #[serde(serialize_with = "actor_as_text")]
    pub author: ActorId,
    /// The change that wrote it; its batch says when.
    pub change: Digest,
    /// The other versions, if any.
    pub others: Vec<Other<T>>,
}

/// A version that was written at the same time as [`Value::current`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Other<T = Scalar> {
    /// What was written.
    pub value: T,
    /// Who wrote it.
    #[serde(serialize_with = "actor_as_text")]
    pub author: ActorId,
    /// The change that wrote it.
    pub change: Digest,
}

impl<T> Value<T> {
    /// Whether there is more than one version.
    pub fn in_conflict(&self) -> bool {
        !self.others.is_empty()
    }
}

/// Device and incarnation in hexadecimal.
pub(crate) fn actor_as_text<S: serde::Serializer>(actor: &ActorId, serializer: S) -> Result<S::Ok, S::Error> {
    let [a, b, c, d] = actor.incarnation;
    serializer.collect_str(&format_args!("{}{a:02x}{b:02x}{c:02x}{d:02x}", actor.device))
}
