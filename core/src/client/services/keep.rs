//! Signing services, and keeping what the directory took in.

use crate::Error;
use crate::client::{Enrolled, Session};
use crate::error::StateFault;
use crate::ledger::{directory, listing, outbox};
use jonaki_protocol::directory::RootRecord;
use jonaki_protocol::{Body, Effect, Item, Listing, OrganisationId, RecordId};
use jonaki_services::Service;

impl Session<'_, '_> {
    pub(super) fn publish_service(&mut self, service: &Service) -> Result<(), Error> {
        let entry = service.encode().map_err(|_| Error::Field { field: "service".to_owned() })?;
        let organisation = OrganisationId::from_bytes(*service.organisation.as_bytes());
        let id = RecordId::from_bytes(*service.id.as_bytes());
        let number = self.me.directory.listings().get(&id).map_or(1, |known| known.number + 1);
        let new = Listing { organisation, service: id, number, entry };
        let profile = &self.me.profile;
        let item = if organisation == profile.organisation && profile.role.coordinates() {
            new.to_item()
        } else {
            let root = profile.root_key.as_ref().ok_or(Error::State(StateFault::NoRoot))?;
            RootRecord::Listing(new).sign(root).to_item()
        };
        let sending = self.sending(outbox::Priority::Edit)?;
        self.take_in(item, sending)
    }

    /// Keeps a service that the directory took in. An entry that this app cannot read is offered to nobody; one that speaks for
    /// another service or organisation than it was signed for, neither.
    pub(crate) fn keep_listing(&mut self, effect: &Effect, body: &Body, item: &Item) -> Result<(), Error> {
        match (effect, body) {
            (Effect::Listing(_), Body::Listing(found)) => self.keep_entry(found, item),
            (Effect::Listing(_), Body::RootSigned(signed)) => match RootRecord::unverified(&signed.message) {
                Ok(RootRecord::Listing(found)) => self.keep_entry(&found, item),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// The server did not take a service or a flag of ours: what it replaced here stands again.
    pub(crate) fn retract_listing(&mut self, item: &Item) -> Result<(), Error> {
        let ours = match item.parse() {
            Ok(Body::Listing(_) | Body::ListingFlag(_)) => true,
            Ok(Body::RootSigned(signed)) => {
                matches!(RootRecord::unverified(&signed.message), Ok(RootRecord::Listing(_)))
            }
            _ => false,
        };
        if !ours {
            return Ok(());
        }
        directory::remove(self.tx, item.hash())?;
        listing::retract(self.tx, item.hash())?;
        *self.me_mut() = Enrolled::load(self.tx)?.ok_or(Error::Storage)?;
        for row in directory::all(self.tx)? {
            match row.item.parse() {
                Ok(Body::Listing(found)) => self.keep_entry(&found, &row.item)?,
                Ok(Body::RootSigned(signed)) => {
                    if let Ok(RootRecord::Listing(found)) = RootRecord::unverified(&signed.message) {
                        self.keep_entry(&found, &row.item)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn keep_entry(&mut self, found: &Listing, item: &Item) -> Result<(), Error> {
        let fits = Service::decode(&found.entry).is_ok_and(|service| {
            service.id.as_bytes() == found.service.as_bytes()
                && service.organisation.as_bytes() == found.organisation.as_bytes()
        });
        if fits { listing::put(self.tx, found, item.hash()) } else { Ok(()) }
    }
}
