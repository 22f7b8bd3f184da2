//! A true seal around a hostile change: nobody but the devices can see it.

use super::{Answer, Case, FROM, Office, sealed, through};
use jonaki_core::protocol::{ActorId, Code, DeviceId};
use jonaki_document::hostile::{Action, Attack, Forgery, Object, Operation, Raw};

/// Every named attack but the one that is none here (sealed compartments take text), and some that are only here.
const ATTACKS: &[(Attack, &str, Code)] = &[
    (
        Attack::DeleteWithoutPredecessor,
        "sealed: deletes a key without naming what it deletes",
        Code::ShapeOperation,
    ),
    (Attack::PredecessorMissing, "sealed: overwrites an operation that never was", Code::ShapeOperation),
    (Attack::PredecessorForeign, "sealed: overwrites an operation of another key", Code::ShapeOperation),
    (
        Attack::PredecessorOwnFuture,
        "sealed: overwrites an operation that it makes later",
        Code::ShapeOperation,
    ),
    (Attack::StartOpOne, "sealed: numbers its operations from 1", Code::ShapeStart),
    (Attack::StartOpMax, "sealed: numbers its operations at 2³²−1", Code::GuardBounds),
    (Attack::MissingObject, "sealed: writes into an object that does not exist", Code::ShapeOperation),
    (Attack::ListOperationOnMap, "sealed: a list operation on a map", Code::GuardChunk),
    (Attack::InsertAtMapKey, "sealed: inserts at a map key", Code::ShapeOperation),
    (Attack::SkippedSequence, "sealed: the fifth change of an actor that made none", Code::ShapeSequence),
    (Attack::Orphan, "sealed: depends on a change that nobody has", Code::Pending),
    (Attack::MakeList, "sealed: makes a list", Code::ShapeOperation),
    (Attack::Increment, "sealed: increments what is no counter", Code::ShapeOperation),
    (Attack::UnknownPath, "sealed: writes to a path that the layout does not have", Code::ShapePath),
    (Attack::Message, "sealed: text in the commit message", Code::GuardHidden),
    (Attack::ExtraBytes, "sealed: bytes behind the columns", Code::GuardHidden),
    (Attack::Time, "sealed: claims a time", Code::GuardHidden),
    (Attack::RunLengthBomb, "sealed: 300 million operations in 70 bytes", Code::GuardBounds),
    (Attack::PredecessorBomb, "sealed: one operation with 50 million predecessors", Code::GuardBounds),
    (Attack::Compressed, "sealed: a compressed chunk", Code::GuardChunk),
    (Attack::DocumentChunk, "sealed: a whole document in place of a change", Code::GuardChunk),
    (Attack::BundleChunk, "sealed: a bundle in place of a change", Code::GuardChunk),
    (Attack::ManyActors, "sealed: names 65 other actors", Code::GuardBounds),
];

/// What an operation of the insider on the account is, and the code that sets it aside.
type Forged = (&'static str, Code, fn() -> Operation);

const FORGED: &[Forged] = &[
    ("sealed: a text of 20,001 characters", Code::ShapeValue, || {
        Operation::put("narrative", Raw::text(&"ক".repeat(20_001)))
    }),
    ("sealed: a name of 501 characters", Code::ShapeValue, || {
        Operation::put("village", Raw::text(&"ক".repeat(501)))
    }),
    ("sealed: a number where text belongs", Code::ShapeValue, || Operation::put("narrative", Raw::Int(7))),
    ("sealed: a float as an answer to a question", Code::ShapeValue, || {
        Operation::put_in(Object::Map("answers"), "question_7", Raw::Float(f64::INFINITY))
    }),
    ("sealed: an answer under a key that is no code", Code::ShapePath, || {
        Operation::put_in(Object::Map("answers"), "প্রশ্ন", Raw::text("হ্যাঁ"))
    }),
    ("sealed: writes where a later version will keep tasks", Code::ShapePath, || {
        Operation::put_in(Object::Map("tasks"), "task", Raw::Bool(true))
    }),
    ("sealed: a note without its text", Code::ShapeValue, || {
        Operation::at(Object::Map("notes"), "5e5e5e5e5e5e5e5e5e5e5e5e", Action::MakeMap)
    }),
];

pub(super) fn cases(from: u16) -> Vec<Case<Office>> {
    let mut cases = Vec::new();
    let number = |cases: &Vec<Case<Office>>| from + cases.len() as u16 + 1;
    for (attack, what, code) in ATTACKS {
        let attack = *attack;
        cases.push(Case::new(
            number(&cases),
            what,
            FROM,
            Answer::SetAside(*code),
            move |office: &mut Office| {
                let actor = office.insider.actor();
                let raw = attack.change(&office.bait.document, actor);
                let sealed = sealed(office, &raw);
                through(office, sealed.to_item())
            },
        ));
    }
    for (what, code, operation) in FORGED {
        let operation = *operation;
        cases.push(Case::new(
            number(&cases),
            what,
            FROM,
            Answer::SetAside(*code),
            move |office: &mut Office| {
                let (actor, document) = (office.insider.actor(), &office.bait.document);
                let raw = Forgery::on(document, actor, vec![operation()]).bytes(document);
                let sealed = sealed(office, &raw);
                through(office, sealed.to_item())
            },
        ));
    }
    let what = "sealed: in the name of another device";
    cases.push(Case::new(
        number(&cases),
        what,
        FROM,
        Answer::SetAside(Code::ShapeActor),
        |office: &mut Office| {
            let other = ActorId { device: DeviceId::from_bytes([8; 16]), incarnation: [0; 4] };
            let document = &office.bait.document;
            let raw = Forgery::on(document, other, vec![Operation::put("village", Raw::text("গ্রাম"))])
                .bytes(document);
            let sealed = sealed(office, &raw);
            through(office, sealed.to_item())
        },
    ));
    cases
}
