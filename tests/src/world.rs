//! A programme in one process: a server and devices with one clock, no network, everything from a seed.

use jonaki_core::protocol::sync::{Refusal, SignedRequest};
use jonaki_core::protocol::{Code, Role, ServerLine, SignPrivate, Timestamp};
use jonaki_core::{
    Budget, Client, Error, Host, Location, NewInvite, NewOrganisation, NewProgramme, Round, SyncStep,
};
use jonaki_server::storage::SqliteStorage;
use jonaki_server::{Answer, Service};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// 2026-03-01T06:00:00Z.
pub const START: i64 = 1_772_344_800;

/// A clock that only moves when told; each device may be wrong by its own offset.
#[derive(Clone, Debug)]
pub struct Clock(Arc<AtomicI64>);

impl Default for Clock {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(START)))
    }
}

impl Clock {
    /// Lets time pass.
    pub fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

struct SeededHost {
    rng: ChaCha20Rng,
    clock: Clock,
    offset: Arc<AtomicI64>,
}

impl Host for SeededHost {
    fn now(&mut self) -> Timestamp {
        self.clock.now().plus(self.offset.load(Ordering::SeqCst))
    }

    fn fill(&mut self, bytes: &mut [u8]) {
        self.rng.fill_bytes(bytes);
    }
}

/// Randomness of one run: every stream that is taken from it is different and follows from the seed.
#[derive(Debug)]
pub struct Seeds {
    seed: u64,
    next: AtomicU64,
}

impl Seeds {
    /// Of a run.
    pub fn new(seed: u64) -> Self {
        Self { seed, next: AtomicU64::new(0) }
    }

    /// The next stream.
    pub fn stream(&self) -> ChaCha20Rng {
        let mut rng = ChaCha20Rng::seed_from_u64(self.seed);
        rng.set_stream(self.next.fetch_add(1, Ordering::SeqCst) + 1);
        rng
    }
}

/// A device: its database file, the token of the place where it is, and the open client.
pub struct Device {
    /// For messages.
    pub name: String,
    path: PathBuf,
    place: Vec<u8>,
    key: [u8; 32],
    /// How wrong its clock is, seconds.
    pub offset: Arc<AtomicI64>,
    client: Option<Client>,
}

impl Device {
    /// The open client.
    ///
    /// # Panics
    /// While the device is crashed.
    pub fn client(&mut self) -> &mut Client {
        self.client.as_mut().expect("the device is running")
    }

    /// Its database file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its database for reading beside the open client, for a test that looks at the tables.
    ///
    /// # Panics
    /// Where it does not open.
    pub fn read(&self) -> Connection {
        self.connect(OpenFlags::SQLITE_OPEN_READ_ONLY)
    }

    /// Its database for writing beside the open client, for what no client would write.
    ///
    /// # Panics
    /// Where it does not open.
    pub fn write(&self) -> Connection {
        self.connect(OpenFlags::SQLITE_OPEN_READ_WRITE)
    }

    fn connect(&self, how: OpenFlags) -> Connection {
        let flags = how | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags).expect("the device's database");
        let key: String = self.key.iter().map(|byte| format!("{byte:02x}")).collect();
        connection.execute_batch(&format!("PRAGMA key = \"x'{key}'\"")).expect("its key");
        connection
    }

    /// Hands the open client over, for syncing it over a network.
    ///
    /// # Panics
    /// While the device is crashed.
    pub fn take_client(&mut self) -> Mutex<Client> {
        Mutex::new(self.client.take().expect("the device is running"))
    }
}

/// The folder of a world's files: one that goes with it, or somebody else's.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    _ours: Option<tempfile::TempDir>,
}

impl Folder {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A server and its devices.
pub struct World {
    /// The folder of all files.
    pub folder: Folder,
    server_path: PathBuf,
    /// The time.
    pub clock: Clock,
    /// The randomness.
    pub seeds: Seeds,
    service: Option<Service>,
    /// Bytes that went up and down.
    pub traffic: (usize, usize),
}

const IDENTITY: [u8; 32] = [42; 32];

impl World {
    /// A server without a programme.
    ///
    /// # Panics
    /// Where no temporary folder can be made.
    pub fn new(seed: u64) -> Self {
        let ours = tempfile::tempdir().expect("a temporary folder");
        let folder = Folder { path: ours.path().to_owned(), _ours: Some(ours) };
        let server_path = folder.path().join("server.db");
        Self::build(seed, folder, server_path)
    }

    /// A server on this database file, its devices in a temporary folder.
    ///
    /// # Panics
    /// Where no temporary folder can be made.
    pub fn over(seed: u64, server_path: PathBuf) -> Self {
        let ours = tempfile::tempdir().expect("a temporary folder");
        let folder = Folder { path: ours.path().to_owned(), _ours: Some(ours) };
        Self::build(seed, folder, server_path)
    }

