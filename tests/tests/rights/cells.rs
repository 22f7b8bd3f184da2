//! The 3,528 cells of the rule table through the whole pipeline: for each a real change of that standing, compartment,
//! class of path and action, signed by a device of that standing, judged by the server where the compartment is open and by an
//! honest reader's device where it is sealed.
//!
//! 972 cells name a path that the compartment has; each is attempted on a record of its own. The other 2,556 name one of 71
//! classes that the compartment does not have: there is nothing to write to. For each of the 71 the strongest standing tries
//! anyway, at the place where another compartment has it, and is refused for the path.
//!
//! What is of a case is tried on a case, and what is of a referral on a referral of that case, which a third organisation
//! made to a fourth. Sender and receiver are that to their referral only, so they try everything there.
//!
//! The reader's device gets every attempt on a case from a server that lies: whole batches, whatever the honest server says
//! of them. A sealed cell therefore holds twice: by the device alone, and by server and device together. On a referral the
//! device's part is the function that every device asks of a sealed change, [`verify_sealed`].

use super::cast::{
    ADMIN, COORDINATOR, Cast, HELPER, OUTSIDE_ADMIN, OUTSIDE_COORDINATOR, Opened, RECEIVER, RECEIVER_HELPER,
    REPORTER, SENDER, SENDER_HELPER,
};
use jonaki_core::Budget;
use jonaki_core::protocol::sync::{FeedEntry, News, Response};
use jonaki_core::protocol::{
    ActorId, Code, Compartment, CompartmentSet, DeviceId, Digest, EntryId, Item, RecordId, SignedBatch,
    Withdraw,
};
use jonaki_document::hostile::{Action as Doing, Forgery, Object, Operation, Raw, made_at};
use jonaki_document::{Document, Edit, Scalar, Standing, Writer, verify_sealed};
use jonaki_server::operations::check;
use std::collections::BTreeMap;

const TABLE: &str = include_str!("../../../core/document/tests/data/policy.tsv");
/// 2026-03-01T06:00:00Z, a whole hour.
const HOUR: i64 = 1_772_344_800;

/// A cell of the table.
#[derive(Debug, Clone, Copy)]
struct Cell {
    compartment: Compartment,
    class: &'static str,
    action: &'static str,
    standing: &'static str,
    allowed: bool,
}

/// A cell that is being attempted.
struct Attempt {
    cell: Cell,
    opened: Opened,
    /// The document of the cell's compartment as the attacker has it.
    document: Document,
    actor: ActorId,
    /// The attacker's own earlier value, where the table forbids that too: it is refused, and the attempt rests on it.
    first: Option<Item>,
    item: Option<Item>,
    /// What the function that a device asks says of the first and of the attempt, on a referral's sealed document.
    first_alone: Option<Code>,
    alone: Option<Code>,
}

impl Cell {
    /// Whether it is tried on a referral.
    fn is_at_referral(&self) -> bool {
        self.compartment.is_of_referral() || [SENDER, RECEIVER].contains(&self.standing)
    }

    /// The change that opens a referral is the only one that writes a header.
    fn opens(&self) -> bool {
        (self.class, self.action, self.standing) == ("header", "create", SENDER)
            && self.compartment == Compartment::Referral
    }

    /// What a device says of a change to a referral's sealed document, were this its author.
    fn alone(&self, document: &Document, change: &[u8], device: DeviceId) -> Option<Code> {
        let writer = Writer { device, standing: self.as_standing() };
        let asked = self.is_at_referral() && self.compartment.is_sealed();
        asked.then(|| verify_sealed(document, change, &writer).err().map(|refusal| refusal.code)).flatten()
    }

    fn as_standing(&self) -> Standing {
        match self.standing {
            REPORTER => Standing::ReporterOfCase,
            COORDINATOR => Standing::CoordinatorWithAccess,
            OUTSIDE_COORDINATOR => Standing::CoordinatorWithoutAccess,
            ADMIN => Standing::AdminWithAccess,
            SENDER => Standing::Sender,
            RECEIVER => Standing::Receiver,
            OUTSIDE_ADMIN => Standing::Stranger,
            "provider" => Standing::Provider,
            _ => Standing::OtherReporter,
        }
    }
}

