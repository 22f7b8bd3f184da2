//! The directory: who is who in a programme, verified link by link from the root. The same state machine runs on
//! the server and on every device; nobody takes the server's word for a key.

mod forms;
mod listings;
mod record;

pub use forms::{FormScope, Forms};
pub use listings::{Listed, Listings};
pub use record::{MatchingRecord, OrganisationRecord, ProgrammeRecord, RootRecord};

use crate::invite::{Claims, Invite};
use crate::item::FormVersion;
use crate::{
    Body, Certificate, Code, DeviceId, Digest, Epoch, EpochWrap, Form, InviteId, KemPublic, Listing,
    ListingFlag, OrganisationId, ProgrammeId, RecordId, Role, SignPublic, Timestamp, limits,
};
use std::collections::HashMap;

/// A device of the programme.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// Its organisation.
    pub organisation: OrganisationId,
    /// What it may do.
    pub role: Role,
    /// Key that its batches verify with.
    pub sign: SignPublic,
    /// Key that grants to it are wrapped to.
    pub kem: KemPublic,
    /// The invite that it used.
    pub invite: InviteId,
    /// Who issued that invite: the next link towards the root.
    pub issuer: DeviceId,
    /// Log entry at which it was removed; what it signed before stands.
    pub removed_at: Option<u64>,
}

impl Member {
    /// Whether it may act now.
    pub const fn is_active(&self) -> bool {
        self.removed_at.is_none()
    }

    /// Whether what it signed in this log entry counts.
    pub fn acted_rightly_at(&self, entry: u64) -> bool {
        self.removed_at.is_none_or(|removed| entry <= removed)
    }
}

/// What an item of the directory changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Known already, or without effect on the directory's state.
    Nothing,
    /// The programme's record.
    Programme,
    /// An organisation's record.
    Organisation(OrganisationId),
    /// A device enrolled.
    Enrolled(DeviceId),
    /// A device was removed.
    Removed(DeviceId),
    /// A new key pair of an organisation.
    NewEpoch(OrganisationId, u32),
    /// A version of a form.
    Form(FormScope, Digest),
    /// A service.
    Listing(RecordId),
    /// Something that was noticed about a service.
    Flagged(RecordId),
    /// Who compares fingerprints, and under which key.
    Matching,
}

/// When a certificate must be fresh.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Freshness {
    /// A device reading what the server admitted: only that the device claims to have enrolled in time.
    Claimed,
    /// A server at this time: the invite must not have expired.
    At(Timestamp),
    /// A server whose log was restored from a backup of this time: the invite may have been used since.
    Since(Timestamp),
}

/// The state: rebuilt from verified items, in log order.
#[derive(Clone, Debug)]
pub struct Directory {
    root: SignPublic,
    programme: Option<ProgrammeRecord>,
    organisations: HashMap<OrganisationId, OrganisationRecord>,
    members: HashMap<DeviceId, Member>,
    invites: HashMap<InviteId, DeviceId>,
    epochs: HashMap<OrganisationId, Vec<Epoch>>,
    forms: Forms,
    listings: Listings,
    matching: Option<MatchingRecord>,
}

impl Directory {
    /// Knows nothing but the root.
    pub fn new(root: SignPublic) -> Self {
        Self {
            root,
            programme: None,
            organisations: HashMap::new(),
            members: HashMap::new(),
            invites: HashMap::new(),
            epochs: HashMap::new(),
            forms: Forms::default(),
            listings: Listings::default(),
            matching: None,
        }
    }

    /// The programme's id.
    pub fn programme(&self) -> ProgrammeId {
        self.root.programme_id()
    }

    /// The root key.
    pub fn root(&self) -> &SignPublic {
        &self.root
    }

    /// The programme's record, once received.
    pub fn record(&self) -> Option<&ProgrammeRecord> {
        self.programme.as_ref()
    }

    /// An organisation's record.
    pub fn organisation(&self, id: &OrganisationId) -> Option<&OrganisationRecord> {
        self.organisations.get(id)
    }

    /// All organisations, in no order.
    pub fn organisations(&self) -> impl Iterator<Item = &OrganisationRecord> {
        self.organisations.values()
    }

    /// A device, also a removed one.
    pub fn member(&self, id: &DeviceId) -> Option<&Member> {
        self.members.get(id)
    }

    /// All devices, in no order.
    pub fn members(&self) -> impl Iterator<Item = (&DeviceId, &Member)> {
        self.members.iter()
    }

