//! How alike two fingerprints are, and what speaks for and against.

use crate::fingerprint::{Field, Fingerprint};
use crate::sketch::common;
use crate::{MatchError, weights};

/// What a person is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Nothing to show.
    Different,
    /// Possibly the same child: ask the keeper of the other case.
    Possible,
    /// Very likely the same child. A person still decides.
    Same,
}

/// Some of the fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fields(u8);

impl Fields {
    /// Whether one is among them.
    pub fn contains(self, field: Field) -> bool {
        self.0 & field.bit() != 0
    }

    /// One bit for each, in the order of [`Field::ALL`].
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// From [`Fields::bits`].
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits)
    }

    /// The fields, in the order of [`Field::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Field> {
        Field::ALL.into_iter().filter(move |field| self.contains(*field))
    }

    fn insert(&mut self, field: Field) {
        self.0 |= field.bit();
    }
}

/// The answer to a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Likeness {
    /// 0 to 1000; 500 is no evidence either way.
    pub score: u16,
    /// The score against the thresholds.
    pub verdict: Verdict,
    /// Fields that agree.
    pub agreed: Fields,
    /// Fields that speak against it.
    pub against: Fields,
}

/// Compares two fingerprints. What is missing in one of them counts neither for nor against; the order does not matter.
///
/// # Errors
/// [`MatchError::OtherKey`] when they were made under different keys.
pub fn compare(left: &Fingerprint, right: &Fingerprint) -> Result<Likeness, MatchError> {
    if !left.is_comparable(right) {
        return Err(MatchError::OtherKey);
    }
    let mut sum = Sum::default();
    let child = child(left, right, &mut sum);
    let mut parents = 0;
    for (field, curve) in [(Field::Father, weights::FATHER), (Field::Mother, weights::MOTHER)] {
        if let (Some(left), Some(right)) = (left.name(field), right.name(field)) {
            sum.add(field, weights::at(curve, common(left, right)));
            parents += 1;
        }
    }
    if parents == 0 {
        sum.points -= weights::NO_PARENT;
    }
    if let (Some(left), Some(right)) = (left.born(), right.born()) {
        sum.add(Field::Born, weights::at(weights::BORN, common(left, right)));
    }
    for (field, [equal, other]) in
        [(Field::Sex, weights::SEX), (Field::District, weights::DISTRICT), (Field::Upazila, weights::UPAZILA)]
    {
        if let (Some(left), Some(right)) = (left.tag(field), right.tag(field)) {
            sum.add(field, if left == right { equal } else { other });
            if left == right {
                sum.agreed.insert(field);
            }
        }
    }
    Ok(sum.likeness(child))
}

/// What the child's names say: the nearest of both names of one and both of the other. Nothing if one has none.
fn child(left: &Fingerprint, right: &Fingerprint, sum: &mut Sum) -> Option<u16> {
    let near = |one, other| Some((common(left.name(one)?, right.name(other)?), one, other));
    let pairs = [
        near(Field::Name, Field::Name),
        near(Field::Nick, Field::Nick),
        near(Field::Name, Field::Nick),
        near(Field::Nick, Field::Name),
    ];
    let best = pairs.iter().flatten().map(|(common, ..)| *common).max()?;
    let names = pairs[0].map(|(common, ..)| common);
    // A nickname alone is shared by many: a name that differs stays an objection.
    let objection = names.is_some_and(|names| names < weights::OTHER_NAME && best >= weights::OTHER_NAME);
    let points = weights::at(weights::CHILD, best) - if objection { weights::ONLY_NICK } else { 0 };
    let by_nick = names.is_none_or(|names| names < best);
    sum.add(if by_nick { Field::Nick } else { Field::Name }, points);
    if objection {
        sum.against.insert(Field::Name);
    }
    Some(best)
}

/// Points so far.
#[derive(Default)]
struct Sum {
    points: i32,
    agreed: Fields,
    against: Fields,
}

impl Sum {
    fn add(&mut self, field: Field, points: i32) {
        self.points += points;
        if points > 0 {
            self.agreed.insert(field);
        } else if points < 0 {
            self.against.insert(field);
        }
    }

    fn likeness(self, child: Option<u16>) -> Likeness {
        let (times, of) = weights::SCALE;
        let score = (weights::BASE + self.points * times / of).clamp(0, 1000) as u16;
        // Brothers and sisters have everything else in common, so without a name there is no certainty.
        let verdict = match score {
            weights::SAME.. if child.is_some() => Verdict::Same,
            weights::POSSIBLE.. => Verdict::Possible,
            _ => Verdict::Different,
        };
        Likeness { score, verdict, agreed: self.agreed, against: self.against }
    }
}
