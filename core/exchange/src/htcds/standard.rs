//! The standard as data: fields, types and code lists, verbatim from `data/htcds.json` (CC BY 4.0).

use serde::Deserialize;
use std::sync::LazyLock;

/// The whole standard.
#[derive(Debug, Default, Deserialize)]
pub struct Standard {
    /// Its name and version.
    pub standard: String,
    /// Where it was taken from.
    pub source: String,
    /// Its licence.
    pub licence: String,
    /// Every field, in its order.
    pub fields: Vec<Field>,
}

/// A field: a column of the file.
#[derive(Debug, Deserialize)]
pub struct Field {
    /// The part of the standard.
    pub section: String,
    /// The system name: the header of the column.
    #[serde(rename = "field")]
    pub name: String,
    /// What people read.
    pub label: String,
    /// `DRAFT` or `DEPRECATED`.
    pub status: String,
    /// Part of the minimum set.
    pub core: bool,
    /// Type of the values.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Its codes, when it has a list of its own.
    #[serde(deserialize_with = "some_or_none")]
    pub codes: Vec<Code>,
    /// What it is.
    pub description: String,
    /// More about it.
    pub notes: String,
}

/// Type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Kind {
    /// One line.
    Text,
    /// Many lines.
    #[serde(rename = "Long Text")]
    LongText,
    /// A day.
    Date,
    /// A whole number, or degrees in the address of a person.
    Number,
    /// True or false.
    Checkbox,
    /// Degrees.
    Geolocation,
    /// One code.
    Picklist,
    /// Several codes.
    #[serde(rename = "Multiselect Picklist")]
    Multiselect,
    /// A code or a text.
    #[serde(rename = "Picklist or Text")]
    PicklistOrText,
    /// The name of an organisation.
    #[serde(rename = "Lookup [to organisation]")]
    Organisation,
    /// The name of a person.
    #[serde(rename = "Lookup [to person]")]
    Person,
    /// The name of a case worker.
    #[serde(rename = "Lookup [to user]")]
    User,
    /// The standard does not say.
    #[serde(rename = "")]
    Unsaid,
}

/// A code of a list.
#[derive(Debug, Deserialize)]
pub struct Code {
    /// What is written in files.
    pub code: String,
    /// What people read.
    pub label: String,
}

impl Field {
    /// The code that a cell means: its name, or its name or label in other case, blanks or signs.
    pub(crate) fn code(&self, text: &str) -> Option<&str> {
        let exact = self.codes.iter().find(|code| code.code == text);
        let asked = plain(text);
        let close =
            || self.codes.iter().find(|code| plain(&code.code) == asked || plain(&code.label) == asked);
        let misspelt =
            || (asked == "unacquainted").then(|| self.codes.iter().find(|code| code.code == "Unaquainted"));
        exact.or_else(close).or_else(|| misspelt().flatten()).map(|code| code.code.as_str())
    }

    /// Where a code stands in the list; codes outside it last.
    pub(crate) fn place(&self, code: &str) -> usize {
        self.codes.iter().position(|found| found.code == code).unwrap_or(usize::MAX)
    }
}

/// Letters and digits alone, in lower case: how spellings of names are compared.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(|found| found.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The standard, parsed at first use. It ships with the library and a test reads every field of it.
pub fn standard() -> &'static Standard {
    static STANDARD: LazyLock<Standard> =
        LazyLock::new(|| serde_json::from_str(include_str!("../../data/htcds.json")).unwrap_or_default());
    &STANDARD
}

/// The field of this exact name.
pub fn field(name: &str) -> Option<&'static Field> {
    standard().fields.iter().find(|field| field.name == name)
}

fn some_or_none<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<Code>, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}
