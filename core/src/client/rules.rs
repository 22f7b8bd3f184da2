//! Rules that follow from the data: every device of the sender finds the same, so that they work without a network and say
//! nothing twice. Run at the beginning of each sync, and whenever a shell shows what is due.

use super::refer::{Plan, said};
use super::{Client, Session};
use crate::Error;
use crate::ledger::{keys, referral, waiting};
use jonaki_document::referral::{Access, Header, Progress, Recipient, ReferralStatus};
use jonaki_protocol::{CaseId, Code, Compartment, Digest, DocumentId, Principal, RecordId};
use std::collections::BTreeMap;

/// Open referrals that one run looks at; the next run takes the rest.
const AT_ONCE: usize = 2_000;

/// A part of a run, done or left as a whole: a transaction of its own.
pub(crate) enum RulePart {
    /// A case, with its referrals that wait.
    Case(CaseId, Vec<RecordId>),
    /// A case that two people asked to close.
    Closing(CaseId),
    /// The key for fingerprints, and fingerprints.
    Matching,
    /// Where services are, for organisations that joined.
    Hidden,
}

impl Client {
    /// Does what time and consent ask for: closes what has expired or was withdrawn, asks the next provider where nobody
    /// answered, tells the others of a round that one took the child. Returns how many referrals it looked at. Each case is a
    /// transaction of its own: what was done for one stays done, whatever becomes of another.
    ///
    /// # Errors
    /// The first of what went wrong; everything else was done all the same.
    pub fn run_rules(&mut self) -> Result<usize, Error> {
        let (mut looked, mut fault) = (0, None);
        for part in self.rules_due()? {
            match self.run_part(&part) {
                Ok(count) => looked += count,
                Err(error) => fault = fault.or(Some(error)),
            }
        }
        fault.map_or(Ok(looked), Err)
    }

    /// What a run would look at.
    pub(crate) fn rules_due(&self) -> Result<Vec<RulePart>, Error> {
        self.me()?;
        let mut cases: BTreeMap<CaseId, Vec<RecordId>> = BTreeMap::new();
        for row in referral::waiting(self.connection(), AT_ONCE)? {
            cases.entry(row.header.case).or_default().push(row.record);
        }
        let closings = waiting::agreed_closings(self.connection())?.into_iter().map(RulePart::Closing);
        let cases = cases.into_iter().map(|(case, referrals)| RulePart::Case(case, referrals));
        Ok(cases.chain(closings).chain([RulePart::Matching, RulePart::Hidden]).collect())
    }

    /// Runs one part; how many it looked at.
    pub(crate) fn run_part(&mut self, part: &RulePart) -> Result<usize, Error> {
        self.act(|session| match part {
            RulePart::Case(case, referrals) => {
                for record in referrals {
                    session.revisit_referral(*record)?;
                }
                session.run_rules_of(*case)?;
                Ok(referrals.len())
            }
            RulePart::Closing(case) => session.close_agreed(*case).map(|()| 0),
            RulePart::Matching => session.share_matching().map(usize::from),
            RulePart::Hidden => session.share_hidden().map(usize::from),
        })
    }
}

impl Session<'_, '_> {
    /// The rules for the referrals of one case.
    pub(crate) fn run_rules_of(&mut self, case: CaseId) -> Result<(), Error> {
        if !self.me.profile.role.coordinates() {
            return Ok(());
        }
        let now = self.server_time()?.0;
        let ours = self.me.profile.organisation;
        let rows = referral::of_case(self.tx, case)?;
        let sent: Vec<_> = rows.into_iter().filter(|row| row.header.from == ours).collect();
        let terms = match self.terms(case) {
            Ok(terms) => terms,
            // Somebody else works on the case now.
            Err(Error::NotFound) => return Ok(()),
            Err(error) => return Err(error),
        };
        for row in &sent {
            let status = row.status(now);
            let withdrawn = terms.consent(row.header.consent).is_none_or(|consent| consent.withdrawn);
            let kind = self.kind_of(&row.header.to).unwrap_or_default();
            let to = Recipient { organisation: row.header.to, kind: &kind };
            if status.is_readable() && withdrawn {
                self.referral_event(row.record, "withdrawn", &[])?;
            } else if status.access == Access::Open && terms.excludes(&to) && !status.progress.is_final() {
                let reason = [("reason", "conflict_of_interest".into())];
                self.referral_event(row.record, "recalled", &reason)?;
            } else if self.follows_another(row, &sent, now) {
                self.referral_event(row.record, "superseded", &[])?;
            } else if is_doubled(row, &sent, now) {
                self.referral_event(row.record, "recalled", &[("reason", "duplicate".into())])?;
            } else {
                self.escalate(row, &status)?;
            }
            if status.progress.is_taken() {
                self.say_helped(case)?;
                self.hand_over(row)?;
            }
        }
        for row in &sent {
            if let Some(row) = referral::get(self.tx, row.record)?
                && !row.status(now).is_readable()
            {
                referral::put(self.tx, &row, true)?;
            }
        }
        Ok(())
    }

