//! A database row as bytes: two rows are the same when these are.

use rusqlite::Row;
use rusqlite::types::ValueRef;

/// Type, length and content of these columns of a row, one after another.
///
/// # Errors
/// Where there is no such column.
pub fn bytes(row: &Row<'_>, columns: impl Iterator<Item = usize>) -> rusqlite::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for column in columns {
        let (kind, content): (u8, Vec<u8>) = match row.get_ref(column)? {
            ValueRef::Null => (0, Vec::new()),
            ValueRef::Integer(number) => (1, number.to_le_bytes().to_vec()),
            ValueRef::Real(number) => (2, number.to_le_bytes().to_vec()),
            ValueRef::Text(text) => (3, text.to_vec()),
            ValueRef::Blob(blob) => (4, blob.to_vec()),
        };
        bytes.push(kind);
        bytes.extend((content.len() as u64).to_le_bytes());
        bytes.extend(content);
    }
    Ok(bytes)
}
