//! Forms: publishing a version, and which versions this device may draw.

use super::{Client, Enrolled, Session};
use crate::form::{FormSession, standard};
use crate::ledger::{self, form, outbox};
use crate::view::FormView;
use crate::{Error, StateFault};
use jonaki_forms::definition;
use jonaki_protocol::directory::RootRecord;
use jonaki_protocol::{Body, Code, Digest, Effect, FormScope, FormVersion, Item, RootSigned};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The version of a form that counts.
pub(super) struct Newest {
    pub(super) hash: Digest,
    organisation: FormScope,
    number: Option<u32>,
}

/// A form from its encoding.
pub(super) fn read(definition: &[u8]) -> Result<Arc<definition::Form>, Error> {
    definition::Form::decode(definition).map(Arc::new).map_err(|_| Error::Refused(Code::FormRefused))
}

/// The form with which a report is made.
const REPORT: &str = "child_trafficking_report";

impl Client {
    /// Starts a new report: the programme's report form, or the one that ships with the app.
    ///
    /// # Errors
    /// As [`Client::start_form`].
    pub fn start_report(&mut self, language: &str) -> Result<FormSession, Error> {
        let form = self.forms()?.into_iter().find(|known| known.form == REPORT).ok_or(Error::NotFound)?;
        self.start_form(form.hash, language)
    }

    /// The forms of this device's programme and organisation, each in its newest version; one of the organisation goes before one
    /// of everybody with the same id, and that one before the one that ships with the app.
    ///
    /// # Errors
    /// [`Error::State`] before enrolment, [`Error::Storage`].
    pub fn forms(&self) -> Result<Vec<FormView>, Error> {
        let view = |Newest { hash, organisation, number }| {
            let form = self.form(hash)?;
            Ok(FormView { number, organisation, ..FormView::of(&form, hash) })
        };
        self.newest_forms()?.into_values().map(view).collect()
    }

    /// Which version of each form counts, by the form's id; nothing is read of the definitions.
    pub(super) fn newest_forms(&self) -> Result<BTreeMap<String, Newest>, Error> {
        let ours = Some(self.me()?.profile.organisation);
        let shipped =
            |(form, hash): (&str, _)| (form.to_owned(), Newest { hash, organisation: None, number: None });
        let mut newest: BTreeMap<String, Newest> = standard::forms().map(shipped).collect();
        // Everybody's come before ours, and old versions before new ones.
        let published = form::all(self.connection())?.into_iter();
        for row in published.filter(|row| row.scope.is_none() || row.scope == ours) {
            let version = Newest { hash: row.hash, organisation: row.scope, number: Some(row.number) };
            newest.insert(row.form, version);
        }
        Ok(newest)
    }

    /// A version of a form, also an old one.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one that never came to this device; [`Error::Refused`] with [`Code::FormRefused`] for one that this
    /// version of the app cannot read.
    pub fn form(&self, hash: Digest) -> Result<Arc<definition::Form>, Error> {
        read(&self.definition(hash)?)
    }

    /// A definition's encoding.
    pub(super) fn definition(&self, hash: Digest) -> Result<Vec<u8>, Error> {
        match standard::definition(hash) {
            Some(definition) => Ok(definition),
            None => form::definition(self.connection(), hash)?.ok_or(Error::NotFound),
        }
    }

    /// Publishes the next version of a form: for the members of this device's organisation, or (with the programme's root, on
    /// the device that made it) for everybody. Drafts stay with the version that they were started with.
    ///
    /// # Errors
    /// [`Error::Refused`] with [`Code::FormRefused`] for bytes that are no form, [`Code::NotAllowed`] on a reporter's or provider's
    /// device; [`Error::State`] where the root is needed and is not here.
    pub fn publish_form(&mut self, definition: &[u8], for_everybody: bool) -> Result<FormView, Error> {
        let form = read(definition)?;
        self.act(|session| {
            let profile = &session.me.profile;
            let scope: FormScope = (!for_everybody).then_some(profile.organisation);
            let newest = session.me.directory.forms().newest(scope, &form.id);
            let hash = hash_of(definition);
            if let Some((number, known)) = newest
                && known == hash
            {
                return Ok(FormView {
                    number: Some(number),
                    organisation: scope,
                    ..FormView::of(&form, hash)
                });
            }
            let number = newest.map_or(1, |(number, _)| number.saturating_add(1));
            let version = FormVersion::new(&form.id, number, definition)?;
            let item = match scope {
                Some(organisation) => jonaki_protocol::Form { organisation, version }.to_item(),
                None => {
                    let root = profile.root_key.as_ref().ok_or(Error::State(StateFault::NoRoot))?;
                    RootRecord::Form(version).sign(root).to_item()
                }
            };
            let sending = session.sending(outbox::Priority::Edit)?;
            session.take_in(item, sending)?;
            Ok(FormView { number: Some(number), organisation: scope, ..FormView::of(&form, hash) })
        })
    }
}

impl Session<'_, '_> {
    /// Keeps the definition of a version that the directory took in. One that this app cannot read is not offered to anybody.
    pub(crate) fn keep_form(&mut self, effect: Effect, body: &Body, item: &Item) -> Result<(), Error> {
        let Effect::Form(scope, _) = effect else { return Ok(()) };
        let version = match body {
            Body::Form(form) => form.version.clone(),
            Body::RootSigned(signed) => match RootRecord::unverified(&signed.message) {
                Ok(RootRecord::Form(version)) => version,
                _ => return Ok(()),
            },
            _ => return Ok(()),
        };
        let definition = version.open()?;
        let reads = definition::Form::decode(&definition).is_ok_and(|form| form.id == version.form);
        if reads { form::insert(self.tx, (scope, &version), &definition, item.hash()) } else { Ok(()) }
    }

    /// The server did not take a version of ours: another one has its number.
    pub(crate) fn retract_form(&mut self, item: &Item) -> Result<(), Error> {
        let root = |signed: &RootSigned| RootRecord::unverified(&signed.message);
        let is_form = match item.parse() {
            Ok(Body::Form(_)) => true,
            Ok(Body::RootSigned(signed)) => matches!(root(&signed), Ok(RootRecord::Form(_))),
            _ => false,
        };
        if !is_form {
            return Ok(());
        }
        ledger::directory::remove(self.tx, item.hash())?;
        form::retract(self.tx, item.hash())?;
        *self.me_mut() = Enrolled::load(self.tx)?.ok_or(Error::Storage)?;
        Ok(())
    }
}

fn hash_of(definition: &[u8]) -> Digest {
    Digest::from_bytes(Sha256::digest(definition).into())
}
