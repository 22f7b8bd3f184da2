//! The simulated server machine: the service over a file that can crash, be backed up and be restored.

use super::Failure;
use super::disk::{Disk, Tear};
use super::host::{Clock, SimHost};
use jonaki_core::Host as _;
use jonaki_protocol::{CompartmentSet, Principal, RecordId, ServerLine, SignPrivate};
use jonaki_server::Service;
use jonaki_server::operations::{begin_new_life, check};
use jonaki_server::storage::SqliteStorage;
use rusqlite::{Connection, OpenFlags, types::ValueRef};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The founding code of the simulated programme.
const CODE: &[u8] = b"code";

/// A backup and when it was made.
#[derive(Debug, Clone)]
pub(super) struct Backup {
    path: PathBuf,
    pub(super) step: usize,
}

/// The machine.
pub(super) struct Server {
    service: Option<Service>,
    disk: Disk,
    folder: PathBuf,
    seed: u64,
    opened: u64,
    clock: Clock,
    pub(super) backups: Vec<Backup>,
    /// How often the log began a new life.
    pub(super) lives: u64,
    /// What the last requests did, for a failure's trace.
    pub(super) log: Vec<String>,
    /// The next request is the last before a power failure.
    pub(super) breaks: Option<u8>,
}

/// Who may read a record, as the server keeps it.
pub(super) type Access = BTreeMap<RecordId, Vec<(Principal, CompartmentSet)>>;

impl Server {
    pub(super) fn new(seed: u64, root: &Path, clock: &Clock) -> Result<Self, Failure> {
        let folder = root.join("server");
        std::fs::create_dir_all(&folder)?;
        let mut server = Self {
            service: None,
            disk: Disk::new(folder.join("server.db")),
            folder,
            seed,
            opened: 0,
            clock: clock.clone(),
            backups: Vec::new(),
            lives: 0,
            log: Vec::new(),
            breaks: None,
        };
        server.open()?;
        server.service()?.add_founding_code(CODE).map_err(|error| broken(&error))?;
        Ok(server)
    }

    fn identity() -> SignPrivate {
        SignPrivate::from_seed(&[42; 32])
    }

    /// What the operator hands to the founder.
    pub(super) fn line() -> String {
        let code = serde_bytes::ByteBuf::from(CODE.to_vec());
        let (url, server) = ("http://127.0.0.1:9".to_owned(), Self::identity().public());
        ServerLine { url, server, code }.to_text()
    }

    fn host(&mut self) -> SimHost {
        self.opened += 1;
        SimHost::new([self.seed, u64::MAX, self.opened], &self.clock, &Clock::zero())
    }

    fn serve(&mut self, storage: SqliteStorage) -> Result<(), Failure> {
        let mut host = self.host();
        let random = Box::new(move |bytes: &mut [u8]| host.fill(bytes));
        let service = Service::open(Box::new(storage), Self::identity(), random);
        self.service = Some(service.map_err(|error| broken(&error))?);
        Ok(())
    }

    fn open(&mut self) -> Result<(), Failure> {
        let storage = SqliteStorage::open(self.disk.path()).map_err(|error| broken(&error))?;
        self.serve(storage)
    }

    fn service(&self) -> Result<&Service, Failure> {
        self.service.as_ref().ok_or_else(|| Failure::new("harness", "a server without a service"))
    }

    /// Answers; `None` where the power failed before the answer left.
    pub(super) fn sync(&mut self, body: &[u8]) -> Result<Option<(u16, Vec<u8>)>, Failure> {
        let from = self.disk.log_length();
        let answer = self.service()?.sync(self.clock.now(), body);
        let device = answer.device.map(|device| device.to_string());
        self.log.push(format!(
            "    {}: {} bytes up, {} down, {} admitted {} refused {:?} {:?}",
            device.as_deref().map_or("?", |text| &text[..6]),
            body.len(),
            answer.body.len(),
            answer.status,
            answer.admitted,
            answer.refused_items,
            answer.refusal
        ));
        if let Some(at) = self.breaks.take() {
            self.crash(Some(Tear { from, at }))?;
            return Ok(None);
        }
        Ok(Some((answer.status, answer.body)))
    }

    /// The power fails and comes back.
    pub(super) fn crash(&mut self, tear: Option<Tear>) -> Result<(), Failure> {
        let copy = self.folder.join("crash.db");
        self.disk.copy_to(&copy)?;
        self.service = None;
        self.disk.put_back(&copy, tear)?;
        self.open()
    }

