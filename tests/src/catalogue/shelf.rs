//! Set L, what concerns the core: files as a device may find them, and clocks that are wrong. A database is tried as a copy; the
//! device that it was copied from goes on.

mod tables;

use super::{Allowance, Answer, Bound, Case, Entrance, Scene, Set, Tables};
use crate::world::{Device, World};
use jonaki_core::protocol::{CaseId, Role, Timestamp};
use jonaki_core::{Budget, Client, Error, FieldEdit, Host, Location, OpenFault, Report, Scalar};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::Rng as _;
use rusqlite::Connection;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

const KEY: [u8; 32] = [17; 32];

/// A copy of a device's database, and how it is opened.
#[derive(Debug, Clone)]
pub struct Copy {
    path: PathBuf,
    key: [u8; 32],
    now: Option<i64>,
}

/// A file that a device is given.
#[derive(Debug, Clone)]
pub enum Found {
    /// A database.
    Database(Copy),
    /// A table of services, for a coordinator.
    Table(Vec<u8>),
}

/// A programme whose reporter's database is copied.
pub struct Shelf {
    world: World,
    coordinator: Device,
    reporter: Device,
    case: CaseId,
    copies: u32,
    round: u32,
}

struct Fixed {
    rng: ChaCha20Rng,
    now: i64,
}

impl Host for Fixed {
    fn now(&mut self) -> Timestamp {
        Timestamp(self.now)
    }

    fn fill(&mut self, bytes: &mut [u8]) {
        self.rng.fill_bytes(bytes);
    }
}

impl Shelf {
    /// A new programme.
    ///
    /// # Panics
    /// Where honest work fails.
    pub fn new(seed: u64) -> Self {
        let mut world = World::new(seed);
        let mut founder = world.founder();
        world.sync(&mut founder).expect("founded");
        let mut coordinator = world.invited(&mut founder, "coordinator", Role::Coordinator);
        world.sync(&mut founder).expect("the key waits");
        world.sync(&mut coordinator).expect("enrolled");
        let new = jonaki_core::NewInvite { organisation: None, role: Role::Reporter };
        let link = founder.client().invite(new).expect("an invite").link;
        let mut reporter = world.device_with_key("reporter", KEY);
        reporter.client().enrol(&link).expect("enrolled");
        let told = Report { narrative: Some("বিবরণ".to_owned()), ..Report::default() };
        let case = reporter.client().report(&told).expect("saved");
        world.sync(&mut reporter).expect("synced");
        Self { world, coordinator, reporter, case, copies: 0, round: 0 }
    }

    fn copy(&mut self) -> Copy {
        self.copies += 1;
        let name = format!("copy-{}.db", self.copies);
        Copy { path: self.world.backup_device(&mut self.reporter, &name), key: KEY, now: None }
    }

    fn open(&mut self, copy: &Copy) -> Result<Client, Error> {
        let now = copy.now.unwrap_or(self.world.clock.now().0);
        let host = Fixed { rng: self.world.seeds.stream(), now };
        Client::open(Location::File(&copy.path), &copy.key, b"elsewhere", Box::new(host))
    }

    /// What a coordinator's device would do with a table.
    fn read(&mut self, table: &[u8]) -> Answer {
        match self.coordinator.client().plan_directory(table) {
            Err(refused) => Answer::Table(refused),
            Ok(plan) if plan.has_faults() => Answer::Unread,
            Ok(_) => Answer::Taken,
        }
    }

    /// Uses what was opened: files, syncs, and has what it had.
    fn use_it(&mut self, mut client: Client) -> Result<(), Error> {
        client.peek(self.case)?;
        let told = Report { narrative: Some("নকল থেকে".to_owned()), ..Report::default() };
        client.report(&told)?;
        for _ in 0..8 {
            let body = client.sync_request(Budget::default())?.body;
            let answer = self.world.exchange(&body);
            let (step, _) = client.sync_answer(answer.status, &answer.body)?;
            if step == jonaki_core::SyncStep::Done {
                return Ok(());
            }
        }
        Err(Error::Network)
    }
}

