//! Cases that may be of the same child.

use crate::ids::{CaseId, EntryId};
use crate::words::{Coded, OrganisationName, Organisations};
use jonaki_core::AlikeView;

/// Another case that may be of the same child. Nobody's name is in it.
#[derive(Clone, uniffi::Record)]
pub struct Alike {
    /// The other case, which this device need not be able to read.
    pub case: CaseId,
    /// Its short code: what to name when asking.
    pub short_code: String,
    /// Who keeps it: whom to ask.
    pub organisation: OrganisationName,
    /// How sure it is.
    pub certainty: Coded,
    /// Which fields agree.
    pub agreed: Vec<Coded>,
    /// Whether its keeper may be asked.
    pub ask: bool,
    /// When it was told, seconds since 1970.
    pub at: i64,
    /// The link between the two, where there is one.
    pub link: Option<EntryId>,
}

impl Alike {
    pub(crate) fn of(view: AlikeView, organisations: &Organisations) -> Self {
        Self {
            case: view.other.into(),
            short_code: view.other_short_code,
            organisation: organisations.get(view.organisation),
            certainty: Coded::of("likeness", view.certainty),
            agreed: view.agreed.iter().map(|field| Coded::of("likeness_fields", field)).collect(),
            ask: view.ask,
            at: view.at.0,
            link: view.link.map(Into::into),
        }
    }
}
