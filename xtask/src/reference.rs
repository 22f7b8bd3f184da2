//! The compact tables of `core/reference`, written anew from their sources.

use crate::steps::{cargo, run};

/// Writes `core/reference/data/*.bin`. The test that otherwise holds them against the sources does it, so that writing and
/// checking are one piece of code.
pub(crate) fn reference() -> Result<(), String> {
    let mut write = cargo(&["test", "--locked", "-p", "jonaki-reference", "--test", "main", "tables"]);
    run("reference tables", write.env("UPDATE_TABLES", "1"))?;
    // Written tables are part of the library: the second run compiles them in and tests what it says.
    run("reference tests", &mut cargo(&["test", "--locked", "-p", "jonaki-reference"]))
}
