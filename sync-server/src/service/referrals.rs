//! Referrals: whether one may be opened, when it is over, and whom a case must not reach.
//!
//! The rules are those of [`jonaki_document::referral`]; here is when they are asked, and what follows. A referral is over
//! when its own events or its time say so, which a later event can take back (a provider who took the child in time may
//! arrive late), or when its case does: the consent was withdrawn, the receiver was excluded, the case was erased. That stays.
//!
//! After a restore the other devices bring back what was lost, each for itself. For a month what they offer is judged as of
//! when it was made: a consent that ended meanwhile is not its maker's fault. And who receives a referral holds nothing of its
//! case: what a device of the receiver brings is opened also while the case, or the consent on it, is not back yet, and
//! judged when that comes. Refused, its keys and its disclosure would be refused with it, and what was lawfully shared would be
//! lost; to make one up, a sender would need the receiver, to whom it can tell everything anyway. Every other device with the
//! case asks the same of its card.

use super::push::Context;
use super::records::Sight;
use super::{Work, budget};
use crate::storage::{Ending, RecordRow, ReferralRow, StorageError, Stored};
use jonaki_document::referral::{CaseTerms, Header, Progress, Recipient, referral_status};
use jonaki_document::{Document, DocumentState};
use jonaki_protocol::{
    Code, Compartment, CompartmentSet, DeviceId, Freshness, OrganisationId, Principal, RecordId, decode,
    limits,
};

/// Referrals of one case: what follows from a withdrawn consent is done for all of them at once.
const OF_CASE_MOST: usize = 256;
/// Referrals read at a time that ran out.
const PAGE: usize = 64;
const DISCLOSURE: CompartmentSet = CompartmentSet::EMPTY.with(Compartment::Disclosure);

