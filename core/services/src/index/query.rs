//! What is asked, and what comes back.

use super::entry::Entry;
use crate::flag::Shown;
use crate::{Day, Id, Opening, Organisation, Quality, Seconds, Service, Status, Words};
use jonaki_reference::places::Place;

/// What somebody needs. Empty fields ask for nothing.
#[derive(Clone, Default)]
pub struct Query {
    /// Now: for how old entries are.
    pub now: Seconds,
    /// Kinds of service, of which one is enough.
    pub service_types: Words,
    /// Needs that the service must be able to meet, all of them.
    pub needs: Words,
    /// Where help is needed: a division, district or upazila.
    pub place: Option<Place>,
    /// A code of the list `sex`.
    pub sex: Option<String>,
    /// Whole years.
    pub age: Option<u8>,
    /// The moment at which it should be open.
    pub open_at: Option<Seconds>,
    /// Leave away what is closed at that moment; hours that are not known stay.
    pub only_open: bool,
    /// Languages, of which one is enough; a service that does not say stays.
    pub languages: Words,
    /// Organisations that must not be asked: somebody there is involved.
    pub without_organisations: Vec<Id>,
    /// Kinds of organisation that must not be asked.
    pub without_kinds: Words,
    /// What somebody typed: names of services, organisations, kinds, places; either script.
    pub text: Option<String>,
    /// Also those that are paused or closed.
    pub with_inactive: bool,
}

impl Query {
    /// Asks for everything.
    pub fn new(now: Seconds) -> Self {
        Self { now, ..Self::default() }
    }
}

/// It describes a child: only which questions it asks.
impl std::fmt::Debug for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Query").field("service_types", &self.service_types).finish_non_exhaustive()
    }
}

/// How near a service is to the place that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nearness {
    /// In the same upazila.
    Upazila,
    /// In the same district.
    District,
    /// In the same division.
    Division,
    /// Elsewhere in the country, or nowhere, such as a helpline.
    Country,
}

impl Nearness {
    /// All, the nearest first.
    pub const ALL: [Self; 4] = [Self::Upazila, Self::District, Self::Division, Self::Country];

    /// The code of the list `service_nearness`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Upazila => "upazila",
            Self::District => "district",
            Self::Division => "division",
            Self::Country => "country",
        }
    }
}

/// How sure an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Freshness {
    /// Verified in the last 60 days.
    Fresh,
    /// Verified more than 60 days ago.
    Ageing,
    /// Verified more than 90 days ago.
    Stale,
    /// Never verified, or on a day that has not come.
    Never,
}

impl Freshness {
    /// All, the surest first.
    pub const ALL: [Self; 4] = [Self::Fresh, Self::Ageing, Self::Stale, Self::Never];

    /// The code of the list `service_freshness`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Ageing => "ageing",
            Self::Stale => "stale",
            Self::Never => "never",
        }
    }
}

/// What is known of free places, on which day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// So many were free.
    Free(u16, Day),
    /// None was free.
    Full(Day),
    /// Nobody has said.
    Unknown,
}

/// A service that was found, with the reasons.
#[derive(Debug, Clone)]
pub struct Hit<'a> {
    /// The service.
    pub service: &'a Service,
    /// Whose it is, when that is known.
    pub organisation: Option<&'a Organisation>,
    /// How near; nothing when no place was asked for.
    pub nearness: Option<Nearness>,
    /// Whether it serves the place that was asked for; true when none was.
    pub covers: bool,
    /// Whether it is open at the moment that was asked for, else now.
    pub opening: Opening,
    /// How sure the entry is.
    pub freshness: Freshness,
    /// Days since it was verified.
    pub verified_days: Option<u32>,
    /// Free places.
    pub room: Room,
    /// Whether that count is too old to be relied on.
    pub room_is_old: bool,
    /// What others report against it.
    pub flags: &'a [Shown],
    /// How it answers referrals.
    pub quality: Option<Quality>,
    /// Whether the agreement with it has ended.
    pub mou_ended: bool,
    /// How far its words are from what was typed; 0 is the same.
    pub text_distance: u16,
}

impl Hit<'_> {
    /// Whether it is likely to turn the child away: not active, or by its own recent count or a report that nobody
    /// answered full or closed. Such entries come last.
    pub fn turns_away(&self) -> bool {
        use crate::FlagKind::{Closed, Full};
        let full = matches!(self.room, Room::Full(_)) && !self.room_is_old;
        let reported = self.flags.iter().any(|flag| matches!(flag.kind, Full | Closed));
        full || reported || self.service.status != Status::Active
    }
}

/// What a search found.
#[derive(Debug, Clone)]
pub struct Found<'a> {
    /// The first of them, the most useful first.
    pub hits: Vec<Hit<'a>>,
    /// How many there are in all.
    pub total: usize,
}

/// The conditions of a query.
pub(super) struct Asked<'a> {
    query: &'a Query,
    moment: Seconds,
}

impl<'a> Asked<'a> {
    pub(super) fn new(query: &'a Query) -> Self {
        Self { query, moment: query.open_at.unwrap_or(query.now) }
    }

    /// Whether a service takes who is described.
    pub(super) fn fits(&self, entry: &Entry) -> bool {
        let (query, service) = (self.query, &entry.service);
        let audience = &service.audience;
        let open = !query.only_open || !matches!(service.hours.at(self.moment), Opening::Closed { .. });
        let kind = entry.owner.as_ref().map_or("", |owner| owner.kind.as_str());
        (query.with_inactive || service.status == Status::Active)
            && (query.service_types.is_empty() || query.service_types.has(service.service_type.as_str()))
            && query.needs.iter().all(|need| audience.needs.has(need))
            && query.sex.as_deref().is_none_or(|sex| audience.sexes.is_empty() || audience.sexes.has(sex))
            && query.age.is_none_or(|age| (audience.age_min..=audience.age_max).contains(&age))
            && any_of(&query.languages, &service.languages)
            && !query.without_organisations.contains(&service.organisation)
            && !query.without_kinds.has(kind)
            && open
    }
}

fn any_of(asked: &Words, spoken: &Words) -> bool {
    asked.is_empty() || spoken.is_empty() || asked.iter().any(|language| spoken.has(language))
}
