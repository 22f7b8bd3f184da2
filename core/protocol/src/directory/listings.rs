//! Which services were published, and what was noticed about them; what they say stays where the items are.

use crate::item::{Listing, ListingFlag};
use crate::{Code, DeviceId, OrganisationId, RecordId, limits};
use std::collections::BTreeMap;

/// A service of the directory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Listed {
    /// Whose.
    pub organisation: OrganisationId,
    /// Its newest version.
    pub number: u32,
}

/// The services of a programme.
#[derive(Clone, Debug, Default)]
pub struct Listings {
    services: BTreeMap<RecordId, Listed>,
    /// How often a device said something of a service.
    flags: BTreeMap<(RecordId, DeviceId), u32>,
}

impl Listings {
    /// A service.
    pub fn get(&self, service: &RecordId) -> Option<Listed> {
        self.services.get(service).copied()
    }

    /// Every service.
    pub fn all(&self) -> impl Iterator<Item = (&RecordId, &Listed)> {
        self.services.iter()
    }

    /// How often a device said something of a service.
    pub fn said(&self, service: &RecordId, device: &DeviceId) -> u32 {
        self.flags.get(&(*service, *device)).copied().unwrap_or(0)
    }

    /// What every device said of every service, and how often.
    pub fn flags(&self) -> impl Iterator<Item = (&(RecordId, DeviceId), &u32)> {
        self.flags.iter()
    }

    /// Takes a version in; whether it is new.
    pub(super) fn admit(&mut self, listing: &Listing) -> Result<bool, Code> {
        let Listing { organisation, service, number, .. } = listing;
        match self.services.get(service) {
            Some(known) if known.organisation != *organisation || known.number > *number => {
                return Err(Code::ListingRefused);
            }
            Some(known) if known.number == *number => return Ok(false),
            Some(_) => {}
            None => {
                let held = self.services.values().filter(|known| known.organisation == *organisation).count();
                if held >= limits::LISTINGS {
                    return Err(Code::ListingRefused);
                }
            }
        }
        self.services.insert(*service, Listed { organisation: *organisation, number: *number });
        Ok(true)
    }

    /// Takes a flag in; whether it is new. Each of a device on a service counts one up, so that an old one that comes again
    /// says nothing.
    pub(super) fn flag(&mut self, author: &DeviceId, flag: &ListingFlag) -> Result<bool, Code> {
        if !self.services.contains_key(&flag.service) {
            return Err(Code::ListingRefused);
        }
        let said = self.flags.entry((flag.service, *author)).or_default();
        if flag.number <= *said {
            return Ok(false);
        }
        *said = flag.number;
        Ok(true)
    }
}
