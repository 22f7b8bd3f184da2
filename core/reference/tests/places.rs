//! The table of places and what a search says.

use crate::tables::source;
use jonaki_reference::Language::{Bangla, English};
use jonaki_reference::places::{self, Level, Place, QUERY_MAX, RESULTS_MAX, Scope, search, search_within};
use jonaki_reference::{codes, helplines};
use std::time::Instant;

/// What the card of a case takes (`core/document/src/layout/places.rs`).
const DIVISIONS: &[&str] =
    &["barishal", "chattogram", "dhaka", "khulna", "mymensingh", "rajshahi", "rangpur", "sylhet"];
const DISTRICTS: &str = "bagerhat bandarban barguna barishal bhola bogura brahmanbaria chandpur chapai_nawabganj \
    chattogram chuadanga coxs_bazar cumilla dhaka dinajpur faridpur feni gaibandha gazipur gopalganj habiganj jamalpur \
    jashore jhalokati jhenaidah joypurhat khagrachhari khulna kishoreganj kurigram kushtia lakshmipur lalmonirhat \
    madaripur magura manikganj maulvibazar meherpur munshiganj mymensingh naogaon narail narayanganj narsingdi natore \
    netrokona nilphamari noakhali pabna panchagarh patuakhali pirojpur rajbari rajshahi rangamati rangpur satkhira \
    shariatpur sherpur sirajganj sunamganj sylhet tangail thakurgaon";

fn place(code: &str) -> Place {
    Place::by_code(code).unwrap_or_else(|| panic!("{code}"))
}

fn first(query: &str) -> &'static str {
    search(query, 5).first().map_or("nothing", |found| found.place.code())
}

#[test]
fn every_place_of_the_source_is_there_under_its_code() {
    let rows = source("places.csv");
    assert_eq!(rows.len(), 8 + 64 + 489);
    for row in &rows {
        let place = place(&row["code"]);
        assert_eq!((place.code(), place.level().code()), (row["code"].as_str(), row["level"].as_str()));
        assert_eq!(place.parent().map_or("BD", Place::code), row["parent"]);
        assert!(!place.name(Bangla).is_empty() && !place.name(English).contains(['{', ',']));
    }
    let counts = [Level::Division, Level::District, Level::Upazila].map(|level| places::all(level).count());
    assert_eq!(counts, [8, 64, 489]);
    for unknown in ["", "BD", "BD99", "bd10", "BD1004-", "BD1004-amtali ", "ঢাকা"] {
        assert_eq!(Place::by_code(unknown), None, "{unknown}");
    }
}

#[test]
fn the_codes_of_the_card_are_those_of_the_document() {
    let codes = |level| {
        let mut codes: Vec<_> = places::all(level).filter_map(Place::card_code).collect();
        codes.sort_unstable();
        codes
    };
    assert_eq!(codes(Level::Division), DIVISIONS);
    assert_eq!(codes(Level::District), DISTRICTS.split_whitespace().collect::<Vec<_>>());
    assert_eq!(place("BD4047-dacope").card_code(), None);
    let khulna = |level| Place::by_card_code(level, "khulna").map(Place::code);
    assert_eq!((khulna(Level::Division), khulna(Level::District)), (Some("BD40"), Some("BD4047")));
    assert_eq!(khulna(Level::Upazila), None);
}

#[test]
fn selecting_goes_down_step_by_step_and_back() {
    let mut seen = 0;
    for division in places::all(Level::Division) {
        for district in division.children() {
            assert_eq!((district.level(), district.parent()), (Level::District, Some(division)));
            for upazila in district.children() {
                assert_eq!((upazila.level(), upazila.parent()), (Level::Upazila, Some(district)));
                assert!(upazila.is_in(division) && upazila.is_in(district) && upazila.is_in(upazila));
                assert_eq!(upazila.around(Level::Division), Some(division));
                assert_eq!(upazila.children().count(), 0);
                seen += 1;
            }
        }
    }
    assert_eq!(seen, 489);
    let dacope = place("BD4047-dacope");
    assert_eq!(dacope.path(English), "Dacope, Khulna, Khulna");
    assert_eq!(dacope.path(Bangla), "দাকোপ, খুলনা, খুলনা");
    assert!(!dacope.is_in(place("BD10")));
}

