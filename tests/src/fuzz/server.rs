//! The server behind the signatures: requests of enrolled devices, whatever is in them.

use super::Reached;
use super::exchange::honest_request;
use super::input::Input;
use super::programme::{Keys, NOW, OURS, Programme, RECORD, THEIRS, key, programme, rng};
use jonaki_document::{Document, Edit, hostile};
use jonaki_protocol::grant::{Granter, wrap_epoch};
use jonaki_protocol::sync::{Cursor, Founding, News, RecordDigest, Refusal, Request, Response};
use jonaki_protocol::{
    ActorId, ChainPosition, Change, Checkpoint, Code, Compartment, CompartmentSet, DeviceId, Digest,
    DocumentId, Holder, Item, KeySet, LogId, ProgrammeId, Receipt, Recipient, RecordId, Role, SignedBatch,
    Timestamp, seal,
};
use jonaki_server::storage::{Head, SqliteStorage};
use jonaki_server::{Answer, Service};
use rand_chacha::rand_core::Rng as _;
use serde_bytes::ByteBuf;
use std::cell::RefCell;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// Executions that one server lives through at most: its clock stays within the life of an invite.
const LIVES: u64 = 200;
const CODE: &[u8] = b"a code";

/// A server on which the programme was founded, a second organisation joined and a report was filed.
pub(super) struct Founded {
    database: Vec<u8>,
    chains: Vec<(DeviceId, ChainPosition)>,
    pub(super) log: LogId,
    pub(super) batches: Vec<SignedBatch>,
}

pub(super) fn founded() -> &'static Founded {
    static MADE: OnceLock<Founded> = OnceLock::new();
    MADE.get_or_init(|| found(programme()))
}

/// A folder in memory where there is one: thousands of databases are made there.
pub(super) fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }
        .expect("a temporary folder")
}

/// Writes a closed database in the place of whatever is there.
pub(super) fn put(path: &Path, database: &[u8]) {
    for ending in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", path.display()));
    }
    std::fs::write(path, database).expect("a file in memory");
}

fn open(path: &Path) -> Service {
    let storage = SqliteStorage::open(path).expect("the server's database opens");
    let mut rng = rng();
    let random = Box::new(move |bytes: &mut [u8]| rng.fill_bytes(bytes));
    let identity = jonaki_protocol::SignPrivate::from_seed(&programme().server.dangerously_seed());
    Service::open(Box::new(storage), identity, random).expect("the service opens")
}

fn found(world: &Programme) -> Founded {
    let folder = folder();
    let path = folder.path().join("server.db");
    let service = open(&path);
    service.add_founding_code(CODE).expect("a code");
    let log = LogId::from_bytes([0; 16]);
    let mut founded = Founded { database: Vec::new(), chains: Vec::new(), log, batches: Vec::new() };
    for (number, (keys, items)) in work(world).into_iter().enumerate() {
        let items = items.into_iter().map(|item| (item, NOW)).collect();
        let batch = SignedBatch::sign(&world.id, &keys.sign, &ChainPosition::START, NOW, None, items);
        let batch = batch.expect("signed");
        let founding = Founding { root: world.root.public(), code: ByteBuf::from(CODE.to_vec()) };
        let request = Request {
            founding: (number == 0).then_some(founding),
            nonce: number as u64,
            ..honest_request(vec![batch.clone()])
        };
        let answer = service.sync(NOW, &request.to_body(&keys.sign).expect("packed"));
        let response = Response::from_body(&answer.body).expect("an answer");
        let receipt = Receipt::verify(&response.receipts[0], &world.id, &world.server.public());
        assert_eq!(receipt.map(|it| it.refused), Ok(Vec::new()), "honest work is admitted");
        founded.log = response.cursor.log.expect("a log");
        founded.chains.push((keys.id(), ChainPosition { n: 1, hash: batch.hash() }));
        founded.batches.push(batch);
    }
    drop(service);
    founded.database = std::fs::read(&path).expect("the database");
    founded
}

