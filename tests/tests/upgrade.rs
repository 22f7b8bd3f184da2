//! Databases of every released schema still open, and hold what they held.

use jonaki_core::protocol::SignPrivate;
use jonaki_core::{CaseQuery, Client, Error, Location, OpenFault, QueueFilter, Scalar, SystemHost};
use jonaki_server::storage::{Ending, SqliteStorage, Storage as _};
use jonaki_server::{Service, operations};
use jonaki_tests::synthetic::{Synthetic, Vocabulary};
use jonaki_tests::world::World;
use std::path::{Path, PathBuf};

const KEY: [u8; 32] = [17; 32];

/// What the reporter of the oldest case is asked.
const ASKED: &str = "মেয়েটি এখন কোথায়?";

fn released(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/released").join(name)
}

/// A copy of a released database that may be opened, and so upgraded.
fn copy(name: &str, folder: &Path) -> PathBuf {
    let target = folder.join(name);
    std::fs::copy(released(name), &target).expect("a copy");
    target
}

fn unlock(connection: &rusqlite::Connection, key: &[u8; 32]) {
    let key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    connection.execute_batch(&format!("PRAGMA key = \"x'{key}'\"")).expect("the key is taken");
}

fn clock() -> jonaki_core::protocol::Timestamp {
    jonaki_core::protocol::Timestamp(jonaki_tests::world::START)
}

/// Opens a device's released database and goes on with its work.
fn goes_on(name: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = copy(name, folder.path());
    let host = Box::new(SystemHost::new(clock));
    let mut client = Client::open(Location::File(&path), &KEY, b"here", host).expect("opens");
    let list = client.cases(&CaseQuery::default()).expect("a list");
    assert_eq!(list.len(), 3);
    assert_eq!(client.drafts().expect("drafts").len(), 1);
    assert!(client.status().expect("status").unsent_items > 0);
    let view = client.case(list[0].id).expect("readable");
    assert!(view.fields.iter().any(|field| field.field == "name_given"));
    client.add_note(list[0].id, "হালনাগাদের পরে").expect("and goes on");
    let found = client.search("হালনাগাদের", 5).expect("search");
    assert_eq!(found.iter().map(|hit| hit.case).collect::<Vec<_>>(), [list[0].id]);
    let found = client.search(&list[1].short_code, 5).expect("search");
    assert_eq!(found.iter().map(|hit| hit.case).collect::<Vec<_>>(), [list[1].id]);
    let edit = jonaki_core::FieldEdit { field: "urgency".to_owned(), value: Some(Scalar::from("high")) };
    client.edit(list[0].id, &[edit]).expect("and can be edited");
}

#[test]
fn a_device_of_schema_1_keeps_its_cases_and_what_it_had_not_sent() {
    goes_on("client-1.db");
}

#[test]
fn a_device_of_schema_2_keeps_its_cases_and_what_it_had_not_sent() {
    goes_on("client-2.db");
}

#[test]
fn a_device_of_schema_3_keeps_its_cases_and_what_it_had_not_sent() {
    goes_on("client-3.db");
}

#[test]
fn a_device_of_schema_4_keeps_its_cases_and_what_it_had_not_sent() {
    goes_on("client-4.db");
}

#[test]
fn a_device_of_schema_5_keeps_its_cases_and_the_form_that_was_being_answered() {
    goes_on("client-5.db");
    let folder = tempfile::tempdir().expect("a folder");
    let path = copy("client-5.db", folder.path());
    let host = Box::new(SystemHost::new(clock));
    let mut client = Client::open(Location::File(&path), &KEY, b"here", host).expect("opens");
    let begun = client.fillings().expect("forms that were begun");
    assert_eq!(begun.len(), 1);
    let mut open = client.open_filling(begun[0].id).expect("in the version with which it was begun");
    assert_eq!(open.value("/data/story/narrative"), Ok("ইটভাটায় রাতে কাজ করে"));
    assert_eq!(open.value("/data/more_children/children[2]/child_age"), Ok("9"));
    client.answer(&mut open, "/data/urgent/immediate_danger", "no").expect("and goes on");
}

#[test]
fn a_device_of_schema_6_keeps_its_cases_and_finds_what_waited() {
    finds_what_waited("client-6.db");
}

#[test]
fn a_device_of_schema_10_keeps_its_cases_and_finds_what_waited() {
    finds_what_waited("client-10.db");
}

fn finds_what_waited(name: &str) {
    goes_on(name);
    let folder = tempfile::tempdir().expect("a folder");
    let path = copy(name, folder.path());
    let host = Box::new(SystemHost::new(clock));
    let mut client = Client::open(Location::File(&path), &KEY, b"here", host).expect("opens");
    let queue = client.queue(&QueueFilter::default(), 10).expect("what waits");
    let questions: Vec<_> = queue.questions.rows.iter().map(|question| question.text.as_str()).collect();
    assert_eq!(questions, [ASKED], "of a case that was not written since");
    assert_eq!(queue.urgent.count + queue.new.count, 3);
    let question = &queue.questions.rows[0];
    client.answer_question(question.case, question.question, "বাড়িতে").expect("answered");
    let queue = client.queue(&QueueFilter::default(), 10).expect("what waits");
    assert_eq!(queue.questions.count, 0);
}

