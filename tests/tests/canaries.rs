//! Canaries: nothing that names a person, and no key, shows where it must not.

use jonaki_tests::canaries::{PublicType, run};

#[test]
fn nothing_of_a_programme_shows_in_what_it_leaves_behind() {
    let report = run(1).expect("a run");
    assert!(report.secrets > 100 && report.forms > 2_000, "{} secrets", report.secrets);
    for expected in [
        "server/server.db",
        "killed/server.db-wal",
        "backups/yesterday.db",
        "server.log",
        "homes/teacher/jonaki.db",
    ] {
        assert!(
            report.places.contains_key(expected),
            "{expected} was not searched: {:?}",
            report.places.keys()
        );
    }
    assert!(report.places.keys().filter(|place| place.starts_with("traffic")).count() > 20);
    let control = |place: &str, form| {
        let mut places = report.control.iter().filter(|(found, _)| found.starts_with(place));
        places.any(|(_, hits)| hits.iter().any(|hit| hit.form == form))
    };
    assert!(control("server/server.db", "plain") && control("traffic", "zstd"), "{:#?}", report.control);
    assert!(!control("homes", "plain"), "a device's file is not encrypted");
    let watched: Vec<&String> = report.places.keys().filter(|place| place.starts_with("watched")).collect();
    assert!(report.found.is_empty(), "{:#?}", report.found);
    assert!(watched.is_empty(), "the programs leave files behind: {watched:?}");
}

#[test]
fn the_list_of_public_types_is_read_from_the_sources() {
    let types = jonaki_tests::canaries::public_types().expect("the sources");
    let has = |krate: &'static str, name: &str, debug| {
        types.contains(&PublicType { krate, name: name.to_owned(), debug })
    };
    assert!(has("protocol", "SignPrivate", true) && has("protocol", "InviteLink", false));
    assert!(
        has("protocol", "RecordId", true) && has("core", "Report", true) && has("server", "Answer", true)
    );
}
