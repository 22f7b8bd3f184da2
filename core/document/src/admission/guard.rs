//! Stage 1: bytes only. Nothing is allocated and nothing is expanded, so 74 bytes that stand for 300 million
//! operations cost what 74 bytes cost.
//!
//! The format is automerge's change chunk: magic, checksum, type, length; then dependencies, actor, `seq`,
//! `startOp`, time, message, other actors, column table, columns. Integers are LEB128; columns are run-length
//! encoded.

mod columns;
mod cursor;
mod snapshot;

pub(super) use snapshot::HELD_MORE;
pub use snapshot::check_document;

use super::{Refusal, Stage};
use columns::Column;
use cursor::Cursor;
use jonaki_protocol::{ActorId, Code, Digest, limits};

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const DOCUMENT: u8 = 0;
const CHANGE: u8 = 1;
const HASH: usize = 32;
/// Operation counters stay far below what automerge can count to, whatever a document goes through.
const COUNTER_MAX: u64 = 1 << 30;
/// Values that one change may overwrite: a conflict gives one operation several predecessors.
const CHANGE_PREDS: u64 = 2 * limits::CHANGE_OPS as u64;

/// Whether bytes are one plain change chunk within the limits.
///
/// # Errors
/// [`Code::GuardChunk`], [`Code::GuardBounds`] or [`Code::GuardHidden`].
pub fn check_change(raw: &[u8]) -> Result<(), Refusal> {
    check(raw).map_err(|code| Refusal::new(code, Stage::Guard))
}

/// The changes that bytes which passed [`check_change`] say they follow; `None` for other bytes.
pub fn dependencies(raw: &[u8]) -> Option<Vec<Digest>> {
    let mut body = chunk(raw, CHANGE).ok()?;
    let deps = body.unsigned().ok().filter(|deps| *deps <= limits::CHANGE_DEPS as u64)?;
    (0..deps).map(|_| body.take(HASH).ok().and_then(Digest::from_slice)).collect()
}

fn check(raw: &[u8]) -> Result<(), Code> {
    if raw.len() > limits::CHANGE_BYTES {
        return Err(Code::GuardBounds);
    }
    let mut body = chunk(raw, CHANGE)?;
    let actors = header(&mut body)?;
    let (mut table, count) = column_table(&mut body)?;
    let mut sizes = Sizes { actors, ..Sizes::default() };
    let mut last = None;
    for _ in 0..count {
        let spec = table.unsigned()?;
        let column = Column::of_change(spec).ok_or(Code::GuardChunk)?;
        if last.replace(spec).is_some_and(|last| spec <= last) {
            return Err(Code::GuardChunk);
        }
        let length = table.length()?;
        let data = body.take(length)?;
        sizes.measure(column, data)?;
    }
    if !body.is_empty() {
        return Err(Code::GuardHidden);
    }
    sizes.agree()
}

/// The body of a chunk of this type that fills the bytes exactly.
fn chunk(raw: &[u8], kind: u8) -> Result<Cursor<'_>, Code> {
    let mut input = Cursor::new(raw);
    if input.take(4)? != MAGIC {
        return Err(Code::GuardChunk);
    }
    // The checksum is compared after the bounds, where the hash is computed anyway.
    input.take(4)?;
    if input.take(1)? != [kind] {
        return Err(Code::GuardChunk);
    }
    let length = input.length()?;
    if length == input.remaining() { Ok(input) } else { Err(Code::GuardChunk) }
}

/// Everything before the columns; the number of actors named.
fn header(body: &mut Cursor<'_>) -> Result<u64, Code> {
    let deps = body.unsigned()?;
    if deps > limits::CHANGE_DEPS as u64 {
        return Err(Code::GuardBounds);
    }
    ascending(body, deps, HASH)?;
    let author = actor(body)?;
    let (seq, start_op) = (body.unsigned()?, body.unsigned()?);
    if seq == 0 || start_op == 0 || seq > COUNTER_MAX || start_op > COUNTER_MAX {
        return Err(Code::GuardBounds);
    }
    let (time, message) = (body.signed()?, body.length()?);
    if time != 0 || message != 0 {
        return Err(Code::GuardHidden);
    }
    let others = body.unsigned()?;
    if others > limits::CHANGE_ACTORS as u64 {
        return Err(Code::GuardBounds);
    }
    let mut last: Option<&[u8]> = None;
    for _ in 0..others {
        let other = actor(body)?;
        if other == author || last.replace(other).is_some_and(|last| other <= last) {
            return Err(Code::GuardCanonical);
        }
    }
    Ok(others + 1)
}

fn actor<'a>(body: &mut Cursor<'a>) -> Result<&'a [u8], Code> {
    if body.length()? == ActorId::LEN { body.take(ActorId::LEN) } else { Err(Code::GuardChunk) }
}

fn ascending(body: &mut Cursor<'_>, count: u64, size: usize) -> Result<(), Code> {
    let mut last: Option<&[u8]> = None;
    for _ in 0..count {
        let item = body.take(size)?;
        if last.replace(item).is_some_and(|last| item <= last) {
            return Err(Code::GuardCanonical);
        }
    }
    Ok(())
}

/// A cursor over the column table, and how many columns it lists; `body` goes on behind it.
fn column_table<'a>(body: &mut Cursor<'a>) -> Result<(Cursor<'a>, u64), Code> {
    let count = body.unsigned()?;
    if count > columns::MOST {
        return Err(Code::GuardChunk);
    }
    let table = body.clone();
    for _ in 0..count {
        body.unsigned()?;
        body.unsigned()?;
    }
    Ok((table, count))
}

/// What the columns add up to.
#[derive(Default)]
struct Sizes {
    actors: u64,
    operations: u64,
    value_bytes: u64,
    preds: u64,
    pred_actors: u64,
    pred_counters: u64,
    value_length: u64,
}

impl Sizes {
    fn measure(&mut self, column: Column, data: &[u8]) -> Result<(), Code> {
        let rows = limits::CHANGE_OPS as u64;
        match column {
            Column::Action => self.operations = columns::integers(data, rows, 7)?.rows,
            Column::ObjectActor => {
                columns::integers(data, rows, self.actors - 1)?;
            }
            Column::ObjectCounter => {
                columns::integers(data, rows, u64::MAX)?;
            }
            Column::KeyText => {
                columns::texts(data, rows)?;
            }
            Column::Insert => columns::booleans(data, rows)?,
            Column::ValueMeta => self.value_bytes = columns::value_lengths(data, rows)?,
            Column::Value => self.value_length = data.len() as u64,
            Column::PredCount => self.preds = columns::integers(data, rows, CHANGE_PREDS)?.sum,
            Column::PredActor => {
                self.pred_actors = columns::integers(data, CHANGE_PREDS, self.actors - 1)?.rows
            }
            Column::PredCounter => self.pred_counters = columns::deltas(data, CHANGE_PREDS)?,
        }
        Ok(())
    }

    fn agree(&self) -> Result<(), Code> {
        if self.operations == 0
            || self.value_bytes != self.value_length
            || self.preds != self.pred_actors
            || self.preds != self.pred_counters
        {
            return Err(Code::GuardChunk);
        }
        Ok(())
    }
}