    pub(super) fn backup(&mut self, step: usize) -> Result<(), Failure> {
        let path = self.folder.join(format!("backup-{}.db", self.backups.len()));
        self.service()?.backup(&path).map_err(|error| broken(&error))?;
        self.backups.push(Backup { path, step });
        Ok(())
    }

    /// The operator's `restore`: the backup in the database's place, and a new life of every log.
    pub(super) fn restore(&mut self, which: usize) -> Result<Backup, Failure> {
        let backup = self.backups[which % self.backups.len()].clone();
        self.service = None;
        let restored = SqliteStorage::restore(&backup.path, self.disk.path());
        let mut storage = restored.map_err(|error| broken(&error))?;
        let mut host = self.host();
        begin_new_life(&mut storage, &mut |bytes| host.fill(bytes)).map_err(|error| broken(&error))?;
        self.lives += 1;
        self.serve(storage)?;
        Ok(backup)
    }

    /// Verifies the whole log, as `jonaki-server check` does.
    pub(super) fn check(&self) -> Result<(), Failure> {
        let report = check(self.service()?).map_err(|error| broken(&error))?;
        if report.faults.is_empty() { Ok(()) } else { Err(Failure::new("check", report.faults.join("; "))) }
    }

    fn reader(&self) -> Result<Connection, Failure> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Ok(Connection::open_with_flags(self.disk.path(), flags)?)
    }

    /// A digest over every row of every table.
    pub(super) fn digest(&self) -> Result<[u8; 32], Failure> {
        let mut hash = Sha256::new();
        each_cell(&self.reader()?, &mut |table, value| {
            hash.update(table.as_bytes());
            hash.update(cell(value));
        })?;
        Ok(hash.finalize().into())
    }

    /// Whether any cell, or any byte of the files, holds these bytes.
    pub(super) fn holds(&self, needle: &[u8]) -> Result<bool, Failure> {
        let mut found = false;
        each_cell(&self.reader()?, &mut |_, value| found |= contains(&cell(value), needle))?;
        let copy = self.folder.join("search.db");
        self.disk.copy_to(&copy)?;
        for ending in ["", "-wal"] {
            let mut name = copy.clone().into_os_string();
            name.push(ending);
            found |= std::fs::read(name).is_ok_and(|bytes| contains(&bytes, needle));
        }
        Ok(found)
    }

    /// Who may read what.
    pub(super) fn access(&self) -> Result<Access, Failure> {
        let connection = self.reader()?;
        let mut access = Access::new();
        let mut statement = connection.prepare("SELECT record, principal, compartments FROM access")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (record, principal): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
            let set = CompartmentSet::from_bits(row.get(2)?);
            let (Some(record), Some(principal), Some(set)) =
                (RecordId::from_slice(&record), Principal::from_slice(&principal), set)
            else {
                return Err(Failure::new("access", "a row of the server's access does not decode"));
            };
            access.entry(record).or_default().push((principal, set));
        }
        Ok(access)
    }

    /// Every record, and whether it was erased.
    pub(super) fn records(&self) -> Result<BTreeMap<RecordId, bool>, Failure> {
        let connection = self.reader()?;
        let mut statement = connection.prepare("SELECT id, erased FROM record")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, bool>(1)?)))?;
        let mut records = BTreeMap::new();
        for row in rows {
            let (id, erased) = row?;
            records.extend(RecordId::from_slice(&id).map(|id| (id, erased)));
        }
        Ok(records)
    }
}

fn broken(error: &dyn std::fmt::Display) -> Failure {
    Failure::new("server", error.to_string())
}

/// Whether bytes occur in others.
pub(super) fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// A cell's bytes.
pub(super) fn cell(value: ValueRef<'_>) -> Vec<u8> {
    match value {
        ValueRef::Null => vec![0],
        ValueRef::Integer(number) => number.to_le_bytes().to_vec(),
        ValueRef::Real(number) => number.to_le_bytes().to_vec(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.to_vec(),
    }
}

/// Visits every cell of every table.
pub(super) fn each_cell(
    connection: &Connection,
    visit: &mut dyn FnMut(&str, ValueRef<'_>),
) -> Result<(), Failure> {
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name";
    let mut statement = connection.prepare(sql)?;
    let tables: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for table in tables {
        let mut statement = connection.prepare(&format!("SELECT * FROM \"{table}\""))?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                visit(&table, row.get_ref(column)?);
            }
        }
    }
    Ok(())
}
