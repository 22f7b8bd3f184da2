//! How often the matching is right about names that it was not tuned on.

use crate::bench::Failure;
use crate::bench::figure::Figures;
use jonaki_matching::{Born, Fingerprint, MatchKey, Person, Verdict, compare};

/// Pairs that people labelled: half, label, kind, then nine cells of each of the two.
const PAIRS: &str = include_str!("../../../../core/matching/tests/data/pairs.tsv");
/// A fingerprint is a sample, so another key gives slightly other figures: the worst of these many is shown.
const KEYS: u8 = 5;

pub(super) fn measure(figures: &mut Figures) -> Result<(), Failure> {
    let (mut precision, mut recall) = (1.0_f64, 1.0_f64);
    for seed in 1..=KEYS {
        let key = MatchKey::from_bytes([seed; 32]);
        let (mut right, mut said, mut same) = (0.0, 0.0, 0.0);
        for line in PAIRS.lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let ["held", label, _, rest @ ..] = cells.as_slice() else { continue };
            let (left, right_cells) = rest.split_at_checked(9).ok_or("a pair of one")?;
            let [left, other] = [left, right_cells].map(|cells| person(cells).ok_or("no person"));
            let is_same = f64::from(u8::from(*label == "same"));
            let likeness = compare(&Fingerprint::of(&left?, &key), &Fingerprint::of(&other?, &key))?;
            same += is_same;
            if likeness.verdict >= Verdict::Possible {
                said += 1.0;
                right += is_same;
            }
        }
        precision = precision.min(right / said);
        recall = recall.min(right / same);
    }
    figures.at_least("matching_precision (held-out pairs, the worst of 5 keys)", precision, 0.95);
    figures.at_least("matching_recall (held-out pairs, the worst of 5 keys)", recall, 0.9);
    Ok(())
}

fn person(cells: &[&str]) -> Option<Person> {
    let &[given, nick, family, father, mother, sex, born, district, upazila] = cells else { return None };
    let text = |cell: &str| Some(cell.to_owned()).filter(|cell| !cell.is_empty());
    let born = born.split_once('-');
    Some(Person {
        name_given: text(given),
        name_nick: text(nick),
        name_family: text(family),
        father: text(father),
        mother: text(mother),
        sex: text(sex),
        born: born.and_then(|(first, last)| Born::between(first.parse().ok()?, last.parse().ok()?)),
        district: text(district),
        upazila: text(upazila),
    })
}