    /// Everything in this folder, which stays.
    pub fn in_folder(seed: u64, folder: &Path) -> Self {
        let folder = Folder { path: folder.to_owned(), _ours: None };
        let server_path = folder.path().join("server.db");
        Self::build(seed, folder, server_path)
    }

    fn build(seed: u64, folder: Folder, server_path: PathBuf) -> Self {
        let mut world = Self {
            folder,
            server_path,
            clock: Clock::default(),
            seeds: Seeds::new(seed),
            service: None,
            traffic: (0, 0),
        };
        world.start_server();
        world
    }

    /// The server's database file.
    pub fn server_path(&self) -> PathBuf {
        self.server_path.clone()
    }

    /// Opens the server on its file.
    ///
    /// # Panics
    /// Where the database does not open.
    pub fn start_server(&mut self) {
        let storage = SqliteStorage::open(&self.server_path()).expect("the server's database opens");
        self.service = Some(self.service_over(storage));
    }

    fn service_over(&self, storage: SqliteStorage) -> Service {
        let mut rng = self.seeds.stream();
        let random = Box::new(move |bytes: &mut [u8]| rng.fill_bytes(bytes));
        Service::open(Box::new(storage), self.server_key(), random).expect("the service opens")
    }

    /// Hands the running service over, for serving it on a network.
    ///
    /// # Panics
    /// While the server is down.
    pub fn take_service(&mut self) -> Service {
        self.service.take().expect("the server is running")
    }

    /// Drops the server without a shutdown.
    pub fn crash_server(&mut self) {
        self.service = None;
    }

    /// Whether the server answers.
    pub fn server_is_up(&self) -> bool {
        self.service.is_some()
    }

    /// The running service.
    ///
    /// # Panics
    /// While the server is down.
    pub fn service(&self) -> &Service {
        self.service.as_ref().expect("the server is running")
    }

    /// Copies the server's database into a backup.
    ///
    /// # Panics
    /// Where it cannot be written.
    pub fn backup_server(&self, name: &str) -> PathBuf {
        let target = self.folder.path().join(name);
        self.service().backup(&target).expect("a backup");
        target
    }

    /// Loses the server and restores it from a backup.
    ///
    /// # Panics
    /// Where the backup does not open.
    pub fn restore_server(&mut self, backup: &Path, backup_time: Timestamp) {
        use jonaki_server::storage::Storage as _;
        self.service = None;
        let mut storage = SqliteStorage::restore(backup, &self.server_path()).expect("the backup opens");
        let mut rng = self.seeds.stream();
        let mut make_log = || {
            let mut bytes = [0; 16];
            rng.fill_bytes(&mut bytes);
            jonaki_core::protocol::LogId::from_bytes(bytes)
        };
        storage.new_life(backup_time, &mut make_log).expect("a new life");
        self.service = Some(self.service_over(storage));
    }

    /// A second server with the same log, identity and history as this one has now: who holds both can show two views.
    ///
    /// # Panics
    /// Where the copy does not open.
    pub fn second_view(&self, name: &str) -> Service {
        let copy = self.backup_server(name);
        self.service_over(SqliteStorage::open(&copy).expect("the copy opens"))
    }

    /// Puts another service in the place of this one, and returns this one.
    ///
    /// # Panics
    /// While the server is down.
    pub fn swap_service(&mut self, other: Service) -> Service {
        self.service.replace(other).expect("the server is running")
    }

    /// A new device that is not enrolled.
    ///
    /// # Panics
    /// Where its database does not open.
    pub fn device(&self, name: &str) -> Device {
        let mut key = [0; 32];
        self.seeds.stream().fill_bytes(&mut key);
        self.device_with_key(name, key)
    }

    /// A device under a key that another process can know; its database is made or opened again.
    ///
    /// # Panics
    /// Where its database does not open.
    pub fn device_with_key(&self, name: &str, key: [u8; 32]) -> Device {
        let mut place = vec![0; 16];
        self.seeds.stream().fill_bytes(&mut place);
        let path = self.folder.path().join(format!("{name}.db"));
        let offset = Arc::new(AtomicI64::new(0));
        let mut device = Device { name: name.to_owned(), path, place, key, offset, client: None };
        self.open(&mut device);
        device
    }

    fn open(&self, device: &mut Device) {
        let host = SeededHost {
            rng: self.seeds.stream(),
            clock: self.clock.clone(),
            offset: Arc::clone(&device.offset),
        };
        let location = Location::File(&device.path);
        let client = Client::open(location, &device.key, &device.place, Box::new(host));
        device.client = Some(client.expect("the device's database opens"));
    }

    /// Drops a device's client without a word and opens it again.
    pub fn restart(&self, device: &mut Device) {
        device.client = None;
        self.open(device);
    }

