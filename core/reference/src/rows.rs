//! Rows of texts in one run of bytes, read where they lie.
//!
//! Layout, little endian: number of rows (u16), number of columns (u16), the end of each row counted from the first
//! (u32 each), the rows in the order that the
//! writer gives them for searching (u16 each), then for each row the length of each text
//! (u16 each) and the texts. The writer is in `tests/tables.rs`; a test holds both against each other.

use std::cmp::Ordering;

/// A table that is part of the library. Reading outside it gives empty texts: the bytes are ours, and tested.
#[derive(Clone, Copy)]
pub(crate) struct Rows {
    bytes: &'static [u8],
}

impl Rows {
    pub(crate) const fn new(bytes: &'static [u8]) -> Self {
        Self { bytes }
    }

    pub(crate) fn len(self) -> usize {
        self.u16_at(0)
    }

    /// Bytes that it takes in the library.
    pub(crate) fn size(self) -> usize {
        self.bytes.len()
    }

    /// The text of a column.
    pub(crate) fn text(self, row: usize, column: usize) -> &'static str {
        std::str::from_utf8(self.bytes(row, column)).unwrap_or_default()
    }

    /// The bytes of a column.
    pub(crate) fn bytes(self, row: usize, column: usize) -> &'static [u8] {
        self.slice(row, column).unwrap_or_default()
    }

    /// The row whose first column is this.
    pub(crate) fn find(self, key: &str) -> Option<usize> {
        self.find_by(|text| text.cmp(key))
    }

    /// The row whose first column compares as equal; the order must be that of the bytes.
    pub(crate) fn find_by(self, compare: impl Fn(&str) -> Ordering) -> Option<usize> {
        let order = 4 + 4 * self.len();
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            let row = self.u16_at(order + 2 * middle);
            match compare(self.text(row, 0)) {
                Ordering::Equal => return Some(row),
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
            }
        }
        None
    }

    fn slice(self, row: usize, column: usize) -> Option<&'static [u8]> {
        let (rows, columns) = (self.len(), self.u16_at(2));
        if row >= rows || column >= columns {
            return None;
        }
        let start = row.checked_sub(1).map_or(0, |before| self.u32_at(4 + 4 * before));
        let lengths = 4 + 6 * rows + start;
        let before: usize = (0..column).map(|at| self.u16_at(lengths + 2 * at)).sum();
        let from = lengths + 2 * columns + before;
        self.bytes.get(from..from + self.u16_at(lengths + 2 * column))
    }

    fn u16_at(self, at: usize) -> usize {
        self.bytes.get(at..at + 2).map_or(0, |found| usize::from(u16::from_le_bytes([found[0], found[1]])))
    }

    fn u32_at(self, at: usize) -> usize {
        self.u16_at(at) | (self.u16_at(at + 2) << 16)
    }
}
