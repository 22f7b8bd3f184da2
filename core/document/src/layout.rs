//! Which paths a document of each compartment has, what they hold and who may touch them: data, not code.
//!
//! A document's root holds *registers* (one scalar each) and the *maps* that its [genesis](crate::genesis())
//! made. Nothing else can be written, so that an open document has no place where a name could be typed.

mod account;
mod card;
mod codes;
mod disclosure;
mod identity;
mod kind;
mod places;
mod referral;
mod safety;
mod work;

pub use codes::{ORGANISATION_KINDS, PURPOSES, SERVICES};
pub use kind::{ABSENT, FieldType};
pub use places::{DISTRICTS, DIVISIONS};

use crate::admission::policy::PathClass;
use crate::value::Scalar;
use jonaki_protocol::{Compartment, DeviceId, EntryId, limits};

/// The paths of one compartment's documents, version 1.
#[derive(Debug)]
pub struct Layout {
    /// Whose layout this is.
    pub compartment: Compartment,
    /// Registers at the root.
    pub fields: &'static [FieldSpec],
    /// Maps at the root, in the order in which the genesis makes them.
    pub maps: &'static [MapSpec],
}

/// A register: one scalar that can be written again.
#[derive(Debug)]
pub struct FieldSpec {
    /// Its key at the root, or in an entry.
    pub name: &'static str,
    /// What it may hold.
    pub kind: FieldType,
    /// Its rows of the rule table.
    pub class: PathClass,
}

/// A map at the root.
#[derive(Debug)]
pub struct MapSpec {
    /// Its key at the root.
    pub name: &'static str,
    /// What is in it.
    pub content: MapContent,
}

/// What a map holds.
#[derive(Debug)]
pub enum MapContent {
    /// A coded set: each member is a key with the value `true`.
    Members {
        /// The codes that may be members.
        codes: &'static [&'static str],
        /// Its rows of the rule table.
        class: PathClass,
    },
    /// Registers named by a form: keys of the form of [a code](is_code), values of text, integer or boolean.
    Answers,
    /// Immutable entries, each a map made and filled by one change.
    Entries(&'static EntrySpec),
    /// Nothing yet: a place for a later version.
    Reserved,
}

/// What an immutable entry looks like.
#[derive(Debug)]
pub struct EntrySpec {
    /// What its key is.
    pub key: EntryKey,
    /// The fields it may have.
    pub fields: &'static [EntryField],
    /// Its rows of the rule table, unless the entry's kind says otherwise.
    pub class: PathClass,
    /// Values of the field `kind` whose entries belong to another class.
    pub classes: &'static [(&'static [&'static str], PathClass)],
}

/// What keys the entries of a map have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKey {
    /// 12 random bytes in hexadecimal.
    Entry,
    /// The writing device's id in hexadecimal.
    Device,
}

/// A field of an entry.
#[derive(Debug)]
pub struct EntryField {
    /// Its key in the entry.
    pub name: &'static str,
    /// What it may hold.
    pub kind: FieldType,
    /// Whether every entry has it.
    pub required: bool,
}

/// The layout of a compartment.
pub fn layout(compartment: Compartment) -> &'static Layout {
    match compartment {
        Compartment::Card => &card::CARD,
        Compartment::Account => &account::ACCOUNT,
        Compartment::Identity => &identity::IDENTITY,
        Compartment::Safety => &safety::SAFETY,
        Compartment::Work => &work::WORK,
        Compartment::Referral => &referral::REFERRAL,
        Compartment::Disclosure => &disclosure::DISCLOSURE,
    }
}

impl Layout {
    /// The register of this name.
    pub fn field(&self, name: &str) -> Option<&'static FieldSpec> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The map of this name.
    pub fn map(&self, name: &str) -> Option<&'static MapSpec> {
        self.maps.iter().find(|map| map.name == name)
    }

    /// The map of this name, if it holds entries.
    pub fn entries(&self, name: &str) -> Option<&'static EntrySpec> {
        match self.map(name)?.content {
            MapContent::Entries(spec) => Some(spec),
            _ => None,
        }
    }

    /// The most bytes that a document may have when saved without compression.
    pub fn byte_limit(&self) -> usize {
        if self.compartment.is_sealed() { limits::SEALED_DOCUMENT_BYTES } else { limits::OPEN_DOCUMENT_BYTES }
    }

    /// What a device still loads. A server admits up to [`Layout::byte_limit`], in its order of the changes and without
    /// what a device has not sent yet: a device that kept just to that could not hold what the server admitted.
    pub fn held_limit(&self) -> usize {
        self.byte_limit() + self.byte_limit() / 8
    }
}

impl MapContent {
    /// Whether a member or an answer may have this key.
    pub(crate) fn accepts_key(&self, key: &str) -> bool {
        match self {
            Self::Members { codes, .. } => codes.contains(&key),
            Self::Answers => is_code(key),
            Self::Entries(spec) => spec.key.accepts(key),
            Self::Reserved => false,
        }
    }

    /// Whether a member or an answer may have this value.
    pub(crate) fn accepts_value(&self, value: &Scalar) -> bool {
        match self {
            Self::Members { .. } => *value == Scalar::Bool(true),
            Self::Answers => FieldType::Answer.accepts(value),
            Self::Entries(_) | Self::Reserved => false,
        }
    }
}

impl EntrySpec {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&'static EntryField> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The class of an entry of this kind.
    pub(crate) fn class_of(&self, kind: Option<&str>) -> PathClass {
        let named = |(kinds, _): &&(&[&str], PathClass)| kind.is_some_and(|kind| kinds.contains(&kind));
        self.classes.iter().find(named).map_or(self.class, |(_, class)| *class)
    }
}

impl EntryKey {
    /// Whether a key has this form, in lower case: one entry has one spelling.
    pub(crate) fn accepts(self, key: &str) -> bool {
        let bytes = match self {
            Self::Entry => EntryId::LEN,
            Self::Device => DeviceId::LEN,
        };
        key.len() == bytes * 2 && key.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    }
}

/// Whether text has the form of a code: lower-case ASCII letters, digits and `_`, at most
/// [`limits::CODE_BYTES`] of them.
pub fn is_code(text: &str) -> bool {
    (1..=limits::CODE_BYTES).contains(&text.len())
        && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}
