//! What a fingerprint shows, and the bytes that it is.

use data_encoding::HEXLOWER;
use jonaki_matching::{Born, Field, Fingerprint, MatchError, MatchKey, Person, Verdict, compare};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

fn key(seed: u8) -> MatchKey {
    MatchKey::from_bytes([seed; 32])
}

fn child(name: &str) -> Person {
    Person {
        name_given: Some(name.to_owned()),
        name_nick: Some("Mim".to_owned()),
        father: Some("Md. Rahim Uddin".to_owned()),
        mother: Some("রাবেয়া খাতুন".to_owned()),
        sex: Some("female".to_owned()),
        born: Born::from_band("12-13", 2026),
        district: Some("BD4087".to_owned()),
        upazila: Some("BD4087-kalaroa".to_owned()),
        ..Person::default()
    }
}

/// For ever: prints that devices hold are compared with those that later versions make. The mark, the tags, the years and the
/// nickname of this one were computed a second time by another program.
#[test]
fn the_encoding_never_changes() {
    let bytes: [u8; 32] = std::array::from_fn(|at| at as u8);
    let print = Fingerprint::of(&child("Sumaiya Akter"), &MatchKey::from_bytes(bytes));
    let golden: String = include_str!("data/golden.hex").split_whitespace().collect();
    assert_eq!(HEXLOWER.encode(&print.to_bytes()), golden);
}

/// How names are folded belongs to the encoding too: the digest of the prints of everybody in the set. If it changes, by
/// whatever rule of spelling, here or in the reference data's sounds, prints made before and after no longer fit together: give
/// them another version.
#[test]
fn the_folding_of_names_never_changes() {
    let mut digest = Sha256::new();
    for pair in crate::pairs::pairs() {
        for person in [&pair.left, &pair.right] {
            digest.update(Fingerprint::of(person, &key(1)).to_bytes());
        }
    }
    assert_eq!(
        HEXLOWER.encode(&digest.finalize()),
        "8a27441cd1b7130eb9150679b3163a45e85fae38de6ea87c527927917c66be3e"
    );
}

/// The share of slots of two bits, of the four names, that are the same.
fn same_slots(left: &[u8], right: &[u8]) -> f64 {
    let slots = |bytes: &[u8]| -> Vec<u8> {
        bytes[6..6 + 384].iter().flat_map(|byte| [0, 2, 4, 6].map(|at| byte >> at & 3)).collect()
    };
    let (left, right) = (slots(left), slots(right));
    left.iter().zip(&right).filter(|(left, right)| left == right).count() as f64 / left.len() as f64
}

#[test]
fn prints_under_two_keys_have_nothing_in_common() {
    for seed in 0..20 {
        let (one, other) = (
            Fingerprint::of(&child("Sumaiya"), &key(seed)),
            Fingerprint::of(&child("Sumaiya"), &key(seed + 100)),
        );
        assert_eq!(compare(&one, &other), Err(MatchError::OtherKey));
        let (one, mut other) = (one.to_bytes(), other.to_bytes());
        // By chance one in four; 1,536 slots make one part in 90 of spread.
        let share = same_slots(&one, &other);
        assert!((0.2..0.3).contains(&share), "seed {seed}: {share}");
        // Also to somebody who forges the mark of the key.
        other[2..6].copy_from_slice(&one[2..6]);
        let forged = Fingerprint::from_bytes(&other).expect("a print");
        let likeness = compare(&Fingerprint::from_bytes(&one).expect("a print"), &forged).expect("one mark");
        assert_eq!((likeness.verdict, likeness.agreed.iter().count()), (Verdict::Different, 0));
    }
}

#[test]
fn fields_of_one_print_cannot_be_compared_but_for_the_childs_two_names() {
    let everywhere = Person {
        name_given: Some("Rahim".to_owned()),
        name_nick: Some("Rahim".to_owned()),
        father: Some("Rahim".to_owned()),
        mother: Some("Rahim".to_owned()),
        ..Person::default()
    };
    let bytes = Fingerprint::of(&everywhere, &key(1)).to_bytes();
    let row = |at: usize| &bytes[6 + 96 * at..6 + 96 * (at + 1)];
    assert_eq!(row(0), row(1));
    assert!(row(0) != row(2) && row(0) != row(3) && row(2) != row(3));
}

