//! What the server did with our batches: receipts, and the repair after a refusal.
//!
//! A refused change takes everything after it from the same actor down with it. The device then drops that life of its
//! actor, builds the document again from what was admitted, and says its intents again, all but the refused one, which
//! the person sees with the reason. Nothing typed is dropped.

use crate::Error;
use crate::client::Session;
use crate::ledger::intent::{self, Intent};
use crate::ledger::{self, case_row, outbox, parcel, setting};
use jonaki_document::Document;
use jonaki_document::referral::Header;
use jonaki_protocol::sync::{Cursor, Response};
use jonaki_protocol::{
    Body, ChainPosition, Code, Compartment, Digest, DocumentId, Epoch, EpochWrap, Form, KeySet, Listing,
    ListingFlag, Receipt, RootSigned, Seen, Statement,
};
use std::collections::BTreeMap;

/// How often an intent is said again by itself before the person is asked.
const REPLAYS: u32 = 5;

/// Own changes that the server did not take, by document.
type Refused = BTreeMap<DocumentId, Vec<(Digest, Code)>>;

impl Session<'_, '_> {
    /// Takes in a receipt; how many items it refuses.
    pub(super) fn receipt(&mut self, message: &[u8], head: &Seen) -> Result<usize, Error> {
        let profile = &self.me.profile;
        let receipt = Receipt::verify(message, &profile.programme(), &profile.server)
            .map_err(|_| Error::Refused(Code::WrongServer))?;
        if receipt.log != head.log || !(1..=head.size).contains(&receipt.entry) {
            return Err(Error::Refused(Code::WrongServer));
        }
        let Some(id) = parcel::own(self.tx, receipt.batch)? else { return Ok(0) };
        self.witness(&Statement::Receipt(receipt.clone()), message)?;
        self.advanced |= parcel::waits(self.tx, id)?;
        let verdicts: BTreeMap<usize, Code> =
            receipt.refused.iter().map(|(position, code)| (usize::from(*position), *code)).collect();
        let mut refused = Refused::new();
        let mut pending = false;
        let mut ended = Vec::new();
        for row in outbox::in_parcel(self.tx, id)? {
            let Some(position) = row.position else { continue };
            self.touched.extend(row.entry.record);
            let verdict = verdicts.get(&position).copied();
            if verdict == Some(Code::Pending) {
                pending = true;
                continue;
            }
            self.answered(&row.entry, (id, position), verdict, &mut refused)?;
            outbox::remove(self.tx, row.id)?;
            ended.extend(row.entry.item.parse().ok().filter(|_| verdict.is_none()));
        }
        parcel::receipted(self.tx, id, message, pending)?;
        for body in ended {
            // What we took away is taken from us too.
            match body {
                Body::Withdraw(withdraw) => self.withdrawn(&withdraw)?,
                Body::Erase(erase) => self.erased(erase.record)?,
                _ => {}
            }
        }
        let count = refused.values().map(Vec::len).sum();
        for (document, changes) in refused {
            self.replay(document, &changes)?;
        }
        Ok(count)
    }

    /// What the server's word on an own item means for it.
    fn answered(
        &mut self,
        entry: &outbox::Entry,
        place: (i64, usize),
        verdict: Option<Code>,
        refused: &mut Refused,
    ) -> Result<(), Error> {
        let changed = entry.document().zip(entry.change);
        match (verdict, changed) {
            // The server cannot see that a sealed change rests on one that it refused, so that nobody will ever apply it:
            // what it said is said again with the other.
            (None, Some((document, _))) if refused.contains_key(&document) => {}
            (None, Some((document, change))) => {
                intent::admitted(self.tx, document, change)?;
                parcel::set_change(self.tx, place, change)?;
            }
            (None, None) => {}
            (Some(code), changed) => {
                parcel::set_verdict(self.tx, place, Some(code))?;
                self.undo(entry)?;
                if let Some((document, change)) = changed {
                    refused.entry(document).or_default().push((change, code));
                }
            }
        }
        Ok(())
    }

    /// Takes back what an own item did here when the server does not take it.
    fn undo(&mut self, entry: &outbox::Entry) -> Result<(), Error> {
        let item = &entry.item;
        match (item.kind, entry.record) {
            (KeySet::KIND, Some(record)) => ledger::keys::refuse_set(self.tx, record, item.hash()),
            (EpochWrap::KIND, _) => ledger::directory::remove(self.tx, item.hash()),
            (Epoch::KIND, _) => self.overtaken(item),
            (Form::KIND, _) => self.retract_form(item),
            (RootSigned::KIND, _) => {
                self.retract_form(item)?;
                self.retract_listing(item)
            }
            (Listing::KIND | ListingFlag::KIND, _) => self.retract_listing(item),
            _ => Ok(()),
        }
    }

    /// Batches that were not stored at all; whether asking again now can help.
    pub(super) fn batches_refused(&mut self, response: &Response) -> Result<bool, Error> {
        let Some((_, code)) = response.refused.first() else { return Ok(false) };
        let (Code::Gap | Code::Fork, Some(chain)) = (*code, response.chain) else {
            return Err(Error::Refused(*code));
        };
        if *code == Code::Gap && self.continues(&chain)? {
            // The server lost what we sent after this: it goes again as it was.
            parcel::resend_after(self.tx, chain.n)?;
        } else {
            self.fork(chain)?;
        }
        Ok(true)
    }

    /// Whether a batch of this database follows that position.
    fn continues(&self, chain: &ChainPosition) -> Result<bool, Error> {
        let next = parcel::own_at(self.tx, chain.n.saturating_add(1))?;
        let profile = &self.me.profile;
        let header =
            next.map(|batch| batch.verify(&profile.programme(), &profile.sign.public())).transpose()?;
        Ok(header.is_some_and(|header| header.prev == chain.hash))
    }

