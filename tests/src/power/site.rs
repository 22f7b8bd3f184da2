//! The machines of a programme, each with a folder of its own, and what is open of them.

use super::Failure;
use super::dump::Dump;
use super::script::{DEVICES, Machine};
use crate::world::{Clock, Seeds};
use jonaki_core::protocol::{CaseId, DeviceId, OrganisationId, ServerLine, SignPrivate, Timestamp};
use jonaki_core::{Client, DraftId, Error, Host, Location};
use jonaki_server::Service;
use jonaki_server::storage::SqliteStorage;
use jonaki_vfs::Files;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::Rng as _;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const IDENTITY: [u8; 32] = [42; 32];
const CODE: &[u8] = b"code";

/// What people have in their heads and hands: names of cases, invites, bytes under way.
#[derive(Debug, Clone, Default)]
pub(super) struct Memory {
    pub(super) cases: Vec<CaseId>,
    pub(super) draft: Option<DraftId>,
    pub(super) links: Vec<Option<String>>,
    pub(super) devices: Vec<Option<DeviceId>>,
    pub(super) other: Option<OrganisationId>,
    pub(super) request: Vec<u8>,
    pub(super) answer: (u16, Vec<u8>),
    /// Whether the last answer was the last of its sync.
    pub(super) done: bool,
    pub(super) removed: BTreeSet<usize>,
    pub(super) written: usize,
}

/// The machines, as files and as what is open.
pub(super) struct Site {
    pub(super) service: Option<Service>,
    pub(super) clients: Vec<Option<Client>>,
    pub(super) memory: Memory,
    pub(super) root: PathBuf,
    pub(super) clock: Clock,
    pub(super) seeds: Arc<Seeds>,
}

struct SiteHost {
    rng: ChaCha20Rng,
    clock: Clock,
}

impl Host for SiteHost {
    fn now(&mut self) -> Timestamp {
        self.clock.now()
    }

    fn fill(&mut self, bytes: &mut [u8]) {
        self.rng.fill_bytes(bytes);
    }
}

impl Site {
    /// In this folder; nothing is open.
    pub(super) fn new(root: &Path, seeds: Arc<Seeds>, clock: Clock, memory: Memory) -> Result<Self, Failure> {
        let site = Self {
            service: None,
            clients: (0..DEVICES).map(|_| None).collect(),
            memory,
            root: root.to_owned(),
            clock,
            seeds,
        };
        for machine in machines() {
            fs::create_dir_all(site.folder(machine))?;
        }
        Ok(site)
    }

    /// The folder of a machine.
    pub(super) fn folder(&self, machine: Machine) -> PathBuf {
        match machine {
            Machine::Server => self.root.join("server"),
            Machine::Device(number) => self.root.join(format!("device-{number}")),
        }
    }

    /// The database of a machine.
    pub(super) fn database(&self, machine: Machine) -> PathBuf {
        self.folder(machine).join("jonaki.db")
    }

    /// What its database says.
    pub(super) fn dump(&self, machine: Machine) -> Result<Option<Dump>, Failure> {
        Dump::read(&self.database(machine), key(machine).as_ref())
    }

    /// Whether SQLite finds its database whole.
    pub(super) fn integrity(&self, machine: Machine) -> Result<(), Failure> {
        super::dump::integrity(&self.database(machine), key(machine).as_ref())
    }

    /// Its files as they are, without the index of the write-ahead log; names without folders.
    pub(super) fn files(&self, machine: Machine) -> Result<Files, Failure> {
        let mut files = Files::new();
        for entry in fs::read_dir(self.folder(machine))? {
            let entry = entry?;
            if !entry.file_name().as_encoded_bytes().ends_with(b"-shm") {
                files.insert(PathBuf::from(entry.file_name()), fs::read(entry.path())?);
            }
        }
        Ok(files)
    }

