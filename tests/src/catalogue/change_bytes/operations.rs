//! Operations on what is immutable, on what is not there, and in the name of others.

use super::super::{Answer, Case, Entrance, Input, Office};
use super::{Forged, sent};
use jonaki_core::protocol::{ActorId, Change, Code, Compartment, DeviceId, EntryId, Timestamp};
use jonaki_document::hostile::{Action, Forgery, Object, Operation, Preds, Raw, made_at};
use jonaki_document::{Document, Edit, genesis};

/// The key of a new entry.
fn fresh() -> String {
    EntryId::from_bytes([0x5e; 12]).to_string()
}

const HOUR: i64 = 1_772_344_800;

fn make(key: &str) -> Operation {
    Operation::at(Object::Map("events"), key, Action::MakeMap)
}

fn field(name: &str, value: Raw) -> Operation {
    Operation::put_in(Object::Made(0), name, value)
}

fn event(card: &Document, actor: ActorId, operations: Vec<Operation>) -> Vec<u8> {
    Forgery::on(card, actor, operations).bytes(card)
}

/// An event that is there: its key, and the operation that made it.
#[allow(clippy::expect_used, reason = "an honest report has its first event")]
fn there(card: &Document) -> (String, (u64, ActorId)) {
    let entry = card.entries("events").into_iter().next().expect("a report's event");
    let key = entry.id.to_string();
    let made = made_at(card, "events", &key).expect("it was made");
    (key, made)
}

pub(super) const CASES: &[Forged] = &[
    Forged("writes over the map of events", Code::ShapePath, |card, actor| {
        event(card, actor, vec![Operation::put("events", Raw::text("gone"))])
    }),
    Forged("deletes the map of events", Code::ShapePath, |card, actor| {
        event(card, actor, vec![Operation::at(Object::Root, "events", Action::Delete)])
    }),
    Forged("makes a map in place of a field", Code::ShapeOperation, |card, actor| {
        event(card, actor, vec![Operation::at(Object::Root, "urgency", Action::MakeMap)])
    }),
    Forged("makes a table in place of a field", Code::ShapeOperation, |card, actor| {
        event(card, actor, vec![Operation::at(Object::Root, "urgency", Action::MakeTable)])
    }),
    Forged("deletes what is not there", Code::ShapeOperation, |card, actor| {
        event(card, actor, vec![Operation::at(Object::Root, "urgency", Action::Delete)])
    }),
    Forged("names one predecessor twice", Code::ShapeOperation, |card, actor| {
        let (_, (counter, by)) = there(card);
        let preds = Preds::Ids(vec![(counter, Some(by)), (counter, Some(by))]);
        event(card, actor, vec![Operation { preds, ..Operation::put("urgency", Raw::text("high")) }])
    }),
    Forged("writes beside what it saw, to make a conflict", Code::ShapeOperation, |card, actor| {
        let write = Operation { preds: Preds::None, ..Operation::put("district", Raw::text("khulna")) };
        event(card, actor, vec![write])
    }),
    Forged("writes one key twice", Code::ShapeOperation, |card, actor| {
        let write = || Operation::put("urgency", Raw::text("high"));
        event(card, actor, vec![write(), write()])
    }),
    Forged("a scalar in place of an event", Code::ShapeOperation, |card, actor| {
        event(card, actor, vec![Operation::put_in(Object::Map("events"), &fresh(), Raw::text("closed"))])
    }),
    Forged("an event whose key is no id", Code::ShapePath, |card, actor| {
        event(card, actor, vec![make("closed_by_me")])
    }),
    Forged("an event whose key is in capitals", Code::ShapePath, |card, actor| {
        event(card, actor, vec![make(&fresh().to_uppercase())])
    }),
    Forged("an event without its fields", Code::ShapeValue, |card, actor| {
        event(card, actor, vec![make(&fresh())])
    }),
    Forged("an event with a field of its own", Code::ShapePath, |card, actor| {
        event(card, actor, vec![make(&fresh()), field("said", Raw::text("closed"))])
    }),
    Forged("an event of a kind that is no code", Code::ShapeValue, |card, actor| {
        event(
            card,
            actor,
            vec![make(&fresh()), field("kind", Raw::text("her name")), field("at", Raw::Int(HOUR))],
        )
    }),
    Forged("an event in the middle of an hour", Code::ShapeValue, |card, actor| {
        event(
            card,
            actor,
            vec![make(&fresh()), field("kind", Raw::text("closed")), field("at", Raw::Int(HOUR + 1))],
        )
    }),
    Forged("an event with one field twice", Code::ShapeOperation, |card, actor| {
        let kind = || field("kind", Raw::text("closed"));
        event(card, actor, vec![make(&fresh()), kind(), kind(), field("at", Raw::Int(HOUR))])
    }),
    Forged("a map inside an event", Code::ShapeOperation, |card, actor| {
        event(card, actor, vec![make(&fresh()), Operation::at(Object::Made(0), "kind", Action::MakeMap)])
    }),
    Forged("one event made twice", Code::ShapeOperation, |card, actor| {
        event(card, actor, vec![make(&fresh()), make(&fresh())])
    }),
    Forged("makes an event anew", Code::PolicyImmutable, |card, actor| {
        event(card, actor, vec![make(&there(card).0)])
    }),
    Forged("deletes an event", Code::PolicyImmutable, |card, actor| {
        event(card, actor, vec![Operation::at(Object::Map("events"), &there(card).0, Action::Delete)])
    }),
    Forged("adds a field to an event", Code::PolicyImmutable, |card, actor| {
        let (counter, by) = there(card).1;
        event(card, actor, vec![Operation::put_in(Object::By(counter, by), "reason", Raw::text("safety"))])
    }),
    Forged("a view in the name of another device", Code::Policy, |card, actor| {
        let other = DeviceId::from_bytes([8; 16]).to_string();
        let view = Operation::at(Object::Map("views"), &other, Action::MakeMap);
        event(card, actor, vec![view, field("at", Raw::Int(HOUR))])
    }),
    Forged("rewrites how the report came to be", Code::PolicyImmutable, |card, actor| {
        event(card, actor, vec![Operation::put("mode", Raw::text("practice"))])
    }),
    Forged("a second beginning, without dependencies", Code::ShapeStart, |card, actor| {
        let forgery = Forgery::on(card, actor, vec![Operation::put("urgency", Raw::text("high"))]);
        Forgery { deps: Vec::new(), start_op: 1, ..forgery }.bytes(card)
    }),
    Forged("in the name of another device", Code::ShapeActor, |card, _| {
        let other = ActorId { device: DeviceId::from_bytes([8; 16]), incarnation: [0; 4] };
        event(card, other, vec![Operation::put("urgency", Raw::text("high"))])
    }),
    Forged("in the name of nobody", Code::ShapeActor, |card, _| {
        let nobody = ActorId { device: DeviceId::NOBODY, incarnation: [0; 4] };
        event(card, nobody, vec![Operation::put("urgency", Raw::text("high"))])
    }),
    Forged("the first change of another compartment", Code::ShapeActor, |_, _| {
        genesis(Compartment::Safety).to_vec()
    }),
];

