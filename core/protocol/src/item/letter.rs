//! Letters: short sealed messages from a device to an organisation, beside any document.

use super::Recipient;
use crate::{Code, RecordId, limits};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};

/// What a letter is about. Numbers are wire format.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Topic {
    /// The key under which fingerprints are made, for an organisation that keeps cases.
    MatchKey = 0,
    /// The fingerprint of a case's child, for the organisation that compares.
    Fingerprint = 1,
    /// Two cases that may be of the same child, for the organisation of one of them.
    Likeness = 2,
    /// Where a service is whose address endangers somebody, for an organisation that refers.
    HiddenPart = 3,
}

impl Topic {
    /// All, by number.
    pub const ALL: [Self; 4] = [Self::MatchKey, Self::Fingerprint, Self::Likeness, Self::HiddenPart];

    /// Whether it is about a case, with which it is erased.
    pub const fn is_of_case(self) -> bool {
        matches!(self, Self::Fingerprint | Self::Likeness)
    }
}

impl Serialize for Topic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(*self as u8)
    }
}

impl<'de> Deserialize<'de> for Topic {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = u8::deserialize(deserializer)?;
        let known = Self::ALL.into_iter().find(|topic| *topic as u8 == number);
        known.ok_or_else(|| de::Error::custom("not a topic"))
    }
}

/// A sealed message to an organisation ([`crate::letter`]). The server carries it to the readers of that organisation, and
/// to those of its author's, who cannot open it and learn that it was sent.
#[derive(Clone, PartialEq, Eq, Serialize_tuple, Deserialize_tuple)]
pub struct Letter {
    /// What it is about.
    pub topic: Topic,
    /// Which case or service; [`RecordId::DIRECTORY`] for a match key.
    pub about: RecordId,
    /// Counts what the topic counts, from 1: match keys of the programme, versions of a hidden part.
    pub number: u32,
    /// Tells the author's organisation whether what was sent is what it would send now; zeros but for a fingerprint. Made with
    /// a key, so that it says nothing to others.
    pub mark: u64,
    /// To which organisation, by the key of which epoch.
    pub recipient: Recipient,
    /// The encapsulated key (RFC 9180), 32 bytes.
    #[serde(with = "serde_bytes")]
    pub encapsulated: Vec<u8>,
    /// The padded message under AES-256-GCM, at most [`limits::LETTER_BYTES`] and the tag.
    #[serde(with = "serde_bytes")]
    pub sealed: Vec<u8>,
}

impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { topic, about, number, recipient, .. } = self;
        write!(f, "Letter({topic:?} of {about:?}, {number}, to {recipient:?}, {} bytes)", self.sealed.len())
    }
}

impl Letter {
    pub(super) fn checked(self) -> Result<Self, Code> {
        let length = self.sealed.len().checked_sub(TAG).ok_or(Code::LetterRefused)?;
        if length > limits::LETTER_BYTES {
            return Err(Code::TooLarge);
        }
        let sound = length > 0
            && length.is_multiple_of(limits::LETTER_STEP)
            && self.number > 0
            && self.encapsulated.len() == 32
            && matches!(self.recipient, Recipient::Organisation(..))
            && (self.about == RecordId::DIRECTORY) == (self.topic == Topic::MatchKey)
            && (self.mark == 0 || self.topic == Topic::Fingerprint);
        if sound { Ok(self) } else { Err(Code::LetterRefused) }
    }
}

/// Bytes of AES-GCM's tag.
const TAG: usize = 16;
