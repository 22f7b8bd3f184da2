//! Bounds for a saved document: the same measures as for a change, on the document chunk.

use super::columns::{self};
use super::cursor::Cursor;
use super::{DOCUMENT, HASH, chunk, column_table};
use crate::document::DocumentError;
use jonaki_protocol::{ActorId, Code, limits};

/// Rows that a column may have for each KiB that the document may have: a bound on what loading costs.
/// Histories of honest work stay below it until the document is full anyway.
const ROWS_PER_KIB: u64 = 128;
/// And for the largest documents.
const ROWS_MAX: u64 = 1 << 16;
/// Actors and changes that a document on a device may have beyond the limits: its own that were not sent yet.
pub(in crate::admission) const HELD_MORE: usize = 16;

/// Whether bytes are one uncompressed document chunk within the limits. Nothing is allocated.
///
/// # Errors
/// [`DocumentError::Bounds`].
pub fn check_document(bytes: &[u8], most: usize) -> Result<(), DocumentError> {
    if bytes.len() > most {
        return Err(DocumentError::Bounds);
    }
    let rows = (most as u64 / 1024 * ROWS_PER_KIB).min(ROWS_MAX);
    check(bytes, rows).map_err(|_| DocumentError::Bounds)
}

fn check(bytes: &[u8], rows: u64) -> Result<(), Code> {
    let mut body = chunk(bytes, DOCUMENT)?;
    let actors = body.unsigned()?;
    // The genesis has an actor too.
    if actors > (limits::DOCUMENT_ACTORS + HELD_MORE) as u64 + 1 {
        return Err(Code::GuardBounds);
    }
    for _ in 0..actors {
        if body.length()? != ActorId::LEN {
            return Err(Code::GuardChunk);
        }
        body.take(ActorId::LEN)?;
    }
    let heads = body.unsigned()?;
    if heads > (limits::DOCUMENT_CHANGES + HELD_MORE) as u64 + 1 {
        return Err(Code::GuardBounds);
    }
    for _ in 0..heads {
        body.take(HASH)?;
    }
    let (changes, change_count) = column_table(&mut body)?;
    let (operations, operation_count) = column_table(&mut body)?;
    measure(changes, change_count, &mut body, rows)?;
    measure(operations, operation_count, &mut body, rows)?;
    for _ in 0..heads {
        body.unsigned()?;
    }
    if body.is_empty() { Ok(()) } else { Err(Code::GuardHidden) }
}

fn measure(mut table: Cursor<'_>, count: u64, body: &mut Cursor<'_>, rows: u64) -> Result<(), Code> {
    for _ in 0..count {
        let (spec, length) = (table.unsigned()?, table.length()?);
        let data = body.take(length)?;
        if spec & 8 != 0 {
            return Err(Code::GuardChunk);
        }
        match spec & 7 {
            // Counts of group members, actor indexes, plain integers, and lengths with types.
            0 | 1 | 2 | 6 => columns::integers(data, rows, u64::MAX).and_then(|found| {
                if spec & 7 == 0 && found.sum > rows { Err(Code::GuardBounds) } else { Ok(()) }
            })?,
            3 => columns::deltas(data, rows).map(|_| ())?,
            4 => columns::booleans(data, rows)?,
            5 => columns::texts_within(data, rows)?,
            _ => (),
        }
    }
    Ok(())
}
