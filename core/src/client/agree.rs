//! Consent, and whom a case is not for.

use super::{Client, Session};
use crate::Error;
use crate::error::WorkFault;
use crate::ledger::keys;
use jonaki_document::referral::{CaseTerms, FieldGroups, Header, Recipient};
use jonaki_document::{Edit, Scalar};
use jonaki_protocol::{
    CaseId, Code, Compartment, DocumentId, EntryId, OrganisationId, Principal, RecordId, Timestamp,
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A consent to record, or another legal basis in its place. `Debug` shows no words.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct NewConsent {
    /// `self`, `guardian`, `child_assent_guardian`; `none` with another basis.
    pub giver: String,
    /// With `none`: `vital_interests`, `beneficiary_interests`, `legal_obligation`, `guardian_is_suspect` or
    /// `other_legitimate_interests`. A second person confirms it before it counts.
    pub basis: Option<String>,
    /// Which groups of fields may be disclosed.
    pub groups: FieldGroups,
    /// For what: `services`, `share_with_provider`, `share_with_police`, `statistics`, `media`.
    pub purpose: String,
    /// Only to this organisation.
    pub organisation: Option<OrganisationId>,
    /// Only for this service.
    pub service: Option<String>,
    /// Until when.
    pub until: Timestamp,
    /// `written`, `verbal`, `thumb` or `audio`.
    pub how: Option<String>,
    /// In which language it was explained.
    pub language: Option<String>,
    /// How it came about, in words.
    pub text: Option<String>,
}

impl std::fmt::Debug for NewConsent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewConsent").field("purpose", &self.purpose).finish_non_exhaustive()
    }
}

/// Whom a case is not for.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotFor {
    /// One organisation.
    Organisation(OrganisationId),
    /// Every organisation of a kind: `law_enforcement`, `community_committee`, `local_gov`...
    Kind(String),
}

impl Client {
    /// Records a consent on the card, with how it came about in the sealed work.
    ///
    /// # Errors
    /// [`Error::Field`] for a code that there is not; [`Error::Refused`] for a role that may not; [`Error::NotFound`].
    pub fn give_consent(&mut self, case: CaseId, consent: &NewConsent) -> Result<EntryId, Error> {
        self.act(|session| {
            if consent.groups.is_empty() || consent.giver == "none" && consent.basis.is_none() {
                let field = if consent.groups.is_empty() { "groups" } else { "basis" };
                return Err(Error::Field { field: field.to_owned() });
            }
            let mut fields: Vec<(&str, Scalar)> = vec![
                ("giver", consent.giver.as_str().into()),
                ("groups", consent.groups.bits().into()),
                ("purpose", consent.purpose.as_str().into()),
                ("until", Header::hour(consent.until.0).into()),
            ];
            let mut more = |name, value: &Option<String>| {
                fields.extend(value.as_deref().map(|value| (name, Scalar::from(value))));
            };
            more("basis", &consent.basis);
            more("service", &consent.service);
            more("how", &consent.how);
            more("record", &consent.organisation.map(|organisation| organisation.to_string()));
            let (id, event) = session.card_event("consent_given", &fields)?;
            let mut edits = BTreeMap::from([(Compartment::Card, vec![event])]);
            if consent.text.is_some() || consent.language.is_some() {
                let at = session.hour()?;
                let mut fields = vec![("of", Scalar::from(id.to_string())), ("at", at)];
                fields.extend(consent.text.as_deref().map(|text| ("text", text.into())));
                fields.extend(consent.language.as_deref().map(|language| ("language", language.into())));
                let entry = Edit::add_entry("consents", EntryId::from_bytes(session.random()), &fields);
                edits.insert(Compartment::Work, vec![entry]);
            }
            session.work_on(case, edits)?;
            Ok(id)
        })
    }

    /// Confirms that another basis than consent holds. Counts only from another device than the one that recorded it.
    ///
    /// # Errors
    /// [`Error::Refused`] with [`Code::ApprovalMissing`] on the device that recorded it; [`Error::NotFound`].
    pub fn approve_consent(&mut self, case: CaseId, consent: EntryId) -> Result<(), Error> {
        self.act(|session| {
            let terms = session.terms(case)?;
            let known = terms.consent(consent).ok_or(Error::NotFound)?;
            if known.author == session.me.profile.device() {
                return Err(Error::Refused(Code::ApprovalMissing));
            }
            session.add_card_event(case, "consent_approved", &[("of", consent.to_string().into())])
        })
    }

    /// Takes a consent back, or all of them: open referrals that rest on it are recalled at once, and what was disclosed
    /// closes at the provider's next contact.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Refused`].
    pub fn withdraw_consent(&mut self, case: CaseId, consent: Option<EntryId>) -> Result<(), Error> {
        self.act(|session| {
            let of = consent.map(|id| ("of", Scalar::from(id.to_string())));
            session.add_card_event(case, "consent_withdrawn", of.as_slice())?;
            session.run_rules_of(case)
        })
    }

