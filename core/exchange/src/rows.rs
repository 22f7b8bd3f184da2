//! Rows as RFC 4180 writes them.

use std::io::{self, Write};

/// Writes rows; every line ends with CR LF.
pub(crate) struct Rows<W> {
    to: W,
}

impl<W: Write> Rows<W> {
    pub(crate) fn new(mut to: W, byte_order_mark: bool) -> io::Result<Self> {
        if byte_order_mark {
            to.write_all("\u{feff}".as_bytes())?;
        }
        Ok(Self { to })
    }

    /// One row. A cell that holds any sign at which some spreadsheet cuts is quoted, the semicolon too.
    pub(crate) fn row<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) -> io::Result<()> {
        let mut line = String::new();
        for (at, cell) in cells.into_iter().enumerate() {
            let cell = cell.as_ref();
            if at > 0 {
                line.push(',');
            }
            if cell.contains([',', ';', '"', '\r', '\n', '\t']) {
                line.push('"');
                line.push_str(&cell.replace('"', "\"\""));
                line.push('"');
            } else {
                line.push_str(cell);
            }
        }
        line.push_str("\r\n");
        self.to.write_all(line.as_bytes())
    }

    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.to.flush()
    }
}
