//! Making a programme, its organisations and invites: the work of administrators' devices.

use super::{Client, Enrolled, Session};
use crate::Error;
use crate::error::StateFault;
use crate::host::HostRng;
use crate::ledger::{self, organisation_key, outbox, setting};
use crate::profile::Profile;
use crate::schema;
use crate::view::{InviteCreated, OrganisationView, RecoverySheet};
use jonaki_protocol::directory::{OrganisationRecord, ProgrammeRecord, RootRecord};
use jonaki_protocol::sync::Founding;
use jonaki_protocol::{
    Code, Directory, Freshness, Holder, Invite, InviteLink, InviteSeed, Item, KemPrivate, KemPublic,
    OrganisationId, Removal, Role, RootSigned, ServerLine, SignPrivate, Timestamp, limits,
};
use serde_bytes::ByteBuf;
use std::sync::Arc;

/// What a programme starts from. `Debug` does not show the line: its code founds a programme once.
#[derive(Clone)]
pub struct NewProgramme {
    /// The line that `jonaki-server init` printed.
    pub server_line: String,
    /// The founder's own organisation.
    pub organisation: NewOrganisation,
}

impl std::fmt::Debug for NewProgramme {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewProgramme").field("organisation", &self.organisation).finish_non_exhaustive()
    }
}

/// An organisation to add.
#[derive(Debug, Clone)]
pub struct NewOrganisation {
    /// Type, a code such as `ngo` or `shelter`.
    pub kind: String,
    /// Name in Bangla.
    pub name_bn: String,
    /// Name in English.
    pub name_en: String,
}

/// An invite to make.
#[derive(Debug, Clone, Copy)]
pub struct NewInvite {
    /// Into which organisation; `None` is this device's own.
    pub organisation: Option<OrganisationId>,
    /// As what.
    pub role: Role,
}

impl Client {
    /// Makes a programme: its root and recovery keys, the founder's organisation, and this device as its administrator.
    /// The sheet that is returned is shown once and stored nowhere.
    ///
    /// # Errors
    /// [`Error::State`] on an enrolled device; [`Error::Refused`] with [`Code::Malformed`] for a line that is not one.
    pub fn found_programme(&mut self, new: &NewProgramme) -> Result<RecoverySheet, Error> {
        if self.me.is_some() {
            return Err(Error::State(StateFault::AlreadyEnrolled));
        }
        let line = ServerLine::from_text(&new.server_line)?;
        let now = self.now();
        let host = self.host.as_mut();
        let (root, sign) = (SignPrivate::make(&mut HostRng(host)), SignPrivate::make(&mut HostRng(host)));
        let recovery: [u8; 32] = crate::host::random(host);
        let recovery_public = KemPrivate::derive(&recovery).public();
        let sheet = RecoverySheet {
            programme: root.public().programme_id(),
            root: groups(root.dangerously_seed().as_slice()),
            recovery: groups(&recovery),
        };
        let profile = Profile {
            root: root.public(),
            server: line.server,
            url: line.url,
            organisation: OrganisationId::from_bytes(crate::host::random(host)),
            role: Role::Admin,
            sign,
            kem: KemPrivate::make(&mut HostRng(host)),
            invite_kem: None,
            root_key: Some(root),
            first_epoch: None,
            incarnation: crate::host::random(host),
        };
        let directory = Directory::new(profile.root);
        let mut me = Arc::new(Enrolled { profile, directory });
        schema::write(&mut self.database, |tx| {
            let mut session = Session::new(tx, &mut me, host, now);
            session.found(recovery_public, &new.organisation, line.code)
        })?;
        self.me = Some(me);
        Ok(sheet)
    }

