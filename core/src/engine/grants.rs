//! Opening what was wrapped for this device or its organisation.

use super::feed::Taken;
use crate::Error;
use crate::client::Session;
use crate::ledger::parcel::Kept;
use crate::ledger::{case_row, keys, organisation_key, parcel};
use jonaki_protocol::grant::{Grantee, open_history, unwrap_epoch};
use jonaki_protocol::{
    Body, Capsule, Code, CompartmentSet, DocumentId, EpochWrap, Grant, Holder, KemPrivate, OrganisationId,
    Recipient, Role,
};
use std::rc::Rc;

impl Session<'_, '_> {
    /// Takes the keys out of a grant that is for us; each must be one that a key set of the record lists.
    pub(super) fn grant_item(&mut self, grant: &Grant, kept: &Kept) -> Taken {
        let ours = match grant.recipient {
            Recipient::Device(device) => device == self.me.profile.device(),
            Recipient::Organisation(organisation, _) => organisation == self.me.profile.organisation,
        };
        if self.reporter_gets_closed(grant) {
            return Ok(Err(Code::GrantRefused));
        }
        // Whoever is noted here gets the keys that this device makes later. Keys for us prove themselves.
        if !ours && !self.may_grant(grant, kept)? {
            return Ok(Err(Code::Pending));
        }
        keys::allow(self.tx, grant.record, grant.recipient.principal(), grant.compartments)?;
        if !ours || kept.author == self.me.profile.device() && !self.missing_keys(grant)? {
            return Ok(Ok(()));
        }
        let grantee = match self.grantee(grant, kept)? {
            Ok(grantee) => grantee,
            Err(code) => return Ok(Err(code)),
        };
        let opened = match grantee.open(grant) {
            Ok(opened) => opened,
            Err(code) => return Ok(Err(code)),
        };
        let epoch = match grant.recipient {
            Recipient::Organisation(_, epoch) => Some(epoch),
            Recipient::Device(_) => None,
        };
        let programme = self.me.profile.programme();
        for (compartment, key) in &opened {
            let document = DocumentId { record: grant.record, compartment: *compartment };
            let commitment = key.commitment(&programme, &grant.record, *compartment);
            if !keys::keep(self.tx, document, commitment, key, epoch)? {
                return Ok(Err(Code::KeyMismatch));
            }
        }
        self.stirred.records.insert(grant.record);
        Ok(Ok(()))
    }

    /// Whether the signer of a grant may let others read the record.
    fn may_grant(&self, grant: &Grant, kept: &Kept) -> Result<bool, Error> {
        let Some(row) = case_row::get(self.tx, grant.record)? else { return Ok(false) };
        // A reporter's device is told of no grant but its own.
        let told = self.me.profile.role != Role::Reporter || kept.author == self.me.profile.device();
        Ok(told && self.decides(kept.author, (grant.record, row.creator), kept.entry)?)
    }

    /// What is closed to reporters is never for a reporter's device, whoever signed that.
    fn reporter_gets_closed(&self, grant: &Grant) -> bool {
        let Recipient::Device(device) = grant.recipient else { return false };
        let reporter = self.me.directory.member(&device).is_some_and(|member| member.role == Role::Reporter)
            || device == self.me.profile.device() && self.me.profile.role == Role::Reporter;
        let open = grant.compartments.without(CompartmentSet::CLOSED_TO_REPORTERS);
        reporter && open != grant.compartments
    }

    /// Whether a grant names compartments of which this device has no key.
    fn missing_keys(&self, grant: &Grant) -> Result<bool, Error> {
        let readable = keys::readable(self.tx, grant.record)?;
        Ok(grant.compartments.iter().any(|part| part.is_sealed() && !readable.contains(part)))
    }

    /// What opens the grants of a batch to this recipient: one key agreement for all of them.
    fn grantee(&mut self, grant: &Grant, kept: &Kept) -> Result<Result<Rc<Grantee>, Code>, Error> {
        let of = (kept.parcel, grant.recipient);
        if let Some((known, grantee)) = &self.grantee
            && *known == of
        {
            return Ok(Ok(Rc::clone(grantee)));
        }
        let made = self.new_grantee(grant, kept)?.map(Rc::new);
        self.grantee = made.as_ref().ok().map(|made| (of, Rc::clone(made)));
        Ok(made)
    }

    fn new_grantee(&mut self, grant: &Grant, kept: &Kept) -> Result<Result<Grantee, Code>, Error> {
        let capsule = parcel::of_batch_kind(self.tx, kept.parcel, Capsule::KIND)?.into_iter();
        let mut capsule = capsule.filter_map(|item| match item.parse() {
            Ok(Body::Capsule(capsule)) if capsule.recipient == grant.recipient => Some(capsule),
            _ => None,
        });
        let Some(capsule) = capsule.next_back() else { return Ok(Err(Code::Pending)) };
        let programme = self.me.profile.programme();
        Ok(match grant.recipient {
            Recipient::Device(_) => Grantee::new(programme, &capsule, &self.me.profile.kem),
            Recipient::Organisation(organisation, epoch) => {
                match organisation_key::get(self.tx, organisation, epoch)? {
                    Some(private) => Grantee::new(programme, &capsule, &private),
                    None => Err(Code::Pending),
                }
            }
        })
    }

    /// Unwraps our organisation's private key where the wrap is for us, and with it the keys of earlier epochs.
    pub(super) fn organisation_key(&mut self, wrap: &EpochWrap) -> Taken {
        if wrap.organisation != self.me.profile.organisation {
            return Ok(Ok(()));
        }
        let profile = &self.me.profile;
        let private = match wrap.holder {
            Holder::Device(device) if device == profile.device() => Some(&profile.kem),
            Holder::Invite(invite) => {
                let member = self.me.directory.member(&profile.device());
                let mine = member.is_some_and(|member| member.invite == invite);
                profile.invite_kem.as_ref().filter(|_| mine)
            }
            _ => None,
        };
        let (Some(private), Some(epoch)) =
            (private, self.me.directory.epoch(&wrap.organisation, wrap.number))
        else {
            return Ok(Ok(()));
        };
        let history = epoch.history.clone();
        let newest = self.me.directory.current_epoch(&wrap.organisation).map(|epoch| epoch.number);
        let news = newest == Some(wrap.number)
            && self.me.profile.role == jonaki_protocol::Role::Admin
            && organisation_key::get(self.tx, wrap.organisation, wrap.number)?.is_none();
        match unwrap_epoch(&profile.programme(), wrap, private, &epoch.public) {
            Ok(key) => {
                organisation_key::keep(self.tx, wrap.organisation, wrap.number, &key)?;
                self.stirred.keys = true;
                if news {
                    self.wrap_for_issued()?;
                }
                self.history(wrap.organisation, &key, &history)
            }
            Err(code) => Ok(Err(code)),
        }
    }

    fn history(&mut self, organisation: OrganisationId, newest: &KemPrivate, history: &[u8]) -> Taken {
        if history.is_empty() {
            return Ok(Ok(()));
        }
        let earlier = match open_history(newest, history) {
            Ok(earlier) => earlier,
            Err(code) => return Ok(Err(code)),
        };
        for (number, key) in earlier {
            let expected = self.me.directory.epoch(&organisation, number).map(|epoch| epoch.public);
            if expected != Some(key.public()) {
                return Ok(Err(Code::KeyMismatch));
            }
            organisation_key::keep(self.tx, organisation, number, &key)?;
        }
        Ok(Ok(()))
    }
}
