//! What the compiler's class path cannot say: the screens draw the core's records, and call none of its objects.

use super::place::{Place, ending, read};
use std::collections::BTreeSet;
use std::path::Path;

/// Where the surface is written down.
const SURFACE: &str = "ffi/surface.txt";
const PACKAGE: &str = "import org.jonaki.ffi.";

/// Looks through the imports of `ui`.
///
/// # Errors
/// The files that reach past the models.
pub(super) fn check(place: &Place) -> Result<(), String> {
    let surface = read(Path::new(SURFACE))?;
    let callable: BTreeSet<&str> = surface.lines().filter_map(callable).collect();
    let mut found = Vec::new();
    for file in ending(&place.shell.join("ui/src/main/kotlin"), ".kt") {
        let text = read(&file)?;
        let reaches = |name: &str| name == "*" || callable.contains(name);
        if text.lines().filter_map(|line| line.strip_prefix(PACKAGE)).any(reaches) {
            found.push(file.display().to_string());
        }
    }
    if found.is_empty() { Ok(()) } else { Err(format!("screens that call the core: {}", found.join(", "))) }
}

/// An object, a foreign trait or a function of the surface.
fn callable(line: &str) -> Option<&str> {
    let rest = ["object ", "foreign ", "function "].iter().find_map(|start| line.strip_prefix(start))?;
    rest.split(['(', ' ']).next()
}