    /// Compares where the server saw our chain last with what we know of it; whether there is something to do now.
    pub(super) fn chain_stands(&mut self, chain: &ChainPosition) -> Result<bool, Error> {
        let ours: ChainPosition = setting::get(self.tx, setting::CHAIN)?.unwrap_or(ChainPosition::START);
        if *chain == ours {
            return Ok(false);
        }
        if self.continues(chain)? {
            // What had a receipt and is missing was lost by the server; it goes again as it was.
            return Ok(parcel::resend_after(self.tx, chain.n)? > 0);
        }
        if parcel::in_flight_count(self.tx)? > 0 {
            // The refusal of what is in flight will say the same.
            return Ok(false);
        }
        self.fork(*chain)?;
        Ok(true)
    }

    /// Somebody continued our chain: a copy of this database. We go on after it, as a new incarnation, and from here on
    /// ask for what we signed ourselves too.
    fn fork(&mut self, chain: ChainPosition) -> Result<(), Error> {
        if setting::get::<bool>(self.tx, setting::ECHO)?.is_none() {
            setting::set(self.tx, setting::ECHO, &true)?;
            let cursor: Cursor = setting::get(self.tx, setting::CURSOR)?.unwrap_or_default();
            setting::set(self.tx, setting::CURSOR, &Cursor { log: cursor.log, ..Cursor::default() })?;
        }
        for id in parcel::in_flight_rows(self.tx)? {
            outbox::unsign(self.tx, id)?;
            parcel::abandon(self.tx, id)?;
        }
        setting::set(self.tx, setting::CHAIN, &chain)?;
        self.reincarnate()
    }

    fn reincarnate(&mut self) -> Result<(), Error> {
        let incarnation = self.random();
        self.me_mut().profile.incarnation = incarnation;
        self.me.save_profile(self.tx)
    }

    /// Says the intents of a document again after changes of ours were refused.
    pub(super) fn replay(&mut self, id: DocumentId, refused: &[(Digest, Code)]) -> Result<(), Error> {
        self.reincarnate()?;
        let mut document = self.rebuild(id)?;
        outbox::remove_document(self.tx, id)?;
        let creator = case_row::get(self.tx, id.record)?.map(|kept| kept.creator);
        let creator = creator.unwrap_or(self.me.profile.device());
        for intent in intent::open(self.tx, id)? {
            let code = refused.iter().find(|(change, _)| *change == intent.change).map(|(_, code)| *code);
            match code.filter(|code| !is_repairable(*code) || intent.replays >= REPLAYS) {
                Some(code) => intent::refuse(self.tx, intent.id, code)?,
                None => self.say_again(&mut document, id, creator, &intent)?,
            }
        }
        self.save_document(id, document)?;
        self.touched.insert(id.record);
        Ok(())
    }

    fn say_again(
        &mut self,
        document: &mut Document,
        id: DocumentId,
        creator: jonaki_protocol::DeviceId,
        intent: &Intent,
    ) -> Result<(), Error> {
        let mut said = document.clone();
        let device = self.me.profile.device();
        let writer = match id.compartment {
            // As it is now, not as it is stored.
            Compartment::Referral => self.me.party(device, Header::of(document).as_ref()),
            _ => self.writer_of(id, device, creator)?,
        };
        match self.edit(&mut said, &writer, &intent.edits) {
            Ok(Some(change)) => {
                let mut sending = self.sending(outbox::Priority::Edit)?;
                sending.saved_at = intent.saved_at;
                match self.queue_change(id, &change, sending) {
                    Ok(()) => {
                        *document = said;
                        intent::replayed(self.tx, intent.id, change.hash)
                    }
                    // The keys that it was sealed with are gone with the refusal.
                    Err(Error::Refused(code)) => intent::refuse(self.tx, intent.id, code),
                    Err(error) => Err(error),
                }
            }
            // It is there already: nothing is left to say.
            Ok(None) => intent::remove(self.tx, intent.id).map(drop),
            Err(Error::Refused(code)) => intent::refuse(self.tx, intent.id, code),
            Err(Error::Field { .. }) => intent::remove(self.tx, intent.id).map(drop),
            Err(error) => Err(error),
        }
    }

    /// The document from the changes that were admitted, without what is still ours alone.
    pub(super) fn rebuild(&mut self, id: DocumentId) -> Result<Document, Error> {
        let mut document = Document::new(id.compartment).map_err(|_| Error::Refused(Code::Shadow))?;
        let mut rest = parcel::admitted(self.tx, id)?;
        loop {
            let before = rest.len();
            let mut waiting = Vec::new();
            for kept in rest {
                match self.verified(&document, &kept)? {
                    Ok(change) if document.apply(&change).is_ok() => {}
                    _ => waiting.push(kept),
                }
            }
            if waiting.len() == before || waiting.is_empty() {
                return Ok(document);
            }
            rest = waiting;
        }
    }

    /// Whether everything in flight was answered and only waits on the server for others.
    pub(super) fn only_pending(&self) -> Result<bool, Error> {
        Ok(!self.is_waiting()? && !parcel::any_unanswered(self.tx)?)
    }
}

/// Refusals that say nothing against what the person meant, only against how it was numbered, keyed or ordered.
fn is_repairable(code: Code) -> bool {
    matches!(
        code,
        Code::ShapeSequence
            | Code::ShapeStart
            | Code::ShapeActor
            | Code::UnknownEpoch
            | Code::Pending
            | Code::PendingFull
    )
}
