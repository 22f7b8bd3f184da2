//! Finding the fingerprints that are like one among many.

use crate::{Fingerprint, Likeness, MatchError, Verdict, compare};

/// Fingerprints that an index takes: the cases of a country for years.
pub const INDEX_MAX: usize = 100_000;

/// Fingerprints with what the caller calls them.
///
/// A search looks at every one: 10,000 take a few milliseconds, nothing is missed, and no part of a print has to be
/// exact for it to be found.
pub struct Index<T> {
    entries: Vec<(Fingerprint, T)>,
}

/// One that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<'a, T> {
    /// What the caller calls it.
    pub id: &'a T,
    /// How like it is.
    pub likeness: Likeness,
}

impl<T> Default for Index<T> {
    fn default() -> Self {
        Self { entries: Vec::new() }
    }
}

impl<T> Index<T> {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many are in it.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Adds one; the same id may be added again, with another print of it.
    ///
    /// # Errors
    /// [`MatchError::OtherKey`] when those in it were made under another key, [`MatchError::Full`] at [`INDEX_MAX`].
    pub fn insert(&mut self, id: T, print: Fingerprint) -> Result<(), MatchError> {
        if self.entries.first().is_some_and(|(first, _)| !first.is_comparable(&print)) {
            return Err(MatchError::OtherKey);
        }
        if self.entries.len() >= INDEX_MAX {
            return Err(MatchError::Full);
        }
        self.entries.push((print, id));
        Ok(())
    }

    /// Those that may be the same child, the likeliest first, at most `limit`.
    ///
    /// # Errors
    /// [`MatchError::OtherKey`] when those in it were made under another key.
    pub fn find(&self, print: &Fingerprint, limit: usize) -> Result<Vec<Found<'_, T>>, MatchError> {
        let mut found = Vec::new();
        for (other, id) in &self.entries {
            let likeness = compare(print, other)?;
            if likeness.verdict != Verdict::Different {
                found.push(Found { id, likeness });
            }
        }
        found.sort_by_key(|found| std::cmp::Reverse((found.likeness.verdict, found.likeness.score)));
        found.truncate(limit);
        Ok(found)
    }
}