/// Neither the size nor the number of bits tells a long name from a short one.
#[test]
fn the_length_of_a_name_does_not_show() {
    let long = "Sumaiya Jannatul Ferdousi Kamrunnesa Rokeya Mahmuda Tahmina Nurjahan";
    let ones = |name: &str| -> u32 {
        (0..200)
            .map(|seed| {
                let bytes = Fingerprint::of(&child(name), &key(seed)).to_bytes();
                assert_eq!(bytes.len(), Fingerprint::SIZE);
                bytes[6..102].iter().map(|byte| byte.count_ones()).sum::<u32>()
            })
            .sum()
    };
    let (short, long) = (f64::from(ones("Mim")), f64::from(ones(long)));
    let all = f64::from(200 * 96 * 8);
    println!("bits set: {:.4} of a short name, {:.4} of a long one", short / all, long / all);
    assert!((short / all - 0.5).abs() < 0.01 && (long / all - 0.5).abs() < 0.01);
    const { assert!(Fingerprint::SIZE <= 512) };
}

#[test]
fn nothing_is_shown_by_debug() {
    let person = child("Sumaiya");
    let shown = format!("{person:?} {:?} {:?} {:?}", key(1), Fingerprint::of(&person, &key(1)), person.born);
    assert_eq!(shown, "Person MatchKey Fingerprint Some(Born)");
}

#[test]
fn a_name_of_titles_or_signs_is_missing() {
    for nothing in ["", " ", "Md.", "মোঃ", "...", "---", "\u{200d}"] {
        let print = Fingerprint::of(&child(nothing), &key(1));
        assert!(!print.has(Field::Name) && print.has(Field::Nick), "{nothing:?}");
    }
    let unknown =
        Person { sex: Some("other".to_owned()), district: Some(" ".to_owned()), ..Person::default() };
    let print = Fingerprint::of(&unknown, &key(1));
    assert!(Field::ALL.into_iter().all(|field| !print.has(field)));
}

#[test]
fn bytes_that_are_no_print_are_refused_with_a_code() {
    let bytes = Fingerprint::of(&child("Sumaiya"), &key(1)).to_bytes();
    let code = |bytes: &[u8]| Fingerprint::from_bytes(bytes).expect_err("refused").code();
    assert_eq!(code(&[]), "fingerprint_length");
    assert_eq!(code(&bytes[1..]), "fingerprint_length");
    assert_eq!(code(&[&bytes[..], &[0]].concat()), "fingerprint_length");
    let mut other = bytes;
    other[0] = 2;
    assert_eq!(code(&other), "fingerprint_version");
    for bit in 0..8 {
        let mut other = bytes;
        other[1] &= !(1 << bit);
        assert_eq!(code(&other), "fingerprint_not_canonical", "field {bit}");
    }
}

fn people() -> impl Strategy<Value = Person> {
    let name = || proptest::option::of("(Md\\. )?[A-Z][a-z]{1,9}( [ক-হ][ািীুে][ক-হ]{1,4})?|\\PC{0,100}");
    let code = |codes: &'static [&'static str]| proptest::option::of(proptest::sample::select(codes));
    let born = proptest::option::of((1890_u16..2170, 0_u16..60));
    let (names, rest) = (
        (name(), name(), name(), name(), name()),
        (code(&["male", "female", "other"]), born, code(&["BD4087", "BD40"])),
    );
    (names, rest).prop_map(|((given, nick, family, father, mother), (sex, born, district))| Person {
        name_given: given,
        name_nick: nick,
        name_family: family,
        father,
        mother,
        sex: sex.map(str::to_owned),
        born: born.and_then(|(first, span)| Born::between(first, first + span)),
        district: district.map(str::to_owned),
        upazila: district.map(|district| format!("{district}-x")),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_print_reads_back_and_comparing_does_not_depend_on_the_order(one in people(), other in people(), seed: u8) {
        let (one, other) = (Fingerprint::of(&one, &key(seed)), Fingerprint::of(&other, &key(seed)));
        prop_assert_eq!(&Fingerprint::from_bytes(&one.to_bytes()), &Ok(one.clone()));
        let likeness = compare(&one, &other).expect("one key");
        prop_assert_eq!(compare(&other, &one), Ok(likeness));
        prop_assert!(likeness.score <= 1000);
        let own = compare(&one, &one).expect("one key");
        prop_assert_eq!(own.against.iter().count(), 0);
    }

    #[test]
    fn hostile_bytes_are_read_as_themselves_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600), present: u8) {
        let mut exact = bytes.clone();
        exact.resize(Fingerprint::SIZE, 0);
        (exact[0], exact[1]) = (1, present);
        for bytes in [bytes, exact] {
            if let Ok(print) = Fingerprint::from_bytes(&bytes) {
                prop_assert_eq!(&print.to_bytes()[..], &bytes[..]);
                prop_assert!(compare(&print, &print).expect("one mark").score <= 1000);
            }
        }
    }
}
