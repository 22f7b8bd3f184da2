//! How alike two names are, in the open: for searching a device's own cases.

use crate::name::{Word, words};

/// Of the score, what is lost when the longer name has nothing more in common.
const MORE: u32 = 25;

/// 0 to 1000; 1000 sounds the same, over about 600 may be the same name. Either script; titles do not count, nor does the
/// order of the words, and a name within a longer one loses little. The order of the arguments does not matter.
///
/// ```
/// use jonaki_matching::names_alike;
/// assert!(names_alike("Md. Rahim Uddin", "রহিম উদ্দীন") > 900);
/// assert!(names_alike("Rahim", "Karim") < 400);
/// ```
pub fn names_alike(left: &str, right: &str) -> u16 {
    let (left, right) = (words(&[Some(left)]), words(&[Some(right)]));
    if left.is_empty() || right.is_empty() {
        return 0;
    }
    let (one, other) = (covered(&left, &right), covered(&right, &left));
    let score = (one.max(other) * (100 - MORE) + one.min(other) * MORE) / 100;
    score.min(1000) as u16
}

/// How much of a name is in another one, in thousandths.
fn covered(name: &[Word], other: &[Word]) -> u32 {
    let weight: u32 = name.iter().map(Word::weight).sum();
    let found: u32 = name
        .iter()
        .map(|word| word.weight() * other.iter().map(|other| word.alike(other)).max().unwrap_or_default())
        .sum();
    found / weight.max(1)
}
