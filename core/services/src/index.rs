//! Finding a service: whom it takes, how near it is, whether it is open, how sure the entry is.
//!
//! Nothing is hidden from a coordinator because it is old, full or far: those come later, with the reason. What does
//! not take this child at all is left away.

mod entry;
mod query;
mod rank;
mod words;

pub use query::{Found, Freshness, Hit, Nearness, Query, Room};

use crate::flag::{Flag, Shown, fold};
use crate::quality::{Answered, Quality};
use crate::{Id, Organisation, Seconds, Service};
use entry::Entry;
use std::collections::{BTreeMap, HashMap};
use words::{FAR, Vocabulary};

/// Hits of one search, at most.
pub const HITS_MAX: usize = 100;
/// Days after a verification from which an entry is ageing.
pub const AGEING_DAYS: u32 = 60;
/// Days after a verification from which an entry is stale.
pub const STALE_DAYS: u32 = 90;
/// Days after which a count of free places no longer moves an entry up or down; it is still shown.
pub const ROOM_DAYS: u32 = 30;

/// Services ready to be searched. Built once from the records; a change of the directory builds it anew, which takes
/// milliseconds.
pub struct Index {
    entries: Vec<Entry>,
    vocabulary: Vocabulary,
}

impl Index {
    /// From the records that this device holds. A service whose organisation is not given is there, with no name and
    /// kind of its organisation. Of two records with one id, the one written later counts. Flags are those that nobody has
    /// answered.
    pub fn new(
        organisations: Vec<Organisation>,
        services: Vec<Service>,
        flags: &[Flag],
        outcomes: &[Answered],
    ) -> Self {
        let owners: HashMap<Id, Organisation> =
            organisations.into_iter().map(|found| (found.id, found)).collect();
        let mut latest: BTreeMap<Id, Service> = BTreeMap::new();
        for service in services {
            let newer = latest.get(&service.id).is_none_or(|held| held.updated_at < service.updated_at);
            if newer {
                latest.insert(service.id, service);
            }
        }
        let mut quality = Quality::of(outcomes);
        let mut flagged: HashMap<Id, Vec<&Flag>> = HashMap::new();
        for flag in flags {
            flagged.entry(flag.service).or_default().push(flag);
        }
        let shown = |service: &Service| -> Vec<Shown> {
            flagged.get(&service.id).map(|flags| fold(service.id, flags.iter().copied())).unwrap_or_default()
        };
        let entries: Vec<Entry> = latest
            .into_values()
            .map(|service| {
                let (shown, quality) = (shown(&service), quality.remove(&service.id));
                let owner = owners.get(&service.organisation).cloned();
                Entry::new(service, owner, shown, quality)
            })
            .collect();
        let vocabulary = Vocabulary::new(&entries);
        Self { entries, vocabulary }
    }

    /// How many services.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// A service by its id, with what is to be known about it.
    pub fn get(&self, service: Id, now: Seconds) -> Option<Hit<'_>> {
        let entry = self.entries.binary_search_by_key(&service, |entry| entry.service.id).ok();
        entry
            .and_then(|at| self.entries.get(at))
            .map(|entry| rank::hit(entry, &Query::new(now), rank::around(None), 0))
    }

    /// The services that take who is described, the most useful first; at most `limit` and [`HITS_MAX`].
    pub fn search(&self, query: &Query, limit: usize) -> Found<'_> {
        let asked = query::Asked::new(query);
        let around = rank::around(query.place);
        let texts = query.text.as_deref().and_then(|text| self.vocabulary.search(text));
        let mut hits: Vec<Hit<'_>> = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            let distance = texts.as_ref().map_or(0, |found| found.get(at).copied().unwrap_or(FAR));
            if distance != FAR && asked.fits(entry) {
                hits.push(rank::hit(entry, query, around, distance));
            }
        }
        let total = hits.len();
        hits.sort_by_cached_key(|hit| rank::key(hit, query));
        hits.truncate(limit.min(HITS_MAX));
        Found { hits, total }
    }
}

/// Counts only.
impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("services", &self.entries.len()).finish_non_exhaustive()
    }
}
