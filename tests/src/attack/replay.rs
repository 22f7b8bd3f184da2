//! A mutant that went wrong, as a file that is judged again with `cargo xtask attack --replay FILE`.

use super::wire::wire_round;
use data_encoding::HEXLOWER;
use jonaki_document::hostile::{Base, Failure, Stopped, again, round_bases, sign};
use serde::{Deserialize, Serialize};

/// What is needed to see it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Of the campaign.
    pub seed: u64,
    /// Of its round.
    pub round: u64,
    /// Which of the round's documents; `None` for a round on the wire.
    pub base: Option<usize>,
    /// The bytes in hexadecimal.
    pub raw: String,
    /// What went wrong.
    pub what: String,
}

impl Case {
    /// Of a round in memory, its bytes as near to the honest change as they can be and still fail.
    pub fn of(seed: u64, round: u64, failure: &Failure) -> Self {
        let bases = round_bases(seed, round);
        let raw = match bases.get(failure.base) {
            Some(base) => shrink(base, failure.base, failure.raw.clone()),
            None => failure.raw.clone(),
        };
        let what = failure.escape.what.clone();
        Self { seed, round, base: Some(failure.base), raw: HEXLOWER.encode(&raw), what }
    }

    /// Of a round on the wire, which is played again as a whole.
    pub fn on_the_wire(seed: u64, round: u64, what: String) -> Self {
        Self { seed, round, base: None, raw: String::new(), what }
    }
}

/// Puts bytes of the honest change back wherever the mutant still fails with them.
fn shrink(base: &Base, at: usize, mut raw: Vec<u8>) -> Vec<u8> {
    if raw.len() != base.change.len() {
        return raw;
    }
    for index in 9..raw.len() {
        if raw[index] != base.change[index] {
            let mut nearer = raw.clone();
            nearer[index] = base.change[index];
            sign(&mut nearer);
            if again(base, at, &nearer).is_err() {
                raw = nearer;
            }
        }
    }
    raw
}

/// Judges a case again: where it is stopped now, or what still goes wrong.
///
/// # Errors
/// What goes wrong, or why the file means nothing.
pub fn replay(case: &Case) -> Result<Option<Stopped>, String> {
    let Some(at) = case.base else { return wire_round(case.seed, case.round).map(|_| None) };
    let raw = HEXLOWER.decode(case.raw.as_bytes()).map_err(|_| "`raw` is not hexadecimal".to_owned())?;
    let bases = round_bases(case.seed, case.round);
    let base = bases.get(at).ok_or("there is no such base")?;
    again(base, at, &raw).map(Some).map_err(|escape| escape.what)
}
