//! What a plan gives to be written.

use super::{Outcome, Plan};
use crate::{Hidden, Id, Organisation, Seconds, Service, Word};
use std::collections::BTreeMap;

/// What is new or changed: to be signed, sealed and stored by the caller.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// Organisations.
    pub organisations: Vec<Organisation>,
    /// Services.
    pub services: Vec<Service>,
    /// Hidden parts, to be sealed to members.
    pub hidden: Vec<Hidden>,
    /// Services whose hidden part is to be taken away.
    pub bared: Vec<Id>,
}

impl Plan {
    /// The records of the rows without faults that are new or changed. `now` is when they were written, `new_id` makes
    /// an id that nothing has yet.
    pub fn apply(self, now: Seconds, mut new_id: impl FnMut() -> Id) -> Taken {
        let mut taken = Taken::default();
        let mut owners: BTreeMap<Word, Id> = BTreeMap::new();
        for (mut organisation, row) in self.organisations {
            if organisation.id.is_zero() {
                organisation.id = new_id();
            }
            owners.insert(organisation.code.clone(), organisation.id);
            if row.outcome != Outcome::Same {
                taken.organisations.push(organisation);
            }
        }
        let mut ids: BTreeMap<Word, Id> = BTreeMap::new();
        for (mut service, owner, changed) in self.services {
            if service.id.is_zero() {
                service.id = new_id();
            }
            if service.organisation.is_zero() {
                service.organisation = owners.get(&owner).copied().unwrap_or_default();
            }
            ids.insert(service.code.clone(), service.id);
            if changed {
                taken.services.push(Service { updated_at: now, ..service });
            }
        }
        for (code, hidden) in self.hidden {
            let Some(service) = ids.get(&code).copied() else { continue };
            match hidden {
                Some(hidden) => taken.hidden.push(Hidden { service, ..hidden }),
                None => taken.bared.push(service),
            }
        }
        taken
    }
}
