//! One step to say that an entry is wrong, and what of it still counts.

use crate::{Code, Error, Id, Seconds, Service, cbor};
use serde::{Deserialize, Serialize};
use serde_tuple::{Deserialize_tuple, Serialize_tuple};
use std::collections::BTreeMap;

/// Bytes of a flag, encoded.
const FLAG_BYTES: usize = 128;

/// What is wrong with an entry; codes of the list `service_flags`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlagKind {
    /// It takes nobody more.
    Full,
    /// It does not work any more.
    Closed,
    /// Nobody of this service answers there.
    WrongNumber,
    /// It is somewhere else.
    Moved,
}

impl FlagKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Full, Self::Closed, Self::WrongNumber, Self::Moved];

    /// The code of the list.
    pub fn code(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Closed => "closed",
            Self::WrongNumber => "wrong_number",
            Self::Moved => "moved",
        }
    }
}

/// A report that an entry is wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize_tuple, Deserialize_tuple)]
pub struct Flag {
    /// The service.
    pub service: Id,
    /// What is wrong.
    pub kind: FlagKind,
    /// Who says so: a device or an organisation.
    pub by: Id,
    /// When: give the time at which the server had it, where that is known, for the clocks of phones go wrong.
    pub at: Seconds,
}

impl Flag {
    /// The deterministic bytes.
    ///
    /// # Errors
    /// [`Code::Required`] for an id that is none.
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        self.check()?;
        cbor::encode(self, FLAG_BYTES)
    }

    /// Reads exactly the deterministic bytes of one flag.
    ///
    /// # Errors
    /// As [`Service::decode`].
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let found: Self = cbor::decode(bytes, FLAG_BYTES)?;
        found.check()?;
        Ok(found)
    }

    fn check(&self) -> Result<(), Error> {
        let missing = |field| Err(Error::Field { field, code: Code::Required });
        match (self.service.is_zero(), self.by.is_zero()) {
            (true, _) => missing("service"),
            (_, true) => missing("by"),
            _ => Ok(()),
        }
    }
}

/// What is said against an entry and not answered yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shown {
    /// What.
    pub kind: FlagKind,
    /// By how many.
    pub reporters: usize,
    /// When last.
    pub last_at: Seconds,
}

/// The flags of a service that its owner has not answered: those that came after the record was last written or
/// verified, one for each kind. Order and repetition do not matter. A verification of the same day does not answer a
/// flag, for nobody knows which came first.
pub fn fold<'a>(service: &Service, flags: impl IntoIterator<Item = &'a Flag>) -> Vec<Shown> {
    let answered = service.answered_at();
    let mut latest: BTreeMap<(FlagKind, Id), Seconds> = BTreeMap::new();
    for flag in flags.into_iter().filter(|flag| flag.service == service.id && flag.at > answered) {
        let last = latest.entry((flag.kind, flag.by)).or_insert(flag.at);
        *last = flag.at.max(*last);
    }
    let mut shown: Vec<Shown> = Vec::new();
    for ((kind, _), at) in latest {
        match shown.last_mut() {
            Some(last) if last.kind == kind => {
                last.reporters += 1;
                last.last_at = last.last_at.max(at);
            }
            _ => shown.push(Shown { kind, reporters: 1, last_at: at }),
        }
    }
    shown
}
