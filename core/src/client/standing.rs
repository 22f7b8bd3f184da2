//! What a device is to a record: its column of the rule table.

use super::{Enrolled, Session};
use crate::Error;
use crate::ledger;
use jonaki_document::referral::Header;
use jonaki_document::{Standing, Writer};
use jonaki_protocol::{Compartment, DeviceId, DocumentId, RecordId, Role};
use rusqlite::Connection;

impl Enrolled {
    /// What a device is to a record, for the rule table.
    pub(crate) fn writer(&self, device: DeviceId, creator: DeviceId, has_access: bool) -> Writer {
        let role = self.directory.member(&device).map(|member| member.role);
        let role = role.or((device == self.profile.device()).then_some(self.profile.role));
        let standing = match role {
            Some(Role::Reporter) if device == creator => Standing::ReporterOfCase,
            Some(Role::Reporter) => Standing::OtherReporter,
            Some(Role::Coordinator) if has_access || device == creator => Standing::CoordinatorWithAccess,
            Some(Role::Coordinator) => Standing::CoordinatorWithoutAccess,
            Some(Role::Admin) if has_access || device == creator => Standing::AdminWithAccess,
            Some(Role::Provider) => Standing::Provider,
            Some(Role::Admin) | None => Standing::Stranger,
        };
        Writer { device, standing }
    }

    /// What a device is to a referral with this header. Before there is one: who may open it.
    pub(crate) fn party(&self, device: DeviceId, header: Option<&Header>) -> Writer {
        let profile = &self.profile;
        let known = self.directory.member(&device).map(|member| (member.role, member.organisation));
        let known = known.or((device == profile.device()).then_some((profile.role, profile.organisation)));
        let standing = match (known, header) {
            (Some((role, _)), None) if role.coordinates() => Standing::Sender,
            (Some((role, of)), Some(header)) if of == header.from && role.coordinates() => Standing::Sender,
            (Some((role, of)), Some(header)) if of == header.to && role != Role::Reporter => {
                Standing::Receiver
            }
            _ => Standing::Stranger,
        };
        Writer { device, standing }
    }

    /// Whether a device's organisation may read a record, as far as this device was told: it holds a grant, it is the
    /// organisation of the reporter, or it is our own (which got the record from the server).
    pub(crate) fn has_access(
        &self,
        connection: &Connection,
        device: DeviceId,
        record: RecordId,
        creator: DeviceId,
    ) -> Result<bool, Error> {
        let Some(member) = self.directory.member(&device) else {
            return Ok(device == self.profile.device());
        };
        // A reporter is not told who else works on the case (it could tell a trafficker which shelter has the child): for
        // coordinators the server's admission counts.
        if self.profile.role == Role::Reporter {
            return Ok(true);
        }
        let organisation = member.organisation;
        let of_creator = self.directory.member(&creator).map(|member| member.organisation);
        if of_creator == Some(organisation) || organisation == self.profile.organisation {
            return Ok(true);
        }
        let principal = jonaki_protocol::Principal::Organisation(organisation);
        Ok(ledger::keys::access(connection, record)?.iter().any(|(known, _)| *known == principal))
    }
}

impl Session<'_, '_> {
    /// What a device is to a document.
    pub(crate) fn writer_of(
        &mut self,
        id: DocumentId,
        device: DeviceId,
        creator: DeviceId,
    ) -> Result<Writer, Error> {
        if id.compartment.is_of_referral() {
            let referral = DocumentId { compartment: Compartment::Referral, ..id };
            let header = self.document(referral)?.and_then(|document| Header::of(&document));
            return Ok(self.me.party(device, header.as_ref()));
        }
        let access = self.me.has_access(self.tx, device, id.record, creator)?;
        Ok(self.me.writer(device, creator, access))
    }
}