    /// All organisations of the programme that this device knows, by name.
    ///
    /// # Errors
    /// [`Error::State`] before enrolment.
    pub fn organisations(&self) -> Result<Vec<OrganisationView>, Error> {
        let directory = &self.me()?.directory;
        let mut found: Vec<_> = directory
            .organisations()
            .map(|record| OrganisationView {
                id: record.organisation,
                kind: record.kind.clone(),
                name_bn: record.name_bn.clone(),
                name_en: record.name_en.clone(),
                epoch: directory.current_epoch(&record.organisation).map(|epoch| epoch.number),
            })
            .collect();
        found.sort_by(|a, b| (&a.name_en, a.id).cmp(&(&b.name_en, b.id)));
        Ok(found)
    }

    /// Makes an invite: usable once, for 72 hours. For a reading role the organisation's key waits on the server, wrapped to
    /// the invite, from this device's next sync on.
    ///
    /// # Errors
    /// [`Error::Refused`] with [`Code::IssuerRefused`] where this device may not invite into the organisation.
    pub fn invite(&mut self, new: NewInvite) -> Result<InviteCreated, Error> {
        self.act(|session| session.make_invite(new))
    }
}

/// Where a removal stands in the log that the server has not admitted yet: after everything that its device was told of the
/// removed one, which stands.
const NOT_YET: u64 = i64::MAX as u64;

impl Session<'_, '_> {
    fn found(
        &mut self,
        recovery: KemPublic,
        organisation: &NewOrganisation,
        code: ByteBuf,
    ) -> Result<(), Error> {
        let sending = self.sending(outbox::Priority::Keys)?;
        let profile = &self.me.profile;
        let root = profile.root_key.as_ref().ok_or(Error::State(StateFault::NoRoot))?;
        let programme =
            ProgrammeRecord { root: profile.root, server: profile.server, recovery, time: self.now };
        let programme = RootRecord::Programme(programme).sign(root);
        let founding = Founding { root: profile.root, code };
        setting::set(self.tx, setting::FOUNDING, &founding)?;
        self.publish(programme, sending)?;
        let record = self.sign_organisation(self.me.profile.organisation, organisation)?;
        self.publish(record, sending)?;
        // The founder enrols like everybody else, with an invite of its own.
        let seed = InviteSeed::make(&mut self.rng());
        let not_after = self.now.plus(limits::INVITE_SECONDS);
        let link = self.link(self.me.profile.organisation, Role::Admin, &seed, not_after)?;
        let verified = link.verify(self.now, None)?;
        let certificate =
            verified.certify(&self.me.profile.sign.public(), &self.me.profile.kem.public(), self.now);
        self.take_in(certificate.to_item(), sending)?;
        self.new_epoch(sending)?;
        self.me.save_profile(self.tx)
    }

    pub(super) fn sign_organisation(
        &self,
        id: OrganisationId,
        new: &NewOrganisation,
    ) -> Result<RootSigned, Error> {
        let root = self.me.profile.root_key.as_ref().ok_or(Error::State(StateFault::NoRoot))?;
        let record = OrganisationRecord {
            organisation: id,
            kind: new.kind.clone(),
            name_bn: new.name_bn.clone(),
            name_en: new.name_en.clone(),
            issuers: vec![self.me.profile.sign.public()],
            time: self.now,
        };
        let signed = RootRecord::Organisation(record).sign(root);
        RootRecord::verify(&signed.message, &self.me.profile.root)?;
        Ok(signed)
    }

    pub(super) fn publish(
        &mut self,
        record: RootSigned,
        sending: super::compose::Sending,
    ) -> Result<(), Error> {
        self.take_in(record.to_item(), sending)
    }

    /// Takes an own directory item into the directory and the outbox.
    pub(crate) fn take_in(&mut self, item: Item, sending: super::compose::Sending) -> Result<(), Error> {
        let author = self.me.profile.device();
        let entry = if item.kind == Removal::KIND { NOT_YET } else { 0 };
        let body = item.parse()?;
        let effect = self.me_mut().directory.admit(&author, &body, entry, Freshness::Claimed)?;
        self.keep_listing(&effect, &body, &item)?;
        self.keep_matching(&effect)?;
        self.keep_form(effect, &body, &item)?;
        ledger::directory::insert(self.tx, &ledger::directory::Row { author, entry, item: item.clone() })?;
        self.queue(item, None, None, None, sending)
    }

