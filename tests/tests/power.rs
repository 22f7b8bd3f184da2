//! The power fails, the disk is full or broken: a sample of the points of `cargo xtask power`, in a process of its own,
//! because the disk for tests becomes SQLite's default there.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use jonaki_core::protocol::{ServerLine, Timestamp};
use jonaki_core::{Client, Error, Location, NewProgramme, OpenFault, Report, SystemHost};
use jonaki_tests::power::{Effort, Failure, FaultFigures, PowerFigures, faults, power};
use jonaki_tests::world::organisation;
use jonaki_vfs::{Fault, FaultKind, Keep, Watch, install};
use std::path::Path;

/// Every deed at its last point, and one of so many of the others; `JONAKI_POWER_POINTS` overrides it, 1 is every one.
const POINTS: u64 = 10;
const FAULTS: u64 = 50;

fn points(otherwise: u64) -> u64 {
    std::env::var("JONAKI_POWER_POINTS").ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// The failure's own words, not their `Debug`.
fn told<T>(done: Result<T, Failure>) -> T {
    done.unwrap_or_else(|failure| panic!("{failure}"))
}

#[test]
fn a_power_loss_at_any_point_leaves_each_deed_whole_or_undone() {
    let effort = Effort { seed: 1, subsets: 1, whole: 12, points: points(POINTS) };
    let PowerFigures { deeds, points, images, went_on, .. } = told(power(&effort));
    assert!(
        deeds > 140 && points >= deeds && images > 1_000 && went_on > 80,
        "{deeds} {points} {images} {went_on}"
    );
}

#[test]
fn a_failing_disk_loses_nothing_and_leaves_no_phantom() {
    let effort = Effort { seed: 1, subsets: 0, whole: 20, points: points(FAULTS) };
    let FaultFigures { deeds, operations, armed, reads, writes, .. } = told(faults(&effort));
    assert!(
        deeds > 140 && operations > 4_000 && armed > 200 && reads > 20 && writes > 100,
        "{armed} {reads} {writes}"
    );
}

/// A device in a folder that is watched.
fn device(folder: &Path) -> Client {
    let now = || Timestamp(1_772_344_800);
    let path = folder.join("jonaki.db");
    Client::open(Location::File(&path), &[7; 32], b"place", Box::new(SystemHost::new(now))).expect("it opens")
}

/// A founder's device on a disk for tests.
fn founder(folder: &Path) -> (Watch, Client) {
    install().expect("the disk for tests");
    let watch = Watch::over(folder).expect("watched");
    let mut client = device(folder);
    let server = jonaki_core::protocol::SignPrivate::from_seed(&[42; 32]).public();
    let line = ServerLine { url: "http://127.0.0.1:9".to_owned(), server, code: b"code".to_vec().into() };
    let new = NewProgramme { server_line: line.to_text(), organisation: organisation("Alpha") };
    client.found_programme(&new).expect("founded");
    (watch, client)
}

#[test]
fn a_read_that_fails_once_does_not_break_the_device_for_good() {
    let folder = tempfile::tempdir().expect("a folder");
    let (watch, client) = founder(folder.path());
    drop(client);
    let mut client = device(folder.path());
    watch.arm(Fault { at: 0, kind: FaultKind::Io, lasting: true });
    let report = Report { concern_types: vec!["child_labour".to_owned()], ..Report::default() };
    assert_eq!(client.report(&report), Err(Error::Storage));
    assert_eq!(client.status().map(drop), Err(Error::Storage));
    assert!(watch.disarm().is_some());
    assert!(client.status().is_ok_and(|status| status.programme.is_some()), "reading works again");
    client.report(&report).expect("and so does filing");
}

#[test]
fn a_disk_that_cannot_read_is_not_a_wrong_key() {
    let folder = tempfile::tempdir().expect("a folder");
    let (watch, client) = founder(folder.path());
    drop(client);
    for at in 0..200 {
        watch.arm(Fault { at, kind: FaultKind::Io, lasting: at % 2 == 0 });
        let now = || Timestamp(1_772_344_800);
        let path = folder.path().join("jonaki.db");
        let opened = Client::open(Location::File(&path), &[7; 32], b"place", Box::new(SystemHost::new(now)));
        let hit = watch.disarm();
        let said = opened.map(drop);
        assert!(
            matches!(said, Ok(()) | Err(Error::Storage | Error::Open(OpenFault::Io))),
            "read {at}: {said:?}"
        );
        if hit.is_none() {
            assert!(at > 10, "opening reads more than that");
            return;
        }
    }
    panic!("opening reads without end");
}

#[test]
fn what_an_action_changed_in_memory_goes_with_its_transaction() {
    let folder = tempfile::tempdir().expect("a folder");
    let (watch, mut client) = founder(folder.path());
    let before = client.organisations().expect("organisations");
    for lasting in [false, true] {
        watch.arm(Fault { at: 0, kind: FaultKind::Full, lasting });
        assert_eq!(client.add_organisation(&organisation("Beta")), Err(Error::Storage));
        watch.disarm();
        assert_eq!(client.organisations().expect("organisations"), before);
    }
    client.add_organisation(&organisation("Beta")).expect("added");
    assert_eq!(client.organisations().expect("organisations").len(), before.len() + 1);
}

/// The disk for tests sees what it is for: a database that does not sync loses what it was told is saved.
#[test]
fn a_database_that_does_not_sync_is_found_out() {
    install().expect("the disk for tests");
    let kept = |synchronous: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let watch = Watch::over(folder.path()).expect("watched");
        let path = folder.path().join("plain.db");
        let database = rusqlite::Connection::open(&path).expect("it opens");
        let setup =
            format!("PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; CREATE TABLE told (it)");
        database.execute_batch(&setup).expect("set up");
        watch.take();
        database.execute_batch("INSERT INTO told VALUES (1)").expect("saved");
        let recording = watch.take();
        let image = recording.cuts().last().expect("a moment").image(&Keep::Nothing);
        let lost = tempfile::tempdir().expect("a folder");
        for (name, bytes) in image {
            std::fs::write(lost.path().join(name.file_name().expect("a name")), bytes).expect("written");
        }
        let found = rusqlite::Connection::open(lost.path().join("plain.db")).expect("it opens");
        found.query_row("SELECT count(*) FROM told", [], |row| row.get::<_, i64>(0)).unwrap_or(-1)
    };
    assert_eq!(kept("FULL"), 1);
    assert_ne!(kept("NORMAL"), 1);
    assert_ne!(kept("OFF"), 1);
}
