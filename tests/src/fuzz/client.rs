//! The client behind the server's signature: answers with rightly signed heads, receipts and batches, and anything in them.

use super::Reached;
use super::exchange::honest_request;
use super::input::{Input, chunk};
use super::programme::{LOG, NOW, OURS, Programme, RECORD, THEIRS, programme, rng};
use super::server::{Bench, any_item, folder, founded, put};
use super::trust::INVITE;
use jonaki_core::{Budget, CaseQuery, Client, Error, Host, Location, Report};
use jonaki_protocol::cose::{self, Purpose};
use jonaki_protocol::sync::{Cursor, FeedEntry, News, Refusal, Response, UnverifiedRequest};
use jonaki_protocol::{
    CaseId, ChainPosition, Checkpoint, Code, Compartment, CompartmentSet, Digest, Item, LogId, Receipt,
    RecordId, Role, Seen, SignedBatch, Timestamp, decode, encode, frame,
};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::Rng as _;
use serde_bytes::ByteBuf;
use std::cell::RefCell;
use std::path::Path;
use std::sync::OnceLock;

const KEY: [u8; 32] = [8; 32];
const PLACE: &[u8] = b"here";

/// A host whose clock stands and whose randomness begins anew.
pub(super) struct Still(ChaCha20Rng);

impl Still {
    pub(super) fn new() -> Self {
        Self(rng())
    }
}

impl Host for Still {
    fn now(&mut self) -> Timestamp {
        NOW
    }

    fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }
}

fn open(path: &Path) -> Client {
    let client = Client::open(Location::File(path), &KEY, PLACE, Box::new(Still::new()));
    client.expect("the device's database opens")
}

/// A coordinator's link into the programme.
pub(super) fn link() -> String {
    let world = programme();
    world.link(&world.invite(OURS, Role::Coordinator, INVITE), INVITE).dangerously_to_text()
}

/// A coordinator's device with what the server had, a report that is stored and one that is on its way.
struct Enrolled {
    database: Vec<u8>,
    sent: CaseId,
    head: Seen,
    batch: Digest,
}

fn enrolled() -> &'static Enrolled {
    static MADE: OnceLock<Enrolled> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = folder();
        let path = folder.path().join("device.db");
        let mut client = open(&path);
        client.enrol(&link()).expect("enrolled");
        let bench = Bench::new();
        for _ in 0..6 {
            let body = client.sync_request(Budget::default()).expect("a request").body;
            let answer = bench.service.sync(NOW, &body);
            client.sync_answer(answer.status, &answer.body).expect("taken in");
        }
        let status = client.status().expect("a status");
        assert!(status.unsent_items == 0 && !status.waiting_for_key && status.quarantined == 0, "{status:?}");
        assert!(client.peek(RECORD).is_ok(), "the report of the programme came");
        let report = Report { narrative: Some("unsent".to_owned()), ..Report::default() };
        let sent = client.report(&report).expect("saved");
        let refusal = Refusal { code: Code::UnknownDictionary, time: NOW, retry_after: 0 };
        client.sync_answer(400, &refusal.to_body()).expect("taken in");
        let body = client.sync_request(Budget::default()).expect("a request").body;
        let request = UnverifiedRequest::from_body(&body).expect("ours").claimed;
        let batch = request.batches.last().expect("a batch").hash();
        let head = bench.head();
        let head = Seen { log: head.log, size: head.size, head: head.hash };
        drop(client);
        let database = std::fs::read(&path).expect("the database");
        Enrolled { database, sent, head, batch }
    })
}

/// A device of this thread, made anew when it took something in.
struct Device {
    folder: tempfile::TempDir,
    client: Option<Client>,
}

thread_local! {
    static DEVICE: RefCell<Option<Device>> = const { RefCell::new(None) };
}

impl Device {
    fn new() -> Self {
        let mut device = Self { folder: folder(), client: None };
        device.renew();
        device
    }

    fn renew(&mut self) {
        self.client = None;
        let path = self.folder.path().join("device.db");
        put(&path, &enrolled().database);
        self.client = Some(open(&path));
    }

    fn reopen(&mut self) {
        self.client = None;
        self.client = Some(open(&self.folder.path().join("device.db")));
    }

