//! One step to say that an entry is wrong, and how many said so.

use crate::Id;
use std::collections::BTreeSet;

/// What is wrong with an entry; codes of the list `service_flags`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
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

/// A report that an entry is wrong, which its owner has not answered: that is for the caller to know.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Flag {
    /// The service.
    pub service: Id,
    /// What is wrong.
    pub kind: FlagKind,
    /// Who says so: a device or an organisation.
    pub by: Id,
}

/// What is said against an entry and not answered yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shown {
    /// What.
    pub kind: FlagKind,
    /// By how many.
    pub reporters: usize,
}

/// The flags of a service, one for each kind. Order and repetition do not matter.
pub fn fold<'a>(service: Id, flags: impl IntoIterator<Item = &'a Flag>) -> Vec<Shown> {
    let said: BTreeSet<(FlagKind, Id)> =
        flags.into_iter().filter(|flag| flag.service == service).map(|flag| (flag.kind, flag.by)).collect();
    let mut shown: Vec<Shown> = Vec::new();
    for (kind, _) in said {
        match shown.last_mut() {
            Some(last) if last.kind == kind => last.reporters += 1,
            _ => shown.push(Shown { kind, reporters: 1 }),
        }
    }
    shown
}
