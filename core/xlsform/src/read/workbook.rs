//! `.xlsx` workbooks.

use std::io::{Cursor, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, Xlsx};

use super::{Gather, Read, SHEETS, refuse, value};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::limits;
use crate::sheet::{Place, Sheet};

const HELP: &str = "Open it in a spreadsheet program and save it as .xlsx without a password.";

/// The standard sheets of a workbook, and the names of all.
pub(super) fn sheets(bytes: &[u8], report: &mut Report) -> Read<(Vec<Sheet>, Vec<String>)> {
    if bytes.len() > limits::FILE_BYTES {
        let message = format!("the workbook is larger than {} bytes", limits::FILE_BYTES);
        return refuse(Code::FileTooLarge, "", message, "Remove pictures and what is not needed.");
    }
    measure(bytes)?;
    // The reader is not ours and the bytes may be hostile: a panic in it is an unreadable workbook.
    let read = catch_unwind(AssertUnwindSafe(|| open(bytes, report)));
    read.unwrap_or_else(|_| refuse(Code::WorkbookUnreadable, "", "the workbook cannot be read", HELP))
}

fn open(bytes: &[u8], report: &mut Report) -> Read<(Vec<Sheet>, Vec<String>)> {
    let mut workbook: Xlsx<_> = match Xlsx::new(Cursor::new(bytes)) {
        Ok(workbook) => workbook,
        Err(calamine::XlsxError::Password) => {
            return refuse(Code::WorkbookPassword, "", "the workbook is protected by a password", HELP);
        }
        Err(_) => return refuse(Code::WorkbookUnreadable, "", "this file is not an .xlsx workbook", HELP),
    };
    let names = workbook.sheet_names();
    let mut sheets: Vec<Sheet> = Vec::new();
    for name in &names {
        let lower = name.to_lowercase();
        let standard = match SHEETS.contains(&lower.as_str()) {
            true => lower,
            // As pyxform: a workbook with one sheet needs no name for it.
            false if names.len() == 1 => "survey".to_owned(),
            false => continue,
        };
        if sheets.iter().any(|sheet| sheet.name == standard) {
            let message = format!("two sheets are named `{standard}`");
            report.add(
                Diagnostic::new(Code::SheetTwice, Place::sheet(&standard), message)
                    .help("Rename one of them."),
            );
            continue;
        }
        sheets.push(sheet(&mut workbook, name, &standard, report)?);
    }
    Ok((sheets, names))
}

/// One sheet, cell by cell: nothing is allotted for what the sheet says its size is.
fn sheet(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str, standard: &str, report: &mut Report) -> Read<Sheet> {
    let unreadable = || refuse(Code::WorkbookUnreadable, standard, "the sheet cannot be read", HELP);
    let Ok(mut cells) = workbook.worksheet_cells_reader(name) else { return unreadable() };
    let mut gather = Gather::new(standard);
    loop {
        let cell = match cells.next_cell() {
            Ok(Some(cell)) => cell,
            Ok(None) => return Ok(gather.sheet()),
            Err(_) => return unreadable(),
        };
        let (row, column) = cell.get_position();
        match cell.get_value() {
            DataRef::Empty => {}
            DataRef::String(text) => gather.take(row, column, text)?,
            DataRef::SharedString(text) => gather.take(row, column, text)?,
            DataRef::Bool(yes) => gather.take(row, column, if *yes { "TRUE" } else { "FALSE" })?,
            DataRef::Int(number) => gather.take(row, column, &number.to_string())?,
            DataRef::Float(number) => gather.take(row, column, &value::number(*number))?,
            DataRef::DateTime(moment) => gather.take(row, column, &value::moment(moment))?,
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => gather.take(row, column, text)?,
            DataRef::Error(error) => {
                let place = Place { column: Some(column), ..Place::row(standard, row.saturating_add(1)) };
                let message = format!("the formula of this cell gives {error}");
                report.add(
                    Diagnostic::new(Code::CellError, place, message)
                        .help("Mend the formula or write the value."),
                );
            }
        }
    }
}

/// Unpacks every part once, counting, so that no part is larger than it claims. Refuses what makes the reader allot
/// memory for a number that the file only claims.
fn measure(bytes: &[u8]) -> Read<()> {
    let bomb = || {
        let message = format!("the workbook unpacks to more than {} bytes", limits::UNPACKED_BYTES);
        refuse(Code::WorkbookBomb, "", message, "Remove pictures and what is not needed.")
    };
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return refuse(Code::WorkbookUnreadable, "", "this file is not an .xlsx workbook", HELP);
    };
    if archive.len() > limits::PARTS {
        return bomb();
    }
    let mut left = limits::UNPACKED_BYTES;
    for at in 0..archive.len() {
        let Ok(part) = archive.by_index(at) else {
            return refuse(Code::WorkbookUnreadable, "", "a part of the workbook cannot be unpacked", HELP);
        };
        let strings =
            part.name().map_or(true, |name| name.to_ascii_lowercase().ends_with("sharedstrings.xml"));
        let mut unpacked = Vec::new();
        let mut part = part.take(left + 1);
        let read = match strings {
            true => part.read_to_end(&mut unpacked).map(|read| read as u64),
            false => std::io::copy(&mut part, &mut std::io::sink()),
        };
        match read {
            Ok(read) if read > left => return bomb(),
            Ok(read) => left -= read,
            Err(_) => return refuse(Code::WorkbookUnreadable, "", "a part of the workbook is damaged", HELP),
        }
        if !honest_count(&unpacked) {
            return bomb();
        }
    }
    Ok(())
}

/// Whether the table of texts claims no more texts than it has bytes, in an encoding in which that can be seen.
fn honest_count(strings: &[u8]) -> bool {
    let needle = b"niqueCount";
    let counts = strings.windows(needle.len()).enumerate().filter(|(_, window)| *window == needle);
    let honest = |at: usize| {
        let rest = strings.get(at + needle.len()..).unwrap_or_default().iter().take(64);
        let digits = rest.skip_while(|byte| !byte.is_ascii_digit()).take_while(|byte| byte.is_ascii_digit());
        let claimed =
            digits.fold(0_u64, |sum, digit| sum.saturating_mul(10).saturating_add(u64::from(digit - b'0')));
        claimed <= strings.len() as u64
    };
    !strings.iter().take(1_024).any(|byte| *byte == 0) && counts.into_iter().all(|(at, _)| honest(at))
}
