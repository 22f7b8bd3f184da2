//! Grants, capsules, withdrawals and erasure, as far as the server can judge them.

use super::Bad;
use crate::catalogue::{Office, Who};
use jonaki_core::protocol::{
    Capsule, Code, Compartment, CompartmentSet, DeviceId, Erase, Grant, Item, OrganisationId, Recipient,
    RecordId, Withdraw,
};

const ACCOUNT: CompartmentSet = CompartmentSet::EMPTY.with(Compartment::Account);
const SAFETY: CompartmentSet = CompartmentSet::EMPTY.with(Compartment::Safety);

/// A grant with noise inside: the server cannot tell.
fn grant(record: RecordId, recipient: Recipient, compartments: CompartmentSet) -> Item {
    let keys = compartments.iter().filter(|part| part.is_sealed()).count();
    Grant { record, recipient, compartments, number: 0, wrapped: vec![7; keys * 32 + 16] }.to_item()
}

fn home(office: &Office) -> Recipient {
    office.epoch(office.home).0
}

/// A grant of the bait's account, with bytes of our choice after the record.
fn written(office: &Office, rest: &[&[u8]]) -> Item {
    let head = [&[0x85, 0x50], office.bait.record.as_bytes().as_slice()].concat();
    Item { kind: Grant::KIND, body: [head, rest.concat()].concat() }
}

/// The bait's own recipient, account, number 0 and 48 bytes, from a place on.
fn honest_rest(office: &Office) -> [Vec<u8>; 4] {
    let recipient = [&[0x82, 0x50], office.home.as_bytes().as_slice(), &[0x00]].concat();
    [recipient, vec![0x02], vec![0x00], [vec![0x58, 0x30], vec![7; 48]].concat()]
}

fn with_part(office: &Office, part: usize, bytes: Vec<u8>) -> Item {
    let mut rest = honest_rest(office);
    rest[part] = bytes;
    written(office, &rest.each_ref().map(Vec::as_slice))
}