/// What other roles send, and what needs a past.
pub(super) fn of_others(from: u16) -> Vec<Case<Office>> {
    let twice = Case::new(
        from + 1,
        "another change under a sequence number that it has used",
        Entrance::Server("a coordinator of the case"),
        Answer::Item(Code::ShapeSequence),
        |office: &mut Office| {
            let (card, actor) = (office.card(office.case), office.insider.actor());
            let change = |value| event(&card, actor, vec![Operation::put("phase", Raw::text(value))]);
            let honest =
                Change { record: office.case, compartment: Compartment::Card, change: change("rescued") };
            office.insider.send_honest(&mut office.world, vec![honest.to_item()]);
            sent(office, change("returned"))
        },
    );
    let closing = Case::new(
        from + 2,
        "a reporter closes its case",
        Entrance::Server("the reporter of the case"),
        Answer::Item(Code::Policy),
        |office: &mut Office| {
            let (record, actor) = (office.own.record, office.snitch.actor());
            let at = Timestamp(HOUR).floor_hour().0;
            let fields = [("kind", "closed".into()), ("at", at.into()), ("reason", "goals_met".into())];
            let close = Edit::add_entry("events", EntryId::from_bytes([0x5e; 12]), &fields);
            let mut card = office.card(record);
            let change = card.edit(actor, &[close]).expect("well formed").expect("a change").bytes;
            let item = Change { record, compartment: Compartment::Card, change }.to_item();
            Input::Up(office.snitch.body(&office.world, vec![item]))
        },
    );
    let provider = Case::new(
        from + 3,
        "a provider edits a case",
        Entrance::Server("a provider"),
        Answer::Item(Code::Policy),
        |office: &mut Office| {
            let (card, actor) = (office.card(office.case), office.provider.actor());
            let change = event(&card, actor, vec![Operation::put("phase", Raw::text("rescued"))]);
            let item = Change { record: office.case, compartment: Compartment::Card, change }.to_item();
            Input::Up(office.provider.body(&office.world, vec![item]))
        },
    );
    let clear = Case::new(
        from + 4,
        "clear text for a sealed compartment",
        Entrance::Server("a coordinator of the case"),
        Answer::Item(Code::Malformed),
        |office: &mut Office| {
            let actor = office.insider.actor();
            let mut account = Document::new(Compartment::Account).expect("a document");
            let told = account.edit(actor, &[Edit::set("narrative", "খোলা লেখা".into())]);
            let change = told.expect("well formed").expect("a change").bytes;
            let item = Change { record: office.case, compartment: Compartment::Account, change }.to_item();
            Input::Up(office.insider.body(&office.world, vec![item]))
        },
    );
    vec![twice, closing, provider, clear]
}
