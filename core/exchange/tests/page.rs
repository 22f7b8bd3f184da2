//! The page of one case.

use crate::support::{Random, TODAY, day, known, salma};
use jonaki_exchange::page::{Options, html};
use jonaki_exchange::{CaseRecord, Language, Value};

fn shut() -> Options {
    Options::new(day(TODAY))
}

fn open() -> Options {
    Options { with_identity: true, ..shut() }
}

const LANGUAGES: [Language; 2] = [Language::Bangla, Language::English];

/// Every tag opens and closes in its turn, and no sign of markup stands alone.
fn well_formed(text: &str) {
    let mut stack: Vec<String> = Vec::new();
    for (at, piece) in text.split('<').enumerate().skip(1) {
        let (tag, rest) = piece.split_once('>').unwrap_or_else(|| panic!("tag {at} does not end"));
        assert!(
            !rest.contains('>') || stack.last().is_some_and(|open| open == "style"),
            "a stray sign after {tag}"
        );
        let name: String =
            tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        match tag.as_bytes().first() {
            Some(b'!') => {}
            Some(b'/') => assert_eq!(stack.pop().as_deref(), Some(name.as_str()), "tag {at}"),
            _ if name == "meta" => {}
            _ => stack.push(name),
        }
    }
    assert!(stack.is_empty(), "{stack:?}");
}

#[test]
fn it_stands_alone_and_runs_nothing() {
    for language in LANGUAGES {
        for options in [shut(), open()] {
            let page = html(&salma(), language, options);
            well_formed(&page);
            for word in [
                "<script",
                "http:",
                "https:",
                "src=",
                "href=",
                "url(",
                "@import",
                "<img",
                "<link",
                "<iframe",
                "javascript:",
                " on",
            ] {
                assert!(
                    !page.contains(&format!("{word}=")) && (word == " on" || !page.contains(word)),
                    "{word}"
                );
            }
            assert!(page.starts_with(&format!("<!DOCTYPE html>\n<html lang=\"{}\"", language.tag())));
            assert!(
                page.contains("default-src 'none'")
                    && page.contains("@media print")
                    && page.contains("<title>")
            );
            assert_eq!(page.matches("<h1>").count(), 1);
            assert_eq!(page.matches("aria-labelledby").count(), page.matches("<section").count());
        }
    }
}

#[test]
fn names_and_words_of_people_only_where_allowed() {
    for language in LANGUAGES {
        let (without, with) = (html(&salma(), language, shut()), html(&salma(), language, open()));
        for secret in [
            "সালমা",
            "Khatun",
            "2013-05-02",
            "20134712345678901",
            "৩৪৫৬৭৮",
            "Dacope",
            "Kamarkhola",
            "ferry",
            "locked",
            "Farida",
            "cousin",
            "ভালো",
            "night bus",
            "HYPERLINK",
            "class six",
        ] {
            assert!(!without.contains(secret), "{secret}");
            assert!(with.contains(secret), "{secret}");
        }
        assert!(without.contains("Safe Home, Jashore") && without.contains("KH7M2P4X"));
    }
}

#[test]
fn what_people_typed_is_text_and_nothing_else() {
    let attack = "</bdi></title></style><script>alert(1)</script>\" onload=\"x' & <b>";
    let mut record = salma();
    record.short_code = attack.into();
    record.status = known(attack);
    record.owning_org.name = known(attack);
    record.victims[0].identity.name_given = known(attack);
    record.victims[0].sex = known(attack);
    record.victims[0].nationality = Value::Known(vec![attack.into()]);
    record.victims[0].events[0].city = known(attack);
    record.referrals[0].to_org = known(attack);
    record.referrals[0].progress = known(attack);
    record.notes[0].text = known(attack);
    record.consents[0].purpose = attack.into();
    for language in LANGUAGES {
        let page = html(&record, language, open());
        well_formed(&page);
        assert!(!page.contains("<script") && !page.contains("<b>") && !page.contains("onload=\""));
        assert!(page.matches("&lt;script&gt;").count() >= 10);
    }
    let mut random = Random::new(20_261_132);
    for number in 0..50 {
        well_formed(&html(&random.record(number), Language::Bangla, open()));
    }
}

#[test]
fn the_state_of_consent_is_said() {
    let state = |change: fn(&mut CaseRecord)| {
        let mut record = salma();
        change(&mut record);
        html(&record, Language::English, shut())
    };
    assert!(
        state(|_| {})
            .contains("<td>Sharing with a provider</td><td>Everybody</td><td>Guardian</td><td>Given</td>")
    );
    let own = state(|record| record.consents[0].person_id = record.victims[0].person_id.clone());
    assert!(own.contains("<td>Victim 1</td>"));
    assert!(
        state(|record| record.consents[0].person_id = "nobody here".into())
            .contains("provider</td><td>–</td>")
    );
    assert!(state(|record| record.consents[0].given = false).contains("<td>Refused</td>"));
    assert!(state(|record| record.consents[0].limited = true).contains("<td>Given, with limits</td>"));
    assert!(state(|record| record.consents[0].withdrawn_on = Value::Unknown).contains("<td>Withdrawn</td>"));
    assert!(
        state(|record| record.consents[0].expires_on = Value::Known(day("2026-01-01")))
            .contains("<td>Over</td>")
    );
    assert!(
        state(|record| record.consents[0].given_on = Value::Known(day("2027-01-01")))
            .contains("<td>Not yet</td>")
    );
    assert!(state(|record| record.consents.clear()).contains("Nothing is written about consent"));
}

#[test]
fn unknown_is_written_and_what_was_never_asked_is_not() {
    let mut record = salma();
    record.victims[0].sex = Value::Declined;
    record.victims[0].age_years = Value::Unknown;
    record.victims[0].education_level = Value::NotAsked;
    record.victims[0].marital_status = Value::NotApplicable;
    let page = html(&record, Language::English, shut());
    for words in ["Did not want to say", "Not known", "Does not apply"] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("Education</dt>"));
    let bangla = html(&salma(), Language::Bangla, shut());
    assert!(bangla.contains("৯ মার্চ ২০২৬") && bangla.contains("<dd>১২</dd>") && bangla.contains("বাংলাদেশ"));
}