    /// Whether another provider of the same round leads: the one whose yes the server stored first.
    fn follows_another(&self, row: &referral::Row, sent: &[referral::Row], now: i64) -> bool {
        let Some(round) = row.header.round else { return false };
        let status = row.status(now);
        if status.access != Access::Open || status.progress.is_final() && !status.progress.is_taken() {
            return false;
        }
        let round = sent.iter().filter(|other| other.header.round == Some(round));
        let yes = round.filter_map(|other| Some((other.taken?, other.record)));
        yes.min().is_some_and(|(_, leader)| leader != row.record)
    }

    /// Asks the next provider where this one declined or did not answer in time. Two devices that do so at once make the same
    /// referral: its id, hours and fields follow from what both know.
    fn escalate(&mut self, row: &referral::Row, status: &ReferralStatus) -> Result<(), Error> {
        let declined = status.progress == Progress::Declined && status.access == Access::Open;
        let silent = status.overdue || status.access == Access::Expired && !status.progress.is_answered();
        let Some(next) = row.header.next.filter(|_| declined || silent) else { return Ok(()) };
        if status.escalated {
            return Ok(());
        }
        let made = if declined { status.answered_at.unwrap_or(row.header.due) } else { row.header.due };
        let record = escalation(row.record, made);
        let due = made + row.header.urgency.hours() * 3600;
        let header = Header {
            to: next,
            made,
            due,
            expires: due + (row.header.expires - row.header.due),
            previous: Some(row.record),
            next: None,
            listing: None,
            ..row.header.clone()
        };
        if referral::get(self.tx, record)?.is_none() {
            let id = DocumentId { record: row.record, compartment: Compartment::Disclosure };
            let Some(disclosure) = self.document(id)? else { return Ok(()) };
            let message = disclosure.field("message").map(|value| value.current);
            let message = message.and_then(|value| value.as_text().map(str::to_owned));
            let mut fields: std::collections::BTreeMap<_, _> = said(&disclosure).into_iter().collect();
            fields.remove("message");
            fields.remove("contact");
            match self.open_referral(record, Plan { header, fields, message }) {
                Ok(()) => {}
                // The coordinator sees it among what is due, and why.
                Err(Error::Refused(_)) => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        self.referral_event(row.record, "escalated", &[])
    }

    /// Tells the reporter, once, that the child is being helped: never where or by whom.
    fn say_helped(&mut self, case: CaseId) -> Result<(), Error> {
        let id = DocumentId { record: case, compartment: Compartment::Card };
        let said = self.document(id)?.is_some_and(|card| {
            card.entries("events").iter().any(|event| event.text("kind") == Some("helped"))
        });
        if said { Ok(()) } else { self.add_card_event(case, "helped", &[]) }
    }

    /// A transfer that was accepted hands the whole case over.
    fn hand_over(&mut self, row: &referral::Row) -> Result<(), Error> {
        if row.header.kind != "transfer_of_case" {
            return Ok(());
        }
        let to = Principal::Organisation(row.header.to);
        if keys::access(self.tx, row.header.case)?.iter().any(|(known, _)| *known == to) {
            return Ok(());
        }
        let readable = keys::readable(self.tx, row.header.case)?;
        match self.share_case(row.header.case, to, readable.with(Compartment::Card)) {
            Err(Error::Refused(Code::Excluded | Code::GrantRefused)) => Ok(()),
            done => done,
        }
    }
}

/// Whether two devices escalated the same referral at different hours: the earlier one stays.
fn is_doubled(row: &referral::Row, sent: &[referral::Row], now: i64) -> bool {
    let Some(previous) = row.header.previous else { return false };
    let status = row.status(now);
    let earlier = |other: &&referral::Row| {
        other.header.previous == Some(previous)
            && other.header.to == row.header.to
            && (other.header.made, other.record) < (row.header.made, row.record)
    };
    status.access == Access::Open
        && !status.progress.is_answered()
        && sent.iter().any(|other| earlier(&other))
}

/// The id of what follows a referral.
fn escalation(previous: RecordId, made: i64) -> RecordId {
    let digest = Digest::of("jonaki/v1/escalation", &[previous.as_bytes(), &made.to_be_bytes()]);
    RecordId::from_bytes(std::array::from_fn(|index| digest.as_bytes()[index]))
}