impl Scene for Shelf {
    type Input = Found;

    fn play(&mut self, found: &Found) -> Answer {
        let copy = match found {
            Found::Database(copy) => copy,
            Found::Table(bytes) => return self.read(bytes),
        };
        let before = fs::read(&copy.path).ok();
        let opened = self.open(copy);
        let client = match opened {
            Ok(client) => client,
            // The file is left as it was, whatever is wrong with it.
            Err(error) if before == fs::read(&copy.path).ok() => return Answer::Device(error),
            Err(_) => return Answer::Ignored,
        };
        match self.use_it(client) {
            Ok(()) => Answer::Taken,
            Err(error) => Answer::Device(error),
        }
    }

    fn state(&mut self) -> Tables {
        Tables::of(&self.world.server_path(), &[&self.reporter, &self.coordinator], &[])
    }

    fn leaves(&self, answer: &Answer) -> Vec<Allowance> {
        let tables = [
            "server.batch",
            "server.item",
            "server.entry",
            "server.programme",
            "server.chain",
            "server.record",
            "server.document",
            "server.access",
            "server.commitment",
            "server.delivery",
        ];
        match answer {
            Answer::Taken => tables.map(|table| Allowance::changed(table, 30)).to_vec(),
            _ => Vec::new(),
        }
    }

    fn go_on(&mut self) -> Result<(), String> {
        self.round += 1;
        self.world.clock.pass(60);
        let text = format!("পরের বিবরণ {}", self.round);
        let edit = FieldEdit { field: "narrative".to_owned(), value: Some(Scalar::from(text.as_str())) };
        let failed = |what: &'static str| move |error: Error| format!("{what}: {}", error.code());
        self.reporter.client().edit(self.case, &[edit]).map_err(failed("the reporter cannot edit"))?;
        self.world.sync(&mut self.reporter).map_err(failed("the reporter cannot sync"))?;
        self.world.sync(&mut self.coordinator).map_err(failed("the coordinator cannot sync"))?;
        let view = self.coordinator.client().peek(self.case).map_err(failed("there is no case"))?;
        let shown = view.fields.iter().any(|field| field.current.value == Scalar::from(text.as_str()));
        if shown { Ok(()) } else { Err("the coordinator does not see the last edit".to_owned()) }
    }
}

/// What the largest table may cost.
const TABLE: Bound = Bound { memory: 64 << 20, processor: Duration::from_secs(4) };

