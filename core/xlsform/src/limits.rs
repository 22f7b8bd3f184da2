//! How much a workbook may hold. Past a limit comes a coded error, before the memory is spent.

/// Bytes of a workbook or a CSV file.
pub const FILE_BYTES: usize = 16 << 20;
/// Bytes of all parts of a workbook together once they are unpacked.
pub const UNPACKED_BYTES: u64 = 64 << 20;
/// Parts of a workbook's archive.
pub const PARTS: usize = 1_000;
/// Rows of a sheet, the header included.
pub const ROWS: u32 = 50_000;
/// Columns of a sheet.
pub const COLUMNS: u32 = 256;
/// Cells of a sheet that are not empty.
pub const CELLS: usize = 1_000_000;
/// Bytes of all cells of a sheet together: a text that is stored once may be in many cells.
pub const SHEET_BYTES: usize = 32 << 20;
/// Bytes of one cell.
pub const CELL_BYTES: usize = jonaki_forms::limits::TEXT_BYTES;
/// Answers that one text or formula may name.
pub const REFERENCES: usize = 256;
/// Faults that are listed; the rest is only counted.
pub const DIAGNOSTICS: usize = 300;
/// Bytes of a name that is compared with others to find what was meant.
pub const SUGGESTION_BYTES: usize = 64;
