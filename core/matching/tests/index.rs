//! Finding one among ten thousand.

use crate::pairs::pairs;
use jonaki_matching::{Fingerprint, Index, MatchError, MatchKey, Person};
use std::time::Instant;

/// A small generator (splitmix64), so that a seed says everything.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    }
}

/// Somebody put together from people of the set: names, parents and places each of another one.
fn stranger(random: &mut Random, people: &[Person]) -> Person {
    let mut one = || people[random.below(people.len())].clone();
    let (named, born, place) = (one(), one(), one());
    Person {
        father: one().father,
        mother: one().mother,
        born: born.born,
        district: place.district,
        upazila: place.upazila,
        ..named
    }
}

#[test]
fn those_that_are_the_same_are_found_among_ten_thousand() {
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(11);
    let (mut random, key) = (Random(seed), MatchKey::from_bytes([9; 32]));
    let pairs = pairs();
    let people: Vec<Person> = pairs.iter().flat_map(|pair| [pair.left.clone(), pair.right.clone()]).collect();
    let begun = Instant::now();
    let mut index = Index::new();
    for at in 0..10_000 - 100 {
        let print = Fingerprint::of(&stranger(&mut random, &people), &key);
        index.insert(at, print).expect("one key");
    }
    let made = begun.elapsed();
    let known: Vec<_> = pairs.iter().filter(|pair| pair.same).take(100).collect();
    for (at, pair) in known.iter().enumerate() {
        index.insert(1_000_000 + at, Fingerprint::of(&pair.left, &key)).expect("one key");
    }
    assert_eq!(index.len(), 10_000);
    let queries: Vec<_> = known.iter().map(|pair| Fingerprint::of(&pair.right, &key)).collect();
    let begun = Instant::now();
    let found: Vec<_> = queries.iter().map(|query| index.find(query, 10).expect("one key")).collect();
    let took = begun.elapsed();
    let right = found
        .iter()
        .enumerate()
        .filter(|(at, found)| found.iter().any(|one| *one.id == 1_000_000 + at))
        .count();
    let others: usize = queries
        .iter()
        .map(|query| index.find(query, 10_000).expect("one key"))
        .map(|found| found.iter().filter(|one| *one.id < 1_000_000).count())
        .sum();
    println!(
        "seed {seed}: {right} of 100 found among the first ten, {:.2} strangers shown a search, {:.2} ms a search, {:.2} ms a print",
        others as f64 / 100.0,
        took.as_secs_f64() * 10.0,
        made.as_secs_f64() / 9.9
    );
    assert!(right >= 85, "seed {seed}: {right}");
    assert!(others <= 500, "seed {seed}: {others}");
    assert!(found.iter().all(|found| found.len() <= 10));
    for found in &found {
        assert!(found.is_sorted_by_key(|one| std::cmp::Reverse((one.likeness.verdict, one.likeness.score))));
    }
}

#[test]
fn an_index_takes_prints_of_one_key() {
    let print = |seed| Fingerprint::of(&Person::default(), &MatchKey::from_bytes([seed; 32]));
    let mut index = Index::new();
    assert!(index.is_empty() && index.find(&print(2), 5).expect("nothing to compare").is_empty());
    index.insert("one", print(1)).expect("the first");
    assert_eq!(index.insert("other", print(2)), Err(MatchError::OtherKey));
    assert_eq!(index.find(&print(2), 5).expect_err("another key"), MatchError::OtherKey);
    assert_eq!(index.len(), 1);
}
