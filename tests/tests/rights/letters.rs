//! Letters of every topic, written by every role.

use super::attempts::Play;
use super::cast::{COORDINATOR, Opened};
use jonaki_core::protocol::{Item, Letter, OrganisationId, Recipient, RecordId, Topic, letter};

impl Play {
    /// The letter of a row, sealed to its reader.
    pub(super) fn letter(&mut self, what: &str, signer: &str, case: &Opened) -> Item {
        let (home, other, record) = (self.cast.home, self.cast.other, case.record);
        match what {
            "the match key to the reporter's organisation" => {
                self.letter_of(signer, (Topic::MatchKey, RecordId::DIRECTORY, 1), home)
            }
            "the match key to who compares" => {
                self.letter_of(signer, (Topic::MatchKey, RecordId::DIRECTORY, 1), other)
            }
            "a match key that the root did not name" => {
                self.letter_of(signer, (Topic::MatchKey, RecordId::DIRECTORY, 2), home)
            }
            "the fingerprint of the case to who compares" => {
                self.letter_of(signer, (Topic::Fingerprint, record, 1), other)
            }
            "the fingerprint of the case to somebody else" => {
                let from = self.cast.from;
                self.letter_of(signer, (Topic::Fingerprint, record, 1), from)
            }
            "a likeness of the case to who keeps it" => {
                self.letter_of(signer, (Topic::Likeness, record, 1), home)
            }
            "a likeness of the case to somebody who does not read it" => {
                let to = self.cast.to;
                self.letter_of(signer, (Topic::Likeness, record, 1), to)
            }
            "where a service of the reporter's organisation is" => {
                let listing = self.listing();
                assert_eq!(self.cast.send(COORDINATOR, vec![listing.to_item()]), [None]);
                self.letter_of(signer, (Topic::HiddenPart, listing.service, 1), other)
            }
            what => panic!("nobody knows how to write {what}"),
        }
    }

    fn letter_of(
        &mut self,
        signer: &str,
        (topic, about, number): (Topic, RecordId, u32),
        to: OrganisationId,
    ) -> Item {
        let (recipient, public) = self.cast.epoch(to);
        let peer = self.cast.peers.get_mut(signer).expect("a peer");
        let mark = u64::from(topic == Topic::Fingerprint);
        let envelope =
            Letter { topic, about, number, mark, recipient, encapsulated: Vec::new(), sealed: Vec::new() };
        let (programme, author) = (peer.programme, peer.id());
        assert!(matches!(recipient, Recipient::Organisation(..)));
        letter::seal(&programme, &author, envelope, b"a message", &public, &mut peer.rng)
            .expect("sealed")
            .to_item()
    }
}
