//! A small fuzzer over operations and bytes of honest changes: whatever is admitted must be harmless for ever
//! after.
//!
//! Harmless: the document loads and saves, replicas that take the change in different orders are equal,
//! concurrent edits merge, and honest editing goes on. `JONAKI_MUTATIONS` raises the number of mutations,
//! `JONAKI_SEED` repeats a run.

use crate::support::*;
use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{ActorId as Actor, Change, ChangeHash, ExpandedChange, ObjType, ScalarValue};
use jonaki_document::{
    Admitted, Document, DocumentState, Edit, Refusal, Scalar, admit, verify_relayed, verify_sealed,
};
use jonaki_protocol::{ActorId, Compartment, EntryId};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::panic::{AssertUnwindSafe, catch_unwind};

const MUTATIONS: usize = 6_000;

/// A document with a history, and an honest change on top of it.
struct Base {
    document: Document,
    state: Option<DocumentState>,
    change: Vec<u8>,
    author: u8,
}

fn bases(random: &mut Random) -> Vec<Base> {
    (0..12)
        .map(|index| base(random, if index % 3 == 2 { Compartment::Account } else { Compartment::Card }))
        .collect()
}

fn base(random: &mut Random, compartment: Compartment) -> Base {
    let mut devices = vec![new(compartment); 3];
    for _ in 0..random.below(7) {
        let who = random.below(3);
        let edits = some_edits(random, compartment);
        devices[who].edit(actor(who as u8 + 1), &edits).unwrap();
        if random.below(3) == 0 {
            let (to, from) = (random.below(3), devices[who].clone());
            merge(&mut devices[to], &from);
        }
    }
    let author = random.below(3);
    let mut document = devices[author].clone();
    // The document knows more than the author did in half of the cases.
    let mut seen = document.clone();
    if random.below(2) == 0 {
        merge(&mut document, &devices[(author + 1) % 3]);
    }
    let change = loop {
        if let Some(change) = seen.edit(actor(author as u8 + 1), &some_edits(random, compartment)).unwrap() {
            break change.bytes;
        }
    };
    let state = (compartment == Compartment::Card).then(|| state_of(&document));
    Base { document, state, change, author: author as u8 + 1 }
}

fn some_edits(random: &mut Random, compartment: Compartment) -> Vec<Edit> {
    let count = 1 + random.below(4);
    (0..count)
        .map(|_| if compartment == Compartment::Card { card_edit(random) } else { account_edit(random) })
        .collect()
}

fn id(random: &mut Random) -> EntryId {
    let mut bytes = [0; 12];
    bytes.fill_with(|| random.next() as u8);
    EntryId::from_bytes(bytes)
}

fn card_edit(random: &mut Random) -> Edit {
    match random.below(7) {
        0 => Edit::set("district", (*random.pick(&["khulna", "dhaka", "feni"])).into()),
        1 => Edit::set("phase", (*random.pick(&["rescued", "returned"])).into()),
        2 => Edit::set("number_of_children", Scalar::Int(random.below(999) as i64)),
        3 => Edit::clear("district"),
        4 => Edit::add_member("concern_types", random.pick::<&str>(&["begging", "organ"])),
        5 => Edit::remove_member("concern_types", random.pick::<&str>(&["begging", "organ"])),
        _ => {
            let kind = *random.pick(&["opened", "closed", "addendum"]);
            Edit::add_entry("events", id(random), &[("kind", kind.into()), ("at", Scalar::Int(HOUR))])
        }
    }
}

fn account_edit(random: &mut Random) -> Edit {
    match random.below(4) {
        0 => Edit::set("narrative", random.next().to_string().into()),
        1 => Edit::set("answers.q1", Scalar::Int(random.next() as i64)),
        2 => Edit::clear("narrative"),
        _ => Edit::add_entry("notes", id(random), &[("text", "দেখা হয়েছে".into()), ("at", Scalar::Int(HOUR))]),
    }
}