    /// Notes whom a case is not for. From then on the excluded receive no item of it, and lose what they had.
    ///
    /// # Errors
    /// [`Error::Work`] for this device's own organisation, which works on the case, and for its kind; [`Error::Field`];
    /// [`Error::Refused`]; [`Error::NotFound`].
    pub fn exclude(&mut self, case: CaseId, whom: &NotFor) -> Result<EntryId, Error> {
        self.act(|session| {
            let ours = session.me.profile.organisation;
            let own_kind = session.kind_of(&ours);
            let field = match whom {
                NotFor::Organisation(organisation) if *organisation == ours => {
                    return Err(Error::Work(WorkFault::OwnOrganisation));
                }
                NotFor::Kind(kind) if Some(kind) == own_kind.as_ref() => {
                    return Err(Error::Work(WorkFault::OwnKind));
                }
                NotFor::Organisation(organisation) => ("record", Scalar::from(organisation.to_string())),
                NotFor::Kind(kind) => ("whom", Scalar::from(kind.as_str())),
            };
            session.take_from(case, whom)?;
            let (id, event) = session.card_event("not_for", &[field])?;
            session.work_on(case, BTreeMap::from([(Compartment::Card, vec![event])]))?;
            session.run_rules_of(case)?;
            Ok(id)
        })
    }

    /// Takes an exclusion back.
    ///
    /// # Errors
    /// [`Error::Refused`] for a role that may not; [`Error::NotFound`].
    pub fn lift_exclusion(&mut self, case: CaseId, exclusion: EntryId) -> Result<(), Error> {
        self.act(|session| {
            session.add_card_event(case, "not_for_lifted", &[("of", exclusion.to_string().into())])
        })
    }

    /// What a case allows.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn terms(&mut self, case: CaseId) -> Result<CaseTerms, Error> {
        self.act(|session| session.terms(case))
    }
}

impl Session<'_, '_> {
    /// What a case allows.
    pub(crate) fn terms(&mut self, case: CaseId) -> Result<CaseTerms, Error> {
        let id = DocumentId { record: case, compartment: Compartment::Card };
        let card = self.document(id)?.ok_or(Error::NotFound)?;
        Ok(CaseTerms::of(&card))
    }

    /// An organisation's kind, as the directory has it.
    pub(crate) fn kind_of(&self, organisation: &OrganisationId) -> Option<String> {
        self.me.directory.organisation(organisation).map(|known| known.kind.clone())
    }

    /// Refuses what would bring anything of a case to somebody whom it is not for.
    pub(crate) fn check_exclusion(&mut self, case: RecordId, to: &Principal) -> Result<(), Error> {
        let organisation = match to {
            Principal::Organisation(organisation) => *organisation,
            Principal::Device(device) => match self.me.directory.member(device) {
                Some(member) => member.organisation,
                None => return Ok(()),
            },
            Principal::Everyone => return Ok(()),
        };
        let kind = self.kind_of(&organisation).unwrap_or_default();
        let terms = self.terms(case)?;
        let excluded = terms.excludes(&Recipient { organisation, kind: &kind });
        if excluded { Err(Error::Refused(Code::Excluded)) } else { Ok(()) }
    }

    /// Takes a case from the excluded that could read it, by a signed word that makes their devices purge it; the server alone
    /// would only send nothing more.
    fn take_from(&mut self, case: CaseId, whom: &NotFor) -> Result<(), Error> {
        if !self.me.profile.role.coordinates() {
            return Ok(());
        }
        for (principal, _) in keys::access(self.tx, case)? {
            let Principal::Organisation(organisation) = principal else { continue };
            let meant = match whom {
                NotFor::Organisation(excluded) => *excluded == organisation,
                NotFor::Kind(kind) => self.kind_of(&organisation).as_ref() == Some(kind),
            };
            if meant && organisation != self.me.profile.organisation {
                self.withdraw(case, principal)?;
            }
        }
        Ok(())
    }

    /// An event for the card, with its id.
    pub(crate) fn card_event(
        &mut self,
        kind: &str,
        more: &[(&str, Scalar)],
    ) -> Result<(EntryId, Edit), Error> {
        let id = EntryId::from_bytes(self.random());
        let mut fields = vec![("kind", kind.into()), ("at", self.hour()?)];
        fields.extend(more.iter().cloned());
        Ok((id, Edit::add_entry("events", id, &fields)))
    }

    pub(crate) fn add_card_event(
        &mut self,
        case: CaseId,
        kind: &str,
        more: &[(&str, Scalar)],
    ) -> Result<(), Error> {
        let (_, event) = self.card_event(kind, more)?;
        self.work_on(case, BTreeMap::from([(Compartment::Card, vec![event])]))
    }
}
