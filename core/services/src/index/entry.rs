//! A service with what a search needs of it.

use crate::flag::Shown;
use crate::{Organisation, Quality, Service};
use jonaki_reference::places::Place;

pub(super) struct Entry {
    pub(super) service: Service,
    pub(super) owner: Option<Organisation>,
    /// Where it is, when the table of places has it.
    pub(super) place: Option<Place>,
    /// What it covers, of that which the table of places has.
    pub(super) coverage: Vec<Place>,
    pub(super) flags: Vec<Shown>,
    pub(super) quality: Option<Quality>,
}

impl Entry {
    pub(super) fn new(
        service: Service,
        owner: Option<Organisation>,
        flags: Vec<Shown>,
        quality: Option<Quality>,
    ) -> Self {
        let place = service.place.as_ref().and_then(|code| Place::by_code(code.as_str()));
        let coverage = service.coverage.iter().filter_map(Place::by_code).collect();
        Self { service, owner, place, coverage, flags, quality }
    }

    /// Whether it serves a place, or a part of it.
    pub(super) fn covers(&self, place: Place) -> bool {
        self.service.coverage.is_empty()
            || self.coverage.iter().any(|covered| place.is_in(*covered) || covered.is_in(place))
    }
}
