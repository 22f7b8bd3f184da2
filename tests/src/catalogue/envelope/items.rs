//! Items before their content.

use super::{Answer, Bad, Bound, Input, Office};
use jonaki_core::protocol::{Change, Code, Compartment, Item, KeySet, RecordId, limits};

/// The body that brings one item.
fn brought(office: &mut Office, item: Item) -> Input {
    Input::Up(office.insider.body(&office.world, vec![item]))
}

fn bytes(kind: u8, body: &[u8]) -> Item {
    Item { kind, body: body.to_vec() }
}

const MALFORMED: Answer = Answer::Item(Code::Malformed);

pub(super) const CASES: &[Bad] = &[
    Bad("an item of a kind that nobody has named", Answer::Item(Code::UnknownKind), Bound::SMALL, |office| {
        brought(office, bytes(100, &[0x80]))
    }),
    Bad("an item of kind 255", Answer::Item(Code::UnknownKind), Bound::SMALL, |office| {
        brought(office, bytes(255, &[]))
    }),
    Bad("an item without a body", MALFORMED, Bound::SMALL, |office| {
        brought(office, bytes(Change::KIND, &[]))
    }),
    Bad("an item that is no array", MALFORMED, Bound::SMALL, |office| {
        brought(office, bytes(Change::KIND, &[0xa1, 0x01, 0x02]))
    }),
    Bad("an item with a byte behind it", MALFORMED, Bound::SMALL, |office| {
        let Item { kind, body } = super::edit(office);
        brought(office, Item { kind, body: [body, vec![0]].concat() })
    }),
    Bad("an item in an array without a length", MALFORMED, Bound::SMALL, |office| {
        let Item { kind, body } = super::edit(office);
        brought(office, Item { kind, body: [&[0x9f], &body[1..], &[0xff]].concat() })
    }),
    Bad("an item of 60,000 arrays in one another", MALFORMED, Bound::SMALL, |office| {
        brought(office, bytes(Change::KIND, &[0x81; 60_000]))
    }),
    Bad("an item one byte longer than allowed", Answer::Item(Code::TooLarge), Bound::SMALL, |office| {
        brought(office, bytes(Change::KIND, &vec![0; limits::ITEM_BYTES + 1]))
    }),
    Bad("a key set of 60,000 empty entries", MALFORMED, Bound::LARGE, |office| {
        let mut body = vec![0x83, 0x50];
        body.extend([7; 16]);
        body.extend([0x00, 0x99, 0xea, 0x60]);
        body.extend([0x80; 60_000]);
        brought(office, bytes(KeySet::KIND, &body))
    }),
    Bad("a change in the name of the directory", Answer::Item(Code::NotAllowed), Bound::SMALL, |office| {
        let change = vec![7; 40];
        let record = RecordId::DIRECTORY;
        brought(office, Change { record, compartment: Compartment::Card, change }.to_item())
    }),
    Bad(
        "hostile bytes in a record that nobody has",
        Answer::Item(Code::GuardChunk),
        Bound::SMALL,
        |office| {
            let record = office.insider.record();
            brought(office, Change { record, compartment: Compartment::Card, change: vec![7; 40] }.to_item())
        },
    ),
    Bad("a change of a case that was erased", Answer::Item(Code::Erased), Bound::SMALL, |office| {
        let record = office.erased;
        brought(office, Change { record, compartment: Compartment::Card, change: vec![7; 40] }.to_item())
    }),
];