    /// The newest key pair of an organisation: what grants are wrapped to.
    pub fn current_epoch(&self, organisation: &OrganisationId) -> Option<&Epoch> {
        self.epochs.get(organisation)?.last()
    }

    /// One key pair of an organisation.
    pub fn epoch(&self, organisation: &OrganisationId, number: u32) -> Option<&Epoch> {
        self.epochs.get(organisation)?.get(usize::try_from(number).ok()?)
    }

    /// The forms that were published.
    pub fn forms(&self) -> &Forms {
        &self.forms
    }

    /// The services that were published.
    pub fn listings(&self) -> &Listings {
        &self.listings
    }

    /// Who compares fingerprints, and under which key; `None` where nobody does.
    pub fn matching(&self) -> Option<&MatchingRecord> {
        self.matching.as_ref()
    }

    /// Verifies an item that a device signed into log entry `entry`, and takes it in.
    ///
    /// # Errors
    /// [`Code::InviteAltered`], [`Code::InviteExpired`], [`Code::InviteUsed`], [`Code::IssuerRefused`],
    /// [`Code::DirectoryRefused`], [`Code::NotAllowed`]; nothing is changed then.
    pub fn admit(
        &mut self,
        author: &DeviceId,
        body: &Body,
        entry: u64,
        freshness: Freshness,
    ) -> Result<Effect, Code> {
        match body {
            Body::RootSigned(signed) => {
                let record = RootRecord::verify(&signed.message, &self.root)?;
                if let RootRecord::Form(version) = &record {
                    version.open()?;
                }
                self.admit_root(record)
            }
            Body::Certificate(certificate) => {
                let (device, member) = self.preview_at(certificate, freshness, entry)?;
                // Whoever holds an invite can certify any key: only the device's own signature on the batch proves
                // that it is the one who joins, or who changes its role.
                let by_nobody = *author == DeviceId::NOBODY && !self.members.contains_key(&device);
                if *author == device || by_nobody || self.invites.contains_key(&member.invite) {
                    Ok(self.enrol(device, member))
                } else {
                    Err(Code::NotAllowed)
                }
            }
            Body::Epoch(epoch) => self.admit_epoch(author, epoch, entry),
            Body::Removal(removal) => self.admit_removal(author, removal.device, entry),
            Body::Form(form) => {
                form.version.open()?;
                self.admit_form(author, form, entry)
            }
            Body::Listing(listing) if !self.coordinates_at(author, &listing.organisation, entry) => {
                Err(Code::NotAllowed)
            }
            Body::Listing(listing) => self.list(listing),
            Body::ListingFlag(flag) => self.admit_flag(author, flag, entry),
            Body::EpochWrap(wrap) => self.admit_wrap(author, wrap, entry),
            _ => Err(Code::DirectoryRefused),
        }
    }

    /// Takes in an item that this device verified and stored before; no signature is checked again. Never for bytes
    /// that come from anywhere else.
    ///
    /// # Errors
    /// As [`Directory::admit`], for items that do not fit the state.
    pub fn restore(&mut self, author: &DeviceId, body: &Body, entry: u64) -> Result<Effect, Code> {
        match body {
            Body::RootSigned(signed) => self.admit_root(RootRecord::unverified(&signed.message)?),
            Body::Certificate(certificate) => {
                let (issuer, invite) = Invite::claimed(&certificate.invite)?;
                let claims = Claims::claimed(&certificate.certificate)?;
                Ok(self.enrol(claims.sign.device_id(), member(&invite, &claims, issuer)))
            }
            Body::Form(form) => self.admit_form(author, form, entry),
            _ => self.admit(author, body, entry, Freshness::Claimed),
        }
    }

    /// Takes in a link of an invite's chain: root-signed records and certificates only.
    pub(crate) fn admit_chain(&mut self, body: &Body) -> Result<(), Code> {
        match body {
            Body::RootSigned(_) | Body::Certificate(_) => self
                .admit(&DeviceId::NOBODY, body, 0, Freshness::Claimed)
                .map(drop)
                .map_err(|code| match code {
                    Code::IssuerRefused => code,
                    _ => Code::InviteAltered,
                }),
            _ => Err(Code::InviteAltered),
        }
    }

    /// Verifies an invite: its issuer may invite into its organisation.
    ///
    /// # Errors
    /// [`Code::InviteAltered`], [`Code::IssuerRefused`].
    pub fn verify_invite(&self, message: &[u8]) -> Result<Invite, Code> {
        self.verify_invite_at(message, u64::MAX)
    }

