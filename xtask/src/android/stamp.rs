//! Steps that are done again only where what goes into them has changed.

use super::place::{Place, files, write};
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::PathBuf;

/// Does a step, unless it ended well with the same inputs and the same words. The words stand for what is no file of ours:
/// options, and artifacts by the hashes of the lock.
///
/// # Errors
/// The step's.
pub(super) fn once(
    place: &Place,
    name: &str,
    inputs: &[PathBuf],
    words: &str,
    step: impl FnOnce() -> Result<(), String>,
) -> Result<(), String> {
    let stamp = place.out.join("stamps").join(name);
    let hash = hash(inputs, words)?;
    if fs::read_to_string(&stamp).is_ok_and(|known| known == hash) {
        return Ok(());
    }
    // A step that ends half-way is done again.
    write(&stamp, "")?;
    step()?;
    write(&stamp, &hash)
}

fn hash(inputs: &[PathBuf], words: &str) -> Result<String, String> {
    let mut hasher = Sha256::new();
    hasher.update(words.as_bytes());
    for path in inputs.iter().flat_map(|input| files(input)) {
        let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        hasher.update(path.to_string_lossy().as_bytes());
        hasher.update(Sha256::digest(&bytes));
    }
    Ok(hex(&hasher.finalize()))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