/// The first batch of each device.
fn work(world: &Programme) -> Vec<(&Keys, Vec<Item>)> {
    let invite = super::trust::verified();
    let to_invite = (Holder::Invite(invite.invite.id()), &invite.kem_key().public());
    let wrap = wrap_epoch(&world.id, (OURS, 0), &world.epoch, to_invite, &mut rng()).expect("wrapped");
    let to_admin = (Holder::Device(world.admin.id()), &world.admin.kem.public());
    let own = wrap_epoch(&world.id, (OURS, 0), &world.epoch, to_admin, &mut rng()).expect("wrapped");
    let mut items: Vec<Item> = world.founding().into_iter().map(|(_, item)| item).collect();
    let reporter = items.pop().expect("a certificate");
    let other = items.pop().expect("a certificate");
    items.extend([wrap.to_item(), own.to_item()]);
    let recipient = Recipient::Organisation(OURS, 0);
    let mut granter =
        Granter::new(world.id, recipient, &world.epoch.public(), &mut rng()).expect("a granter");
    let set = [Compartment::Card, Compartment::Account, Compartment::Identity].into_iter().collect();
    let grant = granter.grant(RECORD, set, &[&key(1), &key(2)]).expect("a grant");
    let commitments = [(Compartment::Account, 1), (Compartment::Identity, 2)];
    let commitments = commitments
        .map(|(compartment, number)| (compartment, key(number).commitment(&world.id, &RECORD, compartment)));
    let keys = KeySet { record: RECORD, epoch: 0, commitments: commitments.to_vec() };
    let mut filed = vec![reporter, keys.to_item(), granter.capsule().to_item(), grant.to_item()];
    filed.extend(report(world));
    vec![(&world.admin, items), (&world.other, vec![other]), (&world.reporter, filed)]
}

/// The reporter's first changes.
fn report(world: &Programme) -> Vec<Item> {
    let actor = ActorId { device: world.reporter.id(), incarnation: [0, 0, 0, 1] };
    let mut filed = Document::new(Compartment::Card).expect("a document");
    let edits = [
        Edit::set("mode", "real".into()),
        Edit::set("district", "khulna".into()),
        Edit::add_member("concern_types", "begging"),
    ];
    let change = filed.edit(actor, &edits).expect("edited").expect("a change").bytes;
    let open = Change { record: RECORD, compartment: Compartment::Card, change };
    let mut account = Document::new(Compartment::Account).expect("a document");
    let edits = [Edit::set("narrative", "seen at the station".into())];
    let change = account.edit(actor, &edits).expect("edited").expect("a change").bytes;
    let document = DocumentId { record: RECORD, compartment: Compartment::Account };
    let sealed = seal::seal(&world.id, document, &key(1), &change, &mut rng()).expect("sealed");
    vec![open.to_item(), sealed.to_item()]
}

/// The card of the report that the server has.
pub(super) fn filed_card() -> &'static Document {
    static MADE: OnceLock<Document> = OnceLock::new();
    MADE.get_or_init(|| {
        let world = programme();
        let mut card = Document::new(Compartment::Card).expect("a document");
        for item in report(world) {
            if let Ok(jonaki_protocol::Body::Change(change)) = item.parse() {
                let verified = jonaki_document::verify_relayed(&card, &change.change, world.reporter.id())
                    .expect("ours");
                card.apply(&verified).expect("applied");
            }
        }
        card
    })
}

/// A running server of this thread, made anew when something happened to it.
pub(super) struct Bench {
    folder: tempfile::TempDir,
    pub(super) service: Arc<Service>,
    clock: Timestamp,
    runs: u64,
}

thread_local! {
    static BENCH: RefCell<Option<Bench>> = const { RefCell::new(None) };
}

impl Bench {
    pub(super) fn new() -> Self {
        let folder = folder();
        let path = folder.path().join("server.db");
        put(&path, &founded().database);
        Self { service: Arc::new(open(&path)), folder, clock: NOW, runs: 0 }
    }

    pub(super) fn again(self) -> Self {
        let Self { folder, service, .. } = self;
        drop(service);
        let path = folder.path().join("server.db");
        put(&path, &founded().database);
        Self { service: Arc::new(open(&path)), folder, clock: NOW, runs: 0 }
    }

    pub(super) fn head(&self) -> Head {
        let mut found = None;
        let mut job =
            |_: ProgrammeId, _: &jonaki_protocol::Directory, tx: &mut dyn jonaki_server::storage::Tx| {
                found = tx.head()?;
                Ok(())
            };
        self.service.inspect(&mut job).expect("the database answers");
        found.expect("a founded programme")
    }

    /// A request as this device would send it now.
    fn send(&mut self, keys: &Keys, request: Request) -> (Answer, Vec<u8>) {
        self.runs += 1;
        self.clock = self.clock.plus(2);
        let request = Request { time: self.clock, nonce: self.runs, ..request };
        let body = request.to_body(&keys.sign).expect("packed");
        (self.service.sync(self.clock, &body), body)
    }
}