    /// As [`Directory::verify_invite`], for one that was used in this log entry: its issuer may have been removed since.
    fn verify_invite_at(&self, message: &[u8], entry: u64) -> Result<Invite, Code> {
        let (issuer, claimed) = Invite::claimed(message)?;
        let key = self.issuer_key(&issuer, &claimed.organisation, entry).ok_or(Code::IssuerRefused)?;
        Invite::verify(message, &self.programme(), &key)
    }

    /// Verifies a certificate without taking it in.
    ///
    /// # Errors
    /// As [`Directory::admit`].
    pub fn preview(
        &self,
        certificate: &Certificate,
        freshness: Freshness,
    ) -> Result<(DeviceId, Member), Code> {
        self.preview_at(certificate, freshness, u64::MAX)
    }

    /// As [`Directory::preview`], for a certificate in this log entry: who invited may have been removed since.
    ///
    /// # Errors
    /// As [`Directory::admit`].
    pub fn preview_at(
        &self,
        certificate: &Certificate,
        freshness: Freshness,
        entry: u64,
    ) -> Result<(DeviceId, Member), Code> {
        let invite = self.verify_invite_at(&certificate.invite, entry)?;
        let claims = Claims::verify(&certificate.certificate, &self.programme(), &invite)?;
        let device = claims.sign.device_id();
        let (issuer, _) = Invite::claimed(&certificate.invite)?;
        let found = member(&invite, &claims, issuer);
        match (self.invites.get(&invite.id()), self.members.get(&device)) {
            (Some(other), _) if *other != device => return Err(Code::InviteUsed),
            // The same invite again: what stands is what was taken in, also that it was removed since.
            (Some(_), Some(known)) => return Ok((device, known.clone())),
            // A removed device stays removed; an active one may renew, but never changes its keys or its side.
            (None, Some(before)) if !before.is_active() => return Err(Code::Revoked),
            (None, Some(before)) if before.organisation != found.organisation || before.kem != found.kem => {
                return Err(Code::DirectoryRefused);
            }
            _ => {}
        }
        let fresh = match freshness {
            Freshness::Claimed => true,
            // No invite lives longer than the limit, whatever its issuer wrote.
            Freshness::At(now) => {
                let longest = now.plus(limits::INVITE_SECONDS + limits::CLOCK_SKEW_SECONDS);
                now <= invite.not_after && invite.not_after <= longest
            }
            Freshness::Since(backup) => backup <= invite.not_after,
        };
        if !fresh || claims.issued_at > invite.not_after {
            return Err(Code::InviteExpired);
        }
        if found.kem.is_usable() { Ok((device, found)) } else { Err(Code::DirectoryRefused) }
    }

    fn admit_root(&mut self, record: RootRecord) -> Result<Effect, Code> {
        match record {
            RootRecord::Programme(record) => match &self.programme {
                Some(known) if *known == record => Ok(Effect::Nothing),
                Some(known) if known.time >= record.time => Err(Code::DirectoryRefused),
                _ => {
                    self.programme = Some(record);
                    Ok(Effect::Programme)
                }
            },
            RootRecord::Organisation(record) => match self.organisations.get(&record.organisation) {
                Some(known) if *known == record => Ok(Effect::Nothing),
                Some(known) if known.time >= record.time => Err(Code::DirectoryRefused),
                _ => {
                    let id = record.organisation;
                    self.organisations.insert(id, record);
                    Ok(Effect::Organisation(id))
                }
            },
            RootRecord::Form(version) => self.publish(None, &version),
            RootRecord::Listing(listing) => self.list(&listing),
            RootRecord::Matching(record) => self.compare_by(record),
        }
    }

    fn compare_by(&mut self, record: MatchingRecord) -> Result<Effect, Code> {
        let known = |organisation| self.organisations.contains_key(organisation);
        match &self.matching {
            Some(before) if *before == record => Ok(Effect::Nothing),
            Some(before) if before.number >= record.number => Err(Code::DirectoryRefused),
            _ if !record.organisation.as_ref().is_none_or(known) => Err(Code::DirectoryRefused),
            _ => {
                self.matching = Some(record);
                Ok(Effect::Matching)
            }
        }
    }

    fn admit_form(&mut self, author: &DeviceId, form: &Form, entry: u64) -> Result<Effect, Code> {
        let may = self.coordinates_at(author, &form.organisation, entry);
        if may { self.publish(Some(form.organisation), &form.version) } else { Err(Code::NotAllowed) }
    }

    /// Whether a device coordinated in an organisation at an entry.
    fn coordinates_at(&self, author: &DeviceId, organisation: &OrganisationId, entry: u64) -> bool {
        self.members.get(author).is_some_and(|member| {
            member.acted_rightly_at(entry)
                && member.role.coordinates()
                && member.organisation == *organisation
        })
    }

