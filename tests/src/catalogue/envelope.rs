//! Set B: what is around the changes: frame, request, batch, item.

mod batch;
mod frames;
mod items;
mod letters;
mod request;

use super::{Answer, Bound, Case, Entrance, Input, Office, Set};
use jonaki_core::protocol::cose::{self, Purpose};
use jonaki_core::protocol::sync::Request;
use jonaki_core::protocol::{Change, Compartment, Item, encode, frame};
use jonaki_document::hostile::{Forgery, Operation, Raw};

/// The set.
pub fn set() -> Set<Office> {
    let mut cases = Vec::new();
    for Bad(what, expected, bound, make) in
        frames::CASES.iter().chain(request::CASES).chain(batch::CASES).chain(items::CASES)
    {
        let number = cases.len() as u16 + 1;
        let case = Case::new(number, what, FROM, expected.clone(), *make);
        cases.push(case.within(*bound));
    }
    cases.extend(batch::of_others(cases.len() as u16));
    cases.extend(letters::cases(cases.len() as u16));
    Set {
        letter: 'B',
        title: "the envelope: frame, request, batch, item; letters and services",
        least: 38,
        cases,
    }
}

const FROM: Entrance = Entrance::Server("a coordinator of the case");

/// What an envelope is, its answer, its bound, and how it is made.
struct Bad(&'static str, Answer, Bound, fn(&mut Office) -> Input);

/// An honest edit of the honest case's card, by the insider.
fn edit(office: &mut Office) -> Item {
    let (card, actor) = (office.card(office.case), office.insider.actor());
    let change = Forgery::on(&card, actor, vec![Operation::put("phase", Raw::text("rescued"))]).bytes(&card);
    Change { record: office.case, compartment: Compartment::Card, change }.to_item()
}

/// An honest request with an honest edit.
fn honest(office: &mut Office) -> Request {
    let item = edit(office);
    let batch = office.insider.batch(&office.world, vec![item]);
    office.insider.request(&office.world, vec![batch])
}

/// A true signature over any payload, unpacked.
fn signed(office: &Office, payload: Vec<u8>) -> Vec<u8> {
    let cheat = &office.insider;
    cose::sign(Purpose::Request, &cheat.programme, &cheat.sign, cheat.id().as_bytes(), payload)
}

/// Packed as it travels, whatever it is.
fn packed(message: &[u8]) -> Input {
    Input::Up(frame::pack(message))
}

/// An honest request, changed and then truly signed.
fn altered(office: &mut Office, alter: impl FnOnce(&mut Request)) -> Input {
    let mut request = honest(office);
    alter(&mut request);
    let message = signed(office, encode(&request));
    packed(&message)
}
