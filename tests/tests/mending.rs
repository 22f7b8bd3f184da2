//! Defects that kills, power losses and failing disks showed once, each in its plainest form; those that need a failing disk
//! are in `power`.

use jonaki_core::protocol::{Code, Digest, LogId, ProgrammeId, Role, Timestamp};
use jonaki_core::{Budget, Error};
use jonaki_server::operations::restore_database;
use jonaki_server::storage::{ProgrammeRow, SqliteStorage, Storage, StorageError, Stored, Tx};
use jonaki_server::{Service, founding_hash};
use jonaki_tests::world::World;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[test]
fn a_founding_that_the_server_stopped_halfway_is_founded_at_the_next_try() {
    let mut world = World::new(1);
    let mut founder = world.founder();
    let programme = founder.client().status().expect("a status").programme.expect("a programme");
    let root = {
        let body = founder.client().sync_request(Budget::default()).expect("a request").body;
        let claimed = jonaki_core::protocol::sync::UnverifiedRequest::from_body(&body).expect("a request");
        claimed.claimed.founding.expect("it founds").root
    };
    world.crash_server();
    // The first of the two transactions, and then no power.
    let mut storage = SqliteStorage::open(&world.server_path()).expect("it opens");
    let found = storage.write(programme, &mut |tx| {
        assert!(tx.found(&founding_hash(b"code"), &root, LogId::from_bytes([1; 16]))?);
        Ok(())
    });
    found.expect("written");
    drop(storage);
    world.start_server();
    world.sync(&mut founder).expect("founded");
    let mut coordinator = world.invited(&mut founder, "coordinator", Role::Coordinator);
    world.sync(&mut founder).expect("the coordinator's key waits");
    world.sync(&mut coordinator).expect("enrolled");
}

/// An engine that fails while the switch is on.
struct Failing {
    real: SqliteStorage,
    fails: Arc<AtomicBool>,
}

impl Failing {
    fn check(&self) -> Stored<()> {
        if self.fails.load(Ordering::SeqCst) { Err(StorageError::Engine) } else { Ok(()) }
    }
}

impl Storage for Failing {
    fn write(
        &mut self,
        programme: ProgrammeId,
        work: &mut dyn FnMut(&mut dyn Tx) -> Stored<()>,
    ) -> Stored<()> {
        let failed = self.check();
        // The work is done, and its commit fails.
        self.real.write(programme, &mut |tx| work(tx).and(failed))
    }

    fn read(&self, programme: ProgrammeId, work: &mut dyn FnMut(&mut dyn Tx) -> Stored<()>) -> Stored<()> {
        self.check()?;
        self.real.read(programme, work)
    }

    fn programmes(&self) -> Stored<Vec<ProgrammeRow>> {
        self.check()?;
        self.real.programmes()
    }

    fn add_founding_code(&mut self, code_hash: &Digest) -> Stored<()> {
        self.real.add_founding_code(code_hash)
    }

    fn new_life(&mut self, backup_time: Timestamp, make_log: &mut dyn FnMut() -> LogId) -> Stored<()> {
        self.real.new_life(backup_time, make_log)
    }

    fn backup(&self, target: &Path) -> Stored<()> {
        self.real.backup(target)
    }
}

#[test]
fn a_server_whose_disk_failed_says_unavailable_and_goes_on_when_it_works_again() {
    let mut world = World::new(2);
    let mut founder = world.founder();
    world.sync(&mut founder).expect("founded");
    world.crash_server();
    let fails = Arc::new(AtomicBool::new(false));
    let real = SqliteStorage::open(&world.server_path()).expect("it opens");
    let failing = Failing { real, fails: Arc::clone(&fails) };
    let service = Service::open(Box::new(failing), world.server_key(), Box::new(|bytes| bytes.fill(7)));
    let service = service.expect("it opens");
    let ask = |founder: &mut jonaki_tests::world::Device| {
        let body = World::whole_request(founder, Budget::default()).expect("a request");
        let answer = service.sync(world.clock.now(), &body);
        (answer.status, answer.refusal, founder.client().sync_answer(answer.status, &answer.body))
    };
    let _ = founder.client().invite(jonaki_core::NewInvite { organisation: None, role: Role::Coordinator });
    fails.store(true, Ordering::SeqCst);
    for _ in 0..3 {
        // Not `unknown_device`, which would make the device send everything again.
        let (status, refusal, _) = ask(&mut founder);
        assert_eq!((status, refusal), (503, Some(Code::Unavailable)));
    }
    fails.store(false, Ordering::SeqCst);
    let (status, refusal, heard) = ask(&mut founder);
    assert_eq!((status, refusal), (200, None));
    assert_eq!(heard.map(|(_, round)| (round.receipts, round.refused)), Ok::<_, Error>((1, 0)));
}

#[test]
fn a_restore_can_be_begun_again_and_keeps_all_that_it_replaces() {
    let mut world = World::new(3);
    let mut founder = world.founder();
    world.sync(&mut founder).expect("founded");
    let backup = world.backup_server("backup.db");
    founder.client().add_organisation(&jonaki_tests::world::organisation("Beta")).expect("added");
    world.sync(&mut founder).expect("synced");
    world.crash_server();
    let path = world.server_path();
    let newest = std::fs::read(&path).expect("the database");
    for life in 1..=2 {
        restore_database(&backup, &path, &mut |bytes| bytes.fill(life)).expect("restored");
    }
    let kept = |name: &str| path.with_file_name(format!("server.db.{name}"));
    assert_eq!(
        std::fs::read(kept("before-restore")).expect("kept"),
        newest,
        "the second restore keeps it too"
    );
    assert!(kept("before-restore-2").exists() && !path.with_extension("new-life").exists());
    world.start_server();
    world.sync(&mut founder).expect("what the backup misses comes back");
    let report = jonaki_server::operations::check(world.service()).expect("checked");
    assert!(report.faults.is_empty(), "{:?}", report.faults);
}