    /// Copies a device's closed database aside.
    ///
    /// # Panics
    /// Where the file cannot be copied.
    pub fn backup_device(&self, device: &mut Device, name: &str) -> PathBuf {
        device.client = None;
        let target = self.folder.path().join(name);
        std::fs::copy(&device.path, &target).expect("a copy");
        self.open(device);
        target
    }

    /// Puts a copy in the place of a device's database, as an office that restores last week's backup.
    ///
    /// # Panics
    /// Where the file cannot be copied.
    pub fn restore_device(&self, device: &mut Device, backup: &Path) {
        device.client = None;
        for ending in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{ending}", device.path.display()));
        }
        std::fs::copy(backup, &device.path).expect("a copy");
        // The token of the place is kept outside of the backup: a restored database is in a new place.
        self.seeds.stream().fill_bytes(&mut device.place);
        self.open(device);
    }

    /// The line that an operator hands to a founder.
    ///
    /// # Panics
    /// Where the code cannot be stored.
    pub fn server_line(&self, code: &[u8]) -> String {
        self.service().add_founding_code(code).expect("a founding code");
        let server = self.server_key().public();
        let code = serde_bytes::ByteBuf::from(code.to_vec());
        ServerLine { url: "http://127.0.0.1:9".to_owned(), server, code }.to_text()
    }

    /// A founder's device with a programme, not yet synced.
    ///
    /// # Panics
    /// Where founding fails.
    pub fn founder(&self) -> Device {
        self.found(self.device("founder"))
    }

    /// Makes a device the founder of a programme.
    ///
    /// # Panics
    /// Where founding fails.
    pub fn found(&self, mut device: Device) -> Device {
        let new =
            NewProgramme { server_line: self.server_line(b"code"), organisation: organisation("Alpha") };
        device.client().found_programme(&new).expect("founded");
        device
    }

    /// A device invited by another, not yet synced.
    ///
    /// # Panics
    /// Where the invite is refused.
    pub fn invited(&self, by: &mut Device, name: &str, role: Role) -> Device {
        let link = by.client().invite(NewInvite { organisation: None, role }).expect("an invite").link;
        let mut device = self.device(name);
        device.client().enrol(&link).expect("enrolled");
        device
    }

    /// As [`World::invited`], and synced once, with its organisation's key.
    ///
    /// # Panics
    /// Where one of them cannot sync.
    pub fn enrolled(&mut self, by: &mut Device, name: &str, role: Role) -> Device {
        let mut device = self.invited(by, name, role);
        self.sync(by).expect("its key waits");
        self.sync(&mut device).expect("enrolled");
        device
    }

    /// The server's identity key, for a test that plays a server that lies.
    pub fn server_key(&self) -> SignPrivate {
        SignPrivate::from_seed(&IDENTITY)
    }

    /// Carries one body to the server and the answer back.
    pub fn exchange(&mut self, body: &[u8]) -> Answer {
        let answer = self.service().sync(self.clock.now(), body);
        self.traffic.0 += body.len();
        self.traffic.1 += answer.body.len();
        answer
    }

    /// A request of a device that rests on nothing, as to a server that remembers nothing: who stands in between can read it.
    ///
    /// # Errors
    /// As [`Client::sync_request`].
    pub fn whole_request(device: &mut Device, budget: Budget) -> Result<Vec<u8>, Error> {
        let refusal = Refusal { code: Code::UnknownDictionary, time: Timestamp(0), retry_after: 0 };
        let body = device.client().sync_request(budget)?.body;
        if SignedRequest::from_body(&body).is_ok() {
            return Ok(body);
        }
        device.client().sync_answer(400, &refusal.to_body())?;
        Ok(device.client().sync_request(budget)?.body)
    }

    /// One round of a device over a perfect link.
    ///
    /// # Errors
    /// What the client says of the answer.
    pub fn round(&mut self, device: &mut Device) -> Result<(SyncStep, Round), Error> {
        let body = device.client().sync_request(Budget::default())?.body;
        let answer = self.exchange(&body);
        device.client().sync_answer(answer.status, &answer.body)
    }

    /// Syncs a device until nothing is left.
    ///
    /// # Errors
    /// What the client or the server refuses.
    pub fn sync(&mut self, device: &mut Device) -> Result<Round, Error> {
        let mut total = Round::default();
        for _ in 0..200 {
            let (step, round) = self.round(device)?;
            total.receipts += round.receipts;
            total.news += round.news;
            total.refused += round.refused;
            total.set_aside += round.set_aside;
            match step {
                SyncStep::Done => return Ok(total),
                SyncStep::Wait { code, .. } => return Err(Error::Refused(code)),
                SyncStep::More | SyncStep::RetryNow => {}
            }
        }
        Err(Error::Network)
    }
}

/// A synthetic organisation.
pub fn organisation(name: &str) -> NewOrganisation {
    NewOrganisation {
        kind: "ngo".to_owned(), name_bn: format!("{name} (পরীক্ষা)"), name_en: name.to_owned()
    }
}
