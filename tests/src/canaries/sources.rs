//! The public types of the crates, read from their sources, so that no new type is forgotten.

use super::Failure;
use crate::process::files;
use std::collections::BTreeSet;
use std::path::Path;

/// A public type that can be printed with `{:?}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublicType {
    /// Its crate.
    pub krate: &'static str,
    /// Its name.
    pub name: String,
    /// Whether it can be printed.
    pub debug: bool,
}

const CRATES: &[(&str, &str)] = &[
    ("protocol", "core/protocol/src"),
    ("document", "core/document/src"),
    ("sqlite", "core/sqlite/src"),
    ("core", "core/src"),
    ("server", "sync-server/src"),
];

/// All public types of the crates that hold what devices hold or send.
///
/// # Errors
/// Where a source cannot be read.
pub fn public_types() -> Result<BTreeSet<PublicType>, Failure> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = BTreeSet::new();
    for (krate, folder) in CRATES {
        let mut texts = Vec::new();
        for path in files(&root.join(folder))? {
            if path.extension().is_some_and(|ending| ending == "rs") {
                texts.push(std::fs::read_to_string(path)?);
            }
        }
        let printed: BTreeSet<String> = texts.iter().flat_map(|text| printed_by_hand(text)).collect();
        for text in &texts {
            for (name, derived) in types(text) {
                let debug = derived || printed.contains(&name);
                found.insert(PublicType { krate, name, debug });
            }
        }
    }
    Ok(found)
}

/// Types with an implementation of `Debug` of their own.
fn printed_by_hand(text: &str) -> Vec<String> {
    let after = text.split("Debug for ").skip(1);
    after
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || "_$".contains(*c)).collect())
        .collect()
}

/// The public types of a file, and whether they derive `Debug`. Types that a macro makes stand at its calls.
fn types(text: &str) -> Vec<(String, bool)> {
    let makes = text.contains("pub struct $name") || text.contains("pub enum $name");
    let mut found = Vec::new();
    let mut derived = false;
    for line in text.lines() {
        let line = line.trim();
        let head = ["pub struct ", "pub enum "].iter().find_map(|head| line.strip_prefix(head));
        if let Some(rest) = head {
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if !name.is_empty() {
                found.push((name, derived));
            }
        } else if makes && let Some(name) = made(line) {
            found.push((name.to_owned(), true));
        }
        derived = match line {
            line if line.starts_with("#[derive(") => line.contains("Debug"),
            // Attributes and comments may stand between.
            line if line.starts_with('#') || line.starts_with("//") => derived,
            _ => false,
        };
    }
    found
}

/// The name in a call of a macro that makes types: alone on its line, before a length in bytes, or before its fields.
fn made(line: &str) -> Option<&str> {
    let end = line.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(line.len());
    let (name, rest) = line.split_at(end);
    let length = rest.strip_prefix(", ").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
    let is_name = name.len() > 2 && name.starts_with(|c: char| c.is_ascii_uppercase());
    (is_name && name != "Self" && (rest.is_empty() || rest.starts_with(" {") || length)).then_some(name)
}
