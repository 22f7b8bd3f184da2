//! The corpora and crashers that are checked in, without libFuzzer.

use super::{Reached, TARGETS, Target, seeds};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

fn folder(kind: &str, target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(kind).join(target)
}

/// The files of a folder, by name; none where there is no folder.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<_> = entries
        .filter_map(|entry| {
            Some((entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).ok()?))
        })
        .collect();
    found.sort();
    found
}

/// A target's corpus as checked in: name and bytes of each input.
pub fn corpus(target: &Target) -> Vec<(String, Vec<u8>)> {
    files(&folder("corpus", target.name))
}

/// Inputs that once were too much for a target.
pub fn crashers(target: &Target) -> Vec<(String, Vec<u8>)> {
    files(&folder("crashers", target.name))
}

/// Runs inputs and says how far they came.
///
/// # Panics
/// Where one of them shows a fault.
pub fn run(target: &Target, inputs: &[(String, Vec<u8>)]) -> BTreeSet<Reached> {
    let mut reached = BTreeSet::new();
    for (name, input) in inputs {
        // Shown only where the test fails: which of them it was.
        say(target, name);
        reached.insert((target.run)(input));
    }
    reached
}

#[expect(clippy::print_stdout, reason = "captured by the test runner, shown when it fails")]
fn say(target: &Target, name: &str) {
    println!("{} {name}", target.name);
}

/// Tries `count` alterations of a target's corpus: bits, bytes, insertions, deletions, pieces of other inputs. A few of
/// these in every test run keep a target from rotting; finding things is libFuzzer's.
///
/// # Panics
/// Where one of them shows a fault; its bytes are printed.
pub fn mutate(target: &Target, inputs: &[(String, Vec<u8>)], seed: u64, count: usize) {
    say(target, &format!("JONAKI_SEED={seed}"));
    let mut random = seed | 1;
    let mut next = move || {
        // Xorshift: a failure repeats from its seed.
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random as usize
    };
    for round in 0..count {
        let Some((_, input)) = inputs.get(next() % inputs.len().max(1)) else { return };
        let mut input = input.clone();
        for _ in 0..1 + next() % 3 {
            let at = next() % (input.len() + 1);
            match next() % 5 {
                0 if at < input.len() => input[at] ^= 1 << (next() % 8),
                1 if at < input.len() => input[at] = [0, 1, 0x7f, 0x80, 0xff][next() % 5],
                2 if at < input.len() => drop(input.remove(at)),
                3 => input.insert(at, next() as u8),
                _ => {
                    let (_, other) = &inputs[next() % inputs.len()];
                    let from = next() % (other.len() + 1);
                    let piece = &other[from..other.len().min(from + next() % 32)];
                    input.splice(at..at, piece.iter().copied());
                }
            }
        }
        input.truncate(target.most);
        say(target, &format!("round {round}: {}", data_encoding::HEXLOWER.encode(&input)));
        (target.run)(&input);
    }
}

/// Writes the seeds into the corpora, by the hash of their contents.
///
/// # Errors
/// Where a file cannot be written.
pub fn write_seeds() -> io::Result<usize> {
    let mut written = 0;
    for (name, bytes) in seeds() {
        let Some(target) = TARGETS.iter().find(|target| target.name == name && bytes.len() <= target.most)
        else {
            continue;
        };
        let folder = folder("corpus", target.name);
        fs::create_dir_all(&folder)?;
        let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes)[..20]);
        fs::write(folder.join(hash), &bytes)?;
        written += 1;
    }
    Ok(written)
}
