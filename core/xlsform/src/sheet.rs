//! Sheets as rows of texts, each text with its place.

/// A place in a workbook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Place {
    /// Name of the sheet or of the attached file; empty for the whole workbook.
    pub sheet: String,
    /// Row as a spreadsheet counts, from 1; 0 for the whole sheet.
    pub row: u32,
    /// Column from 0; `None` for the whole row.
    pub column: Option<u32>,
    /// The column's header as written.
    pub header: String,
}

impl Place {
    /// A whole sheet.
    pub(crate) fn sheet(sheet: &str) -> Self {
        Self { sheet: sheet.to_owned(), ..Self::default() }
    }

    /// A whole row.
    pub(crate) fn row(sheet: &str, row: u32) -> Self {
        Self { sheet: sheet.to_owned(), row, ..Self::default() }
    }

    /// The column as a spreadsheet names it: `A`, `B`, … `AA`; empty for a whole row.
    pub fn letters(&self) -> String {
        let Some(column) = self.column else { return String::new() };
        let mut letters = Vec::new();
        let mut rest = u64::from(column) + 1;
        while rest > 0 {
            letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
            rest = (rest - 1) / 26;
        }
        letters.into_iter().rev().collect()
    }

    /// Order of reading: settings, survey, choices, the rest.
    pub(crate) fn order(&self) -> (usize, &str, u32, Option<u32>) {
        let known = ["", "settings", "survey", "choices"];
        let sheet = known.iter().position(|name| *name == self.sheet).unwrap_or(known.len());
        (sheet, &self.sheet, self.row, self.column)
    }
}

/// A text and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) place: Place,
}

impl Cell {
    /// A text that the compiler writes in the name of a cell.
    pub(crate) fn written_for(place: &Place, text: impl Into<String>) -> Self {
        Self { text: text.into(), place: place.clone() }
    }
}

/// A row: its number and its texts by column, sorted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    pub(crate) number: u32,
    pub(crate) cells: Vec<(u32, String)>,
}

impl Row {
    pub(crate) fn text(&self, column: u32) -> Option<&str> {
        let at = self.cells.binary_search_by_key(&column, |(column, _)| *column).ok()?;
        self.cells.get(at).map(|(_, text)| text.as_str())
    }
}

/// A sheet: the header row and the rows below it that are not empty.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) header: Vec<(u32, String)>,
    pub(crate) rows: Vec<Row>,
}

impl Sheet {
    /// Puts cells in order. Of two cells in one place the later stands.
    pub(crate) fn of(name: &str, mut cells: Vec<(u32, u32, String)>) -> Self {
        cells.sort_by_key(|(row, column, _)| (*row, *column));
        let mut sheet = Self { name: name.to_owned(), ..Self::default() };
        for (row, column, text) in cells {
            if row == 0 {
                put(
                    &mut sheet.header,
                    column,
                    text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "),
                );
                continue;
            }
            if sheet.rows.last().is_none_or(|last| last.number != row + 1) {
                sheet.rows.push(Row { number: row + 1, cells: Vec::new() });
            }
            if let Some(last) = sheet.rows.last_mut() {
                put(&mut last.cells, column, text);
            }
        }
        sheet
    }

    pub(crate) fn place(&self, row: u32, column: u32) -> Place {
        let header = self.header.iter().find(|(at, _)| *at == column).map(|(_, header)| header.clone());
        Place { sheet: self.name.clone(), row, column: Some(column), header: header.unwrap_or_default() }
    }

    pub(crate) fn cell(&self, row: &Row, column: u32) -> Option<Cell> {
        row.text(column).map(|text| Cell { text: text.to_owned(), place: self.place(row.number, column) })
    }

    /// The header of a column as a cell.
    pub(crate) fn header_cell(&self, column: u32) -> Cell {
        let place = self.place(1, column);
        Cell { text: place.header.clone(), place }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.header.is_empty() && self.rows.is_empty()
    }
}

fn put(cells: &mut Vec<(u32, String)>, column: u32, text: String) {
    match cells.last_mut() {
        Some(last) if last.0 == column => last.1 = text,
        _ => cells.push((column, text)),
    }
}
