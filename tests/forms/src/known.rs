//! Differences that are known: each has a line in `tests/data/forms/differs.csv` that says why, and one in
//! `docs/xlsform.md`.

use std::io;

use crate::oracle::root;
use crate::walk::Difference;

/// A line of the table: form, node without positions, part, reason.
pub struct Known(Vec<[String; 4]>);

impl Known {
    /// Reads the table.
    ///
    /// # Errors
    /// If it cannot be read, or a line of it has no reason.
    pub fn read() -> io::Result<Self> {
        let text = std::fs::read_to_string(root().join("tests/data/forms/differs.csv"))?;
        let lines = text.lines().skip(1).filter(|line| !line.trim().is_empty());
        let cells = lines.map(|line| {
            let cells: Vec<String> = line.splitn(4, ',').map(str::to_owned).collect();
            <[String; 4]>::try_from(cells).map_err(|_| io::Error::other(format!("no reason: {line}")))
        });
        Ok(Self(cells.collect::<Result<_, _>>()?))
    }

    /// Whether the table names this difference.
    pub fn has(&self, difference: &Difference) -> bool {
        let mut inside = false;
        let node: String = difference
            .path
            .chars()
            .filter(|letter| {
                inside = (inside || *letter == '[') && *letter != ']';
                !inside && *letter != ']'
            })
            .collect();
        let is =
            |line: &[String; 4]| line[0] == difference.form && line[1] == node && line[2] == difference.part;
        self.0.iter().any(is)
    }

    /// Whether a form is not compared until something is mended (node `*`).
    pub fn is_pending(&self, form: &str) -> bool {
        self.0.iter().any(|line| line[0] == form && line[1] == "*")
    }

    /// Forms and nodes that the table names.
    pub fn places(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|line| (line[0].as_str(), line[1].as_str()))
    }
}
