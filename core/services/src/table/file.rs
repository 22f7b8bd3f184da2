//! The bytes of a table as rows of cells by column, within limits.

use super::{COLUMNS, at, cell};
use crate::Language;
use csv::{ByteRecord, ReaderBuilder};

/// Bytes of a file.
const BYTES_MAX: usize = 8 << 20;
/// Rows of a file, without its header.
const ROWS_MAX: usize = 5_000;
/// Columns of a file, with those that nobody knows.
const COLUMNS_MAX: usize = 200;
/// Names of unknown columns that are told, and characters of each.
const UNKNOWN_MAX: (usize, usize) = (20, 40);

/// Why a table could not be read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// More bytes, columns or rows than are taken at once.
    #[error("the file is too large: at most 5,000 rows, 200 columns and 8 MiB; cut it into smaller files")]
    TooLarge,
    /// Another encoding, or a workbook.
    #[error("this is not a CSV file in UTF-8; open it in the spreadsheet program and save it as `CSV UTF-8`")]
    NotText,
    /// The first row names no organisation and no service.
    #[error(
        "the first row must name the columns, `organisation_code` and `service_code` among them; begin with the template"
    )]
    NotADirectory,
    /// A column stands twice.
    #[error("a column stands twice; delete one of the two")]
    ColumnTwice,
    /// A quotation mark without its partner: from there on nobody can say what is a cell.
    #[error("a quotation mark has no partner; save the file again as `CSV UTF-8`")]
    BrokenQuotes,
}

impl Refused {
    /// Stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "directory_too_large",
            Self::NotText => "directory_not_text",
            Self::NotADirectory => "directory_no_header",
            Self::ColumnTwice => "directory_column_twice",
            Self::BrokenQuotes => "directory_broken_quotes",
        }
    }

    /// What to do about it.
    pub fn help(self, language: Language) -> String {
        if language == Language::English {
            return self.to_string();
        }
        match self {
            Self::TooLarge => "ফাইলটি বেশি বড়: সর্বোচ্চ ৫,০০০ সারি, ২০০ কলাম ও ৮ মেবাইট; ছোট ছোট করে ভাগ করুন।",
            Self::NotText => "এটি UTF-8 CSV ফাইল নয়; যে প্রোগ্রামে খোলে সেখানে \"CSV UTF-8\" হিসেবে সংরক্ষণ করুন।",
            Self::NotADirectory => {
                "প্রথম সারিতে কলামের নাম থাকতে হবে, organisation_code ও service_code সহ; নমুনা ফাইল থেকে শুরু করুন।"
            }
            Self::ColumnTwice => "একটি কলাম দুবার আছে; একটি মুছে দিন।",
            Self::BrokenQuotes => "একটি উদ্ধৃতিচিহ্নের জোড়া নেই; ফাইলটি আবার \"CSV UTF-8\" হিসেবে সংরক্ষণ করুন।",
        }
        .to_owned()
    }
}

/// A row as it stands in the file.
pub(super) struct Line {
    /// From 1 after the header; rows without any text do not count.
    pub(super) row: usize,
    /// Where it begins, from 1.
    pub(super) line: u64,
    /// By column; nothing where the file lacks the column.
    pub(super) cells: Vec<Option<String>>,
    /// More cells than columns.
    pub(super) overlong: bool,
}

/// A file as rows.
pub(super) struct File {
    /// Names of columns that nobody knows, shortened.
    pub(super) unknown: Vec<String>,
    /// Which columns it has.
    pub(super) has: Vec<bool>,
    /// Its rows.
    pub(super) lines: Vec<Line>,
}

impl File {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Refused> {
        if bytes.len() > BYTES_MAX {
            return Err(Refused::TooLarge);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| Refused::NotText)?;
        if text.contains('\0') {
            return Err(Refused::NotText);
        }
        if text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1 {
            return Err(Refused::BrokenQuotes);
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter(text))
            .from_reader(text.as_bytes());
        let mut record = ByteRecord::new();
        let mut next =
            |record: &mut ByteRecord| reader.read_byte_record(record).map_err(|_| Refused::NotText);
        if !next(&mut record)? {
            return Err(Refused::NotADirectory);
        }
        let (mut file, places) = Self::header(&record)?;
        while next(&mut record)? {
            if record.iter().all(<[u8]>::is_empty) {
                continue;
            }
            if file.lines.len() == ROWS_MAX {
                return Err(Refused::TooLarge);
            }
            file.line(&record, &places);
        }
        Ok(file)
    }

    /// The file so far, and which of our columns each of its columns is.
    fn header(record: &ByteRecord) -> Result<(Self, Vec<Option<usize>>), Refused> {
        if record.len() > COLUMNS_MAX {
            return Err(Refused::TooLarge);
        }
        let mut file = Self { unknown: Vec::new(), has: vec![false; COLUMNS.len()], lines: Vec::new() };
        let mut places = Vec::with_capacity(record.len());
        for name in record {
            let name = String::from_utf8_lossy(name).trim().to_ascii_lowercase();
            let place = COLUMNS.iter().position(|column| *column == name);
            match place {
                Some(place) if file.has[place] => return Err(Refused::ColumnTwice),
                Some(place) => file.has[place] = true,
                None if name.is_empty() || file.unknown.len() == UNKNOWN_MAX.0 => {}
                None => file.unknown.push(name.chars().take(UNKNOWN_MAX.1).collect()),
            }
            places.push(place);
        }
        let named = file.has[at("organisation_code")] && file.has[at("service_code")];
        if named { Ok((file, places)) } else { Err(Refused::NotADirectory) }
    }

    fn line(&mut self, record: &ByteRecord, places: &[Option<usize>]) {
        let mut cells: Vec<Option<String>> = self.has.iter().map(|has| has.then(String::new)).collect();
        for (text, place) in record.iter().zip(places) {
            if let Some(cell) = place.and_then(|place| cells.get_mut(place)) {
                *cell = Some(cell::undo(&String::from_utf8_lossy(text)).trim().to_owned());
            }
        }
        let overlong = record.iter().skip(places.len()).any(|text| !text.is_empty());
        let line = record.position().map_or(0, csv::Position::line);
        self.lines.push(Line { row: self.lines.len() + 1, line, cells, overlong });
    }
}

/// What parts the cells of the first line: a comma, or what spreadsheets of other countries write.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |sign: char| first.matches(sign).count();
    let best = [',', ';', '\t'].into_iter().max_by_key(|sign| (count(*sign), *sign == ','));
    match best {
        Some(';') => b';',
        Some('\t') => b'\t',
        _ => b',',
    }
}
