//! The table of all cases, as a page.

use super::{Played, Row};
use std::fmt::Write as _;

const HEAD: &str = "# Bad inputs

What an enemy can send, case by case, and what it is answered with. This page is written by the test that plays the cases
(`cargo xtask catalogue` writes it anew, the normal test run compares it); each row was played through the public
interface of the server or of a device, and all of these held:

- the answer was the one in the table, and its text says in Bangla and English what to do next;
- **nothing stored changed**: every row of every table was compared before and after. A refused request or batch leaves
  nothing. A refused item leaves its batch, its hash with the verdict (not its content) and the log entry that says so. A
  device keeps what it cannot take aside, with the batch that proves who sent it, and shows how much that is;
- **everybody else went on**: after each case honest devices wrote, received and read, on the attacked documents too, and
  the server's own `check` of its log found no fault;
- the answer came **within the bound** of memory taken at one time (Rust heap, counted by the allocator) and of processor
  time, on the thread that answered. The bounds are far above what is measured and far below what a bomb needs.

The inputs are made by `tests/src/catalogue` and, for bytes of changes, `core/document/src/hostile`, always the same.
In set M a lie stands in an answer that brings the honest news of the day as well, and those are stored.
";

/// The page.
pub fn document(played: &[Played]) -> String {
    let mut out = HEAD.to_owned();
    out.push_str("\n| set | inputs | cases | asked for |\n|---|---|---|---|\n");
    for set in played {
        let _ = writeln!(out, "| {} | {} | {} | {} |", set.letter, set.title, set.rows.len(), set.least);
    }
    let (cases, asked): (usize, usize) =
        (played.iter().map(|set| set.rows.len()).sum(), played.iter().map(|set| set.least).sum());
    let _ = writeln!(out, "| | all | {cases} | {asked} |");
    for set in played {
        let _ = write!(out, "\n## {}: {}\n\n", set.letter, set.title);
        out.push_str("| id | input | goes in at | answer | stopped by | stored | bound |\n");
        out.push_str("|---|---|---|---|---|---|---|\n");
        for row in &set.rows {
            let Row { id, what, at, answer, bound } = row;
            let (name, stage, holds) = (answer.name(), answer.stage(), answer.holds());
            let _ = writeln!(out, "| {id} | {what} | {at} | `{name}` | {stage} | {holds} | {bound} |");
        }
    }
    out
}
