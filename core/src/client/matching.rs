//! The same child in two organisations: fingerprints of cases go, sealed, to the organisation that compares; what it finds
//! is told to those that keep the cases. A person decides; nothing is merged.

mod share;

use super::{Client, Session};
use crate::Error;
use crate::error::StateFault;
use crate::ledger::pair::{self, Pair};
use crate::ledger::{letter, outbox};
use crate::letters::{Likeness, Print, envelope};
use crate::view::{AlikeView, LikenessSide, LikenessView, MatchingView};
use jonaki_document::Scalar;
use jonaki_matching::{Fields, Index, MatchKey, Verdict};
use jonaki_protocol::directory::{MatchingRecord, RootRecord};
use jonaki_protocol::{
    CaseId, Code, Compartment, Digest, DocumentId, OrganisationId, RecordId, Timestamp, Topic, encode,
};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// Pairs that are kept for one case: more are namesakes.
const ALIKE: usize = 20;

impl Client {
    /// Says, with the programme's root key, which organisation compares fingerprints (`None`: nobody any more), and makes a new
    /// key for them: all are made anew under it. Returns the key's number.
    ///
    /// The organisation that compares is not given the key. Choose one that keeps few cases: its own are not compared.
    ///
    /// # Errors
    /// [`Error::State`] without the root key; [`Error::NotFound`] for an organisation that there is not.
    pub fn set_comparing(&mut self, organisation: Option<OrganisationId>) -> Result<u32, Error> {
        self.act(|session| session.set_comparing(organisation))
    }

    /// Who compares, and what this device has to do with it.
    ///
    /// # Errors
    /// [`Error::State`] before enrolment.
    pub fn matching(&self) -> Result<MatchingView, Error> {
        let me = self.me()?;
        let Some(record) = me.directory.matching() else { return Ok(MatchingView::default()) };
        let own = me.profile.organisation;
        let keys = letter::to(self.connection(), Topic::MatchKey, own)?;
        let prints = letter::to(self.connection(), Topic::Fingerprint, own)?;
        Ok(MatchingView {
            organisation: record.organisation,
            number: record.number,
            compares: record.organisation == Some(own),
            has_key: keys.iter().any(|key| key.number == record.number && key.message.is_some()),
            prints: prints.iter().filter(|print| print.message.is_some()).count(),
        })
    }

    /// On a device of the organisation that compares: pairs of cases of different organisations that may be of one child, the
    /// likeliest first.
    ///
    /// # Errors
    /// [`Error::Refused`] with [`Code::NotAllowed`] on any other device.
    pub fn likenesses(&mut self, limit: usize) -> Result<Vec<LikenessView>, Error> {
        self.act(|session| {
            session.comparing()?;
            session.compare_new()?;
            let mut found = Vec::new();
            for pair in pair::page(session.tx, limit)? {
                found.extend(session.likeness(&pair)?);
            }
            Ok(found)
        })
    }

    /// Tells those who keep two cases that they may be of one child; how many organisations were told. Whom a case is not for
    /// is not told of it, and who keeps that case is told not to ask.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a pair that was not found to be alike; [`Error::Refused`].
    pub fn tell_likeness(&mut self, one: CaseId, other: CaseId) -> Result<usize, Error> {
        self.act(|session| session.tell_likeness(ordered(one, other)))
    }

    /// Puts a pair away: not of one child.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a pair that was not found to be alike; [`Error::Refused`].
    pub fn dismiss_likeness(&mut self, one: CaseId, other: CaseId) -> Result<(), Error> {
        self.act(|session| {
            session.compare_new()?;
            let (one, other) = ordered(one, other);
            if pair::dismiss(session.tx, one, other)? { Ok(()) } else { Err(Error::NotFound) }
        })
    }