const LISTINGS: [&str; 2] = ["0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"];

/// Where a class lives in a compartment.
enum Spot {
    Register(&'static str, [&'static str; 2]),
    Key(&'static str, &'static str, [Raw; 2]),
    /// An entry of this map, and its field beside `at`.
    Entry(&'static str, Option<(&'static str, &'static str)>),
}

fn spot(compartment: Compartment, class: &str) -> Option<Spot> {
    use Compartment::{Account, Card, Disclosure, Identity, Referral, Safety, Work};
    let text = ["প্রথম", "দ্বিতীয়"];
    Some(match (compartment, class) {
        (Card, "origin") => Spot::Register("source_channel", ["app", "phone"]),
        (Card, "fact") => Spot::Register("victim_sex", ["female", "male"]),
        (Card, "member") => Spot::Key("concern_types", "begging", [Raw::Bool(true), Raw::Bool(true)]),
        (Card, "assessment") => Spot::Register("urgency", ["low", "high"]),
        (Card, "report_event") => Spot::Entry("events", Some(("kind", "addendum"))),
        (Card, "status_event") => Spot::Entry("events", Some(("kind", "screening"))),
        (Card, "view") => Spot::Entry("views", None),
        (Card, "case_event") => Spot::Entry("events", Some(("kind", "asked"))),
        (Account, "fact") => Spot::Register("narrative", text),
        (Identity, "fact") => Spot::Register("name_nick", text),
        (Safety, "assessment") => Spot::Register("shelter", text),
        (Work, "assessment") => Spot::Register("trafficking_status", ["possible", "actual"]),
        (Work, "work") => Spot::Entry("flags", Some(("text", "মনে রাখুন"))),
        (Referral, "header") => Spot::Register("listing", LISTINGS),
        // Neither ends the referral.
        (Referral, "sender_event") => Spot::Entry("events", Some(("kind", "info_given"))),
        (Referral, "receiver_event") => Spot::Entry("events", Some(("kind", "needs_info"))),
        (Referral, "view") => Spot::Entry("views", None),
        (Disclosure, "fact") => Spot::Register("message", text),
        (Account | Identity | Safety | Work | Disclosure, "answer") => {
            Spot::Key("answers", "first_seen", text.map(Raw::text))
        }
        (Account | Safety | Work | Disclosure, "note") => Spot::Entry("notes", Some(("text", "টীকা"))),
        _ => return None,
    })
}

/// The whole table.
fn cells() -> Vec<Cell> {
    let mut lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    let columns: Vec<&'static str> = lines.next().expect("a heading").split('\t').skip(3).collect();
    let mut cells = Vec::new();
    for line in lines {
        let row: Vec<&'static str> = line.split('\t').collect();
        let compartment =
            Compartment::ALL.into_iter().find(|part| part.name() == row[0]).expect("a compartment");
        for (standing, cell) in columns.iter().zip(&row[3..]) {
            // An administrator of an organisation without a grant is a stranger to the case.
            let standing = if *standing == "stranger" { OUTSIDE_ADMIN } else { standing };
            let (class, action, allowed) = (row[1], row[2], *cell == "yes");
            cells.push(Cell { compartment, class, action, standing, allowed });
        }
    }
    cells
}

/// Whether it is tried by who had access to the case for a time.
fn is_outside(cell: &Cell) -> bool {
    [OUTSIDE_COORDINATOR, OUTSIDE_ADMIN].contains(&cell.standing) && !cell.is_at_referral()
}

/// Whose value the attempt meets. `None`: nobody's.
fn planter(cell: &Cell, all: &[Cell]) -> Option<&'static str> {
    let may_create = |standing| {
        all.iter().any(|other| {
            (other.compartment, other.class, other.action, other.standing)
                == (cell.compartment, cell.class, "create", standing)
                && other.allowed
        })
    };
    match cell.action {
        "create" => None,
        "replace_own" => Some(cell.standing),
        _ if cell.compartment.is_of_referral() && may_create(SENDER) => Some(SENDER_HELPER),
        _ if cell.compartment.is_of_referral() => Some(RECEIVER_HELPER),
        _ if cell.standing != REPORTER && may_create(REPORTER) => Some(REPORTER),
        _ => Some(HELPER),
    }
}

