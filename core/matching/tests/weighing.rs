//! What counts for and against.

use jonaki_matching::{Born, Field, Fingerprint, Likeness, MatchKey, Person, Verdict, compare};

fn child() -> Person {
    Person {
        name_given: Some("Sumaiya Akter".to_owned()),
        father: Some("Rafiqul Islam".to_owned()),
        mother: Some("Nasrin Begum".to_owned()),
        sex: Some("female".to_owned()),
        born: Born::year(2013),
        district: Some("BD4087".to_owned()),
        upazila: Some("BD4087-kalaroa".to_owned()),
        ..Person::default()
    }
}

fn likeness(one: &Person, other: &Person) -> Likeness {
    let key = MatchKey::from_bytes([3; 32]);
    compare(&Fingerprint::of(one, &key), &Fingerprint::of(other, &key)).expect("one key")
}

fn changed(change: impl FnOnce(&mut Person)) -> Likeness {
    let mut other = child();
    change(&mut other);
    likeness(&child(), &other)
}

#[test]
fn nothing_known_is_no_evidence() {
    let nothing = likeness(&Person::default(), &Person::default());
    assert_eq!((nothing.verdict, nothing.agreed.iter().count()), (Verdict::Different, 0));
    assert_eq!(nothing.against.iter().count(), 0);
}

#[test]
fn what_is_missing_counts_neither_way() {
    let whole = changed(|_| {});
    assert_eq!((whole.verdict, whole.score), (Verdict::Same, 987));
    for (field, without) in [
        (Field::Mother, changed(|other| other.mother = None)),
        (Field::Born, changed(|other| other.born = None)),
        (Field::Sex, changed(|other| other.sex = None)),
        (Field::Upazila, changed(|other| other.upazila = None)),
    ] {
        assert!(!without.agreed.contains(field) && without.against.iter().count() == 0, "{field:?}");
        assert_eq!(without.verdict, Verdict::Same, "{field:?}");
    }
}

#[test]
fn conflicts_count_against() {
    let sex = changed(|other| other.sex = Some("male".to_owned()));
    assert!(sex.against.contains(Field::Sex) && sex.verdict != Verdict::Same);
    let years: Vec<u16> = [2013, 2014, 2016, 2021]
        .into_iter()
        .map(|year| changed(|other| other.born = Born::year(year)).score)
        .collect();
    assert!(years.is_sorted_by(|near, far| near >= far) && years[0] > years[3] + 150, "{years:?}");
    let band = changed(|other| other.born = Born::from_band("12-13", 2026));
    assert!(band.agreed.contains(Field::Born));
    let far = changed(|other| other.born = Born::from_band("0-4", 2026));
    assert!(far.against.contains(Field::Born));
}

#[test]
fn brothers_sisters_and_namesakes_are_not_shown() {
    for (who, other) in [
        ("sister", changed(|other| other.name_given = Some("Lipi Akter".to_owned()))),
        ("another father", changed(|other| other.father = Some("Jahangir Mollah".to_owned()))),
        ("another mother", changed(|other| other.mother = Some("Taslima Khatun".to_owned()))),
    ] {
        assert_eq!(other.verdict, Verdict::Different, "{who}: {}", other.score);
    }
}

#[test]
fn a_child_far_from_home_is_found() {
    let moved = changed(|other| {
        other.district = Some("BD2022".to_owned());
        other.upazila = Some("BD2022-ukhia".to_owned());
    });
    assert_eq!(moved.verdict, Verdict::Same, "{}", moved.score);
    assert!(moved.against.contains(Field::District));
}

#[test]
fn without_a_name_there_is_no_certainty() {
    let nameless = changed(|other| other.name_given = None);
    assert_eq!(nameless.verdict, Verdict::Possible);
    let orphan = changed(|other| (other.father, other.mother) = (None, None));
    assert_eq!(orphan.verdict, Verdict::Possible);
}

#[test]
fn a_nickname_is_found_as_a_name() {
    let mut one = child();
    one.name_nick = Some("টুনি".to_owned());
    let mut other = child();
    other.name_given = Some("Tuni".to_owned());
    let nick = likeness(&one, &other);
    assert!(nick.agreed.contains(Field::Nick) && nick.verdict >= Verdict::Possible, "{}", nick.score);
}

#[test]
fn years_out_of_reason_are_refused() {
    assert!(Born::between(2014, 2013).is_none() && Born::year(1).is_none() && Born::year(u16::MAX).is_none());
    assert!(Born::from_age(0, u16::MAX, 2026).is_none() && Born::from_band("12", 2026).is_none());
    assert_eq!(Born::from_band("12-13", 2026), Born::between(2012, 2014));
}
