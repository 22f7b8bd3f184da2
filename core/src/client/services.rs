//! The directory of services: published, found, and said to be wrong.

mod flags;
mod hidden;
mod keep;

use super::Client;
use crate::error::StateFault;
use crate::ledger::{listing, outbox, referral, setting};
use crate::view::{ServiceDetail, ServiceView};
use crate::{Error, NewOrganisation};
use jonaki_protocol::{CaseId, Code, ListingFlag, OrganisationId, RecordId, Timestamp};
use jonaki_services::{
    Answered, FlagKind, Id, Index, Known, Names, Organisation, Plan, Query, Refused, Service, Word, Words,
    export,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The codes by which tables know organisations, as this device read them (CBOR).
const CODES: &str = "organisation_codes";
/// Referrals that are held at once while it is counted how services answered.
const REFERRALS_AT_ONCE: usize = 500;

/// The directory ready to be searched, and of what it was made.
pub(crate) type Prepared = (listing::Stamp, Arc<Index>);

/// What an import of the directory did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct DirectoryImported {
    /// Organisations that were added to the programme.
    pub organisations: usize,
    /// Services that were published.
    pub services: usize,
    /// Services that this device may not enter: another organisation's, without the programme's root key.
    pub refused: usize,
    /// Hidden addresses that were not told: of another organisation's services, which only it tells.
    pub withheld: usize,
}

impl Client {
    /// The services that take who is described, the most useful first. With a case: nobody whom it is not for.
    ///
    /// # Errors
    /// [`Error::State`] before enrolment; [`Error::NotFound`].
    pub fn find_services(
        &mut self,
        query: &Query,
        case: Option<CaseId>,
        limit: usize,
    ) -> Result<Vec<ServiceView>, Error> {
        let mut query = query.clone();
        if let Some(case) = case {
            let terms = self.terms(case)?;
            let organisations = terms.exclusions.iter().filter_map(|exclusion| exclusion.organisation);
            query.without_organisations.extend(organisations.map(|id| Id::from_bytes(*id.as_bytes())));
            let kinds = terms.exclusions.iter().filter_map(|exclusion| Word::new(exclusion.kind.as_deref()?));
            let more: Vec<Word> = query.without_kinds.iter().filter_map(Word::new).chain(kinds).collect();
            query.without_kinds = Words::new(more);
        }
        let index = self.services()?;
        Ok(index.search(&query, limit).hits.iter().map(ServiceView::of).collect())
    }

    /// Everything that the directory says of a service; `now` tells how old that is and whether it is open.
    ///
    /// # Errors
    /// [`Error::State`] before enrolment; [`Error::NotFound`].
    pub fn service(&mut self, service: RecordId, now: Timestamp) -> Result<ServiceDetail, Error> {
        let index = self.services()?;
        let hit = index.get(Id::from_bytes(*service.as_bytes()), now.0).ok_or(Error::NotFound)?;
        Ok(ServiceDetail::of(&hit, self.hidden_service(service)?.as_ref()))
    }

    /// The service that a person names: by its code, by id, by an unambiguous beginning of it, or by its name in either
    /// language.
    ///
    /// # Errors
    /// [`Error::State`] before enrolment; [`Error::NotFound`], also when several fit.
    pub fn find_service(&self, text: &str) -> Result<RecordId, Error> {
        let (typed, wanted) = (text.trim(), text.trim().to_lowercase());
        let (_, services) = self.known_services()?;
        let coded = |service: &Service| service.code.as_str().to_lowercase() == wanted;
        let named = |service: &Service| {
            service.names.bangla == typed || service.names.english.to_lowercase() == wanted
        };
        let id = |service: &Service| RecordId::from_bytes(*service.id.as_bytes());
        let begins = |service: &Service| wanted.len() >= 4 && id(service).to_string().starts_with(&wanted);
        let ways: [&dyn Fn(&Service) -> bool; 3] = [&coded, &named, &begins];
        for fits in ways {
            let mut found = services.iter().filter(|service| fits(service));
            if let (Some(one), None) = (found.next(), found.next()) {
                return Ok(id(one));
            }
        }
        Err(Error::NotFound)
    }

    /// Says that something is wrong with a service, in one step; its owner sees it.
    ///
    /// # Errors
    /// [`Error::Refused`] for a reporter and for a service that there is not.
    pub fn flag_service(&mut self, service: RecordId, what: FlagKind) -> Result<(), Error> {
        self.act(|session| {
            let device = session.me.profile.device();
            let number = session.me.directory.listings().said(&service, &device) + 1;
            let what = FlagKind::ALL.iter().position(|kind| *kind == what).unwrap_or(0) as u8;
            let sending = session.sending(outbox::Priority::Edit)?;
            session.take_in(ListingFlag { service, what, number }.to_item(), sending)
        })
    }

    /// Publishes a service of this device's organisation, or, with the programme's root key, of any.
    ///
    /// # Errors
    /// [`Error::Field`] for an entry that does not hold; [`Error::Refused`].
    pub fn publish_service(&mut self, service: &Service) -> Result<(), Error> {
        self.act(|session| session.publish_service(service))
    }

    /// What an import of this table would do; nothing is written.
    ///
    /// # Errors
    /// [`Refused`] when it cannot be read as a table at all.
    pub fn plan_directory(&self, table: &[u8]) -> Result<Plan, Refused> {
        let (organisations, services) = self.known_services().unwrap_or_default();
        let hidden = self.hidden_services().unwrap_or_default();
        let known =
            Known { organisations: &organisations, services: &services, hidden: &hidden, today: None };
        Plan::against(table, &known)
    }

