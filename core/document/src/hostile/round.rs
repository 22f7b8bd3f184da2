//! A round: one set of bases, many mutants. A round follows from a seed and its number alone, so that a campaign is the same
//! with any number of threads, and one failing mutant can be judged again.

use super::history::{Base, bases};
use super::judge::{Stopped, judge};
use super::mutate::Mutator;
use super::random::Random;
use super::reference::{Escape, check};
use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashSet};
use std::hash::{Hash as _, Hasher as _};
use std::sync::OnceLock;

/// Documents under attack in a round: four of each compartment.
const BASES: usize = 28;

/// What came of mutants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many ended where.
    pub stopped: BTreeMap<Stopped, u64>,
    /// Admitted ones that no earlier mutant of their round was equal to: each of these was held against the reference.
    pub distinct: u64,
}

/// A mutant that went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Which of the round's bases it attacks.
    pub base: usize,
    /// The mutant.
    pub raw: Vec<u8>,
    /// What went wrong.
    pub escape: Escape,
}

impl Tally {
    /// Adds another's counts.
    pub fn add(&mut self, other: &Self) {
        for (stopped, count) in &other.stopped {
            *self.stopped.entry(*stopped).or_default() += count;
        }
        self.distinct += other.distinct;
    }

    /// All mutants.
    pub fn total(&self) -> u64 {
        self.stopped.values().sum()
    }

    /// Those that ended at a stage ([`Stopped::stage`]).
    pub fn at(&self, stage: &str) -> u64 {
        self.stopped.iter().filter(|(stopped, _)| stopped.stage() == stage).map(|(_, count)| count).sum()
    }
}

fn source(seed: u64, number: u64) -> Random {
    Random::stream(seed, number)
}

/// The bases of a round; the last is the one that is full of actors, the same for all rounds.
pub fn round_bases(seed: u64, number: u64) -> Vec<Base> {
    static CROWDED: OnceLock<Option<Base>> = OnceLock::new();
    let mut bases = bases(&mut source(seed, number), BASES);
    bases.extend(CROWDED.get_or_init(Base::crowded).clone());
    bases
}

/// Plays a round. Every mutant is judged by server and clients; every distinct one that is admitted is held against the
/// reference.
///
/// # Errors
/// The first [`Failure`].
pub fn round(seed: u64, number: u64, mutants: u64, mutator: &Mutator) -> Result<Tally, Box<Failure>> {
    let bases = round_bases(seed, number);
    let mut random = Random::stream(seed ^ 0x6d75_7461_6e74, number);
    let mut tally = Tally::default();
    let mut seen = HashSet::new();
    for _ in 0..mutants {
        let (at, raw) = mutator.make(&mut random, &bases);
        let stopped = match one(&bases[at], at, &raw, &mut seen) {
            Ok(stopped) => stopped,
            Err(escape) => return Err(Box::new(Failure { base: at, raw, escape })),
        };
        *tally.stopped.entry(stopped).or_default() += 1;
    }
    tally.distinct = seen.len() as u64;
    Ok(tally)
}

/// Judges one mutant again.
///
/// # Errors
/// [`Escape`].
pub fn again(base: &Base, at: usize, raw: &[u8]) -> Result<Stopped, Escape> {
    one(base, at, raw, &mut HashSet::new())
}

fn one(base: &Base, at: usize, raw: &[u8], seen: &mut HashSet<u64>) -> Result<Stopped, Escape> {
    let judged = judge(base, raw)?;
    if let Some(after) = &judged.after {
        let mut hasher = DefaultHasher::new();
        (at, raw).hash(&mut hasher);
        let name = hasher.finish();
        if seen.insert(name) {
            check(&mut Random::new(name), base, after, raw)?;
        }
    }
    Ok(judged.stopped)
}