/// Whether a planter's value is admitted: everybody in the other organisation has access while things are planted.
fn may_plant(cell: &Cell, planter: &str, all: &[Cell]) -> bool {
    let standing = match planter {
        OUTSIDE_COORDINATOR | HELPER => COORDINATOR,
        OUTSIDE_ADMIN => ADMIN,
        SENDER_HELPER => SENDER,
        RECEIVER_HELPER => RECEIVER,
        own => own,
    };
    // At a referral nobody of the case has a standing.
    let here = !cell.compartment.is_of_referral() || [SENDER, RECEIVER].contains(&standing);
    here && all.iter().any(|other| {
        (other.compartment, other.class, other.action, other.standing)
            == (cell.compartment, cell.class, "create", standing)
            && other.allowed
    })
}

fn entry_key(map: &str, owner: DeviceId) -> String {
    if map == "views" { owner.to_string() } else { EntryId::from_bytes([7; 12]).to_string() }
}

fn plant(spot: &Spot) -> Edit {
    match spot {
        Spot::Register(field, [first, _]) => Edit::set(field, Scalar::from(*first)),
        Spot::Key("answers", key, _) => Edit::set(&format!("answers.{key}"), "প্রথম".into()),
        Spot::Key(map, key, _) => Edit::add_member(map, key),
        Spot::Entry(map, field) => {
            let mut fields = vec![("at", Scalar::Int(HOUR))];
            fields.extend(field.map(|(name, value)| (name, Scalar::from(value))));
            Edit::add_entry(map, EntryId::from_bytes([7; 12]), &fields)
        }
    }
}

/// The attack itself. An entry is replaced in two ways: made again, and written into.
fn operations(spot: &Spot, action: &str, document: &Document, owner: DeviceId) -> Vec<Operation> {
    match spot {
        Spot::Register(field, _) if action == "remove" => {
            vec![Operation::at(Object::Root, field, Doing::Delete)]
        }
        Spot::Register(field, [_, second]) => vec![Operation::put(field, Raw::text(second))],
        Spot::Key(map, key, _) if action == "remove" => {
            vec![Operation::at(Object::Map(map), key, Doing::Delete)]
        }
        Spot::Key(map, key, [_, second]) => vec![Operation::put_in(Object::Map(map), key, second.clone())],
        Spot::Entry(map, field) => {
            let key = entry_key(map, owner);
            match (action, made_at(document, map, &key)) {
                ("remove", _) => vec![Operation::at(Object::Map(map), &key, Doing::Delete)],
                ("replace_other", Some((counter, actor))) => {
                    vec![Operation::put_in(Object::By(counter, actor), "at", Raw::Int(HOUR + 3600))]
                }
                _ => {
                    let mut all = vec![Operation::at(Object::Map(map), &key, Doing::MakeMap)];
                    all.extend(
                        field.map(|(name, value)| Operation::put_in(Object::Made(0), name, Raw::text(value))),
                    );
                    all.push(Operation::put_in(Object::Made(0), "at", Raw::Int(HOUR + 3600)));
                    all
                }
            }
        }
    }
}

