//! The dearest input of each stage, within all limits: what a device would send that wants to cost as much as it can.

use super::history::HOUR;
use super::parts::Parts;
use super::{bomb, raw};
use crate::admission::{DocumentState, Standing, Writer};
use crate::document::{Document, Edit};
use automerge::legacy::{Key, ObjectId, Op, OpId, OpType};
use automerge::{ActorId as Actor, ChangeHash, ExpandedChange, ObjType};
use jonaki_protocol::{ActorId, Compartment, DeviceId, EntryId, limits};
use std::num::NonZeroU64;

/// Who sends it.
pub const WRITER: Writer =
    Writer { device: DeviceId::from_bytes([5; 16]), standing: Standing::CoordinatorWithAccess };

/// Another life of the sender.
pub fn life(number: u32) -> ActorId {
    ActorId { device: WRITER.device, incarnation: number.to_be_bytes() }
}

/// An input, and the document that it is sent against.
#[derive(Debug, Clone)]
pub struct Worst {
    /// The stage that it is meant for.
    pub stage: &'static str,
    /// What it is.
    pub what: &'static str,
    /// The document.
    pub document: Document,
    /// For the server: the same document at rest.
    pub state: Option<DocumentState>,
    /// The bytes.
    pub raw: Vec<u8>,
    /// Who sends them.
    pub writer: Writer,
}

/// Every one; `None` where honest editing fails, which the tests exclude.
pub fn worst() -> Option<Vec<Worst>> {
    let blank = Document::new(Compartment::Card).ok()?;
    let mut found = Vec::new();
    let mut add = |stage, what, document: &Document, raw: Vec<u8>| {
        let open = !document.compartment.is_sealed();
        let state = open.then(|| DocumentState::of(document, document.save()));
        let standing = if stage == "policy" { Standing::Stranger } else { WRITER.standing };
        let writer = Writer { standing, ..WRITER };
        found.push(Worst { stage, what, document: document.clone(), state, raw, writer });
    };
    add("guard", "64 KiB of columns that end in a wrong sum", &blank, long_columns());
    add("parse", "2,000 operations under a wrong checksum", &blank, unsigned_change(&blank));
    add("canonical", "2,000 operations, one number spelt longer than needed", &blank, long_spelling(&blank));
    let long = long_history()?;
    add("shape", "2,000 entries begun behind a history of 1,000 changes", &long, entries(&long, true));
    add("shape", "the same, seen from 64 of its changes", &long, entries(&long, false));
    let wide = wide_conflicts()?;
    add("shape", "60 registers of 60 versions each, settled in one change", &wide, settle(&wide)?);
    let full = full_card()?;
    add("policy", "a card at its limit, written to by a device that may not", &full, forbidden(&full)?);
    add("shadow", "one more edit of a card at its limit", &full, edit(&full, 1)?);
    add("shadow", "one edit too many of a card at its limit", &full, events(&full, 200)?);
    let sealed = full_account()?;
    add("shadow", "one more note in an account of 3 MiB", &sealed, note(&sealed)?);
    Some(found)
}

fn long_columns() -> Vec<u8> {
    // Literal runs are walked value by value.
    let mut column = Vec::new();
    super::put_signed(&mut column, -(limits::CHANGE_OPS as i64));
    column.extend(std::iter::repeat_n(1, limits::CHANGE_OPS));
    let mut texts = Vec::new();
    super::put_signed(&mut texts, -1_250);
    for number in 0..1_250_u32 {
        texts.push(limits::CODE_BYTES as u8);
        texts.extend(format!("{number:0>48}").bytes());
    }
    bomb(life(1), &[(0x15, &texts), (0x42, &column), (0x70, &column)])
}

/// As many operations as may be, each on a key of its own.
fn many(document: &Document, deps: Vec<ChangeHash>, action: &OpType, object: &ObjectId) -> ExpandedChange {
    let key = |number: usize| Key::Map(format!("{number:0>24x}").into());
    let op = |number| Op {
        action: action.clone(),
        obj: object.clone(),
        key: key(number),
        pred: Vec::new().into(),
        insert: false,
    };
    let highest = deps.iter().filter_map(|dep| document.inner.get_change_meta_by_hash(dep));
    let highest = highest.map(|meta| meta.max_op).max().unwrap_or(document.ledger.max_op);
    ExpandedChange {
        operations: (0..limits::CHANGE_OPS).map(op).collect(),
        actor_id: Actor::from(life(9).to_bytes()),
        hash: None,
        seq: 1,
        start_op: NonZeroU64::MIN.saturating_add(highest),
        time: 0,
        message: None,
        deps,
        extra_bytes: Vec::new(),
        author: None,
    }
}

fn map_of(document: &Document, name: &str) -> ObjectId {
    let index = document.layout().maps.iter().position(|map| map.name == name).unwrap_or_default();
    ObjectId::Id(OpId(index as u64 + 1, Actor::from(crate::genesis::GENESIS_ACTOR)))
}

