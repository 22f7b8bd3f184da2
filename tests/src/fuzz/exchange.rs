//! Requests, batches, answers and what a server signs, in front of the signatures and behind them.

use super::Reached;
use super::input::Input;
use super::programme::{NOW, programme};
use super::wire::canonical;
use jonaki_protocol::cose::{self, Purpose};
use jonaki_protocol::sync::{FeedEntry, Refusal, Request, Response, UnverifiedRequest};
use jonaki_protocol::{
    BatchHeader, ChainPosition, Checkpoint, Code, Digest, Item, Receipt, SignedBatch, Timestamp, encode,
    frame, limits,
};
use serde_bytes::ByteBuf;

/// A request: as it comes, as a signed message, or as what an enrolled device signed.
pub fn request(data: &[u8]) -> Reached {
    let mut input = Input(data);
    let world = programme();
    let (mode, key) = (input.byte() % 3, &world.admin.sign);
    let body = match mode {
        0 => input.0.to_vec(),
        1 => frame::pack_quick(input.0),
        _ => {
            let id = world.admin.id();
            frame::pack_quick(&cose::sign(Purpose::Request, &world.id, key, id.as_bytes(), input.0.to_vec()))
        }
    };
    let Ok(unverified) = UnverifiedRequest::from_body(&body) else { return Reached::Refused };
    let claimed = unverified.claimed.clone();
    assert!(claimed.batches.len() + claimed.offers.len() <= limits::REQUEST_BATCHES);
    assert!(
        claimed.digests.len() <= limits::REQUEST_DIGESTS && claimed.prove.len() <= limits::REQUEST_DIGESTS
    );
    assert!(claimed.cursor.organisations.len() <= limits::CURSOR_PRINCIPALS);
    for batch in claimed.batches.iter().chain(&claimed.offers) {
        // Whatever it says, it is judged.
        let _ = batch.claimed_device();
        if let Ok(header) = batch.verify(&world.id, &key.public()) {
            holds(batch, &header);
        }
    }
    let ours = claimed.programme == world.id;
    match unverified.verify(&key.public()) {
        Ok((device, verified)) => {
            assert!(ours && device == world.admin.id() && verified == claimed);
            if mode == 2 {
                assert_eq!(encode(&verified), input.0, "the same request has two encodings");
            }
        }
        Err(code) => assert!(code == Code::BadSignature && !(mode == 2 && ours)),
    }
    if let Ok(again) = claimed.to_body(key) {
        let again = UnverifiedRequest::from_body(&again).expect("what we send is taken");
        assert_eq!(again.claimed, claimed);
    }
    Reached::Taken
}

/// What must hold of a batch that verified.
fn holds(batch: &SignedBatch, header: &BatchHeader) {
    assert!(header.n > 0 && usize::from(header.count) == batch.items.len());
    assert!(batch.items.len() <= limits::BATCH_ITEMS);
    for index in 0..=batch.items.len() {
        // Wherever the clock stood: never after the signing.
        assert!(header.time_of(index) <= header.time);
    }
}

/// A signed batch: as it comes, with a header that its device signed, or made of any items.
pub fn batch(data: &[u8]) -> Reached {
    let mut input = Input(data);
    let world = programme();
    let (programme, key) = (world.id, &world.admin.sign);
    let batch = match input.byte() % 3 {
        0 => canonical::<SignedBatch>(input.0),
        1 => {
            canonical::<(ByteBuf, Vec<Option<Item>>, Vec<Digest>)>(input.0).map(|(header, items, hidden)| {
                let id = world.admin.id();
                let header = cose::sign(Purpose::Batch, &programme, key, id.as_bytes(), header.into_vec());
                SignedBatch { header: ByteBuf::from(header), items, hidden }
            })
        }
        _ => return any_items(input),
    };
    let Some(batch) = batch else { return Reached::Refused };
    let Ok(header) = batch.verify(&programme, &key.public()) else { return Reached::Refused };
    holds(&batch, &header);
    assert_eq!(batch.verify(&programme, &world.other.sign.public()), Err(Code::BadSignature));
    assert_eq!(batch.claimed_device(), Ok(world.admin.id()));
    Reached::Taken
}