/// Opens a record for each cell: cases, and referrals of cases.
fn open(cast: &mut Cast, cells: &[Cell], all: &[Cell]) -> Vec<Opened> {
    let cases = cast.open(REPORTER, cells.iter().filter(|cell| !cell.is_at_referral()).count());
    let referrals: Vec<&Cell> = cells.iter().filter(|cell| cell.is_at_referral()).collect();
    let agreed = cast.agreed(referrals.len().div_ceil(200));
    let mut headers: BTreeMap<&'static str, Vec<_>> = BTreeMap::new();
    for (cell, (case, consent)) in referrals.iter().zip(agreed.iter().cycle()) {
        if cell.opens() {
            continue;
        }
        // A header's own value comes with it.
        let planted = planter(cell, all).filter(|name| cell.class == "header" && may_plant(cell, name, all));
        let listing = planted.and_then(|_| RecordId::from_hex(LISTINGS[0]));
        let header = jonaki_document::referral::Header { listing, ..cast.header(case.record, *consent) };
        headers.entry(planted.unwrap_or(SENDER_HELPER)).or_default().push(header);
    }
    let mut opened: BTreeMap<&'static str, std::vec::IntoIter<Opened>> = BTreeMap::new();
    for (name, headers) in headers {
        opened.insert(name, cast.refer(name, &headers).into_iter());
    }
    let mut cases = cases.into_iter();
    let mut one = |cell: &Cell| {
        if !cell.is_at_referral() {
            return cases.next();
        }
        if cell.opens() {
            return Some(cast.unopened(SENDER));
        }
        let planted = planter(cell, all).filter(|name| cell.class == "header" && may_plant(cell, name, all));
        opened.get_mut(planted.unwrap_or(SENDER_HELPER)).and_then(Iterator::next)
    };
    cells.iter().map(|cell| one(cell).expect("a record for each cell")).collect()
}

/// Opens a record for each cell and plants what it needs.
fn prepare(cast: &mut Cast, cells: &[Cell], all: &[Cell]) -> Vec<Attempt> {
    let opened = open(cast, cells, all);
    let mut attempts: Vec<Attempt> = cells
        .iter()
        .zip(opened)
        .map(|(cell, opened)| {
            let actor = cast.peers.get_mut(cell.standing).expect("a peer").actor();
            let document = match cell.compartment {
                part if part == opened.card.compartment() => opened.card.clone(),
                other => Document::new(other).expect("a document"),
            };
            Attempt {
                cell: *cell,
                opened,
                document,
                actor,
                first: None,
                item: None,
                first_alone: None,
                alone: None,
            }
        })
        .collect();
    let is_closed = |part| CompartmentSet::CLOSED_TO_REPORTERS.contains(part);
    let closed = attempts.iter().filter(|attempt| is_closed(attempt.cell.compartment));
    let closed = closed.filter(|attempt| !attempt.cell.is_at_referral());
    cast.open_closed(&closed.map(|attempt| &attempt.opened).collect::<Vec<_>>());
    let parts = [Compartment::Account, Compartment::Identity, Compartment::Safety, Compartment::Work];
    let shared = attempts.iter().filter(|attempt| is_outside(&attempt.cell)).map(|attempt| {
        let most = if is_closed(attempt.cell.compartment) { 4 } else { 2 };
        (&attempt.opened, &parts[..most])
    });
    cast.share(&shared.collect::<Vec<_>>());
    let mut planted: BTreeMap<&'static str, Vec<Item>> = BTreeMap::new();
    for attempt in &mut attempts {
        let Attempt { cell, opened, document, actor, first_alone, .. } = attempt;
        let (Some(name), Some(spot)) = (planter(cell, all), spot(cell.compartment, cell.class)) else {
            continue;
        };
        let may = may_plant(cell, name, all);
        if may && cell.class == "header" {
            continue;
        }
        let actor =
            if name == cell.standing { *actor } else { cast.peers.get_mut(name).expect("a peer").actor() };
        let before = document.clone();
        let change = document.edit(actor, &[plant(&spot)]).expect("edited").expect("a change");
        *first_alone = cell.alone(&before, &change.bytes, actor.device);
        let item = cast.item(name, opened, cell.compartment, change.bytes);
        // Nothing of a case is taken at a referral, whoever brings it: the attempt rests on what was never admitted.
        let foreign = cell.is_at_referral() && !cell.compartment.is_of_referral();
        if may && !foreign {
            planted.entry(name).or_default().push(item);
        } else if name == cell.standing {
            attempt.first = Some(item);
        }
    }
    for (name, items) in planted {
        cast.must_send(name, items);
    }
    withdraw(cast, &attempts);
    attempts
}

