//! What a case allows: its consents, whom it is not for, and whether it is still open. One function decides, for an honest
//! client before it refers, for the server when it admits, and for every other client that reads the case.

use super::{FieldGroups, Header};
use crate::document::Document;
use crate::fold::{CaseStatus, ancestors, case_status};
use crate::read::Entry;
use jonaki_protocol::{Code, DeviceId, Digest, EntryId, OrganisationId};
use serde::Serialize;
use std::collections::BTreeSet;

/// A consent, or another legal basis in its place.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Consent {
    /// The event on the card.
    pub id: EntryId,
    /// Who recorded it.
    pub author: DeviceId,
    /// `self`, `guardian`, `child_assent_guardian`, or `none` where there is another basis.
    pub giver: String,
    /// The basis, with `none`.
    pub basis: Option<String>,
    /// Which groups of fields may be disclosed.
    pub groups: FieldGroups,
    /// For what.
    pub purpose: String,
    /// Only to this organisation.
    pub organisation: Option<OrganisationId>,
    /// Only for this service.
    pub service: Option<String>,
    /// Until when, seconds since 1970.
    pub until: i64,
    /// `written`, `verbal`, `thumb` or `audio`.
    pub how: Option<String>,
    /// A device other than the author's confirmed the basis.
    pub approved: bool,
    /// It was taken back.
    pub withdrawn: bool,
}

/// Whom a case is not for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Exclusion {
    /// The event on the card.
    pub id: EntryId,
    /// One organisation.
    pub organisation: Option<OrganisationId>,
    /// Every organisation of a kind.
    pub kind: Option<String>,
}

/// An organisation that may receive something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Recipient<'a> {
    /// Which.
    pub organisation: OrganisationId,
    /// Its kind, as the directory has it.
    pub kind: &'a str,
}

/// What a case allows, from its card.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct CaseTerms {
    /// Where it stands.
    pub status: CaseStatus,
    /// Every consent that was ever given.
    pub consents: Vec<Consent>,
    /// Exclusions that stand.
    pub exclusions: Vec<Exclusion>,
}

impl Consent {
    /// Whether it can be rested on at a time, whatever for.
    pub fn stands(&self, now: i64) -> Result<(), Code> {
        if self.giver == "none" && self.basis.is_none() {
            return Err(Code::ConsentMissing);
        }
        if self.withdrawn || now > self.until {
            return Err(Code::ConsentEnded);
        }
        if self.giver == "none" && !self.approved {
            return Err(Code::ApprovalMissing);
        }
        Ok(())
    }

    /// Whether it reaches as far as a referral.
    fn reaches(&self, header: &Header) -> bool {
        self.groups.covers(header.groups)
            && self.purpose == header.purpose
            && self.organisation.is_none_or(|organisation| organisation == header.to)
            && self.service.as_ref().is_none_or(|service| *service == header.service)
    }
}

impl CaseTerms {
    /// From a case's card.
    ///
    /// A withdrawal ends the consents that it names, or, when it names none, every one that its author had not seen given
    /// anew: a consent counts against it only if whoever recorded it had seen the withdrawal.
    pub fn of(card: &Document) -> Self {
        let entries = card.entries("events");
        let of_kind =
            |wanted: &'static str| entries.iter().filter(move |entry| entry.text("kind") == Some(wanted));
        let mut consents: Vec<_> = of_kind("consent_given").filter_map(consent).collect();
        let withdrawals: Vec<_> = of_kind("consent_withdrawn").collect();
        if !withdrawals.is_empty() && !consents.is_empty() {
            let marked: BTreeSet<Digest> = withdrawals.iter().map(|entry| entry.change).collect();
            let seen = ancestors(card, &marked);
            for (consent, change) in &mut consents {
                let saw = seen.get(change);
                consent.withdrawn = withdrawals.iter().any(|withdrawal| match withdrawal.text("of") {
                    Some(of) => of == consent.id.to_string(),
                    None => withdrawal.change != *change
                        && !saw.is_some_and(|saw| saw.contains(&withdrawal.change)),
                });
            }
        }
        for (consent, _) in &mut consents {
            let id = consent.id.to_string();
            consent.approved = of_kind("consent_approved").any(|approval| {
                approval.text("of") == Some(&id) && approval.author.device != consent.author
            });
        }
        let lifted: BTreeSet<_> = of_kind("not_for_lifted").filter_map(|entry| entry.text("of")).collect();
        let standing = of_kind("not_for").filter(|entry| !lifted.contains(entry.id.to_string().as_str()));
        let exclusions = standing.map(|entry| Exclusion {
            id: entry.id,
            organisation: entry.text("record").and_then(OrganisationId::from_hex),
            kind: entry.text("whom").map(str::to_owned),
        });
        Self {
            status: case_status(card),
            exclusions: exclusions.collect(),
            consents: consents.into_iter().map(|(consent, _)| consent).collect(),
        }
    }

    /// The consent of an id.
    pub fn consent(&self, id: EntryId) -> Option<&Consent> {
        self.consents.iter().find(|consent| consent.id == id)
    }

    /// Whether an organisation must receive nothing of the case.
    pub fn excludes(&self, recipient: &Recipient<'_>) -> bool {
        self.exclusions.iter().any(|exclusion| {
            exclusion.organisation == Some(recipient.organisation)
                || exclusion.kind.as_deref() == Some(recipient.kind)
        })
    }

    /// Whether a referral may be made now.
    ///
    /// # Errors
    /// [`Code::Excluded`], [`Code::CaseClosed`], [`Code::ConsentMissing`], [`Code::ConsentEnded`],
    /// [`Code::ApprovalMissing`], [`Code::ConsentScope`]: what is missing, the gravest first.
    pub fn allows(&self, header: &Header, recipient: &Recipient<'_>, now: i64) -> Result<(), Code> {
        if self.excludes(recipient) {
            return Err(Code::Excluded);
        }
        if matches!(
            self.status,
            CaseStatus::Closed(_) | CaseStatus::OutOfScope | CaseStatus::DuplicateOf(_)
        ) {
            return Err(Code::CaseClosed);
        }
        let consent = self.consent(header.consent).ok_or(Code::ConsentMissing)?;
        consent.stands(now)?;
        if consent.reaches(header) { Ok(()) } else { Err(Code::ConsentScope) }
    }

    /// Whether a referral that somebody else made could have been allowed when it was made. What ended since (a consent, the
    /// case) is not its maker's fault; what never was is.
    ///
    /// # Errors
    /// [`Code::ConsentMissing`], [`Code::ConsentEnded`], [`Code::ConsentScope`].
    pub fn allowed(&self, header: &Header) -> Result<(), Code> {
        let consent = self.consent(header.consent).ok_or(Code::ConsentMissing)?;
        if header.made > consent.until {
            return Err(Code::ConsentEnded);
        }
        if consent.reaches(header) { Ok(()) } else { Err(Code::ConsentScope) }
    }
}

/// A consent with the change that recorded it. One that leaves out for what, until when or which fields is none.
fn consent(entry: &Entry) -> Option<(Consent, Digest)> {
    let text = |name| entry.text(name).map(str::to_owned);
    let consent = Consent {
        id: entry.id,
        author: entry.author.device,
        giver: text("giver")?,
        basis: text("basis"),
        groups: FieldGroups::from_bits(entry.int("groups")?)?,
        purpose: text("purpose")?,
        organisation: entry.text("record").and_then(OrganisationId::from_hex),
        service: text("service"),
        until: entry.int("until")?,
        how: text("how"),
        approved: false,
        withdrawn: false,
    };
    Some((consent, entry.change))
}
