//! Measuring run-length encoded columns: how many rows they stand for, without making them.

use super::cursor::Cursor;
use jonaki_protocol::{Code, limits};

/// Columns that one chunk may list: more than any format of automerge has.
pub(super) const MOST: u64 = 32;

/// The columns that our operation language needs. List keys, marks and `expand` are not among them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    ObjectActor,
    ObjectCounter,
    KeyText,
    Insert,
    Action,
    ValueMeta,
    Value,
    PredCount,
    PredActor,
    PredCounter,
}

impl Column {
    /// From the specification in a change's column table: id in the high bits, bit 3 for DEFLATE (never set
    /// here), type in the low bits.
    pub(super) fn of_change(spec: u64) -> Option<Self> {
        Some(match spec {
            0x01 => Self::ObjectActor,
            0x02 => Self::ObjectCounter,
            0x15 => Self::KeyText,
            0x34 => Self::Insert,
            0x42 => Self::Action,
            0x56 => Self::ValueMeta,
            0x57 => Self::Value,
            0x70 => Self::PredCount,
            0x71 => Self::PredActor,
            0x73 => Self::PredCounter,
            _ => return None,
        })
    }
}

/// What a column of integers adds up to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Measure {
    pub(super) rows: u64,
    pub(super) sum: u64,
}

/// One run: how often, and whether each repetition has a value of its own.
enum Run {
    Nulls(u64),
    Repeat(u64),
    Literal(u64),
}

fn run(input: &mut Cursor<'_>) -> Result<Run, Code> {
    let count = input.signed()?;
    Ok(match count {
        0 => Run::Nulls(input.unsigned()?),
        1.. => Run::Repeat(count.unsigned_abs()),
        _ => Run::Literal(count.unsigned_abs()),
    })
}

/// Walks the runs of a column; `value` reads one value and is told how many rows have it.
fn walk<'a>(
    data: &'a [u8],
    most: u64,
    mut value: impl FnMut(&mut Cursor<'a>, u64) -> Result<(), Code>,
) -> Result<u64, Code> {
    let mut input = Cursor::new(data);
    let mut rows = 0_u64;
    while !input.is_empty() {
        let (count, literal) = match run(&mut input)? {
            Run::Nulls(count) => {
                rows = more(rows, count, most)?;
                continue;
            }
            Run::Repeat(count) => (count, false),
            Run::Literal(count) => (count, true),
        };
        rows = more(rows, count, most)?;
        if literal {
            for _ in 0..count {
                value(&mut input, 1)?;
            }
        } else {
            value(&mut input, count)?;
        }
    }
    Ok(rows)
}

fn more(sum: u64, by: u64, most: u64) -> Result<u64, Code> {
    sum.checked_add(by).filter(|sum| *sum <= most).ok_or(Code::GuardBounds)
}

/// Integers up to `highest`; a sum beyond it is out of bounds too.
pub(super) fn integers(data: &[u8], most: u64, highest: u64) -> Result<Measure, Code> {
    let mut sum = 0_u64;
    let rows = walk(data, most, |input, times| {
        let number = input.unsigned()?;
        if number > highest {
            return Err(Code::GuardBounds);
        }
        sum = number.saturating_mul(times).saturating_add(sum);
        Ok(())
    })?;
    Ok(Measure { rows, sum })
}

/// Differences between signed integers.
pub(super) fn deltas(data: &[u8], most: u64) -> Result<u64, Code> {
    walk(data, most, |input, _| input.signed().map(|_| ()))
}

/// Texts, each of at most [`limits::CODE_BYTES`]: keys are codes and ids.
pub(super) fn texts(data: &[u8], most: u64) -> Result<u64, Code> {
    walk(data, most, |input, _| {
        let length = input.length()?;
        if length > limits::CODE_BYTES {
            return Err(Code::GuardBounds);
        }
        input.take(length).map(|_| ())
    })
}

/// Booleans are counts of rows that alternate between false and true.
pub(super) fn booleans(data: &[u8], most: u64) -> Result<(), Code> {
    let mut input = Cursor::new(data);
    let mut rows = 0_u64;
    while !input.is_empty() {
        rows = more(rows, input.unsigned()?, most)?;
    }
    Ok(())
}

/// The bytes that the values described by a metadata column take together: type in the low 4 bits, length
/// above.
pub(super) fn value_lengths(data: &[u8], most: u64) -> Result<u64, Code> {
    let mut sum = 0_u64;
    walk(data, most, |input, times| {
        let length = input.unsigned()? >> 4;
        sum = length.saturating_mul(times).saturating_add(sum);
        if sum <= limits::CHANGE_BYTES as u64 { Ok(()) } else { Err(Code::GuardBounds) }
    })?;
    Ok(sum)
}

/// Texts of any length that is there.
pub(super) fn texts_within(data: &[u8], most: u64) -> Result<(), Code> {
    walk(data, most, |input, _| {
        let length = input.length()?;
        input.take(length).map(|_| ())
    })
    .map(|_| ())
}
