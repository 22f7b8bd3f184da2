//! CSV sheets as a workbook, for authors who keep the one and work in the other.

use rust_xlsxwriter::{Format, Workbook};

/// Why a workbook cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// A sheet is no CSV in UTF-8.
    #[error("the sheet `{0}` is no CSV in UTF-8: save it again as CSV UTF-8")]
    Sheet(String),
    /// More rows, columns or text than a workbook can hold, or a name that it does not take.
    #[error("the sheet `{0}` does not fit into a workbook: divide it")]
    TooLarge(String),
}

impl WorkbookError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Sheet(_) => "workbook_sheet",
            Self::TooLarge(_) => "workbook_too_large",
        }
    }
}

/// The bytes of an `.xlsx` workbook with these sheets: name and CSV. Every cell is text, so that nothing is read as a number or
/// a date; the heading stays in view.
///
/// # Errors
/// [`WorkbookError`].
pub fn workbook(sheets: &[(&str, &[u8])]) -> Result<Vec<u8>, WorkbookError> {
    let mut book = Workbook::new();
    let heading = Format::new().set_bold();
    for (name, bytes) in sheets {
        let large = |_| WorkbookError::TooLarge((*name).to_owned());
        let sheet = book.add_worksheet();
        sheet.set_name(*name).map_err(large)?;
        sheet.set_freeze_panes(1, 0).map_err(large)?;
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        for (row, record) in reader.records().enumerate() {
            let record = record.map_err(|_| WorkbookError::Sheet((*name).to_owned()))?;
            let row = u32::try_from(row).map_err(|_| WorkbookError::TooLarge((*name).to_owned()))?;
            for (column, cell) in (0..).zip(&record).filter(|(_, cell)| !cell.is_empty()) {
                let written = match row {
                    0 => sheet.write_string_with_format(row, column, cell, &heading),
                    _ => sheet.write_string(row, column, cell),
                };
                written.map_err(large)?;
            }
        }
    }
    book.save_to_buffer().map_err(|_| WorkbookError::TooLarge("survey".to_owned()))
}
