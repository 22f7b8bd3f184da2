//! Values where codes, dates and small numbers belong.

use super::Forged;
use jonaki_core::protocol::{ActorId, Code};
use jonaki_document::Document;
use jonaki_document::hostile::{Action, Forgery, Object, Operation, Raw};

fn put(card: &Document, actor: ActorId, key: &str, value: Raw) -> Vec<u8> {
    Forgery::on(card, actor, vec![Operation::put(key, value)]).bytes(card)
}

pub(super) const CASES: &[Forged] = &[
    Forged("no value at all", Code::ShapeValue, |card, actor| put(card, actor, "urgency", Raw::Null)),
    Forged("a float that is no number", Code::ShapeValue, |card, actor| {
        put(card, actor, "number_of_children", Raw::Float(f64::NAN))
    }),
    Forged("a counter", Code::ShapeValue, |card, actor| {
        put(card, actor, "number_of_children", Raw::Counter(2))
    }),
    Forged("a time stamp", Code::ShapeValue, |card, actor| {
        put(card, actor, "when_noticed", Raw::Timestamp(1_772_344_800))
    }),
    Forged("an unsigned integer", Code::ShapeValue, |card, actor| {
        put(card, actor, "number_of_children", Raw::Uint(2))
    }),
    Forged("bytes", Code::ShapeValue, |card, actor| {
        put(card, actor, "urgency", Raw::Bytes(b"high".to_vec()))
    }),
    Forged("a type that nobody has named", Code::ShapeValue, |card, actor| {
        put(card, actor, "urgency", Raw::Unknown(14, vec![1, 2, 3]))
    }),
    Forged("a boolean where a code belongs", Code::ShapeValue, |card, actor| {
        put(card, actor, "urgency", Raw::Bool(true))
    }),
    Forged("a million million children", Code::ShapeValue, |card, actor| {
        put(card, actor, "number_of_children", Raw::Int(1_000_000_000_000))
    }),
    Forged("minus one child", Code::ShapeValue, |card, actor| {
        put(card, actor, "number_of_children", Raw::Int(-1))
    }),
    Forged("the 30th of February", Code::ShapeValue, |card, actor| {
        put(card, actor, "when_noticed", Raw::text("2026-02-30"))
    }),
    Forged("a date in Bangla digits", Code::ShapeValue, |card, actor| {
        put(card, actor, "when_noticed", Raw::text("২০২৬-০২-০১"))
    }),
    Forged("a code in capitals", Code::ShapeValue, |card, actor| {
        put(card, actor, "district", Raw::text("KHULNA"))
    }),
    Forged("a code with a zero-width joiner in it", Code::ShapeValue, |card, actor| {
        put(card, actor, "district", Raw::text("khul\u{200d}na"))
    }),
    Forged("a telephone number where a code belongs", Code::ShapeValue, |card, actor| {
        put(card, actor, "district", Raw::text("01700000000"))
    }),
    Forged("60 KiB of text where a code belongs", Code::ShapeValue, |card, actor| {
        put(card, actor, "district", Raw::text(&"x".repeat(60 * 1024)))
    }),
    Forged("an empty key", Code::ShapePath, |card, actor| put(card, actor, "", Raw::text("high"))),
    Forged("a key with a NUL in it", Code::ShapePath, |card, actor| {
        put(card, actor, "urgency\0", Raw::text("high"))
    }),
    Forged("the Bangla name of a field", Code::ShapePath, |card, actor| {
        put(card, actor, "জেলা", Raw::text("khulna"))
    }),
    Forged("a member of a coded set that is no code", Code::ShapePath, |card, actor| {
        let add = Operation::put_in(Object::Map("concern_types"), "her_uncle", Raw::Bool(true));
        Forgery::on(card, actor, vec![add]).bytes(card)
    }),
    Forged("a member of a coded set that is false", Code::ShapeValue, |card, actor| {
        let add = Operation::put_in(Object::Map("concern_types"), "child_marriage_risk", Raw::Bool(false));
        Forgery::on(card, actor, vec![add]).bytes(card)
    }),
    Forged("a text object that grows", Code::ShapeOperation, |card, actor| {
        Forgery::on(card, actor, vec![Operation::at(Object::Root, "urgency", Action::MakeText)]).bytes(card)
    }),
];
