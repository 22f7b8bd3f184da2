//! A file as lines of cells, under limits, whatever it holds.

use super::{Limits, Problem, ReadError};
use std::io::{self, BufRead, BufReader, Read};

/// How much is looked at to find the sign between cells.
const SNIFFED: u64 = 16 << 10;

/// A line of the file that is not blank.
pub(super) struct Line {
    /// Where it begins, from 1.
    pub(super) number: u64,
    /// Its cells; one that cannot be text carries why.
    pub(super) cells: Vec<Result<String, Problem>>,
    /// It had more columns than are taken; these are the first.
    pub(super) over: bool,
}

impl Line {
    /// The same for a line that is still needed.
    pub(super) fn all_texts(&self) -> Option<Vec<String>> {
        self.cells.iter().map(|cell| cell.as_ref().ok().cloned()).collect()
    }

    /// The cells, when all are text and all are there.
    pub(super) fn texts(self) -> Option<Vec<String>> {
        let whole = !self.over;
        self.cells.into_iter().collect::<Result<_, _>>().ok().filter(|_| whole)
    }
}

/// Reads lines.
pub(super) struct Reader<R> {
    from: BufReader<io::Chain<io::Cursor<Vec<u8>>, io::Take<R>>>,
    limits: Limits,
    separator: u8,
    bytes: u64,
    line: u64,
    pending: Option<u8>,
}

/// Where a cell ended.
#[derive(PartialEq)]
enum End {
    Cell,
    Line,
    File,
}

impl<R: Read> Reader<R> {
    /// Looks at the beginning: the byte order mark is left away, other encodings and workbooks are refused.
    pub(super) fn new(mut from: R, limits: Limits) -> Result<Self, ReadError> {
        let mut start = Vec::new();
        from.by_ref().take(SNIFFED).read_to_end(&mut start)?;
        if start.starts_with(b"PK\x03\x04")
            || start.starts_with(b"\xff\xfe")
            || start.starts_with(b"\xfe\xff")
        {
            return Err(ReadError::NotCsv);
        }
        let separator = separator(&start);
        let bytes = start.len() as u64;
        let mark = if start.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let start = io::Cursor::new(start.split_off(mark));
        // One byte more than is taken tells that there is more.
        let rest = from.take((limits.bytes + 1).saturating_sub(bytes));
        let from = BufReader::new(start.chain(rest));
        Ok(Self { from, limits, separator, bytes: mark as u64, line: 1, pending: None })
    }

    /// How many columns are taken.
    pub(super) fn columns(&self) -> u64 {
        self.limits.columns as u64
    }

    /// The next line that is not blank; nothing at the end.
    pub(super) fn next_line(&mut self) -> Option<Result<Line, ReadError>> {
        loop {
            match self.read_line() {
                Ok(Some(line))
                    if line.cells.len() == 1 && line.cells[0].as_ref().is_ok_and(String::is_empty) => {}
                Ok(Some(line)) => return Some(Ok(line)),
                Ok(None) => return None,
                Err(error) => return Some(Err(error)),
            }
        }
    }

    fn read_line(&mut self) -> Result<Option<Line>, ReadError> {
        let Some(first) = self.byte()? else { return Ok(None) };
        self.pending = Some(first);
        let mut line = Line { number: self.line, cells: Vec::new(), over: false };
        loop {
            let (cell, end) = self.cell()?;
            if line.cells.len() < self.limits.columns {
                line.cells.push(cell);
            } else {
                line.over = true;
            }
            if end != End::Cell {
                return Ok(Some(line));
            }
        }
    }

    fn cell(&mut self) -> Result<(Result<String, Problem>, End), ReadError> {
        let mut held = Held::new(self.limits.cell);
        let end = match self.byte()? {
            Some(b'"') => self.quoted(&mut held)?,
            Some(byte) => {
                self.pending = Some(byte);
                self.bare(&mut held)?
            }
            None => End::File,
        };
        Ok((held.text(), end))
    }

    fn bare(&mut self, held: &mut Held) -> Result<End, ReadError> {
        loop {
            match self.byte()? {
                Some(byte) if byte == self.separator => return Ok(End::Cell),
                Some(b'\n') => return Ok(End::Line),
                Some(b'\r') => return self.after_return(),
                Some(byte) => held.push(byte),
                None => return Ok(End::File),
            }
        }
    }

    fn quoted(&mut self, held: &mut Held) -> Result<End, ReadError> {
        let opened = self.line;
        loop {
            match self.byte()? {
                Some(b'"') => match self.byte()? {
                    Some(b'"') => held.push(b'"'),
                    Some(byte) if byte == self.separator => return Ok(End::Cell),
                    Some(b'\n') => return Ok(End::Line),
                    Some(b'\r') => return self.after_return(),
                    Some(_) => return Err(ReadError::BrokenQuotes { line: self.line }),
                    None => return Ok(End::File),
                },
                Some(byte) => held.push(byte),
                None => return Err(ReadError::BrokenQuotes { line: opened }),
            }
        }
    }

    fn after_return(&mut self) -> Result<End, ReadError> {
        match self.byte()? {
            Some(b'\n') | None => {}
            other => {
                self.line += 1;
                self.pending = other;
            }
        }
        Ok(End::Line)
    }

    fn byte(&mut self) -> Result<Option<u8>, ReadError> {
        if let Some(byte) = self.pending.take() {
            return Ok(Some(byte));
        }
        let Some(byte) = self.from.fill_buf()?.first().copied() else { return Ok(None) };
        self.from.consume(1);
        self.bytes += 1;
        self.line += u64::from(byte == b'\n');
        let most = self.limits.bytes;
        if self.bytes > most { Err(ReadError::TooLarge { what: "bytes", most }) } else { Ok(Some(byte)) }
    }
}

/// The bytes of a cell, as many as are taken.
struct Held {
    bytes: Vec<u8>,
    most: usize,
    over: bool,
}

impl Held {
    fn new(most: usize) -> Self {
        Self { bytes: Vec::new(), most, over: false }
    }

    fn push(&mut self, byte: u8) {
        if self.bytes.len() < self.most {
            self.bytes.push(byte);
        } else {
            self.over = true;
        }
    }

    fn text(self) -> Result<String, Problem> {
        if self.over {
            return Err(Problem::CellTooLong);
        }
        let text = String::from_utf8(self.bytes).map_err(|_| Problem::NotUtf8)?;
        let control = |found: char| found.is_control() && !matches!(found, '\n' | '\r' | '\t');
        if text.contains(control) { Err(Problem::ControlCharacter) } else { Ok(text) }
    }
}

/// The sign between cells: what stands most often in the first line, a comma in doubt.
fn separator(start: &[u8]) -> u8 {
    let first = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let often = |sign: u8| first.iter().filter(|byte| **byte == sign).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|sign| often(*sign)).unwrap_or(b',')
}