fn stranger() -> &'static Keys {
    static MADE: OnceLock<Keys> = OnceLock::new();
    MADE.get_or_init(|| Keys::of(40))
}

/// A request of an enrolled device, or of one that enrols with it: rightly signed, with anything in it.
pub fn service(data: &[u8]) -> Reached {
    BENCH.with_borrow_mut(|bench| {
        let mut running = bench.take().unwrap_or_else(Bench::new);
        if running.runs > LIVES {
            running = running.again();
        }
        let before = running.head();
        let reached = asked(&mut running, Input(data));
        *bench = Some(if running.head() == before { running } else { running.again() });
        reached
    })
}

fn asked(bench: &mut Bench, mut input: Input<'_>) -> Reached {
    let world = programme();
    let keys = match input.byte() % 8 {
        7 => stranger(),
        number => world.member(usize::from(number)),
    };
    let request = any_request(&mut input, world, keys);
    let before = bench.head();
    let (answer, body) = bench.send(keys, request.clone());
    let after = bench.head();
    let Some(response) = checked(world, &answer) else {
        assert_eq!(before, after, "what is refused changes nothing");
        return Reached::Refused;
    };
    receipts(world, &request, &response, (before, after));
    let again = bench.service.sync(bench.clock, &body);
    assert_eq!(again.refusal, Some(Code::Replayed));
    assert_eq!(bench.head(), after);
    if after == before {
        return Reached::Refused;
    }
    // The same batches in another request: the same receipts, nothing new.
    let (repeated, _) = bench.send(keys, request.clone());
    assert_eq!(bench.head(), after, "a repeated request changes something");
    // A newcomer that has not heard of a restore is let in once; then it has to compare first.
    let stale = request.cursor.log.is_some_and(|log| log != founded().log);
    if let Some(repeated) = checked(world, &repeated)
        && !stale
    {
        assert_eq!(entries(world, &repeated), entries(world, &response));
    }
    others_go_on(bench, world);
    Reached::Taken
}

/// An answer of a server that can be trusted; `None` for a refusal.
fn checked(world: &Programme, answer: &Answer) -> Option<Response> {
    if answer.status != 200 {
        let refusal = Refusal::from_body(&answer.body).expect("a refusal says why");
        assert_eq!(Some(refusal.code), answer.refusal);
        assert_ne!(refusal.code, Code::Unavailable, "the storage failed");
        return None;
    }
    let response = Response::from_body(&answer.body).expect("an answer is read");
    Checkpoint::verify(&response.checkpoint, &world.id, &world.server.public()).expect("a signed head");
    Some(response)
}

fn entries(world: &Programme, response: &Response) -> Vec<(u64, Digest)> {
    let receipts = response.receipts.iter();
    let read =
        receipts.map(|receipt| Receipt::verify(receipt, &world.id, &world.server.public()).expect("signed"));
    read.map(|receipt| (receipt.entry, receipt.batch)).collect()
}

fn receipts(world: &Programme, request: &Request, response: &Response, (before, after): (Head, Head)) {
    assert!(response.receipts.len() <= request.batches.len());
    let grown = after.size.checked_sub(before.size).expect("a log only grows");
    assert!(grown <= (request.batches.len() + request.offers.len()) as u64);
    for (receipt, batch) in response.receipts.iter().zip(&request.batches) {
        let receipt = Receipt::verify(receipt, &world.id, &world.server.public()).expect("signed");
        assert_eq!(receipt.batch, batch.hash(), "receipts come in the order of the batches");
        assert!(receipt.entry > 0 && receipt.entry <= after.size);
        assert!(receipt.refused.iter().all(|(index, _)| usize::from(*index) < batch.items.len()));
    }
}

/// Every other device syncs, and everything that it is sent verifies.
fn others_go_on(bench: &mut Bench, world: &Programme) {
    for number in 0..3 {
        let keys = world.member(number);
        let (answer, _) = bench.send(keys, honest_request(Vec::new()));
        if answer.refusal == Some(Code::Revoked) {
            continue;
        }
        let response = checked(world, &answer).expect("an honest device goes on");
        let ours = answer.device;
        for entry in &response.feed {
            let news = entry.news().expect("news is read");
            if let News::Batch(batch) = news {
                let device = batch.claimed_device().expect("an author");
                let known = [&world.admin, &world.other, &world.reporter, stranger()];
                let author =
                    known.into_iter().find(|keys| keys.id() == device).expect("a device that we know");
                batch.verify(&world.id, &author.sign.public()).expect("what is delivered verifies");
                assert!(ours.is_some());
            }
        }
    }
}

