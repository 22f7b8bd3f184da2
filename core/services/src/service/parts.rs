//! Parts of a service.

use crate::{Day, Phone, Word, Words};
use serde::{Deserialize, Serialize};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};
use std::fmt;

/// A name in both languages.
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct Names {
    /// In Bangla.
    pub bangla: String,
    /// In English.
    pub english: String,
}

/// Whom a service takes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct Audience {
    /// Codes of the list `sex`; none for everybody.
    pub sexes: Words,
    /// The youngest, in whole years.
    pub age_min: u8,
    /// The oldest, in whole years.
    pub age_max: u8,
    /// Needs that it can meet, of the list `service_needs`.
    pub needs: Words,
}

/// How many a service takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct Capacity {
    /// Places in all.
    pub total: Option<u16>,
    /// Places that were free.
    pub free: Option<u16>,
    /// On this day.
    pub as_of: Day,
}

/// Somebody to call. `Debug` shows the kind alone.
#[derive(Clone, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Contact {
    /// Who answers, as a post rather than a name.
    pub label: Option<String>,
    /// A code of the list `contact_kind`.
    pub kind: Word,
    /// The number.
    pub phone: Phone,
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contact").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// A point in millionths of a degree; never shown by `Debug`.
#[derive(Clone, Copy, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Position {
    /// North of the equator.
    pub latitude: i32,
    /// East of Greenwich.
    pub longitude: i32,
}

impl Position {
    /// Whether it lies in or just around Bangladesh.
    pub fn is_near(self) -> bool {
        (20_000_000..=27_000_000).contains(&self.latitude)
            && (87_500_000..=93_000_000).contains(&self.longitude)
    }
}

impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Position")
    }
}

/// Who looked whether an entry is true, and how. `Debug` leaves away who.
#[derive(Clone, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Verified {
    /// On this day.
    pub on: Day,
    /// Who, as an organisation or a post rather than a name.
    pub by: Option<String>,
    /// A code of the list `verification_source`.
    pub source: Option<Word>,
}

impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified").field("on", &self.on).field("source", &self.source).finish_non_exhaustive()
    }
}

/// What a service costs; codes of the list `service_fee`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fee {
    /// Nothing.
    Free,
    /// What people can give.
    Sliding,
    /// A price.
    Paid,
    /// Nobody has said.
    #[default]
    Unknown,
}

impl Fee {
    /// Every fee.
    pub const ALL: [Self; 4] = [Self::Free, Self::Sliding, Self::Paid, Self::Unknown];

    /// The code of the list.
    pub fn code(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Sliding => "sliding",
            Self::Paid => "paid",
            Self::Unknown => "unknown",
        }
    }
}

/// Whether a service works; codes of the list `provider_status`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It works.
    #[default]
    Active,
    /// Not for some time.
    Paused,
    /// No more.
    Closed,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Active, Self::Paused, Self::Closed];

    /// The code of the list.
    pub fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Closed => "closed",
        }
    }
}
