//! The documents of a record, one by one and as a set.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Which document of a record: its readers and whether the server can read it follow from it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Compartment {
    /// Open: enumerations, booleans, bounded integers, dates and ids only.
    Card = 0,
    /// Sealed: narrative, answers, notes, tasks.
    Account = 1,
    /// Sealed: names, contacts, exact address, id numbers.
    Identity = 2,
    /// Sealed: shelter, placement, safety plan; never readable by the reporter.
    Safety = 3,
    /// Sealed: notes among coordinators, tasks, plan, risk, team; never readable by the reporter.
    Work = 4,
    /// Open: who asks whom for what until when, and what became of it. A record of its own, beside its case.
    Referral = 5,
    /// Sealed: what was disclosed to the provider, and the provider's notes.
    Disclosure = 6,
}

impl Compartment {
    /// All compartments, in wire order.
    pub const ALL: [Compartment; 7] = [
        Self::Card,
        Self::Account,
        Self::Identity,
        Self::Safety,
        Self::Work,
        Self::Referral,
        Self::Disclosure,
    ];
    /// Those of a case.
    pub const CASE: [Compartment; 5] = [Self::Card, Self::Account, Self::Identity, Self::Safety, Self::Work];
    /// Those of a referral.
    pub const PAIR: [Compartment; 2] = [Self::Referral, Self::Disclosure];

    /// The number on the wire.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// From the number on the wire.
    pub const fn from_code(code: u8) -> Option<Self> {
        match code {
            0 => Some(Self::Card),
            1 => Some(Self::Account),
            2 => Some(Self::Identity),
            3 => Some(Self::Safety),
            4 => Some(Self::Work),
            5 => Some(Self::Referral),
            6 => Some(Self::Disclosure),
            _ => None,
        }
    }

    /// Whether changes of this compartment travel encrypted.
    pub const fn is_sealed(self) -> bool {
        !matches!(self, Self::Card | Self::Referral)
    }

    /// Whether it belongs to a referral, and not to a case.
    pub const fn is_of_referral(self) -> bool {
        matches!(self, Self::Referral | Self::Disclosure)
    }

    /// The name used in tables, texts and configuration.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Account => "account",
            Self::Identity => "identity",
            Self::Safety => "safety",
            Self::Work => "work",
            Self::Referral => "referral",
            Self::Disclosure => "disclosure",
        }
    }
}

impl Serialize for Compartment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(self.name())
        } else {
            serializer.serialize_u8(self.code())
        }
    }
}

impl<'de> Deserialize<'de> for Compartment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let found = if deserializer.is_human_readable() {
            let name = String::deserialize(deserializer)?;
            Self::ALL.into_iter().find(|compartment| compartment.name() == name)
        } else {
            Self::from_code(u8::deserialize(deserializer)?)
        };
        found.ok_or_else(|| de::Error::custom("unknown compartment"))
    }
}

/// A set of compartments, one bit each.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize)]
#[serde(transparent)]
pub struct CompartmentSet(u8);

impl CompartmentSet {
    /// No compartment.
    pub const EMPTY: Self = Self(0);
    /// All of a case.
    pub const CASE: Self = Self(0b001_1111);
    /// Both of a referral.
    pub const PAIR: Self = Self(0b110_0000);
    /// Those of a case that no reporter reads.
    pub const CLOSED_TO_REPORTERS: Self = Self(0b001_1000);

    /// The set's bits; bit *n* stands for the compartment with code *n*.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// From bits; unknown bits are refused.
    pub const fn from_bits(bits: u8) -> Option<Self> {
        if bits < 128 { Some(Self(bits)) } else { None }
    }

    /// Whether it holds the compartment.
    pub const fn contains(self, compartment: Compartment) -> bool {
        self.0 >> compartment.code() & 1 == 1
    }

    /// This set with the compartment.
    #[must_use]
    pub const fn with(self, compartment: Compartment) -> Self {
        Self(self.0 | 1 << compartment.code())
    }

    /// What is in either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in this and not in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether nothing is in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The compartments in wire order.
    pub fn iter(self) -> impl Iterator<Item = Compartment> {
        Compartment::ALL.into_iter().filter(move |compartment| self.contains(*compartment))
    }
}

impl<'de> Deserialize<'de> for CompartmentSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_bits(u8::deserialize(deserializer)?)
            .ok_or_else(|| de::Error::custom("unknown compartments"))
    }
}

impl FromIterator<Compartment> for CompartmentSet {
    fn from_iter<I: IntoIterator<Item = Compartment>>(compartments: I) -> Self {
        compartments.into_iter().fold(Self::EMPTY, Self::with)
    }
}
