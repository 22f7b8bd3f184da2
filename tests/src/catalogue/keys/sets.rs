//! Key sets.

use super::Bad;
use crate::catalogue::{Office, Who};
use jonaki_core::protocol::{Code, Compartment, Digest, Item, KeySet, RecordId};

const COMMITMENT: Digest = Digest::from_bytes([0x5e; 32]);

fn set(record: RecordId, epoch: u32, parts: &[Compartment]) -> Item {
    let commitments = parts.iter().map(|part| (*part, COMMITMENT)).collect();
    KeySet { record, epoch, commitments }.to_item()
}

/// A key set of the bait for the next epoch, with bytes of our choice from the epoch on.
fn written(office: &Office, rest: &[u8]) -> Item {
    let head = [&[0x83, 0x50], office.bait.record.as_bytes().as_slice()].concat();
    Item { kind: KeySet::KIND, body: [&head, rest].concat() }
}

use Compartment::{Account, Card, Identity, Safety};

pub(super) const CASES: &[Bad] = &[
    Bad("new keys for somebody else's case", Who::Outsider, Code::KeySetRefused, |office| {
        set(office.case, 1, &[Account])
    }),
    Bad("new keys for another reporter's case", Who::Snitch, Code::KeySetRefused, |office| {
        set(office.case, 1, &[Account])
    }),
    Bad("the first keys once more, for a case that is there", Who::Snitch, Code::KeySetRefused, |office| {
        set(office.case, 0, &[Account])
    }),
    Bad("new keys for a case", Who::Provider, Code::KeySetRefused, |office| set(office.case, 1, &[Account])),
    Bad("the keys of a case that it opens itself", Who::Provider, Code::NotAllowed, |office| {
        set(office.provider.record(), 0, &[Account])
    }),
    Bad(
        "new keys for its own case, later than at its beginning",
        Who::Snitch,
        Code::KeySetRefused,
        |office| set(office.own.record, 1, &[Account]),
    ),
    Bad("keys of the safety plan of its own case", Who::Snitch, Code::KeySetRefused, |office| {
        set(office.own.record, 0, &[Safety])
    }),
    Bad("a new case with keys of its safety plan", Who::Snitch, Code::KeySetRefused, |office| {
        set(office.snitch.record(), 0, &[Account, Safety])
    }),
    Bad("an epoch left out", Who::Insider, Code::KeySetRefused, |office| {
        set(office.bait.record, 2, &[Account])
    }),
    Bad("the last epoch there is", Who::Insider, Code::KeySetRefused, |office| {
        set(office.bait.record, u32::MAX, &[Account])
    }),
    Bad("a new case that begins with epoch 1", Who::Insider, Code::KeySetRefused, |office| {
        set(office.insider.record(), 1, &[Account])
    }),
    Bad("a key set without keys", Who::Insider, Code::KeySetRefused, |office| {
        set(office.bait.record, 1, &[])
    }),
    Bad("commitments out of order", Who::Insider, Code::KeySetRefused, |office| {
        set(office.bait.record, 1, &[Identity, Account])
    }),
    Bad("two keys for one compartment", Who::Insider, Code::KeySetRefused, |office| {
        set(office.bait.record, 1, &[Account, Account])
    }),
    Bad("a key for the open card", Who::Insider, Code::KeySetRefused, |office| {
        set(office.bait.record, 1, &[Card, Account])
    }),
    Bad("a key for a compartment that nobody has named", Who::Insider, Code::Malformed, |office| {
        written(office, &[vec![0x01, 0x81, 0x82, 0x07, 0x58, 0x20], vec![0x5e; 32]].concat())
    }),
    Bad("a commitment of 31 bytes", Who::Insider, Code::Malformed, |office| {
        written(office, &[vec![0x01, 0x81, 0x82, 0x01, 0x58, 0x1f], vec![0x5e; 31]].concat())
    }),
    Bad("epoch −1", Who::Insider, Code::Malformed, |office| {
        written(office, &[vec![0x20, 0x81, 0x82, 0x01, 0x58, 0x20], vec![0x5e; 32]].concat())
    }),
    Bad("epoch 2³²", Who::Insider, Code::Malformed, |office| {
        let epoch = [0x1b, 0, 0, 0, 1, 0, 0, 0, 0];
        written(office, &[epoch.as_slice(), &[0x81, 0x82, 0x01, 0x58, 0x20], &[0x5e; 32]].concat())
    }),
    Bad("new keys for a case that was erased", Who::Insider, Code::Erased, |office| {
        set(office.erased, 1, &[Account])
    }),
    Bad("keys for the directory", Who::Insider, Code::NotAllowed, |_| {
        set(RecordId::DIRECTORY, 0, &[Account])
    }),
];