#[test]
fn nothing_admitted_does_harm_later() {
    let mut random = Random::from_env(20_261_124);
    let count =
        std::env::var("JONAKI_MUTATIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(MUTATIONS);
    let mut outcomes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut bases = bases(&mut random);
    for round in 0..count {
        if round % 500 == 499 {
            bases = self::bases(&mut random);
        }
        let base = random.below(bases.len());
        let raw = mutate(&mut random, &bases[base].change);
        let outcome = match judge(&bases[base], &raw) {
            Ok(Some(after)) => {
                still_fine(&mut random, &bases[base], &after, &raw);
                "admitted"
            }
            Ok(None) => "known",
            Err(refusal) => refusal.stage.name(),
        };
        *outcomes.entry(outcome).or_default() += 1;
    }
    println!("{count} mutations: {outcomes:?}");
    assert!(
        outcomes.get("admitted").copied().unwrap_or(0) > count / 50,
        "the fuzzer must reach the last stage"
    );
}

#[test]
fn damaged_snapshots_with_a_right_checksum_do_no_harm() {
    let mut random = Random::from_env(20_261_125);
    let bases = bases(&mut random);
    let mut taken = 0;
    for _ in 0..3_000 {
        let document = &random.pick(&bases).document;
        let mut bytes = document.save();
        for _ in 0..=random.below(3) {
            damage(&mut random, &mut bytes);
        }
        sign(&mut bytes);
        if let Ok(loaded) = Document::load_verified(document.compartment(), &bytes) {
            // Whatever it says, it is a document that goes on.
            taken += 1;
            let mut other = new(document.compartment());
            merge(&mut other, &loaded);
            assert_eq!(other, loaded);
        }
    }
    println!("{taken} of 3000 damaged snapshots say the same as before");
}

/// Puts the checksum right.
fn sign(chunk: &mut [u8]) {
    let sum = Sha256::digest(&chunk[8..]);
    chunk[4..8].copy_from_slice(&sum[..4]);
}

/// The document with the change, as the server or, for sealed ones, a client sees it.
fn judge(base: &Base, raw: &[u8]) -> Result<Option<Document>, Refusal> {
    let by = coordinator(base.author);
    if let Some(state) = &base.state {
        return match admit(state, raw, &by)? {
            Admitted::Known { .. } => Ok(None),
            Admitted::New { state, .. } => Ok(Some(state.document().unwrap())),
        };
    }
    let verified = verify_sealed(&base.document, raw, &by)?;
    let mut after = base.document.clone();
    after.apply(&verified).unwrap();
    Ok((after != base.document).then_some(after))
}

fn still_fine(random: &mut Random, base: &Base, after: &Document, raw: &[u8]) {
    let compartment = base.document.compartment();
    let loaded = Document::load(compartment, &after.save()).unwrap();
    assert_eq!(loaded, *after);
    // A replica that did something else meanwhile and gets the change later.
    let mut other = base.document.clone();
    other.edit(actor(7), &some_edits(random, compartment)).unwrap();
    let verified = verify_relayed(&other, raw, device(base.author)).unwrap();
    other.apply(&verified).unwrap();
    let mut one = loaded;
    one.edit(actor(8), &some_edits(random, compartment)).unwrap();
    let before = one.clone();
    merge(&mut one, &other);
    merge(&mut other, &before);
    assert_eq!(one, other);
    assert_eq!(format!("{:?}", one.fields()), format!("{:?}", other.fields()));
    // The author's own device, and everybody else, go on.
    for number in [base.author, 7, 8] {
        one.edit(actor(number), &some_edits(random, compartment)).unwrap();
    }
    let settle: Vec<_> = one
        .conflicts()
        .into_iter()
        .map(|conflict| Edit::Set { field: conflict.field, value: conflict.value.current })
        .collect();
    one.edit(actor(8), &settle).unwrap();
    assert!(one.conflicts().is_empty());
    assert_eq!(Document::load(compartment, &one.save()).unwrap(), one);
    merge(&mut other, &one);
    assert_eq!(one, other);
    // All of it, change by change, from the beginning.
    let mut again = new(compartment);
    merge(&mut again, &one);
    assert_eq!(again, one);
}

fn mutate(random: &mut Random, honest: &[u8]) -> Vec<u8> {
    if random.below(10) < 6 {
        let mut change = Change::from_bytes(honest.to_vec()).unwrap().decode();
        for _ in 0..=random.below(2) {
            alter(random, &mut change);
        }
        // Some of what is made here automerge does not even encode.
        return catch_unwind(AssertUnwindSafe(|| Change::from(change).raw_bytes().to_vec()))
            .unwrap_or_else(|_| honest.to_vec());
    }
    let mut raw = honest.to_vec();
    for _ in 0..=random.below(3) {
        damage(random, &mut raw);
    }
    sign(&mut raw);
    raw
}

fn damage(random: &mut Random, raw: &mut Vec<u8>) {
    // Behind magic and checksum, so that more than the first comparison is tried.
    let at = 8 + random.below(raw.len() - 8);
    match random.below(5) {
        0 => raw[at] ^= 1 << random.below(8),
        1 => raw[at] = random.next() as u8,
        2 => raw[at] = *random.pick(&[0, 1, 2, 0x7e, 0x7f, 0x80, 0xff]),
        3 => raw.insert(at, random.next() as u8),
        _ => drop(raw.remove(at)),
    }
}

fn alter(random: &mut Random, change: &mut ExpandedChange) {
    let own = change.actor_id.clone();
    if change.deps.is_empty() || change.operations.is_empty() {
        return;
    }
    match random.below(9) {
        0 => change.seq = change.seq.wrapping_add(*random.pick(&[1, 2, u64::MAX])).max(1),
        1 => change.start_op = NonZeroU64::new(1 + random.next() % 40).unwrap(),
        2 => {
            let at = random.below(change.deps.len());
            match random.below(3) {
                0 => drop(change.deps.remove(at)),
                1 => change.deps.push(ChangeHash([random.next() as u8; 32])),
                _ => change.deps.push(change.deps[at]),
            }
        }
        3 => {
            let number = random.below(4) as u8 + 1;
            change.actor_id =
                Actor::from(ActorId { device: device(number), incarnation: [0, 0, 0, 1] }.to_bytes());
        }
        4 => {
            let at = random.below(change.operations.len());
            let op = change.operations[at].clone();
            change.operations.push(op);
        }
        5 if change.operations.len() > 1 => {
            let (one, two) = (random.below(change.operations.len()), random.below(change.operations.len()));
            if random.below(2) == 0 {
                change.operations.swap(one, two)
            } else {
                drop(change.operations.remove(one))
            }
        }
        _ => {
            let at = random.below(change.operations.len());
            operation(random, &own, &mut change.operations[at]);
        }
    }
}

fn operation(random: &mut Random, own: &Actor, op: &mut Op) {
    let actors = [own.clone(), Actor::from([0_u8; 20]), Actor::from(actor(2).to_bytes())];
    let any = OpId(random.next() % 24, random.pick(&actors).clone());
    match random.below(9) {
        0 => op.insert = !op.insert,
        1 => op.obj = ObjectId::Id(any),
        2 => op.obj = ObjectId::Root,
        3 => op.pred = vec![any].into(),
        4 => op.pred = Vec::new().into(),
        5 => op.key = Key::Seq(if random.below(2) == 0 { ElementId::Head } else { ElementId::Id(any) }),
        6 => {
            op.key = Key::Map(
                (*random.pick(&[
                    "district",
                    "phase",
                    "urgency",
                    "events",
                    "kind",
                    "at",
                    "narrative",
                    "q1",
                    "begging",
                ]))
                .into(),
            )
        }
        7 => {
            let value: ScalarValue = match random.below(6) {
                0 => "khulna".into(),
                1 => "opened".into(),
                2 => ScalarValue::Int(random.below(30) as i64),
                3 => ScalarValue::Boolean(true),
                4 => ScalarValue::Null,
                _ => ScalarValue::Uint(1),
            };
            op.action = OpType::Put(value);
        }
        _ => {
            op.action = match random.below(5) {
                0 => OpType::Delete,
                1 => OpType::Make(ObjType::Map),
                2 => OpType::Make(ObjType::Text),
                3 => OpType::Increment(1),
                _ => OpType::MarkEnd(true),
            }
        }
    }
}
