//! Every upazila, misspelt in both scripts, is found. The mistakes are those of typing, made by rules of their own.

use crate::tables::source;
use jonaki_reference::places::{Place, search};

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

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

const LONG_AND_SHORT: [(char, char); 2] = [('ি', 'ী'), ('ু', 'ূ')];

/// A letter of the same kind: a vowel sign for a vowel sign, a consonant for a consonant.
fn another(random: &mut Random, letter: char) -> char {
    let kinds = ["ািীুূেো", "কখগঘচছজঝটঠডতথদধনপফবভমরলশসহ", "aeiou", "bcdfghjklmnprstvwyz"];
    let kind = kinds.iter().find(|kind| kind.contains(letter)).unwrap_or(&kinds[1]);
    let others: Vec<char> = kind.chars().filter(|other| *other != letter).collect();
    random.pick(&others)
}

/// One mistake: a letter dropped, doubled, changed, swapped with its neighbour, or a vowel sign of the wrong length.
fn misspell(random: &mut Random, name: &str) -> (&'static str, String) {
    loop {
        let mut letters: Vec<char> = name.chars().collect();
        let at = random.below(letters.len());
        let rule = match random.below(5) {
            0 if letters.len() > 3 => {
                letters.remove(at);
                "dropped"
            }
            1 if at + 1 < letters.len() => {
                letters.swap(at, at + 1);
                "swapped"
            }
            2 if letters[at].is_alphabetic() => {
                letters.insert(at, letters[at]);
                "doubled"
            }
            3 if letters[at].is_alphabetic() => {
                letters[at] = another(random, letters[at].to_ascii_lowercase());
                "changed"
            }
            4 => {
                let wrong = LONG_AND_SHORT.iter().flat_map(|(short, long)| [(short, long), (long, short)]);
                let Some((at, to)) = wrong
                    .filter_map(|(from, to)| Some((letters.iter().position(|letter| letter == from)?, to)))
                    .next()
                else {
                    continue;
                };
                letters[at] = *to;
                "length"
            }
            _ => continue,
        };
        let wrong: String = letters.into_iter().collect();
        if wrong != name {
            return (rule, wrong);
        }
    }
}

/// Of how many misspellings is the right place among the first five?
fn found(seed: u64, column: &str, shown: bool) -> (usize, usize) {
    let mut random = Random(seed);
    let (mut right, mut all) = (0, 0);
    for row in source("places.csv").iter().filter(|row| row["level"] == "upazila") {
        for _ in 0..3 {
            let (rule, wrong) = misspell(&mut random, &row[column]);
            let matches = search(&wrong, 5);
            let hit = matches.iter().any(|found| found.place.code() == row["code"]);
            right += usize::from(hit);
            all += 1;
            if shown && !hit {
                let instead: Vec<_> = matches.iter().map(|found| found.place.code()).collect();
                println!("  {} as {wrong} ({rule}): {instead:?}", row[column]);
            }
        }
    }
    (right, all)
}

#[test]
fn misspelt_upazilas_are_among_the_first_five() {
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(5);
    for column in ["name_bn", "name_en"] {
        let (right, all) = found(seed, column, true);
        let share = 100.0 * right as f64 / all as f64;
        println!("seed {seed}, {column}: {right} of {all} found ({share:.1} %)");
        assert_eq!(all, 489 * 3);
        assert!(share >= 95.0, "seed {seed}, {column}: {right} of {all}");
    }
}

#[test]
fn names_as_they_are_written_come_first() {
    for row in source("places.csv") {
        for column in ["name_bn", "name_en"] {
            let matches = search(&row[column], 5);
            let place = Place::by_code(&row["code"]);
            let rank = matches.iter().position(|found| Some(found.place) == place);
            assert!(rank.is_some_and(|rank| rank < 5), "{} ({}) is {rank:?}", row[column], row["code"]);
        }
    }
}