    /// What this device was told of a case: of which others it may be the same child's, whom to ask, and whether they are
    /// linked. [`Client::link_case`] links them, [`Client::step`] takes a link back.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the case is not on this device.
    pub fn alike(&mut self, case: CaseId) -> Result<Vec<AlikeView>, Error> {
        let links = self.case_work(case)?.links;
        let told = pair::told(self.connection(), case)?;
        let view = |told: pair::Told| AlikeView {
            other: told.other,
            other_short_code: told.other.short_code(),
            organisation: told.keeper,
            certainty: certainty(told.verdict),
            agreed: fields(told.agreed),
            ask: told.ask,
            at: told.at,
            link: links.iter().find(|link| link.case == told.other).map(|link| link.id),
        };
        Ok(told.into_iter().map(view).collect())
    }
}

impl Session<'_, '_> {
    fn set_comparing(&mut self, organisation: Option<OrganisationId>) -> Result<u32, Error> {
        if organisation.is_some_and(|organisation| self.me.directory.organisation(&organisation).is_none()) {
            return Err(Error::NotFound);
        }
        let bytes = Zeroizing::new(self.random::<32>());
        let key = MatchKey::from_bytes(*bytes);
        let number = self.me.directory.matching().map_or(1, |matching| matching.number + 1);
        let commitment = Digest::from_bytes(key.commitment());
        let root = self.me.profile.root_key.as_ref().ok_or(Error::State(StateFault::NoRoot))?;
        let record = RootRecord::Matching(MatchingRecord { organisation, number, commitment }).sign(root);
        let sending = self.sending(outbox::Priority::Edit)?;
        self.publish(record, sending)?;
        let message = Zeroizing::new(bytes.to_vec());
        let all: Vec<OrganisationId> =
            self.me.directory.organisations().map(|record| record.organisation).collect();
        for to in all.into_iter().filter(|to| organisation.is_some_and(|comparing| comparing != *to)) {
            self.write_letter(envelope(Topic::MatchKey, RecordId::DIRECTORY, number), to, &message)?;
        }
        Ok(number)
    }

    /// This device's organisation, if it is the one that compares, on a device that coordinates.
    fn comparing(&self) -> Result<OrganisationId, Error> {
        let own = self.me.profile.organisation;
        let comparing = self.me.directory.matching().and_then(|matching| matching.organisation);
        if comparing == Some(own) && self.me.profile.role.coordinates() {
            Ok(own)
        } else {
            Err(Error::Refused(Code::NotAllowed))
        }
    }

    /// Compares the fingerprints that came since the last time with all others of other organisations.
    fn compare_new(&mut self) -> Result<(), Error> {
        let own = self.comparing()?;
        let new = letter::uncompared(self.tx, own)?;
        if new.is_empty() {
            return Ok(());
        }
        let mut prints: BTreeMap<CaseId, (OrganisationId, Print)> = BTreeMap::new();
        for row in letter::to(self.tx, Topic::Fingerprint, own)? {
            // Of two organisations that work on one case the last word counts.
            if let Some(print) = row.message.as_deref().and_then(|message| Print::decode(message)) {
                prints.insert(row.about, (row.sender, print));
            }
        }
        let mut index = Index::new();
        for (case, (sender, print)) in &prints {
            // More than it takes, or under another key: a print that is not compared is found by nobody.
            let _ = index.insert((*case, *sender), print.fingerprint.clone());
        }
        for case in new {
            pair::clear(self.tx, case)?;
            let Some((sender, print)) = prints.get(&case) else { continue };
            let Ok(found) = index.find(&print.fingerprint, usize::MAX) else { continue };
            let others = found.into_iter().filter(|found| found.id.1 != *sender);
            for found in others.take(ALIKE) {
                let (one, other) = ordered(case, found.id.0);
                let likeness = found.likeness;
                let pair = Pair {
                    one,
                    other,
                    score: likeness.score,
                    verdict: u8::from(likeness.verdict == Verdict::Same) + 1,
                    agreed: likeness.agreed.bits(),
                    against: likeness.against.bits(),
                    dismissed: false,
                };
                pair::put(self.tx, &pair)?;
            }
        }
        letter::compared(self.tx)
    }