fn any_request(input: &mut Input<'_>, world: &Programme, keys: &Keys) -> Request {
    let founded = founded();
    let log = [None, Some(founded.log), Some(LogId::from_bytes([1; 16]))][input.below(3)];
    let position =
        |input: &mut Input<'_>| if input.byte() & 1 == 0 { u64::from(input.byte()) } else { input.number() };
    let organisations =
        (0..input.below(3)).map(|index| ([OURS, THEIRS][index % 2], position(input))).collect();
    let cursor = Cursor { log, everyone: position(input), device: position(input), organisations };
    let record =
        |input: &mut Input<'_>| [RECORD, RecordId::DIRECTORY, RecordId::from_bytes([3; 16])][input.below(3)];
    let digest = |input: &mut Input<'_>| RecordDigest {
        record: record(input),
        compartments: CompartmentSet::from_bits(input.byte() & 15).unwrap_or_default(),
        digest: input.number(),
    };
    let budget = [65_536, 0, 200, u32::MAX][input.below(4)];
    let digests = (0..input.below(4)).map(|_| digest(input)).collect();
    let prove = (0..input.below(3)).map(|_| record(input)).collect();
    let known = founded.chains.iter().find(|(device, _)| *device == keys.id());
    let mut chain = known.map_or(ChainPosition::START, |(_, chain)| *chain);
    let mut batches = Vec::new();
    for _ in 0..1 + input.below(3) {
        if input.is_empty() {
            break;
        }
        let batch = any_batch(input, world, keys, &mut chain);
        batches.extend(batch);
    }
    let old = input.byte();
    let mut offers: Vec<SignedBatch> = founded.batches.iter().filter(|_| old & 1 == 1).cloned().collect();
    if old & 2 == 2 {
        std::mem::swap(&mut offers, &mut batches);
    }
    Request { cursor, budget, batches, offers, digests, prove, ..honest_request(Vec::new()) }
}

fn any_batch(
    input: &mut Input<'_>,
    world: &Programme,
    keys: &Keys,
    chain: &mut ChainPosition,
) -> Option<SignedBatch> {
    let odd = input.byte();
    if odd % 16 == 1 {
        chain.n += 1;
    }
    let signer = if odd % 16 == 2 { world.member(usize::from(odd >> 4)) } else { keys };
    let time = if odd % 16 == 3 { Timestamp(i64::from_le_bytes(input.array())) } else { NOW.plus(1) };
    let count = 1 + input.below(6);
    let items: Vec<_> = (0..count).map(|_| (any_item(input, world, keys), time.plus(-1))).collect();
    let batch = SignedBatch::sign(&world.id, &signer.sign, chain, time, None, items).ok()?;
    *chain = ChainPosition { n: chain.n + 1, hash: batch.hash() };
    Some(batch)
}

/// An item as its bytes are, or one that needs a signature or numbers that no fuzzer guesses.
pub(super) fn any_item(input: &mut Input<'_>, world: &Programme, keys: &Keys) -> Item {
    match input.byte() {
        240..=243 => {
            let role = Role::ALL[input.below(4)];
            let organisation = [OURS, THEIRS][input.below(2)];
            let verified = world.verified(organisation, role, 128 + input.byte() % 4);
            verified.certify(&keys.sign.public(), &keys.kem.public(), NOW).to_item()
        }
        244..=250 => {
            let compartment = Compartment::Card;
            let actor = ActorId { device: keys.id(), incarnation: [0, 0, 0, 1] };
            let record = if input.byte() % 4 == 3 { RecordId::from_bytes([3; 16]) } else { RECORD };
            let change = hostile::craft::crafted(filed_card(), actor, input.part()).unwrap_or_default();
            Change { record, compartment, change }.to_item()
        }
        254 => super::letters::any_letter(input, world, keys),
        255 => super::services::any_shelf(input, world),
        251..=253 => {
            let document = DocumentId { record: RECORD, compartment: Compartment::Account };
            let sealed = seal::seal(&world.id, document, &key(1), input.part(), &mut rng());
            sealed.map_or_else(|_| input.item(), |sealed| sealed.to_item())
        }
        _ => input.item(),
    }
}