    fn client(&mut self) -> &mut Client {
        self.client.as_mut().expect("open")
    }
}

/// An answer to a coordinator's device.
pub fn answer(data: &[u8]) -> Reached {
    DEVICE.with_borrow_mut(|device| {
        let mut running = device.take().unwrap_or_else(Device::new);
        let reached = answered(&mut running, Input(data));
        if reached == Reached::Taken {
            running.renew();
        }
        *device = Some(running);
        reached
    })
}

/// All that a person could see, and apart from it what proves or suggests that the server lies: an answer may be refused
/// just because of what it proves, and the proof is kept.
fn shown(client: &Client) -> (String, (usize, usize, bool)) {
    let all = || -> Result<_, Error> {
        let cases = client.cases(&CaseQuery::default())?;
        let opened: Result<Vec<_>, Error> = cases.iter().map(|row| client.peek(row.id)).collect();
        let members = (client.members()?, client.organisations()?);
        let mut status = client.status()?;
        let proven = (status.proofs, status.doubts, status.stopped);
        (status.proofs, status.doubts, status.stopped) = (0, 0, false);
        Ok((format!("{status:?} {cases:?} {:?} {members:?} {:?}", opened?, client.refused()?), proven))
    };
    all().expect("everything can be read")
}

fn answered(device: &mut Device, mut input: Input<'_>) -> Reached {
    let world = programme();
    let (status, body, gone) = match input.byte() % 8 {
        0 => (400 + u16::from(input.byte()), frame::pack_quick(input.0), false),
        1 => {
            let Ok(response) = decode::<Response>(input.0) else { return Reached::Refused };
            let gone = response.feed.iter().any(takes_away);
            let checkpoint = ByteBuf::from(checkpoint(world, enrolled().head));
            (200, Response { checkpoint, ..response }.to_body().unwrap_or_default(), gone)
        }
        _ => {
            let response = any_response(&mut input, world);
            let gone = response.feed.iter().any(takes_away);
            (200, response.to_body().unwrap_or_default(), gone)
        }
    };
    let before = shown(device.client());
    match device.client().sync_answer(status, &body) {
        Err(error) => {
            assert!(matches!(error, Error::Refused(_)), "{error:?}");
            let (after, proven) = shown(device.client());
            assert_eq!(after, before.0, "what is refused changes nothing");
            if proven != before.1 {
                assert!(proven.0 > before.1.0 || proven.1 > before.1.1, "a proof is lost");
                device.renew();
            }
            Reached::Refused
        }
        Ok(_) => {
            let after = shown(device.client());
            device.reopen();
            assert_eq!(shown(device.client()), after, "a restart shows something else");
            // What was not sent for sure is still there, or shown as refused, unless the server took the record away.
            let unsent = device.client().peek(enrolled().sent);
            let refused = device.client().refused().expect("what was refused is shown");
            assert!(gone || unsent.is_ok() || !refused.is_empty(), "a report is lost");
            device.client().sync_request(Budget::default()).expect("the device goes on");
            Reached::Taken
        }
    }
}

fn takes_away(entry: &FeedEntry) -> bool {
    matches!(entry.news(), Ok(News::Left { .. } | News::Erased(_)))
}

fn checkpoint(world: &Programme, head: Seen) -> Vec<u8> {
    Checkpoint { head, time: NOW }.sign(&world.id, &world.server)
}

fn any_log(input: &mut Input<'_>) -> LogId {
    if input.byte() % 8 == 7 { LOG } else { enrolled().head.log }
}

fn any_digest(input: &mut Input<'_>) -> Digest {
    let made = enrolled();
    [made.batch, made.head.head, founded().batches[0].hash(), Digest::of("other", &[])][input.below(4)]
}

fn any_record(input: &mut Input<'_>) -> RecordId {
    [RECORD, enrolled().sent, RecordId::DIRECTORY, RecordId::from_bytes([3; 16])][input.below(4)]
}

fn any_code(input: &mut Input<'_>) -> Code {
    Code::ALL[input.below(Code::ALL.len())]
}