/// Takes the other organisation's access away again.
fn withdraw(cast: &mut Cast, attempts: &[Attempt]) {
    let (recipient, _) = cast.epoch(cast.other);
    let outside = attempts.iter().filter(|attempt| is_outside(&attempt.cell));
    let items = outside.map(|attempt| Withdraw { record: attempt.opened.record, recipient }.to_item());
    let items = items.collect();
    cast.must_send(HELPER, items);
}

fn forge(cast: &mut Cast, attempts: &mut [Attempt]) {
    let agreed = cast.agreed(1).pop().expect("a case");
    for attempt in attempts {
        let Attempt { cell, opened, document, actor, alone, .. } = attempt;
        let owner = match cell.action {
            "create" | "replace_own" => actor.device,
            _ if document.views().is_empty() => actor.device,
            _ => document.views()[0].author.device,
        };
        let bytes = if cell.opens() {
            let header = cast.header(agreed.0.record, agreed.1);
            document.clone().edit(*actor, &header.edits()).expect("edited").expect("a change").bytes
        } else {
            let operations = match spot(cell.compartment, cell.class) {
                Some(spot) => operations(&spot, cell.action, document, owner),
                None => elsewhere(cell.compartment, cell.class),
            };
            Forgery::on(document, *actor, operations).bytes(document)
        };
        *alone = cell.alone(document, &bytes, actor.device);
        attempt.item = Some(cast.item(cell.standing, opened, cell.compartment, bytes));
    }
}

/// What another compartment has, and this one has not: at its root, or in a map that this one has for something else.
fn elsewhere(compartment: Compartment, class: &str) -> Vec<Operation> {
    let shared = matches!(compartment, Compartment::Card | Compartment::Referral);
    if shared && class.ends_with("_event") {
        let kind = if compartment == Compartment::Card { "recalled" } else { "closed" };
        let map = Operation::at(Object::Map("events"), &entry_key("events", DEVICE), Doing::MakeMap);
        let filled = [("kind", Raw::text(kind)), ("at", Raw::Int(HOUR))];
        let filled = filled.map(|(name, value)| Operation::put_in(Object::Made(0), name, value));
        return [map].into_iter().chain(filled).collect();
    }
    vec![match class {
        "origin" => Operation::put("mode", Raw::text("practice")),
        "fact" => Operation::put("victim_sex", Raw::text("female")),
        "assessment" => Operation::put("shelter", Raw::text("প্রথম")),
        "member" => Operation::put("concern_types", Raw::Bool(true)),
        "header" => Operation::put("purpose", Raw::text("services")),
        "answer" => Operation::at(Object::Root, "answers", Doing::MakeMap),
        "note" => Operation::at(Object::Root, "notes", Doing::MakeMap),
        "view" => Operation::at(Object::Root, "views", Doing::MakeMap),
        "work" => Operation::at(Object::Root, "tasks", Doing::MakeMap),
        _ => Operation::at(Object::Root, "events", Doing::MakeMap),
    }]
}

/// An entry of `events` has a key of its own, whoever writes it.
const DEVICE: DeviceId = DeviceId::from_bytes([0; 16]);

/// What server and reader's device say of an attempt. `None`: taken.
#[derive(Debug, Clone, Copy)]
struct Verdicts {
    server: Option<Code>,
    device: Option<Code>,
}

