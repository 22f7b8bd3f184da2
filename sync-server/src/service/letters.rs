//! Letters: whom a device may write to, about what. What they say is sealed to their readers.

use super::push::Context;
use super::{Work, budget};
use crate::storage::{ItemRow, Stored};
use jonaki_protocol::{
    Body, Code, Compartment, Letter, OrganisationId, Principal, Recipient, RecordId, Topic,
};

impl Work<'_> {
    pub(super) fn letter(
        &mut self,
        context: &Context,
        position: u16,
        letter: &Letter,
    ) -> Stored<Result<(), Code>> {
        let Recipient::Organisation(to, epoch) = letter.recipient else {
            return Ok(Err(Code::LetterRefused));
        };
        if !context.member.role.coordinates() {
            return Ok(Err(Code::NotAllowed));
        }
        if self.programme.directory.epoch(&to, epoch).is_none() {
            return Ok(Err(Code::LetterRefused));
        }
        let allowed = match letter.topic {
            Topic::MatchKey => self.may_give_key(letter, &to),
            Topic::Fingerprint => self.may_show_print(context, letter, &to)?,
            Topic::Likeness => self.may_tell_likeness(context, letter, &to)?,
            Topic::HiddenPart => self.may_tell_hidden(context, letter),
        };
        if let Err(code) = allowed {
            return Ok(Err(code));
        }
        if letter.topic == Topic::Fingerprint {
            self.supersede(letter)?;
        }
        let own = Principal::Organisation(context.member.organisation);
        self.deliver_item(&own, context, position)?;
        self.deliver_item(&letter.recipient.principal(), context, position)?;
        Ok(Ok(()))
    }

    /// The key that the root named, to everybody but who compares. Whether it is that key, its readers see.
    fn may_give_key(&self, letter: &Letter, to: &OrganisationId) -> Result<(), Code> {
        match self.programme.directory.matching() {
            Some(matching)
                if matching.number == letter.number
                    && matching.organisation.is_some_and(|comparing| comparing != *to) =>
            {
                Ok(())
            }
            _ => Err(Code::LetterRefused),
        }
    }

    /// The print of a case that one coordinates, to who compares, unless the case is not for them.
    fn may_show_print(
        &mut self,
        context: &Context,
        letter: &Letter,
        to: &OrganisationId,
    ) -> Stored<Result<(), Code>> {
        let Some(row) = self.tx.record(&letter.about)? else { return Ok(Err(Code::NoAccess)) };
        let readable = self.readable(&context.device, &context.member, &letter.about)?;
        // It is made of the names.
        let reads = readable.contains(Compartment::Card) && readable.contains(Compartment::Identity);
        if row.referral.is_some() || !reads {
            return Ok(Err(Code::NoAccess));
        }
        let current = self.programme.directory.matching().is_some_and(|matching| {
            matching.number == letter.number && matching.organisation.as_ref() == Some(to)
        });
        if !current {
            return Ok(Err(Code::LetterRefused));
        }
        if self.is_full(&letter.about)? {
            return Ok(Err(Code::DocumentFull));
        }
        Ok(if self.is_excluded(&row, to)? { Err(Code::Excluded) } else { Ok(()) })
    }

    /// That two cases are alike: by who compares, to who works on the one that it is about, and to its own colleagues.
    fn may_tell_likeness(
        &mut self,
        context: &Context,
        letter: &Letter,
        to: &OrganisationId,
    ) -> Stored<Result<(), Code>> {
        let own = context.member.organisation;
        let matching = self.programme.directory.matching();
        if matching.and_then(|matching| matching.organisation) != Some(own) {
            return Ok(Err(Code::NotAllowed));
        }
        let Some(row) = self.tx.record(&letter.about)? else { return Ok(Err(Code::LetterRefused)) };
        if row.referral.is_some() {
            return Ok(Err(Code::LetterRefused));
        }
        if self.is_full(&letter.about)? {
            return Ok(Err(Code::DocumentFull));
        }
        let reader = Principal::Organisation(*to);
        let works = *to == own || self.tx.access(&letter.about)?.iter().any(|(known, _)| *known == reader);
        Ok(if works { Ok(()) } else { Err(Code::LetterRefused) })
    }

    /// Where a service of one's own organisation is.
    fn may_tell_hidden(&self, context: &Context, letter: &Letter) -> Result<(), Code> {
        match self.programme.directory.listings().get(&letter.about) {
            Some(listed) if listed.organisation == context.member.organisation => Ok(()),
            _ => Err(Code::NotAllowed),
        }
    }

    /// Who was written to about a record: when it is erased, they are told.
    pub(super) fn letter_readers(&mut self, record: &RecordId) -> Stored<Vec<Principal>> {
        let letters = self.letters(record)?.into_iter();
        Ok(letters.map(|(_, _, letter)| letter.recipient.principal()).collect())
    }

    /// Deletes the prints of the case that a newer one replaces; their hashes stay, for the proofs of their batches.
    fn supersede(&mut self, letter: &Letter) -> Stored<()> {
        for (batch, mut row, older) in self.letters(&letter.about)? {
            if older.topic == Topic::Fingerprint {
                row.body = None;
                self.tx.put_item(batch, &row)?;
            }
        }
        Ok(())
    }

    /// The letters about a record, with their places.
    fn letters(&mut self, record: &RecordId) -> Stored<Vec<(i64, ItemRow, Letter)>> {
        let items = self.tx.record_items(record)?;
        self.charge(budget::ROW * items.len() as u64);
        let mut letters = Vec::new();
        for place in items.into_iter().filter(|item| item.kind == Letter::KIND && item.stands) {
            let Some(row) = self.tx.item(place.batch, place.position)? else { continue };
            if let Some(Body::Letter(letter)) = row.item().and_then(|item| item.parse().ok()) {
                letters.push((place.batch, row, letter));
            }
        }
        Ok(letters)
    }
}