fn any_response(input: &mut Input<'_>, world: &Programme) -> Response {
    let log = any_log(input);
    let known = enrolled().head;
    let size =
        known.size.wrapping_add(u64::from(input.byte()) % 8).wrapping_sub(u64::from(input.byte() % 16 == 15));
    let head = if size == known.size && input.byte() % 8 != 7 { known.head } else { any_digest(input) };
    let signer = if input.byte() % 16 == 15 { &world.admin.sign } else { &world.server };
    let statement = Checkpoint { head: Seen { log, size, head }, time: NOW };
    let organisations =
        (0..input.below(3)).map(|index| ([OURS, THEIRS][index % 2], input.number())).collect();
    let cursor = Cursor {
        log: if input.byte() % 8 == 7 { None } else { Some(log) },
        everyone: u64::from(input.byte()),
        device: input.number(),
        organisations,
    };
    let receipts = (0..input.below(3)).map(|_| ByteBuf::from(any_receipt(input, world, log))).collect();
    let feed = (0..input.below(6)).map(|_| any_entry(input, world)).collect();
    let flags = input.byte();
    Response {
        time: NOW,
        cursor,
        receipts,
        refused: (0..input.below(3)).map(|_| (any_digest(input), any_code(input))).collect(),
        chain: (flags & 1 == 1)
            .then(|| ChainPosition { n: u64::from(input.byte()), hash: any_digest(input) }),
        feed,
        reconcile: flags & 2 == 2,
        want: (0..input.below(4)).map(|_| any_record(input)).collect(),
        checkpoint: ByteBuf::from(statement.sign(&world.id, signer)),
        more: flags & 4 == 4,
    }
}

fn any_receipt(input: &mut Input<'_>, world: &Programme, log: LogId) -> Vec<u8> {
    if input.byte() % 4 == 3 {
        return cose::sign(Purpose::Receipt, &world.id, &world.server, &[], input.part().to_vec());
    }
    let entry = u64::from(input.byte());
    let batch = any_digest(input);
    let refused = (0..input.below(4)).map(|_| (u16::from(input.byte() % 16), any_code(input))).collect();
    Receipt { log, entry, batch, time: NOW, refused }.sign(&world.id, &world.server)
}

fn any_entry(input: &mut Input<'_>, world: &Programme) -> FeedEntry {
    let number = u64::from(input.byte());
    let news = match input.byte() % 8 {
        0 => News::Snapshot {
            record: any_record(input),
            compartment: if input.byte() % 4 == 3 { Compartment::Account } else { Compartment::Card },
            saved: chunk(0, input.part()),
        },
        1 => {
            let compartments = CompartmentSet::from_bits(input.byte() & 15).unwrap_or_default();
            News::Left { record: any_record(input), compartments }
        }
        2 => News::Erased(any_record(input)),
        3 => {
            let raw = decode::<FeedEntry>(input.part());
            return raw
                .unwrap_or_else(|_| FeedEntry::new(number, &News::Erased(RecordId::from_bytes([4; 16]))));
        }
        _ => News::Batch(any_batch(input, world)),
    };
    FeedEntry::new(number, &news)
}

/// A batch that a member signed, of which the device may see a part.
fn any_batch(input: &mut Input<'_>, world: &Programme) -> SignedBatch {
    let keys = world.member(input.below(3));
    let shown = input.byte();
    let count = 1 + input.below(6);
    let items: Vec<Item> = (0..count).map(|_| any_item(input, world, keys)).collect();
    let leaves: Vec<Digest> = items.iter().map(Item::hash).collect();
    let chain = ChainPosition { n: u64::from(input.byte()), hash: any_digest(input) };
    let signed = items.iter().map(|item| (item.clone(), NOW)).collect();
    let whole = SignedBatch::sign(&world.id, &keys.sign, &chain, NOW, None, signed).expect("signed");
    let visible =
        items.into_iter().enumerate().map(|(index, item)| (shown >> index & 1 == 0).then_some(item));
    SignedBatch::redacted(&whole.header, &leaves, visible.collect())
}

/// Honest answers to the device, for seeds: what the server would say to it from the beginning.
pub(super) fn honest_answers() -> Vec<Vec<u8>> {
    let bench = Bench::new();
    let answer = bench
        .service
        .sync(NOW, &honest_request(Vec::new()).to_body(&programme().admin.sign).expect("packed"));
    let response = Response::from_body(&answer.body).expect("an answer");
    vec![encode(&response)]
}