/// Sends every attempt to the server, then all of them to the reader's device as a lying server would.
fn attempt(cast: &mut Cast, attempts: &[Attempt]) -> BTreeMap<Digest, Verdicts> {
    cast.world.sync(&mut cast.reader).expect("the reader has everything so far");
    let mut by: BTreeMap<&'static str, Vec<Item>> = BTreeMap::new();
    for attempt in attempts {
        let items = by.entry(attempt.cell.standing).or_default();
        items.extend(attempt.first.iter().chain(&attempt.item).cloned());
    }
    let mut verdicts = BTreeMap::new();
    let mut batches = Vec::new();
    for (name, items) in by {
        for items in items.chunks(200) {
            let (batch, said) = cast.send_batch(name, items.to_vec());
            for (item, code) in items.iter().zip(said) {
                verdicts.insert(item.hash(), Verdicts { server: code, device: None });
            }
            batches.push(batch);
        }
    }
    lie(cast, batches);
    let database = cast.reader.read();
    for attempt in attempts {
        let both = [(&attempt.first, attempt.first_alone), (&attempt.item, attempt.alone)];
        for (item, alone) in both.into_iter().filter_map(|(item, alone)| Some((item.as_ref()?, alone))) {
            let hash = item.hash();
            let device = if attempt.cell.is_at_referral() {
                alone
            } else {
                let sql = "SELECT max(verdict) FROM parcel_item WHERE hash = ?1";
                let found: Option<u16> =
                    database.query_row(sql, [hash.as_bytes().as_slice()], |row| row.get(0)).expect("a row");
                let number = found.expect("the device got it");
                (number != 0).then(|| Code::from_number(number).expect("a code"))
            };
            verdicts.entry(hash).and_modify(|verdict| verdict.device = device);
        }
    }
    verdicts
}

/// Answers the reader with whole batches, whatever was admitted of them.
fn lie(cast: &mut Cast, batches: Vec<(SignedBatch, u64)>) {
    let body = cast.reader.client().sync_request(Budget::default()).expect("a request").body;
    let answer = cast.world.exchange(&body);
    let mut response = Response::from_body(&answer.body).expect("an answer");
    let entries = batches.into_iter().map(|(batch, entry)| FeedEntry::new(entry, &News::Batch(batch)));
    response.feed = entries.collect();
    let body = response.to_body().expect("an answer");
    cast.reader.client().sync_answer(200, &body).expect("taken in, item by item");
}

#[test]
fn every_cell_of_the_table_holds_through_the_whole_pipeline() {
    let all = cells();
    assert_eq!(all.len(), 3_528);
    let (mut tried, absent): (Vec<Cell>, Vec<Cell>) =
        all.iter().partition(|cell| spot(cell.compartment, cell.class).is_some());
    assert_eq!((tried.len(), absent.len()), (972, 2_556));
    // One probe for each class that a compartment does not have, by who may do most.
    let strongest = |part: Compartment| if part.is_of_referral() { SENDER } else { COORDINATOR };
    let probe = |cell: &&Cell| cell.standing == strongest(cell.compartment) && cell.action == "create";
    tried.extend(absent.iter().filter(probe));
    assert_eq!(tried.len(), 972 + 71);
    assert!(absent.iter().all(|cell| !cell.allowed), "nothing is allowed where there is no path");

    let mut cast = Cast::new(71);
    let mut attempts = prepare(&mut cast, &tried, &all);
    forge(&mut cast, &mut attempts);
    let verdicts = attempt(&mut cast, &attempts);
    let mut wrong = Vec::new();
    for attempt in &attempts {
        let Attempt { cell, item, first, .. } = attempt;
        let Verdicts { server, device } = verdicts[&item.as_ref().expect("an attempt").hash()];
        let sealed = cell.compartment.is_sealed();
        let pipeline = server.is_none() && (!sealed || device.is_none());
        let alone = !sealed || device.is_none() == cell.allowed;
        let absent = spot(cell.compartment, cell.class).is_none();
        let shared = cell.class.ends_with("_event") && !sealed;
        let code = if shared { Code::ShapeValue } else { Code::ShapePath };
        let path = !absent || if sealed { device } else { server } == Some(code);
        let refused = |item: &Item| verdicts[&item.hash()];
        let first = first.as_ref().map(refused);
        let first_refused =
            first.is_none_or(|first| (if sealed { first.device } else { first.server }).is_some());
        if pipeline != cell.allowed || !alone || !path || !first_refused {
            wrong.push(format!("{cell:?}: server {server:?}, device {device:?}, before {first:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} cells differ:\n{}", wrong.len(), wrong.join("\n"));
    let report = check(cast.world.service()).expect("the server can be checked");
    assert_eq!(report.faults, Vec::<String>::new());
    cast.world.sync(&mut cast.reader).expect("the reader goes on");
}
