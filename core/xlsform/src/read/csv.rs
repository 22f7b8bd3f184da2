//! CSV files.

use super::{Gather, Read, SHEETS, refuse};
use crate::diagnostic::{Code, Report};
use crate::limits;
use crate::sheet::Sheet;

/// Sheets of a form that is written as CSV files.
pub(super) fn sheets(files: &[(&str, &[u8])], report: &mut Report) -> Read<(Vec<Sheet>, Vec<String>)> {
    let mut sheets = Vec::new();
    for (name, bytes) in files {
        let lower = name.to_lowercase();
        if SHEETS.contains(&lower.as_str()) {
            match table(&lower, bytes) {
                Ok(sheet) => sheets.push(sheet),
                Err(fault) => report.add(*fault),
            }
        }
    }
    Ok((sheets, files.iter().map(|(name, _)| (*name).to_owned()).collect()))
}

/// A CSV file as a sheet of a name.
pub(crate) fn table(name: &str, bytes: &[u8]) -> Read<Sheet> {
    if bytes.len() > limits::FILE_BYTES {
        let message = format!("the file is larger than {} bytes", limits::FILE_BYTES);
        return refuse(Code::FileTooLarge, name, message, "Divide it.");
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Err(fault) = std::str::from_utf8(bytes) {
        let message = format!("the file is not UTF-8 text (at byte {})", fault.valid_up_to());
        return refuse(Code::CsvNotUtf8, name, message, "Save it as CSV with the encoding UTF-8.");
    }
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut gather = Gather::new(name);
    let mut record = csv::StringRecord::new();
    let (mut row, mut next_line) = (0, 1);
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(gather.sheet()),
            Err(_) => {
                return refuse(Code::CsvUnreadable, name, "the file is not CSV", "Save it as CSV again.");
            }
        }
        // Empty lines are rows of a spreadsheet, but no records.
        let line = record.position().map_or(next_line, csv::Position::line);
        row += u32::try_from(line.saturating_sub(next_line)).unwrap_or(u32::MAX);
        next_line = line + 1 + record.iter().map(|text| text.matches('\n').count() as u64).sum::<u64>();
        for (column, text) in record.iter().enumerate() {
            gather.take(row, u32::try_from(column).unwrap_or(u32::MAX), text)?;
        }
        row = row.saturating_add(1);
    }
}
