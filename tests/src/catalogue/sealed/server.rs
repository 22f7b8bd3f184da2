//! What the server sees of a sealed change: record, compartment, the key's id, and who sends it.

use super::{Answer, Case, Entrance, Input, Office, change, key_id, sealed};
use crate::catalogue::Who;
use jonaki_core::protocol::{Code, Compartment, Item, KeyId, RecordId, Sealed, limits};

/// What it is, who sends it, the code, and how it is made.
type Refused = (&'static str, &'static str, Who, Code, fn(&mut Office) -> Item);

/// An honest sealed change of the bait's account.
fn honest(office: &mut Office) -> Sealed {
    let raw = change(office);
    sealed(office, &raw)
}

const KEY: [u8; 4] = [9; 4];

fn other_key() -> KeyId {
    KeyId::of(&jonaki_core::protocol::Digest::from_bytes([KEY[0]; 32]))
}

const CASES: &[Refused] = &[
    (
        "a key id that no key set lists",
        "a coordinator of the case",
        Who::Insider,
        Code::UnknownEpoch,
        |office| Sealed { key: other_key(), ..honest(office) }.to_item(),
    ),
    ("a key id of five bytes", "a coordinator of the case", Who::Insider, Code::Malformed, |office| {
        longer_key(&Sealed { key: other_key(), ..honest(office) }.to_item())
    }),
    (
        "the key id of another compartment",
        "a coordinator of the case",
        Who::Insider,
        Code::UnknownEpoch,
        |office| {
            let key = key_id(office, &office.bait.identity, office.bait.record, Compartment::Identity);
            Sealed { key, ..honest(office) }.to_item()
        },
    ),
    (
        "the key id of another record",
        "a coordinator of the case",
        Who::Insider,
        Code::UnknownEpoch,
        |office| {
            let key = key_id(office, &office.own.account, office.own.record, Compartment::Account);
            Sealed { key, ..honest(office) }.to_item()
        },
    ),
    (
        "a compartment whose keys nobody made",
        "a coordinator of the case",
        Who::Insider,
        Code::UnknownEpoch,
        |office| Sealed { compartment: Compartment::Safety, ..honest(office) }.to_item(),
    ),
    ("a sealed card", "a coordinator of the case", Who::Insider, Code::Malformed, |office| {
        Sealed { compartment: Compartment::Card, ..honest(office) }.to_item()
    }),
    ("a record that nobody has", "a coordinator", Who::Insider, Code::UnknownEpoch, |office| {
        let record = office.insider.record();
        Sealed { record, ..honest(office) }.to_item()
    }),
    ("sealed in the name of the directory", "a coordinator", Who::Insider, Code::NotAllowed, |office| {
        Sealed { record: RecordId::DIRECTORY, ..honest(office) }.to_item()
    }),
    ("sealed for a case that was erased", "a coordinator", Who::Insider, Code::Erased, |office| {
        Sealed { record: office.erased, ..honest(office) }.to_item()
    }),
    ("sealed for somebody else's case", "another reporter", Who::Snitch, Code::NoAccess, |office| {
        honest(office).to_item()
    }),
    ("a safety plan", "the reporter of the case", Who::Snitch, Code::NoAccess, |office| {
        let (record, compartment) = (office.own.record, Compartment::Safety);
        Sealed { record, compartment, ..honest(office) }.to_item()
    }),
    ("sealed for a case", "a provider", Who::Provider, Code::NotAllowed, |office| honest(office).to_item()),
    (
        "a sealed message longer than allowed",
        "a coordinator of the case",
        Who::Insider,
        Code::TooLarge,
        |office| Sealed { message: vec![7; limits::ITEM_BYTES], ..honest(office) }.to_item(),
    ),
];

pub(super) fn cases(from: u16) -> Vec<Case<Office>> {
    let numbered = CASES.iter().zip(from + 1..);
    let case = |((what, from, who, code, make), number): (&Refused, u16)| {
        let (who, make) = (*who, *make);
        Case::new(number, what, Entrance::Server(from), Answer::Item(*code), move |office: &mut Office| {
            let item = make(office);
            Input::Up(office.body(who, vec![item]))
        })
    };
    numbered.map(case).collect()
}

/// The same item with a byte more in its key id.
fn longer_key(item: &Item) -> Item {
    let head = [0x44, KEY[0], KEY[0], KEY[0], KEY[0]];
    let at = item.body.windows(5).position(|window| window == head).expect("the key id");
    let (before, after) = item.body.split_at(at);
    Item { kind: item.kind, body: [before, &[0x45, 9, 9, 9, 9, 9], &after[5..]].concat() }
}