#[test]
fn a_server_of_schema_1_keeps_its_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let storage = SqliteStorage::open(&copy("server-1.db", folder.path())).expect("opens");
    assert_eq!(storage.programmes().expect("programmes").len(), 1);
    let random = Box::new(|bytes: &mut [u8]| bytes.fill(1));
    let service =
        Service::open(Box::new(storage), SignPrivate::from_seed(&[42; 32]), random).expect("serves");
    let report = operations::check(&service).expect("checked");
    assert_eq!(report.faults, Vec::<String>::new());
    assert_eq!(report.records, 2);
}

#[test]
fn a_server_of_schema_2_keeps_its_referrals() {
    let folder = tempfile::tempdir().expect("a folder");
    let storage = SqliteStorage::open(&copy("server-2.db", folder.path())).expect("opens");
    let random = Box::new(|bytes: &mut [u8]| bytes.fill(1));
    let service =
        Service::open(Box::new(storage), SignPrivate::from_seed(&[42; 32]), random).expect("serves");
    let report = operations::check(&service).expect("checked");
    assert_eq!((report.faults, report.records), (Vec::new(), 3));
    let mut ended = Vec::new();
    let read = service.inspect(&mut |_, _, tx| {
        for number in 1..=tx.head()?.map_or(0, |head| head.size) {
            let Some(entry) = tx.entry(number)? else { continue };
            for item in tx.items(entry.batch)?.iter().filter(|item| item.position == 2) {
                let row = item.record.map(|record| tx.record(&record)).transpose()?.flatten();
                ended.extend(row.and_then(|row| row.referral).map(|referral| referral.ended));
            }
        }
        Ok(())
    });
    read.expect("the server's database");
    ended.sort_by_key(Option::is_some);
    ended.dedup();
    assert_eq!(ended, [None, Some(Ending::Itself)], "one is open, one was declined");
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = copy("client-1.db", folder.path());
    let connection = rusqlite::Connection::open(&path).expect("a database");
    unlock(&connection, &KEY);
    connection.execute_batch("PRAGMA user_version = 99").expect("a future");
    drop(connection);
    let before = std::fs::read(&path).expect("the file");
    let opened = Client::open(Location::File(&path), &KEY, b"here", Box::new(SystemHost::new(clock)));
    assert_eq!(opened.map(drop), Err(Error::Open(OpenFault::Newer)));
    assert_eq!(std::fs::read(&path).expect("the file"), before);
}

/// The standard form with some answers, as somebody left it.
fn begin_a_form(client: &mut Client) {
    let forms = client.forms().expect("forms");
    let form = forms.iter().find(|form| form.form == jonaki_tests::reports::STANDARD).expect("ships");
    let mut open = client.start_form(form.hash, "bn").expect("started");
    client.add_repeat(&mut open, "/data/more_children/children").expect("added");
    for (path, answer) in [
        ("/data/urgent/concern_types", "child_labour"),
        ("/data/where_who/place", "BD4041"),
        ("/data/where_who/number_of_children", "৩"),
        ("/data/more_children/children[2]/child_age", "৯"),
        ("/data/story/narrative", "ইটভাটায় রাতে কাজ করে"),
    ] {
        client.answer(&mut open, path, answer).expect("taken");
    }
}

/// As below, for a server: devices that make referrals are the cheats of the tables.
#[test]
#[ignore = "writes the fixture of a new schema"]
fn make_the_server_of_this_schema() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = folder.path().join("server.db");
    crate::rights::over::make(&made);
    let connection = rusqlite::Connection::open(&made).expect("a database");
    let schema: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).expect("a number");
    drop(connection);
    let kept = released(&format!("server-{schema}.db"));
    if !kept.exists() {
        std::fs::copy(made, kept).expect("kept");
    }
}

/// Makes the databases that the tests above open. Run once when a schema is released; what is there already stays.
#[test]
#[ignore = "writes the fixtures of a new schema"]
fn make_the_databases_of_this_schema() {
    let mut world = World::new(1);
    let mut source = Synthetic::new(1, Vocabulary::Evaluation);
    let mut device = world.found(world.device_with_key("client", KEY));
    for _ in 0..2 {
        device.client().report(&source.typical()).expect("saved");
    }
    world.sync(&mut device).expect("synced");
    device.client().report(&source.typical()).expect("saved");
    device.client().save_draft(None, &source.typical()).expect("a draft");
    begin_a_form(device.client());
    let asked = device.client().cases(&CaseQuery::default()).expect("a list")[2].id;
    device.client().ask_reporter(asked, ASKED).expect("asked");
    let made = device.path().to_owned();
    drop(device);
    let connection = rusqlite::Connection::open(&made).expect("a database");
    unlock(&connection, &KEY);
    let schema: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).expect("a number");
    drop(connection);
    let kept = released(&format!("client-{schema}.db"));
    if !kept.exists() {
        std::fs::copy(made, kept).expect("kept");
    }
}