/// Every set of items can be signed; every redaction of it verifies; no alteration does.
fn any_items(mut input: Input<'_>) -> Reached {
    let world = programme();
    let (programme, key) = (world.id, &world.admin.sign);
    let mask = input.number();
    let time = Timestamp(i64::from_le_bytes(input.array()));
    let chain = ChainPosition { n: u64::from(input.byte()), hash: Digest::of("n", &[]) };
    let mut items = Vec::new();
    while !input.is_empty() && items.len() < 40 {
        let age = i64::from(i16::from_le_bytes(input.array()));
        let body = Input(input.part()).0.to_vec();
        items.push((Item { kind: body.len() as u8 % 13, body }, time.plus(-age)));
    }
    let leaves: Vec<Digest> = items.iter().map(|(item, _)| item.hash()).collect();
    let signed = SignedBatch::sign(&programme, key, &chain, time, None, items.clone());
    let Ok(whole) = signed else {
        assert!(items.is_empty(), "items that cannot be signed");
        return Reached::Refused;
    };
    let public = key.public();
    let header = whole.verify(&programme, &public).expect("what we sign verifies");
    holds(&whole, &header);
    for (index, (_, saved)) in items.iter().enumerate() {
        let age = time.0.saturating_sub(saved.0).clamp(0, i64::from(i32::MAX));
        assert_eq!(header.time_of(index), time.plus(-age), "item {index} keeps its time");
    }
    let shown = |index: usize| mask >> (index % 64) & 1 == 1;
    let visible: Vec<Option<Item>> =
        items.iter().enumerate().map(|(index, (item, _))| shown(index).then(|| item.clone())).collect();
    let mut part = SignedBatch::redacted(&whole.header, &leaves, visible);
    assert_eq!(part.verify(&programme, &public).as_ref(), Ok(&header));
    assert_eq!(part.hash(), whole.hash());
    if let Some(shown) = part.items.iter().position(Option::is_some) {
        let mut altered = part.clone();
        altered.items.iter_mut().skip(shown).flatten().take(1).for_each(|item| item.kind ^= 1);
        assert_eq!(altered.verify(&programme, &public), Err(Code::BadSignature));
    }
    if let Some(hidden) = part.hidden.pop() {
        assert!(part.verify(&programme, &public).is_err());
        part.hidden.extend([hidden, hidden]);
        assert!(part.verify(&programme, &public).is_err());
    }
    Reached::Taken
}

/// An answer, a refusal, an entry of a feed.
pub fn response(data: &[u8]) -> Reached {
    let mut input = Input(data);
    let mode = input.byte() % 5;
    let body = match mode {
        0 | 3 => input.0.to_vec(),
        _ => frame::pack_quick(input.0),
    };
    match mode {
        0 | 1 => {
            let Ok(response) = Response::from_body(&body) else { return Reached::Refused };
            if mode == 1 {
                assert_eq!(encode(&response), input.0, "the same answer has two encodings");
            }
            let again = response.to_body().expect("it was within the limit");
            assert_eq!(Response::from_body(&again).as_ref(), Ok(&response));
            response.feed.iter().for_each(news);
        }
        2 => {
            let Ok(refusal) = Refusal::from_body(&body) else { return Reached::Refused };
            assert_eq!(Refusal::from_body(&refusal.to_body()), Ok(refusal.clone()));
            assert!(!refusal.code.english().is_empty() && !refusal.code.bangla().is_empty());
        }
        3 => {
            let Some(entry) = canonical::<FeedEntry>(&body) else { return Reached::Refused };
            if entry.news().is_err() {
                return Reached::Refused;
            }
            news(&entry);
        }
        _ => {
            let Ok(refusal) = Refusal::from_body(input.0) else { return Reached::Refused };
            assert_eq!(Refusal::from_body(&refusal.to_body()), Ok(refusal));
        }
    }
    Reached::Taken
}

fn news(entry: &FeedEntry) {
    if let Ok(news) = entry.news() {
        assert_eq!(FeedEntry::new(entry.entry, &news), *entry, "the same news has two encodings");
    }
}

/// Receipts and checkpoints: as they come, and as the server's key signed them.
pub fn statement(data: &[u8]) -> Reached {
    let mut input = Input(data);
    let world = programme();
    let (id, server) = (world.id, world.server.public());
    let mode = input.byte() % 4;
    let purpose = if mode.is_multiple_of(2) { Purpose::Receipt } else { Purpose::Checkpoint };
    let message = match mode {
        0 | 1 => input.0.to_vec(),
        _ => cose::sign(purpose, &id, &world.server, &[], input.0.to_vec()),
    };
    let again = match purpose {
        Purpose::Receipt => Receipt::verify(&message, &id, &server).map(|it| it.sign(&id, &world.server)),
        _ => Checkpoint::verify(&message, &id, &server).map(|it| it.sign(&id, &world.server)),
    };
    let Ok(again) = again else { return Reached::Refused };
    assert_eq!(again, message, "the same statement has two forms");
    assert!(
        Receipt::verify(&message, &id, &server).is_err()
            || Checkpoint::verify(&message, &id, &server).is_err()
    );
    assert!(Receipt::verify(&message, &id, &world.admin.sign.public()).is_err());
    Reached::Taken
}

/// An honest request, for seeds.
pub(super) fn honest_request(batches: Vec<SignedBatch>) -> Request {
    Request {
        version: jonaki_protocol::sync::VERSION,
        programme: programme().id,
        time: NOW,
        nonce: 1,
        cursor: jonaki_protocol::sync::Cursor::default(),
        budget: 65_536,
        batches,
        offers: Vec::new(),
        digests: Vec::new(),
        prove: Vec::new(),
        founding: None,
    }
}