    /// Puts files into its folder, in place of what was there.
    pub(super) fn put(&self, machine: Machine, files: &Files) -> Result<(), Failure> {
        let folder = self.folder(machine);
        fs::remove_dir_all(&folder)?;
        fs::create_dir_all(&folder)?;
        for (path, bytes) in files {
            if let Some(name) = path.file_name() {
                fs::write(folder.join(name), bytes)?;
            }
        }
        Ok(())
    }

    /// Opens a machine as its program does.
    pub(super) fn open(&mut self, machine: Machine) -> Result<(), Error> {
        match machine {
            Machine::Server => self.open_server(),
            Machine::Device(number) => self.open_device(number),
        }
    }

    fn open_device(&mut self, number: usize) -> Result<(), Error> {
        let machine = Machine::Device(number);
        let host = SiteHost { rng: self.seeds.stream(), clock: self.clock.clone() };
        let path = self.database(machine);
        let key = key(machine).unwrap_or_default();
        let place = [number as u8 + 1; 16];
        self.clients[number] = Some(Client::open(Location::File(&path), &key, &place, Box::new(host))?);
        Ok(())
    }

    fn open_server(&mut self) -> Result<(), Error> {
        let storage = SqliteStorage::open(&self.database(Machine::Server)).map_err(|_| Error::Storage)?;
        let mut rng = self.seeds.stream();
        let random = Box::new(move |bytes: &mut [u8]| rng.fill_bytes(bytes));
        let service = Service::open(Box::new(storage), SignPrivate::from_seed(&IDENTITY), random);
        self.service = Some(service.map_err(|_| Error::Storage)?);
        Ok(())
    }

    /// Opens a machine unless it is.
    pub(super) fn ensure(&mut self, machine: Machine) -> Result<(), Error> {
        let open = match machine {
            Machine::Server => self.service.is_some(),
            Machine::Device(number) => self.clients[number].is_some(),
        };
        if open { Ok(()) } else { self.open(machine) }
    }

    /// Closes a machine.
    pub(super) fn close(&mut self, machine: Machine) {
        match machine {
            Machine::Server => self.service = None,
            Machine::Device(number) => self.clients[number] = None,
        }
    }

    /// A device's open client.
    pub(super) fn client(&mut self, number: usize) -> Result<&mut Client, Error> {
        self.ensure(Machine::Device(number))?;
        self.clients[number].as_mut().ok_or(Error::Storage)
    }

    /// The open service.
    pub(super) fn service(&mut self) -> Result<&Service, Error> {
        self.ensure(Machine::Server)?;
        self.service.as_ref().ok_or(Error::Storage)
    }

    /// The line that founds a programme; its code is stored.
    pub(super) fn server_line(&mut self) -> Result<String, Error> {
        let code = serde_bytes::ByteBuf::from(CODE.to_vec());
        let server = SignPrivate::from_seed(&IDENTITY).public();
        Ok(ServerLine { url: "http://127.0.0.1:9".to_owned(), server, code }.to_text())
    }

    /// Stores the founding code.
    pub(super) fn add_code(&mut self) -> Result<(), Failure> {
        Ok(self.service()?.add_founding_code(CODE)?)
    }
}

/// All machines.
pub(super) fn machines() -> impl Iterator<Item = Machine> {
    std::iter::once(Machine::Server).chain((0..DEVICES).map(Machine::Device))
}

/// The key of a machine's database: the server's holds no secret of a case.
pub(super) fn key(machine: Machine) -> Option<[u8; 32]> {
    match machine {
        Machine::Server => None,
        Machine::Device(number) => Some([number as u8 + 7; 32]),
    }
}

/// A folder for machines, in memory where the system has one: nothing is really synced.
pub(super) fn folder() -> Result<tempfile::TempDir, Failure> {
    let memory = Path::new("/dev/shm");
    Ok(if memory.is_dir() { tempfile::TempDir::new_in(memory)? } else { tempfile::tempdir()? })
}