pub(super) const CASES: &[Bad] = &[
    Bad("a grant of a case that nobody has", Who::Insider, Code::NoAccess, |office| {
        grant(office.insider.record(), home(office), ACCOUNT)
    }),
    Bad("a grant of a case that was erased", Who::Insider, Code::Erased, |office| {
        grant(office.erased, home(office), ACCOUNT)
    }),
    Bad("a grant of another reporter's case to itself", Who::Snitch, Code::GrantRefused, |office| {
        grant(office.case, Recipient::Device(office.snitch.id()), ACCOUNT)
    }),
    Bad("a grant of a case to itself", Who::Provider, Code::GrantRefused, |office| {
        grant(office.case, Recipient::Device(office.provider.id()), ACCOUNT)
    }),
    Bad(
        "a grant of somebody else's case to its own organisation",
        Who::Outsider,
        Code::GrantRefused,
        |office| grant(office.case, office.epoch(office.other).0, ACCOUNT),
    ),
    Bad("a grant of the safety plan of its own case to itself", Who::Snitch, Code::GrantRefused, |office| {
        grant(office.own.record, Recipient::Device(office.snitch.id()), SAFETY)
    }),
    Bad("a grant of the safety plan to the reporter", Who::Insider, Code::GrantRefused, |office| {
        grant(office.own.record, Recipient::Device(office.snitch.id()), SAFETY)
    }),
    Bad("a grant of everything to the reporter", Who::Insider, Code::GrantRefused, |office| {
        grant(
            office.own.record,
            Recipient::Device(office.snitch.id()),
            Compartment::ALL.into_iter().collect(),
        )
    }),
    Bad("a grant to a device that nobody certified", Who::Insider, Code::GrantRefused, |office| {
        grant(office.bait.record, Recipient::Device(DeviceId::from_bytes([8; 16])), ACCOUNT)
    }),
    Bad("a grant to a device that was removed", Who::Insider, Code::GrantRefused, |office| {
        grant(office.bait.record, Recipient::Device(office.leaver.id()), ACCOUNT)
    }),
    Bad("a grant to an organisation that nobody knows", Who::Insider, Code::GrantRefused, |office| {
        grant(office.bait.record, Recipient::Organisation(OrganisationId::from_bytes([8; 16]), 0), ACCOUNT)
    }),
    Bad("a grant to an epoch that is not there yet", Who::Insider, Code::GrantRefused, |office| {
        grant(office.bait.record, Recipient::Organisation(office.home, 7), ACCOUNT)
    }),
    Bad("a grant of no compartment", Who::Insider, Code::GrantRefused, |office| {
        grant(office.bait.record, home(office), CompartmentSet::EMPTY)
    }),
    Bad("a grant of the open card alone", Who::Insider, Code::GrantRefused, |office| {
        grant(office.bait.record, home(office), CompartmentSet::EMPTY.with(Compartment::Card))
    }),
    Bad("a grant of an eighth compartment", Who::Insider, Code::Malformed, |office| {
        with_part(office, 1, vec![0x18, 0x92])
    }),
    Bad("one key for two compartments", Who::Insider, Code::GrantRefused, |office| {
        with_part(office, 1, vec![0x06])
    }),
    Bad("two keys for one compartment", Who::Insider, Code::GrantRefused, |office| {
        with_part(office, 3, [vec![0x58, 0x50], vec![7; 80]].concat())
    }),
    Bad("a wrapped key without its tag", Who::Insider, Code::GrantRefused, |office| {
        with_part(office, 3, [vec![0x58, 0x20], vec![7; 32]].concat())
    }),
    Bad("a grant numbered 2³²", Who::Insider, Code::Malformed, |office| {
        with_part(office, 2, vec![0x1b, 0, 0, 0, 1, 0, 0, 0, 0])
    }),
    Bad("a recipient with three parts", Who::Insider, Code::Malformed, |office| {
        let recipient = [&[0x83, 0x50], office.home.as_bytes().as_slice(), &[0x00, 0x00]].concat();
        with_part(office, 0, recipient)
    }),
    Bad("a recipient of 15 bytes", Who::Insider, Code::Malformed, |office| {
        with_part(office, 0, [vec![0x81, 0x4f], vec![8; 15]].concat())
    }),
    Bad("a capsule of 31 bytes", Who::Insider, Code::GrantRefused, |office| {
        Capsule { recipient: home(office), encapsulated: vec![7; 31] }.to_item()
    }),
    Bad("a capsule of 60,000 bytes", Who::Insider, Code::GrantRefused, |office| {
        Capsule { recipient: home(office), encapsulated: vec![7; 60_000] }.to_item()
    }),
    Bad("takes the case away from its organisation", Who::Snitch, Code::NotAllowed, |office| {
        Withdraw { record: office.own.record, recipient: home(office) }.to_item()
    }),
    Bad("takes somebody else's case away", Who::Outsider, Code::NotAllowed, |office| {
        Withdraw { record: office.case, recipient: home(office) }.to_item()
    }),
    Bad("takes a case away", Who::Provider, Code::NotAllowed, |office| {
        Withdraw { record: office.case, recipient: home(office) }.to_item()
    }),
    Bad(
        "takes a case away from the last organisation that follows it",
        Who::Insider,
        Code::NotAllowed,
        |office| Withdraw { record: office.case, recipient: home(office) }.to_item(),
    ),
    Bad("takes away a case that nobody has", Who::Insider, Code::NotAllowed, |office| {
        Withdraw { record: office.insider.record(), recipient: home(office) }.to_item()
    }),
    Bad("erases a case without being an administrator", Who::Insider, Code::NotAllowed, |office| {
        Erase { record: office.case }.to_item()
    }),
    Bad("erases its own case", Who::Snitch, Code::NotAllowed, |office| {
        Erase { record: office.own.record }.to_item()
    }),
    Bad("erases a case that nobody has", Who::Boss, Code::NoAccess, |office| {
        Erase { record: office.boss.record() }.to_item()
    }),
];