fn entries(document: &Document, current: bool) -> Vec<u8> {
    let deps = match current {
        true => document.inner.get_heads(),
        false => {
            let changes = document.inner.get_changes(&[]);
            let step = (changes.len() / limits::CHANGE_DEPS).max(1);
            let mut deps: Vec<_> = changes.iter().step_by(step).map(|change| change.hash()).collect();
            deps.truncate(limits::CHANGE_DEPS);
            deps.sort_unstable();
            deps
        }
    };
    raw(many(document, deps, &OpType::Make(ObjType::Map), &map_of(document, "events")))
}

fn unsigned_change(document: &Document) -> Vec<u8> {
    let mut raw = entries(document, true);
    raw[4] ^= 1;
    raw
}

fn long_spelling(document: &Document) -> Vec<u8> {
    let mut raw = entries(document, true);
    // The sum of one run of 2,000 written as two runs of 1,000: the same rows, another encoding.
    if let Some(mut parts) = Parts::of(&raw)
        && let Some((_, data)) = parts.columns.iter_mut().find(|(spec, _)| *spec == 0x42)
    {
        let mut split = Vec::new();
        for _ in 0..2 {
            super::put_signed(&mut split, limits::CHANGE_OPS as i64 / 2);
            super::put_unsigned(&mut split, 0);
        }
        *data = split;
        raw = parts.build();
    }
    raw
}

/// 1,000 small changes of 60 lives of one device.
fn long_history() -> Option<Document> {
    let mut card = Document::new(Compartment::Card).ok()?;
    for number in 0..1_000_u32 {
        let edits = [Edit::set("number_of_children", i64::from(number % 900).into())];
        card.edit(life(number % 60), &edits).ok()?;
    }
    Some(card)
}

/// What 60 lives of a device write at once, none having seen another: as many as one change can settle.
fn wide_conflicts() -> Option<Document> {
    let mut account = Document::new(Compartment::Account).ok()?;
    let blank = account.clone();
    for number in 0..60_u32 {
        let edits: Vec<_> = (0..60)
            .map(|question| Edit::set(&format!("answers.q{question}"), i64::from(number).into()))
            .collect();
        let made = blank.clone().edit(life(number), &edits).ok()??;
        let verified = crate::admission::verify_relayed(&account, &made.bytes, WRITER.device).ok()?;
        account.apply(&verified).ok()?;
    }
    Some(account)
}

fn settle(document: &Document) -> Option<Vec<u8>> {
    let edits: Vec<_> =
        (0..60).map(|question| Edit::set(&format!("answers.q{question}"), 1_000.into())).collect();
    Some(document.clone().edit(life(0), &edits).ok()??.bytes)
}

fn event(number: u32) -> Edit {
    let mut id = [0; EntryId::LEN];
    let spread = u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    id[..8].copy_from_slice(&spread.to_be_bytes());
    id[8..].copy_from_slice(&number.to_be_bytes());
    Edit::add_entry("events", EntryId::from_bytes(id), &[("kind", "addendum".into()), ("at", HOUR.into())])
}

/// A card so full that one small edit just fits.
fn full_card() -> Option<Document> {
    let mut card = Document::new(Compartment::Card).ok()?;
    let mut number = 0;
    while card.save().len() < limits::OPEN_DOCUMENT_BYTES - 2_500 {
        let edits: Vec<_> = (number..number + 12).map(event).collect();
        number += 12;
        card.edit(life(number / 12 % 40), &edits).ok()?;
    }
    Some(card)
}

fn edit(document: &Document, value: i64) -> Option<Vec<u8>> {
    let edits = [Edit::set("number_of_children", value.into())];
    Some(document.clone().edit(life(1), &edits).ok()??.bytes)
}

fn events(document: &Document, count: u32) -> Option<Vec<u8>> {
    let edits: Vec<_> = (1_000_000..1_000_000 + count).map(event).collect();
    Some(document.clone().edit(life(1), &edits).ok()??.bytes)
}

fn forbidden(document: &Document) -> Option<Vec<u8>> {
    let edits: Vec<_> = (2_000_000..2_000_080).map(event).collect();
    Some(document.clone().edit(life(1), &edits).ok()??.bytes)
}

/// An account of notes, as large as the devices' memory for it allows.
fn full_account() -> Option<Document> {
    let mut account = Document::new(Compartment::Account).ok()?;
    let text = "ক".repeat(limits::NOTE_CHARS);
    for number in 0..52_u32 {
        let mut id = [0; EntryId::LEN];
        id[..4].copy_from_slice(&number.to_be_bytes());
        let fields = [("text", text.as_str().into()), ("at", HOUR.into())];
        account.edit(life(1), &[Edit::add_entry("notes", EntryId::from_bytes(id), &fields)]).ok()?;
    }
    Some(account)
}

fn note(document: &Document) -> Option<Vec<u8>> {
    let fields = [("text", "x".into()), ("at", HOUR.into())];
    let edits = [Edit::add_entry("notes", EntryId::from_bytes([9; EntryId::LEN]), &fields)];
    Some(document.clone().edit(life(1), &edits).ok()??.bytes)
}