impl Work<'_> {
    /// Whether the referral that a document is the beginning of may be opened; the row that it gets.
    pub(super) fn open_referral(
        &mut self,
        context: &Context,
        sight: &mut Sight,
        document: &Document,
    ) -> Stored<Result<(), Code>> {
        let Some(header) = Header::of(document) else { return Ok(Err(Code::ReferralRefused)) };
        if header.from != context.member.organisation {
            return Ok(Err(Code::NotAllowed));
        }
        let ended = match self.judge(context, &header)? {
            Ok(ended) => ended,
            Err(code) => return Ok(Err(code)),
        };
        sight.row.referral = Some(ReferralRow {
            case: header.case,
            from: header.from,
            to: header.to,
            consent: header.consent,
            expires: header.expires,
            waits: ended.is_none(),
            ended,
            held: false,
        });
        Ok(Ok(()))
    }

    /// Whether the case allows a referral; it may be one that was over before it came back.
    fn judge(&mut self, context: &Context, header: &Header) -> Stored<Result<Option<Ending>, Code>> {
        let Some(kind) = self.kind_of(&header.to) else { return Ok(Err(Code::ReferralRefused)) };
        if header.made > self.now.0 + limits::CLOCK_SKEW_SECONDS {
            return Ok(Err(Code::ReferralRefused));
        }
        let again = self.is_brought_again(context);
        let blind = again && self.is_brought_by(context, &header.to);
        let Some(case) = self.tx.record(&header.case)? else {
            return Ok(if blind { Ok(None) } else { Err(Code::NoAccess) });
        };
        if case.erased {
            return Ok(Err(Code::Erased));
        }
        let reads = self.readable(&context.device, &context.member, &case.id)?.contains(Compartment::Card);
        if case.referral.is_some() || !reads && !blind {
            return Ok(Err(Code::NoAccess));
        }
        let others = self.tx.referrals_of(&case.id)?;
        self.charge(budget::ROW * others.len() as u64);
        if others.len() >= OF_CASE_MOST {
            return Ok(Err(Code::DocumentFull));
        }
        let Some(terms) = self.terms(&case.id)? else {
            return Ok(if blind { Ok(None) } else { Err(Code::ConsentMissing) });
        };
        let recipient = Recipient { organisation: header.to, kind: &kind };
        let Err(code) = terms.allows(header, &recipient, self.now.0) else { return Ok(Ok(None)) };
        if !again {
            return Ok(Err(code));
        }
        Ok(match terms.allowed(header) {
            Ok(()) => Ok(ends(&terms, &recipient, header.consent)),
            Err(Code::ConsentMissing) if blind => Ok(None),
            Err(code) => Err(code),
        })
    }

    /// Whether something is a copy of what a restored server lost, as far as one can tell.
    fn is_brought_again(&self, context: &Context) -> bool {
        matches!(context.freshness, Freshness::Since(backup)
            if context.offered.is_some() && context.signed.0 + limits::CLOCK_SKEW_SECONDS >= backup.0)
    }

    /// Whether a device of an organisation brings it.
    fn is_brought_by(&self, context: &Context, organisation: &OrganisationId) -> bool {
        let member = context.offered.and_then(|device| self.programme.directory.member(&device));
        member.is_some_and(|member| member.organisation == *organisation)
    }

    /// What follows from an admitted change of an open document, before anybody hears of it.
    pub(super) fn follow(&mut self, context: &Context, row: &RecordRow, change: &[u8]) -> Stored<()> {
        match row.open_part() {
            Compartment::Referral => self.settle_referral(context, row),
            _ if jonaki_document::referral::touches_terms(change) => self.settle_case(context, row),
            _ => Ok(()),
        }
    }

    /// Takes a case from whom it is not for, and ends its referrals that rest on nothing any more.
    fn settle_case(&mut self, context: &Context, row: &RecordRow) -> Stored<()> {
        let Some(terms) = self.terms(&row.id)? else { return Ok(()) };
        for (principal, _) in self.tx.access(&row.id)? {
            let Some(organisation) = self.organisation_of(&principal) else { continue };
            if self.home(row) != Some(organisation) && self.excludes(&terms, &organisation) {
                self.tx.set_access(&row.id, &principal, CompartmentSet::EMPTY)?;
                self.destroy_wraps(&row.id, &principal)?;
            }
        }
        for id in self.tx.referrals_of(&row.id)? {
            self.charge(budget::ROW);
            let Some(referral) = self.tx.record(&id)?.and_then(|row| row.referral) else { continue };
            let Some(kind) = self.kind_of(&referral.to) else { continue };
            let recipient = Recipient { organisation: referral.to, kind: &kind };
            let ended = ends(&terms, &recipient, referral.consent).is_some()
                || self.never_was_allowed(context, &terms, &id)?;
            if ended {
                self.end_referral(&id, Ending::Case)?;
            }
        }
        Ok(())
    }

    /// Whether a referral that came back before its case was never allowed, as the case shows now that it is there. That its
    /// consent is still missing says nothing: it may come.
    fn never_was_allowed(&mut self, context: &Context, terms: &CaseTerms, id: &RecordId) -> Stored<bool> {
        if !matches!(context.freshness, Freshness::Since(_)) {
            return Ok(false);
        }
        let document = self.load(id, Compartment::Referral)?;
        let header = document.as_ref().and_then(Header::of);
        let allowed = header.map_or(Ok(()), |header| terms.allowed(&header));
        Ok(allowed.is_err_and(|code| code != Code::ConsentMissing))
    }

    /// Brings what is kept of a referral up to what its document says.
    fn settle_referral(&mut self, context: &Context, row: &RecordRow) -> Stored<()> {
        let Some(referral) = row.referral.filter(|referral| referral.ended != Some(Ending::Case)) else {
            return Ok(());
        };
        let (readable, waits) = self.standing_of(row)?;
        if !readable {
            return self.end_referral(&row.id, Ending::Itself);
        }
        let revived = referral.ended.is_some() && referral.held;
        let next = ReferralRow { waits, ended: None, held: false, ..referral };
        if next != referral {
            self.tx.put_record(&RecordRow { referral: Some(next), ..*row })?;
        }
        if revived {
            let receiver = Principal::Organisation(referral.to);
            self.tx.set_access(&row.id, &receiver, CompartmentSet::PAIR)?;
            self.first_sight(&row.id, &receiver, DISCLOSURE, context)?;
        }
        Ok(())
    }

    /// Whether the receiver may read what was disclosed, and whether that can still end by time alone.
    fn standing_of(&mut self, row: &RecordRow) -> Stored<(bool, bool)> {
        let document = self.load(&row.id, Compartment::Referral)?;
        let status = document.and_then(|document| referral_status(&document, |_| false, self.now.0));
        let readable = status.as_ref().is_some_and(|status| status.is_readable());
        let taken = status.is_some_and(|status| status.progress >= Progress::Accepted);
        Ok((readable, readable && !taken))
    }

    /// Whether a referral is over now; one that just ran out ends.
    pub(super) fn is_over(&mut self, row: &RecordRow) -> Stored<bool> {
        let Some(referral) = row.referral else { return Ok(false) };
        if referral.waits && referral.expires < self.now.0 && !self.standing_of(row)?.0 {
            self.end_referral(&row.id, Ending::Itself)?;
            return Ok(true);
        }
        Ok(referral.ended.is_some())
    }

    /// Ends a referral: its receiver still learns what became of it, and reads nothing that was disclosed.
    pub(super) fn end_referral(&mut self, id: &RecordId, ending: Ending) -> Stored<()> {
        let Some(row) = self.tx.record(id)? else { return Ok(()) };
        let Some(referral) = row.referral.filter(|_| !row.erased) else { return Ok(()) };
        let receiver = Principal::Organisation(referral.to);
        let access = self.tx.access(id)?;
        self.charge(budget::ROW * (1 + access.len() as u64) + budget::ENDED);
        let held = access.iter().find(|(known, _)| *known == receiver).map(|(_, set)| *set);
        let held = held.filter(|set| set.contains(Compartment::Disclosure));
        if let Some(set) = held {
            self.tx.set_access(id, &receiver, set.without(DISCLOSURE))?;
            self.destroy_wraps(id, &receiver)?;
        }
        let ended = if referral.ended == Some(Ending::Case) { Ending::Case } else { ending };
        let next = ReferralRow {
            waits: false,
            ended: Some(ended),
            held: referral.held || held.is_some(),
            ..referral
        };
        self.tx.put_record(&RecordRow { referral: Some(next), ..row })
    }

    /// Whether there are referrals to a device's organisation that ran out and were not ended yet.
    pub(super) fn has_expired(&mut self, device: &DeviceId) -> Stored<bool> {
        let Some(organisation) = self.reads_for(device) else { return Ok(false) };
        Ok(!self.tx.expired_to(&organisation, self.now.0, 1)?.is_empty())
    }

    /// Ends them; whether the request's budget reached all.
    pub(super) fn expire(&mut self, device: &DeviceId) -> Stored<bool> {
        let Some(organisation) = self.reads_for(device) else { return Ok(true) };
        loop {
            let expired = self.tx.expired_to(&organisation, self.now.0, PAGE)?;
            if expired.is_empty() || self.is_spent() {
                return Ok(expired.is_empty());
            }
            for id in expired {
                let Some(row) = self.tx.record(&id)? else { return Err(StorageError::Damaged) };
                if !self.is_over(&row)? {
                    let referral = row.referral.map(|referral| ReferralRow { waits: false, ..referral });
                    self.tx.put_record(&RecordRow { referral, ..row })?;
                }
            }
        }
    }

    fn reads_for(&self, device: &DeviceId) -> Option<OrganisationId> {
        let member = self.programme.directory.member(device)?;
        member.role.reads_for_organisation().then_some(member.organisation)
    }

    /// Whether a case is not for an organisation; it is always for the one that opened it.
    pub(super) fn is_excluded(&mut self, row: &RecordRow, organisation: &OrganisationId) -> Stored<bool> {
        if self.home(row) == Some(*organisation) {
            return Ok(false);
        }
        let terms = self.terms(&row.id)?;
        Ok(terms.is_some_and(|terms| self.excludes(&terms, organisation)))
    }

    fn excludes(&self, terms: &CaseTerms, organisation: &OrganisationId) -> bool {
        let kind = self.kind_of(organisation).unwrap_or_default();
        terms.excludes(&Recipient { organisation: *organisation, kind: &kind })
    }

    fn kind_of(&self, organisation: &OrganisationId) -> Option<String> {
        self.programme.directory.organisation(organisation).map(|record| record.kind.clone())
    }

    /// What a case allows; `None` while nothing of its card is here.
    fn terms(&mut self, case: &RecordId) -> Stored<Option<CaseTerms>> {
        Ok(self.load(case, Compartment::Card)?.as_ref().map(CaseTerms::of))
    }

    /// An open document as it is now.
    fn load(&mut self, record: &RecordId, part: Compartment) -> Stored<Option<Document>> {
        let Some(bytes) = self.tx.document(record, part)?.and_then(|row| row.state) else { return Ok(None) };
        let state: DocumentState = decode(&bytes).map_err(|_| StorageError::Damaged)?;
        self.charge(budget::admission(0, bytes.len(), state.changes));
        state.document().map(Some).map_err(|_| StorageError::Damaged)
    }
}

/// Whether a case ends a referral that rests on this consent.
fn ends(terms: &CaseTerms, recipient: &Recipient<'_>, consent: jonaki_protocol::EntryId) -> Option<Ending> {
    let withdrawn = terms.consent(consent).is_some_and(|consent| consent.withdrawn);
    (withdrawn || terms.excludes(recipient)).then_some(Ending::Case)
}
