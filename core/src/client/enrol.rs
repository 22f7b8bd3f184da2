//! Joining a programme with an invite, without a network.

use super::{Client, Enrolled, Session};
use crate::Error;
use crate::error::StateFault;
use crate::host::{HostRng, random};
use crate::ledger::{self, outbox};
use crate::profile::Profile;
use crate::schema;
use crate::view::InvitePreview;
use jonaki_protocol::{DeviceId, Directory, Freshness, InviteLink, KemPrivate, Role, SignPrivate};
use std::sync::Arc;

impl Client {
    /// What an invite offers, verified up to the programme's root; nothing is changed.
    ///
    /// # Errors
    /// [`Error::Refused`] for an altered, expired or foreign invite.
    pub fn check_invite(&mut self, link: &str) -> Result<InvitePreview, Error> {
        let now = self.now();
        let link = InviteLink::from_text(link)?;
        let verified = link.verify(now, self.me.as_ref().map(|me| me.profile.programme()))?;
        let mut directory = Directory::new(link.root);
        for item in &link.chain {
            let _ = item.parse().and_then(|body| directory.restore(&DeviceId::from_bytes([0; 16]), &body, 0));
        }
        let record = directory.organisation(&verified.invite.organisation);
        Ok(InvitePreview {
            programme: verified.programme(),
            organisation: verified.invite.organisation,
            organisation_name: record.map(|record| (record.name_bn.clone(), record.name_en.clone())),
            role: verified.invite.role,
            url: verified.invite.url.clone(),
            not_after: verified.invite.not_after,
        })
    }

    /// Enrols this device: makes its keys and certifies them with the invite. Works offline; the certificate is the first
    /// thing that the device sends.
    ///
    /// A device whose certificate the server refused (an invite that expired meanwhile) enrols again with a new invite of
    /// the same organisation and keeps its keys and everything that waits.
    ///
    /// # Errors
    /// [`Error::Refused`] for an altered, expired or foreign invite; [`Error::State`] where the device belongs to
    /// another organisation or role already.
    pub fn enrol(&mut self, link: &str) -> Result<InvitePreview, Error> {
        let preview = self.check_invite(link)?;
        let link = InviteLink::from_text(link)?;
        let now = self.now();
        let verified = link.verify(now, None)?;
        let host = self.host.as_mut();
        let mut me = match self.me.as_deref() {
            Some(me) => {
                let same = me.profile.organisation == preview.organisation && me.profile.role == preview.role;
                let known =
                    me.directory.member(&me.profile.device()).is_some_and(|member| !member.is_active());
                if !same || known {
                    return Err(Error::State(StateFault::AlreadyEnrolled));
                }
                me.clone()
            }
            None => {
                let profile = Profile {
                    root: link.root,
                    server: verified.invite.server,
                    url: verified.invite.url.clone(),
                    organisation: verified.invite.organisation,
                    role: verified.invite.role,
                    sign: SignPrivate::make(&mut HostRng(host)),
                    kem: KemPrivate::make(&mut HostRng(host)),
                    invite_kem: None,
                    root_key: None,
                    first_epoch: None,
                    incarnation: random(host),
                };
                Enrolled { profile, directory: Directory::new(link.root) }
            }
        };
        me.profile.invite_kem = Some(verified.kem_key());
        me.profile.first_epoch = verified.invite.epoch;
        me.profile.url.clone_from(&verified.invite.url);
        let certificate = verified.certify(&me.profile.sign.public(), &me.profile.kem.public(), now);
        let mut me = Arc::new(me);
        schema::write(&mut self.database, |tx| {
            let mut session = Session::new(tx, &mut me, host, now);
            session.join(&link, certificate.to_item())
        })?;
        self.me = Some(me);
        Ok(preview)
    }
}

impl Session<'_, '_> {
    fn join(&mut self, link: &InviteLink, certificate: jonaki_protocol::Item) -> Result<(), Error> {
        let nobody = DeviceId::from_bytes([0; 16]);
        for item in &link.chain {
            self.me_mut().directory.admit(&nobody, &item.parse()?, 0, Freshness::Claimed)?;
            let row = ledger::directory::Row { author: nobody, entry: 0, item: item.clone() };
            ledger::directory::insert(self.tx, &row)?;
        }
        let sending = self.sending(outbox::Priority::Keys)?;
        self.take_in(certificate, sending)?;
        // The first administrator of an organisation makes its first key pair.
        let founding = self.me.profile.role == Role::Admin && self.me.profile.first_epoch.is_none();
        let keyless = self.me.directory.current_epoch(&self.me.profile.organisation).is_none();
        if founding && keyless {
            self.new_epoch(sending)?;
        }
        self.me.save_profile(self.tx)
    }
}