/// What, what must come of it, how the copy is spoilt.
struct Spoilt(&'static str, Answer, fn(&mut Shelf) -> Copy);

/// The set.
pub fn set() -> Set<Shelf> {
    let at = Entrance::Person("a database file");
    let numbered = spoilt().into_iter().zip(1..);
    let mut cases: Vec<Case<Shelf>> = numbered
        .map(|(Spoilt(what, expected, make), number)| {
            let make = move |shelf: &mut Shelf| Found::Database(make(shelf));
            Case::new(number, what, at, expected, make).within(Bound::LARGE)
        })
        .collect();
    let at = Entrance::Person("a table of services");
    let from = cases.len() as u16 + 1;
    cases.extend(tables::all().into_iter().zip(from..).map(
        |(tables::Table(what, expected, make), number)| {
            Case::new(number, what, at, expected, move |_: &mut Shelf| make()).within(TABLE)
        },
    ));
    Set { letter: 'L', title: "files and clocks of a device", least: 15, cases }
}

fn fault(fault: OpenFault) -> Answer {
    Answer::Device(Error::Open(fault))
}

/// The copy with its bytes changed.
fn bytes(shelf: &mut Shelf, change: impl Fn(&mut Vec<u8>)) -> Copy {
    let copy = shelf.copy();
    let mut bytes = fs::read(&copy.path).expect("the copy");
    change(&mut bytes);
    fs::write(&copy.path, bytes).expect("written");
    copy
}

/// A copy opened by another program that has the key.
fn keyed(copy: &Copy) -> Connection {
    let connection = Connection::open(&copy.path).expect("a database");
    let key: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
    connection.execute_batch(&format!("PRAGMA key = \"x'{key}'\"")).expect("a key");
    connection
}

fn spoilt() -> Vec<Spoilt> {
    let damaged = || fault(OpenFault::Damaged);
    let wrong = || fault(OpenFault::WrongKey);
    vec![
        Spoilt("another key", wrong(), |shelf| Copy { key: [18; 32], ..shelf.copy() }),
        Spoilt("a key of zeros", wrong(), |shelf| Copy { key: [0; 32], ..shelf.copy() }),
        Spoilt("half of the first page", wrong(), |shelf| bytes(shelf, |bytes| bytes.truncate(2_000))),
        Spoilt("the first byte turned", wrong(), |shelf| bytes(shelf, |bytes| bytes[0] ^= 1)),
        Spoilt("a file of zeros", wrong(), |shelf| bytes(shelf, |bytes| bytes.fill(0))),
        Spoilt("a text file", wrong(), |shelf| {
            bytes(shelf, |bytes| *bytes = "এটি কোনো ডেটাবেস নয়\n".repeat(400).into_bytes())
        }),
        Spoilt("an SQLite database of another program", wrong(), |shelf| {
            let copy = shelf.copy();
            fs::remove_file(&copy.path).expect("removed");
            let other = Connection::open(&copy.path).expect("a database");
            other
                .execute_batch("CREATE TABLE song (name TEXT); INSERT INTO song VALUES ('x')")
                .expect("a table");
            drop(other);
            copy
        }),
        Spoilt("half of the file", damaged(), |shelf| bytes(shelf, |bytes| bytes.truncate(bytes.len() / 2))),
        Spoilt("the page of who the device is, turned", damaged(), |shelf| {
            let copy = shelf.copy();
            let sql = "SELECT rootpage FROM sqlite_master WHERE name = 'setting'";
            let page: usize = keyed(&copy).query_row(sql, [], |row| row.get(0)).expect("a page");
            bytes(shelf, |bytes| bytes[(page - 1) * 4_096..][..64].iter_mut().for_each(|byte| *byte ^= 0x5a))
        }),
        Spoilt("every page but the first turned", damaged(), |shelf| {
            bytes(shelf, |bytes| bytes.iter_mut().skip(4_096).step_by(512).for_each(|byte| *byte ^= 1))
        }),
        Spoilt("a folder in its place", fault(OpenFault::Io), |shelf| {
            let copy = shelf.copy();
            fs::remove_file(&copy.path).expect("removed");
            fs::create_dir(&copy.path).expect("a folder");
            copy
        }),
        Spoilt("a folder that is not there", fault(OpenFault::Io), |shelf| {
            let copy = shelf.copy();
            Copy { path: copy.path.join("none").join("jonaki.db"), ..copy }
        }),
        Spoilt("a schema of a newer app", fault(OpenFault::Newer), |shelf| {
            let copy = shelf.copy();
            keyed(&copy).execute_batch("PRAGMA user_version = 9000").expect("raised");
            copy
        }),
        Spoilt("a copy without its write-ahead log, on another phone", Answer::Taken, Shelf::copy),
        Spoilt("a second copy on a third phone", Answer::Taken, Shelf::copy),
        Spoilt("the write-ahead log of another database beside it", Answer::Taken, |shelf| {
            let copy = shelf.copy();
            fs::write(format!("{}-wal", copy.path.display()), [0x37; 8_192]).expect("written");
            copy
        }),
        Spoilt("a clock of 1970", Answer::Taken, |shelf| Copy { now: Some(0), ..shelf.copy() }),
        Spoilt("a clock of 2099", Answer::Taken, |shelf| Copy { now: Some(4_070_908_800), ..shelf.copy() }),
        Spoilt("a clock before 1970", Answer::Taken, |shelf| Copy { now: Some(-86_400), ..shelf.copy() }),
        // As a new one, which has no case: there is nothing in it that could be lost.
        Spoilt("a database without any byte", Answer::Device(Error::NotFound), |shelf| {
            bytes(shelf, Vec::clear)
        }),
    ]
}