#[test]
fn either_script_and_old_or_new_spellings_find_the_same() {
    for (code, spellings) in [
        ("BD4041", "Jessore Jashore jashor যশোর Jessor"),
        ("BD2019", "Comilla Cumilla কুমিল্লা Kumilla Comila"),
        ("BD5010", "Bogra Bogura বগুড়া বগুরা Boguda"),
        ("BD2015", "Chittagong Chattogram চট্টগ্রাম চট্রগ্রাম Chattagram"),
        ("BD1006", "Barisal Barishal বরিশাল বরিসাল"),
        ("BD2022", "Cox'sBazar coxsbazar কক্সবাজার Koksbazar"),
        ("BD6058", "Moulvibazar Maulvibazar মৌলভীবাজার Moulavibazar"),
        ("BD4047-dacope", "Dacope দাকোপ dakop Dakope"),
        ("BD4055-sreepur", "Sreepur"),
        ("BD4087", "Satkhira সাতক্ষীরা সাতক্ষিরা Shatkhira"),
        ("BD5585", "Rangpur Rangpore রংপুর রঙপুর"),
        ("BD6091-bishwanath", "Bishwanath Biswanath Vishwanath বিশ্বনাথ"),
        ("BD3026-savar", "Savar Sabhar সাভার Shavar"),
        ("BD2022-teknaf", "Teknaf টেকনাফ Technaf টেকনাপ"),
    ] {
        for spelling in spellings.split(' ') {
            assert_eq!(first(spelling), code, "{spelling}");
        }
    }
}

#[test]
fn what_looks_the_same_finds_the_same() {
    let codes = |query: &str| search(query, 9).iter().map(|found| found.place.code()).collect::<Vec<_>>();
    for (typed, other) in [
        ("ব\u{09dc}াইগ্রাম", "ব\u{09a1}\u{09bc}াইগ্রাম"),
        ("রাজবা\u{09dc}ি", "রাজবা\u{09a1}\u{09bc}ি"),
        ("কাহা\u{200c}লু", "কাহালু"),
        ("\u{200f}খুলনা\u{feff}", "খুলনা"),
        ("KHULNA", "khulna"),
        ("Cox's Bazar", "coxs bazar"),
        ("  Char   Fasson ", "Char-Fasson"),
        ("কক্স বাজার", "কক্সবাজার"),
    ] {
        assert_eq!(codes(typed), codes(other), "{typed}");
        assert!(!codes(typed).is_empty());
    }
}

#[test]
fn beginnings_come_before_slips() {
    let names: Vec<_> = search("kalig", 10).iter().map(|found| found.place.name(English)).collect();
    assert_eq!(&names[..4], ["Kaliganj"; 4]);
    assert!(search("সাত", 5).iter().any(|found| found.place.code() == "BD4087"));
    let one_letter = search("k", 20);
    assert!(one_letter.iter().all(|found| found.place.name(English).contains(['K', 'C', 'k'])));
}

