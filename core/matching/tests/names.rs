//! Names in the open.

use jonaki_matching::names_alike;
use proptest::prelude::*;

/// The same name, so written that only what is heard is alike.
#[test]
fn spellings_of_one_name_are_alike() {
    for (left, right) in [
        ("Md. Rahim Uddin", "মোঃ রহিম উদ্দিন"),
        ("মোহাম্মদ রহিম", "Raheem"),
        ("Rahim Uddin", "Uddin Rohim"),
        ("Mst. Fatema Khatun", "মোছাঃ ফাতিমা খাতুন"),
        ("Nusrat", "নুসরাত"),
        ("Abdur Rahman Rashid", "আব্দুর রশিদ"),
        ("A. Jabbar", "আব্দুল জব্বার"),
        ("Kafiluddin", "কফিল উদ্দীন"),
        ("Anwar", "আনোয়ার"),
        ("Zahid", "জাহিদ"),
        ("Mahmuda", "Mamuda"),
        ("Subrata Das", "সুব্রত দাশ"),
        ("RAHIM", "rahim"),
    ] {
        let score = names_alike(left, right);
        assert!(score >= 700, "{left} / {right}: {score}");
    }
}

#[test]
fn names_that_only_resemble_are_not() {
    for (left, right) in [
        ("Rahim", "Karim"),
        ("Md. Rahim Islam", "Md. Selim Islam"),
        ("Mst. Rina Akter", "Mst. Lipi Akter"),
        ("নাসরিন বেগম", "শিরিন বেগম"),
        ("Rahim", ""),
        ("", ""),
        ("...", "রহিম"),
    ] {
        let score = names_alike(left, right);
        assert!(score <= 450, "{left} / {right}: {score}");
    }
}

#[test]
fn a_name_within_a_longer_one_is_found_and_a_title_alone_is_a_name() {
    assert!(names_alike("Sumaiya", "Sumaiya Jahan Mim") >= 700);
    assert_eq!(names_alike("Mohammad", "Md. Mohammad"), 1000);
    assert_eq!(names_alike("Khan", "খান"), 1000);
    // A title is no evidence beside a name.
    assert_eq!(names_alike("Md. Rahim", "Rahim"), names_alike("Rahim", "Rahim"));
}

proptest! {
    #[test]
    fn whatever_is_typed_has_a_score_that_does_not_depend_on_the_order(left in ".{0,120}", right in "[ঀ-৾a-z .]{0,60}") {
        let score = names_alike(&left, &right);
        prop_assert!(score <= 1000);
        prop_assert_eq!(score, names_alike(&right, &left));
    }

    #[test]
    fn a_name_is_wholly_like_itself(name in "[a-z]{3,12}( [ক-হ]{3,9})?") {
        prop_assume!(names_alike(&name, &name) != 0);
        prop_assert_eq!(names_alike(&name, &name), 1000);
    }
}
