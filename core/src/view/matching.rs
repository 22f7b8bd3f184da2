//! Cases that may be of the same child, as a shell draws them. Nobody's name is in them.

use jonaki_protocol::{CaseId, EntryId, OrganisationId, Timestamp};
use serde::Serialize;

/// Who compares fingerprints across organisations, and what this device has to do with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct MatchingView {
    /// The organisation that compares.
    pub organisation: Option<OrganisationId>,
    /// Which key counts, from 1; 0 before there was one.
    pub number: u32,
    /// Whether it is this device's organisation.
    pub compares: bool,
    /// Whether this device has the key.
    pub has_key: bool,
    /// How many fingerprints came to this device.
    pub prints: usize,
}

/// One of two cases.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct LikenessSide {
    /// The case, which this device need not be able to read.
    pub case: CaseId,
    /// Its short code.
    pub short_code: String,
    /// Who keeps it.
    pub organisation: OrganisationId,
    /// When its fingerprint was made.
    pub at: Timestamp,
    /// Whether its keeper would be told: not where the other case is not for them.
    pub told_of_other: bool,
}

/// Two cases of different organisations that may be of one child.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct LikenessView {
    /// The case with the lower id.
    pub one: LikenessSide,
    /// The other.
    pub other: LikenessSide,
    /// `same` (very likely) or `possible`.
    pub certainty: &'static str,
    /// 500 is no evidence either way, 1000 the most.
    pub score: u16,
    /// Which fields agree: `name`, `nick`, `father`, `mother`, `sex`, `born`, `district`, `upazila`.
    pub agreed: Vec<&'static str>,
    /// Which fields speak against it.
    pub against: Vec<&'static str>,
    /// Whether their keepers were told.
    pub told: bool,
}

/// Another case that may be of the same child.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct AlikeView {
    /// The other case, which this device need not be able to read.
    pub other: CaseId,
    /// Its short code: what to name when asking.
    pub other_short_code: String,
    /// Who keeps it: whom to ask.
    pub organisation: OrganisationId,
    /// `same` (very likely) or `possible`.
    pub certainty: &'static str,
    /// Which fields agree.
    pub agreed: Vec<&'static str>,
    /// Whether its keeper may be asked. Where not, one of the two cases is not for the other's organisation.
    pub ask: bool,
    /// When it was told.
    pub at: Timestamp,
    /// The link between the two, where there is one.
    pub link: Option<EntryId>,
}