    fn admit_wrap(&self, author: &DeviceId, wrap: &EpochWrap, entry: u64) -> Result<Effect, Code> {
        let known = self.epoch(&wrap.organisation, wrap.number).is_some();
        let holds = self.member(author).is_some_and(|member| {
            member.acted_rightly_at(entry)
                && member.organisation == wrap.organisation
                && member.role.reads_for_organisation()
        });
        if known && holds { Ok(Effect::Nothing) } else { Err(Code::NotAllowed) }
    }

    fn admit_flag(&mut self, author: &DeviceId, flag: &ListingFlag, entry: u64) -> Result<Effect, Code> {
        let may = self
            .members
            .get(author)
            .is_some_and(|member| member.acted_rightly_at(entry) && member.role.reads_for_organisation());
        if !may {
            return Err(Code::NotAllowed);
        }
        let new = self.listings.flag(author, flag)?;
        Ok(if new { Effect::Flagged(flag.service) } else { Effect::Nothing })
    }

    fn list(&mut self, listing: &Listing) -> Result<Effect, Code> {
        if !self.organisations.contains_key(&listing.organisation) {
            return Err(Code::ListingRefused);
        }
        let new = self.listings.admit(listing)?;
        Ok(if new { Effect::Listing(listing.service) } else { Effect::Nothing })
    }

    fn publish(&mut self, scope: FormScope, version: &FormVersion) -> Result<Effect, Code> {
        let new = self.forms.admit(scope, version)?;
        Ok(if new { Effect::Form(scope, version.hash) } else { Effect::Nothing })
    }

    fn enrol(&mut self, device: DeviceId, member: Member) -> Effect {
        if self.invites.contains_key(&member.invite) {
            return Effect::Nothing;
        }
        self.invites.insert(member.invite, device);
        self.members.insert(device, member);
        Effect::Enrolled(device)
    }

    fn admit_epoch(&mut self, author: &DeviceId, epoch: &Epoch, entry: u64) -> Result<Effect, Code> {
        if !self.is_admin(author, &epoch.organisation, entry) {
            return Err(Code::NotAllowed);
        }
        match self.epoch(&epoch.organisation, epoch.number) {
            Some(known) if known == epoch => Ok(Effect::Nothing),
            Some(_) => Err(Code::DirectoryRefused),
            None if self.epochs.get(&epoch.organisation).map_or(0, Vec::len) == epoch.number as usize
                && epoch.public.is_usable() =>
            {
                self.epochs.entry(epoch.organisation).or_default().push(epoch.clone());
                Ok(Effect::NewEpoch(epoch.organisation, epoch.number))
            }
            None => Err(Code::DirectoryRefused),
        }
    }

    fn admit_removal(&mut self, author: &DeviceId, device: DeviceId, entry: u64) -> Result<Effect, Code> {
        let target = self.members.get(&device).ok_or(Code::DirectoryRefused)?;
        if !self.is_admin(author, &target.organisation, entry) {
            return Err(Code::NotAllowed);
        }
        match self.members.get_mut(&device) {
            Some(member) if member.is_active() => {
                member.removed_at = Some(entry);
                Ok(Effect::Removed(device))
            }
            _ => Ok(Effect::Nothing),
        }
    }

    fn is_admin(&self, device: &DeviceId, organisation: &OrganisationId, entry: u64) -> bool {
        self.members.get(device).is_some_and(|member| {
            member.acted_rightly_at(entry)
                && member.role == Role::Admin
                && member.organisation == *organisation
        })
    }

    /// The key of a device that may issue invites into an organisation: named by the root, or a certified admin.
    fn issuer_key(&self, device: &DeviceId, organisation: &OrganisationId, entry: u64) -> Option<SignPublic> {
        let record = self.organisations.get(organisation)?;
        let named = record.issuers.iter().find(|key| key.device_id() == *device);
        let removed = self.members.get(device).is_some_and(|member| !member.acted_rightly_at(entry));
        match named {
            Some(key) if !removed => Some(*key),
            _ if self.is_admin(device, organisation, entry) => {
                self.members.get(device).map(|member| member.sign)
            }
            _ => None,
        }
    }
}

fn member(invite: &Invite, claims: &Claims, issuer: DeviceId) -> Member {
    Member {
        organisation: invite.organisation,
        role: invite.role,
        sign: claims.sign,
        kem: claims.kem,
        invite: claims.invite,
        issuer,
        removed_at: None,
    }
}