    fn make_invite(&mut self, new: NewInvite) -> Result<InviteCreated, Error> {
        let ours = self.me.profile.organisation;
        let organisation = new.organisation.unwrap_or(ours);
        let seed = InviteSeed::make(&mut self.rng());
        // The server's clock decides when it ends.
        let not_after = self.server_time()?.plus(limits::INVITE_SECONDS);
        let link = self.link(organisation, new.role, &seed, not_after)?;
        let id = seed.sign_key().public().invite_id();
        let kem = seed.kem_key().public();
        if organisation == ours {
            organisation_key::issue(
                self.tx,
                &organisation_key::Issued { id, kem, role: new.role, not_after },
            )?;
            if new.role.reads_for_organisation() {
                self.wrap_for_invite(Holder::Invite(id), &kem)?;
            }
        }
        Ok(InviteCreated { link: link.dangerously_to_text(), id, not_after })
    }

    fn link(
        &mut self,
        organisation: OrganisationId,
        role: Role,
        seed: &InviteSeed,
        not_after: Timestamp,
    ) -> Result<InviteLink, Error> {
        let profile = &self.me.profile;
        let epoch = self.me.directory.current_epoch(&organisation);
        let invite = Invite {
            organisation,
            role,
            not_after,
            key: seed.sign_key().public(),
            epoch: epoch.map(|epoch| (epoch.number, epoch.public)),
            server: profile.server,
            url: profile.url.clone(),
        };
        let message = invite.sign(&profile.programme(), &profile.sign);
        self.me.directory.verify_invite(&message)?;
        let chain = self.chain(organisation)?;
        Ok(InviteLink::new(profile.root, message, chain, seed))
    }

    /// The directory items that lead from the root to this device as an issuer for the organisation.
    fn chain(&self, organisation: OrganisationId) -> Result<Vec<Item>, Error> {
        let rows = ledger::directory::all(self.tx)?;
        let record = rows.iter().rev().find_map(|row| {
            match RootRecord::unverified(&root_message(&row.item)?).ok()? {
                RootRecord::Organisation(record) if record.organisation == organisation => {
                    Some((row.item.clone(), record))
                }
                _ => None,
            }
        });
        let (item, record) = record.ok_or(Error::Refused(Code::IssuerRefused))?;
        let mut chain = Vec::new();
        let mut issuer = self.me.profile.device();
        while !record.issuers.iter().any(|key| key.device_id() == issuer) && chain.len() < limits::CHAIN_DEPTH
        {
            let certificate = rows.iter().find(|row| certifies(&row.item, &issuer));
            chain.push(certificate.ok_or(Error::Refused(Code::IssuerRefused))?.item.clone());
            issuer = self.me.directory.member(&issuer).ok_or(Error::Refused(Code::IssuerRefused))?.issuer;
        }
        chain.push(item);
        chain.reverse();
        Ok(chain)
    }
}

fn root_message(item: &Item) -> Option<Vec<u8>> {
    match item.parse().ok()? {
        jonaki_protocol::Body::RootSigned(signed) => Some(signed.message),
        _ => None,
    }
}

fn certifies(item: &Item, device: &jonaki_protocol::DeviceId) -> bool {
    let Ok(jonaki_protocol::Body::Certificate(certificate)) = item.parse() else { return false };
    jonaki_protocol::invite::Claims::claimed(&certificate.certificate)
        .is_ok_and(|claims| claims.sign.device_id() == *device)
}

/// Base-32 in groups of four, for reading aloud and typing.
fn groups(secret: &[u8]) -> String {
    let text = data_encoding::BASE32_NOPAD.encode(secret);
    let groups: Vec<&str> =
        text.as_bytes().chunks(4).filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join("-")
}