#[test]
fn names_that_repeat_are_told_apart_by_what_surrounds_them() {
    let all: Vec<_> = search("Kaliganj", 4).iter().map(|found| found.place.path(English)).collect();
    let mut sorted = all.clone();
    sorted.sort();
    let expected = [
        "Kaliganj, Gazipur, Dhaka",
        "Kaliganj, Jhenaidah, Khulna",
        "Kaliganj, Lalmonirhat, Rangpur",
        "Kaliganj, Satkhira, Khulna",
    ];
    assert_eq!(sorted, expected);
    for (query, code) in [
        ("Kaliganj, Satkhira", "BD4087-kaliganj"),
        ("kaligonj gazipur", "BD3033-kaliganj"),
        ("কালিগঞ্জ ঝিনাইদহ", "BD4044-kaliganj"),
        ("কালীগঞ্জ, লালমনিরহাট", "BD5552-kaliganj"),
        ("Kachua Chadpur", "BD2013-kachua"),
        ("Pirganj Thakurgaon", "BD5594-pirganj"),
        ("Cox's Bazar Sadar", "BD2022-198-199"),
    ] {
        assert_eq!(first(query), code, "{query}");
    }
}

#[test]
fn a_search_keeps_to_its_scope() {
    let satkhira = place("BD4087");
    let only = |scope| search_within("kaliganj", 50, scope);
    let inside = only(Scope { within: Some(satkhira), level: None });
    assert_eq!(inside[0].place.code(), "BD4087-kaliganj");
    assert!(inside.iter().all(|found| found.place.is_in(satkhira)));
    let upazilas = search_within("khulna", 50, Scope { within: None, level: Some(Level::Upazila) });
    assert!(upazilas.iter().all(|found| found.place.level() == Level::Upazila));
    assert_eq!(first("khulna"), "BD4047", "a report needs the district");
}

#[test]
fn any_text_is_a_query() {
    let mut texts =
        vec![String::new(), " ".into(), ",,,".into(), "😀".repeat(500), "\u{09cd}\u{09bc}\u{0981}".into()];
    texts.extend(["a", "ক", "ab ", "ক্ষ", "১২৩", "é", "ে"].map(|piece| piece.repeat(100_000)));
    texts.push("Kaliganj Satkhira ".repeat(9_000));
    for text in texts {
        let found = search(&text, usize::MAX);
        assert!(found.len() <= RESULTS_MAX);
        let cut: String = text.chars().take(QUERY_MAX).collect();
        assert_eq!(found, search(&cut, usize::MAX));
    }
    assert!(search("", 5).is_empty() && search("Dhaka", 0).is_empty());
    assert!(search("xqzzqw", 5).is_empty(), "nothing is nothing");
}

#[test]
fn places_take_little_room() {
    assert!(places::table_size() <= 60_000, "{} bytes", places::table_size());
    let used = allocation_counter::measure(|| assert!(!search("Kaliganj Satkhira", 50).is_empty()));
    assert!(used.bytes_max <= 100_000, "{} bytes at most on the heap", used.bytes_max);
    assert_eq!(used.bytes_current, 0, "nothing stays");
    let opened = allocation_counter::measure(|| assert_eq!(place("BD4047").children().count(), 9));
    assert_eq!(opened.count_total, 0, "opening and stepping down allocate nothing");
}

/// `cargo test --release -p jonaki-reference -- --ignored --nocapture figures`.
#[test]
#[ignore = "prints figures, of use in release only"]
fn figures() {
    let sizes = [
        ("places", places::table_size()),
        ("codes", codes::table_size()),
        ("helplines", helplines::table_size()),
    ];
    println!("bytes in the library: {sizes:?}");
    let queries = ["k", "Kaliganj", "কালিগঞ্জ", "Kaliganj Satkhira", "Comilla Sadar South", "মৌলভিবাজার সদর"];
    let long = "Brahmanbaria Sadar Chittagong Division Bangladesh Kaliganj Upazila";
    for query in queries.iter().copied().chain([long]) {
        let mut times: Vec<_> = (0..200)
            .map(|_| {
                let started = Instant::now();
                assert!(search(query, 10).len() <= 10);
                started.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        times.sort_by(f64::total_cmp);
        let most = allocation_counter::measure(|| drop(search(query, 10))).bytes_max;
        println!("{query}: median {:.3} ms, worst {:.3} ms, {most} bytes at most", times[100], times[199]);
    }
}