    /// Who sent the newest print of a case, when, and what it says.
    fn print_of(&self, case: CaseId) -> Result<Option<(OrganisationId, Timestamp, Print)>, Error> {
        let own = self.me.profile.organisation;
        let rows = letter::about(self.tx, Topic::Fingerprint, case)?.into_iter();
        let newest = rows.filter(|row| row.recipient == own).max_by_key(|row| row.at);
        Ok(newest.and_then(|row| Some((row.sender, row.at, Print::decode(row.message.as_deref()?)?))))
    }

    fn excludes(&self, print: &Print, organisation: OrganisationId) -> bool {
        print.excludes(organisation, &self.kind_of(&organisation).unwrap_or_default())
    }

    fn likeness(&mut self, pair: &Pair) -> Result<Option<LikenessView>, Error> {
        let (Some(one), Some(other)) = (self.print_of(pair.one)?, self.print_of(pair.other)?) else {
            return Ok(None);
        };
        let mut told = pair::told(self.tx, pair.one)?.into_iter().chain(pair::told(self.tx, pair.other)?);
        let hidden = [self.excludes(&other.2, one.0), self.excludes(&one.2, other.0)];
        Ok(Some(LikenessView {
            one: side(pair.one, &one, !hidden[0]),
            other: side(pair.other, &other, !hidden[1]),
            certainty: certainty(pair.verdict),
            score: pair.score,
            agreed: fields(pair.agreed),
            against: fields(pair.against),
            told: told.any(|told| told.other == pair.one || told.other == pair.other),
        }))
    }

    fn tell_likeness(&mut self, (one, other): (CaseId, CaseId)) -> Result<usize, Error> {
        let own = self.comparing()?;
        self.compare_new()?;
        let pairs = pair::page(self.tx, usize::MAX >> 1)?;
        let pair = pairs.iter().find(|pair| pair.one == one && pair.other == other).ok_or(Error::NotFound)?;
        let view = self.likeness(pair)?.ok_or(Error::NotFound)?;
        let number = self.me.directory.matching().map_or(1, |matching| matching.number);
        // What the other side is not told of, this side does not ask about.
        let ask = view.one.told_of_other && view.other.told_of_other;
        let mut told = 0;
        for (side, other) in [(&view.one, &view.other), (&view.other, &view.one)] {
            if !side.told_of_other {
                continue;
            }
            let likeness = Likeness {
                other: other.case,
                keeper: other.organisation,
                verdict: pair.verdict,
                agreed: pair.agreed,
                ask,
            };
            let message = Zeroizing::new(encode(&likeness));
            // A copy for the colleagues who compare too.
            for to in [side.organisation, own] {
                self.write_letter(envelope(Topic::Likeness, side.case, number), to, &message)?;
            }
            told += 1;
        }
        Ok(told)
    }

    /// A text of a document, as it stands.
    fn text_of(&mut self, case: CaseId, part: Compartment, field: &str) -> Result<Option<String>, Error> {
        let document = self.document(DocumentId { record: case, compartment: part })?;
        let value = document.and_then(|document| document.field(field)).map(|value| value.current);
        Ok(value.as_ref().and_then(Scalar::as_text).map(str::to_owned))
    }
}

fn ordered(one: CaseId, other: CaseId) -> (CaseId, CaseId) {
    if one <= other { (one, other) } else { (other, one) }
}

fn side(
    case: CaseId,
    (organisation, at, _): &(OrganisationId, Timestamp, Print),
    told_of_other: bool,
) -> LikenessSide {
    let (short_code, organisation, at) = (case.short_code(), *organisation, *at);
    LikenessSide { case, short_code, organisation, at, told_of_other }
}

fn certainty(verdict: u8) -> &'static str {
    if verdict > 1 { "same" } else { "possible" }
}

fn fields(bits: u8) -> Vec<&'static str> {
    Fields::from_bits(bits).iter().map(jonaki_matching::Field::code).collect()
}
