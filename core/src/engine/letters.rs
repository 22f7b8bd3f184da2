//! Letters that come: judged as the server judges them, opened where they are for this organisation.

use super::feed::Taken;
use crate::Error;
use crate::client::Session;
use crate::ledger::pair::{self, Told};
use crate::ledger::parcel::Kept;
use crate::ledger::{letter, organisation_key};
use crate::letters::{Likeness, Print, commits};
use jonaki_protocol::{Code, Digest, Letter, OrganisationId, Recipient, Topic, decode};
use jonaki_services::Hidden;
use zeroize::Zeroizing;

impl Session<'_, '_> {
    pub(super) fn letter_item(&mut self, letter: &Letter, kept: &Kept) -> Taken {
        let Recipient::Organisation(recipient, epoch) = letter.recipient else {
            return Ok(Err(Code::LetterRefused));
        };
        let member = self.me.directory.member(&kept.author);
        let Some(sender) = member
            .filter(|member| member.role.coordinates() && member.acted_rightly_at(kept.entry))
            .map(|member| member.organisation)
        else {
            return Ok(Err(Code::NotAllowed));
        };
        if let Err(code) = self.may_have_sent(letter, sender, recipient) {
            return Ok(Err(code));
        }
        // What a device of ours wrote is kept when it is written.
        if kept.author == self.me.profile.device() && self.is_kept(letter, (sender, recipient))? {
            return Ok(Ok(()));
        }
        let place = (kept.item.hash(), kept.saved_at);
        if recipient != self.me.profile.organisation {
            letter::put(self.tx, letter, (sender, recipient), None, place)?;
            return Ok(Ok(()));
        }
        let Some(private) = organisation_key::get(self.tx, recipient, epoch)? else {
            return Ok(Err(Code::Pending));
        };
        let programme = self.me.profile.programme();
        let message = match jonaki_protocol::letter::open(&programme, &kept.author, letter, &private) {
            Ok(message) => message,
            Err(code) => return Ok(Err(code)),
        };
        self.keep_letter(letter, (sender, recipient), &message, place)
    }

    fn is_kept(&self, letter: &Letter, (sender, recipient): letter::Route) -> Result<bool, Error> {
        let known = letter::get(self.tx, (letter.topic, letter.about), (sender, recipient))?;
        Ok(known.is_some_and(|known| known.number == letter.number && known.mark == letter.mark))
    }

    /// Whether who sent this may, as far as the directory says.
    fn may_have_sent(
        &self,
        letter: &Letter,
        sender: OrganisationId,
        recipient: OrganisationId,
    ) -> Result<(), Code> {
        let matching = self.me.directory.matching();
        let comparing = matching.and_then(|matching| matching.organisation);
        let number = matching.map_or(0, |matching| matching.number);
        let newer = letter.number > number;
        match letter.topic {
            // What the root said may yet come.
            Topic::MatchKey | Topic::Fingerprint if newer => Err(Code::Pending),
            Topic::MatchKey
                if letter.number == number && comparing.is_some_and(|other| other != recipient) =>
            {
                Ok(())
            }
            Topic::Fingerprint if letter.number == number && comparing == Some(recipient) => Ok(()),
            Topic::Likeness if comparing == Some(sender) => Ok(()),
            Topic::Likeness if newer => Err(Code::Pending),
            Topic::HiddenPart => match self.me.directory.listings().get(&letter.about) {
                Some(listed) if listed.organisation == sender => Ok(()),
                Some(_) => Err(Code::NotAllowed),
                None => Err(Code::Pending),
            },
            _ => Err(Code::LetterRefused),
        }
    }

    /// Keeps a letter that was opened, if it says what its topic says.
    pub(crate) fn keep_letter(
        &mut self,
        letter: &Letter,
        (sender, recipient): letter::Route,
        message: &[u8],
        (item, at): (Digest, jonaki_protocol::Timestamp),
    ) -> Taken {
        let said = match letter.topic {
            Topic::MatchKey => {
                let named = self.me.directory.matching().map(|matching| matching.commitment);
                named.is_some_and(|named| commits(message, &named))
            }
            Topic::Fingerprint => Print::decode(message).is_some(),
            Topic::HiddenPart => {
                let of_service = |hidden: Hidden| hidden.service.as_bytes() == letter.about.as_bytes();
                message.is_empty() || Hidden::decode(message).is_ok_and(of_service)
            }
            Topic::Likeness => match decode::<Likeness>(message) {
                Ok(likeness) => {
                    let Likeness { other, keeper, verdict, agreed, ask } = likeness;
                    let told = Told { other, keeper, verdict, agreed, ask, at };
                    pair::tell(self.tx, (letter.about, recipient), &told)?;
                    return Ok(Ok(()));
                }
                Err(_) => false,
            },
        };
        if !said {
            return Ok(Err(Code::LetterRefused));
        }
        letter::put(self.tx, letter, (sender, recipient), Some(message), (item, at))?;
        Ok(Ok(()))
    }

    /// Writes a letter to an organisation; whether there is a key to seal it with.
    pub(crate) fn write_letter(
        &mut self,
        letter: Letter,
        recipient: OrganisationId,
        message: &Zeroizing<Vec<u8>>,
    ) -> Result<bool, Error> {
        let principal = jonaki_protocol::Principal::Organisation(recipient);
        let Some(to) = self.recipient(&principal) else { return Ok(false) };
        let Some(public) = self.public_key(&to) else { return Ok(false) };
        let (programme, author) = (self.me.profile.programme(), self.me.profile.device());
        let letter = Letter { recipient: to, ..letter };
        let letter =
            jonaki_protocol::letter::seal(&programme, &author, letter, message, &public, &mut self.rng())?;
        let item = letter.to_item();
        let sender = self.me.profile.organisation;
        let readable = (recipient == sender).then_some(message.as_slice());
        let place = (item.hash(), self.now);
        match (letter.topic, readable) {
            (Topic::Likeness, Some(message)) => {
                self.keep_letter(&letter, (sender, recipient), message, place)?.map_err(Error::Refused)?;
            }
            (Topic::Likeness, None) => {}
            _ => letter::put(self.tx, &letter, (sender, recipient), readable, place)?,
        }
        let record = letter.topic.is_of_case().then_some(letter.about);
        let sending = self.sending(crate::ledger::outbox::Priority::View)?;
        self.queue(item, record, None, None, sending)?;
        Ok(true)
    }
}