    /// Carries an import out: the rows without faults that are new or changed.
    ///
    /// # Errors
    /// [`Error::Refused`] for a device that neither coordinates nor holds the root key.
    pub fn import_directory(&mut self, plan: Plan) -> Result<DirectoryImported, Error> {
        self.act(|session| {
            if !session.me.profile.role.coordinates() {
                return Err(Error::Refused(Code::NotAllowed));
            }
            let now = session.server_time()?.0;
            let taken = plan.apply(now, || Id::from_bytes(crate::host::random(session.host)));
            let mut done = DirectoryImported::default();
            let mut codes: BTreeMap<OrganisationId, String> =
                setting::get(session.tx, CODES)?.unwrap_or_default();
            for organisation in &taken.organisations {
                let id = OrganisationId::from_bytes(*organisation.id.as_bytes());
                codes.insert(id, organisation.code.as_str().to_owned());
                let known = session.me.directory.organisation(&id).is_some();
                if !known && session.me.profile.root_key.is_some() {
                    let new = NewOrganisation {
                        kind: organisation.kind.as_str().to_owned(),
                        name_bn: organisation.names.bangla.clone(),
                        name_en: organisation.names.english.clone(),
                    };
                    session.found_organisation(id, &new)?;
                    done.organisations += 1;
                }
            }
            setting::set(session.tx, CODES, &codes)?;
            for service in &taken.services {
                match session.publish_service(service) {
                    Ok(()) => done.services += 1,
                    Err(Error::Refused(_) | Error::State(StateFault::NoRoot)) => done.refused += 1,
                    Err(error) => return Err(error),
                }
            }
            let told = taken.hidden.iter().map(|hidden| (hidden.service, Some(hidden)));
            for (service, hidden) in told.chain(taken.bared.iter().map(|service| (*service, None))) {
                done.withheld += usize::from(!session.tell_hidden(service, hidden)?);
            }
            Ok(done)
        })
    }

    /// The directory as a table that [`Client::plan_directory`] reads.
    ///
    /// # Errors
    /// [`Error::State`] before enrolment.
    pub fn export_directory(&self) -> Result<Vec<u8>, Error> {
        let (organisations, services) = self.known_services()?;
        Ok(export(&organisations, &services, None))
    }

    /// The same with the hidden columns of what this device may read: keep such a file as safe as the shelters.
    ///
    /// # Errors
    /// [`Error::State`] before enrolment.
    pub fn export_directory_with_hidden(&self) -> Result<Vec<u8>, Error> {
        let (organisations, services) = self.known_services()?;
        Ok(export(&organisations, &services, Some(&self.hidden_services()?)))
    }

    fn known_services(&self) -> Result<(Vec<Organisation>, Vec<Service>), Error> {
        let codes: BTreeMap<OrganisationId, String> =
            setting::get(self.connection(), CODES)?.unwrap_or_default();
        let mut used = BTreeSet::new();
        let organisations = self.me()?.directory.organisations().filter_map(|record| {
            let code = codes.get(&record.organisation).cloned().unwrap_or_else(|| slug(&record.name_en));
            // Two of one name: the second one is told apart by its id.
            let code =
                if used.insert(code.clone()) { code } else { format!("{code}-{}", record.organisation) };
            Some(Organisation {
                id: Id::from_bytes(*record.organisation.as_bytes()),
                code: Word::new(&code)?,
                names: Names { bangla: record.name_bn.clone(), english: record.name_en.clone() },
                kind: Word::new(&record.kind)?,
            })
        });
        let organisations = organisations.collect();
        let entries = listing::entries(self.connection())?;
        // What this version cannot read was not kept; what it could read once and not now is left out, not lost.
        let services = entries.iter().filter_map(|entry| Service::decode(entry).ok()).collect();
        Ok((organisations, services))
    }

    /// The directory ready to be searched; made anew when something changed.
    fn services(&mut self) -> Result<Arc<Index>, Error> {
        let stamp = listing::stamp(self.connection())?;
        if let Some((known, index)) = &self.services
            && *known == stamp
        {
            return Ok(Arc::clone(index));
        }
        let (organisations, services) = self.known_services()?;
        let (flags, outcomes) = (self.unanswered_flags()?, self.outcomes()?);
        let index = Arc::new(Index::new(organisations, services, &flags, &outcomes));
        self.services = Some((stamp, Arc::clone(&index)));
        Ok(index)
    }

    /// How services answered what this device knows of.
    fn outcomes(&self) -> Result<Vec<Answered>, Error> {
        let organisation = self.me()?.profile.organisation;
        let side = referral::Side { organisation, sent: true, open_at: None };
        let outcome = |row: &referral::Row| {
            let status = row.status(i64::MAX);
            Some(Answered {
                service: Id::from_bytes(*row.header.listing?.as_bytes()),
                sent_at: row.header.made,
                answered_at: status.answered_at?,
                accepted: status.progress.is_taken(),
            })
        };
        let (mut found, mut mark) = (Vec::new(), None);
        loop {
            let rows = referral::of_organisation(self.connection(), side, mark, REFERRALS_AT_ONCE)?;
            mark = rows.last().map(|row| (row.header.due, row.record));
            found.extend(rows.iter().filter_map(outcome));
            if rows.len() < REFERRALS_AT_ONCE {
                return Ok(found);
            }
        }
    }
}

/// A name as a code: lower-case ASCII, everything else a line between.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.chars().flat_map(char::to_lowercase) {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug: String = slug.trim_end_matches('-').chars().take(40).collect();
    if slug.is_empty() { "organisation".to_owned() } else { slug }
}
