//! What letters say: the messages inside, and the marks and commitments beside them.

use jonaki_matching::{Fingerprint, MatchKey};
use jonaki_protocol::{Digest, Letter, OrganisationId, Recipient, RecordId, Topic, decode, encode};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};
use zeroize::Zeroizing;

/// Longest list of exclusions that travels with a fingerprint.
const EXCLUSIONS: usize = 64;

/// Whom a case is not for: an organisation, or a kind of organisation.
pub(crate) type Exclusion = (Option<OrganisationId>, Option<String>);

/// A fingerprint as it travels.
pub(crate) struct Print {
    pub(crate) fingerprint: Fingerprint,
    /// Whom the case is not for: they are not told of it.
    pub(crate) exclusions: Vec<Exclusion>,
}

#[derive(Serialize_tuple, Deserialize_tuple)]
struct Written {
    #[serde(with = "serde_bytes")]
    fingerprint: Vec<u8>,
    exclusions: Vec<Exclusion>,
}

impl Print {
    pub(crate) fn encode(&self) -> Zeroizing<Vec<u8>> {
        let exclusions = self.exclusions.iter().take(EXCLUSIONS).cloned().collect();
        Zeroizing::new(encode(&Written { fingerprint: self.fingerprint.to_bytes().to_vec(), exclusions }))
    }

    pub(crate) fn decode(message: &[u8]) -> Option<Self> {
        let Written { fingerprint, exclusions } = decode(message).ok()?;
        let fingerprint = Fingerprint::from_bytes(&fingerprint).ok()?;
        (exclusions.len() <= EXCLUSIONS).then_some(Self { fingerprint, exclusions })
    }

    /// Whether the case is not for an organisation of this kind.
    pub(crate) fn excludes(&self, organisation: OrganisationId, kind: &str) -> bool {
        self.exclusions.iter().any(|(one, of_kind)| {
            *one == Some(organisation) || of_kind.as_deref().is_some_and(|of_kind| of_kind == kind)
        })
    }
}

/// That two cases may be of the same child, for who keeps the case that the letter is about.
#[derive(Serialize_tuple, Deserialize_tuple)]
pub(crate) struct Likeness {
    pub(crate) other: RecordId,
    /// The organisation of the other case.
    pub(crate) keeper: OrganisationId,
    /// 1 possible, 2 same.
    pub(crate) verdict: u8,
    /// Bits of the fields that agree.
    pub(crate) agreed: u8,
    /// Whether the keeper may be asked: not where the case is not for them.
    pub(crate) ask: bool,
}

/// A letter without what sealing fills in.
pub(crate) fn envelope(topic: Topic, about: RecordId, number: u32) -> Letter {
    let nobody = Recipient::Organisation(OrganisationId::from_bytes([0; 16]), 0);
    Letter { topic, about, number, mark: 0, recipient: nobody, encapsulated: Vec::new(), sealed: Vec::new() }
}

/// Whether bytes are the match key that a commitment was made of.
pub(crate) fn commits(key: &[u8], commitment: &Digest) -> bool {
    match_key(key).is_some_and(|key| key.commitment() == *commitment.as_bytes())
}

/// The match key of a letter's message.
pub(crate) fn match_key(message: &[u8]) -> Option<MatchKey> {
    message.try_into().ok().map(MatchKey::from_bytes)
}
