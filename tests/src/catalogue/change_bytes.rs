//! Set A: bytes of changes, sent by enrolled devices into a card that others work on.

mod columns;
mod encoding;
mod operations;
mod values;

use super::{Answer, Case, Entrance, Input, Office, Set};
use jonaki_core::protocol::{ActorId, Change, Code, Compartment};
use jonaki_document::Document;
use jonaki_document::hostile::Attack;

/// The set.
pub fn set() -> Set<Office> {
    let mut cases = Vec::new();
    for forged in [ATTACKS, encoding::CASES, columns::CASES, values::CASES, operations::CASES] {
        for Forged(what, code, make) in forged {
            let make = *make;
            let number = cases.len() as u16 + 1;
            cases.push(Case::new(number, what, FROM, Answer::Item(*code), move |office: &mut Office| {
                let (card, actor) = (office.card(office.case), office.insider.actor());
                sent(office, make(&card, actor))
            }));
        }
    }
    cases.extend(operations::of_others(cases.len() as u16));
    cases.extend(encoding::large(cases.len() as u16));
    Set { letter: 'A', title: "bytes of a change", least: 64, cases }
}

const FROM: Entrance = Entrance::Server("a coordinator of the case");

/// What a change is, the code that refuses it, and how it is made against the card by an actor that wrote nothing yet.
struct Forged(&'static str, Code, fn(&Document, ActorId) -> Vec<u8>);

/// A named attack on automerge itself.
macro_rules! attack {
    ($what:literal, $code:ident, $attack:ident) => {
        Forged($what, Code::$code, |card, actor| Attack::$attack.change(card, actor))
    };
}

/// All of [`Attack::ALL`], in its order.
const ATTACKS: &[Forged] = &[
    attack!("deletes a key without naming what it deletes", ShapeOperation, DeleteWithoutPredecessor),
    attack!("overwrites an operation that never was", ShapeOperation, PredecessorMissing),
    attack!("overwrites an operation of another key", ShapeOperation, PredecessorForeign),
    attack!("overwrites an operation that it makes itself later", ShapeOperation, PredecessorOwnFuture),
    attack!("numbers its operations from 1 over a document that has some", ShapeStart, StartOpOne),
    attack!(
        "numbers its operations at 2³²−1, so that the next honest edit overflows",
        GuardBounds,
        StartOpMax
    ),
    attack!("writes into an object that does not exist", ShapeOperation, MissingObject),
    attack!("a list operation on a map", GuardChunk, ListOperationOnMap),
    attack!("inserts at a map key", ShapeOperation, InsertAtMapKey),
    attack!("the fifth change of an actor that made none", ShapeSequence, SkippedSequence),
    attack!("depends on a change that nobody has", Pending, Orphan),
    attack!("makes a list", ShapeOperation, MakeList),
    attack!("increments what is no counter", ShapeOperation, Increment),
    attack!("writes to a path that the layout does not have", ShapePath, UnknownPath),
    attack!("a sentence where a code belongs", ShapeValue, FreeText),
    attack!("text in the commit message", GuardHidden, Message),
    attack!("bytes behind the columns", GuardHidden, ExtraBytes),
    attack!("claims a time", GuardHidden, Time),
    attack!("70 bytes of run lengths that stand for 300 million operations", GuardBounds, RunLengthBomb),
    attack!("one operation with 50 million predecessors", GuardBounds, PredecessorBomb),
    attack!("a compressed chunk", GuardChunk, Compressed),
    attack!("a whole document in place of a change", GuardChunk, DocumentChunk),
    attack!("a bundle in place of a change", GuardChunk, BundleChunk),
    attack!("names 65 other actors", GuardBounds, ManyActors),
];

/// The body that brings a change of the honest case's card.
fn sent(office: &mut Office, change: Vec<u8>) -> Input {
    let item = Change { record: office.case, compartment: Compartment::Card, change }.to_item();
    Input::Up(office.insider.body(&office.world, vec![item]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_named_attack_is_in_the_set() {
        assert_eq!(ATTACKS.len(), Attack::ALL.len());
    }
}
