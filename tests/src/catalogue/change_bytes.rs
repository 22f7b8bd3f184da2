//! Set A: bytes of changes, sent by an enrolled coordinator into a card that it may edit.

use super::{Answer, Case, Entrance, Input, Office, Set};
use jonaki_core::protocol::{Change, Code, Compartment};
use jonaki_document::hostile::Attack;

/// The set.
pub fn set() -> Set<Office> {
    let mut cases = Vec::new();
    cases.extend(attacks());
    Set { letter: 'A', title: "bytes of a change", least: 64, cases }
}

const FROM: Entrance = Entrance::Server("a coordinator of the case");

/// The named attacks on automerge itself.
fn attacks() -> Vec<Case<Office>> {
    let known: &[(Attack, &'static str, Code)] = &[
        (
            Attack::DeleteWithoutPredecessor,
            "deletes a key without naming what it deletes",
            Code::ShapeOperation,
        ),
        (
            Attack::RunLengthBomb,
            "70 bytes of run lengths that stand for 300 million operations",
            Code::GuardBounds,
        ),
    ];
    let cases = known.iter().zip(1..).map(|((attack, what, code), number)| {
        let attack = *attack;
        Case::new(number, what, FROM, Answer::Item(*code), move |office: &mut Office| {
            let (card, actor) = (office.card(office.case), office.insider.actor());
            sent(office, attack.change(&card, actor))
        })
    });
    cases.collect()
}

/// The body that brings a change of the honest case's card.
fn sent(office: &mut Office, change: Vec<u8>) -> Input {
    let item = Change { record: office.case, compartment: Compartment::Card, change }.to_item();
    Input::Up(office.insider.body(&office.world, vec![item]))
}
